"""The client of arXiv's API, which waits no longer than it is told and takes no page of errors for an answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

if TYPE_CHECKING:
    import arxiv

API = "https://export.arxiv.org/api/query"


@contextmanager
def open_client(
    *, api: str = API, delay: float = 3.0, retries: int = 3, timeout: float = 30.0, page_size: int = 100
) -> Iterator["arxiv.Client"]:
    """Delay and timeout in seconds. The default delay is what arXiv asks of everybody."""
    import arxiv

    client = arxiv.Client(page_size=page_size, delay_seconds=delay, num_retries=retries)
    client.query_url_format = api + "?{}"
    session = client._session  # of requests, which by itself waits for ever
    session.request = partial(session.request, timeout=timeout)
    session.hooks["response"].append(_refuse_what_is_no_feed)
    try:
        yield client
    finally:
        session.close()


def _refuse_what_is_no_feed(response: Any, **_: Any) -> None:
    """A page of a proxy, or half an answer, would read as: there are no such papers. The client tries again."""
    import requests

    if response.status_code != requests.codes.ok:
        return
    roots: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, _: None if roots else roots.append(name)
    try:
        parser.Parse(response.content, True)
    except expat.ExpatError as error:
        raise requests.ConnectionError(f"arXiv's answer is not XML: {error}") from error
    if roots[0].rpartition(":")[2] != "feed":
        raise requests.ConnectionError("arXiv's answer is not a feed")
