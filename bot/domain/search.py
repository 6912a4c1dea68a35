"""The search port: what is asked of a search engine, and what it answers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.domain.entry import Entry
from bot.domain.language import Language
from bot.domain.query import Query

SNIPPET = 80  # characters, at most
COUNTED = 200  # so many results are counted, and further ones no more than are asked for


class How(StrEnum):
    """How a word of the query matched, best first."""

    EXACT = "exact"  # as it was written; width, case, accents and Chinese script do not count
    STEM = "stem"  # another form of the word: verifier, verifiers
    PINYIN = "pinyin"
    SYNONYM = "synonym"
    PREFIX = "prefix"  # the beginning of a longer word
    TYPO = "typo"


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A plain text, and where in it the query matched: (start, end) in characters, ascending and apart."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Match:
    """Why an entry was found: a word of the query, how it matched, and in which of the entry's fields."""

    word: str
    how: How
    field: str  # title, author, organization, tag, overview, venue, key, id
    language: Language | None = None  # of the field, where it has one


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One result. ``title`` is in the reader's language; ``snippet`` in ``language``, the one that matched."""

    entry: Entry
    score: float
    title: Marked
    snippet: Marked
    language: Language
    why: tuple[Match, ...] = ()  # only where it was asked for


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far the index is that is being built; in entries."""

    done: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Found:
    """A page of results, best first; equals newest first."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    more: bool = False  # there are more than ``total``, which nobody has counted
    near: bool = False  # nothing has all that was asked for: these have a part of it
    instead: str = ""  # the query as it was perhaps meant
    progress: Progress | None = None  # the index is not whole yet, so there may be more


class Search(Protocol):
    """Finds ready entries in both languages. Never raises on any query, and never blocks the event loop."""

    async def find(
        self,
        query: Query,
        *,
        language: Language,
        limit: int,
        offset: int = 0,
        posted: frozenset[str] = frozenset(),
        explained: bool = False,
    ) -> Found:
        """The hits from ``offset`` on, at most ``limit``. ``language`` is the reader's.

        ``explained``: with the reasons, ``Hit.why``, which take longer than the search.

        ``posted``: keys of what has been in a channel, which ``is:posted`` asks for. A query that asks nothing, or only
        what to leave out, finds nothing. Offsets of the same query give parts of the same list.
        """

    async def keys(self, query: Query, *, most: int, posted: frozenset[str] = frozenset()) -> list[str]:
        """The keys alone, of at most ``most`` entries that have all that is asked for, best first."""

    async def similar(self, entry: Entry, *, most: int) -> list[Entry]:
        """Other ready entries that are like it in topics, titles and people, the most alike first."""
