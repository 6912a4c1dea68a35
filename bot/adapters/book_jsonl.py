"""Entries in a JSONL collection: a head, then one entry on each line. A change writes one line anew.

However long the file is, only a line of it is in memory.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from bot.adapters.book_fields import Fields, rank
from bot.adapters.catalog_entry import Record
from bot.adapters.catalog_jsonl import LONGEST
from bot.adapters.catalog_text import pruned
from bot.domain.faults import Fault, FaultsError
from bot.formats.marked_yaml import Document
from bot.formats.nearest import shown
from bot.formats.whole_files import Stamp, stamp_of

_BLOCK = 1 << 20


@dataclass(frozen=True, kw_only=True)
class JsonlEntry:
    """An entry, and where its line is in the file."""

    record: Record
    fields: Fields  # as written
    line: bytes
    start: int  # of the line, in bytes
    stamp: Stamp | None

    @classmethod
    def find(cls, path: Path, key: str) -> "JsonlEntry | None":
        """The first of the file's entries that has the key. Raises OSError, and FaultsError where that is ambiguous."""
        needle, stamp = key.encode(), stamp_of(path)  # before it is opened: another file in its place is noticed
        with path.open("rb") as file:
            for number, start, line in _lines(file):
                if needle not in line:
                    continue
                fields, doubled = _read(line)
                if isinstance(fields, dict) and (record := _record(path, number, fields)).key == key:
                    if doubled:
                        raise FaultsError([record.fault((), f"{shown(doubled)} a second time", "keep one of the two")])
                    return cls(record=record, fields=fields, line=line, start=start, stamp=stamp)
        return None

    def still(self, path: Path) -> bool:
        return stamp_of(path) == self.stamp

    def changed(self, wanted: Mapping[str, Any]) -> Iterator[bytes]:
        """The file with these fields, piece by piece."""
        ordered = {name: wanted[name] for name in _order(self.fields, wanted)}
        ending = self.line[len(self.line.rstrip(b"\r\n")) :]
        return self._with(_as_written(self.fields, self.line)(ordered).encode() + ending)

    def removed(self) -> Iterator[bytes]:
        return self._with(b"")

    def _with(self, line: bytes) -> Iterator[bytes]:
        with Path(self.record.document.place).open("rb") as file:
            left = self.start
            while left and (block := file.read(min(left, _BLOCK))):
                left -= len(block)
                yield block
            yield line
            file.seek(self.start + len(self.line))
            while block := file.read(_BLOCK):
                yield block


def records_of(path: Path, holding: bytes = b"", names: Sequence[str] = ()) -> Iterator[Record]:
    """The file's entries, not judged: those in whose line ``holding`` stands, with all their fields or these.

    Raises OSError, and after the last FaultsError, if there are lines that nobody can read.
    """
    unreadable = 0
    with path.open("rb") as file:
        for number, _, line in _lines(file):
            if holding not in line:
                continue
            try:
                fields = json.loads(line, parse_int=str, parse_float=str)
            except (ValueError, RecursionError):
                unreadable = unreadable or number * bool(line.strip())
                continue
            if isinstance(fields, dict) and "key" in fields:
                yield _record(path, number, {name: fields[name] for name in names or fields if name in fields})
    if unreadable:
        raise FaultsError(
            [Fault(place=str(path), line=unreadable, what="is not JSON", remedy="write one object a line")]
        )


def _lines(file: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """Number, beginning and content of each line; of one that is too long, which is no entry, only a part."""
    number = start = 0
    while line := file.readline(LONGEST + 2):
        number += 1
        yield number, start, line
        start += len(line)
        while not line.endswith(b"\n") and (line := file.readline(LONGEST)):
            start += len(line)


def _record(path: Path, number: int, fields: Fields) -> Record:
    document = Document(place=str(path), value=None, lines={(): number})
    return Record(document=document, path=("entries", number), fields=pruned(fields), entry=None)


def _read(line: bytes) -> tuple[Any, str]:
    """What the line says, None where nobody can read it, and a name that is twice in one of its objects, or ""."""
    doubled: list[str] = []

    def an_object(pairs: list[tuple[str, Any]]) -> Fields:
        fields = dict(reversed(pairs))  # the first counts
        names = [name for name, _ in pairs]
        doubled.extend(name for place, name in enumerate(names) if name in names[:place])
        return {name: fields[name] for name in names}

    try:  # numbers count as the text that was written
        value = json.loads(line, object_pairs_hook=an_object, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None, ""
    return value, doubled[0] if doubled else ""


def _order(old: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """The names as they stood, each new one behind the last of those that the guide has before it."""
    names = [name for name in old if name in wanted]
    for name in sorted(wanted.keys() - old.keys(), key=lambda name: rank((name,))):
        before = [place for place, other in enumerate(names, start=1) if rank((other,)) < rank((name,))]
        names.insert(max(before, key=lambda place: rank((names[place - 1],)), default=0), name)
    return names


def _as_written(fields: Fields, line: bytes) -> "partial[str]":
    """Writes JSON as this line is written, where one of the usual ways would have made it."""
    for separators in ((", ", ": "), (",", ":")):
        for ascii_only in (False, True):
            dumped = partial(json.dumps, separators=separators, ensure_ascii=ascii_only)
            if dumped(fields).encode() == line.rstrip(b"\r\n"):
                return dumped
    return partial(json.dumps, ensure_ascii=False)
