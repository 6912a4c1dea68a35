"""A collection as JSONL: its head in the first line, then one entry a line, each judged by itself.

Numbers count as the text that was written, as in YAML: ``2024`` is a year, ``2110.14168`` an arXiv id.
"""

import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO, NamedTuple, NoReturn

from bot.adapters.catalog_entry import Record, read_record
from bot.adapters.catalog_head import read_head
from bot.domain.catalog import Collection
from bot.domain.faults import Fault
from bot.formats.marked_yaml import BOM, Document
from bot.formats.nearest import shown
from bot.formats.yaml_tree import DEPTH

LONGEST = 1_000_000  # bytes of a line; an entry has a few thousand

_HEAD = 'write {"collection": {"title": {"en": …, "zh": …}}} into the first line'
# A line without these has neither control characters nor line ends in its texts.
_DOUBTFUL = re.compile(r"[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]|\\[^\"\\/]")

Trouble = tuple[str, str]  # what is wrong, what to do


class Line(NamedTuple):
    number: int  # 1-based
    text: bytes  # without the space around it; of one that is too long only a beginning


class Item(NamedTuple):
    """An entry's line, judged."""

    record: Record
    faults: list[Fault]
    readable: bool  # False: nobody knows what it holds, not even its key


def lines_of(file: BinaryIO, digest: Any) -> Iterator[Line]:
    """The lines that are not blank; ``digest`` is updated with all that is read."""
    number = 0
    while raw := file.readline(LONGEST + 2):
        number += 1
        digest.update(raw)
        rest = raw
        while rest and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST)
            digest.update(rest)
        if text := raw.strip():
            yield Line(number, text)


def parts(lines: Iterator[Line]) -> tuple[Line | None, Iterator[Line]]:
    """The line of the head, None where the first is an entry already, and those of the entries."""
    first = next(lines, None)
    if first is None:
        return None, iter(())
    value, _ = _value(first)
    if isinstance(value, dict) and "key" in value and "collection" not in value:
        return None, chain([first], lines)
    return first, lines


def head_in(line: Line | None, place: str) -> tuple[Collection | None, list[Fault]]:
    if line is None:
        return None, [Fault(place=place, line=1, what="collection is missing", remedy=_HEAD)]
    value, troubles = _value(line)
    document = Document(place=place, value=value, lines={(): line.number})
    faults = [document.fault((), what=what, remedy=remedy) for what, remedy in troubles]
    if not isinstance(value, dict):
        return None, faults or [document.fault((), what="is not the head of a collection", remedy=_HEAD)]
    head, more = read_head(document, ("collection",), _HEAD)
    return head, faults + more


def item_in(line: Line, position: int, place: str) -> Item:
    """The entry in a line; ``position`` among the file's entries counts from 0."""
    value, troubles = _value(line)
    document = Document(place=place, value=None, lines={(): line.number})
    path = ("entries", position)
    if value is None and troubles:
        record = Record(document=document, path=path, fields={}, entry=None)
        return Item(record, [record.fault((), what, remedy) for what, remedy in troubles], readable=False)
    plain = _DOUBTFUL.search(line.text.decode()) is None
    record, faults = read_record(document, path, value, plain=plain)
    return Item(record, [*(record.fault((), what, remedy) for what, remedy in troubles), *faults], readable=True)


def _value(line: Line) -> tuple[Any, list[Trouble]]:
    """What the line says, None where it cannot be read, and what is wrong with it as JSON."""
    if len(line.text) > LONGEST:
        return None, [(f"is longer than {LONGEST:,} bytes", "write one entry a line")]
    try:
        text = line.text.decode()
    except UnicodeDecodeError:
        return None, [("is not UTF-8", "save the file as UTF-8")]
    troubles: list[Trouble] = []
    if text.startswith(BOM):
        troubles.append(("an invisible byte order mark", "save the file as UTF-8 without BOM"))
        text = text[1:]
    try:
        try:
            value = _STRICT.decode(text)
        except _Doubled as doubled:
            troubles.append((f"{shown(doubled.name)} a second time", "keep one of the two"))
            value = _LENIENT.decode(text)
    except json.JSONDecodeError as error:
        what = f"is not JSON ({error.msg[:1].lower() + error.msg[1:]}, at character {error.colno})"
        return None, [*troubles, (what, "write one object a line")]
    except (ValueError, RecursionError):
        return None, [*troubles, ("is not JSON that can be read", "write one object a line")]
    if text.count("[") + text.count("{") > DEPTH and _too_deep(value):
        return None, [*troubles, (f"nested more than {DEPTH} levels deep", "flatten it")]
    return value, troubles


class _Doubled(Exception):
    def __init__(self, name: str) -> None:
        self.name = name


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Doubled(next(name for place, name in enumerate(names) if name in names[:place]))
    return fields


def _first(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The first of two values counts, as in YAML."""
    return dict(reversed(pairs))


def _refused(constant: str) -> NoReturn:
    raise ValueError(constant)  # NaN and Infinity are no JSON


_STRICT = json.JSONDecoder(object_pairs_hook=_once, parse_int=str, parse_float=str, parse_constant=_refused)
_LENIENT = json.JSONDecoder(object_pairs_hook=_first, parse_int=str, parse_float=str, parse_constant=_refused)


def _too_deep(value: Any) -> bool:
    """Without recursion, so that no nesting can exhaust the stack."""
    level = [value]
    for _ in range(DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return any(isinstance(inner, dict | list) for inner in level)
