"""Another process on the same read model: ``python -m tests.adapters.catalog_child DEED DATA FOLDER``."""

import os
import signal
import sys
from pathlib import Path

from bot.adapters.catalog_kept import KeptCatalog


def load(data: Path, folder: Path) -> None:
    """Prints the keys, and the files of the data folder that were opened for it."""
    opened: list[str] = []

    def listen(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and str(arguments[0]).startswith(str(data)) and Path(str(arguments[0])).is_file():
            opened.append(Path(str(arguments[0])).name)

    sys.addaudithook(listen)
    catalog = KeptCatalog(data, folder).load()
    sys.stdout.write(f"{' '.join(catalog.entries)}\n{' '.join(opened)}\n")


def die(data: Path, folder: Path) -> None:
    """Killed, as by a power cut, with half of the files read."""

    def told(done: int, total: int) -> None:
        if done > total / 2:
            os.kill(os.getpid(), signal.SIGKILL)

    KeptCatalog(data, folder).load(told)


if __name__ == "__main__":
    {"load": load, "die": die}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
