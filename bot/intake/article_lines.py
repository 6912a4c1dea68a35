"""The lines of an article as its writer meant them: how deep, numbered or bulleted, and the text without its marks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from bot.domain.inert import MARK, inert_line

SHOWN = 80  # characters of what was left out

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CJK = re.compile(rf"[{HAN}\u3001-\u3011\u2014\u2018-\u201d\u2026\uff01-\uff60]")
_SENTENCE_END = re.compile(r"(?:[。！？!?…；]|[a-z0-9)]\.)[”’」』》）)】]*$")

# Pages put these between letters, and editors at the beginning of a file; no reader sees them, nor the stars of bold.
_UNSEEN = ("\u200b", "\u2060", "\ufeff", "\u00ad", "**")
_QUOTE = re.compile(r"(?:>[ \t]?){1,9}")
_HEADING = re.compile(r"(?:#[ \t]+|#{2,6}(?!#)[ \t]*)")
_CHAPTER = re.compile(r"(?:\d{1,3}[.．]){1,4}\d{0,3}(?=\s)")
_REFERENCE = re.compile(r"[\[［【]\d{1,4}[\]］】](?!\()[:：.]?")
_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_NUMBER = re.compile(
    r"\d{1,4}(?:[.．](?!\d)|[、)）])"  # `1.` but not `1.5`; a digit may be a full-width one
    rf"|{_HAN_NUMBER}[、.．]|[(（](?:\d{{1,4}}|{_HAN_NUMBER})[)）][、.．]?|[①-⑳][、.．]?"
)
_BULLET = re.compile(rf"[-*+–—](?:\s+|$|(?=[{HAN}【\[]))|[•·●○▪◦‣■◆▶►➤∙]")
_MARKED = re.compile(r"[^\w\"“《]|[\d一二三四五六七八九十①-⑳]")  # what may begin with a mark
_MOST_MARKS = 4  # `- 1. ` has two


class Mark(Enum):
    """What stands before the text of a line, and so what the line may begin."""

    NONE = "nothing"
    BULLET = "- "
    NUMBER = "1. "  # a record, or a group of them
    REFERENCE = "[1] "  # a record whole in its line
    HEADING = "# "


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line that is not blank."""

    number: int  # 1-based
    indent: int
    mark: Mark
    level: int = 0  # of a heading
    text: str  # without marks and stars; may be empty
    whole: str  # likewise, but with its number

    @property
    def numbered(self) -> bool:
        return self.mark in (Mark.NUMBER, Mark.HEADING)

    @property
    def beginning(self) -> str:
        """For a report."""
        return plain(self.whole[: 2 * SHOWN])[:SHOWN]


def lines_of(text: str) -> Iterator[Line | None]:
    """Every line as an editor counts them; None for a blank one."""
    for unseen in _UNSEEN:
        text = text.replace(unseen, "")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, raw in enumerate(_split(text), 1):
        bare = raw.strip()
        yield _line(number, raw, bare) if bare else None


def leads_deeper(line: Line, other: Line) -> bool:
    return line.indent > other.indent


def plain(text: str) -> str:
    """On one line, without what nobody sees; the rest as it was."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return inert_line(text).replace(MARK, "")


def joined(parts: list[str]) -> str:
    """Lines as one text: a space where both sides are of a script that has spaces, and none beside Chinese."""
    text: list[str] = []
    for part in parts:
        if text and part and not _CJK.match(text[-1][-1]) and not _CJK.match(part[0]):
            text.append(" ")
        if part:
            text.append(part)
    return "".join(text)


def ends_a_sentence(text: str) -> bool:
    return bool(_SENTENCE_END.search(text[-8:]))


def _split(text: str) -> Iterator[str]:
    """Not ``splitlines``, which splits at more than editors do; and not all at once, for the memory."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]


def _line(number: int, raw: str, bare: str) -> Line | None:
    left = raw[: raw.index(bare[0])]
    indent = len(left.expandtabs(4)) if left else 0
    if not _MARKED.match(bare):
        return Line(number=number, indent=indent, mark=Mark.NONE, text=bare, whole=bare)
    text = bare
    if quoted := _QUOTE.match(text):
        text = text[quoted.end() :].lstrip()
    mark, level, whole = Mark.NONE, 0, text
    if heading := _HEADING.match(text):
        mark, level = Mark.HEADING, heading[0].count("#")
        text = whole = text[heading.end() :].strip().rstrip("#").rstrip()
        if chapter := _CHAPTER.match(text):
            text = text[chapter.end() :].lstrip()
    for _ in range(_MOST_MARKS):
        if bullet := _BULLET.match(text):
            mark = Mark.BULLET if mark is Mark.NONE else mark
            text = whole = text[bullet.end() :].lstrip()
        elif (reference := _REFERENCE.match(text)) and mark is not Mark.HEADING:
            mark = Mark.REFERENCE
            text = text[reference.end() :].lstrip()
        elif found := _NUMBER.match(text):
            mark = Mark.NUMBER if mark in (Mark.NONE, Mark.BULLET) else mark
            text = text[found.end() :].lstrip()
            break
        else:
            break
    if not whole:
        return None
    if not text:  # a number alone
        text, mark = whole, Mark.NONE
    return Line(number=number, indent=indent, mark=mark, level=level, text=text, whole=whole)
