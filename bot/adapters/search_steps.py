"""A query is answered in steps, from the exact to the lenient, on one state of the index."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import tantivy

from bot.adapters.index_record import Record
from bot.adapters.search_compile import (
    Clause,
    Filters,
    compiled,
    every,
    in_high_places,
    loosely,
    loosely_in_high_places,
    some,
    term_query,
    way_query,
)
from bot.adapters.search_marks import Marks
from bot.adapters.search_plan import Need, Plan, Planner, corrected_text
from bot.adapters.search_ways import Way
from bot.domain.query import Query

FREQUENT = 4_000  # words in entries that have them all, from which on the best entries are looked for first
LATEST = (1, 4)  # years
LIKE = 12  # terms by which entries are compared

Scored = tuple[float, int, tantivy.DocAddress]  # score, day, place


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """What was found, best first. ``needs`` tell what to show of it."""

    keys: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    total: int = 0
    more: bool = False
    near: bool = False
    instead: str = ""
    needs: tuple[Need, ...] = ()

    @property
    def phrases(self) -> list[Need]:
        """Those that only a look at the texts can tell: the index knows neighbours, two by two."""
        return [need for need in self.needs if all(way.phrase for way in need.ways)]


@dataclass(frozen=True, kw_only=True)
class _Steps:
    scored: list[Scored]
    needs: tuple[Need, ...]
    near: bool = False
    instead: str = ""


class Snapshot:
    """What was committed at one moment; for several threads at once, which plan one after the other."""

    def __init__(
        self, searcher: tantivy.Searcher, planner: Planner, filters: Filters, marks: Marks, planning: threading.Lock
    ) -> None:
        self.marks = marks
        self.planning = planning
        self._searcher = searcher
        self._planner = planner
        self._filters = filters

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def find(
        self,
        query: Query,
        *,
        limit: int = 10,
        offset: int = 0,
        posted: frozenset[str] = frozenset(),
        counted: int = 0,
    ) -> Ranking:
        """The entries from ``offset`` on, at most ``limit``; ``total`` counts up to these, or to ``counted`` if more.

        In steps from the exact to the lenient: what an earlier step has found stays before what a later one adds.
        """
        # The library makes room for as many as it is asked for, be they there or not.
        window = min(max(offset + limit, counted), len(self)) + 1
        with self.planning:
            plan = self._planner.plan(query)
            filters = self._filters.clauses(plan.others, posted)
        if not plan.needs:
            scored = self._newest(filters, window) if query and plan.others else []
            return self._ranking(scored, window, offset, limit, ())
        found = self._strictly(plan, filters, window)
        if not found.scored:
            found = self._leniently(query, plan, filters, window)
        return self._ranking(found.scored, window, offset, limit, found.needs, near=found.near, instead=found.instead)

    def _strictly(self, plan: Plan, filters: Sequence[Clause], window: int) -> "_Steps":
        """All the words: as pinyin in this order, as they are, as beginnings of longer ones."""
        with self.planning:
            spoken = self._planner.spoken(plan)
        scored = heard = self._best(spoken, filters, window) if spoken else []
        if heard:  # single syllables here and there are no matches then
            plan = self._planner.unspoken(plan)
        if len(scored) < window:
            scored = _joined(scored, self._best(plan, filters, window))
        if len(scored) < window and not heard:
            with self.planning:
                longer = self._planner.completed(plan)
            if longer:
                plan = longer
                scored = _joined(scored, self._best(plan, filters, window))
        return _Steps(scored=scored, needs=(*(spoken.needs if spoken else ()), *plan.needs))

    def _leniently(self, query: Query, plan: Plan, filters: Sequence[Clause], window: int) -> "_Steps":
        """Nothing has all the words. Perhaps some are mistyped; or quoted and not together; or it is only some."""
        with self.planning:
            corrected = self._planner.corrected(plan)
        if corrected:
            better, words = corrected
            if scored := self._best(better, filters, window):
                meant = {term: self._meant(ways, scored[0]) for term, ways in words.items()}
                return _Steps(scored=scored, needs=better.needs, instead=corrected_text(query, meant) if meant else "")
        if loose := self._planner.loosened(query):
            with self.planning:
                plan = self._planner.plan(loose)
            if scored := self._best(plan, filters, window):
                return _Steps(scored=scored, needs=plan.needs, near=True)
        scored = self._scored(loosely_in_high_places(plan), window) if not filters and len(self) > FREQUENT else []
        if len(scored) < window:
            scored = self._scored(loosely(plan, filters), window)
        return _Steps(scored=scored, needs=plan.needs, near=True)

    def _meant(self, ways: Sequence[Way], best: Scored) -> str:
        """Of several words that may be meant, the one that the best result has."""
        key = term_query(("key", self._key(best[2])))
        for way in ways:
            if self._searcher.search(every([key, way_query(way)]), 1, count=False).hits:
                return way.exact[0]
        return ways[0].exact[0]

    def similar(self, record: Record, *, most: int) -> list[str]:
        """Keys of entries that are like it in topics, titles and names, not its own."""
        with self.planning:
            query = self._like(record)
        found = self._searcher.search(query, most + 1, count=False)
        keys = [self._key(place) for _, place in found.hits]
        return [key for key in keys if key != record.key][:most]

    def _like(self, record: Record) -> tantivy.Query:
        taken = self.marks.ways.analysis.taken(*record.titles)
        stems = dict.fromkeys(("stems", self.marks.ways.stem(word)) for word in taken.latin.split() if word.isalpha())
        grams = dict.fromkeys(("han", one + other) for run in taken.runs for one, other in pairwise(run))
        count = len(self)
        frequency = self._searcher.doc_freq
        telling = sorted((frequency(*at), at) for at in (*stems, *grams))
        rare = [at for often, at in telling if 1 < often <= max(2, count // 4)][:LIKE]
        names = self.marks.ways.analysis.taken(*record.authors[:3])
        pairs = (one + other for run in names.runs for one, other in pairwise(run))
        people = [("author", part) for part in (*filter(str.isalpha, names.latin.split()), *pairs)]
        tags = [("tag", tag) for tag in record.tags]
        return some([term_query(at) for at in (*tags, *rare, *dict.fromkeys(people))])

    def _best(self, plan: Plan, filters: Sequence[Clause], window: int) -> list[Scored]:
        """Where very many have all that is needed, those are looked for first that come first: it is much quicker."""
        found: list[Scored] = []
        if self._expected(plan) * len(plan.needs) >= FREQUENT:
            for query in in_high_places(plan, filters):
                found = _joined(found, self._scored(query, window))
                if len(found) >= window:
                    return found[:window]
        return _joined(found, self._scored(compiled(plan, filters), window))[:window]

    def _expected(self, plan: Plan) -> float:
        """How many entries have all that is needed, if the words have nothing to do with each other."""
        count = max(1, len(self))
        expected = float(count)
        for need in plan.needs:
            having = sum(min(self._searcher.doc_freq(*at) for at in way.terms) for way in need.ways)
            expected = min(expected, expected * having / count)
        return expected

    def _scored(self, query: tantivy.Query, window: int) -> list[Scored]:
        """Best first; equals newest first."""
        hits = self._searcher.search(query, window, count=False).hits
        places = [place for _, place in hits]
        days = self._searcher.fast_field_values("day", places)
        scored = [(float(score), int(day or 0), place) for (score, place), day in zip(hits, days, strict=True)]
        return sorted(scored, key=lambda one: (-round(one[0], 3), -one[1]))

    def _newest(self, filters: Sequence[Clause], window: int) -> list[Scored]:
        """By date alone; where there are very many, the latest years are looked through first."""
        for years in LATEST if len(self) > FREQUENT else ():
            found = self._by_date([*filters, self._filters.newer(years)], window)
            if len(found) >= window:
                return found
        return self._by_date(filters, window)

    def _by_date(self, filters: Sequence[Clause], window: int) -> list[Scored]:
        query = tantivy.Query.boolean_query(filters if _has_some(filters) else [*filters, ALL])
        hits = self._searcher.search(query, window, count=False, order_by_field="day").hits
        return [(0.0, int(day or 0), place) for day, place in hits]

    def _ranking(
        self,
        scored: Sequence[Scored],
        window: int,
        offset: int,
        limit: int,
        needs: tuple[Need, ...],
        *,
        near: bool = False,
        instead: str = "",
    ) -> Ranking:
        shown = scored[offset : offset + limit]
        return Ranking(
            keys=tuple(self._key(place) for *_, place in shown),
            scores=tuple(score for score, *_ in shown),
            total=min(len(scored), window - 1),
            more=len(scored) >= window,
            near=near and bool(shown),
            instead=instead,
            needs=needs,
        )

    def _key(self, place: tantivy.DocAddress) -> str:
        return str(self._searcher.doc(place).get_first("key"))


ALL = (tantivy.Occur.Must, tantivy.Query.all_query())


def _has_some(filters: Sequence[Clause]) -> bool:
    """Whether there is anything that must be; of what must not be alone, the library makes nothing."""
    return any(occur == tantivy.Occur.Must for occur, _ in filters)


def _joined(first: Sequence[Scored], then: Iterable[Scored]) -> list[Scored]:
    """What was found in an earlier step stays before what a later one adds."""
    known = {(place.segment_ord, place.doc) for *_, place in first}
    return [*first, *(one for one in then if (one[2].segment_ord, one[2].doc) not in known)]
