"""A delivery: the fate of one card. The ledger holds one per slot."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.card import Card
from bot.domain.slot import Slot


class State(StrEnum):
    PLANNED = "planned"  # claimed, surely not sent: to be sent at ``retry_at``
    SENDING = "sending"  # committed before the call; after a crash its outcome is unknown
    SENT = "sent"  # in the channel, with its message id
    UNKNOWN = "unknown"  # perhaps in the channel: never repeated blindly
    REFUSED = "refused"  # surely not in the channel, and not to be tried again
    WITHDRAWN = "withdrawn"  # was in the channel, and an admin has taken it back


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One row of the ledger: the intent, exactly as it will be sent, and what became of it."""

    slot: Slot
    key: str  # the entry's
    cycle: int  # which run through the catalog of this channel the post belongs to; 1 is the first
    reason: str  # why this entry (law 7), as code and arguments of a phrase: see selection.Reason
    chat: int | str
    card: Card
    token: str  # random, part of the card's button: identifies this delivery's message
    state: State
    base_id: int  # highest message id known in the chat before the first attempt; 0 if none
    attempt: int  # sends begun so far of which nobody knew for sure that they had failed
    planned_at: dt.datetime
    settled_at: dt.datetime | None = None
    retry_at: dt.datetime | None = None
    message_id: int | None = None
    edition: str = ""  # of the entry, as the card shows it: see Entry.edition
    begun_at: dt.datetime | None = None  # the latest attempt
    looks: int = 0  # searches of the channel in a row that did not find the card
    tried: tuple[int, ...] = ()  # ids of messages that were given the card's buttons, to see whether they had them
    look_at: dt.datetime | None = None  # when the channel is searched next: an UNKNOWN card itself, a SENT one's copies
    detail: str = ""  # why it was refused, put off or is unknown, in Telegram's words; never holds the token of the bot

    @property
    def asked(self) -> bool:
        """Whether the card's fate is left to the admins: searching the channel could not tell."""
        return self.state is State.UNKNOWN and self.look_at is None
