"""A catalog by position: what can be asked of all its entries at once, so that a million are as easy as ten."""

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

import numpy as np

from bot.domain.distinct_likes import DistinctLikes, Flags
from bot.domain.entries import Entries
from bot.domain.entry import Entry
from bot.domain.lots import Lots
from bot.domain.picked import Picked, PickedKeys, keys_of
from bot.domain.pool import Pool
from bot.domain.query_values import Field
from bot.domain.remembered import Remembered
from bot.domain.sieve import Group, Sieve

KEYS = 100_000  # of which the position is remembered


class Columns:
    """Says the same always; what was dear to find out is remembered. Several threads may ask at once."""

    def __init__(self, entries: Entries) -> None:
        self._entries = entries
        self.glances = entries.glances
        self.likes = DistinctLikes(self.glances.distinct)
        self.lots = Lots(entries)
        self._sieve = Sieve(entries, self.likes)
        size = len(self.glances) + 8 * len(self.likes)
        self._pools: Remembered[tuple[bool, tuple[Group, ...]], Pool] = Remembered(size=size)
        self._positions: dict[str, int | None] = {}

    def prepare(self) -> None:
        """What nearly everybody asks, so that nobody waits for it: of a million entries, some half a second."""
        self.likes.by_kind(self.ready.counts)
        self.likes.by_tag(self.ready.counts)

    def __len__(self) -> int:
        return len(self.glances)

    def entry(self, position: int) -> Entry:
        return next(self._entries.at([position]))

    def key(self, position: int) -> str:
        return self._entries.key_at(position)

    def position(self, key: str) -> int | None:
        """None where the catalog has no such entry."""
        try:
            return self._positions[key]
        except KeyError:
            if len(self._positions) >= KEYS:
                self._positions = {}
            found = self._positions[key] = self._entries.position_of(key)
            return found

    def positions(self, keys: Iterable[str]) -> list[int]:
        """Of those that the catalog has."""
        return [position for position in map(self.position, keys) if position is not None]

    @cached_property
    def ready(self) -> Pool:
        """What may be published or shown."""
        return self.pool(self.glances.ready)

    @cached_property
    def _ready_or_unreviewed(self) -> Pool:
        return self.pool(self.glances.ready | self.glances.unreviewed)

    def admitted(self, groups: tuple[Group, ...], *, posted: Collection[str] = (), unreviewed: bool = False) -> Pool:
        """What a filter lets through of the ready entries, with ``unreviewed`` also of those that wait for a review.

        ``posted``: keys of what has been in a channel.
        """
        may_be = self._ready_or_unreviewed if unreviewed else self.ready
        if not groups:
            return may_be
        if any(term.field is Field.IS for group in groups for term in group):
            flags = np.zeros(len(self), np.bool_)
            flags[self.positions(posted)] = True
            return self.pool(self._sieve.admits(groups, may_be.flags, flags))
        nothing = np.broadcast_to(np.False_, len(self))
        return self._pools.get(
            (unreviewed, groups), lambda: self.pool(self._sieve.admits(groups, may_be.flags, nothing))
        )

    def ever_admitted(self, groups: tuple[Group, ...], *, unreviewed: bool = False) -> Pool:
        """What a filter lets through before or after it has been in a channel."""
        may_be = (self._ready_or_unreviewed if unreviewed else self.ready).flags
        never, always = (np.broadcast_to(np.bool_(posted), len(self)) for posted in (False, True))
        return self.pool(self._sieve.admits(groups, may_be, never) | self._sieve.admits(groups, may_be, always))

    def tagged(self, tag: str) -> Pool:
        """The ready entries that have this very tag."""
        having = self.likes.tagged(lambda other: other == tag)
        return self.pool(self.ready.flags & having[self.glances.likes])

    def entries(self, pool: Pool) -> Picked:
        return Picked(self._entries, pool.positions)

    def keys(self, pool: Pool) -> PickedKeys:
        return PickedKeys(self._entries, pool.positions)

    def all_keys(self, pool: Pool) -> Iterator[str]:
        """One after the other: of a million that takes a second."""
        return (key for _, key in keys_of(self._entries, pool.flags))

    def pool(self, flags: Flags) -> Pool:
        return Pool(flags=flags, likes=self.glances.likes, distinct=len(self.likes))
