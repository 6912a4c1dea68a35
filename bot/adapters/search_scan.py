"""Search by looking at every entry: right for a few thousand of them, and with nothing to keep up to date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.adapters.analysis_text import FIRST_CHINESE, Text, address, sought, stems
from bot.domain.catalog import Catalog
from bot.domain.entry import Entry
from bot.domain.fit import shorten
from bot.domain.language import Language
from bot.domain.ports import Hit
from bot.domain.query import Query

TITLE, NAME, NUMBER, OVERVIEW = 10.0, 6.0, 4.0, 1.0  # what a word is worth by where it stands

WHOLE, PART, STEM = 1.0, 0.7, 0.5  # … and by how much of it stands there
PIECEWISE = 0.4  # a Chinese word of which only the pieces stand in the entry

SNIPPET = 80  # characters
_BEFORE = 20  # characters of a snippet before the match
_PIECE = 2  # shortest piece of a Chinese word


@dataclass(frozen=True, kw_only=True)
class _Field:
    name: str  # as in Hit.field
    weight: float
    text: Text
    language: Language | None = None


@dataclass(frozen=True, kw_only=True)
class _Found:
    field: _Field
    worth: float


class ScanSearch:
    """Implements the port Search for one snapshot of the catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._tags = tuple(catalog.tags.values())
        newest_first = sorted(sorted(catalog.ready, key=_key), key=_date, reverse=True)
        self._entries = [(entry, tuple(_fields(entry, catalog))) for entry in newest_first]

    def find(self, query: Query) -> Sequence[Hit]:
        """All ready entries with all the words and fields, best first.

        A query that asks nothing, or only what to leave out, finds nothing.
        """
        query = query.resolved(self._tags)
        words = [text for text in map(sought, query.words) if text.letters]
        excluded = [text for text in map(sought, query.excluded) if text.letters]
        if not words and (query.words or not query.has_fields):
            return []
        hits = []
        for entry, fields in self._entries:
            if query.admits(entry) and not any(_stands_in(word, fields) for word in excluded):
                hit = _match(entry, fields, words)
                if hit:
                    hits.append(hit)
        return sorted(hits, key=lambda hit: -hit.score)  # stable: ties stay newest first

    def snippet(self, entry: Entry, query: Query, language: Language) -> str:
        """At most 80 characters of the overview around the first word found in it, or of its beginning."""
        text = Text.of(" ".join(entry.overview[language].split()))
        words = [sought(word) for word in query.words]
        matches = [match for word in words for like in (word, *stems(word)) if (match := text.find(like))]
        first = text.places[min(match.place for match in matches)] if matches else 0
        begin = min(first - _BEFORE, len(text.source) - SNIPPET + 1)
        if begin <= 0:
            return shorten(text.source, SNIPPET)
        begins = (place for letter, place in enumerate(text.places) if place >= begin and letter in text.starts)
        return "…" + shorten(text.source[next(begins, begin) :], SNIPPET - 1)


def _key(entry: Entry) -> str:
    return entry.key


def _date(entry: Entry) -> tuple[int, int, int]:
    return entry.published.order if entry.published else (0, 0, 0)


def _fields(entry: Entry, catalog: Catalog) -> Iterator[_Field]:
    for language in Language:
        yield _field("title", TITLE, entry.title[language], language)
        yield _field("overview", OVERVIEW, entry.overview[language], language)
    for tag in (catalog.tags[key] for key in entry.tags if key in catalog.tags):
        for language in Language:
            yield _field("tag", NAME, tag.names[language], language)
    for key in entry.tags:
        yield _field("tag", NAME, key)
    for author in entry.authors:
        *given, family = author.split() or [author]
        yield _field("author", NAME, author)
        yield _field("author", NAME, " ".join([family, *given]))
    for organization in entry.organizations:
        yield _field("organization", NAME, organization)
    yield _field("venue", NUMBER, f"{entry.venue or ''} {entry.published or ''}")
    links = entry.links
    addresses = (entry.url, links.pdf, links.code, links.dataset, links.companion, links.copy_)
    for number in (entry.key, entry.ids.arxiv, entry.ids.doi, *map(address, filter(None, addresses))):
        yield _field("key", NUMBER, number or "")


def _field(name: str, weight: float, text: str, language: Language | None = None) -> _Field:
    return _Field(name=name, weight=weight, text=Text.of(text), language=language)


def _match(entry: Entry, fields: Sequence[_Field], words: Sequence[Text]) -> Hit | None:
    found = [_best(word, fields) or _piecewise(word, fields) for word in words]
    known = [one for one in found if one]
    if len(known) < len(words):
        return None
    if not known:
        return Hit(entry=entry, score=0.0, field="title")
    score = sum(one.worth for one in known)
    best = max(known, key=lambda one: one.worth)
    phrase = _best(Text.of(" ".join(word.source for word in words)), fields) if len(words) > 1 else None
    if phrase:
        score += phrase.worth
        best = max(best, phrase, key=lambda one: one.worth)
    letters = "".join(word.letters for word in words)
    if any(letters == field.text.letters for field in fields):
        score += NAME  # asked for by its very title, key or address
    return Hit(entry=entry, score=score, field=best.field.name, language=best.field.language)


def _best(word: Text, fields: Sequence[_Field]) -> _Found | None:
    """Where the word is worth most; the first of equals."""
    found = [_Found(field=field, worth=field.weight * quality) for field, quality in _qualities(word, fields)]
    return max(found, key=lambda one: one.worth) if found else None


def _qualities(word: Text, fields: Sequence[_Field]) -> Iterator[tuple[_Field, float]]:
    others = list(stems(word))
    for field in fields:
        if match := field.text.find(word):
            yield field, WHOLE if match.whole else PART
        elif any(field.text.find(other) for other in others):
            yield field, STEM


def _piecewise(word: Text, fields: Sequence[_Field]) -> _Found | None:
    """Chinese is typed without spaces: ``大模型推理`` means an entry with ``大模型`` and ``推理``."""
    least: _Found | None = None
    for piece in _pieces(word, fields):
        found = _best(Text.of(piece), fields)
        if found is None:
            return None
        if least is None or found.worth < least.worth:
            least = found
    return replace(least, worth=least.worth * PIECEWISE) if least else None


def _pieces(word: Text, fields: Sequence[_Field]) -> Iterator[str]:
    """The word cut into the longest pieces that stand in the entry; what stands nowhere is a piece too."""
    for run in word.runs:
        begin = 0
        while begin < len(run):
            ends = range(len(run), begin + _PIECE - 1, -1) if run >= FIRST_CHINESE else [len(run)]
            known = (end for end in ends if any(run[begin:end] in field.text.letters for field in fields))
            end = next(known, len(run))
            yield run[begin:end]
            begin = end


def _stands_in(word: Text, fields: Sequence[_Field]) -> bool:
    return any(match.whole for field in fields if (match := field.text.find(word)))
