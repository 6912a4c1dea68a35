"""What of an entry matched: the places in its texts, the snippet, and the reasons."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.adapters.analysis_tokens import Analysis, parts_of, pieces_at
from bot.adapters.index_record import ids_of, record_of
from bot.adapters.search_plan import Need
from bot.adapters.search_ways import Way, Ways
from bot.domain.catalog import Tag
from bot.domain.entry import Entry
from bot.domain.fit import shorten
from bot.domain.language import Language
from bot.domain.search import SNIPPET, How, Marked, Match

BEFORE = 20  # characters of a snippet before the first match
ORDER = {how: place for place, how in enumerate(How)}


@dataclass(frozen=True, kw_only=True, eq=False)
class Text:
    """A text as it is compared, and where each of its characters came from."""

    source: str
    folded: str
    places: Sequence[int]  # of the folded characters, and at last the end

    @classmethod
    def of(cls, source: str, analysis: Analysis) -> "Text":
        folded = analysis.fold(source)
        if source.isascii() or all(len(analysis.fold(char)) == 1 for char in set(source)):
            return cls(source=source, folded=folded, places=range(len(source) + 1))
        places = [place for place, char in enumerate(source) for _ in analysis.fold(char)]
        return cls(source=source, folded=folded, places=[*places, len(source)])

    @cached_property
    def runs(self) -> list[tuple[int, str]]:
        return [(begin, piece) for begin, piece, is_run in pieces_at(self.folded) if is_run]

    @cached_property
    def chains(self) -> list[tuple[int, str]]:
        return [(begin, piece) for begin, piece, is_run in pieces_at(self.folded) if not is_run]

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """In the source; with the accents that follow."""
        return self.places[begin], max(self.places[end - 1] + 1, self.places[end])


Word = tuple[int, int, str, str]  # begin and end in the folded text, the word and its stem
Found = tuple[int, int, How]  # begin and end in the folded text


class Marks:
    """Looks for needs in texts. For one thread at a time."""

    def __init__(self, ways: Ways) -> None:
        self.ways = ways
        self._stem = lru_cache(maxsize=5_000)(ways.stem)
        self._text = lru_cache(maxsize=1_000)(lambda source: Text.of(source, ways.analysis))
        self._words = lru_cache(maxsize=1_000)(self._read_words)

    def shown(
        self, entry: Entry, tags: Mapping[str, Tag], needs: Sequence[Need], language: Language
    ) -> tuple[Marked, Marked, Language]:
        """Title, snippet and the snippet's language.

        The snippet is of the overview, or of what else has more of the words: the title in the other language, names.
        """
        title, _ = self.mark(entry.title[language], needs)
        shown, of, most = Marked(text=""), language, -1
        for each, text in _snippets(entry, tags, language):
            marked, had = self.mark(text, needs)
            if len(had) > most:
                shown, of, most = marked, each, len(had)
            if most == len(needs):
                break
        return title, snippet(shown), of

    def why(
        self, entry: Entry, tags: Mapping[str, Tag], needs: Sequence[Need], language: Language
    ) -> tuple[Match, ...]:
        return tuple(match for need in needs if (match := self._why(entry, tags, need, language)))

    def mark(self, source: str, needs: Sequence[Need]) -> tuple[Marked, list[int]]:
        """The text with the matches, and which of the needs they are of."""
        text = self._text(source)
        spans: list[tuple[int, int]] = []
        had: list[int] = []
        for number, need in enumerate(needs):
            found = self._of_need(text, need)
            spans += (text.span(begin, end) for begin, end, _ in found)
            had += [number] * bool(found)
        return Marked(text=source, spans=_merged(spans)), had

    def has(self, entry: Entry, tags: Mapping[str, Tag], need: Need) -> bool:
        """Whether any of the entry's texts has it: two pairs of neighbours do not make a phrase of three."""
        return any(self._of_need(self._text(text), need) for _, _, text in _texts(entry, tags))

    def _why(self, entry: Entry, tags: Mapping[str, Tag], need: Need, language: Language) -> Match | None:
        """The best way in which any of the texts has it whole; else what a text has of it."""
        ids = {at[1] for way in need.ways for at in way.terms if at[0] == "ids"}
        if ids and (known := ids & ids_of(record_of(entry, tags))):
            return Match(word=need.word, how=How.EXACT, field="key" if known == {f"key {entry.key}"} else "id")
        best: tuple[bool, int, Match] | None = None
        for field, of, source in _texts(entry, tags, first=language):
            text = self._text(source)
            for way in need.ways:
                found = list(self._of_way(text, way))
                if not found:
                    continue
                how = min((how for *_, how in found), key=ORDER.__getitem__)
                rank = not self._is_whole(text, way, found), ORDER[how]
                if best is None or rank < best[:2]:
                    best = (*rank, Match(word=need.word, how=how, field=field, language=of))
        return best[2] if best else None

    def _is_whole(self, text: Text, way: Way, found: Sequence[Found]) -> bool:
        """Whether the text has all that the way is made of: an ``of`` is no chain of thought."""
        there = {word[3] for word in self._words(text)} if len(way.stems) > 1 else set(way.stems)
        return set(way.stems) <= there and len(found) >= len(way.wholes) + len(way.runs)

    def _of_need(self, text: Text, need: Need) -> list[Found]:
        found: list[Found] = []
        for way in need.ways:
            found += self._of_way(text, way)
        return found

    def _of_way(self, text: Text, way: Way) -> Iterator[Found]:
        if way.phrase:
            found = _phrase(way.phrase).finditer(text.folded)
            yield from ((match.start(), match.end(), way.how) for match in found)
            return
        if way.runs or way.signs:
            for begin, run in text.runs:
                yield from ((begin + first, begin + last, way.how) for first, last in self._in_run(run, way))
        if way.stems or way.wholes:
            for begin, end, word, stem in self._words(text):
                if stem in way.stems or word in way.wholes:
                    yield begin, end, How.EXACT if way.how is How.STEM and word in way.exact else way.how

    def _read_words(self, text: Text) -> list[Word]:
        """The words of a text and what they are parts of: of ``gpt-4o`` also 4, o and the whole, of ``gpt 4`` gpt4."""
        found: list[Word] = []
        name, named = "", -1  # the word before, and where it ends
        for begin, chain in text.chains:
            parts = [(begin, chain)] if chain.isalpha() else list(_with_atoms(begin, chain))
            found += ((at, at + len(word), word, self._stem(word)) for at, word in parts)
            if len(parts) > 1:
                whole = "".join(parts_of(chain))
                found.append((begin, begin + len(chain), whole, self._stem(whole)))
            first = parts[0][1]
            if first[0].isdigit() and name.isalpha() and text.folded[named:begin] == " ":
                whole = name + first
                found.append((named - len(name), begin + len(first), whole, self._stem(whole)))
            name, named = chain, begin + len(chain)
        return found

    def _in_run(self, run: str, way: Way) -> Iterator[tuple[int, int]]:
        for sought in way.runs:
            yield from common(run, sought)
        if way.signs:
            readings = self.ways.analysis.pinyin.readings_of
            for begin in range(len(run) - len(way.signs) + 1):
                if all(sign in readings(run[begin + at]) for at, sign in enumerate(way.signs)):
                    yield begin, begin + len(way.signs)


@lru_cache(maxsize=500)
def _phrase(units: tuple[str, ...]) -> re.Pattern[str]:
    """Its words one after the other, whatever stands between them but words."""
    begin, end = r"(?<![a-z0-9])" * units[0].isascii(), r"(?![a-z0-9])" * units[-1].isascii()
    return re.compile(begin + r"[\W_]*".join(map(re.escape, units)) + end)


def _with_atoms(begin: int, chain: str) -> Iterator[tuple[int, str]]:
    """The parts of a compound with their places, their letters and digits apart where they are mixed, and the whole."""
    for part in re.finditer(r"[^-.']+", chain):
        yield begin + part.start(), part[0]
        atoms = list(re.finditer(r"\d+|\D+", part[0]))
        if len(atoms) > 1:
            yield from ((begin + part.start() + atom.start(), atom[0]) for atom in atoms)


def common(run: str, sought: str) -> Iterator[tuple[int, int]]:
    """The longest pieces of what is sought that stand in the run; of a single character, itself."""
    begin, least = 0, min(2, len(sought))
    while begin <= len(run) - least:
        end = begin + least
        if run[begin:end] not in sought:
            begin += 1
            continue
        while end < len(run) and run[begin : end + 1] in sought:
            end += 1
        yield begin, end
        begin = end


def _merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((begin, end))
    return tuple(merged)


def snippet(marked: Marked) -> Marked:
    """At most so many characters of the text around its first match, or of its beginning."""
    text = marked.text
    begin = min(marked.spans[0][0] - BEFORE, len(text) - SNIPPET + 1) if marked.spans else 0
    if begin > 0:
        begin = _word_start(text, begin, marked.spans[0][0])
    lead = "…" if begin > 0 else ""
    shown = shorten(text[max(begin, 0) :], SNIPPET - len(lead))
    shift = len(lead) - max(begin, 0)
    kept = len(lead) + len(shown) - (1 if shown.endswith("…") and not text.endswith("…") else 0)
    spans = ((first + shift, min(last + shift, kept)) for first, last in marked.spans)
    return Marked(text=lead + shown, spans=tuple((first, last) for first, last in spans if first < kept))


def _word_start(text: str, place: int, limit: int) -> int:
    """The next place where a word begins; Chinese may be cut anywhere."""
    starts = [match.start() for match in re.finditer(r"(?<!\w)\w|(?=[\u2e80-\U0010ffff])\w", text[: limit + 1])]
    at = bisect_right(starts, place - 1)
    return starts[at] if at < len(starts) else limit


def _snippets(entry: Entry, tags: Mapping[str, Tag], first: Language) -> Iterator[tuple[Language, str]]:
    for language in (first, first.other):
        yield language, " ".join(entry.overview[language].split())
    yield first.other, entry.title[first.other]
    yield first, ", ".join(entry.authors)
    yield first, ", ".join(entry.organizations)
    names = [tags[key].names for key in entry.tags if key in tags]
    for language in (first, first.other):
        yield language, " · ".join(each[language] for each in names)


def _texts(
    entry: Entry, tags: Mapping[str, Tag], *, first: Language = Language.EN
) -> Iterator[tuple[str, Language | None, str]]:
    """Every text of an entry with the name and the language of its field."""
    for language in (first, first.other):
        yield "title", language, entry.title[language]
    yield from (("author", None, name) for name in entry.authors)
    yield from (("organization", None, name) for name in entry.organizations)
    for key in entry.tags:
        if tag := tags.get(key):
            yield from (("tag", language, tag.names[language]) for language in (first, first.other))
        yield "tag", None, key
    for language in (first, first.other):
        yield "overview", language, entry.overview[language]
    yield "venue", None, entry.venue or ""
    yield "key", None, entry.key
