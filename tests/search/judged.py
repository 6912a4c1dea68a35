"""The judged queries: what is asked, and what must be found; as tables that people can read.

A line is ``query → best > next > next ! never ~ witness``. ``a = b`` are equally right: either may come first. All that
is named before ``!`` must be among the first ten; what is named after it must not be found at all. The witness is what
stands in just the entries named, for the test that the corpus has no other; without it the query itself, ``~ -``: none.
A line goes on after a sign at its end.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Asked(StrEnum):
    """The kinds of query that the product promises to answer."""

    ONE_CHARACTER = "one Chinese character"
    TWO_CHARACTERS = "two Chinese characters"
    MORE_CHARACTERS = "three Chinese characters and more"
    SCRIPT = "Traditional for Simplified and back"
    WIDTH = "full and half width"
    STEM = "English stems"
    PREFIX = "while typing"
    TYPO = "one typo"
    TYPOS = "two typos"
    COMPOUND = "compounds"
    ACCENT = "accents"
    AUTHOR = "authors"
    CHINESE_NAME = "Chinese names"
    ARXIV = "arXiv ids"
    ADDRESS = "pasted addresses"
    KEY = "keys"
    TAG = "tags"
    PINYIN = "pinyin"
    MIXED = "both languages"
    PHRASE = "phrases"
    SYNONYM = "synonyms"
    FILTER = "filters"
    OR = "or"
    NOT = "negation"
    RANKING = "ranking"  # all that is expected comes in its order, not only the first
    NEAR = "near misses"


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One query. ``equals`` of the expected keys, from the first on, are equally right."""

    text: str
    asked: Asked
    expected: tuple[str, ...]
    equals: int
    never: tuple[str, ...]
    witness: str | None


_CONTINUED = re.compile(r"([=>])\n\s*")
_LINE = re.compile(r"(?P<text>.+?) → (?P<right>[a-z0-9 >=-]+?)(?: ! (?P<never>[a-z0-9 -]+?))?(?: ~ (?P<witness>.+))?")


def read(tables: Mapping[Asked, str]) -> Iterator[Judged]:
    """The queries of some tables. ValueError for a line that is none."""
    for asked, table in tables.items():
        for line in filter(None, map(str.strip, _CONTINUED.sub(r"\1 ", table).splitlines())):
            match = _LINE.fullmatch(line)
            if match is None:
                raise ValueError(line)
            ranks = [rank.split(" = ") for rank in match["right"].split(" > ")]
            witness = match["witness"] or match["text"].replace('"', "")
            yield Judged(
                text=match["text"],
                asked=asked,
                expected=tuple(key.strip() for rank in ranks for key in rank),
                equals=len(ranks[0]),
                never=tuple((match["never"] or "").split()),
                witness=None if witness == "-" else witness,
            )
