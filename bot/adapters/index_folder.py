"""Where the index lies: ``search/`` in the state folder, a folder per edition, a pointer to the one in use.

Several processes read it; one at a time writes. All of it can be deleted at any time: it is made again.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from bot.adapters import analysis_tables
from bot.adapters.index_schema import FORMAT

POINTER = "current"
LOCK = "lock"
STAMP = "format"


class IndexFolder:
    """The folder ``search/``; nothing in it need exist."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def edition(self) -> str:
        """What the index depends on beside the entries. An index of another edition is not opened."""
        return f"{FORMAT} {analysis_tables.edition()} {version('tantivy')}"

    def current(self) -> Path | None:
        """The folder in use; None where there is none of this edition."""
        try:
            name = (self.root / POINTER).read_text(encoding="utf-8").strip()
            stamp = (self.root / name / STAMP).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None
        return self.root / name if name and "/" not in name and stamp == self.edition else None

    @contextmanager
    def building(self) -> Iterator[Path]:
        """A new empty folder, removed at the end unless it has been put in use."""
        number = 1 + max((int(each.name) for each in self._numbered()), default=0)
        folder = self.root / f"{number:06}"
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            if self.current() != folder:
                shutil.rmtree(folder, ignore_errors=True)

    def use(self, folder: Path) -> None:
        """Put it in the place of the one before, which those who have it open can go on reading."""
        (folder / STAMP).write_text(self.edition, encoding="utf-8")
        scratch = self.root / f"{POINTER}.{os.getpid()}"
        scratch.write_text(folder.name, encoding="utf-8")
        scratch.replace(self.root / POINTER)
        for other in self._numbered():
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)

    def _numbered(self) -> list[Path]:
        return [each for each in self.root.glob("[0-9]*") if each.name.isdigit()] if self.root.is_dir() else []

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """Whether this process alone may write inside the block; False while another one does.

        The lock goes with its process, however that ends.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / LOCK).open("a") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True
