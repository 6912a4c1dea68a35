"""Selection as one would write it for a short list: whole entries, one after the other. The model for the quick one.

It shares the types and codes with ``bot.domain.selection``, and nothing of how the choice is made.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.domain.catalog import Catalog
from bot.domain.channel import Channel, Order
from bot.domain.entry import Entry
from bot.domain.plan import Plan
from bot.domain.reason import Code, Reason
from bot.domain.selection import Nothing, Past, Selection
from bot.domain.slot import Slot

Choice = tuple[Entry, Code, dict[str, str]]


def select(catalog: Catalog, channel: Channel, history: Sequence[Past], plan: Plan, slot: Slot) -> Selection | Nothing:
    admitted = all_admitted(catalog, channel, plan)
    pinned = plan.pins.get(slot)
    wanted = catalog.get(pinned) if pinned else None
    if wanted and channel.may_post(wanted) and wanted.key not in plan.quarantined:
        cycle = _round(admitted, history, plan, slot)[0] if admitted else _cycle(history)
        return Selection(slot=slot, entry=wanted, cycle=cycle, reason=Reason.of(Code.PINNED))
    if not admitted:
        return Nothing(slot=slot, reason=_why_none(catalog, channel, plan))
    cycle, new, free, left, skipped, waiting = _round(admitted, history, plan, slot)
    last = history[-1].key if history else None
    lately = {past.key for past in history[-(len(admitted) // 2) :]} if len(admitted) > 1 else set()
    candidates = (
        [entry for entry in free if entry.key not in lately] or [entry for entry in free if entry.key != last] or free
    )
    entry, code, args = _next(candidates, channel, cycle, [catalog.get(past.key) for past in reversed(history[-6:])])
    if pinned:
        gone = Code.PIN_QUARANTINED if wanted and channel.may_post(wanted) else Code.PIN_DRAFT
        reason = Reason.of(gone if wanted else Code.PIN_GONE, key=pinned, left=left)
    elif not history:
        reason = Reason.of(Code.FIRST, left=left)
    elif len(admitted) == 1:
        reason = Reason.of(Code.ONLY_ONE)
    elif new and skipped + waiting:
        reason = Reason.of(Code.NEW_CYCLE_EARLY, cycle=cycle, skipped=skipped, pinned=waiting, left=left)
    elif new:
        reason = Reason.of(Code.NEW_CYCLE, cycle=cycle, left=left)
    elif left == 0:
        reason = Reason.of(Code.ONLY_LEFT)
    else:
        reason = Reason.of(code, **args, left=left)
    return Selection(slot=slot, entry=entry, cycle=cycle, reason=reason)


def preview(
    catalog: Catalog, channel: Channel, history: Sequence[Past], plan: Plan, slots: Iterable[Slot]
) -> list[Selection | Nothing]:
    posted, ahead = list(history), []
    for slot in slots:
        planned = select(catalog, channel, posted, plan, slot)
        if isinstance(planned, Selection):
            posted.append(Past(key=planned.entry.key, cycle=planned.cycle, slot=slot))
            plan = replace(plan, posted=plan.posted | {planned.entry.key})
        ahead.append(planned)
    return ahead


def left_in_cycle(catalog: Catalog, channel: Channel, history: Sequence[Past], plan: Plan) -> int:
    return len(_unposted(all_admitted(catalog, channel, plan), _cycle(history), history, plan))


def all_admitted(catalog: Catalog, channel: Channel, plan: Plan) -> list[Entry]:
    """What the channel may get, in the curators' order."""
    return [
        entry
        for entry in catalog
        if channel.may_post(entry)
        and channel.filter.admits(entry, posted=plan.posted)
        and entry.key not in plan.quarantined
    ]


def _round(
    admitted: Sequence[Entry], history: Sequence[Past], plan: Plan, slot: Slot
) -> tuple[int, bool, list[Entry], int, int, int]:
    """The cycle, whether it is new, what is free in it, what is left, and what was given up: skipped, waiting."""
    had = {past.slot for past in history}
    later = {pin: key for pin, key in plan.pins.items() if pin.channel == slot.channel and _is_later(pin, slot)}
    waiting = {key for pin, key in later.items() if pin not in had}
    if all(entry.key in waiting for entry in admitted):
        waiting = set()
    cycle = first = _cycle(history)
    skipped = given_up = 0
    while True:
        unposted = _unposted(admitted, cycle, history, plan)
        free = [entry for entry in unposted if entry.key not in waiting]
        if free:
            return cycle, cycle > first, free, len(unposted) - 1, skipped, given_up
        posted = {past.key for past in history if past.cycle == cycle}
        skipped += sum((cycle, entry.key) in plan.skips and entry.key not in posted for entry in admitted)
        given_up = len(unposted)
        cycle += 1


def _cycle(history: Sequence[Past]) -> int:
    return max((past.cycle for past in history), default=1)


def _unposted(admitted: Sequence[Entry], cycle: int, history: Sequence[Past], plan: Plan) -> list[Entry]:
    posted = {past.key for past in history if past.cycle == cycle}
    return [entry for entry in admitted if entry.key not in posted and (cycle, entry.key) not in plan.skips]


def _is_later(pin: Slot, slot: Slot) -> bool:
    if pin.date != slot.date:
        return pin.date > slot.date
    return slot.time is None or (pin.time is not None and pin.time > slot.time)


def _why_none(catalog: Catalog, channel: Channel, plan: Plan) -> Reason:
    ready = [entry for entry in catalog if entry.ready]
    if not ready:
        return Reason.of(Code.NOTHING_READY, drafts=len(catalog))
    if quarantined := sum(channel.filter.admits(entry, posted=plan.posted) for entry in ready):
        return Reason.of(Code.ALL_QUARANTINED, quarantined=quarantined)
    return Reason.of(Code.NOTHING_ADMITTED, ready=len(ready), filter=channel.filter)


def _next(candidates: Sequence[Entry], channel: Channel, cycle: int, recent: Sequence[Entry | None]) -> Choice:
    match channel.order:
        case Order.BALANCED:
            return _balanced(candidates, recent)
        case Order.LISTED:
            return candidates[0], Code.LISTED, {}
        case Order.OLDEST:
            return min(candidates, key=lambda entry: (entry.published is None, _date(entry, 1))), Code.OLDEST, {}
        case Order.NEWEST:
            return min(candidates, key=lambda entry: (entry.published is None, _date(entry, -1))), Code.NEWEST, {}
        case Order.SHUFFLED:
            lots = {entry.key: f"{channel.name}\n{cycle}\n{entry.key}".encode() for entry in candidates}
            entry = min(candidates, key=lambda entry: hashlib.sha256(lots[entry.key]).digest())
            return entry, Code.SHUFFLED, {}


def _date(entry: Entry, sign: int) -> tuple[int, ...]:
    return tuple(sign * part for part in entry.published.order) if entry.published else ()


def _balanced(candidates: Sequence[Entry], recent: Sequence[Entry | None]) -> Choice:
    if not any(recent):
        return candidates[0], Code.BALANCED, {}
    kinds = Counter(entry.kind for entry in candidates)

    def cost(entry: Entry) -> float:
        """Added up one by one: ``sum`` rounds otherwise in later versions of Python, and ties must stay ties."""
        same_kind = same_tags = 0.0
        for age, post in enumerate(recent):
            if post:
                same_kind += 0.6**age * (post.kind == entry.kind)
                both = len({*post.tags, *entry.tags})
                same_tags += 0.5 * 0.6**age * (len({*post.tags} & {*entry.tags}) / both if both else 0.0)
        return same_kind + same_tags - 3.0 * kinds[entry.kind] / len(candidates)

    entry, last = min(candidates, key=cost), recent[0]
    if last and entry.kind != last.kind and kinds[last.kind]:
        return entry, Code.OTHER_KIND, {"kind": entry.kind.value, "last_kind": last.kind.value, "last": last.key}
    if last and not _share(entry, last) and any(_share(other, last) for other in candidates):
        return entry, Code.OTHER_TAGS, {"last": last.key}
    return entry, Code.BALANCED, {}


def _share(one: Entry, other: Entry) -> bool:
    return not {*one.tags}.isdisjoint(other.tags)
