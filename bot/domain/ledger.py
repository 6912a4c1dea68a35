"""The ledger's port: all deliveries, and what is known of the chats they go to."""

import datetime as dt
from typing import Protocol

from bot.domain.card import Card
from bot.domain.delivery import Delivery
from bot.domain.slot import Slot


class Ledger(Protocol):
    """All deliveries, unique per slot. Every write is durable when the call returns.

    A write that the row contradicts raises LedgerError: it is in another state, or at another attempt than the
    caller's, who is then too late. A row that cannot be read is left out of the lists and named in ``unreadable``.
    """

    @property
    def unreadable(self) -> dict[str, str]:
        """Rows that turned out to be unreadable, as ``channel/date/label`` → why."""

    # Posting

    async def claim(self, delivery: Delivery) -> bool:
        """Store the intent (state PLANNED). False if the slot already has a delivery: somebody else's, do nothing."""

    async def begin(self, slot: Slot, *, now: dt.datetime) -> Delivery | None:
        """PLANNED and due (``retry_at`` is None or ≤ now) → SENDING, ``attempt`` + 1, ``begun_at`` = now; else None.

        A conditional update that must change exactly one row: of two callers one gets the delivery.
        """

    async def settle_sent(
        self, slot: Slot, *, attempt: int, message_id: int | None, now: dt.datetime, look_at: dt.datetime | None = None
    ) -> None:
        """SENDING, UNKNOWN or PLANNED again → SENT. Well if it is SENT as this very message already.

        ``message_id`` is None where an admin has seen the card: nobody knows its id then, until it is found.

        ``look_at``: when to search the channel for copies, where there was more than one attempt.
        """

    async def settle_refused(self, slot: Slot, *, attempt: int, detail: str, now: dt.datetime) -> None:
        """SENDING or UNKNOWN → REFUSED."""

    async def settle_unknown(
        self, slot: Slot, *, attempt: int, detail: str, now: dt.datetime, look_at: dt.datetime
    ) -> None:
        """SENDING → UNKNOWN, to be searched for at ``look_at``; ``looks`` = 0."""

    async def put_off(self, slot: Slot, *, attempt: int, retry_at: dt.datetime, detail: str) -> None:
        """SENDING or UNKNOWN → PLANNED again: surely not sent. The attempt is given back, ``base_id`` stays."""

    async def wait(self, slot: Slot, *, retry_at: dt.datetime, detail: str) -> None:
        """PLANNED stays so, until then: its turn has not come."""

    async def give_up(self, slot: Slot, *, detail: str, now: dt.datetime) -> None:
        """PLANNED → REFUSED: its window closed before it could be sent."""

    async def change_card(self, slot: Slot, *, attempt: int, card: Card) -> None:
        """SENDING → SENDING, with another card: Telegram did not take the first. The attempt is under way still."""

    async def change_entry(self, delivery: Delivery, *, attempt: int) -> None:
        """SENDING → PLANNED, with another entry's intent in the slot: Telegram did not take the first one's card."""

    # Reconciling

    async def to_look_at(self, now: dt.datetime) -> list[Delivery]:
        """UNKNOWN and SENT deliveries whose ``look_at`` has come, the longest waiting first."""

    async def try_message(self, slot: Slot, *, attempt: int, message_id: int) -> None:
        """UNKNOWN or SENT stays so: the message is about to be given the card's buttons (``tried``)."""

    async def not_found(self, slot: Slot, *, attempt: int, look_at: dt.datetime) -> None:
        """UNKNOWN stays so: ``looks`` + 1, to be searched for again at ``look_at``."""

    async def look_later(self, slot: Slot, *, attempt: int, look_at: dt.datetime) -> None:
        """UNKNOWN or SENT stays so: the search could not be finished."""

    async def plan_again(self, slot: Slot, *, attempt: int, detail: str = "") -> None:
        """UNKNOWN → PLANNED, due at once: surely absent, or an admin says so. The attempt counts."""

    async def leave_to_admins(self, slot: Slot, *, attempt: int, detail: str) -> None:
        """UNKNOWN stays so, and is searched for no more."""

    async def looked_over(self, slot: Slot) -> None:
        """SENT stays so, and is searched for no more."""

    # Posted cards

    async def sent_since(self, since: dt.datetime) -> list[Delivery]:
        """SENT deliveries settled at ``since`` or later, newest first."""

    async def redraw(self, slot: Slot, *, message_id: int, card: Card, edition: str) -> None:
        """SENT as that message stays so, with the card as it is now."""

    async def withdraw(self, slot: Slot, *, message_id: int, now: dt.datetime, free: bool) -> None:
        """SENT as that message → WITHDRAWN. ``free``: the row gives up the slot (``Slot.undone``)."""

    # Questions

    async def find(self, slot: Slot) -> Delivery | None:
        """LedgerError if the row is there and cannot be read."""

    async def by_token(self, token: str) -> Delivery | None: ...

    async def history(self, channel: str) -> list[Delivery]:
        """All deliveries of a channel but REFUSED and WITHDRAWN ones, in the order in which they were planned.

        Intents count as posted for selection: what may be in the channel is not chosen again.
        """

    async def latest(
        self, *, channel: str | None = None, key: str | None = None, limit: int = 10, offset: int = 0
    ) -> list[Delivery]:
        """SENT deliveries, newest first; of one channel, or of one entry."""

    async def posted(self) -> frozenset[str]:
        """Keys of all that is SENT, in whatever channel; unreadable rows count too."""

    async def in_state(self, *states: str, channel: str | None = None) -> list[Delivery]: ...

    async def messages_of(self, chat: int | str, *, above: int) -> frozenset[int]:
        """Ids above ``above`` of all messages that deliveries are known to have become in the chat."""

    async def first_planned(self, channel: str) -> dt.datetime | None:
        """When the channel's first delivery was planned; None before that."""

    # Slots without a card

    async def pass_over(self, slot: Slot, *, reason: str, now: dt.datetime, keep: bool = False) -> None:
        """Note why a slot got no card (law 7). Replaces an earlier reason unless ``keep``; a later claim is fine."""

    async def passed_over(self, channel: str, *, since: dt.date) -> list[tuple[Slot, str]]:
        """Slots noted by ``pass_over`` on or after ``since`` that have no delivery, newest first, with the reason."""

    # Chats

    async def known_top(self, chat: int | str) -> int:
        """Highest message id known in the chat, from our own posts and ``saw``; 0 if none."""

    async def saw(self, chat: int | str, message_id: int) -> None:
        """Somebody's post was seen in a channel (message ids are shared with other people's posts)."""

    async def move(self, old: int | str, new: int) -> None:
        """A group has become a supergroup: what is PLANNED or SENDING goes there. Its ids begin anew: ``base_id`` 0."""

    async def moves(self) -> dict[int | str, int]:
        """All that ``move`` was told, an old chat to its newest id."""

    # After a restore

    async def restored_at(self) -> dt.datetime | None:
        """When this ledger was put back from a backup: what was posted between the two it does not know."""
