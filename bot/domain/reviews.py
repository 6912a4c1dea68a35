"""What the bot remembers of reviewing: what was put off, and what curators were asked for."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A message that asks a curator for the new text of a field: their reply to it is that text."""

    chat: int
    message_id: int
    person: int
    key: str  # of the entry
    field: str  # as a collection file names it, with dots: title.zh
    before: str  # what stood there when it was asked, as ``fields.stamp`` says it
    at: dt.datetime


class Reviews(Protocol):
    """Kept in the bot's database: the files hold what curators decide, and nothing of how they came to it."""

    async def put_off(self, item: str, now: dt.datetime) -> None:
        """Behind all others; put off again, behind all that were put off before."""

    async def put_off_items(self) -> list[str]:
        """Those put off first come first."""

    async def take_up(self, item: str) -> None:
        """It has been decided: put off no more."""

    async def ask(self, prompt: Prompt) -> None: ...

    async def asked(self, chat: int, message_id: int) -> Prompt | None:
        """However old it is."""

    async def close(self, chat: int, message_id: int) -> None:
        """It has been answered."""

    async def forget_prompts(self, before: dt.datetime) -> None:
        """Those that were asked before then."""
