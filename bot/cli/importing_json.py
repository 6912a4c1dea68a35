"""What an import says to programs: all of it, as JSON, however much it is."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from bot.app.importing import Arrival, DraftBook, Outcome
from bot.cli.importing_says import title_of
from bot.domain.candidate import Candidate
from bot.domain.incoming import Known
from bot.intake.errors import SourceError

_HALVES = re.compile(r"[\ud800-\udfff]")


@contextmanager
def json_report(book: DraftBook) -> "Iterator[JsonReport]":
    """One that keeps what it is told in files of its own, which go away with it."""
    with _scratch() as new, _scratch() as known, _scratch() as skipped:
        yield JsonReport(book, {"new": new, "known": known, "skipped": skipped})


def _scratch() -> IO[str]:
    return TemporaryFile("w+", encoding="utf-8")


class JsonReport:
    """Told of each outcome, it keeps them until all is done: what is printed is all of it, and what really happened.

    One record a line, each kind in the source's order.
    """

    def __init__(self, book: DraftBook, files: Mapping[str, IO[str]]) -> None:
        self._book, self._files = book, files
        self._readable = "utf" in (sys.stdout.encoding or "").lower()

    def take(self, outcome: Outcome) -> None:
        if isinstance(outcome, Arrival):
            kind, told = "new", self._new(outcome)
        elif isinstance(outcome, Known):
            kind, told = "known", _known(outcome)
        else:
            kind, told = "skipped", {"line": outcome.line, "text": outcome.text, "reason": outcome.reason}
        self._files[kind].write(self._dumped(told) + "\n")

    def lines(self, path: Path, *, written: bool, broken: SourceError | None) -> Iterator[str]:
        yield "{"
        yield f'  "into": {self._dumped(str(path))},'
        yield f'  "written": {self._dumped(written)},'
        for kind, file in self._files.items():
            file.seek(0)
            yield f'  "{kind}": ['
            last = ""
            for record in file:
                if last:
                    yield f"    {last},"
                last = record.rstrip("\n")
            if last:
                yield f"    {last}"
            yield "  ],"
        yield f'  "broken": {self._dumped(str(broken) if broken else None)}'
        yield "}"

    def _dumped(self, value: Any) -> str:
        """In characters that a person can read, where the terminal has them; half a surrogate pair is none."""
        text = json.dumps(value, ensure_ascii=not self._readable)
        return _HALVES.sub(lambda half: f"\\u{ord(half[0]):04x}", text)

    def _new(self, arrival: Arrival) -> dict[str, Any]:
        fitted = arrival.draft.fitted
        return {
            **_place(fitted.candidate),
            "entry": dict(self._book.fields(arrival.draft)),
            "labels": list(fitted.candidate.labels),
            "notes": list(fitted.notes),
            "suspicions": [
                {"code": found.code, "field": found.field, "says": found.says, "remedy": found.remedy}
                for found in arrival.suspicions
            ],
        }


def _known(known: Known) -> dict[str, Any]:
    where = "catalog" if known.catalogued else "source"
    return {
        **_place(known.candidate),
        "title": title_of(known.candidate),
        "key": known.key,
        "there_as": known.title,
        "by": known.by,
        "in": where,
    }


def _place(candidate: Candidate) -> dict[str, Any]:
    found = candidate.provenance
    return {"line": found.line, "id": found.id, "section": list(found.section)}
