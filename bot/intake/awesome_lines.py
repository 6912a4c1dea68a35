"""The lines of a list before Markdown sees them: what only a person would understand is put as Markdown has it.

No line is added or lost, so that the line numbers stay those of the source.
"""

import re
from dataclasses import dataclass

from bot.domain.candidate import Skipped

# The parser takes up to 50 microseconds for a line and 5 for a cell: these limits make that seconds, for any text.
LINES = 50_000
LINE = 8_000
CELLS = 64
MARKS = 200  # that open something in a text: the parser looks for the end of each
WORK = 20_000_000  # the sum of their squares in the lines of a page: that many steps, if none of them ends

_MARKER = re.compile(r"(\s*(?:>\s?)?)(?:([-+]|\d{1,4}[.)])(?=\[|\*\*\[|~~|【|<a )|(\*)(?=\[[^*]*$)|[•●▪◦‣]\s*)")
_HEADING = re.compile(r"\s*<h([1-6])\b[^>]*>(.*)</h\1>\s*", re.IGNORECASE)
_TIGHT_HEADING = re.compile(r"(#{1,6})(?=[^#\s!])")
_FOLDS = re.compile(r"<summary\b[^>]*>(?P<summary>.*?)</summary>|<details\b[^>]*>|(?P<end></details>)", re.IGNORECASE)
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")


@dataclass(frozen=True, kw_only=True)
class Fold:
    """Where a `<details>` block with this summary begins; one ends where there is none."""

    line: int
    summary: str | None


@dataclass(frozen=True, kw_only=True)
class Page:
    """The text for the parser, what it must not see, and what was too much."""

    text: str
    folds: tuple[Fold, ...]
    skipped: tuple[Skipped, ...]


def page_of(text: str) -> Page:
    """The source made ready."""
    lines = _without_comments(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    skipped: list[Skipped] = []
    if len(lines) > LINES:
        reason = f"is beyond the first {LINES:,} lines, and so is all that follows"
        skipped.append(Skipped(line=LINES + 1, text=_shown(lines[LINES]), reason=reason))
        del lines[LINES:]
    folds: list[Fold] = []
    fence = ""
    work = 0
    for at in range(_front_matter(lines), len(lines)):
        line = lines[at]
        work += min(_marks(line), MARKS) ** 2
        if work > WORK:
            reason = "is beyond as much markup as is read, and so is all that follows"
            skipped.append(Skipped(line=at + 1, text=_shown(line), reason=reason))
            del lines[at:]
            break
        if len(line) > LINE or line.count("|") > CELLS or has_too_many_marks(line):
            skipped.append(Skipped(line=at + 1, text=_shown(line), reason="is too long for a record"))
            lines[at] = ""
        elif mark := _FENCE.match(line):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence):
                fence = ""
        elif not fence:
            lines[at] = _mended(line, at + 1, folds)
    return Page(text="\n".join(lines), folds=tuple(folds), skipped=tuple(skipped))


def _shown(line: str) -> str:
    return "".join(filter(str.isprintable, line[:80]))


def has_too_many_marks(text: str) -> bool:
    return len(text) > MARKS and _marks(text) > MARKS


def _marks(text: str) -> int:
    return sum(map(text.count, "[*_<~`"))


def _mended(line: str, number: int, folds: list[Fold]) -> str:
    if "<" in line:
        for fold in _FOLDS.finditer(line):
            if fold["summary"] is not None:
                folds.append(Fold(line=number, summary=fold["summary"]))
            elif fold["end"]:
                folds.append(Fold(line=number, summary=None))
        line = _FOLDS.sub("", line)
        if heading := _HEADING.fullmatch(line):
            return f"{'#' * int(heading[1])} {heading[2]}"
    if line.startswith("#"):
        return _TIGHT_HEADING.sub(r"\1 ", line, count=1)
    if marker := _MARKER.match(line):
        return f"{marker[1]}{marker[2] or marker[3] or '-'} {line[marker.end() :]}"
    return line


def _without_comments(text: str) -> str:
    """HTML comments are left out, but not their line ends."""
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept += (text[at:start], "\n" * text.count("\n", start, end))
        at = end + 3
    return "".join((*kept, text[at:]))


def _front_matter(lines: list[str]) -> int:
    """Blanks the settings that a site generator reads, if the page begins with them; the line after them."""
    if lines[0].rstrip() != "---":
        return 0
    end = next((at for at, line in enumerate(lines[1:100], start=1) if line.rstrip() == "---"), 0)
    if not end or any(line.startswith(("#", "-")) and at not in (0, end) for at, line in enumerate(lines[: end + 1])):
        return 0
    lines[: end + 1] = [""] * (end + 1)
    return end + 1
