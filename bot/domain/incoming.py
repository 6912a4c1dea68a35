"""What comes in, beside what is there: new, or known already, and then as what."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.domain.candidate import Candidate
from bot.domain.entry import Entry
from bot.domain.folding import bare
from bot.domain.identity import documents_of
from bot.domain.incoming_key import key_of
from bot.domain.incoming_register import Holder, Register
from bot.domain.likeness import TitleWords

_SHORT = 8  # letters: “Introduction” may be anybody's, and is told apart by its address


class Unfit(ValueError):
    """No draft can be made of a candidate: the reason, as a sentence's predicate."""


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """A candidate with nothing in it that an entry must not have, and what was done for that."""

    candidate: Candidate  # its labels are those that are no tags
    tags: tuple[str, ...] = ()  # keys: what its other labels are called here
    notes: tuple[str, ...] = ()  # for the person who looks at it: "left out: authors (item 2) is the title again"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is written into a collection."""

    key: str
    fitted: Fitted


@dataclass(frozen=True, kw_only=True)
class New:
    """Not there yet, and the key it would have."""

    candidate: Candidate
    key: str


@dataclass(frozen=True, kw_only=True)
class Known:
    """There already, under this key: an entry's, or that of a candidate before it."""

    candidate: Candidate
    key: str
    title: str  # and this title
    by: str  # what the two share: "arXiv 2201.11903", "DOI …", a canonical URL, or "the title"
    catalogued: bool  # False where it is a candidate before it


Sorted = New | Known
BY_TITLE = "the title"


class Sorter:
    """Knows the catalog, and remembers what it has sorted: of neither more than what tells documents apart."""

    def __init__(self, entries: Iterable[Entry], *, taken: Iterable[str] = ()) -> None:
        """``taken``: keys that are nobody's to give, besides those of the entries."""
        self._register = Register()
        for key in taken:
            self._register.take(key)
        for entry in entries:
            titles, documents = _titles(entry), documents_of(entry)
            holder = Holder(key=entry.key, titles=titles, documents=documents, catalogued=True)
            self._register.add(holder, map(TitleWords, titles))

    def sort(self, candidate: Candidate) -> Sorted:
        titles, documents = _titles(candidate), documents_of(candidate)
        words = [TitleWords(title) for title in titles]
        for holder, by in self._holders(titles, words, documents):
            self._register.also(documents, holder)  # known by all its addresses from now on
            title = next(iter(holder.titles), "")
            return Known(candidate=candidate, key=holder.key, title=title, by=by, catalogued=holder.catalogued)
        key = key_of(candidate, self._register)
        self._register.add(Holder(key=key, titles=titles, documents=documents, catalogued=False), words)
        return New(candidate=candidate, key=key)

    def _holders(
        self, titles: Iterable[str], words: Iterable[TitleWords], documents: frozenset[str]
    ) -> Iterator[tuple[Holder, str]]:
        # arXiv ids before DOIs before addresses: the surest is told.
        for document in sorted(documents, key=lambda name: (not name.startswith("arXiv"), "://" in name, name)):
            if holder := self._register.holder_of(document):
                yield holder, document
        for title, its_words in zip(titles, words, strict=True):
            short = _short(title)
            for holder in self._register.holders_like(its_words):
                if not _surely_apart(documents, holder.documents, short=short):
                    yield holder, BY_TITLE


def sorted_out(candidates: Iterable[Candidate], entries: Iterable[Entry]) -> tuple[Sorted, ...]:
    """Each candidate beside the entries and the candidates before it, in order. The same again for the same input."""
    sorter: Callable[[Candidate], Sorted] = Sorter(entries).sort
    return tuple(map(sorter, candidates))


def _surely_apart(some: frozenset[str], others: frozenset[str], *, short: bool) -> bool:
    """Two papers that arXiv tells apart are two; and a short title is too little against two addresses."""
    if not some or not others:
        return False
    return short or all(any(name.startswith("arXiv") for name in names) for names in (some, others))


def _short(title: str) -> bool:
    return sum(3 if char >= "\u3000" else 1 for char in bare(title)) < _SHORT


def _titles(record: Entry | Candidate) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (record.title.en, record.title.zh))))
