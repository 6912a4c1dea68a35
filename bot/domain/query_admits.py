"""Whether an entry is what a term asks for. Words by plain containment: an engine for search has better ways."""

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from bot.domain.entry import Entry
from bot.domain.folding import folded
from bot.domain.query_terms import Term
from bot.domain.query_values import Field, spelled

_BETWEEN = "\0"  # two texts of an entry: no phrase has it, nor is it a space
_FIRST_CHINESE = "\u2e80"  # what comes from here on is taken to be written without spaces


def holds(term: Term, entry: Entry, posted: Collection[str]) -> bool:
    """Whether it is so, or for a negated term is not so."""
    return _is_so(term, entry, posted) is not term.negated


def _is_so(term: Term, entry: Entry, posted: Collection[str]) -> bool:
    match term.field:
        case None:
            return _stands_in(_comparable(term.value), _comparable(_BETWEEN.join(_texts(entry))))
        case Field.TAG:
            return spelled(term.value) in map(spelled, entry.tags)
        case Field.KIND:
            return entry.kind == term.value
        case Field.YEAR:
            return _within(entry, term.span)
        case Field.AUTHOR:
            return _named(term.value, entry.authors)
        case Field.ORG:
            return _named(term.value, entry.organizations)
        case Field.LANG:
            return entry.language == term.value
        case Field.IS:
            return entry.key in posted


def _texts(entry: Entry) -> Iterator[str]:
    yield from filter(None, (entry.title.en, entry.title.zh, entry.overview.en, entry.overview.zh, entry.venue))
    yield from entry.authors
    yield from entry.organizations
    yield entry.key


@lru_cache(maxsize=10_000)
def _comparable(text: str) -> str:
    return " ".join(folded(text).split())


def _stands_in(sought: str, text: str) -> bool:
    """Whole words, where the writing has words: ``model`` is not in ``remodel``, ``理`` is in ``推理``."""
    place = text.find(sought) if sought else -1
    while place >= 0:
        end = place + len(sought)
        if not _in_a_word(text[place - 1 : place + 1]) and not _in_a_word(text[end - 1 : end + 1]):
            return True
        place = text.find(sought, place + 1)
    return False


def _in_a_word(around: str) -> bool:
    """Whether the middle of two characters is inside a word; at an end of the text there are not two."""
    return len(around) == 2 and all(char.isalnum() and char < _FIRST_CHINESE for char in around)


def _within(entry: Entry, span: tuple[int, int] | None) -> bool:
    return bool(span and entry.published and span[0] <= entry.published.year <= span[1])


def _named(wanted: str, names: Iterable[str]) -> bool:
    """Whether one of the names has all parts of the wanted one, in any order: ``lightman, hunter``."""
    parts = folded(wanted).replace(",", " ").split()
    return any(all(part in name for part in parts) for name in map(folded, names))
