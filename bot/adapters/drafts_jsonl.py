"""Drafts into a JSONL collection: a line each, behind those that are there, which stay as they are."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from bot.adapters.drafts_fields import fields_of
from bot.domain.faults import Fault, FaultsError
from bot.domain.incoming import Draft
from bot.formats.whole_files import Stamp, replace_file, stamp_of

_BLOCK = 1 << 20


def add_drafts(path: Path, drafts: Iterable[Draft], *, title: Mapping[str, str]) -> None:
    """Add them to the collection, which is made where it is not there: ``title`` is its name in both languages then.

    Each is written as it comes: none is kept. Whoever looks meanwhile sees the old file or the new one. FaultsError
    where it is no such collection; OSError.
    """
    coming = iter(drafts)
    if (first := next(coming, None)) is None:
        return
    old = stamp_of(path)
    if old is not None:
        _check_head(path)
    head = line_of({"collection": {"title": dict(title)}}) if old is None else b""
    replace_file(path, _with(path, old, head, chain([first], coming)), still=lambda target: stamp_of(target) == old)


def line_of(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def _with(path: Path, old: Stamp | None, head: bytes, drafts: Iterable[Draft]) -> Iterator[bytes]:
    if old is not None:
        with path.open("rb") as file:
            last = b""
            while block := file.read(_BLOCK):
                yield block
                last = block
        if not last.endswith(b"\n"):
            yield b"\n"
    yield head
    for draft in drafts:
        yield line_of(fields_of(draft))


def _check_head(path: Path) -> None:
    with path.open("rb") as file:
        line = file.readline(_BLOCK)
    try:
        head = json.loads(line)
    except (ValueError, RecursionError):
        head = None
    if not isinstance(head, dict) or "collection" not in head:
        what = "does not begin with the head of a collection"
        remedy = 'write {"collection": {"title": {"en": …, "zh": …}}} as its first line, or name another file'
        raise FaultsError([Fault(place=str(path), line=1, what=what, remedy=remedy)])
