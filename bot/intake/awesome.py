"""Awesome lists: Markdown in which every outermost list item or table row with a title and a link is a record.

Nested bullets are attributes of the outermost record, unless the outer item has no link: then it is a heading.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from bot.domain.candidate import Candidate, Harvest, Skipped
from bot.intake.awesome_blocks import Block, Code, Heading, Item, Passage, Row, blocks, speaks_of_another
from bot.intake.awesome_fields import is_link_role, role_of
from bot.intake.awesome_inline import InlineReader, Line, plain, visible
from bot.intake.awesome_lines import Fold, page_of
from bot.intake.awesome_links import external
from bot.intake.awesome_records import candidate_of, own_link
from bot.intake.awesome_sections import Sections

_BEGINNING = 80  # characters of what was skipped


def read(text: str, source: str) -> Harvest:
    """The records of a list, and what else might have been one. Reads any text, in time that grows with its length."""
    page = page_of(text)
    references: dict[str, Any] = {}
    found = list(blocks(page, references))
    reader = _Reader(source=source, inline=InlineReader(references), sections=Sections.of(found))
    for block in found:
        reader.take(block)
    skipped = sorted((*page.skipped, *reader.skipped), key=lambda each: each.line)
    return Harvest(candidates=tuple(reader.candidates), skipped=tuple(skipped))


@dataclass(kw_only=True)
class _Reader:
    source: str
    inline: InlineReader
    sections: Sections
    candidates: list[Candidate] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    roles: dict[tuple[str, ...], list[str | None]] = field(default_factory=dict)  # of the last table's columns

    def take(self, block: Block) -> None:
        match block:
            case Heading():
                self.sections.begin(block.level, self.inline.plain(block.text))
            case Fold():
                self.sections.fold(block.summary and self.inline.plain(block.summary))
            case Code():
                self._skip(block.line, block.text, "is a code block")
            case Passage():
                self._take_passage(block)
            case Item() | Row() if barred := self.sections.barred:
                self._skip(block.line, _beginning(block), f"stands in the section “{barred}”")
            case Item():
                self._take_item(block, self.sections.path)
            case Row():
                self._take_row(block)

    def _take_passage(self, passage: Passage) -> None:
        lines = self.inline.lines(passage.text)
        pieces = [piece for line in lines for piece in line if piece.image or plain(piece.text)]
        if not pieces:
            return
        if all(piece.strong and not piece.url for piece in pieces) and len(passage.text) <= _BEGINNING:
            self.sections.label(plain("".join(piece.text for piece in pieces)))
        else:
            pictures = all(piece.image for piece in pieces)
            self._skip(passage.line, passage.text, "is an image" if pictures else "is prose, not an item of a list")

    def _take_item(self, item: Item, section: tuple[str, ...]) -> None:
        own = self._own_lines(item)
        below = list(self._lines_below(item)) if item.items else []
        if not own and len(item.items) == 1:  # `- - [Title](…)`
            self._take_item(item.items[0], section)
        elif own_link(own) or (own and own_link(below) and self._are_attributes(item)):
            lines: list[tuple[Line, str | None]] = [(line, None) for line in chain(own, below)]
            self._take_record(lines, item.line, section, item.passages[0].text)
        elif own_link(below):
            title = plain(" ".join(piece.text for piece in own[0] if not piece.image)) if own else ""
            title = title.rstrip(":： ")
            for inner in item.items:
                self._take_item(inner, (*section, title) if title else section)
        else:
            self._skip(item.line, _beginning(item), _why_none([*own, *below]))

    def _take_row(self, row: Row) -> None:
        roles = self._roles_of(row.columns)
        cells = [self.inline.lines(cell) for cell in row.cells]
        if not own_link(chain.from_iterable(cells)):
            self._skip(row.line, " | ".join(row.cells), _why_none(list(chain.from_iterable(cells))))
            return
        titled = _title_column(roles[: len(cells)], cells)
        lines: list[tuple[Line, str | None]] = [(line, None) for line in cells[titled]]
        for at, cell in enumerate(cells):
            role = roles[at] if at < len(roles) and roles[at] != "title" else None
            lines += [(line, role) for line in cell if at != titled]
        self._take_record(lines, row.line, self.sections.path, " | ".join(row.cells))

    def _roles_of(self, columns: tuple[str, ...]) -> list[str | None]:
        if columns not in self.roles:
            self.roles = {columns: [role_of(self.inline.plain(name), column=True) for name in columns]}
        return self.roles[columns]

    def _take_record(
        self, lines: list[tuple[Line, str | None]], line: int, section: tuple[str, ...], text: str
    ) -> None:
        candidate = candidate_of(lines, source=self.source, line=line, section=section)
        if candidate:
            self.candidates.append(candidate)
        else:
            self._skip(line, text, "has no title")

    def _own_lines(self, item: Item) -> list[Line]:
        return [line for passage in item.passages for line in self.inline.lines(passage.text)]

    def _lines_below(self, item: Item) -> Iterator[Line]:
        for inner in item.items:
            yield from self._own_lines(inner)
            yield from self._lines_below(inner)

    def _are_attributes(self, item: Item) -> bool:
        """Whether all links below an item without one are called `paper`, `地址` or the like: then it is the title."""
        linked = [inner for inner in item.items if own_link((*self._own_lines(inner), *self._lines_below(inner)))]
        return all(speaks_of_another(inner.passages[0].text) for inner in linked if inner.passages)

    def _skip(self, line: int, text: str, reason: str) -> None:
        self.skipped.append(
            Skipped(line=line, text=" ".join(visible(text[: 2 * _BEGINNING]).split())[:_BEGINNING], reason=reason)
        )


def _title_column(roles: list[str | None], cells: list[list[Line]]) -> int:
    """The column named so; else the first with words, linked ones before others."""
    named = [at for at, role in enumerate(roles) if role == "title" and cells[at]]
    linked = [at for at, cell in enumerate(cells) if own_link(cell) and not _holds(roles, at)]
    worded = [at for at, cell in enumerate(cells) if cell and not _holds(roles, at)]
    filled = [at for at, cell in enumerate(cells) if cell]
    return next(iter((*named, *linked, *worded, *filled)))


def _holds(roles: list[str | None], at: int) -> bool:
    """Whether the column is known to hold something else than titles."""
    return at < len(roles) and roles[at] is not None and (is_link_role(roles[at]) or roles[at] != "title")


def _beginning(block: Item | Row) -> str:
    if isinstance(block, Row):
        return " | ".join(block.cells)
    return block.passages[0].text if block.passages else ""


def _why_none(lines: list[Line]) -> str:
    pieces = [piece for line in lines for piece in line if piece.image or plain(piece.text)]
    if pieces and all(piece.image for piece in pieces):
        return "is an image"
    if any(piece.url.startswith("#") for piece in pieces):
        return "is a table of contents"
    if any(piece.url and not external(piece.url) for piece in pieces):
        return "has no link out of its own site"
    return "has no link"
