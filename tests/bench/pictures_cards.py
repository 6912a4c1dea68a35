"""What both draw: the shipped entries in every shipped theme, over and over, no two cards alike."""

import json
from collections.abc import Iterator, Sequence
from itertools import count, islice, product

from bot import shipped
from bot.adapters.catalog_yaml import load_catalog
from bot.adapters.phrases_yaml import Phrases
from bot.adapters.picture_sheet import sheet_of
from bot.adapters.picture_templates import Templates
from bot.domain.language import Language
from bot.domain.picture import Look, Picture

LANGUAGES = (Language.ZH, Language.EN)
BRAND = "@o1_daily"


def cards(number: int, *, first: int = 1) -> Sequence[Picture]:
    """So many portraits, from the ``first`` on. Each has its number in its titles, so that no cache knows it."""
    return list(islice(_numbered(), first - 1, first - 1 + number))


def _numbered() -> Iterator[Picture]:
    catalog = load_catalog(shipped.data())
    phrases = Phrases.load(shipped.templates())
    themes = Templates.read([shipped.templates()]).themes
    sheets = [
        json.loads(sheet_of(entry, catalog, LANGUAGES, phrases, brand=BRAND)) for entry in catalog.entries.values()
    ]
    numbers = count(1)
    while True:
        for theme, sheet in product(themes, sheets):
            number = next(numbers)
            titles = {language: f"{title} {number}" for language, title in sheet["titles"].items()}
            yield Picture(sheet=json.dumps(sheet | {"titles": titles}, ensure_ascii=False), look=Look(theme=theme))
