"""The named alternative: SQLite FTS5 with the same characters, bigrams, stems and syllables, ordered by bm25."""

import re
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from pathlib import Path

from pypinyin import lazy_pinyin

from bot.domain.catalog import Tag
from bot.domain.entry import Entry

BATCH = 5_000
LIMIT = 10
TITLE, NAMES, BODY, CHARACTERS, PINYIN = 4.0, 3.0, 1.0, 1.0, 2.0  # what bm25 gives a word by where it stands

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_TABLES = """
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;
    CREATE VIRTUAL TABLE documents USING fts5(
        title, names, body, characters, pinyin, content='', tokenize='porter unicode61 remove_diacritics 2'
    );
    CREATE TABLE facts (id INTEGER PRIMARY KEY, key TEXT, arxiv TEXT, kind TEXT, year INTEGER, tags TEXT);
"""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One query: as a reader types it, and in SQLite's words (``match`` is None where FTS5 cannot answer at all)."""

    kind: str
    text: str
    match: str | None
    where: str = ""  # a condition on the table of facts
    values: tuple[str | int, ...] = ()


def grams(text: str) -> str:
    """The pairs of neighbours of Chinese characters; a single one is itself."""
    return " ".join(map("".join, pairwise(text))) if len(text) > 1 else text


def build(path: Path, entries: Iterable[Entry], tags: Mapping[str, Tag], told: Callable[[int], None]) -> None:
    """A new database at ``path``; ``told`` how many entries are in it."""
    with sqlite3.connect(path) as connection:
        connection.executescript(_TABLES)
        rows, done = _rows(entries, tags), 0
        while batch := list(islice(rows, BATCH)):
            connection.executemany(
                "INSERT INTO documents (rowid, title, names, body, characters, pinyin) VALUES (?, ?, ?, ?, ?, ?)",
                [(done + place, *texts) for place, (texts, _) in enumerate(batch)],
            )
            connection.executemany(
                "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?)",
                [(done + place, *facts) for place, (_, facts) in enumerate(batch)],
            )
            done += len(batch)
            told(done)
        connection.executescript("CREATE INDEX by_key ON facts (key); CREATE INDEX by_arxiv ON facts (arxiv);")
    connection.close()


_Row = tuple[tuple[str, ...], tuple[str | int | None, ...]]


def _rows(entries: Iterable[Entry], tags: Mapping[str, Tag]) -> Iterator[_Row]:
    for entry in entries:
        topics = [name for key in entry.tags for name in (tags[key].en, tags[key].zh)]
        title = (entry.title.en or "", entry.title.zh or "")
        body = (entry.overview.en or "", entry.overview.zh or "", entry.venue or "")
        names = (*entry.authors, *entry.organizations, *topics)
        han = set("".join(_HAN.findall(" ".join((*title, *names, *body)))))
        pinyin = " ".join(map(_sound, "".join(_HAN.findall(title[1] + "".join(entry.authors)))))
        texts = (_text(title), _text(names), _text(body), " ".join(sorted(han)), pinyin)
        year = entry.published.year if entry.published else 0
        yield texts, (entry.key, entry.ids.arxiv, entry.kind.value, year, f" {' '.join(entry.tags)} ")


def _text(texts: Sequence[str]) -> str:
    return " ".join(_HAN.sub(lambda run: f" {grams(run[0])} ", text) for text in texts)


@lru_cache(maxsize=20_000)
def _sound(character: str) -> str:
    return lazy_pinyin(character)[0]


def update(path: Path, number: int, title: str) -> float:
    """Seconds to put another title on an entry and commit; without content FTS5 deletes nothing, so it is added."""
    connection = sqlite3.connect(path)
    began = time.perf_counter()
    connection.execute("INSERT INTO documents (rowid, title) VALUES (?, ?)", (number, title))
    connection.commit()
    seconds = time.perf_counter() - began
    connection.close()
    return seconds


def ask(path: Path, queries: Iterable[Drawn], seconds: float) -> tuple[list[float], list[float]]:
    """Thread-CPU and wall seconds of each query, as many as are begun within ``seconds``."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.execute("PRAGMA cache_size = -100000")
    cpu: list[float] = []
    wall: list[float] = []
    until = time.perf_counter() + seconds
    for asked in queries:
        if time.perf_counter() > until:
            break
        statement, values = _statement(asked)
        began, spent = time.perf_counter(), time.thread_time()
        connection.execute(statement, values).fetchall()
        cpu.append(time.thread_time() - spent)
        wall.append(time.perf_counter() - began)
    connection.close()
    return cpu, wall


def _statement(asked: Drawn) -> tuple[str, tuple[str | int, ...]]:
    if not asked.match:
        return f"SELECT id FROM facts WHERE {asked.where} LIMIT {LIMIT}", asked.values
    joined = " JOIN facts ON facts.id = documents.rowid" if asked.where else ""
    condition = f" AND {asked.where}" if asked.where else ""
    order = f"bm25(documents, {TITLE}, {NAMES}, {BODY}, {CHARACTERS}, {PINYIN})"
    found = f"SELECT documents.rowid FROM documents{joined} WHERE documents MATCH ?{condition}"
    return f"{found} ORDER BY {order} LIMIT {LIMIT}", (asked.match, *asked.values)
