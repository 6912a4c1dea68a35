"""Which files a data folder's catalog is read from, and how each is known to be what it was."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

TAGS = "tags.yaml"
SYNONYMS = "synonyms.yaml"
ENTRIES = "entries"
SUFFIXES = (".yaml", ".yml")
JSONL = ".jsonl"

TICK = 2_000_000_000  # nanoseconds: within so much, two states of a file may bear the same times


class Signature(NamedTuple):
    """What a file is known by without being opened."""

    size: int
    modified: int  # nanoseconds, like the next; editors can set this one, and nobody the other
    changed: int
    inode: int

    @classmethod
    def of(cls, found: os.stat_result) -> "Signature":
        """Of what ``stat`` has found."""
        return cls(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)

    def settled(self, now: int) -> bool:
        """Whether a change after ``now`` (nanoseconds, of the file system's clock) would show."""
        return max(self.modified, self.changed) < now - TICK


@dataclass(frozen=True, kw_only=True)
class Source:
    """One collection file."""

    path: Path
    label: str  # its path in the data folder, by which files are ordered
    name: str  # of the collection: the path in ``entries`` without suffix

    @property
    def of_lines(self) -> bool:
        return self.path.suffix == JSONL


@dataclass(frozen=True, kw_only=True)
class Sources:
    """All files of one reading, the collections in the curators' order."""

    place: Path  # the folder; of a file that is judged by itself, that file
    tags: Path | None  # None where nothing is known of tags
    synonyms: Path | None
    collections: tuple[Source, ...]

    @property
    def size(self) -> int:
        """Bytes of the collections."""
        return sum(source.path.stat().st_size for source in self.collections if source.path.exists())

    def files(self) -> Iterator[tuple[Path, str]]:
        """All that is to be read, with their labels: tags and synonyms first."""
        if self.tags:
            yield self.tags, TAGS
        # A link that leads nowhere was meant to lead somewhere.
        if self.synonyms and (self.synonyms.exists() or self.synonyms.is_symlink()):
            yield self.synonyms, SYNONYMS
        for source in self.collections:
            yield source.path, source.label


def sources_in(folder: Path, *, last: Path | None = None) -> Sources:
    """Of a data folder; ``last`` is a collection file, in it or not, that is to come after all others.

    Of two entries for one document the later is at fault: so it is the one in the file asked about.
    """
    paths = sorted(_collection_files(folder / ENTRIES), key=lambda path: path.relative_to(folder).as_posix())
    if last and last not in (folder / TAGS, folder / SYNONYMS):
        paths = [*(path for path in paths if path != last), last]
    return Sources(
        place=folder,
        tags=folder / TAGS,
        synonyms=folder / SYNONYMS,
        collections=tuple(_source(path, folder) for path in paths),
    )


def source_alone(path: Path) -> Sources:
    """A file outside a data folder, judged by itself."""
    if path.name == SYNONYMS:
        return Sources(place=path, tags=None, synonyms=path, collections=())
    alone = Source(path=path, label=path.name, name=path.stem)
    return Sources(place=path, tags=None, synonyms=None, collections=(alone,))


def _source(path: Path, folder: Path) -> Source:
    inside = path.is_relative_to(folder / ENTRIES)
    name = path.relative_to(folder / ENTRIES if inside else folder).with_suffix("").as_posix()
    return Source(path=path, label=path.relative_to(folder).as_posix(), name=name)


def _collection_files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix in (*SUFFIXES, JSONL) and not hidden and not path.is_dir():
            yield path
