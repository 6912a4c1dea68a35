"""The search engine: what is found in an index that follows the catalog, with what to show of it.

Searching happens in threads of its own. While the index is being built, what is in it so far is found.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from bot.adapters.index_follow import TROUBLE, FollowingIndex, IndexAbout, safely
from bot.adapters.index_record import record_of
from bot.adapters.search_steps import Ranking, Snapshot
from bot.domain.catalog import Catalog
from bot.domain.entry import Entry
from bot.domain.language import Language
from bot.domain.query import Query
from bot.domain.search import COUNTED, Found, Hit, Progress

log = logging.getLogger(__name__)

T = TypeVar("T")
Page = tuple[Ranking, tuple[Hit, ...]]

READERS = 2  # threads: the library needs no more to keep two cores busy
PATIENCE = 0.8  # seconds that a search waits for an index of which nothing can be read yet; inline mode has ten


class TantivySearch:
    """Implements the port Search. ``folder`` need not exist."""

    def __init__(self, folder: Path) -> None:
        self._index = FollowingIndex(folder)
        self._catalog = Catalog.of((), ())
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="search")

    async def take(self, catalog: Catalog, *, rebuild: bool = False) -> None:
        """Follow this catalog from now on; the index does so in the background."""
        self._catalog = catalog
        self._index.take(catalog, rebuild=rebuild)

    async def whole(self, told: Callable[[Progress], None] | None = None) -> None:
        """Wait until the index is as the catalog; ``told`` how far it is. Raises OSError."""
        await self._index.whole(told)

    def about(self) -> IndexAbout:
        return self._index.about()

    async def close(self) -> None:
        await self._index.close()
        await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)

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
        query = query.resolved(self._catalog.tags.values())

        def page(snapshot: Snapshot, catalog: Catalog) -> Page:
            ranking = snapshot.find(query, limit=limit, offset=offset, posted=posted, counted=COUNTED)
            return ranking, _hits(ranking, snapshot, catalog, language, explained=explained)

        nothing: Page = (Ranking(), ())
        ranking, hits = await self._asked(page, nothing)
        return Found(
            hits=hits,
            total=ranking.total,
            more=ranking.more,
            near=ranking.near,
            instead=ranking.instead,
            progress=self._index.progress,
        )

    async def keys(self, query: Query, *, most: int, posted: frozenset[str] = frozenset()) -> list[str]:
        query = query.resolved(self._catalog.tags.values())
        ranking = await self._asked(lambda snapshot, _: snapshot.find(query, limit=most, posted=posted), Ranking())
        return [] if ranking.near else [key for key in ranking.keys if _ready(self._catalog, key)]

    async def similar(self, entry: Entry, *, most: int) -> list[Entry]:
        record = record_of(entry, self._catalog.tags)
        keys = await self._asked(lambda snapshot, _: snapshot.similar(record, most=most), list[str]())
        return [found for key in keys if (found := _ready(self._catalog, key))]

    async def _asked(self, ask: Callable[[Snapshot, Catalog], T], otherwise: T) -> T:
        """The answer of the index in a thread; ``otherwise`` where there is none, or it is damaged."""
        if self._index.progress:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._index.readable.wait(), PATIENCE)
        if self._index.reader is None:
            return otherwise
        snapshot, catalog = self._index.reader.snapshot, self._catalog
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, safely, lambda: ask(snapshot, catalog))
        except TROUBLE as failure:
            log.error("the search index cannot be read and is built anew: %s", failure)
            self._index.take(catalog, rebuild=True)
            return otherwise


def _hits(
    ranking: Ranking, snapshot: Snapshot, catalog: Catalog, language: Language, *, explained: bool
) -> tuple[Hit, ...]:
    hits = []
    with snapshot.planning:
        marks = snapshot.marks
        for key, score in zip(ranking.keys, ranking.scores, strict=True):
            if (entry := _ready(catalog, key)) and all(
                marks.has(entry, catalog.tags, need) for need in ranking.phrases
            ):
                title, shown, of = marks.shown(entry, catalog.tags, ranking.needs, language)
                why = marks.why(entry, catalog.tags, ranking.needs, language) if explained else ()
                hits.append(Hit(entry=entry, score=score, title=title, snippet=shown, language=of, why=why))
    return tuple(hits)


def _ready(catalog: Catalog, key: str) -> Entry | None:
    """The index may be a moment behind the catalog."""
    entry = catalog.get(key)
    return entry if entry and entry.ready else None
