"""A draft as YAML, laid out as the curators' own entries are: for people to read on, and exactly what is read back."""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from bot.adapters.drafts_fields import fields_of, line
from bot.domain.candidate import Provenance
from bot.domain.fit import shorten
from bot.domain.incoming import Draft
from bot.domain.script import han_in

WIDTH = 110
_COMMENT = 300
_SHORT = ("ids", "reviewed")  # mappings that stand on one line

# What certainly is a bare text to every reader of YAML; anything else is quoted, needed or not.
_PLAIN = re.compile(r"[^\W\d_](?:[^:#\n]|:(?=\S)|(?<=\S)#)*")
_PLAIN_IN_BRACKETS = re.compile(r"[^\W\d_][^][{},:#&*!|>'\"%@`?\n]*")
_DATE = re.compile(r"\d{4}(-\d\d){0,2}", re.ASCII)
# A fold is one space, and a line that begins with one is none.
_UNFOLDABLE = re.compile(r"  | \n|\n |\A\s|\s\Z|[\t\r\x0b\x0c]")
# YAML 1.1 takes these for something else than a text. We do not, but another tool may.
_WORDS = re.compile(r"true|false|yes|no|on|off|y|n|null", re.IGNORECASE)


def item(draft: Draft, indent: str = "  ") -> str:
    """The draft as one item of ``entries``, comments above, each line ended. ``indent``: what is before its hyphen."""
    lines = [*(f"# {comment}" for comment in _comments(draft)), *_fields(fields_of(draft))]
    return "".join(f"{indent}{text}\n" if text else "\n" for text in lines)


def head(title: Mapping[str, str], schema: str) -> str:
    """The beginning of a new collection, up to its entries."""
    lines = [
        f"# yaml-language-server: $schema={schema}",
        "collection:",
        "  title:",
        *(f"    {language}: {scalar(text)}" for language, text in title.items()),
        "",
        "entries:",
    ]
    return "".join(f"{text}\n" for text in lines)


def scalar(text: str, plain: re.Pattern[str] = _PLAIN) -> str:
    """A text on one line: bare where that is safe, else in the quotes that need fewer escapes."""
    if plain.fullmatch(text) and not _WORDS.fullmatch(text) and text == text.strip():
        return text
    return _quoted(text) if "\n" in text or not ({'"', "\\"} & set(text)) else "'" + text.replace("'", "''") + "'"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # JSON is YAML, but for signs that fitted texts do not have


def _comments(draft: Draft) -> Iterator[str]:
    candidate = draft.fitted.candidate
    yield _comment(f"imported from {provenance(candidate.provenance)}")
    if candidate.labels:
        yield _comment(f"labels: {', '.join(candidate.labels)}")
    yield from map(_comment, draft.fitted.notes)


def provenance(found: Provenance) -> str:
    """``list.md:12 2201.11903, Papers › Reasoning``"""
    place = f"{found.source}:{found.line}" if found.line else found.source
    return ", ".join(filter(None, (f"{place} {found.id}".rstrip(), " › ".join(found.section))))


def _comment(text: str) -> str:
    return shorten(line(text), _COMMENT)


def _fields(fields: Mapping[str, Any]) -> Iterator[str]:
    start = "- "
    for name, value in fields.items():
        for text in _field(name, value):
            yield start + text if text else ""
            start = "  "


def _field(name: str, value: Any) -> Iterator[str]:
    first, *more = written((name,), value)
    yield f"{name}: {first}" if first else f"{name}:"
    yield from more


def written(path: tuple[str, ...], value: Any, *, fold: bool = True) -> list[str]:
    """The value of an entry's field: what stands after the colon, and the lines below, as far in as they must be."""
    if isinstance(value, str):
        return _text(path, value, fold=fold)
    if isinstance(value, list) or path[0] in _SHORT:
        return [in_brackets(path, value)]
    lines = [""]
    for part, text in value.items():
        first, *more = _text((*path, part), text, fold=fold)
        lines += [f"  {part}: {first}", *(f"  {row}" if row else "" for row in more)]
    return lines


def in_brackets(path: tuple[str, ...], value: Any, *, quoted: bool = False) -> str:
    """The value on one line, as it may stand between brackets. ``quoted``: as JSON, however plain it is."""
    if isinstance(value, list):
        return f"[{', '.join(in_brackets((*path, ''), part, quoted=quoted) for part in value)}]"
    if isinstance(value, Mapping):
        items = (
            f"{_quoted(part) if quoted else part}: {in_brackets((*path, part), text, quoted=quoted)}"
            for part, text in value.items()
        )
        return f"{{{', '.join(items)}}}"
    return _quoted(value) if quoted or path[0] == "ids" else _scalar(path, value, _PLAIN_IN_BRACKETS)


def _scalar(path: tuple[str, ...], text: str, plain: re.Pattern[str]) -> str:
    # A date is bare in the guide, and a text to our reader all the same.
    return text if path[-1] in ("published", "at") and _DATE.fullmatch(text) else scalar(text, plain)


def _text(path: tuple[str, ...], text: str, *, fold: bool) -> list[str]:
    """English prose is folded; Chinese never is, for a folded line's end becomes a space."""
    prose = path == ("overview", "en") or (path == ("abstract",) and not han_in(text))
    if not (prose and fold and not _UNFOLDABLE.search(text)):
        return [_quoted(text) if path[0] == "ids" else _scalar(path, text, _PLAIN)]
    lines = [">-"]
    paragraphs = text.split("\n")
    for number, paragraph in enumerate(paragraphs):
        # One line end of the text is two of the fold's: a blank line, which a paragraph that is empty has already.
        if number and (paragraph or paragraphs[number - 1]):
            lines.append("")
        lines += (
            f"  {wrapped}" for wrapped in textwrap.wrap(paragraph, WIDTH - 8, break_long_words=False,
                                                          break_on_hyphens=False)
        )  # fmt: skip
    return lines
