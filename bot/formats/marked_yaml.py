"""YAML read strictly: every scalar stays the text that was written, and every value knows its line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from bot.domain.faults import Fault
from bot.formats.yaml_tree import DEPTH, Path, TooDeep, TreeBuilder

BOM = "\ufeff"

_NOT_YAML = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # YAML 1.1, c-printable

# libyaml's words → ours. The order matters where one is part of another.
_PROBLEMS = (
    ("tab character", "a tab in the indentation", "indent with spaces"),
    ("mapping values are not allowed", "a colon and space inside a bare text, or a wrong indentation",
     'put the text in "double quotes", or align the line with its siblings'),
    ("could not find expected ':'", "a line that is neither `name: value` nor part of a text",
     "add the colon, or indent the line under its field"),
    ("found unexpected end of stream", "a quotation mark that is never closed", "close it"),
    ("cannot start any token", "a character that must not begin a text", 'put the text in "double quotes"'),
    ("unknown escape character", "a backslash that YAML takes for an escape",
     "put the text in 'single quotes', or write the backslash twice"),
    ("did not find expected key", "a line not aligned with its siblings, or a quotation mark inside a text",
     'align it, or put the whole text in "double quotes"'),
    ("did not find expected ',' or", "an unclosed bracket or a missing comma", "close it, or quote the text"),
    ("did not find expected '-'", "a line that is not aligned with the list it is in", "align it"),
    ("undefined alias", "an alias (`*`)", "write the value out, or quote the text"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Document:
    """What a file says: dicts, lists, texts and None (``~``, ``null`` or nothing), and where it says it."""

    place: str
    value: Any
    lines: Mapping[Path, int]  # 1-based; of a mapping's value, the line of its key

    def line_of(self, path: Path) -> int:
        """The line of the value, or of the nearest thing around it if it is not there; 1 for the whole."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, path: Path, *, key: str = "", what: str, remedy: str) -> Fault:
        return Fault(place=self.place, line=self.line_of(path), key=key, what=what, remedy=remedy)


def read_marked(text: str | bytes, place: str) -> tuple[Document | None, list[Fault]]:
    """The document and what is wrong with it; None where it cannot be read to its end. Never raises.

    A fault beside a document (a doubled key, an anchor) spoils only its own value: the first of two keys
    counts, and an alias is None. So the rest can still be checked.
    """
    try:
        text = text if isinstance(text, str) else text.decode("utf-8")
        text.encode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return None, [_unreadable(place, line, "not UTF-8", "save the file as UTF-8")]
    except UnicodeEncodeError as error:
        line = error.object.count("\n", 0, error.start) + 1
        return None, [_unreadable(place, line, "half of a surrogate pair", "retype the character")]
    if text.startswith(BOM):
        return None, [_unreadable(place, 1, "an invisible byte order mark", "save the file as UTF-8 without BOM")]
    if found := _NOT_YAML.search(text):
        line = text.count("\n", 0, found.start()) + 1
        return None, [_unreadable(place, line, f"the control character U+{ord(found[0]):04X}", "delete it")]
    builder = TreeBuilder(place=place)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except TooDeep as error:
        builder.add(error.line, f"nested more than {DEPTH} levels deep", "flatten it")
        return None, builder.faults
    except yaml.MarkedYAMLError as error:
        return None, [*builder.faults, _translated(error, place)]
    except yaml.YAMLError:
        return None, [*builder.faults, _unreadable(place, 0, "not YAML", "rewrite the file")]
    return Document(place=place, value=builder.value, lines=builder.lines), builder.faults


def _unreadable(place: str, line: int, what: str, remedy: str) -> Fault:
    return Fault(place=place, line=line, what=what, remedy=remedy)


def _translated(error: yaml.MarkedYAMLError, place: str) -> Fault:
    problem = error.problem or "unreadable"
    # A quotation mark is noticed missing at the end of the file; its beginning is what the person looks for.
    mark = error.context_mark if "end of stream" in problem and error.context_mark else error.problem_mark
    line = mark.line + 1 if mark else 0
    for words, what, remedy in _PROBLEMS:
        if words in problem:
            return _unreadable(place, line, what, remedy)
    return _unreadable(place, line, f"not YAML ({problem})", "correct the line, or quote the text")
