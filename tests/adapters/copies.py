"""Databases to be kept and put back, a second process on them, and a disk without room."""

import asyncio
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.adapters.store_sql import open_store
from tests.contracts.deliveries import NOON, a_delivery, a_slot, minutes


async def post(file: Path, *days: int) -> None:
    """Cards posted on these days of November, at noon and so many minutes."""
    async with open_store(f"sqlite:///{file}") as store:
        for day in days:
            await store.ledger.claim(a_delivery(a_slot(day)))
            await store.ledger.begin(a_slot(day), now=NOON)
            await store.ledger.settle_sent(a_slot(day), attempt=1, message_id=100 + day, now=NOON + minutes(day))


def a_database(file: Path, *days: int) -> Path:
    file.parent.mkdir(exist_ok=True)
    asyncio.run(post(file, *days))
    return file


def days_of(file: Path) -> list[int]:
    """On which days something was posted, as any program reads it; the file must be whole."""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [message - 100 for (message,) in connection.execute("SELECT message_id FROM deliveries ORDER BY id")]


def change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(statement)


def spoil(file: Path, table: str = "deliveries") -> None:
    """Nonsense where the table begins; all the rest of the file is whole."""
    with closing(sqlite3.connect(file)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with file.open("rb+") as opened:
        opened.seek((page - 1) * size)
        opened.write(b"\xff" * size)


@contextmanager
def another(deed: str, *arguments: Path) -> Iterator[subprocess.Popen[str]]:
    """A process of ``backup_child``; killed in the end."""
    command = [sys.executable, "-m", "tests.adapters.backup_child", deed, *map(str, arguments)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """Writing fails beyond this many bytes of any file, in this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
