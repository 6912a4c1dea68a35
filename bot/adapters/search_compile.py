"""A plan → the library's queries."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations

import tantivy

from bot.adapters.analysis_tokens import grams_of, pieces_of
from bot.adapters.index_schema import RANKED, index_option, schema
from bot.adapters.search_plan import Need, Plan
from bot.adapters.search_ways import NAMES, TITLE, WORTH, WRITTEN, At, Way, Ways
from bot.domain.query import Field, Group, Term
from bot.domain.query_values import FIRST_YEAR, LAST_YEAR, spelled

Q = tantivy.Query
MUST, SHOULD, NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
FEW = 2  # words
MOST_IN_TITLE = 5  # words that are looked for in titles in all combinations
NAME_PARTS = 40  # longer names that begin with a part of a name which was asked for

Clause = tuple[tantivy.Occur, tantivy.Query]
Prefixed = Callable[[str, str, int], Sequence[str]]  # field, beginning, at most: the most frequent terms


@cache
def _schema() -> tantivy.Schema:
    return schema()


def term_query(at: At) -> tantivy.Query:
    field, term = at
    return Q.term_query(_schema(), field, term, index_option(field))


def every(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return queries[0] if len(queries) == 1 else Q.boolean_query([(MUST, query) for query in queries])


def some(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    """Any of them; nothing where there is none."""
    if not queries:
        return Q.empty_query()
    return queries[0] if len(queries) == 1 else Q.boolean_query([(SHOULD, query) for query in queries])


def way_query(way: Way) -> tantivy.Query:
    queries = [term_query(at) for at in way.terms]
    if way.least:
        return Q.boolean_query([(SHOULD, query) for query in queries], minimum_number_should_match=way.least)
    return every(queries)


def _weighed(query: tantivy.Query, weight: float) -> tantivy.Query:
    return query if weight == 1.0 else Q.boost_query(query, weight)


def need_query(need: Need) -> tantivy.Query:
    return some([_weighed(way_query(way), WORTH[way.how]) for way in need.ways])


def _extras(need: Need, *, as_written: bool) -> Iterator[tantivy.Query]:
    """What counts beside having it. Synonyms in the title do not add up with the word itself there."""
    weights: dict[At, float] = {}
    for way in need.ways:
        for place, worth in ((way.title, TITLE), (way.names, NAMES)):
            for at in place:
                weights[at] = max(weights.get(at, 0.0), worth * WORTH[way.how] / len(place))
        for at in way.written if as_written else ():
            weights[at] = max(weights.get(at, 0.0), WRITTEN[at[0]] * WORTH[way.how])
    return (_weighed(term_query(at), weight) for at, weight in weights.items())


def in_high_places(plan: Plan, filters: Sequence[Clause]) -> Iterator[tantivy.Query]:
    """What has the needs where they count most comes before all that has them in its overview alone.

    All of them in the title; of few also in the title or a name; all but one in the title … These queries are quick
    where very many have all the words somewhere: each of them leaves out most.
    """
    if len(plan.needs) == 1 and not filters and _is_plain(plan.needs[0]):
        # Bare unions of single terms are what the library can cut short.
        yield some(list(_high_places(plan.needs[0], title_alone=True)))
        yield some(list(_high_places(plan.needs[0])))
        return
    titles = [_somewhere(need, title_alone=True) for need in plan.needs]
    yield _with(filters, [titles])
    if len(plan.needs) <= FEW:
        yield _with(filters, [[_somewhere(need, title_alone=False) for need in plan.needs]])
    anywhere = [need_query(need) for need in plan.needs]
    for out in range(1, len(plan.needs) if len(plan.needs) <= MOST_IN_TITLE else 1):
        left = combinations(range(len(plan.needs)), out)
        yield _with(filters, [[(anywhere if n in each else titles)[n] for n in range(len(titles))] for each in left])


def _with(filters: Sequence[Clause], ways: Sequence[Sequence[tantivy.Query]]) -> tantivy.Query:
    """Any of the ways whole, and the filters."""
    if len(ways) == 1:
        return Q.boolean_query([*filters, *((MUST, query) for query in ways[0])])
    return Q.boolean_query([*filters, (MUST, some([every(way) for way in ways]))])


def _somewhere(need: Need, *, title_alone: bool) -> tantivy.Query:
    """In the title, or in a name as well; nothing where it can stand in neither."""
    places = [
        (place, worth * WORTH[way.how])
        for way in need.ways
        for place, worth in ((way.title, TITLE), *(() if title_alone else ((way.names, NAMES),)))
        if place
    ]
    return some([_weighed(every([term_query(at) for at in place]), worth) for place, worth in places])


def _high_places(need: Need, *, title_alone: bool = False) -> Iterator[tantivy.Query]:
    for way in need.ways:
        for place, worth in ((way.title, TITLE), (() if title_alone else way.names, NAMES)):
            yield from (_weighed(term_query(at), worth * WORTH[way.how]) for at in place)
        yield from (_weighed(term_query(at), WRITTEN[at[0]]) for at in way.written if at[0] in RANKED)


def compiled(plan: Plan, filters: Sequence[Clause]) -> tantivy.Query:
    """All needs and filters."""
    clauses = [*filters]
    as_written = len(plan.needs) <= FEW  # each of these is looked up for each match
    for need in plan.needs:
        clauses.append((MUST, need_query(need)))
        clauses += ((SHOULD, extra) for extra in _extras(need, as_written=as_written))
    return Q.boolean_query(clauses)


def _is_plain(need: Need) -> bool:
    return all(
        len(place) < 2 and {at[0] for at in place} <= RANKED for way in need.ways for place in (way.title, way.names)
    )


def loosely(plan: Plan, filters: Sequence[Clause]) -> tantivy.Query:
    """Any of the needs: the more the better."""
    anything = [(SHOULD, need_query(need)) for need in plan.needs]
    parts = [(SHOULD, term_query(at)) for need in plan.needs for way in need.ways[:1] for at in way.terms]
    return Q.boolean_query([*filters, (MUST, Q.boolean_query([*anything, *parts]))])


def loosely_in_high_places(plan: Plan) -> tantivy.Query:
    """Likewise in titles and names alone."""
    return some([query for need in plan.needs for query in _high_places(need)])


class Filters:
    """The groups with fields, for one state of the index."""

    def __init__(self, ways: Ways, prefixed: Prefixed, literal: Callable[[Term], Iterable[Way]]) -> None:
        self._ways = ways
        self._prefixed = prefixed
        self._literal = literal

    def clauses(self, groups: Iterable[Group], posted: frozenset[str]) -> list[Clause]:
        """They must hold, or must not, and say nothing of how good a result is."""
        clauses = []
        for group in groups:
            if len(group) == 1 and group[0].negated:  # by itself it would be a walk through all entries
                clauses.append((NOT, self._positive(group[0], posted)))
            else:
                any_of = some([self._of_term(term, posted) for term in group])
                clauses.append((MUST, Q.const_score_query(any_of, 0.0)))
        return clauses

    def newer(self, years: int) -> Clause:
        """What was published in the latest years that there are."""
        latest = sorted(self._prefixed("year", "", 10_000), reverse=True)[:years]
        return MUST, Q.const_score_query(some([term_query(("year", year)) for year in latest]), 0.0)

    def _of_term(self, term: Term, posted: frozenset[str]) -> tantivy.Query:
        query = self._positive(term, posted)
        return Q.boolean_query([(MUST, Q.all_query()), (NOT, query)]) if term.negated else query

    def _positive(self, term: Term, posted: frozenset[str]) -> tantivy.Query:
        match term.field:
            case None:
                return some([way_query(way) for way in self._literal(term)])
            case Field.YEAR:
                first, last = term.span or (FIRST_YEAR, LAST_YEAR)
                years = [
                    year for year in self._prefixed("year", "", 10_000) if first <= int(year) <= last and year != "0"
                ]
                return Q.term_set_query(_schema(), "year", years)
            case Field.TAG:
                return some([term_query(("tag", tag)) for tag in self._tags(term.value)])
            case Field.KIND | Field.LANG:
                return term_query((term.field.value, term.value))
            case Field.IS:
                return Q.term_set_query(_schema(), "key", sorted(posted))
            case Field.AUTHOR | Field.ORG:
                return self._named(term.field.value, term.value)

    def _tags(self, value: str) -> list[str]:
        wanted = spelled(value)
        return [tag for tag in self._prefixed("tag", "", 10_000) if spelled(tag) == wanted]

    def _named(self, field: str, name: str) -> tantivy.Query:
        """All parts of the name in any order; each may be the beginning of a longer one, or pinyin."""
        needs = []
        for run, chain in pieces_of(self._ways.analysis.fold(name)):
            if run:
                needs += [term_query((field, gram)) for gram in grams_of([run]) if len(gram) > 1 or len(run) == 1]
                continue
            terms = [(field, chain), *((field, longer) for longer in self._prefixed(field, chain, NAME_PARTS))]
            ways = [term_query(at) for at in dict.fromkeys(terms)]
            pinyin = self._ways.analysis.pinyin
            ways += (
                every([term_query((field, sign)) for sign in pinyin.terms(signs)]) for signs in pinyin.spelled(chain)
            )
            needs.append(some(ways))
        return every(needs) if needs else Q.empty_query()
