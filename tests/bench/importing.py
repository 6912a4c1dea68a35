"""Importing: ``uv run python -m tests.bench.importing``.

How many records a second each importer reads, beside its parser alone; and how many the whole command takes in, of our
format for bulk, into an empty and a full catalog, with the memory that it needs. Each figure is a process of its own.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bot import shipped

FORMATS = ("jsonl", "csl", "bibtex", "feed", "awesome", "article")
SIZES = (100, 10_000, 1_000_000)
MOST_ELSEWHERE = 10_000  # records of the other formats, whose sources are never much longer
MOST_OF_A_FEED = 8_000  # its reader stops after 50,000 elements
ALONE = {
    "jsonl": "json.loads, dict by address", "csl": "json.loads, dict by address", "feed": "feedparser",
    "bibtex": "bibtexparser", "awesome": "markdown-it-py",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Ran:
    """One process, from its start to its end."""

    said: str
    wall: float  # seconds
    cpu: float
    memory: float  # MiB, resident at most


def ran(*arguments: str, folder: Path | None = None) -> Ran:
    """RuntimeError where the process fails."""
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen([sys.executable, *arguments], cwd=folder, env=environment, stdout=out)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{' '.join(arguments)}: exit code {process.returncode}")
        wall = time.perf_counter() - began
        out.seek(0)
        return Ran(said=out.read(), wall=wall, cpu=used.ru_utime + used.ru_stime, memory=used.ru_maxrss / 1024)


def reading(sizes: Sequence[int], formats: Sequence[str], folder: Path) -> None:
    """Each importer alone."""
    print("\n## Reading: records a second of CPU, and MiB at most\n")
    print(f"{'format':8} {'records':>9} {'ours':>9} {'MiB':>6} {'alone':>9} {'MiB':>6} {'ours costs':>11}  alone is")
    for format in formats:
        rates = []
        for count in sizes:
            if count > MOST_ELSEWHERE and format != "jsonl":
                continue
            size = min(count, MOST_OF_A_FEED) if format == "feed" else count
            first, path = _made(format, 1, folder / "first"), _made(format, size, folder / "records")
            rate, memory = _read("ours", format, first, path, size)
            rates.append(rate)
            line = f"{format:8} {size:9,} {rate:9,.0f} {memory:6.0f}"
            if format in ALONE:
                other, other_memory = _read("beside", format, first, path, size)
                line += f" {other:9,.0f} {other_memory:6.0f} {other / rate:10.1f}×  {ALONE[format]}"
            print(line, flush=True)
        print(f"{'':8} from {sizes[0]:,} on, a record takes {rates[0] / rates[-1]:.2f} times as long")


def _made(what: str, count: int, path: Path) -> Path:
    ran("-m", "tests.bench.importing_records", what, str(count), str(path))
    return path


def _read(side: str, format: str, first: Path, path: Path, size: int) -> tuple[float, float]:
    done = ran("-m", "tests.bench.importing_child", side, format, str(first), str(path))
    told = json.loads(done.said)
    if told["records"] < size * 0.9:  # a few titles of the corpus are the same
        raise RuntimeError(f"{side} found {told['records']} of {size} records in {path}")
    return size / told["seconds"], done.memory


def importing(sizes: Sequence[int], folder: Path, *, full: bool) -> None:
    """The whole command: read, fit, compare, suspect and write; then the same again, when all is known."""
    print("\n## digestbot import jsonl: records a second of CPU, from the start of the process to its end\n")
    heads = ("catalog", "records", "wall, s", "CPU, s", "rate", "MiB", "again, s", "MiB")
    print("{:>9} {:>9} {:>8} {:>8} {:>8} {:>6} {:>9} {:>6}".format(*heads))
    start = _start(folder)
    print(f"a start that imports one record takes {start.cpu:.2f} s and {start.memory:.0f} MiB")
    for filled in (False, True) if full else (False,):
        each = []
        for size in sizes:
            home = _home(folder, f"{size}-{filled}", size if filled else 0)
            _made("jsonl", size, home / "bulk.jsonl")
            command = ("-m", "bot", "import", "jsonl", "bulk.jsonl", "--into", "data/entries/big.jsonl")
            first, again = [ran(*command, folder=home) for _ in range(2)]
            shutil.rmtree(home)
            each.append((first.cpu - start.cpu) / size)
            line = f"{size if filled else 0:9,} {size:9,} {first.wall:8.1f} {first.cpu:8.1f} {size / first.cpu:8,.0f}"
            print(f"{line} {first.memory:6.0f} {again.cpu:9.1f} {again.memory:6.0f}", flush=True)
        if len(sizes) > 1:  # without what each start takes
            print(f"from {sizes[-2]:,} to {sizes[-1]:,} records, one takes {each[-1] / each[-2]:.2f} times as long")


def _start(folder: Path) -> Ran:
    home = _home(folder, "start", 0)
    _made("jsonl", 1, home / "bulk.jsonl")
    return ran("-m", "bot", "import", "jsonl", "bulk.jsonl", "--into", "data/entries/big.jsonl", folder=home)


def _home(folder: Path, name: str, entries: int) -> Path:
    """A curator's folder with so many entries."""
    home = folder / name
    (home / "data" / "entries").mkdir(parents=True)
    (home / "data" / "tags.yaml").write_bytes((shipped.data() / "tags.yaml").read_bytes())
    if entries:
        _made("collection", entries, home / "data" / "entries" / "others.jsonl")
    return home


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=lambda text: [int(part) for part in text.split(",")], default=SIZES)
    parser.add_argument("--formats", type=lambda text: text.split(","), default=FORMATS, help="of which the reading")
    parser.add_argument("--no-full", action="store_true", help="not against a full catalog")
    parser.add_argument("--no-reading", action="store_true", help="the whole command alone")
    given = parser.parse_args()
    libraries = ", ".join(f"{name} {version(name)}" for name in ("bibtexparser", "feedparser", "markdown-it-py"))
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
          f"Python {platform.python_version()}, {libraries}")  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        if not given.no_reading:
            reading(given.sizes, given.formats, Path(scratch))
        importing(given.sizes, Path(scratch), full=not given.no_full)


if __name__ == "__main__":
    main()
