"""The values of BibTeX's fields, put together: ``"10~" # jan``, names of @string, and fields no comma divides."""

import re
from collections.abc import Iterator, Mapping

_MARK = re.compile(r"(?<!\\)[{}]")
_QUOTE = re.compile(r'(?<!\\)[{}"]')
_BARE = re.compile(r"[^\s#{}\"]+")
_NEXT_FIELD = re.compile(r"\s*(?:,\s*)?([A-Za-z][\w:+.-]{0,40})\s*=\s*", re.ASCII)
_GLUE = re.compile(r"\s*#\s*|\s+")
# A name may stand for names that stand for names: a few short lines could ask for gigabytes. So what names stand for
# may have this many characters in one value; a name after that stays a name.
_FROM_NAMES = 3_000

MONTHS = {name: name for name in ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")}


def fields_in(key: str, raw: str, strings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The field, and those after it that no comma divides from it: bibtexparser takes them for one."""
    at = 0
    while True:
        value, at = _value(raw, at, strings)
        yield key.strip().lower(), value
        following = _NEXT_FIELD.match(raw, at)
        if following is None:
            return
        key, at = following[1], following.end()


def _value(raw: str, at: int, strings: Mapping[str, str]) -> tuple[str, int]:
    """The value that begins there, and where it ends."""
    pieces: list[str] = []
    from_names = 0
    while at < len(raw):
        if _NEXT_FIELD.match(raw, at) and pieces:
            break
        piece, end = _piece(raw, at, strings)
        if raw[at] not in '{"':
            from_names += len(piece)
            piece = piece if from_names <= _FROM_NAMES else raw[at:end]
        pieces.append(piece)
        at = end
        if glue := _GLUE.match(raw, at):
            if "#" not in glue[0]:
                pieces.append(" ")  # words that nobody put in braces
            at = glue.end()
    return "".join(pieces).strip(), at


def _piece(raw: str, at: int, strings: Mapping[str, str]) -> tuple[str, int]:
    if raw[at] == "{":
        end = _closing(_MARK, raw, at, "}")
        return raw[at + 1 : end], end + 1
    if raw[at] == '"':
        end = _closing(_QUOTE, raw, at, '"')
        return raw[at + 1 : end], end + 1
    if word := _BARE.match(raw, at):
        return strings.get(word[0].lower(), word[0]), word.end()
    return "", at + 1


def _closing(marks: re.Pattern[str], raw: str, at: int, closing: str) -> int:
    """Where the brace or quotation mark at a place is closed; the end where it is not."""
    depth = 0
    for mark in marks.finditer(raw, at + 1):
        if mark[0] == closing and depth == 0:
            return mark.start()
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
    return len(raw)
