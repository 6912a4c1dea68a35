"""The entries of a catalog, wherever they are kept: in memory, or in a read model that is looked into."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

from bot.domain.entry import Entry
from bot.domain.glances import Glance, Glances
from bot.domain.identity import identities_of


class Entries(Mapping[str, Entry]):
    """By key, in the curators' order (files by name, then as written). Immutable: what it says once, it says always.

    An entry's position is its place in that order, from 0. To go through all entries is for few and for builders of an
    index; whoever only chooses looks at ``glances``.
    """

    @property
    @abstractmethod
    def glances(self) -> Glances: ...

    @property
    @abstractmethod
    def ready(self) -> Sequence[Entry]:
        """Those that may be published or shown; its length costs nothing."""

    @abstractmethod
    def position_of(self, key: str) -> int | None: ...

    @abstractmethod
    def key_at(self, position: int) -> str: ...

    @abstractmethod
    def at(self, positions: Iterable[int]) -> Iterator[Entry]:
        """The entries at these positions, in the order asked for."""

    @abstractmethod
    def of_document(self, document: str) -> Iterator[Entry]:
        """Those that are known by it as ``identities_of`` has it, drafts and rejected ones too."""

    @abstractmethod
    def editions(self) -> Iterator[tuple[str, str]]:
        """Key and edition of each ready entry, by key."""


class ListedEntries(Entries):
    """In memory."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._by_key = MappingProxyType({entry.key: entry for entry in entries})

    def __getitem__(self, key: str) -> Entry:
        return self._by_key[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_key)

    def __len__(self) -> int:
        return len(self._by_key)

    @cached_property
    def _listed(self) -> tuple[Entry, ...]:
        return tuple(self._by_key.values())

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {key: position for position, key in enumerate(self._by_key)}

    @cached_property
    def glances(self) -> Glances:
        return Glances.of(map(Glance.of, self._listed))

    @cached_property
    def ready(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self._listed if entry.ready)

    def position_of(self, key: str) -> int | None:
        return self._positions.get(key)

    def key_at(self, position: int) -> str:
        return self._listed[position].key

    def at(self, positions: Iterable[int]) -> Iterator[Entry]:
        return (self._listed[position] for position in positions)

    @cached_property
    def _documents(self) -> Mapping[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for entry in self._listed:
            for document in identities_of(entry):
                found.setdefault(document, []).append(entry)
        return found

    def of_document(self, document: str) -> Iterator[Entry]:
        return iter(self._documents.get(document, ()))

    def editions(self) -> Iterator[tuple[str, str]]:
        return iter(sorted((entry.key, entry.edition) for entry in self.ready))
