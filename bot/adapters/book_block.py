"""One field of a mapping that is written in lines: replaced, put in or taken out, with all else as it was."""

from collections.abc import Sequence
from typing import Any

import yaml

from bot.adapters.book_nodes import Pair, Text
from bot.adapters.drafts_text import scalar, written

Where = tuple[str, ...]  # ("overview", "zh")


def replaced(text: str, pair: Pair, path: Where, value: Any, *, fold: bool) -> str:
    """What stands behind the value on its line, a comment, stays."""
    page, (name, old) = Text(text), pair
    colon = text.index(":", name.end_mark.index) + 1
    start, end = old.start_mark.index, page.end_of(old)
    first, *more = written(path, value, fold=fold)
    if isinstance(old, yaml.SequenceNode) and not old.flow_style and isinstance(value, list):
        return text[:start] + _items(page, old, value) + text[end:]
    if start == end or page.body_end(colon) < start:  # nothing there, or begun below the name
        space, behind = " ", text[colon : page.body_end(colon)]
    elif isinstance(old, yaml.ScalarNode) and old.style in ("|", ">"):
        header = text[start : page.body_end(start)]
        space, behind = text[colon:start], header[len(header.split()[0]) :]
    else:
        space, behind = text[colon:start], text[end : page.body_end(end)]
    below = text[page.body_end(max(end, colon)) :]
    return text[:colon] + (space + first if first else "") + behind + _lines(page, name, more) + below


def put_in(text: str, mapping: yaml.MappingNode, after: Pair | None, path: Where, value: Any, *, fold: bool) -> str:
    """Below the pair ``after``, or above the first."""
    page = Text(text)
    name: yaml.Node = mapping.value[0][0]
    first, *more = written(path, value, fold=fold)
    lines = [f"{path[-1]}: {first}" if first else f"{path[-1]}:", *more]
    if after is not None:
        place = page.body_end(page.end_of(after[1]))
        return text[:place] + _lines(page, name, lines) + text[place:]
    place = int(name.start_mark.index)
    above = _lines(page, name, lines)[len(page.line_break) :].lstrip(" ")
    return text[:place] + above + page.line_break + " " * name.start_mark.column + text[place:]


def taken_out(text: str, mapping: yaml.MappingNode, pair: Pair) -> str:
    """With its lines; where the hyphen of its entry stands on the first of them, that stays."""
    page, start, end = Text(text), pair[0].start_mark.index, Text(text).end_of(pair[1])
    if not text[page.line_start(start) : start].strip():
        return page.cut((page.line_start(start), page.line_end(end)))
    following = mapping.value[mapping.value.index(pair) + 1 :]
    if following and not text[end : following[0][0].start_mark.index].strip():
        end = following[0][0].start_mark.index
    return page.cut((start, end))


def _lines(page: Text, name: yaml.Node, lines: Sequence[str]) -> str:
    """Each below the one before it, as far in as the name."""
    indent = " " * name.start_mark.column
    return "".join(page.line_break + (indent + line if line else "") for line in lines)


def _items(page: Text, old: yaml.SequenceNode, items: Sequence[str]) -> str:
    """A list with a hyphen for each, where what stays in it keeps its line."""
    indent = " " * old.start_mark.column
    kept: dict[str, str] = {}
    for node in old.value:
        start = page.text.rindex("-", old.start_mark.index, node.start_mark.index)
        kept.setdefault(node.value, page.text[start : page.body_end(page.end_of(node))])
    lines = [kept.get(item) or f"- {scalar(item)}" for item in items]
    return f"{page.line_break}{indent}".join(lines)
