"""Puts a backup into the place of a SQLite database, so that the old or the new one is whole at any moment."""

import asyncio
import datetime as dt
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import IO

from sqlalchemy import URL, delete
from sqlalchemy.engine import Connection

from bot.adapters.backup_sqlite import (
    BESIDE,
    Damaged,
    complaints,
    connect,
    contents,
    copied,
    fault,
    named,
    reading,
    sync,
)
from bot.adapters.database_sql import Database
from bot.adapters.migrations import upgrade
from bot.adapters.tables_sql import RESTORED, lease, marks
from bot.domain.backup import Contents
from bot.domain.errors import StoreError
from bot.domain.upkeep import Lease

PATIENCE = 2.0  # seconds to wait for somebody who only looks into the database

# Every connection keeps a lock on these bytes for as long as it uses the write-ahead log (SQLite's os_unix.c).
SHARED_FIRST, SHARED_SIZE = 0x40000002, 510


@contextmanager
def prepared(copy: Path, database: Path, now: dt.datetime) -> Iterator[tuple[Path, Contents]]:
    """Make of a backup what may take the place of ``database``: a temporary file beside it, and what the backup holds.

    Its schema is today's, it is marked as restored at ``now``, and nobody has its lease. Raises StoreError if the copy
    cannot be used; it is only read.
    """
    if not copy.is_file():
        raise fault(copy, "there is no such file", "name a file that `digestbot backup` made")
    if database.exists() and copy.samefile(database):
        raise fault(copy, "this is the bot's own database", "name a backup of it")
    try:
        found = contents(copy)
    except Damaged:
        raise fault(copy, "this is not a database, or a damaged one", "take another backup") from None
    with closing(connect(copy, reading(copy))) as source, copied(source, database) as scratch:
        try:
            asyncio.run(_mark(scratch, now))
        except StoreError as error:  # about a file whose name nobody knows
            raise StoreError([replace(each, place=str(copy)) for each in error.faults]) from None
        with complaints(database), closing(connect(scratch, "rw")) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
        yield scratch, found


async def _mark(file: Path, now: dt.datetime) -> None:
    def work(connection: Connection) -> None:
        connection.execute(delete(marks).where(marks.c.name == RESTORED))
        connection.execute(marks.insert().values(name=RESTORED, at=now))
        connection.execute(delete(lease))

    store = Database(URL.create("sqlite+aiosqlite", database=str(file)))
    try:
        await upgrade(store)
        await store.change(work)
    finally:
        await store.close()


def put_back(scratch: Path, database: Path, before: Path) -> bool:
    """Give the database the content of a prepared file; ``before`` then holds what it had (False: there was nothing).

    Killed at any moment, it leaves all of the old or all of the new. Raises StoreError if anybody has it open.

    The content is written into the file that is there, in one transaction of SQLite's, which its journal takes back
    if it is cut short. Renaming would be as atomic, but a bot that starts at that very moment would go on, after its
    wait for the lock, with a file that no longer has a name, and post what the other one knows to be posted.
    """
    had_something = database.exists() and database.stat().st_size > 0
    try:
        with complaints(database), closing(connect(database, "rwc", patience=PATIENCE)) as live:
            _lock_out_others(live)
            Path(f"{database}-shm").unlink(missing_ok=True)  # the index of a log that is no more
            if had_something:
                with copied(live, before) as old:
                    named(old, before)
            with closing(connect(scratch, "ro")) as new:
                new.backup(live)
    except Damaged:
        with complaints(database):
            _replace(scratch, database, before)
    return had_something


def _lock_out_others(live: sqlite3.Connection) -> None:
    """Until the connection is closed; the write-ahead log is emptied into the file and removed.

    It fails where a bot runs on this machine, because that keeps its connection even while it has nothing to do.
    """
    live.execute("PRAGMA locking_mode = EXCLUSIVE")
    live.execute("PRAGMA synchronous = EXTRA")  # FULL may bring the journal back after a power cut, and the old content
    live.execute("PRAGMA journal_mode = DELETE")
    live.execute("BEGIN EXCLUSIVE")
    live.execute("COMMIT")


def _replace(scratch: Path, database: Path, before: Path) -> None:
    """For a file that SQLite cannot make sense of: no bot starts on it, but one may be running still.

    The log goes first, or SQLite would play it into the new file; the damaged file is not the worse for that. The name
    leads to one of the two at any moment: where there is none, a bot begins an empty ledger, and posts again.
    """
    with database.open("rb+") as file:
        if not _locked(file):
            raise fault(database, "a bot is running on this database", "stop it first")
        os.link(database, before)
        for suffix in BESIDE:
            with suppress(FileNotFoundError):
                os.replace(f"{database}{suffix}", f"{before}{suffix}")
        sync(database.parent)
        owner = os.fstat(file.fileno())
        os.chown(scratch, owner.st_uid, owner.st_gid)
        scratch.replace(database)
        sync(database.parent)


def in_use(database: Path) -> bool:
    """Whether another process of this machine has the database open. To be asked before opening it oneself."""
    if not database.is_file():
        return False
    with complaints(database), database.open("rb+") as file:
        return not _locked(file)


def _locked(file: IO[bytes]) -> bool:
    """Held until the file is closed, which also drops the locks of SQLite's own connections in this process."""
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, SHARED_SIZE, SHARED_FIRST)
    except (BlockingIOError, PermissionError):  # which of the two is the system's choice
        return False
    return True


def lease_of(database: Path) -> Lease | None:
    """Who runs, or once ran, the bot on the database; None too where that cannot be read."""
    with suppress(sqlite3.Error), closing(connect(database, "rw")) as connection:
        row = connection.execute(f"SELECT holder, beat FROM {lease.name}").fetchone()  # noqa: S608 - our own name
        return Lease(holder=row[0], beat=row[1]) if row else None
    return None
