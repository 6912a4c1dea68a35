"""What readers suggest, from the first word to the news that it is published."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Fate(StrEnum):
    """What has become of a suggestion."""

    OPEN = "open"  # waits in the review queue
    TAKEN = "taken"  # a draft or an entry has been made of it: ``key``
    REFUSED = "refused"
    TOLD = "told"  # published, and its reader knows


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One reader's word for one document."""

    id: int
    person: int  # Telegram's user id
    name: str  # as Telegram has it; for the curators alone
    url: str
    document: str  # what the address is known by: see ``identity.identities``
    note: str  # what the reader says of it, one line; may be empty
    at: dt.datetime
    fate: Fate = Fate.OPEN
    key: str | None = None


class Suggestions(Protocol):
    """Kept in the bot's database; nothing of a reader's goes into the curated files."""

    async def add(self, *, person: int, name: str, url: str, document: str, note: str, now: dt.datetime) -> Suggestion:
        """Who suggests a document that is open already is noted too, and told as well."""

    async def open(self) -> list[Suggestion]:
        """Waiting for review, oldest first; of several for one document the first."""

    async def of_document(self, document: str) -> list[Suggestion]:
        """Whatever their fate, oldest first."""

    async def made_since(self, person: int, since: dt.datetime) -> int:
        """How many the person has made."""

    async def settle(self, document: str, fate: Fate, *, key: str | None = None) -> None:
        """Taken or refused, for all who suggested the document."""

    async def awaiting_news(self) -> list[Suggestion]:
        """Taken, and their readers do not know of a publication yet."""

    async def told(self, id: int) -> None: ...
