"""Builds the search engine for a test: the one place of these tests that knows its constructor."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.adapters.search_tantivy import TantivySearch
from bot.domain.catalog import Catalog


@asynccontextmanager
async def an_engine(folder: Path, catalog: Catalog) -> AsyncIterator[TantivySearch]:
    """The engine with its index in ``folder``, whole and up to date with the catalog."""
    search = TantivySearch(folder)
    try:
        await search.take(catalog)
        await search.whole()
        yield search
    finally:
        await search.close()
