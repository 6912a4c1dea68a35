"""What will be posted in the coming days, and why; and the admins' changes to it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.app.aside import aside
from bot.app.planning import plan_for
from bot.domain.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery
from bot.domain.entry import Entry
from bot.domain.ledger import Ledger
from bot.domain.plan import Plan
from bot.domain.ports import Catalogs, Plans
from bot.domain.reason import Code
from bot.domain.schedule import due, slots_between
from bot.domain.selection import Nothing, Past, Selection, preview, running_cycle, select
from bot.domain.slot import Slot

DAYS = 14
OPENING = {Code.NEW_CYCLE, Code.NEW_CYCLE_EARLY}

Planned = Selection | Nothing


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What has been changed of a channel's queue and can be taken back."""

    pinned: int  # slots to come
    put_aside: int  # entries, in the running cycle or a later one

    def __bool__(self) -> bool:
        return bool(self.pinned or self.put_aside)


def put_aside(catalog: Catalog, channel: Channel, history: Iterable[Past], plan: Plan, cycle: int) -> list[Entry]:
    """The entries that the channel leaves out in a cycle, in the curators' order; not those posted on demand since.

    Nor those in quarantine: to take back that they are put aside would not bring them back.
    """
    out = {past.key for past in history if past.cycle == cycle} | plan.quarantined
    columns = catalog.columns
    skipped = columns.positions(key for when, key in plan.skips if when == cycle and key not in out)
    admitted = columns.admitted(channel.filter.groups, posted=plan.posted, unreviewed=channel.unreviewed)
    return list(catalog.entries.at(position for position in sorted(skipped) if admitted.flags[position]))


def swappable(one: Selection, other: Selection) -> bool:
    """Whether two slots may exchange their entries; across cycles, one entry would come twice in a cycle.

    Nor with the slot that opens a cycle: a pin counts in the cycle that was running before its slot.
    """
    opening = OPENING & {one.reason.code, other.reason.code}
    return one.slot != other.slot and one.cycle == other.cycle and not opening


def cycles_to_leave(
    catalog: Catalog, channel: Channel, history: Iterable[Past], plan: Plan, post: Past
) -> frozenset[int]:
    """The cycles that a post's entry must be put aside in, so that its slot, given free, gets another one.

    Its own, and another if the slot then opens that. Empty if no other entry can have the slot.
    """
    others = [past for past in history if past.slot != post.slot]
    pins = {slot: key for slot, key in plan.pins.items() if key != post.key}
    cycles = frozenset({post.cycle})
    for _ in range(2):
        skips = plan.skips | {(cycle, post.key) for cycle in cycles}
        planned = select(catalog, channel, others, replace(plan, pins=pins, skips=skips), post.slot)
        if isinstance(planned, Nothing):
            break
        if planned.entry.key != post.key:
            return cycles
        cycles |= {planned.cycle}
    return frozenset()


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
        plan = await self._plan(channel)
        taken = {past.slot for past in history}
        open_slots = [slot for slot in slots if slot not in taken]
        catalog = self._catalogs.catalog
        return await aside(
            catalog, lambda: preview(catalog, channel, history, plan, open_slots), asked=channel.filter.groups
        )

    async def _plan(self, channel: Channel) -> Plan:
        return await plan_for(channel, plans=self._plans, ledger=self._ledger)

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

    async def cycles_to_leave(self, channel: Channel, post: Delivery, now: dt.datetime) -> frozenset[int]:
        """As above; empty too if the slot would get no card: not of the schedule, too late, or the channel paused."""
        plan = await self._plan(channel)
        if plan.paused_at or due(channel, now)[:1] != [post.slot]:
            return frozenset()
        history = [Past.of(delivery) for delivery in await self._ledger.history(channel.name)]
        catalog = self._catalogs.catalog
        return await aside(
            catalog,
            lambda: cycles_to_leave(catalog, channel, history, plan, Past.of(post)),
            asked=channel.filter.groups,
        )

    async def changes(self, channel: Channel, now: dt.datetime) -> Changes:
        history = [Past.of(delivery) for delivery in await self._ledger.history(channel.name)]
        plan = await self._plan(channel)
        catalog = self._catalogs.catalog

        def count_put_aside() -> int:
            cycles = _cycles_ahead(history, plan)
            return sum(len(put_aside(catalog, channel, history, plan, cycle)) for cycle in cycles)

        return Changes(
            pinned=sum(slot.time is not None and slot.instant(channel.zone) > now for slot in plan.pins),
            put_aside=await aside(catalog, count_put_aside, asked=channel.filter.groups) if plan.skips else 0,
        )

    async def undo(self, channel: Channel) -> None:
        """Take back all pins, and what was put aside in the running cycle or a later one."""
        history = [Past.of(delivery) for delivery in await self._ledger.history(channel.name)]
        for cycle in _cycles_ahead(history, await self._plans.of(channel.name)):
            await self._plans.clear(channel.name, cycle=cycle)

    async def swap(self, one: Selection, other: Selection) -> None:
        """Exchange the entries of two slots by pinning each to the other's."""
        await self._plans.pin(one.slot, other.entry.key)
        await self._plans.pin(other.slot, one.entry.key)


def _cycles_ahead(history: Sequence[Past], plan: Plan) -> set[int]:
    """The running cycle, and later ones in which something was put aside: the queue shows 14 days, and they begin."""
    running = running_cycle(history)
    return {running} | {cycle for cycle, _ in plan.skips if cycle > running}
