"""What will be posted in the coming days, and why; and the admins' changes to it."""

import datetime as dt
from collections.abc import Sequence
from itertools import islice

from bot.domain.channel import Channel
from bot.domain.ports import Catalogs, Ledger, Plans
from bot.domain.schedule import slots_between
from bot.domain.selection import Nothing, Past, Selection, preview
from bot.domain.slot import Slot

DAYS = 14

Planned = Selection | Nothing


class Queue:
    """The fold of ``select`` over the coming slots: what it shows is what will happen."""

    def __init__(self, *, catalogs: Catalogs, ledger: Ledger, plans: Plans) -> None:
        self._catalogs = catalogs
        self._ledger = ledger
        self._plans = plans

    async def ahead(self, channel: Channel, now: dt.datetime, *, days: int = DAYS) -> list[Planned]:
        """Selections for the slots of the next ``days`` days."""
        slots = list(slots_between(channel, now, now + dt.timedelta(days=days)))
        return await self._preview(channel, slots)

    async def head(self, channel: Channel, now: dt.datetime) -> Selection | None:
        """The next entry in the queue, as a post on demand would take it."""
        upcoming = await self._preview(
            channel, list(islice(slots_between(channel, now, now + dt.timedelta(days=DAYS)), 1))
        )
        return upcoming[0] if upcoming and isinstance(upcoming[0], Selection) else None

    async def _preview(self, channel: Channel, slots: Sequence[Slot]) -> list[Planned]:
        history = [Past.of(delivery) for delivery in await self._ledger.history(channel.name)]
        plan = await self._plans.of(channel.name)
        taken = {past.slot for past in history}
        open_slots = [slot for slot in slots if slot not in taken]
        return preview(self._catalogs.catalog, channel, history, plan, open_slots)

    async def pin(self, slot: Slot, key: str) -> None:
        """Give the slot this entry; its other pins in the channel are lifted, or it would come twice."""
        plan = await self._plans.of(slot.channel)
        for other, pinned in plan.pins.items():
            if pinned == key and other != slot:
                await self._plans.unpin(other)
        await self._plans.pin(slot, key)

    async def skip(self, channel: str, cycle: int, key: str) -> None:
        """Put the entry aside for this cycle, and lift its pins."""
        plan = await self._plans.of(channel)
        for slot, pinned in plan.pins.items():
            if pinned == key:
                await self._plans.unpin(slot)
        await self._plans.skip(channel, cycle, key)

    async def swap(self, one: Selection, other: Selection) -> None:
        """Exchange the entries of two slots by pinning each to the other's."""
        await self._plans.pin(one.slot, other.entry.key)
        await self._plans.pin(other.slot, one.entry.key)
