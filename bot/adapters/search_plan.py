"""A query → what an entry needs, in steps from the exact to the lenient."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product, takewhile

from bot.adapters.analysis_tokens import parts_of, pieces_of
from bot.adapters.index_record import ids_in
from bot.adapters.search_thesaurus import Thesaurus, Units, units_of
from bot.adapters.search_ways import Way, Ways, together
from bot.domain.query import Group, Query, Term
from bot.domain.search import How

COMPLETIONS = 8
CORRECTIONS = 8
MOST_READINGS = 64  # of several words as syllables
MOST_WORDS = 24  # of a query that are looked at; nobody types more

Frequency = Callable[[str, str], int]  # of a term in a field: how many entries have it
Completions = Callable[[str, int], Sequence[str]]  # the most frequent words with this beginning
Near = Callable[[str], Sequence[str]]  # words this one may be meant for


@dataclass(kw_only=True)
class Need:
    """What one word of the query needs, or several that are one thing: any of the ways."""

    terms: tuple[Term, ...]
    ways: list[Way] = field(default_factory=list)

    @property
    def word(self) -> str:
        return " ".join(term.value for term in self.terms)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Needs are of words; ``others`` are the groups with fields, or without anything positive, as they stand."""

    needs: tuple[Need, ...]
    others: tuple[Group, ...]


class Planner:
    """Makes plans for one state of the index. For one thread at a time."""

    def __init__(
        self, ways: Ways, thesaurus: Thesaurus, *, frequency: Frequency, completions: Completions, near: Near
    ) -> None:
        self._ways = ways
        self._thesaurus = thesaurus
        self._frequency = frequency
        self._completions = completions
        self._near = near

    def plan(self, query: Query) -> Plan:
        """The words as they were written, by their stems, as pinyin, and by their synonyms."""
        words: list[Group] = []
        others: list[Group] = []
        for group in query.groups:
            if all(term.field is None and not term.negated for term in group):
                words.append(group)
            else:
                others.append(group)
        return Plan(needs=tuple(self._needs(words[:MOST_WORDS])), others=tuple(others))

    def _needs(self, groups: Sequence[Group]) -> Iterator[Need]:
        place = 0
        while place < len(groups):
            taken = self._synonymous(groups[place:]) or 1
            terms = tuple(term for group in groups[place : place + taken] for term in group)
            if taken > 1:
                ways = [together([way for term in terms for way in self.literal(term)[:1]])]
            else:
                ways = [way for term in terms for way in self.literal(term)]
            if taken > 1 or len(terms) == 1:
                units = tuple(unit for term in terms for unit in units_of(term.value, self._ways))
                ways += self._synonyms(units)
                if len(terms) == 1 and not terms[0].phrase:
                    ways += self._segmented(terms[0].value)
            else:
                ways += (way for term in terms for way in self._synonyms(units_of(term.value, self._ways)))
            if ways:
                yield Need(terms=terms, ways=ways)
            place += taken

    def _synonymous(self, groups: Sequence[Group]) -> int:
        """How many of the groups, from the first on, are together a phrase that has synonyms; 0 for none."""
        single = takewhile(lambda group: len(group) == 1, groups)
        return self._thesaurus.beginning([units_of(group[0].value, self._ways) for group in single])

    def literal(self, term: Term) -> list[Way]:
        """The ways to have the term itself."""
        if term.phrase:
            phrase = self._ways.phrase(term.value)
            return [phrase] if phrase else []
        whole = self._ways.of(term.value)
        if whole is None:
            return []
        ids = [("ids", one) for one in ids_in(term.value)]
        ways = [whole, *(Way(how=How.EXACT, terms=(one,), title=(one,)) for one in ids if self._known(one))]
        match pieces_of(self._ways.analysis.fold(term.value)):
            case [("", chain)]:
                ways += self._otherwise_written(chain, known=any(map(self._known, whole.terms)))
        return ways

    def _otherwise_written(self, chain: str, *, known: bool) -> Iterator[Way]:
        """A compound by its parts, and a word as pinyin: a single syllable only where it is no word."""
        if (apart := self._ways.of_parts(chain)) and not (known and chain.isalnum()):
            yield apart
        for way in self._ways.by_pinyin(chain):
            if (len(way.signs) > 1 or not known) and all(map(self._known, way.terms)):
                yield way

    def _known(self, at: tuple[str, str]) -> bool:
        return self._frequency(*at) > 0

    def _synonyms(self, units: Units) -> Iterator[Way]:
        for other in self._thesaurus.others(units):
            if units_of(other, self._ways) != units and (way := self._ways.phrase(other)):
                yield way.as_(How.SYNONYM)

    def _segmented(self, text: str) -> Iterator[Way]:
        """Chinese is typed without spaces: a run that holds a word with synonyms is that and what lies around it."""
        match pieces_of(self._ways.analysis.fold(text)):
            case [(run, "")] if parted := self._thesaurus.parted(run):
                yield together([self._ways.of_run(part) for part in parted]).as_(How.STEM)

    def spoken(self, plan: Plan) -> Plan | None:
        """Pinyin with spaces: neighbouring words that are syllables, as one; None where there are none.

        What has them in this order comes first, but others may have them too.
        """
        merged = list(self._merged(plan.needs))
        return replace(plan, needs=tuple(merged)) if len(merged) < len(plan.needs) else None

    def unspoken(self, plan: Plan) -> Plan:
        """Without single syllables."""
        needs = (replace(need, ways=[way for way in need.ways if len(way.signs) != 1]) for need in plan.needs)
        return replace(plan, needs=tuple(needs))

    def _merged(self, needs: Sequence[Need]) -> Iterator[Need]:
        group: list[Need] = []
        for need in (*needs, None):
            if need and self._readings(need):
                group.append(need)
                continue
            yield from self._one(group)
            group = []
            if need:
                yield need

    def _readings(self, need: Need) -> list[str]:
        return [signs for _, chain in self._chains(need) for signs in self._ways.analysis.pinyin.spelled(chain)]

    def _one(self, group: Sequence[Need]) -> Iterator[Need]:
        """All syllables of the group, where the index has them in this order."""
        joined = product(*map(self._readings, group)) if len(group) > 1 else ()
        every = ("".join(signs) for signs in islice(joined, MOST_READINGS))
        ways = [way for signs in every for way in self._ways.of_signs(signs) if all(map(self._known, way.terms))]
        if ways:
            yield Need(terms=tuple(term for need in group for term in need.terms), ways=ways)
        else:
            yield from group

    # Steps beyond the plan

    def loosened(self, query: Query) -> Query | None:
        """The same without what quotes ask for; None where there are none."""
        groups = tuple(tuple(replace(term, phrase=False) for term in group) for group in query.groups)
        return replace(query, groups=groups) if groups != query.groups else None

    def completed(self, plan: Plan) -> Plan | None:
        """With the beginnings of longer words: of the last one, which may be still being typed, and of unknown ones."""
        last = plan.needs[-1]

        def ways(need: Need) -> Iterable[Way]:
            known = any(all(map(self._known, way.terms)) for way in need.ways)
            return self._completed(need) if need is last or not known else ()

        return self._extended(plan, ways)

    def corrected(self, plan: Plan) -> tuple[Plan, dict[Term, list[Way]]] | None:
        """With what may be meant by the words that nobody has, and which ways stand for which."""
        instead: dict[Term, list[Way]] = {}

        def ways(need: Need) -> Iterator[Way]:
            for term, way in self._corrections(need):
                if way.exact:
                    instead.setdefault(term, []).append(way)
                yield way

        extended = self._extended(plan, ways)
        return (extended, instead) if extended else None

    def _extended(self, plan: Plan, more: Callable[[Need], Iterable[Way]]) -> Plan | None:
        needs = [replace(need, ways=[*need.ways, *more(need)]) for need in plan.needs]
        longer = any(len(one.ways) > len(other.ways) for one, other in zip(needs, plan.needs, strict=True))
        return replace(plan, needs=tuple(needs)) if longer else None

    def _completed(self, need: Need) -> Iterator[Way]:
        for _, chain in self._chains(need):
            word = "".join(parts_of(chain))
            for longer in self._completions(word, COMPLETIONS + 1):
                if longer != word:
                    yield self._ways.of_word(longer).as_(How.PREFIX)

    def _corrections(self, need: Need) -> Iterator[tuple[Term, Way]]:
        for term, chain in self._chains(need):
            if not self._known(("words", chain)) and not self._known(("stems", self._ways.stem(chain))):
                for other in self._near(chain)[:CORRECTIONS]:
                    yield term, self._ways.of_word(other).as_(How.TYPO)
        for term in need.terms:
            if not term.phrase:
                for run, _ in pieces_of(self._ways.analysis.fold(term.value)):
                    if run and (part := self._ways.of_run_in_part(run)):
                        yield term, part

    def _chains(self, need: Need) -> Iterator[tuple[Term, str]]:
        """The terms that are a single word."""
        for term in need.terms:
            pieces = pieces_of(self._ways.analysis.fold(term.value))
            if len(need.terms) == 1 and not term.phrase and len(pieces) == 1 and pieces[0][1]:
                yield term, pieces[0][1]


def corrected_text(query: Query, instead: Mapping[Term, str]) -> str:
    """The query with the words that were meant."""
    groups = tuple(
        tuple(replace(term, value=instead[term]) if term in instead else term for term in group)
        for group in query.groups
    )
    return str(replace(query, groups=groups))
