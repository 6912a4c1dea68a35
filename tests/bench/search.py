"""Search at 14, 100,000 and a million entries, beside SQLite FTS5: ``uv run python -m tests.bench.search``.

The corpus is synthetic (``tests/search/corpus.py``), the same for everybody, and streamed. Both indexes are built and
asked in the same run, one after the other; queries are drawn from the corpus. Ours answers in a new process that does
nothing else, so that its memory can be looked at. FTS5 is asked as many queries of a kind as it begins within some
seconds. Milliseconds are of the asking thread's CPU, and of the wall.
"""

import argparse
import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from tests.bench import search_fts, search_ours
from tests.bench.search_fts import Drawn
from tests.bench.search_ours import Served
from tests.bench.search_queries import Sample, draw
from tests.search import names
from tests.search.corpus import SEED, entries

SIZES = (14, 100_000, 1_000_000)
QUERIES = 200  # of each kind
FTS_SECONDS = 20.0  # for each kind
TAGS = {tag.key: tag for tag in names.tags()}
TOLD_EVERY = 5.0  # seconds
UPDATES = 5  # the figure is their median
NEW_WORD = "zyxwvutsrq"  # in no entry

_Times = Mapping[str, Sequence[float]]


@dataclass(frozen=True, kw_only=True)
class Built:
    """One index: seconds to build it, bytes on the disk, seconds for one change to be found."""

    seconds: float
    size: int
    update: float


@dataclass(frozen=True, kw_only=True)
class Figures:
    """All that is measured at one size."""

    entries: int
    ours: Built
    served: Served
    fts: Built | None = None
    fts_cpu: _Times = field(default_factory=dict)
    fts_wall: _Times = field(default_factory=dict)


def measure(size: int, count: int, seed: int, folder: Path, *, fts: bool) -> Figures:
    sample = Sample(size, seed)
    ours = folder / "ours" / "000001"
    seconds = _clocked(
        lambda: search_ours.build(ours, sample.watch(entries(size, seed)), TAGS, told=_Told("ours", size))
    )
    updates = [search_ours.update(ours, sample.kept[number], TAGS, NEW_WORD) for number in range(min(UPDATES, size))]
    queries = draw(sample.kept, count, seed)
    _say(f"asking ours {len(queries)} kinds of {count} queries")
    served = search_ours.serve(ours, {kind: [asked.text for asked in some] for kind, some in queries.items()})
    built = Built(seconds=seconds, size=_size(folder / "ours"), update=statistics.median(updates))
    if not fts:
        return Figures(entries=size, ours=built, served=served)
    beside, times = measure_fts(size, seed, queries, folder / "fts.sqlite")
    cpu, wall = ({kind: both[which] for kind, both in times.items()} for which in (0, 1))
    return Figures(entries=size, ours=built, served=served, fts=beside, fts_cpu=cpu, fts_wall=wall)


def measure_fts(
    size: int, seed: int, queries: Mapping[str, Sequence[Drawn]], path: Path
) -> tuple[Built, dict[str, tuple[list[float], list[float]]]]:
    """The same, of FTS5; thread-CPU and wall seconds by kind."""
    seconds = _clocked(lambda: search_fts.build(path, entries(size, seed), TAGS, _Told("FTS5", size)))
    bytes_before = path.stat().st_size
    times = {}
    for kind, some in queries.items():
        if some[0].match is not None:
            _say(f"asking FTS5: {kind}")
            times[kind] = search_fts.ask(path, some, FTS_SECONDS)
    update = search_fts.update(path, size, NEW_WORD)
    return Built(seconds=seconds, size=bytes_before, update=update), times


def _clocked(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _say(progress: str) -> None:
    print(progress, file=sys.stderr, flush=True)


class _Told:
    """Says on stderr how far a build is, now and then."""

    def __init__(self, what: str, size: int) -> None:
        self._what, self._size = what, size
        self._next = time.monotonic() + TOLD_EVERY

    def __call__(self, done: int) -> None:
        if time.monotonic() > self._next:
            _say(f"{self._what}: {done:,} of {self._size:,}")
            self._next = time.monotonic() + TOLD_EVERY


# What is printed.


def percentile(times: Sequence[float], share: float) -> float:
    """Milliseconds; the least time that so many of the queries do not exceed."""
    return 1000 * sorted(times)[min(len(times) - 1, int(share * len(times)))]


def pair(times: Sequence[float]) -> str:
    return f"{percentile(times, 0.5):8.2f} / {percentile(times, 0.99):<8.2f}"


def show(figures: Figures) -> None:
    print(f"\n## {figures.entries:,} entries\n")
    _show_built("ours", figures.ours, figures.entries)
    if figures.fts:
        _show_built("FTS5", figures.fts, figures.entries)
    served = figures.served
    print(f"ours: open {1000 * served.open:.0f} ms, open and first query {1000 * served.first:.0f} ms")
    memory = " → ".join(f"{count / 2**20:.0f}" for count in (served.alone, served.opened, served.serving))
    print(f"ours: anonymous MiB of a process that serves, before opening → opened → after all queries: {memory}\n")
    heads = ("kind, ms p50 / p99", "ours, CPU", "ours, wall", "FTS5, CPU", "FTS5 ÷ ours, CPU", "FTS5's queries")
    print("{:20} {:^19} {:^19} {:^19} {:^17} {:>15}".format(*heads if figures.fts else (*heads[:3], "", "", "")))
    for kind, cpu in served.cpu.items():
        line = f"{kind:20} {pair(cpu)} {pair(served.wall[kind])}"
        print(line + _beside(cpu, figures.fts_cpu.get(kind)) if figures.fts else line)
    pooled = [one for times in served.cpu.values() for one in times]
    print(f"{'all':20} {pair(pooled)} {pair([one for times in served.wall.values() for one in times])}")


def _beside(ours: Sequence[float], fts: Sequence[float] | None) -> str:
    if fts is None:
        return f" {'cannot':>19}"
    ratios = [percentile(fts, share) / percentile(ours, share) for share in (0.5, 0.99)]
    return f" {pair(fts)} {ratios[0]:7.1f} / {ratios[1]:<7.1f} {len(fts):15}"


def _show_built(name: str, built: Built, count: int) -> None:
    rate = f"{count / built.seconds:,.0f} entries/s ({built.seconds:.1f} s)"
    print(f"{name}: built {rate}, {built.size / 1e6:,.1f} MB, one update {1000 * built.update:.1f} ms")


def show_growth(few: Figures, many: Figures) -> None:
    print(f"\n## Growth from {few.entries:,} to {many.entries:,} entries ({many.entries / few.entries:,.0f} times)\n")
    heads = ("kind, CPU p50 / p99", "ours", "FTS5")
    print("{:20} {:>20} {:>20}".format(*heads))
    for kind in few.served.cpu:
        both = [(few.served.cpu[kind], many.served.cpu[kind])]
        if kind in few.fts_cpu and kind in many.fts_cpu:
            both.append((few.fts_cpu[kind], many.fts_cpu[kind]))
        print(f"{kind:20}" + "".join(f" {_growth(*each):>20}" for each in both))


def _growth(few: Sequence[float], many: Sequence[float]) -> str:
    return " / ".join(f"{percentile(many, share) / percentile(few, share):.1f}" for share in (0.5, 0.99))


def generated(seed: int, count: int = 5_000) -> float:
    """Entries a second of the corpus alone, which every build has to wait for."""
    next(entries(1, seed))
    return count / _clocked(lambda: _exhaust(entries(count, seed)))


def _exhaust(things: Iterable[object]) -> None:
    for _ in things:
        pass


def main(sizes: Sequence[int], count: int, seed: int, keep: Path | None, *, fts: bool) -> None:
    versions = ", ".join(f"{name} {version(name)}" for name in ("tantivy", "rapidfuzz"))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions},")
    print(f"SQLite {sqlite3.sqlite_version}; seed {seed}, {count} queries of each kind")
    print(f"The corpus by itself: {generated(seed):,.0f} entries/s")
    figures = []
    with tempfile.TemporaryDirectory() as scratch:
        for size in sorted(sizes):
            folder = (keep or Path(scratch)) / str(size)
            folder.mkdir(parents=True)
            figures.append(measure(size, count, seed, folder, fts=fts))
            show(figures[-1])
    if len(figures) > 1:
        show_growth(figures[0], figures[-1])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=lambda text: [int(part) for part in text.split(",")], default=SIZES)
    parser.add_argument("--queries", type=int, default=QUERIES, help="of each kind")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--keep", type=Path, help="a new folder for the indexes, which then stay")
    parser.add_argument("--no-fts", action="store_true", help="ours alone, which takes far less time")
    given = parser.parse_args()
    main(given.sizes, given.queries, given.seed, given.keep, fts=not given.no_fts)
