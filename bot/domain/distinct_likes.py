"""The distinct likes of a catalog, as columns: what asks about kinds and tags is answered for all entries at once."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.domain.entry import Kind
from bot.domain.glances import Likes
from bot.domain.remembered import Remembered

Flags = NDArray[np.bool_]
Counts = NDArray[np.intp]


class DistinctLikes:
    """One element of every array is one of the distinct likes, by its number in ``Glances.distinct``."""

    def __init__(self, distinct: Sequence[Likes]) -> None:
        self._distinct = distinct
        self._overlaps: Remembered[int, NDArray[np.float64]] = Remembered(size=8 * len(distinct))

    def __len__(self) -> int:
        return len(self._distinct)

    def __getitem__(self, number: int) -> Likes:
        return self._distinct[number]

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """All that are known here."""
        return tuple(dict.fromkeys(likes.kind for likes in self._distinct))

    @cached_property
    def kind(self) -> NDArray[np.intp]:
        """Index into ``kinds``."""
        numbers = {kind: number for number, kind in enumerate(self.kinds)}
        return np.fromiter((numbers[likes.kind] for likes in self._distinct), np.intp, len(self))

    @cached_property
    def tags(self) -> Mapping[str, int]:
        """All tags with their numbers."""
        known = dict.fromkeys(tag for likes in self._distinct for tag in likes.tags)
        return {tag: number for number, tag in enumerate(known)}

    @cached_property
    def _tagged(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Each pair of a tag and the likes that have it: the numbers of the tags, and those of the likes."""
        had, having = array("i"), array("i")
        for number, likes in enumerate(self._distinct):
            for tag in dict.fromkeys(likes.tags):
                had.append(self.tags[tag])
                having.append(number)
        return np.array(had, np.int32), np.array(having, np.int32)

    @cached_property
    def _tag_count(self) -> Counts:
        return np.bincount(self._tagged[1], minlength=len(self))

    def of_kind(self, kind: str) -> Flags:
        number = next((number for number, known in enumerate(self.kinds) if known == kind), -1)
        return np.equal(self.kind, number)

    def tagged(self, meant: Callable[[str], bool]) -> Flags:
        """Those with one of the tags that are meant."""
        return self._in_common([number for tag, number in self.tags.items() if meant(tag)]) > 0

    def sharing(self, number: int) -> Flags:
        """Those that have a tag in common with these likes."""
        return self.overlap(number) > 0

    def overlap(self, number: int) -> NDArray[np.float64]:
        """How much their tags have in common with those of these likes: 0 nothing, 1 everything."""
        return self._overlaps.get(number, lambda: self._overlap(number))

    def _overlap(self, number: int) -> NDArray[np.float64]:
        common = self._in_common([self.tags[tag] for tag in self._distinct[number].tags])
        both = self._tag_count + self._tag_count[number] - common
        shares: NDArray[np.float64] = common / np.maximum(both, 1)
        return shares

    def _in_common(self, tags: Sequence[int]) -> Counts:
        """How many of these tags they have."""
        asked = np.zeros(len(self.tags), np.bool_)
        asked[list(tags)] = True
        had, having = self._tagged
        return np.bincount(having[asked[had]], minlength=len(self))

    def by_kind(self, counts: Counts) -> Counts:
        """Sums of what is counted by likes, for each of ``kinds``."""
        return np.bincount(self.kind, weights=counts, minlength=len(self.kinds)).astype(np.intp)

    def by_tag(self, counts: Counts) -> Counts:
        """Sums of what is counted by likes, for each of ``tags``."""
        had, having = self._tagged
        return np.bincount(had, weights=counts[having], minlength=len(self.tags)).astype(np.intp)
