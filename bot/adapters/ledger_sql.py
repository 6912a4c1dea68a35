"""The ledger in SQL: every change is one conditional statement, so that of two callers one wins."""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Update, and_, func, or_, select, update

from bot.adapters.database_sql import Database, Rows
from bot.adapters.tables_sql import chats, deliveries, passed
from bot.domain.delivery import Delivery, State
from bot.domain.errors import LedgerError
from bot.domain.slot import Slot

_BEGUN = (State.SENDING, State.UNKNOWN)  # what may still be settled
_SLOT = ("channel", "local_date", "label")
_SAME = tuple(column.name for column in deliveries.columns if column.name not in {"id", *_SLOT})


class SqlLedger:
    """Implements the port ``Ledger``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, delivery: Delivery) -> bool:
        if delivery.state is not State.PLANNED:
            raise LedgerError(f"{delivery.slot}: a claim is planned, this one is {delivery.state}")
        unless_taken = (
            self._database.insert(deliveries)
            .values(_row(delivery))
            .on_conflict_do_nothing(index_elements=_SLOT)
            .returning(deliveries.c.id)
        )
        return bool(await self._database.write(unless_taken))

    async def begin(self, slot: Slot, *, now: dt.datetime) -> Delivery | None:
        due = or_(deliveries.c.retry_at.is_(None), deliveries.c.retry_at <= now)
        if_due = (
            update(deliveries)
            .where(_is(slot), deliveries.c.state == State.PLANNED, due)
            .values(state=State.SENDING, attempt=deliveries.c.attempt + 1, retry_at=None, detail="")
            .returning(deliveries)
        )
        return _first(await self._database.write(if_due))

    async def settle_sent(self, slot: Slot, *, message_id: int, now: dt.datetime) -> None:
        await self._settle(slot, State.SENT, _BEGUN, {"message_id": message_id, "detail": "", "settled_at": now})

    async def settle_refused(self, slot: Slot, *, detail: str, now: dt.datetime) -> None:
        await self._settle(slot, State.REFUSED, _BEGUN, {"detail": detail, "settled_at": now})

    async def settle_unknown(self, slot: Slot, *, detail: str, now: dt.datetime) -> None:
        await self._settle(slot, State.UNKNOWN, _BEGUN, {"detail": detail, "settled_at": now})

    async def give_up(self, slot: Slot, *, detail: str, now: dt.datetime) -> None:
        await self._settle(
            slot, State.REFUSED, (State.PLANNED,), {"detail": detail, "settled_at": now, "retry_at": None}
        )

    async def put_off(self, slot: Slot, *, retry_at: dt.datetime, detail: str) -> None:
        given_back = deliveries.c.attempt - 1
        await self._settle(
            slot, State.PLANNED, _BEGUN[:1], {"detail": detail, "retry_at": retry_at, "attempt": given_back}
        )

    async def find(self, slot: Slot) -> Delivery | None:
        return _first(await self._database.read(select(deliveries).where(_is(slot))))

    async def history(self, channel: str) -> list[Delivery]:
        counted = (deliveries.c.channel == channel, deliveries.c.state != State.REFUSED)
        return await self._list(select(deliveries).where(*counted).order_by(deliveries.c.id))

    async def latest(self, *, channel: str | None = None, limit: int = 10, offset: int = 0) -> list[Delivery]:
        newest = select(deliveries).order_by(deliveries.c.settled_at.desc(), deliveries.c.id.desc())
        sent = newest.where(deliveries.c.state == State.SENT, *_of(channel))
        return await self._list(sent.limit(limit).offset(offset))

    async def in_state(self, *states: str, channel: str | None = None) -> list[Delivery]:
        wanted = (deliveries.c.state.in_(states), *_of(channel))
        return await self._list(select(deliveries).where(*wanted).order_by(deliveries.c.id))

    async def pass_over(self, slot: Slot, *, reason: str, now: dt.datetime, keep: bool = False) -> None:
        values = {"reason": reason, "passed_at": now}
        noted = self._database.insert(passed).values(**_columns(slot), **values)
        again = (
            noted.on_conflict_do_nothing() if keep else noted.on_conflict_do_update(index_elements=_SLOT, set_=values)
        )
        await self._database.write(again)

    async def passed_over(self, channel: str, *, since: dt.date) -> list[tuple[Slot, str]]:
        delivered = select(deliveries.c.id).where(*(deliveries.c[name] == passed.c[name] for name in _SLOT))
        theirs = select(passed).where(passed.c.channel == channel, passed.c.local_date >= since)
        newest = theirs.where(~delivered.exists()).order_by(passed.c.local_date.desc(), passed.c.label.desc())
        return [(_slot(row), row.reason) for row in await self._database.read(newest)]

    async def first_planned(self, channel: str) -> dt.datetime | None:
        first = select(deliveries.c.planned_at).where(deliveries.c.channel == channel)
        rows = await self._database.read(first.order_by(deliveries.c.id).limit(1))
        return rows[0].planned_at if rows else None

    async def known_top(self, chat: int | str) -> int:
        ours = select(func.max(deliveries.c.message_id)).where(deliveries.c.chat == chat)
        anyones = select(chats.c.top).where(chats.c.chat == chat)
        (tops,) = await self._database.read(select(ours.scalar_subquery(), anyones.scalar_subquery()))
        return max(top or 0 for top in tops)

    async def saw(self, chat: int | str, message_id: int) -> None:
        seen = self._database.insert(chats).values(chat=chat, top=message_id)
        higher = seen.on_conflict_do_update(
            index_elements=["chat"], set_={"top": message_id}, where=chats.c.top < message_id
        )
        await self._database.write(higher)

    async def _settle(self, slot: Slot, state: State, before: tuple[State, ...], fields: dict[str, Any]) -> None:
        if_begun = _settlement(slot, before).values(state=state, **fields).returning(deliveries.c.id)
        if not await self._database.write(if_begun):
            found = await self.find(slot)
            is_now = f"its delivery is {found.state}" if found else "it has no delivery"
            raise LedgerError(f"{slot} cannot become {state}: {is_now}")

    async def _list(self, statement: Select[Any]) -> list[Delivery]:
        return [_delivery(row) for row in await self._database.read(statement)]


def _settlement(slot: Slot, before: tuple[State, ...]) -> Update:
    return update(deliveries).where(_is(slot), deliveries.c.state.in_(before))


def _is(slot: Slot) -> ColumnElement[bool]:
    return and_(*(deliveries.c[name] == value for name, value in _columns(slot).items()))


def _of(channel: str | None) -> tuple[ColumnElement[bool], ...]:
    return () if channel is None else (deliveries.c.channel == channel,)


def _first(rows: Rows) -> Delivery | None:
    return _delivery(rows[0]) if rows else None


def _row(delivery: Delivery) -> dict[str, Any]:
    return _columns(delivery.slot) | {name: getattr(delivery, name) for name in _SAME}


def _delivery(row: Row[Any]) -> Delivery:
    fields = {name: getattr(row, name) for name in _SAME}
    return Delivery(slot=_slot(row), **fields | {"state": State(row.state)})


def _columns(slot: Slot) -> dict[str, Any]:
    return dict(zip(_SLOT, (slot.channel, slot.date, slot.label), strict=True))


def _slot(row: Row[Any]) -> Slot:
    return Slot(channel=row.channel, date=row.local_date, label=row.label)
