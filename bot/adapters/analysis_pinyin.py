"""Pinyin: what a run of characters sounds like, and what a typed word may sound like.

A syllable is one character of a private plane, so that neighbours are a string of two, as pairs of characters are.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from operator import add

from bot.adapters.analysis_tables import Tables

_FIRST = 0xE000  # the private use area has room for 6,400; there are some 420 syllables
_UNREAD = "\uf8ff"
MOST = 8  # ways to take a word apart that are looked at
LONGEST = 6  # letters of a syllable: zhuang


class Pinyin:
    """Holds the readings of the tables."""

    def __init__(self, tables: Tables) -> None:
        signs = {syllable: chr(_FIRST + number) for number, syllable in enumerate(sorted(tables.syllables))}
        self._signs = signs
        self._first = {ord(char): signs[readings[0]] for char, readings in tables.readings.items() if readings}
        self._all = {char: "".join(map(signs.__getitem__, readings)) for char, readings in tables.readings.items()}

    def sounds(self, runs: Iterable[str]) -> set[str]:
        """The neighbours, each character in its commonest reading: for long texts."""
        found: set[str] = set()
        for run in runs:
            heard = run.translate(self._first)
            found.update(map(add, heard, heard[1:]))
        return found

    def syllables(self, runs: Iterable[str]) -> Iterator[str]:
        """Each syllable, and the neighbours, in all common readings: for titles and names."""
        for run in runs:
            known = [self._all.get(char, "") for char in run]
            for readings in known:
                yield from readings
            for here, there in pairwise(known):
                for one in here:
                    for other in there:
                        yield one + other

    def readings_of(self, char: str) -> str:
        """The signs of a character's syllables; empty for what has none."""
        return self._all.get(char, "")

    def spelled(self, word: str) -> list[str]:
        """The ways to read a word of Latin letters as syllables, the ones with fewest first: ``siweilian`` is one."""
        if not (word.isascii() and word.isalpha()) or len(word) > 48:
            return []
        ways: list[list[str]] = [[""]] + [[] for _ in word]  # up to each place
        for end in range(1, len(word) + 1):
            found = [
                before + sign
                for begin in range(max(0, end - LONGEST), end)
                if (sign := self._signs.get(word[begin:end]))
                for before in ways[begin]
            ]
            ways[end] = sorted(found, key=len)[:MOST]
        return ways[-1]

    @staticmethod
    def terms(signs: str) -> list[str]:
        """What the index has for syllables that follow one another: their pairs, or the one by itself."""
        return [signs] if len(signs) == 1 else list(map(add, signs, signs[1:]))
