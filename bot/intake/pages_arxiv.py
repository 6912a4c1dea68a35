"""Papers of arXiv by the address of a page: all that arXiv's API knows of them."""

import asyncio
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.address import Address
from bot.domain.candidate import Candidate, Provenance, Skipped
from bot.domain.identity import arxiv_of, canonical_arxiv
from bot.domain.pages import PageError, PageTrouble
from bot.intake.errors import SourceError

if TYPE_CHECKING:
    import arxiv

PATIENCE = 15.0  # seconds

# Sites that show papers of arXiv, and nothing of their own, beneath these paths.
_MIRRORS = {
    "alphaxiv.org": re.compile(r"/(?:abs|pdf|html|overview)/(.+?)(?:\.pdf)?/*"),
    "ar5iv.org": re.compile(r"/(?:abs|html|pdf)/(.+?)/*"),
    "huggingface.co": re.compile(r"/papers/(\d{4}\.\d{4,5})/*"),
}


def paper_at(url: str) -> str | None:
    """The id of the paper whose page this is, on arXiv or a mirror. ValueError for no address."""
    if paper := arxiv_of(url):
        return paper
    address = Address.of(url)
    pattern = _MIRRORS.get(address.host.removeprefix("www."))
    match = pattern.fullmatch(address.path) if pattern else None
    try:
        return canonical_arxiv(match[1]) if match else None
    except ValueError:
        return None


class ArxivDesk:
    """One client for all calls: it keeps the pace that arXiv asks for. It is opened by the first call."""

    def __init__(
        self, open_client: Callable[[], AbstractContextManager["arxiv.Client"]], *, patience: float = PATIENCE
    ) -> None:
        self._open_client = open_client
        self._patience = patience
        self._client: arxiv.Client | None = None
        self._one_at_a_time = asyncio.Lock()
        self._stack = ExitStack()

    async def paper(self, paper: str, source: str) -> Candidate | None:
        """None where arXiv cannot be asked now. PageError where it knows no such paper."""
        try:
            async with asyncio.timeout(self._patience), self._one_at_a_time:
                found = await asyncio.to_thread(self._asked, paper)
        except (TimeoutError, SourceError):
            return None
        if not isinstance(found, Candidate):
            raise PageError(PageTrouble.NOTHING, f"arXiv knows no paper {paper}")
        return replace(found, provenance=Provenance(format="page", source=source, id=paper))

    def _asked(self, paper: str) -> Candidate | Skipped | None:
        """Raises SourceError."""
        from bot.intake.arxiv import fetch

        if self._client is None:
            self._client = self._stack.enter_context(self._open_client())
        return next(iter(fetch(paper, paper, self._client)), None)

    def close(self) -> None:
        self._stack.close()
