"""Whether two titles are one title: but for case, width, accents, punctuation, small words and a slip of the pen."""

import re
from collections.abc import Hashable
from functools import cached_property
from itertools import pairwise

from rapidfuzz.fuzz import ratio

from bot.domain.folding import folded

SMALL_WORDS = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "how", "in", "into",
    "is", "it", "its", "of", "on", "or", "our", "that", "the", "their", "this", "to", "via", "was", "we",
    "what", "when", "why", "with", "you", "your",
})  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_OTHER_LETTERS = re.compile(r"[^a-z]")
_WHOLE_THIRD = 6  # words, from which on two slips are forgiven: fewer say too little
_SLIPPERY = 4  # letters; a shorter word is what it is
_ALIKE = 80  # of 100: “verifer” and “verifier” are 93
_FAR = 1000  # characters; what is behind them tells no titles apart


class TitleWords:
    """A title as it is compared.

    Titles are found without comparing each with each: two that are one share a trait. A title with at most one slip
    has one half without any, and with at most two a third; and no slip changes a word's first letter, or a short word.
    """

    def __init__(self, title: str) -> None:
        title = title[:_FAR]
        words = _WORD.findall(folded(title.replace("'", "").replace("’", "")))
        self._letters = "".join(words) or "".join(title.split())  # of signs alone: those
        # All of them where each is small.
        self._telling = tuple([word for word in words if word not in SMALL_WORDS] or words)

    @cached_property
    def traits(self) -> tuple[Hashable, ...]:
        """The surest first; only that one for a title too short for slips."""
        telling = self._telling
        count = len(telling)
        if count < 3:
            return (self._letters,) if self._letters else ()
        lasting = " ".join([word[0] if _slippery(word) else word for word in telling])
        pieces = _forgiven(count) + 1
        cuts = [count * piece // pieces for piece in range(pieces + 1)]
        parts = ((start, " ".join(telling[start:end]), lasting) for start, end in pairwise(cuts))
        return (self._letters, *parts)

    def like(self, other: "TitleWords") -> bool:
        count = len(self._telling)
        if self._letters == other._letters:
            return bool(self._letters)
        if count < 3 or count != len(other._telling):
            return False
        return _slips(self._telling, other._telling) <= _forgiven(count)


def _forgiven(count: int) -> int:
    return 2 if count >= _WHOLE_THIRD else 1


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
    """The first letter counts, for “supervised” is not “unsupervised”."""
    return _slippery(left) and _slippery(right) and left[0] == right[0] and ratio(left, right) >= _ALIKE


def _slippery(word: str) -> bool:
    """Plain words alone: of numbers, names with digits and Chinese, each sign counts."""
    return len(word) >= _SLIPPERY and not _OTHER_LETTERS.search(word)
