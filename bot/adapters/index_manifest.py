"""Which entries the index holds, and in which edition: by this it is updated by difference.

An intent is noted before the index is written, and settled after: whatever was under way when a process died is found
to differ, and is done again. Which catalog it is of, as a whole, is noted last and forgotten first.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

FILE = "manifest.sqlite3"
UNSETTLED = ""


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
                "CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, edition TEXT NOT NULL) WITHOUT ROWID"
            )
            connection.execute("CREATE TABLE IF NOT EXISTS words (word TEXT PRIMARY KEY) WITHOUT ROWID")
            connection.execute("CREATE TABLE IF NOT EXISTS topics (tag TEXT PRIMARY KEY, names TEXT) WITHOUT ROWID")
            connection.execute("CREATE TABLE IF NOT EXISTS catalog (fingerprint TEXT)")
            yield cls(connection)

    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM entries").fetchone()[0])

    def editions(self) -> Iterator[tuple[str, str]]:
        """Key and edition of each entry, by key."""
        return iter(self._connection.execute("SELECT key, edition FROM entries ORDER BY key"))

    def note(self, entries: Iterable[tuple[str, str]]) -> None:
        """Many at once, in one transaction."""
        with self._changing():
            self._connection.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?)", entries)

    def forget(self, keys: Iterable[str]) -> None:
        with self._changing():
            self._connection.executemany("DELETE FROM entries WHERE key = ?", ((key,) for key in keys))

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """From now on nobody knows which catalog it is of."""
        self._connection.execute("BEGIN")
        self._connection.execute("DELETE FROM catalog")
        yield
        self._connection.execute("COMMIT")

    def is_of(self, fingerprint: str) -> bool:
        """Whether the index is that of this catalog, and nothing is under way."""
        return bool(fingerprint) and (fingerprint,) in self._connection.execute("SELECT fingerprint FROM catalog")

    def topics(self) -> dict[str, str]:
        """The names that each tag had."""
        return dict(self._connection.execute("SELECT tag, names FROM topics"))

    def settle(self, fingerprint: str, topics: Mapping[str, str]) -> None:
        """The index is that of this catalog now."""
        with self._changing():
            self._connection.execute("DELETE FROM topics")
            self._connection.executemany("INSERT INTO topics VALUES (?, ?)", topics.items())
            self._connection.execute("INSERT INTO catalog VALUES (?)", (fingerprint,))

    def words(self) -> list[str]:
        """Words that have come since the vocabulary was written."""
        return [word for (word,) in self._connection.execute("SELECT word FROM words")]

    def add_words(self, words: Iterable[str]) -> None:
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT OR IGNORE INTO words VALUES (?)", ((word,) for word in words))
        self._connection.execute("COMMIT")
