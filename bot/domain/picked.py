"""Entries, or their keys, at some positions of a catalog: a sequence of which each is read when it is looked at."""

from collections.abc import Iterator, Sequence
from itertools import compress
from typing import overload

import numpy as np
from numpy.typing import NDArray

from bot.domain.distinct_likes import Flags
from bot.domain.entries import Entries
from bot.domain.entry import Entry

DEAR = 30  # to ask for one key takes as long as to pass by so many


class Picked(Sequence[Entry]):
    """Its length costs nothing, each entry something."""

    def __init__(self, entries: Entries, positions: NDArray[np.intp]) -> None:
        self._entries = entries
        self._positions = positions

    def __len__(self) -> int:
        return len(self._positions)

    def __iter__(self) -> Iterator[Entry]:
        return self._entries.at(map(int, self._positions))

    @overload
    def __getitem__(self, index: int) -> Entry: ...

    @overload
    def __getitem__(self, index: slice) -> list[Entry]: ...

    def __getitem__(self, index: int | slice) -> Entry | list[Entry]:
        if isinstance(index, slice):
            return list(self._entries.at(map(int, self._positions[index])))
        return next(self._entries.at([int(self._positions[index])]))


class PickedKeys(Sequence[str]):
    """To choose one of a million, nobody needs a list of them."""

    def __init__(self, entries: Entries, positions: NDArray[np.intp]) -> None:
        self._entries = entries
        self._positions = positions

    def __len__(self) -> int:
        return len(self._positions)

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> list[str]: ...

    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self._entries.key_at(int(position)) for position in self._positions[index]]
        return self._entries.key_at(int(self._positions[index]))


def keys_of(entries: Entries, flags: Flags) -> Iterator[tuple[int, str]]:
    """Position and key of the flagged entries, in their order: asked for one by one, or picked out of all."""
    positions = np.flatnonzero(flags)
    if len(positions) * DEAR < len(flags):
        return ((position, entries.key_at(position)) for position in map(int, positions))
    return zip(map(int, positions), compress(entries, flags.tobytes()), strict=True)
