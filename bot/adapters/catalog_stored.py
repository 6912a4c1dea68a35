"""Entries in the read model, as they were when it was opened, whatever is written there since.

Each snapshot has a connection of its own inside a read transaction, which goes when nobody holds the snapshot any more.
"""

import json
import logging
import sqlite3
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence, ValuesView
from functools import cached_property, lru_cache
from itertools import islice
from threading import Lock
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from bot.adapters.catalog_columns import DRAFT, READY, UNREVIEWED
from bot.adapters.catalog_judges import number_of
from bot.adapters.catalog_model import ASKED, FileRow, Model
from bot.adapters.catalog_sources import ENTRIES, SYNONYMS, TAGS
from bot.domain.catalog import Catalog, Collection, Tag
from bot.domain.entries import Entries
from bot.domain.entry import Entry
from bot.domain.glances import Glances
from bot.domain.identity import identities_of
from bot.domain.synonyms import NO_SYNONYMS, Synonyms

log = logging.getLogger(__name__)

T = TypeVar("T")

REMEMBERED = 256  # entries


class Seat:
    """The connection of a snapshot, for one thread at a time."""

    def __init__(self, connection: sqlite3.Connection, damaged: Callable[[], object] = lambda: None) -> None:
        self._connection = connection
        self._damaged = damaged
        self._lock = Lock()

    def ask(self, question: Callable[[Model], T]) -> T:
        """Raises sqlite3.Error where the file is damaged, which is told, so that it is made anew."""
        with self._lock:
            try:
                return question(Model(self._connection))
            except sqlite3.Error as failure:
                log.error("the catalog's read model cannot be read, and will be made anew: %s", failure)
                self._damaged()
                raise

    def entry(self, key: str) -> Entry | None:
        question = "SELECT entry FROM contents WHERE id = (SELECT id FROM names WHERE key = ?)"
        row = self.ask(lambda model: model.ask(question, (key,)).fetchone())
        return Entry.model_validate_json(row[0]) if row else None

    def move(self, connection: sqlite3.Connection) -> None:
        """To another connection that sees the same."""
        with self._lock:
            before, self._connection = self._connection, connection
        before.close()

    def close(self) -> None:
        self._connection.close()


class StoredEntries(Entries):
    """What it has of all entries are some 20 bytes each, once they are asked for."""

    def __init__(self, seat: Seat, *, count: int, ready: int) -> None:
        self.seat = seat
        self._count = count
        self._ready = ready
        self._remembered = lru_cache(REMEMBERED)(seat.entry)  # holds the seat alone, so that no circle keeps this
        weakref.finalize(self, seat.close)

    def __getitem__(self, key: str) -> Entry:
        entry = self._remembered(key)
        if entry is None:
            raise KeyError(key)
        return entry

    def get(self, key: str, default: Any = None) -> Any:
        return self._remembered(key) or default

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._id_of(key) is not None

    def __iter__(self) -> Iterator[str]:
        for start in range(0, self._count, ASKED):
            ids = self._ids[start : start + ASKED].tolist()
            marks = ", ".join("?" * len(ids))
            question = f"SELECT id, key FROM names WHERE id IN ({marks})"  # noqa: S608
            found = dict(self.seat.ask(lambda model, q=question, i=ids: model.ask(q, i).fetchall()))  # type: ignore[misc]
            yield from (found[id] for id in ids)

    def __len__(self) -> int:
        return self._count

    def values(self) -> ValuesView[Entry]:
        return _Values(self)

    @property
    def ready(self) -> Sequence[Entry]:
        return ReadyEntries(self, self._ready, lambda: self._ready_positions)

    def position_of(self, key: str) -> int | None:
        id = self._id_of(key)
        return None if id is None else int(self._positions[id - self._first])

    def key_at(self, position: int) -> str:
        id = int(self._ids[position])
        row = self.seat.ask(lambda model: model.ask("SELECT key FROM names WHERE id = ?", (id,)).fetchone())
        return str(row[0])

    def at(self, positions: Iterable[int]) -> Iterator[Entry]:
        wanted = iter(positions)
        while some := list(islice(wanted, ASKED)):
            ids = self._ids[some].tolist()
            for text in self.seat.ask(lambda model, ids=ids: list(model.entries(ids))):  # type: ignore[misc]
                yield Entry.model_validate_json(text)

    def of_document(self, document: str) -> Iterator[Entry]:
        question, number = "SELECT id FROM documents WHERE number = ? ORDER BY id LIMIT ?", number_of(document)
        ids = [id for (id,) in self.seat.ask(lambda model: model.ask(question, (number, ASKED)).fetchall())]
        for text in self.seat.ask(lambda model: list(model.entries(ids))):
            entry = Entry.model_validate_json(text)
            if document in identities_of(entry):
                yield entry

    def editions(self) -> Iterator[tuple[str, str]]:
        question = "SELECT key, edition FROM names WHERE key > ? AND edition IS NOT NULL ORDER BY key LIMIT 1000"
        last = ""
        while rows := self.seat.ask(lambda model, last=last: model.ask(question, (last,)).fetchall()):  # type: ignore[misc]
            yield from rows
            last = rows[-1][0]

    @cached_property
    def glances(self) -> Glances:
        columns, likes, languages = self.seat.ask(
            lambda model: (model.all_columns(), list(model.likes()), model.languages())
        )
        alike, kinds = _by_appearance(columns.likes, likes)
        spoken, codes = _by_appearance(columns.language, [(id, code) for code, id in languages.items()])
        return Glances(
            likes=alike.astype(np.int32),
            distinct=kinds,
            published=columns.published,
            language=spoken.astype(np.int16),
            languages=codes,
            ready=columns.flag(READY),
            unreviewed=columns.flag(UNREVIEWED),
            draft=columns.flag(DRAFT),
        )

    def _id_of(self, key: str) -> int | None:
        row = self.seat.ask(lambda model: model.ask("SELECT id FROM names WHERE key = ?", (key,)).fetchone())
        return row[0] if row else None

    @cached_property
    def _ids(self) -> NDArray[np.int32]:
        """By position."""
        return self.seat.ask(lambda model: model.all_columns().ids)

    @cached_property
    def _first(self) -> int:
        return int(self._ids.min()) if self._count else 0

    @cached_property
    def _positions(self) -> NDArray[np.int32]:
        """By id, less the first one."""
        last = int(self._ids.max()) if self._count else 0
        positions = np.full(last - self._first + 1, -1, np.int32)
        positions[self._ids - self._first] = np.arange(self._count, dtype=np.int32)
        return positions

    @cached_property
    def _ready_positions(self) -> NDArray[np.int32]:
        return np.flatnonzero(self.glances.ready).astype(np.int32)


class _Values(ValuesView[Entry]):
    """In the file's order by hundreds, not key by key."""

    def __init__(self, entries: StoredEntries) -> None:
        super().__init__(entries)
        self._entries = entries

    def __iter__(self) -> Iterator[Entry]:
        return self._entries.at(range(len(self._entries)))


class ReadyEntries(Sequence[Entry]):
    """Looked up when they are asked for. Its length costs nothing."""

    def __init__(self, entries: StoredEntries, count: int, positions: Callable[[], NDArray[np.int32]]) -> None:
        self._entries, self._count, self._positions = entries, count, positions

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Entry]:
        return self._entries.at(self._positions())

    @overload
    def __getitem__(self, wanted: int) -> Entry: ...

    @overload
    def __getitem__(self, wanted: slice) -> Sequence[Entry]: ...

    def __getitem__(self, wanted: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(wanted, slice):
            positions = self._positions()[wanted]
            return ReadyEntries(self._entries, len(positions), lambda: positions)
        return next(self._entries.at([int(self._positions()[wanted])]))


def catalog_of(seat: Seat) -> Catalog:
    """The snapshot. ValueError or sqlite3.Error where the model is damaged."""
    meta, rows = seat.ask(lambda model: (model.meta(), model.files()))
    says = {row.label: json.loads(row.says) for row in rows if row.says}
    synonyms = Synonyms(groups=tuple(map(tuple, says[SYNONYMS]))) if SYNONYMS in says else NO_SYNONYMS
    return Catalog.of(
        StoredEntries(seat, count=meta["entries"], ready=meta["ready"]),
        map(Tag.model_validate, says.get(TAGS, ())),
        {_called(row): Collection.model_validate(says[row.label]) for row in rows if _is_collection(row, says)},
        meta["fingerprint"],
        synonyms,
    )


def _is_collection(row: FileRow, says: dict[str, Any]) -> bool:
    return row.label not in (TAGS, SYNONYMS) and row.label in says


def _called(row: FileRow) -> str:
    return row.label.removeprefix(f"{ENTRIES}/").rpartition(".")[0]


def _by_appearance(column: NDArray[Any], meanings: Sequence[tuple[int, T]]) -> tuple[NDArray[Any], tuple[T, ...]]:
    """The column counted anew, in the order in which its values first appear, and what each means.

    ``meanings`` are sorted by value, and every value is among them.
    """
    values = np.array([value for value, _ in meanings], np.int64)
    places = np.searchsorted(values, column)
    first = np.full(len(values), len(column), np.int64)
    first[places[::-1]] = np.arange(len(column))[::-1]  # of several the last assignment stays
    order = np.argsort(first, kind="stable")[: np.count_nonzero(first < len(column))]
    rank = np.zeros(len(values), np.int32)
    rank[order] = np.arange(len(order))
    return rank[places], tuple(meanings[int(place)][1] for place in order)
