"""What can be had without a token and a database: the catalog, its search, and the words.

Apart from the house, because Telegram's and the database's libraries take a second to import.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from jinja2 import Environment

from bot import shipped
from bot.adapters.cards_jinja import JinjaCards
from bot.adapters.catalog_yaml import load_catalog, read_catalog
from bot.adapters.phrases_yaml import Phrases
from bot.adapters.replies_jinja import Replies
from bot.adapters.schema_json import collection_schema, synonyms_schema, tags_schema
from bot.adapters.templates_jinja import check as check_templates
from bot.adapters.templates_jinja import templates as make_environment
from bot.app.config import Config, filter_faults
from bot.app.shelf import CatalogShelf
from bot.app.wiring.finding import engine
from bot.domain.catalog import Catalog
from bot.domain.faults import Fault, FaultsError

__all__ = ["Library", "collection_schema", "open_library", "read_catalog", "synonyms_schema", "tags_schema"]

T = TypeVar("T")

UNNAMED = "your_bot"  # until Telegram has told the bot its name


@dataclass(frozen=True, kw_only=True)
class Library:
    """The shelf with the catalog, and what draws cards and speaks."""

    shelf: CatalogShelf
    phrases: Phrases
    cards: JinjaCards
    replies: Replies
    environment: Environment

    def of(self, bot_username: str) -> "Library":
        """The same, with cards whose buttons lead to this bot."""
        return replace(self, cards=JinjaCards(self.environment, self.phrases, bot_username))


def open_library(config: Config) -> Library:
    """Read the catalog, the phrases and the templates; FaultsError holds the faults of all three."""
    folders = [config.templates, shipped.templates()] if config.templates else [shipped.templates()]
    faults: list[Fault] = []
    shelf = _or_faults(lambda: CatalogShelf(lambda: _catalog(config), engine(config)), faults)
    phrases = _or_faults(lambda: Phrases.load(*folders), faults)
    environment = make_environment(phrases, *folders) if phrases else None
    if phrases and environment:
        faults += check_templates(environment, phrases)
    if faults or not shelf or not phrases or not environment:
        raise FaultsError(faults)
    return Library(
        shelf=shelf,
        phrases=phrases,
        cards=JinjaCards(environment, phrases, UNNAMED),
        replies=Replies(environment, phrases),
        environment=environment,
    )


def _catalog(config: Config) -> Catalog:
    """Read anew at every reload, which so refuses what start-up would refuse. Raises FaultsError."""
    catalog = load_catalog(config.data)
    if faults := filter_faults(config, catalog.tags):
        raise FaultsError(faults)
    return catalog


def _or_faults(make: Callable[[], T], faults: list[Fault]) -> T | None:
    try:
        return make()
    except FaultsError as broken:
        faults += broken.faults
        return None
