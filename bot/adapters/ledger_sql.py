"""The ledger in SQL: every change is one conditional statement, so that of two callers one wins."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, String, literal, or_, select, type_coerce, update

from bot.adapters.questions_sql import SqlQuestions
from bot.adapters.rows_sql import SAME, SLOT, delivery_of, of_slot, slot_columns, why_broken
from bot.adapters.tables_sql import deliveries
from bot.domain.card import Card
from bot.domain.delivery import Delivery, State
from bot.domain.errors import LedgerError
from bot.domain.slot import UNDONE, Slot

_BEGUN = (State.SENDING, State.UNKNOWN)
_EVER_BEGUN = (*_BEGUN, State.PLANNED)  # an answer may come after the row was planned again
_PLANNED = {"state": State.PLANNED, "settled_at": None, "retry_at": None, "looks": 0, "look_at": None}
_INTENT = ("key", "cycle", "reason", "card", "token", "edition", "base_id", "planned_at")


class SqlLedger(SqlQuestions):
    """Implements the port ``Ledger``."""

    async def claim(self, delivery: Delivery) -> bool:
        if delivery.state is not State.PLANNED:
            raise LedgerError(f"{delivery.slot}: a claim is planned, this one is {delivery.state}")
        unless_taken = (
            self._database.insert(deliveries)
            .values(slot_columns(delivery.slot) | {name: getattr(delivery, name) for name in SAME})
            .on_conflict_do_nothing(index_elements=SLOT)
            .returning(deliveries.c.id)
        )
        return bool(await self._database.write(unless_taken))

    async def begin(self, slot: Slot, *, now: dt.datetime) -> Delivery | None:
        due = or_(deliveries.c.retry_at.is_(None), deliveries.c.retry_at <= now)
        begun = {"state": State.SENDING, "attempt": deliveries.c.attempt + 1, "begun_at": now}
        if_due = update(deliveries).where(of_slot(slot), deliveries.c.state == State.PLANNED, due)
        try:
            rows = await self._database.write(if_due.values(**begun, retry_at=None, detail="").returning(deliveries))
            return delivery_of(rows[0]) if rows else None
        except Exception as error:
            why_broken(error)
            await self._rows.all(select(deliveries).where(of_slot(slot)))
            if str(slot) not in self.unreadable:
                raise  # it is not the row: ``now`` is naive
            return None

    async def settle_sent(
        self, slot: Slot, *, attempt: int, message_id: int | None, now: dt.datetime, look_at: dt.datetime | None = None
    ) -> None:
        before = _EVER_BEGUN if attempt else ()  # what never began was not sent
        changes = {"state": State.SENT, "message_id": message_id, "settled_at": now, "look_at": look_at}
        clean = {"looks": 0, "retry_at": None, "detail": ""}
        if not await self._changed(slot, before, {"attempt": attempt}, **changes, **clean):
            seen = {"attempt": attempt, "message_id": None}  # by an admin, who does not know the id
            if message_id and await self._changed(slot, (State.SENT,), seen, message_id=message_id):
                return
            row = await self._fate(slot)
            if row is None or (row.state, row.message_id) != (State.SENT, message_id):
                raise _contradiction(slot, row, {"attempt": attempt})

    async def settle_refused(self, slot: Slot, *, attempt: int, detail: str, now: dt.datetime) -> None:
        changes = {"state": State.REFUSED, "detail": detail, "settled_at": now, "looks": 0, "look_at": None}
        await self._change(slot, _BEGUN, {"attempt": attempt}, **changes)

    async def settle_unknown(
        self, slot: Slot, *, attempt: int, detail: str, now: dt.datetime, look_at: dt.datetime
    ) -> None:
        changes = {"state": State.UNKNOWN, "detail": detail, "settled_at": now, "looks": 0, "look_at": look_at}
        await self._change(slot, (State.SENDING,), {"attempt": attempt}, **changes)

    async def put_off(self, slot: Slot, *, attempt: int, retry_at: dt.datetime, detail: str) -> None:
        changes = _PLANNED | {"attempt": attempt - 1, "retry_at": retry_at, "detail": detail}
        await self._change(slot, _BEGUN, {"attempt": attempt}, **changes)

    async def wait(self, slot: Slot, *, retry_at: dt.datetime, detail: str) -> None:
        await self._change(slot, (State.PLANNED,), {}, retry_at=retry_at, detail=detail)

    async def give_up(self, slot: Slot, *, detail: str, now: dt.datetime) -> None:
        changes = {"state": State.REFUSED, "detail": detail, "settled_at": now, "retry_at": None}
        await self._change(slot, (State.PLANNED,), {}, **changes)

    async def change_card(self, slot: Slot, *, attempt: int, card: Card) -> None:
        await self._change(slot, (State.SENDING,), {"attempt": attempt}, card=card)

    async def change_entry(self, delivery: Delivery, *, attempt: int) -> None:
        intent = {name: getattr(delivery, name) for name in _INTENT}
        changes = _PLANNED | {"attempt": 0, "begun_at": None, "detail": ""}
        await self._change(delivery.slot, (State.SENDING,), {"attempt": attempt}, **intent, **changes)

    async def not_found(self, slot: Slot, *, attempt: int, look_at: dt.datetime) -> None:
        changes = {"looks": deliveries.c.looks + 1, "look_at": look_at}
        await self._change(slot, (State.UNKNOWN,), {"attempt": attempt}, **changes)

    async def try_message(self, slot: Slot, *, attempt: int, message_id: int) -> None:
        longer = type_coerce(deliveries.c.tried, String) + f"{message_id},"
        await self._change(slot, (State.UNKNOWN, State.SENT), {"attempt": attempt}, tried=longer)

    async def look_later(self, slot: Slot, *, attempt: int, look_at: dt.datetime) -> None:
        await self._change(slot, (State.UNKNOWN, State.SENT), {"attempt": attempt}, look_at=look_at)

    async def plan_again(self, slot: Slot, *, attempt: int, detail: str = "") -> None:
        await self._change(slot, (State.UNKNOWN,), {"attempt": attempt}, **_PLANNED, detail=detail)

    async def leave_to_admins(self, slot: Slot, *, attempt: int, detail: str) -> None:
        await self._change(slot, (State.UNKNOWN,), {"attempt": attempt}, look_at=None, detail=detail)

    async def looked_over(self, slot: Slot) -> None:
        await self._change(slot, (State.SENT,), {}, look_at=None)

    async def redraw(self, slot: Slot, *, message_id: int, card: Card, edition: str) -> None:
        await self._change(slot, (State.SENT,), {"message_id": message_id}, card=card, edition=edition)

    async def withdraw(self, slot: Slot, *, message_id: int, now: dt.datetime, free: bool) -> None:
        changes: dict[str, Any] = {"state": State.WITHDRAWN, "settled_at": now, "look_at": None}
        if free:
            changes["label"] = literal(UNDONE) + deliveries.c.token  # as Slot.undone has it
        await self._change(slot, (State.SENT,), {"message_id": message_id}, **changes)

    async def _change(self, slot: Slot, before: tuple[State, ...], at: dict[str, int], **changes: Any) -> None:
        """LedgerError unless the slot's delivery is in one of the states, and ``at`` the attempt or the message."""
        if not await self._changed(slot, before, at, **changes):
            raise _contradiction(slot, await self._fate(slot), at)

    async def _changed(
        self, slot: Slot, before: tuple[State, ...], at: Mapping[str, int | None], **changes: Any
    ) -> bool:
        same = (deliveries.c[name] == value for name, value in at.items())
        if_so = update(deliveries).where(of_slot(slot), deliveries.c.state.in_(before), *same)
        return bool(await self._database.write(if_so.values(**changes).returning(deliveries.c.id)))

    async def _fate(self, slot: Slot) -> Row[Any] | None:
        """Of any row, even of one that cannot be read as a whole."""
        fate = select(deliveries.c.state, deliveries.c.attempt, deliveries.c.message_id).where(of_slot(slot))
        rows = await self._database.read(fate)
        return rows[0] if rows else None


def _contradiction(slot: Slot, row: Row[Any] | None, at: dict[str, int]) -> LedgerError:
    if row is None:
        return LedgerError(f"{slot}: it has no delivery")
    meant = "".join(f", this was for {name.replace('_', ' ')} {value}" for name, value in at.items())
    return LedgerError(f"{slot}: its delivery is {row.state} at attempt {row.attempt}{meant}")
