"""One database: its engine, short transactions, and its complaints as sentences."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import closing
from typing import Any, TypeVar

from sqlalchemy import URL, CursorResult, Executable, Row, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.adapters.faults_sql import damaged, store_error

T = TypeVar("T")

BUSY_SECONDS = 10  # how long to wait for another program that writes to the same SQLite file
POOL_SECONDS = 60  # how long to wait for our own tasks before it

Rows = Sequence[Row[Any]]
Insert = sqlite.Insert | postgresql.Insert  # the two that know ON CONFLICT, in the same words
_INSERTS: Mapping[str, Callable[[Table], Insert]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Database:
    """Runs statements, each in a transaction of its own that is committed when the call returns.

    No transaction outlives its statement, so none is held across a call to Telegram. Raises StoreError where
    the database fails, and ValueError for what a column refuses (a naive datetime).
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.engine = _engine(url)
        # Reading does not take the write lock: see ``_begin``.
        self._reading = self.engine.execution_options(digest_reads=True)
        self._under_way: set[asyncio.Task[Any]] = set()

    def insert(self, table: Table) -> Insert:
        return _INSERTS[self.url.get_backend_name()](table)

    async def read(self, statement: Executable) -> Rows:
        return await self._to_the_end(self._run(self._reading, statement))

    async def write(self, statement: Executable, each: Sequence[Mapping[str, Any]] | None = None) -> Rows:
        """The rows of a RETURNING clause. With ``each``: once for every set of parameters, all or none."""
        return await self._to_the_end(self._run(self.engine, statement, each))

    async def change(self, work: Callable[[Connection], None]) -> None:
        """Run synchronous work (a migration, several statements) in one writing transaction: all of it or nothing."""
        await self._to_the_end(self._change(work))

    async def _to_the_end(self, work: Coroutine[object, object, T]) -> T:
        """When the caller is cancelled, the statement still goes on to its end.

        Cancelled in the middle, a connection is thrown away with its transaction open in the driver's thread, and the
        file stays locked until somebody collects the garbage.
        """
        working = asyncio.create_task(work)
        self._under_way.add(working)
        working.add_done_callback(self._under_way.discard)
        return await asyncio.shield(working)

    async def probe(self, *, thorough: bool = False) -> None:
        """Raise StoreError if a SQLite file cannot be opened at all; make it one with a write-ahead log.

        ``thorough`` reads all of it, and refuses it where it is damaged. Not left to aiosqlite: the thread of a
        connection that failed may outlive the loop, and dies noisily.
        """
        if self.url.get_backend_name() == "sqlite":
            try:
                whole = await asyncio.to_thread(_open_once, self.url.database or "", thorough)
            except sqlite3.Error as error:
                raise store_error(self.url, error) from None
            if not whole:
                raise damaged(self.url)

    async def close(self) -> None:
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self.engine.dispose()

    async def _change(self, work: Callable[[Connection], None]) -> None:
        try:
            async with self.engine.begin() as connection:
                await connection.run_sync(work)
        except SQLAlchemyError as error:
            raise store_error(self.url, error) from None

    async def _run(
        self, engine: AsyncEngine, statement: Executable, each: Sequence[Mapping[str, Any]] | None = None
    ) -> Rows:
        try:
            async with engine.begin() as connection:
                return await _rows(connection, statement, each)
        except StatementError as error:
            if isinstance(error.orig, ValueError):
                raise error.orig from None
            raise store_error(self.url, error) from None
        except SQLAlchemyError as error:
            raise store_error(self.url, error) from None


async def _rows(connection: AsyncConnection, statement: Executable, each: Sequence[Mapping[str, Any]] | None) -> Rows:
    result: CursorResult[Any] = await connection.execute(statement, each)
    return result.all() if result.returns_rows else ()


def _engine(url: URL) -> AsyncEngine:
    """Connects to nothing yet. ``hide_parameters``: what people wrote stays out of errors."""
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, hide_parameters=True, pool_pre_ping=True)
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=1,  # one writer: our own tasks queue here, in order, instead of at SQLite's lock
        max_overflow=0,
        pool_timeout=POOL_SECONDS,
        # The driver's own transactions begin late and never IMMEDIATE: off with them, see ``_begin``.
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS},
    )
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _open_once(file: str, thorough: bool) -> bool:
    """Whether the file is whole, as far as was looked."""
    with closing(sqlite3.connect(file, timeout=BUSY_SECONDS)) as connection:
        _switch_to_wal(connection)
        return not thorough or connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """For good: the file remembers it.

    Where two processes make a new file at once, SQLite answers one of them "locked" without waiting at all.
    """
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.02)


def _set_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    try:
        # First of all: switching to WAL needs the lock too.
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")  # NORMAL may lose the last commits in a power cut
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()
    except BaseException:
        connection.close()  # the pool does not own it yet, and its thread would live on
        raise


def _begin(connection: Connection) -> None:
    """IMMEDIATE takes the write lock at once; who began as a reader cannot wait for it and fails."""
    reads = connection.get_execution_options().get("digest_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
