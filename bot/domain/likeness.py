"""Whether two titles are one title: but for case, width, accents, punctuation, small words and a slip of the pen."""

import re
from collections.abc import Iterator
from typing import Generic, TypeVar

from rapidfuzz.fuzz import ratio

from bot.domain.folding import folded

T = TypeVar("T")

_Part = tuple[int | str, ...]  # how many words the title has, the part's place, and the words of the part

SMALL_WORDS = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "how", "in", "into",
    "is", "it", "its", "of", "on", "or", "our", "that", "the", "their", "this", "to", "via", "was", "we",
    "what", "when", "why", "with", "you", "your",
})  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_OTHER_LETTERS = re.compile(r"[^a-z]")
_WHOLE_THIRD = 6  # words, from which on two slips are forgiven: fewer say too little
_ALIKE = 80  # of 100: “verifer” and “verifier” are 93
_CROWD = 200  # titles that share this part: whoever writes so many is writing no slips


def _words(title: str) -> list[str]:
    return _WORD.findall(folded(title.replace("'", "").replace("’", "")))


def _telling(words: list[str]) -> tuple[str, ...]:
    """All of them where each is small."""
    return tuple(word for word in words if word not in SMALL_WORDS) or tuple(words)


class Titles(Generic[T]):
    """Whose title is whose, found without comparing each with each.

    A title with at most one slip has one half without any, and with at most two a third: only titles that share
    such a part at its place are compared. So what is found does not depend on what else is known.
    """

    def __init__(self) -> None:
        self._letters: dict[str, list[T]] = {}
        self._parts: dict[_Part, list[tuple[tuple[str, ...], T]]] = {}

    def add(self, title: str, owner: T) -> None:
        if not (words := _words(title)):
            return
        self._letters.setdefault("".join(words), []).append(owner)
        named = (_telling(words), owner)
        for part in _parts(named[0]):
            crowd = self._parts.setdefault(part, [])
            if len(crowd) < _CROWD:
                crowd.append(named)

    def like(self, title: str) -> Iterator[T]:
        """The owners of this title, those whose letters are the very same first."""
        words = _words(title)
        yield from self._letters.get("".join(words), ())
        telling = _telling(words)
        for part in _parts(telling):
            for other, owner in self._parts.get(part, ()):
                if _slips(telling, other) <= _forgiven(telling):
                    yield owner


def _forgiven(telling: tuple[str, ...]) -> int:
    return 2 if len(telling) >= _WHOLE_THIRD else 1


def _parts(telling: tuple[str, ...]) -> Iterator[_Part]:
    """None for a title too short for slips."""
    count = len(telling)
    if count < 3:
        return
    pieces = _forgiven(telling) + 1
    for piece in range(pieces):
        yield count, piece, *telling[count * piece // pieces : count * (piece + 1) // pieces]


def _slips(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """In how many words the two differ by a slip; infinite where a word is another word."""
    slips = 0
    for left, right in zip(one, other, strict=True):
        if left != right:
            if not _slip(left, right):
                return float("inf")
            slips += 1
    return slips


def _slip(left: str, right: str) -> bool:
    """Plain words alone: of numbers, names with digits and Chinese, each sign counts; so does the first letter,
    for “supervised” is not “unsupervised”.
    """
    plain = not (_OTHER_LETTERS.search(left) or _OTHER_LETTERS.search(right))
    return plain and min(len(left), len(right)) >= 4 and left[0] == right[0] and ratio(left, right) >= _ALIKE
