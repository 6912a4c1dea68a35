"""A BibTeX file taken apart: its entries with their fields as text, and what is broken in it."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.candidate import Skipped
from bot.intake.bibtex_values import MONTHS, fields_in
from bot.intake.plain_text import beginning

if TYPE_CHECKING:
    from bibtexparser.model import Block

_START = re.compile(r"^[ \t]*@[A-Za-z]\w*[ \t]*[{(]", re.MULTILINE | re.ASCII)
_TYPE = re.compile(r"^[ \t]*@([A-Za-z]\w*)", re.MULTILINE | re.ASCII)
_NAMES_IT = re.compile(r"title\s{0,9}=", re.IGNORECASE)
_SILENT = {"comment", "preamble"}
# Longer than any entry: with 5,000 authors it comes to half of that. It bounds what one open brace can swallow.
LONGEST = 200_000
_LONGEST_STRING = 300  # a journal with its address
# bibtexparser's words → ours.
_OPEN = "has a brace, bracket or quotation mark that is never closed"
_REASONS = (
    ("end of file", _OPEN),
    ("Unexpected block start", _OPEN),
    ("comma after entry key", "has no comma after its citation key"),
    ("Expected a `=`", "has a field without an equals sign"),
)


@dataclass(frozen=True, kw_only=True)
class Reference:
    """One entry of the file. The values are still LaTeX."""

    line: int
    type: str
    key: str
    fields: dict[str, str]
    text: str  # its beginning


def references_in(text: str) -> Iterator[Reference | Skipped]:
    """The entries and what is broken, in the file's order.

    The file is cut before each line that begins an entry, and bibtexparser reads the parts one by one: what is never
    closed ends with its part, and what cannot be an entry is seen without it.
    """
    strings = dict(MONTHS)
    line = 1
    bare, more = (0, ""), 0  # the first of the entries in a row that have no fields at all, and how many follow it
    for part in _parts(text):
        if "=" not in part and (found := _TYPE.search(part)) and found[1].lower() not in _SILENT:
            bare, more = (bare, more + 1) if bare[1] else ((line, part), 0)
        else:
            if bare[1]:
                yield from _without_fields(*bare, more)
                bare = (0, "")
            yield from _read(part, line, strings)
        line += part.count("\n")
    if bare[1]:
        yield from _without_fields(*bare, more)


def _parts(text: str) -> Iterator[str]:
    at = 0
    for start in _START.finditer(text):
        if start.start() > at:
            yield text[at : start.start()]
        at = start.start()
    yield text[at:]


def _without_fields(line: int, part: str, more: int) -> Iterator[Skipped]:
    others = f", nor have the {more:,} after it" if more else ""
    if found := _TYPE.search(part):
        yield _skipped(line, part, found.start(), f"has no fields{others}")


def _read(part: str, line: int, strings: dict[str, str]) -> Iterator[Reference | Skipped]:
    found = _TYPE.search(part)
    if found is None:
        return
    type_ = found[1].lower()
    if type_ in _SILENT:
        return
    if type_ != "string" and not _NAMES_IT.search(part, 0, LONGEST):
        yield _skipped(line, part, found.start(), "has no title")
        return
    if len(part.rstrip()) > LONGEST:
        yield _skipped(line, part, found.start(), f"is longer than {LONGEST:,} characters with what follows it")
        return
    if _surely_open(part):
        yield _skipped(line, part, found.start(), _OPEN)
        return
    for block in _blocks(part):
        yield from _taken(block, line + (block.start_line or 0), strings)


def _surely_open(part: str) -> bool:
    """Whether bibtexparser need not look, which takes it ten times as long. It counts no braces in quotation marks."""
    if '"' in part or "\\" in part or part.count("@") > 1:
        return False
    return part.count("{") > part.count("}")


def _blocks(part: str) -> "list[Block]":
    from bibtexparser.splitter import Splitter

    # It logs each broken entry, and we report it: without a log to go to, it would stand on the terminal twice.
    logging.getLogger("bibtexparser.splitter").setLevel(logging.CRITICAL)
    return Splitter(part).split().blocks


def _taken(block: "Block", line: int, strings: dict[str, str]) -> Iterator[Reference | Skipped]:
    """What a block comes to; a @string is remembered instead."""
    from bibtexparser import model

    raw = block.raw or ""
    if isinstance(block, model.DuplicateFieldKeyBlock | model.DuplicateBlockKeyBlock):
        inner = block.ignore_error_block  # usable: of two fields of a name the first counts
        if inner is not None:
            yield from _taken(inner, line, strings)
    elif isinstance(block, model.String):
        _, value = next(fields_in(block.key, block.value, strings))
        strings[block.key.lower()] = value[:_LONGEST_STRING]
    elif isinstance(block, model.Entry):
        fields: dict[str, str] = {}
        for field in block.fields:
            for name, value in fields_in(field.key, field.value, strings):
                fields.setdefault(name, value)
        yield Reference(line=line, type=block.entry_type, key=block.key, fields=fields, text=beginning(raw))
    elif isinstance(block, model.ParsingFailedBlock):
        if not raw.lower().lstrip().startswith(("@comment", "@preamble")):
            said = getattr(block.error, "abort_reason", "")
            reason = next((ours for theirs, ours in _REASONS if theirs in said), None)
            yield Skipped(line=line, text=beginning(raw), reason=reason or "is not written as BibTeX")
    elif isinstance(block, model.ImplicitComment) and (found := _TYPE.search(raw)):
        yield _skipped(line, raw, found.start(), "has no brace after its type")


def _skipped(line: int, text: str, at: int, reason: str) -> Skipped:
    return Skipped(line=line + text.count("\n", 0, at), text=beginning(text[at : at + 400]), reason=reason)
