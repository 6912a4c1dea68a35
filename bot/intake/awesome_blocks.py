"""The blocks of a list in Markdown: headings, list items with all that hangs on them, table rows, and the rest.

Only the blocks are parsed here; their texts are read one by one, so that no text can make the others slow.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.intake.awesome_fields import role_of
from bot.intake.awesome_lines import Fold, Page
from bot.intake.awesome_links import names_attribute

if TYPE_CHECKING:
    from markdown_it.token import Token

_LEVEL = {f"h{number}": number for number in range(1, 7)}
_LINK = re.compile(r"https?://|www\.|\]\(|href=")
_FIRST_LABEL = re.compile(r"\W{0,4}\[([^\[\]]{1,40})\]")
_FIRST_FIELD = re.compile(r"\W{0,4}([^\W\d_][^:：*\[\]]{0,24})\**[:：]")


@dataclass(frozen=True, kw_only=True)
class Heading:
    line: int
    level: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A paragraph, as Markdown."""

    line: int
    text: str
    indent: int = 0


@dataclass(kw_only=True)
class Item:
    """A list item with its paragraphs and the items below it."""

    line: int
    indent: int
    ordered: bool
    passages: list[Passage] = field(default_factory=list)
    items: list["Item"] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A table's row under the names of its columns."""

    line: int
    columns: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Code:
    """A fence: whatever stands in it is no record."""

    line: int
    text: str


Block = Heading | Passage | Item | Row | Code | Fold


def blocks(page: Page, references: dict[str, Any]) -> Iterator[Block]:
    """In the source's order; ``references`` receives the definitions of reference links."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    # Lists indented like code, and those right after an HTML tag, are lists to whoever wrote them.
    markdown.disable(["code", "html_block", "inline"])
    gathered = _rejoined(_gathered(markdown.parse(page.text, references), page.text.split("\n")))
    folds = list(page.folds)
    for block in gathered:
        while folds and folds[0].line <= block.line:
            yield folds.pop(0)
        yield block
    yield from folds


def _gathered(tokens: "Sequence[Token]", lines: list[str]) -> Iterator[Block]:
    open_items: list[Item] = []
    columns: list[str] = []
    cells: list[str] | None = None
    level = line = 0
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        match token.type:
            case "list_item_open":
                indent = _indent(lines[line - 1])
                open_items.append(Item(line=line, indent=indent, ordered=token.markup in (".", ")")))
            case "list_item_close":
                item = open_items.pop()
                if open_items:
                    open_items[-1].items.append(item)
                else:
                    yield item
            case "heading_open":
                level = _LEVEL[token.tag]
            case "heading_close":
                level = 0
            case "table_open":
                columns = []
            case "tr_open":
                cells = []
            case "tr_close" if cells is not None:
                if not columns:
                    columns = cells or [""]
                elif not open_items:
                    yield Row(line=line, columns=tuple(columns), cells=tuple(cells))
                cells = None
            case "fence":
                yield Code(line=line, text=token.content)
            case "inline" if cells is not None and not open_items:
                cells.append(token.content)
            case "inline" if open_items:
                open_items[-1].passages.append(Passage(line=line, text=token.content))
            case "inline" if level:
                yield Heading(line=line, level=level, text=token.content)
            case "inline":
                yield Passage(line=line, text=token.content, indent=_indent(lines[line - 1]))


def _rejoined(found: Iterator[Block]) -> Iterator[Block]:
    """With what was meant to hang on an item, but is indented too little for Markdown, hung on it."""
    last: Item | None = None
    for block in found:
        if last is not None and isinstance(block, Item) and _belongs(block, last):
            last.items.append(block)
            continue
        if last is not None and isinstance(block, Passage) and block.indent > last.indent:
            last.passages.append(block)
            continue
        if last is not None:
            yield last
        last = block if isinstance(block, Item) else None
        if last is None:
            yield block
    if last is not None:
        yield last


def _belongs(item: Item, above: Item) -> bool:
    if item.indent <= above.indent:
        return False
    text = item.passages[0].text if item.passages else ""
    return not _LINK.search(text) or item.ordered != above.ordered or speaks_of_another(text)


def speaks_of_another(text: str) -> bool:
    """Whether an item is about the one above it: `[code](…)`, `地址：…`, a bare address."""
    if label := _FIRST_LABEL.match(text):
        return names_attribute(label[1])
    if name := _FIRST_FIELD.match(text):
        return name[1].lower().startswith("http") or role_of(name[1]) is not None
    return False


def _indent(line: str) -> int:
    bare = line.lstrip(" \t>")
    return len(line[: len(line) - len(bare)].expandtabs(4))
