"""Which entry a slot gets, and why: a pure function of the catalog, the channel's history and its plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.course import FIRST_CYCLE, Course, Past, Round, running_cycle
from bot.domain.entry import Entry
from bot.domain.order import RECENT, Candidates, Choice, next_of
from bot.domain.plan import Plan
from bot.domain.reason import Code, Reason
from bot.domain.slot import Slot

__all__ = [
    "FIRST_CYCLE", "Nothing", "Past", "Selection", "choose", "left_in_cycle", "preview", "running_cycle", "select",
]  # fmt: skip


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
    return _Selecting(catalog, channel, history, plan).at(slot)


def preview(
    catalog: Catalog, channel: Channel, history: Sequence[Past], plan: Plan, slots: Iterable[Slot]
) -> list[Selection | Nothing]:
    """What ``select`` will say when each slot's turn comes; ``slots`` ascend and have no delivery yet."""
    selecting = _Selecting(catalog, channel, history, plan)
    ahead = []
    for slot in slots:
        planned = selecting.at(slot)
        if isinstance(planned, Selection):
            selecting.go_on(planned)
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
    return Selection(slot=slot, entry=entry, cycle=running_cycle(history), reason=Reason.of(Code.CHOSEN))


def left_in_cycle(catalog: Catalog, channel: Channel, history: Sequence[Past], plan: Plan) -> int:
    """How many entries the running cycle still has to post: neither posted in it, nor put aside, nor in quarantine."""
    selecting = _Selecting(catalog, channel, history, plan)
    return selecting.course.left(selecting.admitted)


class _Selecting:
    """One channel's selections, each of which is history to the next."""

    def __init__(self, catalog: Catalog, channel: Channel, history: Sequence[Past], plan: Plan) -> None:
        self._catalog = catalog
        self._columns = catalog.columns
        self._channel = channel
        self._plan = plan
        self._posted = set(plan.posted)
        self.course = Course(self._columns, history, plan)
        self.admitted = self._columns.admitted(
            channel.filter.groups, posted=plan.posted, unreviewed=channel.unreviewed
        ).without(self._columns.positions(plan.quarantined))

    def at(self, slot: Slot) -> Selection | Nothing:
        pinned = self._plan.pins.get(slot)
        wanted = self._catalog.get(pinned) if pinned else None
        if wanted and self._channel.may_post(wanted) and wanted.key not in self._plan.quarantined:
            # A pin on the slot that opens a round belongs to the new one, or its entry would come again in that.
            cycle = Round.open(self.admitted, self.course, slot).cycle if self.admitted.total else self.course.cycle
            return Selection(slot=slot, entry=wanted, cycle=cycle, reason=Reason.of(Code.PINNED))
        if not self.admitted.total:
            return Nothing(slot=slot, reason=self._why_none())
        current = Round.open(self.admitted, self.course, slot)
        choice = next_of(self._candidates(current), self._channel, self.course.latest(RECENT), self._columns)
        if pinned:
            reason = Reason.of(_why_not_pinned(self._channel, wanted), key=pinned, left=current.left)
        else:
            reason = self._why(current, choice)
        entry = self._columns.entry(choice.position)
        return Selection(slot=slot, entry=entry, cycle=current.cycle, reason=reason)

    def go_on(self, planned: Selection) -> None:
        """The slot has got its entry. A filter may ask what was posted: of no other entry that changes anything."""
        entry = planned.entry
        position = self._columns.position(entry.key)
        if position is None:
            raise ValueError(f"{entry.key} is not of this catalog")
        self.course.add(position, planned.cycle, planned.slot)
        if self._channel.filter.asks_posted:
            self._posted.add(entry.key)
            now = self._channel.filter.admits(entry, posted=self._posted)
            self.admitted = self.admitted.with_one(position, value=now)

    def _candidates(self, current: Round) -> Candidates:
        """A new cycle begins with what is longest gone; at least not with the post before."""
        total = self.admitted.total
        lately = self.course.latest(total // 2) if total > 1 else []
        for gone in (lately, self.course.latest(1)):
            flags = current.free.copy()
            flags[[position for position in gone if position is not None]] = False
            if flags.any():
                break
        else:
            flags = current.free
        return Candidates(flags=flags, free=current.free, pool=self.admitted, cycle=current.cycle)

    def _why(self, current: Round, choice: Choice) -> Reason:
        if not self.course.positions:
            return Reason.of(Code.FIRST, left=current.left)
        if self.admitted.total == 1:
            return Reason.of(Code.ONLY_ONE)
        if current.early:
            return Reason.of(
                Code.NEW_CYCLE_EARLY,
                cycle=current.cycle,
                skipped=current.skipped,
                pinned=current.pinned,
                left=current.left,
            )
        if current.new:
            return Reason.of(Code.NEW_CYCLE, cycle=current.cycle, left=current.left)
        if current.left == 0:
            return Reason.of(Code.ONLY_LEFT)
        return Reason.of(choice.code, **choice.args, left=current.left)

    def _why_none(self) -> Reason:
        ready, asked = self._columns.ready.total, self._channel.filter
        if not ready:
            return Reason.of(Code.NOTHING_READY, drafts=len(self._catalog))
        if quarantined := self._columns.admitted(asked.groups, posted=self._posted).total:
            return Reason.of(Code.ALL_QUARANTINED, quarantined=quarantined)
        return Reason.of(Code.NOTHING_ADMITTED, ready=ready, filter=asked)


def _why_not_pinned(channel: Channel, wanted: Entry | None) -> Code:
    if wanted is None:
        return Code.PIN_GONE
    return Code.PIN_QUARANTINED if channel.may_post(wanted) else Code.PIN_DRAFT
