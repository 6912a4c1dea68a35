"""Checking links: the web behind its guard, arXiv's API, and what earlier checks were told."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager

from bot.adapters.catalog_entry import Record
from bot.adapters.links_cache import open_link_memory
from bot.adapters.links_web import open_web_links
from bot.app.config import Config
from bot.app.linking import LinkMemory, LinkWeb
from bot.domain.linkcheck import Preprint

__all__ = ["Record", "ask_arxiv", "open_links", "open_memory"]


def open_links() -> AbstractAsyncContextManager[LinkWeb]:
    return open_web_links()


def open_memory(config: Config) -> AbstractContextManager[LinkMemory]:
    """Raises OSError."""
    return open_link_memory(config.state)


def ask_arxiv(papers: list[str]) -> Iterator[tuple[str, Preprint]]:
    """Raises SourceError. Waits between the calls as arXiv asks everybody to."""
    from bot.intake.arxiv_client import open_client
    from bot.intake.arxiv_now import preprints

    with open_client() as client:
        yield from preprints(papers, client)
