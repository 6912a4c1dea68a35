"""What a person asks: free of Telegram's types."""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.conversation import Reply
from bot.domain.language import Language
from bot.domain.person import Person


class Access(StrEnum):
    EVERYONE = "everyone"
    CURATOR = "curator"  # admins too; anyone else gets the answer to an unknown command
    ADMIN = "admin"  # likewise


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One command, plain text or press of a button. ``person`` is whoever acts, not whose chat it is (law 6)."""

    person: Person
    chat: int
    private: bool
    words: str  # what follows the command's name, or the button's
    now: dt.datetime
    pressed: bool = False
    answers: int | None = None  # the message that this is a reply to

    @property
    def language(self) -> Language:
        return self.person.language

    def with_words(self, words: str) -> "Ask":
        return replace(self, words=words)


SILENCE = Reply()
