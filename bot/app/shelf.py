"""The shelf: the catalog in use, with its search. A reload replaces both or neither (law 8)."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.app.admins import Admins
from bot.domain.catalog import Catalog
from bot.domain.faults import Fault, FaultsError
from bot.domain.ports import Search

log = logging.getLogger(__name__)


class CatalogShelf:
    """The Catalogs port. ``load`` reads the collections and raises FaultsError; both functions run in a thread."""

    def __init__(self, load: Callable[[], Catalog], index: Callable[[Catalog], Search]) -> None:
        self._load = load
        self._index = index
        self._reloading = asyncio.Lock()
        self.catalog = load()
        self.search = index(self.catalog)
        self.faults: Sequence[Fault] = ()
        self.admins: Admins | None = None  # told of a broken reload; set once there are any to tell
        self.reloaded: Callable[[], Awaitable[object]] | None = None  # awaited after each good reload

    async def reload(self) -> Sequence[Fault]:
        """Read the collections again. With faults the last good snapshot stays, and the faults are returned."""
        async with self._reloading:
            try:
                catalog, search = await asyncio.to_thread(self._read)
            except FaultsError as broken:
                self.faults = broken.faults
                log.error("the collections have %d faults; the last good ones stay in use", len(self.faults))
                for fault in self.faults:
                    log.error("%s", fault)
                return self.faults
            self.catalog, self.search = catalog, search
            self.faults = ()
            log.info("the collections were read again: %d entries", len(catalog))
        if self.reloaded:
            await self.reloaded()
        return ()

    def _read(self) -> tuple[Catalog, Search]:
        catalog = self._load()
        return catalog, self._index(catalog)

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
