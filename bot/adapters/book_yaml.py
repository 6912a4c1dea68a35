"""Entries in a YAML collection, changed where they stand.

By hand, because whoever writes YAML from what was read folds, quotes and indents anew what nobody has touched. What
comes out is read again, and must say what it said but for the change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.adapters import book_block, book_flow
from bot.adapters.book_fields import Fields, Where, rank, to_write
from bot.adapters.book_nodes import Text, pair_of, parsed
from bot.adapters.catalog_entry import Record
from bot.adapters.catalog_text import pruned
from bot.domain.faults import Fault, FaultsError
from bot.formats.marked_yaml import Document, read_marked
from bot.formats.whole_files import same_bytes

ENTRIES = "entries"


class _NotWritten(Exception):
    """A field that is written as nobody has thought of."""

    def __init__(self, path: Where) -> None:
        self.path = path


@dataclass(frozen=True, kw_only=True)
class YamlEntry:
    """An entry, and the file around it as it was read."""

    content: bytes
    record: Record

    @classmethod
    def find(cls, path: Path, key: str) -> "YamlEntry | None":
        """The first of the file's entries that has the key. Raises OSError, and FaultsError where the file has faults
        that let nobody say what is in it.
        """
        content = path.read_bytes()
        if key.encode() not in content:
            return None
        document, faults = read_marked(content, str(path))
        found = next((record for record in _records(document) if record.key == key), None)
        if faults and (found or document is None):
            raise FaultsError(faults)
        return cls(content=content, record=found) if found else None

    @property
    def fields(self) -> Fields:
        """As written."""
        fields: Fields = self.record.document.value[ENTRIES][self._position]
        return fields

    def still(self, path: Path) -> bool:
        return same_bytes(path, self.content)

    def changed(self, wanted: Mapping[str, Any]) -> bytes:
        """The file with these fields. FaultsError where the entry is written so that they cannot be put in."""
        document, text = self.record.document, self.content.decode()
        entries = list(document.value[ENTRIES])
        entries[self._position] = wanted
        start, end = self._extent(text)
        fault = self._fault(())
        for fold in (True, False):  # a comment that is far in would become a part of a folded text above it
            try:
                changed = text[:start] + self._entry(text[start:end], wanted, fold=fold) + text[end:]
            except _NotWritten as at:
                fault = self._fault(at.path)
                continue
            if _reads(changed, document, entries):
                return changed.encode()
        raise FaultsError([fault])

    def _entry(self, text: str, wanted: Mapping[str, Any], *, fold: bool) -> str:
        """The text of the entry with these fields, one after the other."""
        for path, value in to_write(self.fields, wanted):
            try:
                text = _written(text, path, value, fold=fold)
            except (ValueError, IndexError) as strange:  # a sign is not where everybody writes it
                raise _NotWritten(path) from strange
            if not _says(text, path, value):
                raise _NotWritten(path)
        return text

    def removed(self) -> bytes:
        """The file without the entry, and without the comment right above it, which is the entry's."""
        document, text = self.record.document, self.content.decode()
        entries = list(document.value[ENTRIES])
        del entries[self._position]
        for changed in self._without(text):
            if _reads(changed, document, entries):
                return changed.encode()
        raise FaultsError([self._fault(())])

    @property
    def _position(self) -> int:
        return int(self.record.path[-1])

    def _fault(self, path: Where) -> Fault:
        what = f"{'.'.join(path) or 'the entry'} is written so that it cannot be changed here"
        return self.record.fault(path, what, "write one `name: value` on each line, or change it by hand")

    def _list(self, text: str) -> tuple[yaml.Node, yaml.CollectionNode]:
        """The name ``entries`` and its value."""
        pair = pair_of(parsed(text), ENTRIES)
        if pair and isinstance(pair[1], yaml.CollectionNode):
            return pair[0], pair[1]
        raise TypeError(ENTRIES)  # the document has one

    def _extent(self, text: str) -> tuple[int, int]:
        """From the line with its hyphen to the end of its last line; between brackets, only itself."""
        page, entries = Text(text), self._list(text)[1]
        node = entries.value[self._position]
        if entries.flow_style:
            return node.start_mark.index, node.end_mark.index
        return page.line_start(_hyphen(page, entries, self._position)), page.line_end(page.end_of(node))

    def _without(self, text: str) -> Iterator[str]:
        name, entries = self._list(text)
        if entries.flow_style:
            yield book_flow.taken_out(text, entries, self._position)
            return
        page, (start, end) = Text(text), self._extent(text)
        above = _comments_above(page, start)
        if len(entries.value) == 1:
            colon = text.index(":", name.end_mark.index) + 1
            yield f"{text[:colon]} []{text[colon:above]}{text[end:]}"
            return
        if self._position:
            yield text[: _blanks_above(page, above)] + text[end:]
        else:
            yield text[:above] + text[_blanks_below(page, end) :]
        yield text[:above] + text[end:]  # where blank lines count: in a text that keeps its last ones


def records_of(path: Path, holding: bytes = b"") -> Iterator[Record]:
    """The file's entries, not judged, if this stands anywhere in it. Raises OSError, and FaultsError where it cannot be
    read to its end.
    """
    content = path.read_bytes()
    if holding not in content:
        return iter(())
    document, faults = read_marked(content, str(path))
    if document is None:
        raise FaultsError(faults)
    return _records(document)


def _records(document: Document | None) -> Iterator[Record]:
    top = document.value if document else None
    entries = top.get(ENTRIES) if isinstance(top, dict) else None
    for position, value in enumerate(entries if isinstance(entries, list) else ()):
        if document and isinstance(value, dict):
            yield Record(document=document, path=(ENTRIES, position), fields=pruned(value), entry=None)


def _written(text: str, path: Where, value: Any, *, fold: bool) -> str:
    """The text of an entry with this field, which is taken out where the value is None."""
    mapping = parsed(text)
    if isinstance(mapping, yaml.SequenceNode):
        mapping = mapping.value[0]
    for name in path[:-1]:
        around = pair_of(mapping, name)
        mapping = around[1] if around else mapping
    assert isinstance(mapping, yaml.MappingNode)  # noqa: S101 - for mypy: what is written into has fields
    pair = pair_of(mapping, path[-1])
    if pair is None:
        before = [each for each in mapping.value if rank((*path[:-1], each[0].value)) < rank(path)]
        after = max(before, key=lambda each: rank((*path[:-1], each[0].value)), default=None)
        if mapping.flow_style:
            return book_flow.put_in(text, mapping, after, path, value)
        return book_block.put_in(text, mapping, after, path, value, fold=fold)
    if value is None:
        if mapping.flow_style:
            return book_flow.taken_out(text, mapping, mapping.value.index(pair))
        return book_block.taken_out(text, mapping, pair)
    if mapping.flow_style:
        return book_flow.replaced(text, pair, path, value, quoted=book_flow.all_quoted(mapping))
    return book_block.replaced(text, pair, path, value, fold=fold)


def _says(text: str, path: Where, value: Any) -> bool:
    """Whether the text of an entry can be read, and has this there."""
    document, faults = read_marked(text, "")
    if document is None or faults:
        return False
    said = document.value[0] if isinstance(document.value, list) else document.value
    for name in path:
        said = said.get(name) if isinstance(said, dict) else None
    return bool(said == value)


def _reads(text: str, before: Document, entries: list[Any]) -> bool:
    """Whether the file says what it said, with these entries."""
    document, faults = read_marked(text, before.place)
    return document is not None and not faults and document.value == {**before.value, ENTRIES: entries}


def _hyphen(page: Text, entries: yaml.Node, position: int) -> int:
    """Where the item begins; its comments may be above it, or between its hyphen and itself."""
    if not position:
        return int(entries.start_mark.index)
    return page.after_space(page.end_of(entries.value[position - 1]))


def _comments_above(page: Text, start: int) -> int:
    """The beginning of the comment right above a line and as far in as it is, else of the line."""
    indent = page.text[start : page.after_space(start)]
    while start:
        above = page.line_above(start)
        if not page.text[above:start].startswith(f"{indent}#"):
            break
        start = above
    return start


def _blanks_above(page: Text, start: int) -> int:
    while start and not page.text[(above := page.line_above(start)) : start].strip():
        start = above
    return start


def _blanks_below(page: Text, end: int) -> int:
    while end < len(page.text) and not page.text[end : page.line_end(end)].strip():
        end = page.line_end(end)
    return end
