"""The LinkMemory port: a file of SQLite in the state folder, which can be deleted at any time."""

import datetime as dt
import json
import logging
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

NAME = "links.sqlite3"
_TABLE = "CREATE TABLE IF NOT EXISTS said (name TEXT PRIMARY KEY, at TEXT NOT NULL, what TEXT NOT NULL) WITHOUT ROWID"


class SqliteLinkMemory:
    """Each answer is on the disk before the next question is asked. What cannot be kept is asked again, no more."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def recall(self, name: str, since: dt.datetime) -> Mapping[str, Any] | None:
        with suppress(sqlite3.Error, ValueError):  # a row that is damaged
            row = self._connection.execute("SELECT at, what FROM said WHERE name = ?", (name,)).fetchone()
            if row and dt.datetime.fromisoformat(row[0]) >= since and isinstance(said := json.loads(row[1]), dict):
                return said
        return None

    def keep(self, name: str, at: dt.datetime, said: Mapping[str, Any]) -> None:
        row = (name, at.isoformat(), json.dumps(said))
        try:
            with self._connection:
                self._connection.execute("INSERT OR REPLACE INTO said VALUES (?, ?, ?)", row)
        except sqlite3.Error as failure:
            log.warning("%s cannot be written: %s", NAME, failure)


@contextmanager
def open_link_memory(folder: Path) -> Iterator[SqliteLinkMemory]:
    """The folder is made where it is not there; a file that is none of SQLite's is made anew. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    try:
        connection = _opened(path)
    except sqlite3.DatabaseError:
        path.unlink(missing_ok=True)
        try:
            connection = _opened(path)
        except sqlite3.Error as failure:
            raise OSError(None, str(failure), str(path)) from failure
    with closing(connection):
        yield SqliteLinkMemory(connection)


def _opened(path: Path) -> sqlite3.Connection:
    """Raises sqlite3.Error."""
    connection = sqlite3.connect(path, timeout=10)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(_TABLE)
        connection.execute("SELECT name, at, what FROM said LIMIT 1")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
