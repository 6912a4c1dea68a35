"""The faults of one reading, and what there is to say of files and folders as such."""

from pathlib import Path

from bot.adapters.catalog_sources import ENTRIES, Source
from bot.domain.faults import Fault
from bot.formats.marked_yaml import Document

KEPT = 1_000  # faults that are told; of more only how many there are


class Faults:
    """Those found so far. A broken million is not a million of messages."""

    def __init__(self) -> None:
        self._kept: list[Fault] = []
        self._more = 0

    def __bool__(self) -> bool:
        return bool(self._kept)

    def add(self, *faults: Fault) -> None:
        room = KEPT - len(self._kept)
        self._kept += faults[:room]
        self._more += len(faults[room:])

    def all(self, place: Path) -> tuple[Fault, ...]:
        """In order of place."""
        what = f"{self._more:,} more faults are not told one by one"
        more = [Fault(place=str(place), what=what, remedy="mend the others first")] if self._more else []
        return tuple(sorted([*self._kept, *more]))


def unreadable(path: Path, error: OSError) -> Fault:
    reason = (error.strerror or type(error).__name__).lower()
    return Fault(place=str(path), what=f"cannot be read ({reason})", remedy="check the file")


def no_folder(folder: Path) -> Fault:
    return Fault(place=str(folder), what="no such file or folder", remedy="correct the path")


def no_entries(folder: Path) -> Fault:
    return Fault(place=str(folder / ENTRIES), what="no entries", remedy="add a collection file there")


def no_tags(path: Path) -> Fault:
    return Fault(place=str(path), what="no such file", remedy="write the tags' names there")


def no_collection(document: Document) -> Fault:
    return document.fault((), what="is not a collection", remedy="write `collection:` and `entries:`")


def same_name(source: Source) -> Fault:
    what = f"another file is called {source.name} too"
    return Fault(place=str(source.path), line=1, what=what, remedy="rename one of them")
