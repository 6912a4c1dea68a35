"""Import: what a source holds, beside what the catalog has; the new of it becomes drafts."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from bot.domain.candidate import Candidate, Skipped
from bot.domain.entry import Entry
from bot.domain.incoming import Draft, Fitted, Known, Sorter, Unfit
from bot.domain.suspicion import Suspicion, suspicions
from bot.intake.errors import SourceError


class DraftBook(Protocol):
    """The curated files, as an import needs them."""

    @property
    def entries(self) -> Iterable[Entry]:
        """All that are there, drafts too: what a candidate is compared with."""

    def fitted(self, candidate: Candidate) -> Fitted:
        """As it can be written. Raises Unfit."""

    def fields(self, draft: Draft) -> Mapping[str, Any]:
        """As they would stand in the file."""

    def add(self, path: Path, drafts: Iterable[Draft], *, source: str) -> None:
        """All of them or none, as they come. Raises FaultsError, OSError and what comes instead of a draft."""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A draft to be written, and what to look at in it."""

    draft: Draft
    suspicions: tuple[Suspicion, ...]


Outcome = Arrival | Known | Skipped


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


class Outcomes:
    """What becomes of a source's records, one after the other as they are asked for; none of them is kept.

    Done again after the drafts were written, nothing is new.
    """

    def __init__(self, found: Iterable[Candidate | Skipped], book: DraftBook, today: dt.date) -> None:
        self._found, self._book, self._today = found, book, today
        self.broken: SourceError | None = None  # once all were asked for: it could not be read to its end

    def __iter__(self) -> Iterator[Outcome]:
        sorter = Sorter(self._book.entries)
        try:
            for each in self._found:
                yield each if isinstance(each, Skipped) else self._of(each, sorter)
        except SourceError as broken:
            self.broken = broken

    def _of(self, candidate: Candidate, sorter: Sorter) -> Outcome:
        try:
            fitted = self._book.fitted(candidate)  # before it is compared: as it would be found the next time
        except Unfit as reason:
            text = candidate.title.en or candidate.title.zh or candidate.url or ""
            return Skipped(line=candidate.provenance.line, text=text, reason=str(reason))
        found = sorter.sort(fitted.candidate)
        if isinstance(found, Known):
            return found
        draft = Draft(key=found.key, fitted=fitted)
        return Arrival(draft=draft, suspicions=suspicions(fitted.candidate, self._today))


def sort_out(found: Iterable[Candidate | Skipped], book: DraftBook, today: dt.date) -> Imported:
    """All of it at once, for few records. Nothing is written yet."""
    outcomes, imported = Outcomes(found, book, today), Imported()
    for outcome in outcomes:
        if isinstance(outcome, Arrival):
            imported.new.append(outcome)
        elif isinstance(outcome, Known):
            imported.known.append(outcome)
        else:
            imported.skipped.append(outcome)
    imported.broken = outcomes.broken
    return imported
