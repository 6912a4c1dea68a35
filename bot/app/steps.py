"""The steps of posting and of reconciling, named once: wherever one is passed, the bot may be killed."""

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    """Each is passed just after what it names. A test kills the bot at every one of them (README: what is promised)."""

    # Publish
    GATHERED = "gathered"  # history and plan have been read
    DECIDED = "decided"  # an entry is chosen and its card drawn
    CLAIMED = "claimed"  # the intent is in the ledger
    READY = "ready"  # the pace lets the card go
    BEGUN = "begun"  # SENDING is in the ledger
    ANSWERED = "answered"  # the call has ended, whichever way
    SETTLED = "settled"  # its outcome is in the ledger
    PINNED = "pinned"  # and the message on top of the channel, where it is to be

    # Reconcile
    DOUBTED = "doubted"  # a delivery that was under way in a bot that died is UNKNOWN
    TRUSTED = "trusted"  # what Telegram says of an own post is what we expect
    LOOKED = "looked"  # one message id has been looked at
    RECOGNISED = "recognised"  # the card was found
    RESOLVED = "resolved"  # and is SENT in the ledger
    MISSED = "missed"  # it was not found; that is in the ledger
    REPLANNED = "replanned"  # twice not found, it is PLANNED again
    ASKED = "asked"  # left to the admins
    COPY_FOUND = "copy_found"  # a second copy of a card is in the channel
    COPY_DELETED = "copy_deleted"
    LOOKED_OVER = "looked_over"  # the channel has been searched for copies, for good


Passing = Callable[[Step], None]


def passing(_: Step) -> None:
    """Nobody watches."""
