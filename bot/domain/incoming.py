"""What comes in, beside what is there: new, or known already, and then as what."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from bot.domain.candidate import Candidate
from bot.domain.entry import Entry
from bot.domain.folding import bare
from bot.domain.identity import identities
from bot.domain.incoming_key import key_of
from bot.domain.likeness import Titles

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
    entry: Entry | None  # None where it is a candidate before it


Sorted = New | Known
BY_TITLE = "the title"


@dataclass(frozen=True, kw_only=True)
class _Owner:
    """Who holds a title or an address."""

    key: str
    title: str
    documents: frozenset[str]
    entry: Entry | None


class Sorter:
    """Knows the catalog, and remembers what it has sorted."""

    def __init__(self, entries: Iterable[Entry], *, taken: Iterable[str] = ()) -> None:
        """``taken``: keys that are nobody's to give, besides those of the entries."""
        self._documents: dict[str, _Owner] = {}
        self._titles: Titles[_Owner] = Titles()
        self._keys = set(taken)
        for entry in entries:
            self._keys.add(entry.key)
            self._remember(entry, entry.key, entry)

    def sort(self, candidate: Candidate) -> Sorted:
        documents = _documents(candidate)
        for owner, by in self._owners(candidate, documents):
            for document in documents:  # known by all its addresses from now on
                self._documents.setdefault(document, owner)
            return Known(candidate=candidate, key=owner.key, title=owner.title, by=by, entry=owner.entry)
        key = key_of(candidate, self._keys)
        self._keys.add(key)
        self._remember(candidate, key, None)
        return New(candidate=candidate, key=key)

    def _remember(self, record: Entry | Candidate, key: str, entry: Entry | None) -> None:
        documents = _documents(record)
        owner = _Owner(key=key, title=record.title.en or record.title.zh or "", documents=documents, entry=entry)
        for document in documents:
            self._documents.setdefault(document, owner)
        for title in _titles(record):
            self._titles.add(title, owner)

    def _owners(self, candidate: Candidate, documents: frozenset[str]) -> Iterator[tuple[_Owner, str]]:
        # arXiv ids before DOIs before addresses: the surest is told.
        for document in sorted(documents, key=lambda name: (not name.startswith("arXiv"), "://" in name, name)):
            if owner := self._documents.get(document):
                yield owner, document
        for title in _titles(candidate):
            for owner in self._titles.like(title):
                if not _surely_apart(title, documents, owner.documents):
                    yield owner, BY_TITLE


def sorted_out(candidates: Iterable[Candidate], entries: Iterable[Entry]) -> tuple[Sorted, ...]:
    """Each candidate beside the entries and the candidates before it, in order. The same again for the same input."""
    sorter: Callable[[Candidate], Sorted] = Sorter(entries).sort
    return tuple(map(sorter, candidates))


def _surely_apart(title: str, some: frozenset[str], others: frozenset[str]) -> bool:
    """Two papers that arXiv tells apart are two; and a short title is too little against two addresses."""
    if not some or not others:
        return False
    papers = [{name for name in names if name.startswith("arXiv")} for names in (some, others)]
    return all(papers) or sum(3 if char >= "\u3000" else 1 for char in bare(title)) < _SHORT


def _titles(record: Entry | Candidate) -> Iterator[str]:
    yield from dict.fromkeys(filter(None, (record.title.en, record.title.zh)))


def _documents(record: Entry | Candidate) -> frozenset[str]:
    """All that the document is known by, other copies of it included."""
    own = identities(record.url, record.ids.arxiv, record.ids.doi)
    copies = (identities(url, None, None) for url in (record.links.pdf, record.links.copy_) if url)
    return own.union(chain.from_iterable(copies))
