"""What can be had without a token and a database: the catalog, its search, and the words.

Apart from the house, because Telegram's and the database's libraries take a second to import.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from jinja2 import Environment

from bot import shipped
from bot.adapters.cards_jinja import JinjaCards
from bot.adapters.catalog_check import check_catalog
from bot.adapters.catalog_kept import KeptCatalog
from bot.adapters.catalog_yaml import Reading
from bot.adapters.gallery_html import GalleryPage
from bot.adapters.phrases_yaml import Phrases
from bot.adapters.picture_png import size as picture_size
from bot.adapters.picture_typst import TypstPictures
from bot.adapters.replies_jinja import Replies
from bot.adapters.schema_json import collection_schema, synonyms_schema, tags_schema
from bot.adapters.templates_jinja import check as check_templates
from bot.adapters.templates_jinja import templates as make_environment
from bot.app.config import Config, filter_faults, theme_faults
from bot.app.shelf import CatalogShelf
from bot.app.wiring.finding import engine, made_of
from bot.domain.catalog import Catalog
from bot.domain.faults import Fault, FaultsError
from bot.domain.picture import PictureError

__all__ = [
    "Library", "Reading", "check_catalog", "collection_schema", "drawing_library", "open_library", "picture_size",
    "synonyms_schema", "tags_schema",
]  # fmt: skip

T = TypeVar("T")

UNNAMED = "your_bot"  # until Telegram has told the bot its name


@dataclass(frozen=True, kw_only=True)
class Library:
    """The shelf with the catalog, and what draws cards and speaks."""

    shelf: CatalogShelf
    phrases: Phrases
    cards: JinjaCards
    pictures: TypstPictures
    replies: Replies
    environment: Environment

    def of(self, bot_username: str) -> "Library":
        """The same, with cards whose buttons lead to this bot."""
        return replace(self, cards=_cards(self.environment, self.phrases, self.pictures, bot_username))

    @property
    def gallery(self) -> GalleryPage:
        return GalleryPage(self.environment, self.phrases)


@contextmanager
def drawing_library(config: Config, *, at_once: int = 2, leave_nothing: bool = False) -> Iterator[Library]:
    """A library that draws pictures, so many at once, until the end of the block.

    ``leave_nothing``: where there is no state folder, none is made for a mere look.
    """
    with ExitStack() as stack:
        if leave_nothing and not config.state.is_dir():
            config = replace(config, state=Path(stack.enter_context(TemporaryDirectory(prefix="digestbot-"))))
        library = open_library(config, at_once=at_once)
        stack.callback(library.pictures.close)
        yield library


def open_library(config: Config, *, at_once: int = 2, leave_nothing: bool = False) -> Library:
    """Read the catalog, the phrases and the templates; FaultsError holds the faults of all three.

    ``leave_nothing``: where there is no state folder, none is made for the catalog.
    """
    folders = [config.templates, shipped.templates()] if config.templates else [shipped.templates()]
    faults: list[Fault] = []
    nowhere = leave_nothing and not config.state.is_dir()
    kept = KeptCatalog(config.data, None if nowhere else made_of(config, config.state, "catalog"))
    shelf = _or_faults(lambda: CatalogShelf(lambda: _catalog(config, kept), engine(config)), faults)
    phrases = _or_faults(lambda: Phrases.load(*folders), faults)
    pictures = TypstPictures(templates=folders, folder=config.state / "pictures", fonts=config.fonts, workers=at_once)
    faults += _theme_faults(config, pictures)
    environment = make_environment(phrases, *folders) if phrases else None
    if phrases and environment:
        faults += check_templates(environment, phrases)
    if faults or not shelf or not phrases or not environment:
        raise FaultsError(faults)
    return Library(
        shelf=shelf,
        phrases=phrases,
        cards=_cards(environment, phrases, pictures, UNNAMED),
        pictures=pictures,
        replies=Replies(environment, phrases),
        environment=environment,
    )


def _theme_faults(config: Config, pictures: TypstPictures) -> list[Fault]:
    try:
        return theme_faults(config, pictures.themes)
    except PictureError as unreadable:
        return [Fault(place="templates/themes", what=unreadable.what, remedy=unreadable.remedy)]


def _cards(environment: Environment, phrases: Phrases, pictures: TypstPictures, bot_username: str) -> JinjaCards:
    return JinjaCards(environment, phrases, bot_username, pictures=pictures.installed)


def _catalog(config: Config, kept: KeptCatalog) -> Catalog:
    """As it is now, at every reload, which so refuses what start-up would refuse. Raises FaultsError."""
    catalog = kept.load()
    if faults := filter_faults(config, catalog.tags):
        raise FaultsError(faults)
    return catalog


def _or_faults(make: Callable[[], T], faults: list[Fault]) -> T | None:
    try:
        return make()
    except FaultsError as broken:
        faults += broken.faults
        return None
