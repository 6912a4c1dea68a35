"""What admins changed about the channels' queues, in SQL."""

import datetime as dt

from sqlalchemy import delete, select

from bot.adapters.database_sql import Database
from bot.adapters.tables_sql import pauses, pins, quarantine, skips
from bot.domain.plan import Plan, Quarantined
from bot.domain.slot import Slot


class SqlPlans:
    """Implements the port ``Plans``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, channel: str) -> Plan:
        pinned = await self._database.read(select(pins).where(pins.c.channel == channel))
        skipped = await self._database.read(select(skips.c.cycle, skips.c.key).where(skips.c.channel == channel))
        paused = await self._database.read(select(pauses.c.paused_at).where(pauses.c.channel == channel))
        quarantined = await self._database.read(select(quarantine.c.key))
        return Plan(
            pins={Slot(channel=row.channel, date=row.local_date, label=row.label): row.key for row in pinned},
            skips=frozenset((row.cycle, row.key) for row in skipped),
            paused_at=paused[0].paused_at if paused else None,
            quarantined=frozenset(row.key for row in quarantined),
        )

    async def pin(self, slot: Slot, key: str) -> None:
        values = {"channel": slot.channel, "local_date": slot.date, "label": slot.label, "key": key}
        await self._database.write(
            self._database.insert(pins)
            .values(values)
            .on_conflict_do_update(index_elements=["channel", "local_date", "label"], set_={"key": key})
        )

    async def unpin(self, slot: Slot) -> None:
        at = (pins.c.channel == slot.channel, pins.c.local_date == slot.date, pins.c.label == slot.label)
        await self._database.write(delete(pins).where(*at))

    async def skip(self, channel: str, cycle: int, key: str) -> None:
        skipped = self._database.insert(skips).values(channel=channel, cycle=cycle, key=key)
        await self._database.write(skipped.on_conflict_do_nothing())

    async def clear(self, channel: str, *, cycle: int) -> None:
        await self._database.write(delete(pins).where(pins.c.channel == channel))
        await self._database.write(delete(skips).where(skips.c.channel == channel, skips.c.cycle == cycle))

    async def pause(self, channel: str, now: dt.datetime) -> None:
        paused = self._database.insert(pauses).values(channel=channel, paused_at=now)
        await self._database.write(paused.on_conflict_do_nothing())

    async def resume(self, channel: str) -> None:
        await self._database.write(delete(pauses).where(pauses.c.channel == channel))

    async def quarantine(self, entry: Quarantined) -> None:
        values = {"edition": entry.edition, "reason": entry.reason, "since": entry.since}
        await self._database.write(
            self._database.insert(quarantine)
            .values(key=entry.key, **values)
            .on_conflict_do_update(index_elements=["key"], set_=values)
        )

    async def release(self, key: str) -> None:
        await self._database.write(delete(quarantine).where(quarantine.c.key == key))

    async def quarantined(self) -> list[Quarantined]:
        rows = await self._database.read(select(quarantine).order_by(quarantine.c.key))
        return [Quarantined(key=row.key, edition=row.edition, reason=row.reason, since=row.since) for row in rows]
