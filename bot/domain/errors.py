"""What a send can end in besides success. Meanings, not codes; only the messenger knows Telegram's.

SendError
├── TryLater      surely not sent; worth another try after ``after``
├── Refused       surely not sent; another try would end the same way
└── OutcomeUnknown   perhaps sent: never repeated blindly
"""

import datetime as dt
from enum import StrEnum

from bot.domain.faults import FaultsError


class SendError(Exception):
    """Base of the three; ``str()`` is Telegram's or the network's own words."""


class TryLater(SendError):
    """Surely not sent: flood control (wait what it says), no connection made, pool exhausted."""

    def __init__(self, words: str, *, after: dt.timedelta) -> None:
        super().__init__(words)
        self.after = after


class Trouble(StrEnum):
    """What a refusal is about. Each has a phrase ``trouble.<value>`` that says what to do."""

    GONE = "gone"  # there is no such chat
    REMOVED = "removed"  # the bot is not, or no longer, in the chat
    RIGHT = "right"  # the bot may not post there
    MIGRATED = "migrated"  # the group has become a supergroup, with another id
    TOKEN = "token"  # noqa: S105 - the bot's token was revoked, or nobody knows the bot
    ENTITIES = "entities"  # the card's markup
    PICTURE = "picture"  # the card's picture, or the preview of its link
    CONTENT = "content"  # something else of the card
    UNSUPPORTED = "unsupported"  # this server does not know rich messages
    OTHER = "other"


OF_CONTENT = frozenset({Trouble.ENTITIES, Trouble.PICTURE, Trouble.CONTENT, Trouble.UNSUPPORTED})


class Refused(SendError):
    """Surely not sent: Telegram answered 4xx. Permanent until a person changes something."""

    def __init__(
        self, words: str, *, trouble: Trouble = Trouble.OTHER, moved_to: int | None = None, missing: bool = False
    ) -> None:
        """``moved_to``: the chat's new id, with MIGRATED. ``missing``: the message to edit or delete is not there."""
        super().__init__(words)
        self.trouble = trouble
        self.moved_to = moved_to
        self.missing = missing

    @property
    def of_content(self) -> bool:
        """It is the card that Telegram does not take, not the chat; another entry would be taken."""
        return self.trouble in OF_CONTENT


class OutcomeUnknown(SendError):
    """Read or write timeout, connection cut, 5xx or an unreadable reply: the card may be in the channel."""


class LedgerError(Exception):
    """The ledger was told something that its row contradicts: no such delivery, or it is in another state."""


class StoreError(FaultsError):
    """The database cannot be opened or used; prints as ``place: what, remedy`` and never holds a password."""
