"""Our own format for bulk, one candidate a line, read and written without ever holding more than a line."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from pydantic import BaseModel, ValidationError

from bot.domain.candidate import Candidate, Provenance, Skipped
from bot.domain.entry import Kind
from bot.formats.sentences import complaints_of
from bot.intake.jsonl_line import Line
from bot.intake.jsonl_stream import lines_of
from bot.intake.kinds import kind_of
from bot.intake.plain_text import beginning

LONGEST = 1_000_000  # characters of a line
_BYTES = re.compile(r"[\ud800-\udfff]")  # as which those are read that are no text
_TOLD = 3  # faults told of one line
# Ends of lines to str.splitlines, and what no file in UTF-8 can hold.
_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def read(lines: Iterable[str], source: str) -> Iterator[Candidate | Skipped]:
    """One candidate or one reason for each line that is not blank, in order, as the lines come.

    Of an entry's fields ``key`` becomes the provenance's id, ``tags`` come before the ``labels``, and ``related`` and
    ``status`` are not kept. Without a ``kind`` the address decides.
    """
    for number, line in enumerate(lines, 1):
        line = line.removeprefix("\ufeff") if number == 1 else line
        if line.strip():
            yield _taken(line, source, number)


def read_stream(stream: BinaryIO, source: str) -> Iterator[Candidate | Skipped]:
    """Likewise of a file. Raises SourceError where it cannot be read to its end."""
    return read(lines_of(stream, source, LONGEST), source)


def write(candidate: Candidate) -> str:
    """The line, with no line end: what ``read`` makes the same candidate of, but for where it found it."""
    fields: dict[str, Any] = {
        "key": candidate.provenance.id,
        "kind": candidate.kind.value,
        "title": _dumped(candidate.title),
        "authors": candidate.authors,
        "organizations": candidate.organizations,
        "published": str(candidate.published) if candidate.published else None,
        "language": candidate.language if candidate.language != "en" else None,
        "url": candidate.url,
        "ids": _dumped(candidate.ids),
        "venue": candidate.venue,
        "links": _dumped(candidate.links),
        "labels": candidate.labels,
        "overview": _dumped(candidate.overview),
        "abstract": candidate.abstract,
        "struck": candidate.struck,
    }
    said = {name: value for name, value in fields.items() if value}
    return _ESCAPED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(said, ensure_ascii=False))


def _dumped(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(exclude_none=True, by_alias=True)


def _taken(line: str, source: str, number: int) -> Candidate | Skipped:
    if len(line) > LONGEST:
        return _skipped(line, number, f"is longer than {LONGEST:,} characters, write one object a line")
    if not line.isascii() and _BYTES.search(line):
        return _skipped(line, number, "is not UTF-8, save the file as UTF-8")
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        fault = error.msg[:1].lower() + error.msg[1:]
        return _skipped(line, number, f"is not JSON ({fault}, at character {error.colno}), write one object a line")
    except (ValueError, RecursionError):
        return _skipped(line, number, "is not JSON that can be read, write one object a line")
    if not isinstance(fields, dict):
        return _skipped(line, number, "is not an object, write {…} with the fields of an entry")
    try:
        said = Line.model_validate(fields)
    except ValidationError as error:
        return _skipped(line, number, _reason(error))
    return _candidate(said, Provenance(format="jsonl", source=source, line=number, id=said.key))


def _candidate(said: Line, provenance: Provenance) -> Candidate:
    return Candidate(
        provenance=provenance,
        title=said.title,
        kind=said.kind or (kind_of(said.url) if said.url else Kind.POST),
        authors=said.authors,
        organizations=said.organizations,
        published=said.published,
        language=said.language,
        url=said.url,
        ids=said.ids,
        venue=said.venue,
        links=said.links,
        labels=tuple(dict.fromkeys((*said.tags, *said.labels))) if said.tags else said.labels,
        overview=said.overview,
        abstract=said.abstract,
        struck=said.struck,
    )


def _reason(error: ValidationError) -> str:
    """The faults with their remedies. Of many only the number: a line of a million would take an hour to explain."""
    count = error.error_count()
    if count > _TOLD:
        return f"has {count} faults, compare its fields with those of an entry"
    return "has a fault: " + "; ".join(f"{what}, {remedy}" for _, what, remedy in complaints_of(error, Line))


def _skipped(line: str, number: int, reason: str) -> Skipped:
    return Skipped(line=number, text=beginning(line), reason=reason)
