"""The items of a CSL-JSON file, read one after another: each knows its line, and one that is broken costs no other."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.domain.candidate import Skipped
from bot.intake.plain_text import beginning

_LIST = re.compile(r"\s*(?:\{\s*\"items\"\s*:\s*)?\[")
_SPACE = re.compile(r"[\s,]*")
# Each broken item may have been read to the end of the file before it is known to be broken.
_TRIES = 10
_STRANGE = 1_000  # values in a row that are no objects: then it is a list of something else


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item as JSON gives it; its number counts from 1."""

    number: int
    line: int  # 0 where the file gives none
    value: Any


def items_in(text: str) -> Iterator[Item | Skipped]:
    """The items of a list, of ``{"items": [...]}``, or the one item that the file is."""
    text = text.removeprefix("\ufeff")
    start = _LIST.match(text)
    if start:
        yield from _listed(text, start.end())
        return
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield _broken(text, 0, error, 1)
        return
    if not isinstance(whole, dict):
        yield Skipped(line=1, text=beginning(text), reason="is not a list of items")
        return
    listed = whole.get("items")
    for number, value in enumerate(listed if isinstance(listed, list) else [whole], 1):
        yield Item(number=number, line=0, value=value)


def _listed(text: str, at: int) -> Iterator[Item | Skipped]:
    decoder = json.JSONDecoder()
    line, counted = 1, 0
    number = broken = strange = 0
    while True:
        space = _SPACE.match(text, at)
        at = space.end() if space else at
        if text[at : at + 1] == "]":
            return
        number += 1
        line, counted = line + text.count("\n", counted, at), at
        if at == len(text):
            yield Skipped(line=line, text="", reason="ends before its list is closed")
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            yield _broken(text, at, error, line, number)
            broken += 1
            following = _next_item(text, at)
            if following is None:
                return
            if broken == _TRIES:
                rest = line + text.count("\n", counted, following)
                yield Skipped(
                    line=rest,
                    text=beginning(text[following : following + 400]),
                    reason="comes after too much that is broken",
                )
                return
            at = following
            continue
        yield Item(number=number, line=line, value=value)
        strange = 0 if isinstance(value, dict) else strange + 1
        if strange == _STRANGE:
            yield Skipped(line=line, text=f"item {number + 1}", reason="comes after too much that is no item")
            return


def _next_item(text: str, at: int) -> int | None:
    """The next line that begins an object just as far to the right as the item there."""
    margin = text[text.rfind("\n", 0, at) + 1 : at]
    margin = margin if margin.isspace() and len(margin) < 40 else ""
    found = text.find(f"\n{margin}{{", at)
    return None if found < 0 else found + 1 + len(margin)


def _broken(text: str, at: int, error: Exception, line: int, number: int = 1) -> Skipped:
    reason = f"is not JSON ({_said(error)})"
    return Skipped(line=line, text=f"item {number}: {beginning(text[at : at + 400])}", reason=reason)


def _said(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg[:1].lower()}{error.msg[1:]}, in its line {error.lineno}"
    return "nested too deep" if isinstance(error, RecursionError) else "a number of too many digits"
