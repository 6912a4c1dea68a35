"""Loading the catalog at 14, 10,000 and a million entries: ``uv run python -m tests.bench.catalog``.

The corpus is that of the search's benchmark (``tests/search/corpus.py``), the same for everybody, written as JSONL and,
up to ten thousand, as YAML. Every start is a process of its own, from its command until the catalog is ready: cold,
without a read model; unchanged; and with one line that has changed. The alternative is a reading of everything into
memory, as a bot does that has no read model, up to ten thousand entries.
"""

import argparse
import json
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.domain.entry import Entry
from tests.search import names
from tests.search.corpus import entries

SIZES = (14, 10_000, 1_000_000)
MOST_YAML = 10_000  # a million as YAML are an hour, and nobody keeps a collection like that
MOST_IN_MEMORY = 10_000  # a million are some ten gigabytes
RUNS = 3  # of a start that is short; the figure is their median
SETTLING = 2.5  # seconds until a file that was just written is old enough to be trusted


@dataclass(frozen=True, kw_only=True)
class Start:
    """Seconds from the command to the catalog, those of loading alone, on the clock and of CPU in all its processes;
    resident MiB then, and once it is used.
    """

    ready: float
    load: float
    cpu: float
    memory: float
    using: float


@dataclass(frozen=True, kw_only=True)
class Figures:
    """At one size, of one form. Seconds and bytes."""

    entries: int
    size: int
    validate: float | None
    cold: Start
    unchanged: Start
    changed: Start | None
    model: int
    in_memory: Start | None


def measure(form: str, size: int, scratch: Path, *, validating: bool) -> Figures:
    folder, model = scratch / f"{form}-{size}", scratch / f"{form}-{size}-model"
    path = written(form, size, folder)
    time.sleep(SETTLING)
    validate = None
    if validating:
        _say(f"{form}: validating {size:,}")
        validate = _clocked(lambda: _run("-m", "bot", "validate", str(folder)))
    _say(f"{form}: starting with {size:,}")
    cold = _start("kept", folder, model)
    unchanged = _median([_start("kept", folder, model) for _ in range(RUNS)])
    changed = _changed(path, folder, model) if form == "jsonl" else None
    in_memory = _start("memory", folder, model) if size <= MOST_IN_MEMORY else None
    bytes_of_model = sum(each.stat().st_size for each in model.rglob("*") if each.is_file())
    return Figures(
        entries=size,
        size=path.stat().st_size,
        validate=validate,
        cold=cold,
        unchanged=unchanged,
        changed=changed,
        model=bytes_of_model,
        in_memory=in_memory,
    )


def _changed(path: Path, folder: Path, model: Path) -> Start:
    """A start after an editor has rewritten the file, with another title in its last line."""
    scratch = path.with_suffix(".new")
    with path.open(encoding="utf-8") as before, scratch.open("w", encoding="utf-8") as after:
        last = ""
        for line in before:
            after.write(last)
            last = line
        after.write(last.replace('"title": {"en": "', '"title": {"en": "Changed ', 1))
    scratch.replace(path)
    time.sleep(SETTLING)
    return _start("kept", folder, model)


def written(form: str, size: int, folder: Path) -> Path:
    """The collection in a data folder of its own."""
    (folder / "entries").mkdir(parents=True)
    tags = [f"  {tag.key}: {json.dumps({'en': tag.en, 'zh': tag.zh}, ensure_ascii=False)}\n" for tag in names.tags()]
    (folder / "tags.yaml").write_text("tags:\n" + "".join(tags), encoding="utf-8")
    path = folder / "entries" / f"corpus.{form}"
    head = '{"title": {"en": "Corpus", "zh": "语料"}}'
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{{"collection": {head}}}\n' if form == "jsonl" else f"collection: {head}\nentries:\n")
        for entry in entries(size):
            file.writelines(_lines(form, entry))
    return path


def _lines(form: str, entry: Entry) -> Iterator[str]:
    fields = entry.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if form == "jsonl":
        yield json.dumps(fields, ensure_ascii=False) + "\n"
        return
    for place, (name, value) in enumerate(fields.items()):  # field by field, as people write it
        yield f"{'    ' if place else '  - '}{name}: {json.dumps(value, ensure_ascii=False)}\n"


def _run(*arguments: str) -> str:
    return subprocess.run([sys.executable, *arguments], stdout=subprocess.PIPE, text=True, check=True).stdout


def _start(how: str, folder: Path, model: Path) -> Start:
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.catalog_child", how, str(folder), str(model)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with child:
        assert child.stdout
        child.stdout.readline()
        ready = time.perf_counter() - began
        told: dict[str, Any] = json.loads(child.stdout.readline())
    return Start(ready=ready, **told)


def _median(starts: Sequence[Start]) -> Start:
    rows = [asdict(start) for start in starts]
    return Start(**{name: statistics.median(row[name] for row in rows) for name in rows[0]})


def _clocked(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _say(progress: str) -> None:
    print(progress, file=sys.stderr, flush=True)


# What is printed.


def show(form: str, found: Sequence[Figures]) -> None:
    heads = [f"{figures.entries:,}" for figures in found]
    growth = f"× from {heads[0]} to {heads[-1]}"
    print(f"\n## {form}\n\n{'':44}" + "".join(f"{head:>12}" for head in heads) + f"  {growth}")
    _row("collection, MB", [figures.size / 1e6 for figures in found])
    _row("digestbot validate, entries/s", [f.validate and f.entries / f.validate for f in found])
    _row("load and validate alone, entries/s", [figures.entries / figures.cold.load for figures in found])
    _row("load and validate, entries a CPU second", [figures.entries / figures.cold.cpu for figures in found])
    kinds: dict[str, list[Start | None]] = {
        "cold": [figures.cold for figures in found],
        "unchanged": [figures.unchanged for figures in found],
        "one line changed": [figures.changed for figures in found],
        "all in memory": [figures.in_memory for figures in found],
    }
    for name, starts in kinds.items():
        if any(starts):
            _row(f"{name}: command to catalog, s", [start.ready if start else None for start in starts])
            _row(f"{name}: of that loading, s", [start.load if start else None for start in starts])
            _row(f"{name}: CPU of loading, s", [start.cpu if start else None for start in starts])
            _row(f"{name}: resident, MiB", [start.memory if start else None for start in starts])
            _row(f"{name}: resident in use, MiB", [start.using if start else None for start in starts])
    _row("read model, MB", [figures.model / 1e6 for figures in found])


def _row(name: str, values: Sequence[float | None]) -> None:
    shown = "".join(
        f"{'–' if value is None else f'{value:,.3f}' if value < 10 else f'{value:,.0f}':>12}" for value in values
    )
    first, last = values[0], values[-1]
    print(f"{name:44}{shown}" + (f"  {last / first:,.1f}" if first and last and len(values) > 1 else ""))


def main(sizes: Sequence[int], *, validating: bool) -> None:
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}; median of {RUNS} unchanged starts"
    )
    with tempfile.TemporaryDirectory() as scratch:
        for form in ("yaml", "jsonl"):
            wanted = [size for size in sorted(sizes) if form == "jsonl" or size <= MOST_YAML]
            if wanted:
                show(form, [measure(form, size, Path(scratch), validating=validating) for size in wanted])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=lambda text: [int(part) for part in text.split(",")], default=SIZES)
    parser.add_argument("--no-validate", action="store_true", help="starts alone, which takes half the time")
    given = parser.parse_args()
    main(given.sizes, validating=not given.no_validate)
