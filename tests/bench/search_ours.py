"""Our index under the stopwatch; and the process that does nothing but serve it, whose memory is looked at.

The one file of the benchmark that knows the engine's parts.
"""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.adapters import index_build
from bot.adapters.index_build import build
from bot.adapters.index_read import Reader
from bot.adapters.index_record import record_of
from bot.domain.catalog import Tag
from bot.domain.entry import Entry
from bot.domain.query import Query

LIMIT = 10
WARM = 20  # queries before the stopwatch runs

__all__ = ["Served", "build", "serve", "update"]


@dataclass(frozen=True, kw_only=True)
class Served:
    """Seconds, and bytes of anonymous memory: of the process alone, with the index open, after all queries."""

    open: float
    first: float  # opening and the first query
    cpu: Mapping[str, Sequence[float]]
    wall: Mapping[str, Sequence[float]]
    alone: int
    opened: int
    serving: int


def update(folder: Path, entry: Entry, tags: Mapping[str, Tag], word: str) -> float:
    """Seconds from the change of an entry, whose title then has ``word``, until a reader that was open finds it."""
    title = entry.title.model_copy(update={"en": f"{entry.title.en} {word}"})
    changed = record_of(entry.model_copy(update={"title": title}), tags)
    reader = Reader.open(folder)
    query = Query.parse(word)
    assert not reader.find(query, limit=LIMIT).keys, f"there is a {word} already"
    began = time.perf_counter()
    index_build.update(folder, reader.index, [changed], [], reader.analysis)
    reader.renew()
    found = reader.find(query, limit=LIMIT)
    seconds = time.perf_counter() - began
    assert found.keys == (entry.key,), f"{word} is not found"
    index_build.update(folder, reader.index, [record_of(entry, tags)], [], reader.analysis)
    return seconds


def serve(folder: Path, queries: Mapping[str, Sequence[str]]) -> Served:
    """Open the index in a new process, ask it all the queries, and look at its memory."""
    child = subprocess.run(
        [sys.executable, "-m", "tests.bench.search_ours", str(folder)],
        input=json.dumps(queries), stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return Served(**json.loads(child.stdout))


def _served(folder: Path, queries: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    parsed = {kind: list(map(Query.parse, texts)) for kind, texts in queries.items()}
    alone = anonymous()
    began = time.perf_counter()
    reader = Reader.open(folder)
    opening = time.perf_counter() - began
    kinds = list(parsed)
    reader.find(parsed[kinds[0]][0], limit=LIMIT)
    first, opened = time.perf_counter() - began, anonymous()
    cpu: dict[str, list[float]] = {}
    wall: dict[str, list[float]] = {}
    for kind in kinds:
        for query in parsed[kind][-WARM:]:
            reader.find(query, limit=LIMIT)
        cpu[kind], wall[kind] = _timed(reader, parsed[kind])
    serving = anonymous()
    times = {"open": opening, "first": first, "cpu": cpu, "wall": wall}
    return times | {"alone": alone, "opened": opened, "serving": serving}


def _timed(reader: Reader, queries: Iterable[Query]) -> tuple[list[float], list[float]]:
    cpu: list[float] = []
    wall: list[float] = []
    for query in queries:
        began, spent = time.perf_counter(), time.thread_time()
        reader.find(query, limit=LIMIT)
        cpu.append(time.thread_time() - spent)
        wall.append(time.perf_counter() - began)
    return cpu, wall


def anonymous() -> int:
    """Bytes of this process that no file stands behind, as Linux counts them: without the mapped index."""
    rollup = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    match = re.search(r"^Anonymous:\s+(\d+) kB", rollup, flags=re.MULTILINE)
    return int(match[1]) * 1024 if match else 0


if __name__ == "__main__":
    print(json.dumps(_served(Path(sys.argv[1]), json.loads(sys.stdin.read()))))
