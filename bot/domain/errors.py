"""What a send can end in besides success. Meanings, not codes; only the messenger knows Telegram's.

SendError
├── TryLater      surely not sent; worth another try after ``after``
├── Refused       surely not sent; another try would end the same way
└── OutcomeUnknown   perhaps sent: never repeated blindly
"""

import datetime as dt

from bot.domain.faults import FaultsError


class SendError(Exception):
    """Base of the three; ``str()`` is Telegram's or the network's own words."""


class TryLater(SendError):
    """Surely not sent: flood control (wait what it says), no connection made, pool exhausted."""

    def __init__(self, words: str, *, after: dt.timedelta) -> None:
        super().__init__(words)
        self.after = after


class Refused(SendError):
    """Surely not sent: Telegram answered 4xx. Permanent until a person changes something.

    ``of_content``: it is the card that Telegram does not take, not the chat; another entry would be taken.
    """

    def __init__(self, words: str, *, of_content: bool = False) -> None:
        super().__init__(words)
        self.of_content = of_content


class OutcomeUnknown(SendError):
    """Read or write timeout, connection cut, 5xx or an unreadable reply: the card may be in the channel."""


class LedgerError(Exception):
    """The ledger was told something that its row contradicts: no such delivery, or it is in another state."""


class StoreError(FaultsError):
    """The database cannot be opened or used; prints as ``place: what, remedy`` and never holds a password."""
