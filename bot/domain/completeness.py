"""Completeness: what a catalog consists of, and what its entries lack."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.domain.entry import Entry, Status

KEYS_KEPT = 20  # of the entries that lack the same thing: of a million drafts nobody reads all


@dataclass(kw_only=True)
class Some:
    """Entries that have something in common: how many, and the keys of the first."""

    count: int = 0
    keys: list[str] = field(default_factory=list)

    def add(self, key: str) -> None:
        self.count += 1
        if len(self.keys) < KEYS_KEPT:
            self.keys.append(key)


@dataclass(kw_only=True)
class Completeness:
    """Counts over all entries but the rejected; ``tags``, ``kinds``, ``years`` and ``languages`` by how often."""

    ready: int = 0
    drafts: int = 0
    rejected: int = 0
    lacking: dict[str, Some] = field(default_factory=dict)  # field as a collection file names it → entries without it
    unreviewed: Some = field(default_factory=Some)  # a machine's texts that no person has approved yet
    complete: Some = field(default_factory=Some)  # drafts that lack nothing: only a person's word
    kinds: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)  # of the documents
    years: Counter[str] = field(default_factory=Counter)
    precision: Counter[str] = field(default_factory=Counter)  # of dates: day, month, year
    tags: Counter[str] = field(default_factory=Counter)

    @property
    def entries(self) -> int:
        return self.ready + self.drafts + self.rejected


def completeness_of(entries: Iterable[Entry]) -> Completeness:
    """Goes through the entries once, and keeps none."""
    found = Completeness(lacking={name: Some() for name in _FIELDS})
    for entry in entries:
        if entry.status is Status.REJECTED:
            found.rejected += 1
        else:
            _count(entry, found)
    return found


def _count(entry: Entry, found: Completeness) -> None:
    if entry.ready:
        found.ready += 1
    else:
        found.drafts += 1
    if entry.drafted and not entry.reviewed:
        found.unreviewed.add(entry.key)
    lacks = list(lacks_of(entry))
    for name in lacks:
        found.lacking[name].add(entry.key)
    if not lacks and not entry.ready:
        found.complete.add(entry.key)
    found.kinds[entry.kind.value] += 1
    found.languages[entry.language] += 1
    found.tags.update(entry.tags)
    if date := entry.published:
        found.years[f"{date.year:04}"] += 1
        found.precision["day" if date.day else "month" if date.month else "year"] += 1


_FIELDS = ("title.en", "title.zh", "overview.en", "overview.zh", "url", "published", "tags", "authors")


def lacks_of(entry: Entry) -> Iterator[str]:
    """What a ready entry needs and this one has not, as a collection file names it; ``authors`` or organizations."""
    has = (
        entry.title.en, entry.title.zh, entry.overview.en, entry.overview.zh, entry.url, entry.published, entry.tags,
        entry.authors or entry.organizations,
    )  # fmt: skip
    return (name for name, value in zip(_FIELDS, has, strict=True) if not value)
