"""The card as a page: the same words and the same code as HTML, as one would make it for a browser to shoot.

The fonts are the same files, but for Libertinus, which typst has inside; the size of type is found by halving, too.
"""

import re
from pathlib import Path

import pylopdf_fonts_zh_cn as fonts
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from bot.adapters.picture_code import qr_code
from bot.domain.picture import Picture

WIDTH, HEIGHT = 540, 675  # CSS pixels; a card has twice as many


class Pages:
    """What the browser is given."""

    def __init__(self) -> None:
        environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        self._page = environment.get_template("pictures_page.html.j2")
        self._card = environment.get_template("pictures_card.html.j2")

    def page(self) -> str:
        """A page in which ``show(card)`` shows a card, and returns when its fonts are there."""
        return self._page.render(sans=fonts.sans_path().as_uri(), serif=fonts.serif_path().as_uri())

    def card(self, picture: Picture) -> str:
        words = picture.words
        scalable = re.sub(r'width="(\d+)" height="(\d+)"', r'viewBox="0 0 \1 \2"', qr_code(words["url"]), count=1)
        return self._card.render(card=words, theme=picture.look.theme, qr=Markup(scalable))
