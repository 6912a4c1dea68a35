"""Cards drawn by typst itself, and read back: their lines from the PDF, their margins from a small PNG."""

import io
import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pdfplumber
import pylopdf_fonts_zh_cn
import typst
from PIL import Image

from bot import shipped
from bot.adapters.catalog_yaml import load_catalog
from bot.adapters.phrases_yaml import Phrases
from bot.adapters.picture_code import qr_code
from bot.adapters.picture_sheet import sheet_of
from bot.adapters.picture_words import BREAK, printed
from bot.domain.entry import Entry
from bot.domain.inert import MARK
from bot.domain.language import Language
from tests.worlds import an_entry

BOTH = (Language.ZH, Language.EN)
WIDTH, MARGIN = 540, 42
FORMATS = ("portrait", "square", "long")
THEMES = sorted(path.stem for path in (shipped.templates() / "themes").glob("*.typ"))
PHRASES = Phrases.load(shipped.templates())
CATALOG = load_catalog(shipped.data())
_DRAWER = threading.local()


@dataclass(frozen=True, kw_only=True)
class Line:
    """What stands on one base line: its text without spaces, where it begins, its size."""

    text: str
    top: float
    base: float
    left: float
    size: float


@dataclass(frozen=True, kw_only=True)
class Page:
    """A drawn card, read back."""

    width: float
    height: float
    lines: tuple[Line, ...]
    ink: tuple[float, float]  # the leftmost and rightmost place of a letter

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)

    def lines_of(self, text: str) -> list[Line]:
        """The lines that this text fills, where it first comes; AssertionError where it is not printed."""
        wanted, end = squeezed(text), 0
        start = self.text.find(wanted)
        assert start >= 0, f"{text} is not printed"
        found = []
        for line in self.lines:
            end += len(line.text)
            if end > start and end - len(line.text) < start + len(wanted):
                found.append(line)
        return found

    def where(self, beginning: str) -> Line:
        """The line in which this text begins."""
        return self.lines_of(beginning)[0]


def squeezed(text: str) -> str:
    return "".join(sign for sign in text if not sign.isspace() and sign not in (BREAK, MARK))


def drawn(
    entry: Entry,
    theme: str,
    format: str,
    kind: Literal["png", "pdf"],
    languages: Sequence[Language],
) -> bytes:
    """By a compiler of this thread's own."""
    if not hasattr(_DRAWER, "compiler"):
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(Path(pylopdf_fonts_zh_cn.sans_path()).parent)])
        root = shipped.templates()
        _DRAWER.compiler = typst.Compiler(
            str(root / "card.typ"), root=str(root), font_paths=fonts, ignore_system_fonts=True
        )
    sheet = json.loads(sheet_of(entry, CATALOG, languages, PHRASES, brand="@o1_daily"))
    inputs = {"card": printed(sheet, qr_code(sheet["url"])), "theme": f"themes/{theme}.typ", "format": format}
    made: bytes = _DRAWER.compiler.compile(format=kind, ppi=36, sys_inputs=inputs)
    return made


def picture_of(entry: Entry, theme: str, format: str, languages: Sequence[Language] = BOTH) -> Image.Image:
    """At half a pixel for a point."""
    return Image.open(io.BytesIO(drawn(entry, theme, format, "png", languages))).convert("RGB")


def page_of(entry: Entry, theme: str = "xuan", format: str = "portrait", languages: Sequence[Language] = BOTH) -> Page:
    with pdfplumber.open(io.BytesIO(drawn(entry, theme, format, "pdf", languages))) as document:
        [page] = document.pages
        chars = [char for char in page.chars if squeezed(char["text"])]
        # Full-width punctuation at a line end is squeezed: half of its box is empty and may lie outside.
        inked = [char for char in chars if char["text"] not in "，。、；：！？”’）》」』“‘（《「『"]
        return Page(
            width=float(page.width),
            height=float(page.height),
            lines=tuple(_lines(chars)),
            ink=(min(char["x0"] for char in inked), max(char["x1"] for char in inked)),
        )


def _lines(chars: list[dict[str, Any]]) -> Iterator[Line]:
    """In the order they were printed; a new one wherever the base line or the size changes."""
    line: list[dict[str, Any]] = []
    for char in [*chars, None]:
        if line and (char is None or abs(_base(char) - _base(line[0])) > 0.5):
            yield Line(
                text="".join(squeezed(sign["text"]) for sign in line),
                top=min(sign["top"] for sign in line),
                base=_base(line[0]),
                left=line[0]["x0"],
                size=max(sign["size"] for sign in line),
            )
            line = []
        if char is not None:
            line.append(char)


def _base(char: dict[str, Any]) -> float:
    return float(char["matrix"][5])


def blank_margins(picture: Image.Image, theme: str) -> bool:
    """Whether every row of both margins is of one colour, or as on the theme's card with hardly a word."""
    inset, strip = 10, MARGIN // 2 - 1  # the frame of a theme may turn its corners in the outermost rows
    for left in (0, picture.width - strip):
        rows = picture.crop((left, inset, left + strip, picture.height - inset))
        known = margin_rows(theme, left)
        for row in range(rows.height):
            pixels = rows.crop((0, row, strip, row + 1)).tobytes()
            if (
                pixels != pixels[:3] * strip
                and pixels not in known
                and not any(alike(pixels, other) for other in known)
            ):
                return False
    return True


def alike(row: bytes, other: bytes) -> bool:
    """But for the rounding of a thin line; a letter differs by more."""
    return max(abs(one - two) for one, two in zip(row, other, strict=True)) < 40


@cache
def margin_rows(theme: str, left: int) -> frozenset[bytes]:
    """The rows of a margin of the backdrop alone."""
    entry = an_entry(title={"en": "i", "zh": "一"}, overview={"en": "i", "zh": "一"}, authors=[], organizations=[])
    picture = picture_of(entry, theme, "portrait")
    strip = MARGIN // 2 - 1
    return frozenset(picture.crop((left, row, left + strip, row + 1)).tobytes() for row in range(picture.height))
