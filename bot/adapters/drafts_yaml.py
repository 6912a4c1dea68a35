"""Drafts into a collection's file: added at its end, with every byte that was there as it was; all of them or none."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.adapters.catalog_entry import read_record
from bot.adapters.drafts_fields import fields_of
from bot.adapters.drafts_text import head, item
from bot.domain.faults import Fault, FaultsError
from bot.domain.incoming import Draft
from bot.formats.marked_yaml import Document, read_marked
from bot.formats.whole_files import replace_file, same_bytes

SCHEMA = "collection.schema.json"
ENTRIES = "entries"

_NONE = re.compile(r"(\bentries['\"]?\s*:)\s*\[\s*\]")


def add_drafts(path: Path, drafts: Sequence[Draft], *, title: Mapping[str, str]) -> None:
    """Add them to the collection, which is made where it is not there: ``title`` is its name in both languages then.

    Whoever looks meanwhile sees the old file or the new one. FaultsError where the file has faults; OSError.
    """
    if not drafts:
        return
    try:
        old = path.read_bytes()
    except FileNotFoundError:
        old = None
    if old is None:
        text = head(title, _schema(path)) + "\n".join(map(item, drafts))
        _check(text, str(path), [], drafts)
    else:
        text = _with_drafts(_sound(old, str(path)), old.decode(), drafts)
    replace_file(path, text.encode(), still=lambda target: same_bytes(target, old))


def _sound(content: bytes, place: str) -> Document:
    """The file's document, if there is no fault in it by itself."""
    document, faults = read_marked(content, place)
    if document is None or faults:
        raise FaultsError(faults)
    entries = document.value.get(ENTRIES) if isinstance(document.value, dict) else None
    if not isinstance(entries, list):
        what, remedy = "is not a collection", "write `collection:` and `entries:`, or name another file"
        raise FaultsError([document.fault((ENTRIES,), what=what, remedy=remedy)])
    for position, value in enumerate(entries):
        faults += read_record(document, (ENTRIES, position), value)[1]
    if faults:
        raise FaultsError(faults)
    return document


def _with_drafts(document: Document, old: str, drafts: Sequence[Draft]) -> str:
    """The text with the drafts at the end of its entries.

    By hand, because whoever writes YAML from what was read folds, quotes and indents anew what nobody has touched.
    """
    before = document.value[ENTRIES]
    above, indent, below = _around(document, old)
    items = "\n".join(item(draft, indent) for draft in drafts) + ("\n" if below else "")
    for gap in ("\n", "") if before else ("",):  # none where it would count: after a text that keeps its last ones
        added = gap + items
        text = above + (added.replace("\n", "\r\n") if "\r\n" in old else added) + below
        with suppress(FaultsError):
            _check(text, document.place, before, drafts, document.value)
            return text
    what = "entries are written so that none can be added"
    remedy = "write one `- key: …` for each, or name another file"
    raise FaultsError([document.fault((ENTRIES,), what=what, remedy=remedy)])


def _around(document: Document, old: str) -> tuple[str, str, str]:
    """What is before the place for new entries, what their hyphens are indented by, and what comes after."""
    lines, first = old.splitlines(keepends=True), document.line_of((ENTRIES,))  # libyaml ends lines where Python does
    later = [number for path, number in document.lines.items() if len(path) == 1 and number > first]
    end = min(later, default=len(lines) + 1) - 1
    while later and (not (before := lines[end - 1].strip()) or before.startswith("#")):
        end -= 1  # what stands right above the next field belongs to it
    count = len(document.value[ENTRIES])
    last = lines[document.line_of((ENTRIES, count - 1)) - 1] if count else "  "
    if not count:
        lines[first - 1] = _NONE.sub(r"\1", lines[first - 1], count=1)
    above = "".join(lines[:end])
    ended = above if above.endswith(("\n", "\r")) else above + "\n"
    return ended, last[: len(last) - len(last.lstrip(" "))], "".join(lines[end:])


def _check(
    text: str, place: str, before: list[Any], drafts: Sequence[Draft], around: Mapping[str, Any] | None = None
) -> None:
    """That the text says what it said, and the drafts besides, and nothing else. FaultsError otherwise."""
    document, faults = read_marked(text, place)
    wanted = {**(around or {}), ENTRIES: [*before, *map(fields_of, drafts)]}
    value = document.value if document and isinstance(document.value, dict) else {}
    said = value if around is not None else {ENTRIES: value.get(ENTRIES)}
    if faults or said != wanted:
        fault = Fault(place=place, what="cannot be added to", remedy="name another file")
        raise FaultsError(faults or [fault])


def _schema(path: Path) -> str:
    """Where an editor finds the schema, from the new file: beside the folder of the entries."""
    depth = 1
    for number, folder in enumerate(path.absolute().parents):
        if folder.name == ENTRIES:
            depth = number + 1
            break
    return "../" * depth + SCHEMA
