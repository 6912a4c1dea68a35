"""What the ledger answers about the past, in SQL."""

import datetime as dt

from sqlalchemy import ColumnElement, select

from bot.adapters.chats_sql import SqlChats
from bot.adapters.database_sql import Database
from bot.adapters.rows_sql import SLOT, DeliveryRows, of_slot, slot_columns, slot_of
from bot.adapters.tables_sql import RESTORED, deliveries, marks, passed
from bot.domain.delivery import Delivery, State
from bot.domain.slot import Slot

_OUT_OF_HISTORY = (State.REFUSED, State.WITHDRAWN)
_NEWEST = select(deliveries).order_by(deliveries.c.settled_at.desc(), deliveries.c.id.desc())


class SqlQuestions(SqlChats):
    """The part of the port ``Ledger`` that changes no delivery."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._rows = DeliveryRows(database)

    @property
    def unreadable(self) -> dict[str, str]:
        return self._rows.unreadable

    async def to_look_at(self, now: dt.datetime) -> list[Delivery]:
        # Without a word of states: SQLite would go through all that was ever sent.
        due = select(deliveries).where(deliveries.c.look_at <= now)
        rows = await self._rows.all(due.order_by(deliveries.c.look_at, deliveries.c.id))
        return [row for row in rows if row.state in (State.UNKNOWN, State.SENT)]

    async def sent_since(self, since: dt.datetime) -> list[Delivery]:
        return await self._rows.all(_NEWEST.where(deliveries.c.state == State.SENT, deliveries.c.settled_at >= since))

    async def find(self, slot: Slot) -> Delivery | None:
        return await self._rows.one(select(deliveries).where(of_slot(slot)))

    async def by_token(self, token: str) -> Delivery | None:
        theirs = select(deliveries).where(deliveries.c.token == token)
        return await self._rows.one(theirs.order_by(deliveries.c.id.desc()))

    async def history(self, channel: str) -> list[Delivery]:
        counted = (deliveries.c.channel == channel, deliveries.c.state.not_in(_OUT_OF_HISTORY))
        return await self._rows.all(select(deliveries).where(*counted).order_by(deliveries.c.id))

    async def latest(
        self, *, channel: str | None = None, key: str | None = None, limit: int = 10, offset: int = 0
    ) -> list[Delivery]:
        sent = _NEWEST.where(deliveries.c.state == State.SENT, *_of(channel))
        if key is not None:
            sent = sent.where(deliveries.c.key == key)
        return await self._rows.all(sent.limit(limit).offset(offset))

    async def posted(self) -> frozenset[str]:
        sent = select(deliveries.c.key).where(deliveries.c.state == State.SENT).distinct()
        return frozenset(row.key for row in await self._database.read(sent))

    async def in_state(self, *states: str, channel: str | None = None) -> list[Delivery]:
        wanted = (deliveries.c.state.in_(states), *_of(channel))
        return await self._rows.all(select(deliveries).where(*wanted).order_by(deliveries.c.id))

    async def first_planned(self, channel: str) -> dt.datetime | None:
        theirs = select(deliveries).where(deliveries.c.channel == channel).order_by(deliveries.c.id)
        # The first that can be read, where the very first cannot: the channel is not a new one.
        first = await self._rows.all(theirs.limit(1)) or await self._rows.all(theirs)
        return first[0].planned_at if first else None

    async def pass_over(self, slot: Slot, *, reason: str, now: dt.datetime, keep: bool = False) -> None:
        values = {"reason": reason, "passed_at": now}
        noted = self._database.insert(passed).values(**slot_columns(slot), **values)
        again = (
            noted.on_conflict_do_nothing() if keep else noted.on_conflict_do_update(index_elements=SLOT, set_=values)
        )
        await self._database.write(again)

    async def passed_over(self, channel: str, *, since: dt.date) -> list[tuple[Slot, str]]:
        delivered = select(deliveries.c.id).where(*(deliveries.c[name] == passed.c[name] for name in SLOT))
        theirs = select(passed).where(passed.c.channel == channel, passed.c.local_date >= since)
        newest = theirs.where(~delivered.exists()).order_by(passed.c.local_date.desc(), passed.c.label.desc())
        return [(slot_of(row), row.reason) for row in await self._database.read(newest)]

    async def restored_at(self) -> dt.datetime | None:
        rows = await self._database.read(select(marks.c.at).where(marks.c.name == RESTORED))
        return rows[0].at if rows else None


def _of(channel: str | None) -> tuple[ColumnElement[bool], ...]:
    return () if channel is None else (deliveries.c.channel == channel,)
