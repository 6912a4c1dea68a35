"""What is known of each entry of one file, as columns: its id in the read model, and what can be told at a glance."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

READY, UNREVIEWED, DRAFT, FAULTY = 1, 2, 4, 8  # flags

_TYPES = {
    "ids": np.int32, "likes": np.int32, "published": np.int32, "language": np.int16, "flags": np.uint8,
    "lines": np.int32, "digests": np.uint64,
}  # fmt: skip
NAMES = tuple(_TYPES)
JUDGED = ("ids", "likes", "published", "language", "flags")


@dataclass(frozen=True, kw_only=True, eq=False)
class FileColumns:
    """One element of each is one entry, in the file's order."""

    ids: NDArray[np.int32]
    likes: NDArray[np.int32]
    published: NDArray[np.int32]
    language: NDArray[np.int16]
    flags: NDArray[np.uint8]
    lines: NDArray[np.int32]
    digests: NDArray[np.uint64]  # of a line's bytes; 0 in YAML

    @classmethod
    def of(cls, blobs: Sequence[bytes]) -> Self:
        """ValueError where they are not of one length."""
        columns = {name: np.frombuffer(blob, _TYPES[name]) for name, blob in zip(NAMES, blobs, strict=True)}
        if len({len(column) for column in columns.values()}) > 1:
            raise ValueError("columns of different lengths")
        return cls(**columns)

    @classmethod
    def joined(cls, parts: Iterable["FileColumns"]) -> Self:
        """Those of several files, one after the other."""
        held = list(parts)
        return cls(
            **{
                name: np.concatenate([getattr(part, name) for part in held] or [np.empty(0, kind)])
                for name, kind in _TYPES.items()
            }
        )

    def blobs(self) -> tuple[bytes, ...]:
        return tuple(getattr(self, name).tobytes() for name in NAMES)

    def __len__(self) -> int:
        return len(self.ids)

    def flag(self, which: int) -> NDArray[np.bool_]:
        return (self.flags & which).astype(np.bool_)

    def where(self, wanted: NDArray[np.bool_]) -> "FileColumns":
        """Some of the entries."""
        return FileColumns(**{name: getattr(self, name)[wanted] for name in NAMES})


class Growing:
    """Columns of a file while it is being read; ``known`` are those of its state before."""

    def __init__(self, known: FileColumns) -> None:
        self._known = known
        self._before = array("i")  # an entry's place then, or -1
        self._lines = array("i")
        self._digests = array("Q")
        self._places = array("i")  # of those that are new, with their values
        self._new = {name: array(np.dtype(_TYPES[name]).char) for name in JUDGED}

    def __len__(self) -> int:
        return len(self._before)

    def add(self, *, before: int = -1, line: int = 0, digest: int = 0) -> None:
        """The next entry: as it was before at that place, or to be filled."""
        self._before.append(before)
        self._lines.append(line)
        self._digests.append(digest)

    def fill(self, place: int, **values: int) -> None:
        """What an entry was judged to be: all of JUDGED."""
        self._places.append(place)
        for name, value in values.items():
            self._new[name].append(value)

    def done(self) -> FileColumns:
        before = np.array(self._before, np.int32)
        kept = before >= 0
        columns: dict[str, Any] = {
            "lines": np.array(self._lines, np.int32),
            "digests": np.array(self._digests, np.uint64),
        }
        for name in JUDGED:
            column = np.zeros(len(self), _TYPES[name])
            column[kept] = getattr(self._known, name)[before[kept]]
            column[np.array(self._places, np.int32)] = np.array(self._new[name], _TYPES[name])
            columns[name] = column
        return FileColumns(**columns)


class Seeker:
    """Finds lines in the state before. Each is found once: the same again is for the rules to judge."""

    def __init__(self, known: FileColumns) -> None:
        self._digests = array("Q", known.digests.tobytes())
        self._order = np.argsort(known.digests)
        self._sorted = known.digests[self._order]
        self._found = bytearray(len(known))
        self._next = 0

    def place(self, digest: int) -> int | None:
        """Most lines are where they were, or all moved by the same."""
        here = self._next
        if not (here < len(self._digests) and self._digests[here] == digest and not self._found[here]):
            first, end = (np.searchsorted(self._sorted, np.uint64(digest), side) for side in ("left", "right"))
            places = (int(place) for place in self._order[first:end])
            here = next((place for place in places if not self._found[place]), -1)
            if here < 0:
                return None
        self._found[here] = True
        self._next = here + 1
        return here
