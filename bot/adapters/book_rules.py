"""What a change of one entry could do to the rules between entries; nothing else of the files is judged."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as Names
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.catalog_entry import Record
from bot.adapters.catalog_rules import duplicate_faults, related_faults
from bot.domain.faults import Fault, FaultsError
from bot.domain.identity import identities
from bot.formats.sentences import named

_MOST_KEYS = 2_000  # that a misspelt one is compared with


@dataclass(kw_only=True)
class Others:
    """The other entries, gone through once and not kept, as far as their files can be read."""

    files: Iterable[Path]
    read: Callable[[Path], Iterator[Record]]
    but: Callable[[Record], bool] = lambda record: False
    whole: bool = True  # False once a file could not be read: then nobody can say that a key does not exist

    def __iter__(self) -> Iterator[Record]:
        for path in self.files:
            try:
                yield from (record for record in self.read(path) if not self.but(record))
            except (OSError, FaultsError):
                self.whole = False


def changed_faults(record: Record, others: Others, was: str, names: Names[str]) -> list[Fault]:
    """Of an entry that is changed in these fields, and was called ``was``, beside all others."""
    faults: list[Fault] = []
    own = _documents(record) if names & {"url", "ids"} else frozenset()
    related = {key for _, key in record.texts("related")} if "related" in names else set()
    found: set[str] = {record.key} if record.key else set()
    for other in others:
        if ("key" in names and other.key == record.key) or (own and own & _documents(other)):
            faults += duplicate_faults([other, record])
        if was != record.key:
            faults += removed_faults(was, [other])
        if other.key and (other.key in related or len(found) < _MOST_KEYS):
            found.add(other.key)
    if others.whole:
        faults += related_faults([record] if related else [], found)
    return faults


def removed_faults(key: str, others: Iterable[Record]) -> Iterator[Fault]:
    """Of the entries that name one that is no more."""
    for other in others:
        for position, name in other.texts("related"):
            if name == key:
                path = ("related", position)
                yield other.fault(path, f"{named(path)} is {key}, which would be no entry", "take it out there first")


def added_faults(records: Sequence[Record], others: Iterable[Record]) -> Iterator[Fault]:
    """Of new entries that are there already."""
    yield from duplicate_faults(records)
    keys = {record.key: record for record in records}
    documents = {name: record for record in records for name in _documents(record)}
    for other in others:
        known = {id(each): each for each in map(documents.get, _documents(other)) if each}
        if same := keys.get(other.key):
            known[id(same)] = same
        for record in known.values():
            yield from duplicate_faults([other, record])


def _documents(record: Record) -> frozenset[str]:
    return identities(record.text("url"), record.text("ids", "arxiv"), record.text("ids", "doi"))
