"""The shelf: the catalog in use, with the search that follows it. A broken reload changes neither (law 8)."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from bot.app.admins import Admins
from bot.domain.catalog import Catalog
from bot.domain.faults import Fault, FaultsError
from bot.domain.search import Search

log = logging.getLogger(__name__)


class Following(Search, Protocol):
    """A search engine whose index follows the catalog in the background."""

    async def take(self, catalog: Catalog) -> None:
        """Follow this catalog from now on. What it no longer has is found no more at once, what is new in a moment."""

    async def close(self) -> None: ...


class CatalogShelf:
    """The Catalogs port. ``load`` reads the collections in a thread, and raises FaultsError."""

    def __init__(self, load: Callable[[], Catalog], search: Following) -> None:
        self._load = load
        self._reloading = asyncio.Lock()
        self.catalog = load()
        self.search = search
        self.faults: Sequence[Fault] = ()
        self.admins: Admins | None = None  # told of a broken reload; set once there are any to tell
        self.reloaded: Callable[[], Awaitable[object]] | None = None  # awaited after each good reload

    def _read(self) -> Catalog:
        catalog = self._load()
        catalog.columns.prepare()
        return catalog

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Search can be used inside the block."""
        await asyncio.to_thread(self.catalog.columns.prepare)
        await self.search.take(self.catalog)
        try:
            yield
        finally:
            await self.search.close()

    async def reload(self) -> Sequence[Fault]:
        """Read the collections again. With faults the last good snapshot stays, and the faults are returned."""
        async with self._reloading:
            try:
                catalog = await asyncio.to_thread(self._read)
            except FaultsError as broken:
                self.faults = broken.faults
                log.error("the collections have %d faults; the last good ones stay in use", len(self.faults))
                for fault in self.faults:
                    log.error("%s", fault)
                return self.faults
            self.catalog = catalog
            await self.search.take(catalog)
            self.faults = ()
            log.info("the collections were read again: %d entries", len(catalog))
        if self.reloaded:
            await self.reloaded()
        return ()

    async def changed(self) -> None:
        """The files changed on disk: reload, and tell the admins of faults, once, and when they are over."""
        faults = await self.reload()
        if self.admins is None:
            return
        if faults:
            lines = [str(fault) for fault in faults]
            await self.admins.tell_once("catalog", "alert_catalog", faults=lines)
        elif await self.admins.over("catalog"):
            await self.admins.tell("alert_catalog_over", total=len(self.catalog.ready))
