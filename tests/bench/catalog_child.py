"""One start of the catalog: ``python -m tests.bench.catalog_child kept|memory DATA MODEL``.

Prints a line when it is ready, and then what it took. In use is with all columns that selection looks at, and some
hundred entries looked up.
"""

import json
import logging
import os
import sys
import time
from pathlib import Path

import psutil

from bot.adapters.catalog_kept import KeptCatalog
from bot.adapters.catalog_yaml import load_catalog


def memory() -> float:
    """Resident MiB."""
    return float(psutil.Process(os.getpid()).memory_info().rss) / 2**20


def cpu() -> float:
    """Seconds, of this process and of those it has started and that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main(how: str, data: Path, model: Path) -> None:
    began, spent = time.perf_counter(), cpu()
    catalog = KeptCatalog(data, model).load() if how == "kept" else load_catalog(data)
    load, spent = time.perf_counter() - began, cpu() - spent
    print("ready", flush=True)
    after = memory()
    columns = catalog.columns
    assert len(columns.ready.flags) == len(catalog)
    for position in range(0, len(catalog), max(1, len(catalog) // 300)):
        assert catalog.entries.position_of(catalog.entries.key_at(position)) == position
        assert next(catalog.entries.at([position])).ready
    print(json.dumps({"load": load, "cpu": spent, "memory": after, "using": memory()}), flush=True)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
