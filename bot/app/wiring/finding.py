"""The search engine of the configuration, with the bot and without."""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.adapters.index_follow import IndexAbout
from bot.adapters.search_tantivy import TantivySearch
from bot.app.config import Config
from bot.domain.catalog import Catalog

__all__ = ["IndexAbout", "engine", "made_of", "open_finder"]


def engine(config: Config) -> TantivySearch:
    """Of the state folder. Each data folder has an index of its own there: a look into another one disturbs no bot."""
    return TantivySearch(made_of(config, config.state, "search"))


def made_of(config: Config, state: Path, kind: str) -> Path:
    """The folder for what is made of the configured data and can be made anew."""
    name = blake2b(str(config.data.resolve()).encode("utf-8", "surrogateescape"), digest_size=4).hexdigest()
    return state / kind / name


@asynccontextmanager
async def open_finder(
    config: Config, catalog: Catalog, *, rebuild: bool = False, leave_nothing: bool = False
) -> AsyncIterator[TantivySearch]:
    """The engine by itself; ``whole`` waits until its index is as the catalog.

    ``leave_nothing``: where there is no state folder, none is made for a mere search.
    """
    with ExitStack() as stack:
        state = config.state
        if leave_nothing and not state.is_dir():
            state = Path(stack.enter_context(TemporaryDirectory(prefix="digestbot-search-")))
        finder = TantivySearch(made_of(config, state, "search"))
        try:
            await finder.take(catalog, rebuild=rebuild)
            yield finder
        finally:
            await finder.close()
