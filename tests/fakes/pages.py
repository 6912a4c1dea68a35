"""The port ``Pages`` from memory: it knows what it was told, and of everything else that it cannot be reached."""

import asyncio
from dataclasses import dataclass, field

from bot.domain.address import check_public
from bot.domain.candidate import Candidate
from bot.domain.identity import canonical_url
from bot.domain.pages import PageError, PageTrouble


@dataclass
class MemoryPages:
    """What each address leads to; ``asked`` is what people wanted to know."""

    known: dict[str, Candidate | PageTrouble] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)  # cleared, nothing is answered until it is set

    def __post_init__(self) -> None:
        self.open.set()

    def tell(self, url: str, found: Candidate | PageTrouble) -> None:
        self.known[canonical_url(url)] = found

    async def candidate(self, url: str) -> Candidate:
        self.asked.append(url)
        await self.open.wait()
        try:
            check_public(url)
            found = self.known.get(canonical_url(url), PageTrouble.UNREACHABLE)
        except ValueError as reason:
            raise PageError(PageTrouble.ADDRESS, str(reason)) from None
        if isinstance(found, PageTrouble):
            raise PageError(found, f"{found} <b>")
        return found
