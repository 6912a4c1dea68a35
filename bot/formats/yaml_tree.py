"""From the parser's events to plain values and their lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from bot.domain.faults import Fault
from bot.formats.nearest import shown

DEPTH = 20  # nothing we read needs more; deeper nesting is a mistake or an attack

Path = tuple[str | int, ...]  # ("entries", 3, "title", "zh")

_NULL = re.compile(r"~|null|Null|NULL|")


class TooDeep(Exception):
    """Nested deeper than DEPTH, at this line."""

    def __init__(self, line: int) -> None:
        self.line = line


@dataclass(kw_only=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    path: Path
    value: dict[str, Any] | list[Any] | None  # None: thrown away, inside a complex key or after a doubled one
    key: str | None = None  # of the mapping, waiting for its value
    kept: bool = True  # whether that key's value counts


@dataclass(kw_only=True)
class TreeBuilder:
    """Builds the tree event by event: without recursion, so that no nesting can exhaust the stack."""

    place: str
    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _documents: int = 0

    def add(self, line: int, what: str, remedy: str) -> None:
        self.faults.append(Fault(place=self.place, line=line, what=what, remedy=remedy))

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents == 2:
                self.add(_line(event), "a second document (`---`)", "keep one document in a file")
        elif self._documents > 1:
            return
        elif isinstance(event, yaml.NodeEvent):
            self._take_node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()

    def _take_node(self, event: yaml.NodeEvent) -> None:
        line = _line(event)
        for what, remedy in _refused(event):
            self.add(line, what, remedy)
        around = self._open[-1] if self._open else None
        if around and isinstance(around.value, dict) and around.key is None:
            self._take_key(around, event, line)
        else:
            self._take_value(around, event, line)

    def _take_key(self, mapping: _Open, event: yaml.NodeEvent, line: int) -> None:
        assert isinstance(mapping.value, dict)  # noqa: S101 - for mypy; the caller has looked
        if not isinstance(event, yaml.ScalarEvent):
            self.add(
                line,
                "a name that is not a text",
                "write `name: value`, and quote a text that begins with [ or {",
            )
            mapping.key, mapping.kept = "", False
            if isinstance(event, yaml.CollectionStartEvent):
                self._push(_Open(path=mapping.path, value=None), line)
            return
        name = str(event.value)
        mapping.key, mapping.kept = name, name not in mapping.value
        path = (*mapping.path, name)
        if not mapping.kept:
            self.add(line, f"{shown(name)} a second time (first in line {self.lines[path]})", "keep one of the two")
        elif name == "<<" and event.implicit[0]:
            mapping.kept = False
            self.add(line, "a merge key (`<<`)", "write the fields out")
        else:
            self.lines[path] = line

    def _take_value(self, around: _Open | None, event: yaml.NodeEvent, line: int) -> None:
        value = _empty(event)
        path, kept = self._put(around, value, line)
        if isinstance(event, yaml.CollectionStartEvent):
            self._push(_Open(path=path, value=value if kept else None), line)

    def _put(self, around: _Open | None, value: Any, line: int) -> tuple[Path, bool]:
        """Place a value where it belongs; its path, and whether it counts."""
        if around is None:
            self.value = value
            self.lines[()] = line
            return (), True
        if isinstance(around.value, dict):
            name, around.key = around.key or "", None
            path = (*around.path, name)
            if around.kept:
                around.value[name] = value
            return path, around.kept
        if isinstance(around.value, list):
            path = (*around.path, len(around.value))
            around.value.append(value)
            self.lines[path] = line
            return path, True
        return around.path, False

    def _push(self, opened: _Open, line: int) -> None:
        if len(self._open) >= DEPTH:
            raise TooDeep(line)
        self._open.append(opened)


def _empty(event: yaml.NodeEvent) -> Any:
    """A scalar's value, or the collection that the next events fill."""
    if isinstance(event, yaml.MappingStartEvent):
        return {}
    if isinstance(event, yaml.SequenceStartEvent):
        return []
    if isinstance(event, yaml.ScalarEvent):
        plain = event.style is None or event.style == ""
        return None if plain and _NULL.fullmatch(event.value) else str(event.value)
    return None  # an alias, refused


def _refused(event: yaml.NodeEvent) -> Iterator[tuple[str, str]]:
    if isinstance(event, yaml.AliasEvent):
        yield f"an alias (`*{event.anchor}`)", "write the value out, or quote the text"
    elif event.anchor is not None:
        yield f"an anchor (`&{event.anchor}`)", "delete it, or quote the text"
    if tag := getattr(event, "tag", None):
        yield f"a YAML tag ({shown(tag)})", "delete it, or quote the text"


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0
