"""One field of a mapping that is written in brackets: replaced, put in or taken out, with all else as it was."""

from typing import Any

import yaml

from bot.adapters.book_nodes import Pair, Text
from bot.adapters.drafts_text import in_brackets

Where = tuple[str, ...]


def replaced(text: str, pair: Pair, path: Where, value: Any, *, quoted: bool) -> str:
    start, end = pair[1].start_mark.index, pair[1].end_mark.index
    written = in_brackets(path, value, quoted=quoted)
    if start == end:  # nothing there: `{venue: , …}`, or not even a colon
        bare = text[pair[0].end_mark.index : start].strip() != ":"
        written = f"{':' if bare else ''} {written}"
    return text[:start] + written + text[end:]


def put_in(text: str, mapping: yaml.MappingNode, after: Pair | None, path: Where, value: Any) -> str:
    """Behind the pair ``after``, or before the first; as JSON where all names are quoted."""
    quoted = all_quoted(mapping)
    name = f'"{path[-1]}"' if quoted else path[-1]
    written = f"{name}: {in_brackets(path, value, quoted=quoted)}"
    if after is None:
        place = mapping.value[0][0].start_mark.index
        return text[:place] + f"{written}, " + text[place:]
    place = after[1].end_mark.index
    return text[:place] + f", {written}" + text[place:]


def taken_out(text: str, mapping: yaml.CollectionNode, position: int) -> str:
    """The pair of a mapping, or the item of a list, with one comma and the line that is empty then."""
    page, spans = Text(text), [_span(item) for item in mapping.value]
    start, end = spans[position]
    if position + 1 < len(spans):
        end = page.after_space(end) + 1  # the comma
        while text[end : end + 1] in (" ", "\t"):
            end += 1
        begun = page.line_start(start)
        if page.body_end(end) == end and not text[begun:start].strip():
            start, end = begun, page.line_end(end)
        return page.cut((start, end))
    if not position:
        return page.cut((start, end))
    comma = page.after_space(spans[position - 1][1])
    if text[comma + 1 : start].strip():  # a comment
        return page.cut((comma, comma + 1), (start, end))
    return page.cut((comma, end))


def all_quoted(mapping: yaml.MappingNode) -> bool:
    return all(name.style == '"' for name, _ in mapping.value)


def _span(item: yaml.Node | Pair) -> tuple[int, int]:
    first, last = item if isinstance(item, tuple) else (item, item)
    return first.start_mark.index, last.end_mark.index
