"""The endpoint that drafts, and what there is to draft for."""

from contextlib import AbstractAsyncContextManager
from importlib.util import find_spec

from bot.adapters.catalog_yaml import read_catalog
from bot.adapters.drafting_openai import open_drafter
from bot.app.config import Config
from bot.app.endpoint import Endpoint
from bot.domain.catalog import Catalog
from bot.domain.drafter import Drafter
from bot.domain.faults import FaultsError

INSTALL = "pip install 'digestbot[draft]', or in a checkout uv sync --extra draft"


def installed() -> bool:
    """Whether the extra is there. Loads nothing."""
    return find_spec("openai") is not None


def drafter(endpoint: Endpoint) -> AbstractAsyncContextManager[Drafter]:
    return open_drafter(url=endpoint.url, model=endpoint.model, key=endpoint.key)


def catalog_of(config: Config) -> Catalog:
    """Whole, drafts too. Raises FaultsError."""
    reading = read_catalog(config.data)
    if reading.faults:
        raise FaultsError(reading.faults)
    return reading.catalog
