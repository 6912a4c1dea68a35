"""The ledger in memory: as strict as the real one, gone with the object."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.domain.card import Card
from bot.domain.delivery import Delivery, State
from bot.domain.errors import LedgerError
from bot.domain.slot import Slot

_OUT_OF_HISTORY = (State.REFUSED, State.WITHDRAWN)
_PLANNED = {"state": State.PLANNED, "settled_at": None, "retry_at": None, "looks": 0, "look_at": None}
_INTENT = ("key", "cycle", "reason", "card", "token", "edition", "base_id", "planned_at")


class MemoryLedger:
    """The port ``Ledger``. ``deliveries`` are there from the start, in any state."""

    def __init__(self, deliveries: Iterable[Delivery] = ()) -> None:
        self.rows = {delivery.slot: delivery for delivery in deliveries}
        self.unreadable: dict[str, str] = {}
        self.restored: dt.datetime | None = None
        self._tops: dict[int | str, int] = {}
        self._moves: dict[int | str, int] = {}
        self._passed: dict[Slot, str] = {}

    async def claim(self, delivery: Delivery) -> bool:
        if delivery.state is not State.PLANNED:
            raise LedgerError(f"{delivery.slot}: a claim is planned, this one is {delivery.state}")
        refuse_naive(*vars(delivery).values())
        if delivery.slot in self.rows:
            return False
        self.rows[delivery.slot] = delivery
        return True

    async def begin(self, slot: Slot, *, now: dt.datetime) -> Delivery | None:
        refuse_naive(now)
        found = self.rows.get(slot)
        if found is None or found.state is not State.PLANNED or (found.retry_at and found.retry_at > now):
            return None
        changes: dict[str, Any] = {"attempt": found.attempt + 1, "begun_at": now, "retry_at": None, "detail": ""}
        self.rows[slot] = replace(found, state=State.SENDING, **changes)
        return self.rows[slot]

    async def settle_sent(
        self, slot: Slot, *, attempt: int, message_id: int | None, now: dt.datetime, look_at: dt.datetime | None = None
    ) -> None:
        refuse_naive(now, look_at)
        found = self.rows.get(slot)
        if found and (found.state, found.message_id) == (State.SENT, message_id):
            return
        if found and (found.state, found.message_id, found.attempt) == (State.SENT, None, attempt):
            self.rows[slot] = replace(found, message_id=message_id)
            return
        before = (State.SENDING, State.UNKNOWN, State.PLANNED) if attempt else ()
        changes = {"state": State.SENT, "message_id": message_id, "settled_at": now, "look_at": look_at}
        clean = {"looks": 0, "retry_at": None, "detail": ""}
        self._change(slot, before, {"attempt": attempt}, **changes, **clean)

    async def settle_refused(self, slot: Slot, *, attempt: int, detail: str, now: dt.datetime) -> None:
        changes = {"state": State.REFUSED, "detail": detail, "settled_at": now, "looks": 0, "look_at": None}
        self._change(slot, (State.SENDING, State.UNKNOWN), {"attempt": attempt}, **changes)

    async def settle_unknown(
        self, slot: Slot, *, attempt: int, detail: str, now: dt.datetime, look_at: dt.datetime
    ) -> None:
        changes = {"state": State.UNKNOWN, "detail": detail, "settled_at": now, "looks": 0, "look_at": look_at}
        self._change(slot, (State.SENDING,), {"attempt": attempt}, **changes)

    async def put_off(self, slot: Slot, *, attempt: int, retry_at: dt.datetime, detail: str) -> None:
        changes = _PLANNED | {"attempt": attempt - 1, "retry_at": retry_at, "detail": detail}
        self._change(slot, (State.SENDING, State.UNKNOWN), {"attempt": attempt}, **changes)

    async def wait(self, slot: Slot, *, retry_at: dt.datetime, detail: str) -> None:
        self._change(slot, (State.PLANNED,), {}, retry_at=retry_at, detail=detail)

    async def give_up(self, slot: Slot, *, detail: str, now: dt.datetime) -> None:
        changes = {"state": State.REFUSED, "detail": detail, "settled_at": now, "retry_at": None}
        self._change(slot, (State.PLANNED,), {}, **changes)

    async def change_card(self, slot: Slot, *, attempt: int, card: Card) -> None:
        self._change(slot, (State.SENDING,), {"attempt": attempt}, card=card)

    async def change_entry(self, delivery: Delivery, *, attempt: int) -> None:
        intent = {name: getattr(delivery, name) for name in _INTENT}
        changes = _PLANNED | {"attempt": 0, "begun_at": None, "detail": ""}
        self._change(delivery.slot, (State.SENDING,), {"attempt": attempt}, **intent, **changes)

    async def to_look_at(self, now: dt.datetime) -> list[Delivery]:
        refuse_naive(now)
        waiting = [row for row in self.rows.values() if row.state in (State.UNKNOWN, State.SENT)]
        due = [(row.look_at, row) for row in waiting if row.look_at and row.look_at <= now]
        return [row for _, row in sorted(due, key=lambda pair: pair[0])]

    async def not_found(self, slot: Slot, *, attempt: int, look_at: dt.datetime) -> None:
        looks = self.rows[slot].looks + 1 if slot in self.rows else 1
        self._change(slot, (State.UNKNOWN,), {"attempt": attempt}, looks=looks, look_at=look_at)

    async def try_message(self, slot: Slot, *, attempt: int, message_id: int) -> None:
        tried = (*self.rows[slot].tried, message_id) if slot in self.rows else ()
        self._change(slot, (State.UNKNOWN, State.SENT), {"attempt": attempt}, tried=tried)

    async def look_later(self, slot: Slot, *, attempt: int, look_at: dt.datetime) -> None:
        self._change(slot, (State.UNKNOWN, State.SENT), {"attempt": attempt}, look_at=look_at)

    async def plan_again(self, slot: Slot, *, attempt: int, detail: str = "") -> None:
        self._change(slot, (State.UNKNOWN,), {"attempt": attempt}, **_PLANNED, detail=detail)

    async def leave_to_admins(self, slot: Slot, *, attempt: int, detail: str) -> None:
        self._change(slot, (State.UNKNOWN,), {"attempt": attempt}, look_at=None, detail=detail)

    async def looked_over(self, slot: Slot) -> None:
        self._change(slot, (State.SENT,), {}, look_at=None)

    async def sent_since(self, since: dt.datetime) -> list[Delivery]:
        refuse_naive(since)
        return [row for row in self._newest(None) if row.settled_at and row.settled_at >= since]

    async def redraw(self, slot: Slot, *, message_id: int, card: Card, edition: str) -> None:
        self._change(slot, (State.SENT,), {"message_id": message_id}, card=card, edition=edition)

    async def withdraw(self, slot: Slot, *, message_id: int, now: dt.datetime, free: bool) -> None:
        changes = {"state": State.WITHDRAWN, "settled_at": now, "look_at": None}
        self._change(slot, (State.SENT,), {"message_id": message_id}, **changes)
        if free:
            freed = [row if row.slot != slot else replace(row, slot=slot.undone(row.token)) for row in self._of(None)]
            self.rows.clear()
            self.rows.update({row.slot: row for row in freed})

    async def find(self, slot: Slot) -> Delivery | None:
        return self.rows.get(slot)

    async def by_token(self, token: str) -> Delivery | None:
        return next((row for row in reversed(self._of(None)) if row.token == token), None)

    async def history(self, channel: str) -> list[Delivery]:
        return [row for row in self._of(channel) if row.state not in _OUT_OF_HISTORY]

    async def latest(
        self, *, channel: str | None = None, key: str | None = None, limit: int = 10, offset: int = 0
    ) -> list[Delivery]:
        return [row for row in self._newest(channel) if key in (None, row.key)][offset : offset + limit]

    async def posted(self) -> frozenset[str]:
        return frozenset(row.key for row in self.rows.values() if row.state is State.SENT)

    async def in_state(self, *states: str, channel: str | None = None) -> list[Delivery]:
        return [row for row in self._of(channel) if row.state in states]

    async def messages_of(self, chat: int | str, *, above: int) -> frozenset[int]:
        ids = (row.message_id for row in self.rows.values() if row.chat == chat)
        return frozenset(message_id for message_id in ids if message_id is not None and message_id > above)

    async def first_planned(self, channel: str) -> dt.datetime | None:
        return next((row.planned_at for row in self._of(channel)), None)

    async def pass_over(self, slot: Slot, *, reason: str, now: dt.datetime, keep: bool = False) -> None:
        refuse_naive(now)
        if not (keep and slot in self._passed):
            self._passed[slot] = reason

    async def passed_over(self, channel: str, *, since: dt.date) -> list[tuple[Slot, str]]:
        theirs = [slot for slot in self._passed if slot.channel == channel and slot.date >= since]
        return [(slot, self._passed[slot]) for slot in sorted(theirs, reverse=True) if slot not in self.rows]

    async def known_top(self, chat: int | str) -> int:
        ours = (row.message_id or 0 for row in self.rows.values() if row.chat == chat)
        return max(self._tops.get(chat, 0), *ours, 0)

    async def saw(self, chat: int | str, message_id: int) -> None:
        self._tops[chat] = max(self._tops.get(chat, 0), message_id)

    async def move(self, old: int | str, new: int) -> None:
        self._moves = {chat: new if newest == old else newest for chat, newest in self._moves.items()} | {old: new}
        for row in self._of(None):
            if row.state in (State.PLANNED, State.SENDING) and row.chat == old:
                self.rows[row.slot] = replace(row, chat=new, base_id=0)

    async def moves(self) -> dict[int | str, int]:
        return dict(self._moves)

    async def restored_at(self) -> dt.datetime | None:
        return self.restored

    def _of(self, channel: str | None) -> list[Delivery]:
        return [row for row in self.rows.values() if channel is None or row.slot.channel == channel]

    def _newest(self, channel: str | None) -> list[Delivery]:
        sent = [row for row in self._of(channel) if row.state is State.SENT and row.settled_at]
        # Oldest first and then turned round: of two settled in one instant the later claimed is the newer.
        return sorted(sent, key=lambda row: row.settled_at or row.planned_at)[::-1]

    def _change(self, slot: Slot, before: tuple[State, ...], at: dict[str, int], **changes: Any) -> None:
        refuse_naive(*changes.values())
        row = self.rows.get(slot)
        if row is None:
            raise LedgerError(f"{slot}: it has no delivery")
        if row.state not in before or any(getattr(row, name) != value for name, value in at.items()):
            meant = "".join(f", this was for {name.replace('_', ' ')} {value}" for name, value in at.items())
            raise LedgerError(f"{slot}: its delivery is {row.state} at attempt {row.attempt}{meant}")
        self.rows[slot] = replace(row, **changes)


def refuse_naive(*values: object) -> None:
    """As the store's columns do."""
    for value in values:
        if isinstance(value, dt.datetime) and value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
