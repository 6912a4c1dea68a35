"""A pool: the entries that are eligible for something, by position, and how many of them have which likes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bot.domain.distinct_likes import Counts, Flags


@dataclass(frozen=True, kw_only=True, eq=False)
class Pool:
    """Immutable. ``origin`` is one whose counts are known: these differ from it by few."""

    flags: Flags  # by position
    likes: NDArray[np.int32]  # by position: which of the distinct likes
    distinct: int  # how many these are
    origin: Self | None = field(default=None, repr=False)

    @cached_property
    def total(self) -> int:
        return int(np.count_nonzero(self.flags))

    @cached_property
    def positions(self) -> NDArray[np.intp]:
        """In the curators' order."""
        return np.flatnonzero(self.flags)

    @cached_property
    def counts(self) -> Counts:
        """By likes, how many entries."""
        if self.origin:
            return self.origin.counts_of(self.flags)
        return np.bincount(self.likes[self.flags], minlength=self.distinct)

    def counts_of(self, others: Flags) -> Counts:
        """The same of other entries, by what sets them apart from these."""
        fewer = self.likes[self.flags & ~others]
        more = self.likes[others & ~self.flags]
        return self.counts - np.bincount(fewer, minlength=self.distinct) + np.bincount(more, minlength=self.distinct)

    def without(self, positions: Sequence[int]) -> "Pool":
        return self._with(positions, value=False) if positions else self

    def with_one(self, position: int, *, value: bool) -> "Pool":
        """With this entry, or without it."""
        return self if bool(self.flags[position]) is value else self._with([position], value=value)

    def _with(self, positions: Sequence[int], *, value: bool) -> "Pool":
        flags = self.flags.copy()
        flags[positions] = value
        return Pool(flags=flags, likes=self.likes, distinct=self.distinct, origin=self.origin or self)
