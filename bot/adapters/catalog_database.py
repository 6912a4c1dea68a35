"""Connections to a read model: to write it, to make one, to read it as it is now, or one that is on no disk."""

import sqlite3
from pathlib import Path
from urllib.parse import quote

from bot.adapters.catalog_model import Model

# A cache of so many KiB. No mapping: its pages would count as the process's memory.
FRUGAL = ("PRAGMA cache_size = -2000", "PRAGMA mmap_size = 0", "PRAGMA query_only = ON")
WRITING = ("PRAGMA cache_size = -64000", "PRAGMA synchronous = NORMAL", "PRAGMA temp_store = MEMORY")
ANEW = ("PRAGMA cache_size = -64000", "PRAGMA synchronous = OFF", "PRAGMA journal_mode = OFF")


def temporary() -> sqlite3.Connection:
    """A database of SQLite's own, in memory until that is too much, then in a file without a name."""
    connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    for setting in ANEW:
        connection.execute(setting)
    return connection


def connected(path: Path, settings: tuple[str, ...]) -> sqlite3.Connection:
    where = f"file:{quote(str(path))}?mode=rw"
    connection = sqlite3.connect(where, uri=True, isolation_level=None, check_same_thread=False, timeout=30)
    try:
        for setting in settings:
            connection.execute(setting)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def reading_of(path: Path) -> sqlite3.Connection:
    """Sees from now on what is there now."""
    connection = connected(path, FRUGAL)
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM meta").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def empty(connection: sqlite3.Connection) -> Model:
    """A model of nothing, with a transaction begun: one for each row would take its time."""
    model = Model(connection)
    model.ask("BEGIN")
    model.make()
    return model
