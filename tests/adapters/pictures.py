"""Pictures for tests: sheets, engines on the shipped templates or on small ones, and a look into what was drawn."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pdfplumber
from PIL import Image

from bot import shipped
from bot.adapters.picture_typst import TypstPictures
from bot.domain.picture import Format, Look, Picture

THEMES = sorted(path.stem for path in (shipped.templates() / "themes").glob("*.typ"))
URL = "https://arxiv.org/abs/2305.20050"
SHEET = {
    "languages": ["zh", "en"],
    "kind": "paper",
    "kind_names": {"zh": "论文", "en": "Paper"},
    "houses": "OpenAI · ICLR 2024",
    "date": "2023-05-31",
    "titles": {"zh": "让我们一步一步地验证", "en": "Let’s Verify Step by Step"},
    "authors": "Hunter Lightman, Vineet Kosaraju, Yura Burda 等 10 人",
    "overviews": {
        "zh": "过程监督比结果监督更可靠。逐步标注的奖励模型在数学题上明显更好。",
        "en": "Process supervision is more reliable than outcome supervision. It shows on mathematics.",
    },
    "tags": {"zh": ["推理", "数学"], "en": ["Reasoning", "Mathematics"]},
    "url": URL,
    "address": "arxiv.org/abs/2305.20050",
    "brand": "@o1_daily",
    "scan": "扫码阅读 Scan",
}

# The least that is a template: every word of the card on a page of the right size.
CARD = """
#import sys.inputs.theme: theme
#let card = json(bytes(sys.inputs.card))
#let height = (portrait: 675pt, square: 540pt, long: auto).at(sys.inputs.format)
#set page(width: 540pt, height: height, margin: 20pt)
#theme.before
#card.titles.en #card.titles.zh #card.authors
#for text in card.candidates.first().values() { par(text) }
"""
THEME = "#let theme = (name: (zh: {zh!r}, en: {en!r}), before: [])"


def picture(theme: str = "xuan", format: Format = Format.PORTRAIT, **words: Any) -> Picture:
    """The sheet with these words in it."""
    return Picture(sheet=json.dumps({**SHEET, **words}), look=Look(theme=theme, format=format))


@contextmanager
def opened(folder: Path, *templates: Path, **options: Any) -> Iterator[TypstPictures]:
    """An engine with its state in the folder; on the shipped templates unless others are named."""
    pictures = TypstPictures(templates=templates or (shipped.templates(),), folder=folder / "pictures", **options)
    try:
        yield pictures
    finally:
        pictures.close()


def small_templates(folder: Path, card: str = CARD, **themes: str) -> Path:
    """A templates folder with this card, a theme ``plain``, and the named themes."""
    (folder / "themes").mkdir(parents=True)
    (folder / "card.typ").write_text(card)
    for name, text in {"plain": THEME.format(zh="素", en="Plain"), **themes}.items():
        (folder / "themes" / f"{name}.typ").write_text(text.replace("'", '"'))
    return folder


def doing(code: str) -> str:
    """A theme that does this in typst before anything is drawn."""
    return f"#let theme = (before: {{ {code} }})"


def dimensions(png: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(png)) as image:
        image.load()
        return image.size


def text_of(pdf: bytes) -> str:
    """All that can be read on the page, without anything that only parts lines."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        [page] = document.pages
        return squeezed("".join(char["text"] for char in page.chars))


def squeezed(text: str) -> str:
    """The text without spaces, line ends and what cannot be seen."""
    return "".join(sign for sign in text if not sign.isspace() and sign not in "\u200b\u00ad\u2060")
