"""A search engine that looks at every entry: whole words as they stand, the newest first."""

from collections.abc import Iterator
from dataclasses import replace

from bot.domain.catalog import Catalog
from bot.domain.entry import Entry
from bot.domain.fit import shorten
from bot.domain.folding import folded
from bot.domain.language import Language
from bot.domain.query import Query
from bot.domain.search import SNIPPET, Found, Hit, How, Marked, Match, Progress


class MemorySearch:
    """Implements the port Search, and follows the catalog at once. What it says beside the hits can be set."""

    def __init__(self, catalog: Catalog | None = None) -> None:
        self.catalog = catalog or Catalog.of((), ())
        self.near = self.more = False
        self.instead = ""
        self.progress: Progress | None = None

    async def take(self, catalog: Catalog) -> None:
        self.catalog = catalog

    async def close(self) -> None:
        pass

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
        every = list(self._matching(query, posted))
        hits = tuple(_hit(entry, query, language, explained=explained) for entry in every[offset : offset + limit])
        found = Found(hits=hits, total=len(every), more=self.more, progress=self.progress)
        return replace(found, near=self.near, instead=self.instead)

    async def keys(self, query: Query, *, most: int, posted: frozenset[str] = frozenset()) -> list[str]:
        return [entry.key for entry in self._matching(query, posted)][:most]

    async def similar(self, entry: Entry, *, most: int) -> list[Entry]:
        others = [other for other in self.catalog.ready if other.key != entry.key]
        return sorted(others, key=lambda other: -len({*other.tags} & {*entry.tags}))[:most]

    def _matching(self, query: Query, posted: frozenset[str]) -> Iterator[Entry]:
        asked = query.resolved(self.catalog.tags.values())
        newest = sorted(self.catalog.ready, key=lambda e: e.published.order if e.published else (0, 0, 0), reverse=True)
        return (entry for entry in newest if asked and asked.admits(entry, posted=posted))


def _hit(entry: Entry, query: Query, language: Language, *, explained: bool) -> Hit:
    words = [term.value for term in query.words]
    snippet = _marked(shorten(" ".join(entry.overview[language].split()), SNIPPET), words)
    reasons = words if explained else []
    why = tuple(Match(word=word, how=How.EXACT, field="title", language=language) for word in reasons)
    title = _marked(entry.title[language], words)
    return Hit(entry=entry, score=1.0, title=title, snippet=snippet, language=language, why=why)


def _marked(text: str, words: list[str]) -> Marked:
    """Where the first of the words stands, in a text of which folding changes no length."""
    plain = folded(text)
    places = [(begin, begin + len(word)) for word in map(folded, words) if (begin := plain.find(word)) >= 0]
    return Marked(text=text, spans=tuple(places[:1]) if len(plain) == len(text) else ())
