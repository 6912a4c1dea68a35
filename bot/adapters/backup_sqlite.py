"""Copies of a SQLite database, made and checked while the bot writes to it."""

import datetime as dt
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.adapters.faults_sql import SETTING, bad_url, damaged, store_error
from bot.domain.backup import Contents
from bot.domain.errors import StoreError
from bot.domain.faults import Fault

PATIENCE = 10.0  # seconds to wait for a lock
BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a database


class Damaged(StoreError):
    """The file is no database, or one with nonsense in it."""


def file_of(text: str) -> Path:
    """The file of a SQLAlchemy URL. Raises StoreError where there is none, because the database is another."""
    try:
        database = make_url(text)
    except (ArgumentError, ValueError):
        raise bad_url("this is not a database URL") from None
    if database.get_backend_name() != "sqlite":
        what = "backup and restore are for SQLite, and this is another database"
        raise StoreError([Fault(place=SETTING, what=what, remedy="use its own tools, as pg_dump and pg_restore")])
    if (database.database or ":memory:").startswith((":memory:", "file:")):
        raise bad_url("a database in memory cannot be kept")
    return Path(database.database or "")


def keep_copy(database: Path, target: Path) -> Contents:
    """Copy the database as it is at one moment, while others write to it. An earlier ``target`` is replaced at the end.

    The copy is a single file that its owner alone can read. Raises StoreError where either cannot be used, and where
    the database is damaged; then ``target`` is as it was.
    """
    if not database.exists():
        raise fault(database, "there is no database yet", "run the bot first, or check DIGEST_STATE")
    if target.is_symlink() or (target.exists() and not target.is_file()):
        raise fault(target, "this is no ordinary file", "name another")
    for own in (database, *(Path(f"{database.resolve()}{suffix}") for suffix in BESIDE)):
        if target.resolve() == own.resolve() or (target.exists() and own.exists() and target.samefile(own)):
            raise fault(target, "this is the bot's own database", "name another file")
    with complaints(database), closing(connect(database, "rw")) as source:
        source.execute("BEGIN")  # and with the first read this moment is the one to be copied
        source.execute("SELECT count(*) FROM sqlite_master")
        with copied(source, target) as scratch:
            found = contents(scratch, known_as=database)
            named(scratch, target)
        return found


def contents(file: Path, *, known_as: Path | None = None) -> Contents:
    """Read all of a database of ours. Raises StoreError if it is something else, or damaged, and leaves no trace."""
    place = known_as or file
    with complaints(place), closing(connect(file, reading(file))) as connection:
        if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            raise Damaged(damaged(url(place)).faults)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not {"alembic_version", "deliveries"} <= tables:
            raise fault(place, "this is not a database of digestbot", "name a file that `digestbot backup` made")
        posted = "SELECT count(*), max(settled_at) FROM deliveries WHERE state = 'sent'"
        cards, newest = connection.execute(posted).fetchone()
    at = dt.datetime.fromisoformat(newest).replace(tzinfo=dt.UTC) if newest else None
    return Contents(size=file.stat().st_size, cards=cards, newest=at)


@contextmanager
def copied(source: sqlite3.Connection, target: Path) -> Iterator[Path]:
    """A copy beside ``target``, wholly on the disk; removed in the end, unless it was ``named``.

    Made at one go: under a write-ahead log a reader holds up nobody, however long it takes.
    """
    with complaints(target):
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")  # for the owner's eyes only
    os.close(handle)
    scratch = Path(name)
    try:
        with complaints(target):
            with closing(connect(scratch, "rw")) as copy:
                source.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
            sync(scratch)
        yield scratch
    finally:
        for left in (name, *(f"{name}{suffix}" for suffix in BESIDE)):
            Path(left).unlink(missing_ok=True)


def named(scratch: Path, target: Path) -> None:
    """A finished copy takes its name, whatever had it before."""
    with complaints(target):
        scratch.replace(target)
        sync(target.parent)


def connect(file: Path, mode: str, *, patience: float = PATIENCE) -> sqlite3.Connection:
    """``mode`` as in SQLite's URIs: ro, rw, or rwc, which makes the file."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=patience)


def reading(file: Path) -> str:
    """A file with no log beside it is read as it stands, even where nothing may be written."""
    return "ro" if Path(f"{file}-wal").exists() else "ro&immutable=1"


def sync(place: Path) -> None:
    """A file's content, or a folder's names, onto the disk."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def complaints(place: Path) -> Iterator[None]:
    """What goes wrong with a file, as StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        broken = store_error(url(place), error)
        unusable = getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))
        raise (Damaged(broken.faults) if unusable else broken) from None
    except OSError as error:
        remedy = f"make sure that the folder {place.absolute().parent} exists and that you may write there"
        raise fault(place, f"it cannot be written ({error.strerror})", remedy) from None


def url(place: Path) -> URL:
    return URL.create("sqlite", database=str(place))


def fault(place: Path, what: str, remedy: str) -> StoreError:
    return StoreError([Fault(place=str(place), what=what, remedy=remedy)])
