"""Import: what a source holds, beside what the catalog has; the new of it becomes drafts."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from bot.domain.candidate import Candidate, Skipped
from bot.domain.entry import Entry
from bot.domain.incoming import Draft, Fitted, Known, Sorter, Unfit
from bot.domain.suspicion import Suspicion, suspicions
from bot.intake.errors import SourceError

Told = Callable[[int], None]  # how many records are done


class DraftBook(Protocol):
    """The curated files, as an import needs them."""

    @property
    def entries(self) -> Iterable[Entry]:
        """All that are there, drafts too: what a candidate is compared with."""

    def fitted(self, candidate: Candidate) -> Fitted:
        """As it can be written. Raises Unfit."""

    def fields(self, draft: Draft) -> Mapping[str, Any]:
        """As they would stand in the file."""

    def add(self, path: Path, drafts: Sequence[Draft], *, source: str) -> None:
        """All of them or none. Raises FaultsError and OSError."""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A draft to be written, and what to look at in it."""

    draft: Draft
    suspicions: tuple[Suspicion, ...]


@dataclass(kw_only=True)
class Imported:
    """What became of a source's records, each kind in the source's order."""

    new: list[Arrival] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    broken: SourceError | None = None  # the source could not be read to its end; what came before is here

    @property
    def drafts(self) -> list[Draft]:
        return [arrival.draft for arrival in self.new]


def sort_out(
    found: Iterable[Candidate | Skipped], book: DraftBook, today: dt.date, told: Told = lambda done: None
) -> Imported:
    """Nothing is written yet. Done again after it was written, nothing is new."""
    imported, sorter = Imported(), Sorter(book.entries)
    try:
        for done, each in enumerate(found, start=1):
            if isinstance(each, Skipped):
                imported.skipped.append(each)
            else:
                _take(each, imported, book, sorter, today)
            told(done)
    except SourceError as broken:
        imported.broken = broken
    return imported


def _take(candidate: Candidate, imported: Imported, book: DraftBook, sorter: Sorter, today: dt.date) -> None:
    try:
        fitted = book.fitted(candidate)  # before it is compared: as it would be found the next time
    except Unfit as reason:
        text = candidate.title.en or candidate.title.zh or candidate.url or ""
        imported.skipped.append(Skipped(line=candidate.provenance.line, text=text, reason=str(reason)))
        return
    found = sorter.sort(fitted.candidate)
    if isinstance(found, Known):
        imported.known.append(found)
    else:
        draft = Draft(key=found.key, fitted=fitted)
        imported.new.append(Arrival(draft=draft, suspicions=suspicions(fitted.candidate, today)))
