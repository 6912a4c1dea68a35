"""What is known of a catalog and of what has come in so far, held small: some three hundred bytes a document."""

from array import array
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.likeness import TitleWords
from bot.domain.postings import Postings

_CROWD = 20  # documents with one title, or titles that share a trait: whoever writes so many is writing no slips
_BETWEEN = "\x1f"
_as_compared = lru_cache(maxsize=256)(TitleWords)  # a title that many have is met again and again
_CATALOGUED = "+"


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who holds a key, a title or an address."""

    key: str
    titles: tuple[str, ...]
    documents: frozenset[str]  # as ``identities`` names them
    catalogued: bool  # an entry; else it has come in before


class Register:
    """Documents by key, by each of their addresses and ids, and by titles that are nearly theirs.

    Each is one text among others in one long row of bytes. As objects a million of them would take gigabytes.
    """

    def __init__(self) -> None:
        self._row = bytearray()
        self._starts = array("Q")
        self._holders = array("I")  # whose text it is: its own, or that of a document met under another name
        self._postings = Postings()

    def __contains__(self, key: object) -> bool:
        """Whether the key is taken."""
        return any(self._at(number).key == key for number in self._postings.of(("key", key)))

    def take(self, key: str) -> None:
        """A key that is nobody's to give."""
        self._post(("key", key), self._write(Holder(key=key, titles=(), documents=frozenset(), catalogued=True)))

    def add(self, holder: Holder, titles: Iterable[TitleWords]) -> None:
        """``titles``: those of the holder, as they are compared."""
        number = self._write(holder)
        self._post(("key", holder.key), number)
        for document in holder.documents:
            self._post(("document", document), number)
        for title in titles:
            for trait in title.traits:
                self._post(("title", trait), number)

    def also(self, documents: frozenset[str], holder: Holder) -> None:
        """These are the same: whoever comes under one of them is the holder's, where nobody else's already."""
        new = frozenset(document for document in documents if self.holder_of(document) is None)
        number = next(self._numbers_of("key", holder.key), None)
        if new and number is not None:
            alias = self._write(Holder(key=holder.key, titles=(), documents=new, catalogued=holder.catalogued), number)
            for document in new:
                self._post(("document", document), alias)

    def holder_of(self, document: str) -> Holder | None:
        for number in self._postings.of(("document", document)):
            if document in self._at(number).documents:
                return self._at(self._holders[number])
        return None

    def holders_like(self, title: TitleWords) -> Iterator[Holder]:
        """Of titles that are this one, those whose letters are the very same first; some of them twice."""
        for trait in title.traits:
            for number in self._postings.of(("title", trait)):
                holder = self._at(number)
                if any(title.like(_as_compared(other)) for other in holder.titles):
                    yield holder

    def _numbers_of(self, what: str, name: str) -> Iterator[int]:
        return (number for number in self._postings.of((what, name)) if self._at(number).key == name)

    def _post(self, trait: Hashable, number: int) -> None:
        self._postings.add(trait, number, _CROWD)

    def _write(self, holder: Holder, whose: int | None = None) -> int:
        number = len(self._starts)
        self._starts.append(len(self._row))
        self._holders.append(number if whose is None else whose)
        titles = (title.replace(_BETWEEN, " ") for title in holder.titles)
        head = f"{_CATALOGUED if holder.catalogued else ''}{_BETWEEN}{holder.key}{_BETWEEN}{len(holder.titles)}"
        text = _BETWEEN.join((head, *titles, *holder.documents))
        self._row += text.encode("utf-8", "surrogatepass")
        return number

    def _at(self, number: int) -> Holder:
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._row)
        text = self._row[self._starts[number] : end].decode("utf-8", "surrogatepass")
        catalogued, key, count, *rest = text.split(_BETWEEN)
        return Holder(
            key=key,
            titles=tuple(rest[: int(count)]),
            documents=frozenset(rest[int(count) :]),
            catalogued=bool(catalogued),
        )
