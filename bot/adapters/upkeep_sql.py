"""Lease, notices and holds in SQL: every change is one statement."""

import datetime as dt

from sqlalchemy import delete, select, update

from bot.adapters.database_sql import Database, Rows
from bot.adapters.tables_sql import holds, notices
from bot.adapters.tables_sql import lease as leases
from bot.domain.upkeep import Lease

_ROW = 1  # the only one that the table takes


class SqlLeases:
    """Implements the port ``Leases``.

    A holder's name is unique, so it alone says whose the lease is: who was cut off in the middle of a beat, and does
    not know whether it was written, neither loses the lease by that nor fails to give it back.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(self) -> Lease | None:
        return _lease(await self._database.read(select(leases)))

    async def take(self, holder: str, *, after: Lease | None) -> Lease | None:
        if after is None:
            first = self._database.insert(leases).values(id=_ROW, holder=holder, beat=1)
            return _lease(await self._database.write(first.on_conflict_do_nothing().returning(leases)))
        if_unchanged = update(leases).where(leases.c.holder == after.holder, leases.c.beat == after.beat)
        taken = if_unchanged.values(holder=holder, beat=after.beat + 1).returning(leases)
        return _lease(await self._database.write(taken))

    async def renew(self, lease: Lease) -> Lease | None:
        if_mine = update(leases).where(leases.c.holder == lease.holder)
        return _lease(await self._database.write(if_mine.values(beat=leases.c.beat + 1).returning(leases)))

    async def release(self, lease: Lease) -> None:
        await self._database.write(delete(leases).where(leases.c.holder == lease.holder))


class SqlNotices:
    """Implements the port ``Notices``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def standing(self) -> dict[str, str]:
        rows = await self._database.read(select(notices).order_by(notices.c.topic))
        return {row.topic: row.said for row in rows}

    async def keep(self, topic: str, said: str) -> None:
        kept = self._database.insert(notices).values(topic=topic, said=said)
        await self._database.write(kept.on_conflict_do_update(index_elements=["topic"], set_={"said": said}))

    async def drop(self, topic: str) -> None:
        await self._database.write(delete(notices).where(notices.c.topic == topic))


class SqlHolds:
    """Implements the port ``Holds``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def holds(self) -> dict[str, dt.datetime]:
        return {row.place: row.until for row in await self._database.read(select(holds))}

    async def hold(self, place: str, until: dt.datetime) -> None:
        held = self._database.insert(holds).values(place=place, until=until)
        longer = held.on_conflict_do_update(
            index_elements=["place"], set_={"until": until}, where=holds.c.until < until
        )
        await self._database.write(longer)

    async def forget_holds(self, before: dt.datetime) -> None:
        await self._database.write(delete(holds).where(holds.c.until < before))


def _lease(rows: Rows) -> Lease | None:
    return Lease(holder=rows[0].holder, beat=rows[0].beat) if rows else None
