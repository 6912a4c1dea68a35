"""Glances: what selection knows of all entries, as columns. A million take some 20 MB; as objects, gigabytes."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from bot.domain.entry import Entry, Kind, Published, Status


class Likes(NamedTuple):
    """What the balanced order looks at: entries that share it are all the same to it."""

    kind: Kind
    tags: tuple[str, ...]  # sorted: in whatever order a curator names them, it is the same


class Glance(NamedTuple):
    """One entry's row."""

    likes: Likes
    published: int  # see ``day_of``
    language: str
    ready: bool
    unreviewed: bool
    draft: bool

    @classmethod
    def of(cls, entry: Entry) -> Self:
        return cls(
            likes=Likes(entry.kind, tuple(sorted(set(entry.tags)))),
            published=day_of(entry.published),
            language=entry.language,
            ready=entry.ready,
            unreviewed=entry.unreviewed,
            draft=entry.status is Status.DRAFT,
        )


def day_of(published: Published | None) -> int:
    """A date that sorts: 20240912, 20240900 where the day is unknown, 20240000 without a month, 0 without a date."""
    if published is None:
        return 0
    year, month, day = published.order
    return year * 10_000 + month * 100 + day


@dataclass(frozen=True, kw_only=True, eq=False)
class Glances:
    """One element of each column is one entry, in the curators' order; an entry's index is its position."""

    likes: NDArray[np.int32]  # index into ``distinct``
    distinct: tuple[Likes, ...]
    published: NDArray[np.int32]
    language: NDArray[np.int16]  # index into ``languages``
    languages: tuple[str, ...]
    ready: NDArray[np.bool_]
    unreviewed: NDArray[np.bool_]
    draft: NDArray[np.bool_]  # waits for review

    def __len__(self) -> int:
        return len(self.likes)

    @classmethod
    def of(cls, rows: Iterable[Glance]) -> Self:
        distinct: dict[Likes, int] = {}
        languages: dict[str, int] = {}
        likes, published, language = array("i"), array("i"), array("h")
        ready, unreviewed, draft = bytearray(), bytearray(), bytearray()
        for row in rows:
            likes.append(distinct.setdefault(row.likes, len(distinct)))
            published.append(row.published)
            language.append(languages.setdefault(row.language, len(languages)))
            ready.append(row.ready)
            unreviewed.append(row.unreviewed)
            draft.append(row.draft)
        return cls(
            likes=np.frombuffer(likes, np.int32) if likes else np.empty(0, np.int32),
            distinct=tuple(distinct),
            published=np.frombuffer(published, np.int32) if published else np.empty(0, np.int32),
            language=np.frombuffer(language, np.int16) if language else np.empty(0, np.int16),
            languages=tuple(languages),
            ready=np.frombuffer(ready, np.bool_) if ready else np.empty(0, np.bool_),
            unreviewed=np.frombuffer(unreviewed, np.bool_) if unreviewed else np.empty(0, np.bool_),
            draft=np.frombuffer(draft, np.bool_) if draft else np.empty(0, np.bool_),
        )
