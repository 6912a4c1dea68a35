"""The catalog of a data folder, kept as a read model in the state folder: a start reads only what has changed.

Nothing is kept that has a fault. The folder can be deleted at any time; several processes may use it at once.
"""

import logging
import os
import sqlite3
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from bot.adapters import catalog_model
from bot.adapters.catalog_between import suspected, tell
from bot.adapters.catalog_database import ANEW, WRITING, connected, empty, reading_of, temporary
from bot.adapters.catalog_judges import Judges
from bot.adapters.catalog_model import FILE, Model
from bot.adapters.catalog_sources import Sources, sources_in
from bot.adapters.catalog_stored import Seat, StoredEntries, catalog_of
from bot.adapters.catalog_update import Told, Update, unchanged
from bot.adapters.catalog_yaml import read_sources
from bot.adapters.index_folder import LOCK, POINTER, IndexFolder
from bot.domain.catalog import Catalog
from bot.domain.faults import Fault, FaultsError

log = logging.getLogger(__name__)

T = TypeVar("T")

SMALL = 16_000_000  # bytes of collections whose faults are put into words by reading them once more, all in memory
TURN = 0.1  # seconds between two looks whether another process has finished writing
_NEVER = 10**12  # entries before there is a second process

_TROUBLE = (sqlite3.Error, ValueError, KeyError, TypeError)


def in_silence(done: int, total: int) -> None:
    """Nobody wants to know how far it is."""


class _Folder(IndexFolder):
    """Lies as a search index does: a folder per model, a pointer to the one in use, a lock for who writes."""

    @property
    def edition(self) -> str:
        return catalog_model.edition()

    def now(self) -> int:
        """The file system's own clock, in nanoseconds: files changed at this moment bear this time."""
        path = self.root / LOCK
        os.utime(path)
        return path.stat().st_mtime_ns

    def forget(self) -> None:
        with suppress(OSError):
            (self.root / POINTER).unlink()


class KeptCatalog:
    """The catalog of the ``data`` folder; its read model is in ``folder``, which need not exist, or nowhere."""

    def __init__(self, data: Path, folder: Path | None) -> None:
        self._data = data
        self._folder = _Folder(folder) if folder else None
        self._last: weakref.ref[StoredEntries] | None = None

    def load(self, told: Told = in_silence) -> Catalog:
        """As the files are now; FaultsError with every fault if there is any. ``told`` how many bytes are read."""
        sources = sources_in(self._data)
        return in_several_processes(lambda judges: self._loaded(sources, _Way(judges, told)))

    def _loaded(self, sources: Sources, way: "_Way") -> Catalog:
        if self._folder is None or not sources.collections:  # nothing to keep: that is a fault, most likely
            return _apart(sources, way)
        try:
            return self._kept(self._folder, sources, way)
        except (OSError, sqlite3.Error) as failure:
            log.warning("the catalog's read model cannot be kept in %s: %s", self._folder.root, failure)
            return _apart(sources, way)

    def _kept(self, folder: _Folder, sources: Sources, way: "_Way") -> Catalog:
        used = folder.current()
        if used and (catalog := self._as_it_is(folder, used, sources)):
            return catalog
        with _alone(folder):
            used = folder.current()
            if used:
                try:
                    self._bring_up(folder, used, sources, way)
                    return self._noted(self._opened(folder, used))
                except _TROUBLE as failure:
                    log.warning("the catalog's read model cannot be used and is made anew: %s", failure)
            if megabytes := sources.size // 1_000_000:  # or it is done before anybody has read this
                log.info("reading the collections in %s, %d MB", self._data, megabytes)
            with folder.building() as made:
                _make(made / FILE, sources, folder.now(), way)
                folder.use(made)
            return self._noted(self._opened(folder, made))

    def _as_it_is(self, folder: _Folder, used: Path, sources: Sources) -> Catalog | None:
        """The catalog without a look into the files; None where something has changed, or is damaged."""
        try:
            catalog = self._opened(folder, used)
            entries = catalog.entries
            known = isinstance(entries, StoredEntries) and unchanged(entries.seat.ask(Model.files), sources)
        except _TROUBLE:
            return None
        return self._noted(catalog) if known else None

    def _opened(self, folder: _Folder, used: Path) -> Catalog:
        seat = Seat(reading_of(used / FILE), folder.forget)
        try:
            catalog = catalog_of(seat)
        except _TROUBLE:
            seat.close()
            raise
        return catalog

    def _noted(self, catalog: Catalog) -> Catalog:
        if isinstance(catalog.entries, StoredEntries):
            self._last = weakref.ref(catalog.entries)
        return catalog

    def _bring_up(self, folder: _Folder, used: Path, sources: Sources, way: "_Way") -> None:
        with closing(connected(used / FILE, WRITING)) as connection:
            self._make_room(connection, used)
            connection.execute("BEGIN IMMEDIATE")
            model = Model(connection)
            if unchanged(model.files(), sources):  # another process was faster
                return
            _read(model, sources, folder.now(), way)  # with faults nothing of it stays
            connection.execute("COMMIT")

    def _make_room(self, connection: sqlite3.Connection, used: Path) -> None:
        """Let the log begin anew, which it cannot while a snapshot reads from it: that reads from the file then."""
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        entries = self._last() if self._last else None
        if entries is None:
            return
        again = reading_of(used / FILE)
        if Model(again).meta() == entries.seat.ask(Model.meta):
            entries.seat.move(again)
        else:
            again.close()


@contextmanager
def _alone(folder: _Folder) -> Iterator[None]:
    waited = False
    while True:
        with folder.writing() as alone:
            if alone:
                yield
                return
        if not waited:
            log.info("another process is reading the collections; waiting for it")
        waited = True
        time.sleep(TURN)


class _Way(NamedTuple):
    """How to read."""

    judges: Judges
    told: Told


def in_several_processes(read: Callable[[Judges], T]) -> T:
    """Or once more in this one alone, where another was killed, perhaps for its memory."""
    try:
        with Judges() as judges:
            return read(judges)
    except BrokenExecutor as failure:
        log.warning("the collections are read in one process: %s", failure)
    with Judges(alone=_NEVER) as judges:
        return read(judges)


def _apart(sources: Sources, way: _Way) -> Catalog:
    """In a read model that is on no disk that anybody sees, and goes with the catalog."""
    connection = temporary()
    try:
        _read(empty(connection), sources, 0, way)
        return catalog_of(Seat(connection))
    except sqlite3.Error as failure:
        connection.close()
        raise FaultsError([no_room(sources, failure)]) from failure
    except BaseException:
        connection.close()
        raise


def no_room(sources: Sources, failure: sqlite3.Error) -> Fault:
    what = f"there is no room to read the collections ({failure})"
    remedy = "make room in the folder of temporary files, or name another in TMPDIR"
    return Fault(place=str(sources.place), what=what, remedy=remedy)


def _make(path: Path, sources: Sources, now: int, way: _Way) -> None:
    """A new model, whole on the disk when this returns; whatever goes wrong, the caller deletes it."""
    path.touch()
    with closing(connected(path, ANEW)) as connection:
        _read(empty(connection), sources, now, way)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")
    with path.open("rb") as file:
        os.fsync(file)


def _read(model: Model, sources: Sources, now: int, way: _Way) -> None:
    """Bring the model up to the files. Raises FaultsError."""
    if faults := checked(Update(model, sources, way.judges, now=now, told=way.told), model, sources):
        raise FaultsError(faults)


def checked(update: Update, model: Model, sources: Sources) -> tuple[Fault, ...]:
    """What is wrong once the update has been made."""
    update.run()
    model.index()
    if not update.faults and not suspected(model, update, sources):
        return ()
    if sources.size <= SMALL and (faults := read_sources(sources).faults):
        return faults
    tell(model, update, sources)
    return update.faults.all(sources.place)
