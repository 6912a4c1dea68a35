"""The words that the index knows, to find those that somebody meant who mistyped one.

Kept beside the index as arrays that are mapped into memory, not read: a million entries have some 100,000 words.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

NAMES = ("letters", "ends", "masks", "counts")
CANDIDATES = 8

Array = NDArray[Any]

FROM_ONE, FROM_TWO = 4, 7  # letters from which a word may have one typo, and two


class Vocabulary:
    """Words of ASCII letters and digits with how many entries have them."""

    def __init__(self, letters: Array, ends: Array, masks: Array, counts: Array) -> None:
        self._letters = letters
        self._ends = ends
        self._masks = masks
        self._counts = counts
        self._lengths = np.diff(ends.astype(np.int32))
        self._text = bytes(letters).decode("ascii", "replace")

    @classmethod
    def of(cls, words: Iterable[tuple[str, int]]) -> "Vocabulary":
        known = [(word, count) for word, count in words if word.isascii() and not word.isdigit()]
        texts = [word.encode() for word, _ in known]
        return cls(
            np.frombuffer(b"".join(texts) or b"\0", dtype=np.uint8),
            np.cumsum([0, *map(len, texts)], dtype=np.uint32),
            np.array([_mask(text) for text in texts], dtype=np.uint64),
            np.array([count for _, count in known], dtype=np.uint32),
        )

    def save(self, folder: Path) -> None:
        for name in NAMES:
            np.save(folder / f"words-{name}.npy", getattr(self, f"_{name}"))

    @classmethod
    def open(cls, folder: Path) -> "Vocabulary":
        """Raises OSError or ValueError where it is not there, or damaged."""
        try:
            return cls(*(np.load(folder / f"words-{name}.npy", mmap_mode="r") for name in NAMES))
        except EOFError as empty:  # what a power cut leaves of a file
            raise ValueError(f"words of {folder}: {empty}") from empty

    @classmethod
    def of_words(cls, words: Iterable[str]) -> "Vocabulary":
        return cls.of((word, 1) for word in words)

    def __len__(self) -> int:
        return len(self._masks)

    def near(self, word: str) -> list[str]:
        """What the word may have been meant to be: the nearest, those with the same first letter first, then frequent.

        A letter too many, too few, another one, or two exchanged are one typo each.
        """
        most = typos_in(word)
        for typos in range(1, most + 1):
            if found := self._within(word, typos):
                return found[:CANDIDATES]
        return []

    def _within(self, word: str, typos: int) -> list[str]:
        text = word.encode()
        # Of a word with n typos at most 2n letters are another one's, which needs no look at the word itself.
        alike = np.bitwise_count(self._masks ^ np.uint64(_mask(text))) <= 2 * typos
        fitting = np.flatnonzero(alike & (np.abs(self._lengths - len(text)) <= typos))
        if typos > 1:  # many: the first letter is seldom mistyped
            begins = self._letters[self._ends[fitting]] == text[0]
            return self._ranked(word, fitting[begins], typos) or self._ranked(word, fitting[~begins], typos)
        return self._ranked(word, fitting, typos)

    def _ranked(self, word: str, places: Array, typos: int) -> list[str]:
        begins, ends = self._ends[places].tolist(), self._ends[places + 1].tolist()
        words = [self._text[begin:end] for begin, end in zip(begins, ends, strict=True)]
        found = process.extract(word, words, scorer=OSA.distance, score_cutoff=typos, limit=None)
        counts = self._counts[places].tolist()
        ranked = sorted((other[0] != word[0], -counts[place], other) for other, distance, place in found if distance)
        return [other for *_, other in ranked]


def typos_in(word: str) -> int:
    """How many typos a word may have: one from four letters on, two from seven."""
    return 0 if not word.isascii() or len(word) < FROM_ONE else 1 if len(word) < FROM_TWO else 2


def _mask(text: Sequence[int]) -> int:
    """The letters and digits that occur, a bit for each."""
    mask = 0
    for code in text:
        mask |= 1 << (code % 64)
    return mask
