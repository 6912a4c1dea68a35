"""Lots: the shuffled order, another one in each cycle of each channel. The same on all machines, so nobody draws."""

import hashlib
from dataclasses import dataclass
from heapq import nsmallest

import numpy as np
from numpy.typing import NDArray

from bot.domain.distinct_likes import Flags
from bot.domain.entries import Entries
from bot.domain.picked import keys_of
from bot.domain.remembered import Remembered

FRONT = 4096  # so many of the first of an order are remembered


@dataclass(frozen=True, kw_only=True)
class _Front:
    """The beginning of the order of some entries."""

    among: NDArray[np.uint8]  # their flags, eight in one
    first: NDArray[np.intp]  # their positions, in the order of their lots


class Lots:
    """A lot is a hash of channel, cycle and key; all of them are looked at once for a front, not once for a slot."""

    def __init__(self, entries: Entries, *, front: int = FRONT) -> None:
        self._entries = entries
        self._front = front
        self._fronts: Remembered[tuple[str, int], _Front] = Remembered(size=len(entries) // 8 + 8 * front)

    def first(self, channel: str, cycle: int, candidates: Flags, *, among: Flags) -> int:
        """The candidate whose turn it is; ``among`` has them all, and those that may be candidates at later slots."""
        drawn = self._fronts.get((channel, cycle), lambda: self._draw(channel, cycle, among))
        known = np.unpackbits(drawn.among, count=len(among)).view(np.bool_)
        found = drawn.first[candidates[drawn.first]]
        if not len(found) or (candidates & ~known).any():
            drawn = self._fronts.put((channel, cycle), self._draw(channel, cycle, among))
            found = drawn.first[candidates[drawn.first]]
        if not len(found):  # the whole front is no candidate yet
            found = self._draw(channel, cycle, candidates).first
        return int(found[0])

    def _draw(self, channel: str, cycle: int, among: Flags) -> _Front:
        start = f"{channel}\n{cycle}\n".encode()
        lots = (
            (hashlib.sha256(start + key.encode()).digest(), position) for position, key in keys_of(self._entries, among)
        )
        first = [position for _, position in nsmallest(self._front, lots)]
        return _Front(among=np.packbits(among), first=np.array(first, np.intp))
