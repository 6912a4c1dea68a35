"""The read model's tables: entries as JSON by id, and what is known of the files that they come from.

Wide and narrow tables lie apart: whoever goes through all keys does not pass the texts. An entry keeps its id for as
long as it is the same, wherever it moves.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import bot
from bot.adapters.catalog_columns import NAMES, FileColumns
from bot.adapters.catalog_judges import Judged
from bot.adapters.catalog_sources import Signature
from bot.domain.entry import Kind
from bot.domain.glances import Likes

FORMAT = 1  # of the tables
FILE = "catalog.sqlite3"
ASKED = 200  # entries in one question

# The modules that decide what an entry is and whether it is right.
JUDGING = (
    "adapters/catalog_*", "adapters/synonyms_yaml", "adapters/tags_yaml", "domain/address", "domain/catalog",
    "domain/entry", "domain/faults", "domain/folding", "domain/glances", "domain/hashtag", "domain/identity",
    "domain/language", "domain/script", "domain/synonyms", "formats/marked_yaml", "formats/nearest",
    "formats/sentences", "formats/yaml_tree",
)  # fmt: skip

_TABLES = f"""
CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    id INTEGER PRIMARY KEY, label BLOB NOT NULL, place INTEGER NOT NULL, size INTEGER NOT NULL,
    modified INTEGER NOT NULL, changed INTEGER NOT NULL, inode INTEGER NOT NULL, settled INTEGER NOT NULL,
    content BLOB NOT NULL, says TEXT
);
CREATE TABLE columns (file INTEGER PRIMARY KEY, {", ".join(f"{name} BLOB NOT NULL" for name in NAMES)});
CREATE TABLE names (id INTEGER PRIMARY KEY, key TEXT, edition TEXT);
CREATE TABLE contents (id INTEGER PRIMARY KEY, entry BLOB NOT NULL);
CREATE TABLE documents (number INTEGER NOT NULL, id INTEGER NOT NULL);
CREATE TABLE related (key TEXT NOT NULL, id INTEGER NOT NULL);
CREATE TABLE likes (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, tags TEXT NOT NULL);
CREATE TABLE languages (id INTEGER PRIMARY KEY, code TEXT NOT NULL);
"""
_INDEXES = """
CREATE INDEX IF NOT EXISTS names_by_key ON names (key, edition);
CREATE INDEX IF NOT EXISTS documents_by_number ON documents (number, id);
CREATE INDEX IF NOT EXISTS related_by_key ON related (key, id);
"""


@cache
def edition() -> str:
    """Of what a read model depends on beside the files. One of another edition is not opened.

    All that judges entries is part of it, so that new rules read everything again, in a checkout too.
    """
    here = Path(bot.__file__).parent
    rules = blake2b(digest_size=8)
    for path in sorted(path for pattern in JUDGING for path in here.glob(f"{pattern}.py")):
        rules.update(path.read_bytes())
    return f"{FORMAT} {bot.__version__} {rules.hexdigest()}"


class FileRow(NamedTuple):
    """A file as it was read. ``says``: of a collection its head, of the tags and synonyms all of it, as JSON."""

    id: int
    label: str
    signature: Signature
    settled: bool  # False: it could have changed since without a trace
    content: bytes  # its hash
    says: str | None


class Model:
    """The tables on one connection. What it raises are sqlite3's errors."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.ask = connection.execute

    def make(self) -> None:
        """Empty tables, with a mark that no other model has; the indexes come once they are filled."""
        for statement in filter(str.strip, _TABLES.split(";")):  # executescript would commit
            self.ask(statement)
        self.ask("INSERT INTO meta VALUES ('born', hex(randomblob(8)))")

    def index(self) -> None:
        for statement in filter(str.strip, _INDEXES.split(";")):
            self.ask(statement)

    def meta(self) -> dict[str, Any]:
        return dict(self.ask("SELECT name, value FROM meta"))

    def set_meta(self, **values: object) -> None:
        self.connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    # Files

    def files(self) -> list[FileRow]:
        """In the order in which they were read."""
        rows = self.ask(
            "SELECT id, label, size, modified, changed, inode, settled, content, says FROM files ORDER BY place"
        )
        return [
            FileRow(id, label.decode("utf-8", "surrogateescape"), Signature(*signature), bool(settled), content, says)
            for id, label, *signature, settled, content, says in rows
        ]

    def put_file(self, row: FileRow, place: int) -> None:
        label = row.label.encode("utf-8", "surrogateescape")
        values = (row.id, label, place, *row.signature, row.settled, row.content, row.says)
        self.ask(f"INSERT OR REPLACE INTO files VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608

    def drop_file(self, id: int) -> None:
        self.ask("DELETE FROM files WHERE id = ?", (id,))
        self.ask("DELETE FROM columns WHERE file = ?", (id,))

    def columns(self, file: int) -> FileColumns:
        row = self.ask(f"SELECT {', '.join(NAMES)} FROM columns WHERE file = ?", (file,)).fetchone()  # noqa: S608
        return FileColumns.of(row) if row else FileColumns.joined([])

    def put_columns(self, file: int, columns: FileColumns) -> None:
        values = (file, *columns.blobs())
        self.ask(f"INSERT OR REPLACE INTO columns VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608

    def all_columns(self) -> FileColumns:
        """Of all files, in their order."""
        names = ", ".join(NAMES)
        rows = self.ask(f"SELECT {names} FROM columns JOIN files ON id = file ORDER BY place")  # noqa: S608
        return FileColumns.joined(map(FileColumns.of, rows))

    # Entries

    def next_id(self) -> int:
        return 1 + int(self.ask("SELECT coalesce(max(id), 0) FROM contents").fetchone()[0])

    def put(self, first: int, entries: Sequence[Judged]) -> None:
        """Under the ids from ``first`` on."""
        many = self.connection.executemany
        numbered = list(enumerate(entries, first))
        many("INSERT INTO names VALUES (?, ?, ?)", ((id, one.key, one.edition) for id, one in numbered))
        many("INSERT INTO contents VALUES (?, ?)", ((id, one.fields) for id, one in numbered))
        many("INSERT INTO documents VALUES (?, ?)", ((number, id) for id, one in numbered for number in one.documents))
        many("INSERT INTO related VALUES (?, ?)", ((key, id) for id, one in numbered for key in one.related))

    def drop(self, ids: Iterable[int]) -> None:
        self.ask("CREATE TEMP TABLE gone (id INTEGER PRIMARY KEY)")
        self.connection.executemany("INSERT OR IGNORE INTO gone VALUES (?)", ((id,) for id in ids))
        for table in ("names", "contents", "documents", "related"):
            self.ask(f"DELETE FROM {table} WHERE id IN (SELECT id FROM gone)")  # noqa: S608
        self.ask("DROP TABLE gone")

    def entries(self, ids: Sequence[int]) -> Iterator[bytes]:
        """As JSON, in the order of the ids; sqlite3.Error where one is missing."""
        for start in range(0, len(ids), ASKED):
            some = ids[start : start + ASKED]
            marks = ", ".join("?" * len(some))
            found = dict(self.ask(f"SELECT id, entry FROM contents WHERE id IN ({marks})", some).fetchall())  # noqa: S608
            if len(found) < len(set(some)):
                raise sqlite3.DatabaseError("entries are missing")
            yield from (found[id] for id in some)

    # What many entries share

    def likes(self) -> Iterator[tuple[int, Likes]]:
        """With their ids, in the order of these; the same tag is the same object, for there may be very many."""
        known: dict[str, str] = {}
        for id, kind, tags in self.ask("SELECT id, kind, tags FROM likes ORDER BY id"):
            yield id, Likes(Kind(kind), tuple(known.setdefault(tag, tag) for tag in tags.split()))

    def put_likes(self, likes: Likes, id: int) -> None:
        self.ask("INSERT INTO likes VALUES (?, ?, ?)", (id, likes.kind.value, " ".join(likes.tags)))

    def drop_likes(self, ids: Iterable[int]) -> None:
        self.connection.executemany("DELETE FROM likes WHERE id = ?", ((id,) for id in ids))

    def languages(self) -> dict[str, int]:
        return dict(self.ask("SELECT code, id FROM languages ORDER BY id").fetchall())

    def put_language(self, code: str, id: int) -> None:
        self.ask("INSERT INTO languages VALUES (?, ?)", (id, code))
