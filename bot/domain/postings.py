"""Numbers by what they share, for millions of them: in arrays, where a dict of lists takes ten times the memory."""

from array import array
from collections.abc import Hashable, Iterator

_SHARDS = 64  # each grows by itself: so no growing stops the work for long, or needs everything twice
_FIRST = 8  # places of a shard
_WORD = 2**64 - 1


class Postings:
    """Which numbers have a trait, in the order in which they were added.

    Of a trait only a hash is kept, 12 bytes with its number, so in millions of millions of cases one is taken for
    another: whoever asks looks at what the numbers stand for. Hashes of texts differ from process to process.
    """

    def __init__(self) -> None:
        self._shards = [_Shard() for _ in range(_SHARDS)]

    def add(self, trait: Hashable, number: int, most: int) -> None:
        """Not if so many numbers have it already: what everybody shares says nothing, and would be long to look at."""
        code = _code(trait)
        self._shards[code % _SHARDS].add(code, number, most)

    def of(self, trait: Hashable) -> Iterator[int]:
        code = _code(trait)
        return self._shards[code % _SHARDS].of(code)


def _code(trait: Hashable) -> int:
    return hash(trait) & _WORD or 1  # 0 is an empty place


class _Shard:
    """A hash table of open addressing. Nothing is ever taken out of it, so numbers of one code keep their order."""

    def __init__(self) -> None:
        self._codes, self._numbers = _empty(_FIRST)
        self._used = 0

    def of(self, code: int) -> Iterator[int]:
        codes, mask = self._codes, len(self._codes) - 1
        place = code // _SHARDS & mask
        while there := codes[place]:
            if there == code:
                yield self._numbers[place]
            place = place + 1 & mask

    def add(self, code: int, number: int, most: int) -> None:
        codes, mask = self._codes, len(self._codes) - 1
        place = code // _SHARDS & mask
        while there := codes[place]:
            if there == code:
                most -= 1
            place = place + 1 & mask
        if most <= 0:
            return
        codes[place], self._numbers[place] = code, number
        self._used += 1
        if self._used * 3 > len(codes) * 2:
            self._grow()

    def _grow(self) -> None:
        old, numbers = self._codes, self._numbers
        self._codes, self._numbers = codes, held = _empty(len(old) * 2)
        mask = len(codes) - 1
        # From an empty place on: a run of one code may go over the end, and must not be turned round.
        start = old.index(0)
        for each in (*range(start, len(old)), *range(start)):
            if code := old[each]:
                place = code // _SHARDS & mask
                while codes[place]:
                    place = place + 1 & mask
                codes[place], held[place] = code, numbers[each]


def _empty(places: int) -> "tuple[array[int], array[int]]":
    return array("Q", bytes(8 * places)), array("I", bytes(4 * places))
