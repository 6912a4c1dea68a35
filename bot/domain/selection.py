"""Which entry a slot gets, and why: a pure function of the catalog, the channel's history and its plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from bot.domain.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery
from bot.domain.entry import Entry
from bot.domain.order import RECENT, next_of
from bot.domain.plan import Plan
from bot.domain.reason import Code, Reason
from bot.domain.slot import Slot

FIRST_CYCLE = 1


@dataclass(frozen=True, kw_only=True)
class Past:
    """One post of the channel, or the intent of one: all that selection knows of a delivery."""

    key: str
    cycle: int
    slot: Slot

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        return cls(key=delivery.key, cycle=delivery.cycle, slot=delivery.slot)


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The entry a slot gets. ``cycle`` is to be kept with the delivery: the next selection counts with it."""

    slot: Slot
    entry: Entry
    cycle: int
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class Nothing:
    """A slot that gets no entry."""

    slot: Slot
    reason: Reason


def select(catalog: Catalog, channel: Channel, history: Sequence[Past], plan: Plan, slot: Slot) -> Selection | Nothing:
    """The entry for a slot: its pin, or the next of the running cycle in the channel's order.

    ``history`` is in the order of posting. Drafts never, nor what is in quarantine; no entry twice in a cycle unless
    pinned; entries pinned to a later slot wait for it; the post before is not repeated while there is another.
    A pause changes nothing here.
    """
    return _select(_admitted(catalog, channel, plan), catalog, channel, history, plan, slot)


def preview(
    catalog: Catalog, channel: Channel, history: Sequence[Past], plan: Plan, slots: Iterable[Slot]
) -> list[Selection | Nothing]:
    """What ``select`` will say when each slot's turn comes; ``slots`` ascend and have no delivery yet."""
    admitted = _admitted(catalog, channel, plan)
    posted = list(history)
    ahead = []
    for slot in slots:
        planned = _select(admitted, catalog, channel, posted, plan, slot)
        if isinstance(planned, Selection):
            posted.append(Past(key=planned.entry.key, cycle=planned.cycle, slot=slot))
            if channel.filter.asks_posted:
                plan = replace(plan, posted=plan.posted | {planned.entry.key})
                admitted = _admitted(catalog, channel, plan)
        ahead.append(planned)
    return ahead


def choose(
    catalog: Catalog, channel: Channel, history: Sequence[Past], plan: Plan, slot: Slot, key: str
) -> Selection | Nothing:
    """What an admin wants posted: counts in the running cycle, whatever the channel's filter says."""
    entry = catalog.get(key)
    if entry is None or not channel.may_post(entry):
        return Nothing(slot=slot, reason=Reason.of(Code.CHOSEN_DRAFT if entry else Code.CHOSEN_GONE, key=key))
    if key in plan.quarantined:
        return Nothing(slot=slot, reason=Reason.of(Code.CHOSEN_QUARANTINED, key=key))
    return Selection(slot=slot, entry=entry, cycle=_cycle(history), reason=Reason.of(Code.CHOSEN))


def left_in_cycle(catalog: Catalog, channel: Channel, history: Sequence[Past], plan: Plan) -> int:
    """How many entries the running cycle still has to post: neither posted in it, nor put aside, nor in quarantine."""
    return len(_unposted(_admitted(catalog, channel, plan), _cycle(history), history, plan))


def _select(
    admitted: Sequence[Entry],
    catalog: Catalog,
    channel: Channel,
    history: Sequence[Past],
    plan: Plan,
    slot: Slot,
) -> Selection | Nothing:
    pinned = plan.pins.get(slot)
    wanted = catalog.get(pinned) if pinned else None
    if wanted and channel.may_post(wanted) and wanted.key not in plan.quarantined:
        # A pin on the slot that opens a round belongs to the new one, or its entry would come again in that.
        cycle = _Round.open(admitted, history, plan, slot).cycle if admitted else _cycle(history)
        return Selection(slot=slot, entry=wanted, cycle=cycle, reason=Reason.of(Code.PINNED))
    if not admitted:
        return Nothing(slot=slot, reason=_why_none(catalog, channel, plan))

    current = _Round.open(admitted, history, plan, slot)
    last = history[-1].key if history else None
    lately = {past.key for past in history[-(len(admitted) // 2) :]} if len(admitted) > 1 else set()
    candidates = (
        [entry for entry in current.free if entry.key not in lately]  # a new cycle begins with what is longest gone
        or [entry for entry in current.free if entry.key != last]
        or current.free
    )
    recent = [catalog.get(past.key) for past in reversed(history[-RECENT:])]
    choice = next_of(candidates, channel, current.cycle, recent)
    if pinned:
        reason = Reason.of(_why_not_pinned(channel, wanted), key=pinned, left=current.left)
    elif not history:
        reason = Reason.of(Code.FIRST, left=current.left)
    elif len(admitted) == 1:
        reason = Reason.of(Code.ONLY_ONE)
    elif current.early:
        reason = Reason.of(
            Code.NEW_CYCLE_EARLY,
            cycle=current.cycle,
            skipped=current.skipped,
            pinned=current.pinned,
            left=current.left,
        )
    elif current.new:
        reason = Reason.of(Code.NEW_CYCLE, cycle=current.cycle, left=current.left)
    elif current.left == 0:
        reason = Reason.of(Code.ONLY_LEFT)
    else:
        reason = Reason.of(choice.code, **choice.args, left=current.left)
    return Selection(slot=slot, entry=choice.entry, cycle=current.cycle, reason=reason)


@dataclass(frozen=True, kw_only=True)
class _Round:
    """The cycle a slot belongs to, and what of it is still to be had."""

    cycle: int
    new: bool  # this slot opens it
    free: Sequence[Entry]  # never empty
    left: int  # to come in this cycle after this slot, entries waiting for their pin included
    skipped: int  # of the cycles given up: entries put aside …
    pinned: int  # … and waiting for their pin

    @property
    def early(self) -> bool:
        return self.new and self.skipped + self.pinned > 0

    @classmethod
    def open(cls, admitted: Sequence[Entry], history: Sequence[Past], plan: Plan, slot: Slot) -> "_Round":
        """The running cycle, or the next one that has anything for this slot."""
        waiting = _waiting_for_pins(history, plan, slot)
        if all(entry.key in waiting for entry in admitted):
            waiting = frozenset()  # else this slot would get nothing only because the same entries come later too
        cycle = first = _cycle(history)
        skipped = 0
        pinned: Sequence[Entry] = ()
        while True:  # ends at the latest with the first cycle that nobody has put anything aside in
            unposted = _unposted(admitted, cycle, history, plan)
            free = [entry for entry in unposted if entry.key not in waiting]
            if free:
                return cls(
                    cycle=cycle,
                    new=cycle > first,
                    free=free,
                    left=len(unposted) - 1,
                    skipped=skipped,
                    pinned=len(pinned),
                )
            posted = {past.key for past in history if past.cycle == cycle}
            skipped += sum((cycle, entry.key) in plan.skips and entry.key not in posted for entry in admitted)
            pinned = unposted
            cycle += 1


def _admitted(catalog: Catalog, channel: Channel, plan: Plan) -> list[Entry]:
    may_be = catalog if channel.unreviewed else catalog.ready
    return [
        entry
        for entry in may_be
        if channel.may_post(entry)
        and channel.filter.admits(entry, posted=plan.posted)
        and entry.key not in plan.quarantined
    ]


def _cycle(history: Sequence[Past]) -> int:
    return max((past.cycle for past in history), default=FIRST_CYCLE)


def _unposted(admitted: Sequence[Entry], cycle: int, history: Sequence[Past], plan: Plan) -> list[Entry]:
    posted = {past.key for past in history if past.cycle == cycle}
    return [entry for entry in admitted if entry.key not in posted and (cycle, entry.key) not in plan.skips]


def _waiting_for_pins(history: Sequence[Past], plan: Plan, slot: Slot) -> frozenset[str]:
    """The entries pinned to later slots of the channel that have not had their turn."""
    pins = {pin: key for pin, key in plan.pins.items() if pin.channel == slot.channel and _is_later(pin, slot)}
    had = {past.slot for past in history} if pins else set()
    return frozenset(key for pin, key in pins.items() if pin not in had)


def _is_later(pin: Slot, slot: Slot) -> bool:
    """By date and time of day. A post on demand has no time: all pins of its day are taken to be later."""
    if pin.date != slot.date:
        return pin.date > slot.date
    return slot.time is None or (pin.time is not None and pin.time > slot.time)


def _why_not_pinned(channel: Channel, wanted: Entry | None) -> Code:
    if wanted is None:
        return Code.PIN_GONE
    return Code.PIN_QUARANTINED if channel.may_post(wanted) else Code.PIN_DRAFT


def _why_none(catalog: Catalog, channel: Channel, plan: Plan) -> Reason:
    if not catalog.ready:
        return Reason.of(Code.NOTHING_READY, drafts=len(catalog))
    if quarantined := sum(channel.filter.admits(entry, posted=plan.posted) for entry in catalog.ready):
        return Reason.of(Code.ALL_QUARANTINED, quarantined=quarantined)
    return Reason.of(Code.NOTHING_ADMITTED, ready=len(catalog.ready), filter=channel.filter)
