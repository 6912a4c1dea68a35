"""Text made comparable and taken apart, the same for what is indexed and for what is typed.

Width, case, accents and the Chinese script are taken away, character by character, so that a phrase never reads
otherwise than its parts. Writing with spaces comes as words, which the index stems; writing without (汉字, kana,
hangul, Thai) as runs, which the index takes as characters and pairs of characters.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from operator import add
from typing import NamedTuple
from zlib import crc32

from bot.adapters.analysis_pinyin import Pinyin
from bot.adapters.analysis_tables import Tables
from bot.domain.folding import folded

# In a folded text: letters, digits, spaces, and what may join words. From U+2E80 on nobody puts spaces between words.
WIDE = "\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u2e80-\U0010ffff"
_LETTER = rf"[^ \-.'{WIDE}]"
_PIECE = re.compile(rf"([{WIDE}]++)|({_LETTER}++(?:[-.']{_LETTER}++)*+)")
_ASCII_CHAIN = re.compile(r"[a-z0-9]++(?:[-.'][a-z0-9]++)*+")
_RUN = re.compile(rf"[{WIDE}]++")
_SUFFIX = re.compile(r"'(?:s|t|re|ve|ll|d|m)$")  # Cobbe's, don't
_ATOM = re.compile(r"\d+|\D+")
# ``GPT 4``, ``Llama 3`` and ``o 1`` are names; ``in 2023`` is none.
_BEFORE_NUMBER = re.compile(r" (\d[^\W_]{0,2}+)(?![^\W_])")
_NAME_AT_END = re.compile(r"(?<![^\W_])([a-z]{1,12})$")
_JOINERS = str.maketrans({"‐": "-", "‑": "-", "’": "'", "ʼ": "'", "＇": "'", "－": "-", "．": "."})
_PAIRS = 0xFFFF
_FIRST_PAIR = 0x10000
_REMEMBERED = 50_000

LONGEST = 40  # letters of a word: what is longer is no word, and nobody types it


class Taken(NamedTuple):
    """A text, or several, taken apart."""

    latin: str  # words, and compounds after them: what the index takes apart at spaces and punctuation
    runs: list[str]  # of writing without spaces
    pairs: list[str]  # neighbours


class _Chain(NamedTuple):
    """A word, or words joined by hyphens."""

    units: tuple[int, ...]  # a number for each part, by which neighbours are paired
    compounds: tuple[str, ...]


class Folding(dict[int, str]):
    """For ``str.translate``: each character as search knows it; what is neither letter nor digit becomes a space."""

    def __init__(self, simplified: Mapping[str, str]) -> None:
        super().__init__()
        self._simplified = simplified

    def __missing__(self, code: int) -> str:
        char = chr(code).translate(_JOINERS)
        plain = char if char in "-.'" else self._plain(char)
        if len(self) < 60_000:  # all that anybody writes; more is somebody trying
            self[code] = plain
        return plain

    def _plain(self, char: str) -> str:
        if "\ud800" <= char <= "\udfff":
            return " "
        plain = folded(char)
        if not plain:  # an accent of its own belongs to the letter before it
            return ""
        return "".join(self._simplified.get(one, one) if one.isalnum() else " " for one in plain)


class Analysis:
    """Holds the tables, and remembers what words come to."""

    def __init__(self, tables: Tables) -> None:
        self.pinyin = Pinyin(tables)
        self._folding = Folding(tables.simplified)
        self._chains: dict[str, _Chain] = {}

    def fold(self, text: str) -> str:
        """Each character folded; the length may change (``ﬁ``, ``½``)."""
        return text.lower() if text.isascii() else text.translate(self._folding)

    def taken(self, *texts: str) -> Taken:
        """What is written as one word is to be found by its parts, and the other way round.

        ``gpt-4o`` comes to gpt, 4o, 4, o and gpt4o; ``prm800k`` to its parts too, and ``gpt 4`` to gpt4 as well.
        """
        found = Taken([], [], [])  # type: ignore[arg-type]  # the words become a text at the end
        latin: list[str] = []
        for text in map(self.fold, texts):
            self._take(text, latin, found)
        return found._replace(latin=" ".join(latin))

    def _take(self, text: str, latin: list[str], found: Taken) -> None:
        units: list[int] = []
        if text.isascii():
            latin.append(text)
            self._take_chains(_ASCII_CHAIN.findall(text), units, latin)
        else:
            pieces = _PIECE.findall(text)
            runs = [run for run, _ in pieces if run]
            found.runs.extend(runs)
            latin.append(_RUN.sub(" ", text) if runs else text)
            for run, chain in pieces:
                if run:
                    units += (_number(run[0]), 0, _number(run[-1]))
                else:
                    self._take_chains((chain,), units, latin)
        found.pairs.extend(_paired(units))
        latin += named_and_numbered(text)

    def _take_chains(self, chains: Iterable[str], units: list[int], latin: list[str]) -> None:
        known = self._chains
        found = [known.get(chain) or self._chain(chain) for chain in chains]
        units += [number for numbers, _ in found for number in numbers]
        latin += [compound for _, compounds in found if compounds for compound in compounds]

    def _chain(self, chain: str) -> _Chain:
        if chain.isalpha():
            made = _Chain((_number(chain),), ())
        else:
            parts = parts_of(chain)
            made = _Chain(tuple(map(_number, parts)), tuple(compounds_of(parts)))
        if len(self._chains) < _REMEMBERED:
            self._chains[chain] = made
        return made


@lru_cache(maxsize=1)
def analysis_of(tables: Tables) -> Analysis:
    """The analysis by these tables, one for all that a process has to analyse."""
    return Analysis(tables)


def pieces_of(text: str) -> list[tuple[str, str]]:
    """Of a folded text the runs and the chains in their order; of each pair one is empty."""
    if text.isascii():
        return [("", chain) for chain in _ASCII_CHAIN.findall(text)]
    return _PIECE.findall(text)


def pieces_at(text: str) -> Iterator[tuple[int, str, bool]]:
    """Likewise, with the place of each, and whether it is a run."""
    if text.isascii():
        yield from ((found.start(), found[0], False) for found in _ASCII_CHAIN.finditer(text))
    else:
        yield from ((found.start(), found[0], found[1] is not None) for found in _PIECE.finditer(text))


def _number(unit: str) -> int:
    return crc32(unit.encode("utf-8", "ignore")) >> 5 or 1


def _paired(units: list[int]) -> list[str]:
    """Neighbours, each two as one character of the second plane.

    A dictionary of all pairs would have millions of terms; so two pairs of some thousands share theirs, and what is
    found by them must have the words too. Two characters of a run are no pair of these, for the index has them itself;
    but where a run and a word meet, they are.
    """
    return [chr(_FIRST_PAIR + ((one * 31 + other) & _PAIRS)) for one, other in pairwise(units) if one and other]


def named_and_numbered(text: str) -> list[str]:
    """``gpt4`` of ``gpt 4``, in a folded text."""
    gaps = _BEFORE_NUMBER.finditer(text)
    names = ((gap, _NAME_AT_END.search(text, max(0, gap.start() - 13), gap.start())) for gap in gaps)
    return [name[1] + gap[1] for gap, name in names if name]


def parts_of(chain: str) -> list[str]:
    """The words of ``chain-of-thought``; of ``cobbe's`` without the ending."""
    if "'" in chain:
        chain = _SUFFIX.sub("", chain)
    return re.split(r"[-.']", chain)


def compounds_of(parts: list[str]) -> Iterator[str]:
    for part in parts:
        if not part.isalpha() and not part.isdigit():
            yield from _ATOM.findall(part)
    if len(parts) > 2:
        yield from (one + other for one, other in pairwise(parts) if not (one.isalpha() and other.isalpha()))
    if len(parts) > 1:
        yield "".join(parts)


def grams_of(runs: Iterable[str]) -> Iterator[str]:
    """Characters, and pairs of them."""
    for run in runs:
        yield from run
        yield from map(add, run, run[1:])
