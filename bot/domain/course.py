"""The course of a channel: what it has posted, by position in the catalog, and the round that a slot belongs to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from bot.domain.columns import Columns
from bot.domain.delivery import Delivery
from bot.domain.distinct_likes import Flags
from bot.domain.plan import Plan
from bot.domain.pool import Pool
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


def running_cycle(history: Iterable[Past]) -> int:
    return max((past.cycle for past in history), default=FIRST_CYCLE)


class Course:
    """In the order of posting; goes on with each slot of a preview."""

    def __init__(self, columns: Columns, history: Sequence[Past], plan: Plan) -> None:
        self._columns = columns
        self._plan = plan
        self._had = {past.slot for past in history} if plan.pins else set()
        self.cycle = running_cycle(history)
        self.positions = [columns.position(past.key) for past in history]  # None: the entry has left the catalog
        self.in_cycle = [
            position
            for past, position in zip(history, self.positions, strict=True)
            if past.cycle == self.cycle and position is not None
        ]

    def add(self, position: int, cycle: int, slot: Slot) -> None:
        if cycle > self.cycle:
            self.cycle, self.in_cycle = cycle, []
        self.in_cycle.append(position)
        self.positions.append(position)
        self._had.add(slot)

    def latest(self, count: int) -> list[int | None]:
        """So many of the latest posts, newest first."""
        return self.positions[: -count - 1 : -1]

    def put_aside(self, cycle: int) -> list[int]:
        return self._columns.positions(key for skipped, key in self._plan.skips if skipped == cycle)

    def waiting(self, slot: Slot) -> list[int]:
        """The entries pinned to later slots of the channel that have not had their turn."""
        to_come = (pin for pin in self._plan.pins if pin.channel == slot.channel and _is_later(pin, slot))
        return self._columns.positions({self._plan.pins[pin] for pin in to_come if pin not in self._had})

    def unposted(self, admitted: Pool) -> Flags:
        """What the running cycle has not posted yet, put aside or not."""
        flags = admitted.flags.copy()
        flags[self.in_cycle] = False
        return flags

    def left(self, admitted: Pool) -> int:
        """How many the running cycle has still to post."""
        flags = self.unposted(admitted)
        flags[self.put_aside(self.cycle)] = False
        return int(np.count_nonzero(flags))


@dataclass(frozen=True, kw_only=True, eq=False)
class Round:
    """The cycle a slot belongs to, and what of it is still to be had."""

    cycle: int
    new: bool  # this slot opens it
    free: Flags  # by position; at least one
    left: int  # to come in this cycle after this slot, entries waiting for their pin included
    skipped: int  # of the cycles given up: entries put aside …
    pinned: int  # … and waiting for their pin

    @property
    def early(self) -> bool:
        return self.new and self.skipped + self.pinned > 0

    @classmethod
    def open(cls, admitted: Pool, course: Course, slot: Slot) -> Self:
        """The running cycle, or the next one that has anything for this slot. ``admitted`` is not empty."""
        waiting = course.waiting(slot)
        if int(np.count_nonzero(admitted.flags[waiting])) == admitted.total:
            waiting = []  # else this slot would get nothing only because the same entries come later too
        cycle, unposted = course.cycle, course.unposted(admitted)
        skipped = pinned = 0
        while True:  # ends at the latest with the first cycle that nobody has put anything aside in
            aside = course.put_aside(cycle)
            skipped_now = int(np.count_nonzero(unposted[aside]))
            unposted[aside] = False
            left = int(np.count_nonzero(unposted))
            free = unposted.copy()
            free[waiting] = False
            if free.any():
                return cls(
                    cycle=cycle, new=cycle > course.cycle, free=free, left=left - 1, skipped=skipped, pinned=pinned
                )
            skipped += skipped_now
            pinned = left
            cycle, unposted = cycle + 1, admitted.flags.copy()


def _is_later(pin: Slot, slot: Slot) -> bool:
    """By date and time of day. A post on demand has no time: all pins of its day are taken to be later."""
    if pin.date != slot.date:
        return pin.date > slot.date
    return slot.time is None or (pin.time is not None and pin.time > slot.time)
