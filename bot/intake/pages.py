"""The Pages port: from an address alone to a candidate."""

import asyncio
import re
from collections.abc import Awaitable, Callable

from bot.domain.address import Address
from bot.domain.candidate import Candidate
from bot.domain.identity import canonical_url
from bot.domain.pages import PageError, PageTrouble
from bot.domain.web import Document, Web
from bot.intake.page_candidate import candidate_of
from bot.intake.page_facts import Facts
from bot.intake.page_reading import facts_in
from bot.intake.page_walls import closed_site
from bot.intake.pages_arxiv import ArxivDesk, paper_at

AT_ONCE = 2  # pages that are read, each by a process
PDF = "application/pdf"
_HEAD_ENDS = re.compile(rb"</head\b|<body\b", re.IGNORECASE)
_ANTHOLOGY = re.compile(r"(/[\w.-]+?)(?:v\d+)?\.pdf")


class ReadPages:
    """Asks arXiv's API for papers, the web for everything else."""

    def __init__(self, web: Web, papers: ArxivDesk, *, read: Callable[[Document], Awaitable[Facts]] = facts_in) -> None:
        self._web = web
        self._papers = papers
        self._read = read
        self._room = asyncio.Semaphore(AT_ONCE)

    async def candidate(self, url: str) -> Candidate:
        """As the port says."""
        url = url.strip()
        try:
            paper, closed = paper_at(url), closed_site(url)
        except ValueError as reason:
            raise PageError(PageTrouble.ADDRESS, f"it {reason}") from None
        if paper:
            found = await self._papers.paper(paper, url)
            return found or await self._page(f"https://arxiv.org/abs/{paper}", url)
        if closed:
            raise PageError(PageTrouble.NOTHING, f"{closed} shows its posts to nobody who is not signed in")
        return await self._page(landing_of(url), url)

    async def _page(self, url: str, source: str) -> Candidate:
        document = await self._web.get(url)
        if document.url != url and (closed := closed_site(document.url)):
            raise PageError(PageTrouble.NOTHING, f"it leads to {closed}, which shows nothing without signing in")
        if document.type == PDF:
            raise PageError(PageTrouble.NOTHING, "it is a PDF, which says too little of itself")
        if not document.whole and not _HEAD_ENDS.search(document.body):
            raise PageError(PageTrouble.LARGE, f"nothing but a beginning in {len(document.body):,} bytes")
        async with self._room:
            facts = await self._read(document)
        return candidate_of(facts, document.url, source)


def landing_of(url: str) -> str:
    """The page that describes a PDF, on sites that have one for each; else the address as it is."""
    address = Address.of(url)
    if address.host == "openreview.net":
        return canonical_url(url)
    if address.host == "aclanthology.org" and (paper := _ANTHOLOGY.fullmatch(address.path)):
        return f"https://aclanthology.org{paper[1]}/"
    return url
