"""A stand-in for arXiv's API on this machine: it knows some papers, and can be told to fail."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.domain.candidate import Candidate, Skipped
from bot.intake.arxiv import fetch
from bot.intake.arxiv_client import open_client
from bot.sandbox.serving import serving

ATOM = "application/atom+xml; charset=utf-8"
FEED = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"'
    ' xmlns:arxiv="http://arxiv.org/schemas/atom">'
    "<opensearch:totalResults>{total}</opensearch:totalResults>{entries}</feed>"
)
REFUSAL = (
    "<entry><id>http://arxiv.org/api/errors#refused</id><title>Error</title><summary>{words}</summary>"
    "<published>2024-01-01T00:00:00Z</published><updated>2024-01-01T00:00:00Z</updated></entry>"
)


def an_entry(paper: str, title: str = "", more: str = "") -> str:
    """One paper as arXiv writes it, in its third version."""
    return (
        f"<entry><id>http://arxiv.org/abs/{paper}v3</id><published>2022-01-28T02:33:07Z</published>"
        f"<updated>2023-01-10T23:07:57Z</updated><title>{escape(title or 'Paper ' + paper)}</title>"
        f"<summary>About {paper}.</summary><author><name>Ada Bell</name></author>"
        f'<link title="pdf" href="http://arxiv.org/pdf/{paper}v3" rel="related" type="application/pdf"/>'
        f'<arxiv:primary_category term="cs.CL"/><category term="cs.CL"/>{more}</entry>'
    )


@dataclass
class Desk:
    """What it knows, how it fails, and what it was asked."""

    papers: dict[str, str] = field(default_factory=dict)  # id → entry
    refused: set[str] = field(default_factory=set)  # ids for which it refuses the whole call
    answers: list[Response | None] = field(default_factory=list)  # before it answers properly; None: too late
    counts_the_unknown: bool = False  # as total results
    entry_of_refusal: str = ""  # with status 200
    asked: list[dict[str, str]] = field(default_factory=list)
    at: str = ""
    _too_late: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: Request) -> Response:
        self.asked.append(dict(request.query_params))
        if self.answers:
            special = self.answers.pop(0)
            if special is None:
                await self._too_late.wait()
            return special or Response(status_code=503)
        ids = list(filter(None, request.query_params["id_list"].split(",")))
        if self.refused & set(ids):
            return Response(FEED.format(total=1, entries=REFUSAL.format(words="bad id")), 400, media_type=ATOM)
        if self.entry_of_refusal:
            entry = REFUSAL.format(words=self.entry_of_refusal)
            return Response(FEED.format(total=1, entries=entry), media_type=ATOM)
        known = [self.papers[each] for each in ids if each in self.papers] if ids else list(self.papers.values())
        start, most = (int(request.query_params[name]) for name in ("start", "max_results"))
        total = len(ids) if self.counts_the_unknown else len(known)
        return Response(FEED.format(total=total, entries="".join(known[start : start + most])), media_type=ATOM)

    async def fetched(
        self, text: str, *, limit: int = 20, page_size: int = 100, retries: int = 0, patience: float = 20
    ) -> tuple[list[Candidate | Skipped], Exception | None]:
        """All that came, and what ended it before its time."""

        def ask() -> tuple[list[Candidate | Skipped], Exception | None]:
            came: list[Candidate | Skipped] = []
            try:
                with open_client(
                    api=self.at, delay=0, retries=retries, timeout=patience, page_size=page_size
                ) as client:
                    client._session.trust_env = False  # no proxy stands between
                    came.extend(fetch(text, "list.txt", client, limit=limit))
            except Exception as error:
                return came, error
            return came, None

        return await asyncio.to_thread(ask)

    def end(self) -> None:
        self._too_late.set()


@asynccontextmanager
async def a_desk(*papers: str) -> AsyncIterator[Desk]:
    """Open, and with these papers known."""
    desk = Desk(papers={paper: an_entry(paper) for paper in papers})
    async with serving(Starlette(routes=[Route("/api/query", desk.answer)]), on_end=desk.end) as url:
        desk.at = f"{url}/api/query"
        yield desk
