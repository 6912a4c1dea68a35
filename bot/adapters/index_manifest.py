"""Which entries the index holds, and with what content: by this it is updated by difference.

An intent is noted before the index is written, and settled after: whatever was under way when a process died is found
to differ, and is done again.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

FILE = "manifest.sqlite3"
UNSETTLED = b""


class Manifest:
    """One connection, for one thread at a time. Raises sqlite3.Error where the file is damaged."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def open(cls, folder: Path) -> Iterator["Manifest"]:
        with closing(sqlite3.connect(folder / FILE, isolation_level=None, check_same_thread=False)) as connection:
            # A process that dies loses nothing; after a power cut the index is made anew if it must be.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID"
            )
            connection.execute("CREATE TABLE IF NOT EXISTS words (word TEXT PRIMARY KEY) WITHOUT ROWID")
            yield cls(connection)

    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM entries").fetchone()[0])

    def contents(self) -> dict[str, bytes]:
        return dict(self._connection.execute("SELECT key, content FROM entries"))

    def note(self, entries: Iterable[tuple[str, bytes]]) -> None:
        """Many at once, in one transaction."""
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?)", entries)
        self._connection.execute("COMMIT")

    def forget(self, keys: Iterable[str]) -> None:
        self._connection.execute("BEGIN")
        self._connection.executemany("DELETE FROM entries WHERE key = ?", ((key,) for key in keys))
        self._connection.execute("COMMIT")

    def words(self) -> list[str]:
        """Words that have come since the vocabulary was written."""
        return [word for (word,) in self._connection.execute("SELECT word FROM words")]

    def add_words(self, words: Iterable[str]) -> None:
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT OR IGNORE INTO words VALUES (?)", ((word,) for word in words))
        self._connection.execute("COMMIT")
