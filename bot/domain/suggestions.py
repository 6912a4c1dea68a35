"""What readers suggest, from the first word to the news that it is published."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.domain.language import Language


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
    language: Language = Language.EN  # in which it was answered; what its reader chooses later goes before it


class Suggestions(Protocol):
    """Kept in the bot's database; nothing of a reader's goes into the curated files. A person's word counts once."""

    async def add(
        self,
        *,
        person: int,
        name: str,
        url: str,
        document: str,
        note: str,
        now: dt.datetime,
        language: Language = Language.EN,
    ) -> Suggestion:
        """Who suggests a document that is open or taken already is noted too, as taken where it is, and told as well.

        The same person's earlier word for it stays while it is open or taken; refused or told, it is opened anew.
        """

    async def open(self) -> list[Suggestion]:
        """Waiting for review, oldest first; of several for one document the first."""

    async def of_document(self, document: str) -> list[Suggestion]:
        """Whatever their fate, oldest first."""

    async def made_since(self, person: int, since: dt.datetime) -> list[dt.datetime]:
        """When the person made those of that time, oldest first."""

    async def settle(self, document: str, fate: Fate, *, key: str | None = None) -> None:
        """Taken or refused, for all who suggested the document and were not told yet; the latest word counts."""

    async def awaiting_news(self) -> list[Suggestion]:
        """Taken, and their readers do not know of a publication yet; oldest first."""

    async def told(self, id: int) -> bool:
        """TAKEN → TOLD. To be noted before the reader is told; False if it is noted already, or not taken any more."""

    async def untold(self, id: int) -> None:
        """TOLD → TAKEN again: the news surely did not arrive."""

    async def forget(self, fates: Collection[Fate], *, before: dt.datetime) -> None:
        """Those of these fates that were made before then."""
