"""The index follows the catalog: built in the background the first time, then brought up by difference.

Writing happens in a thread of its own, and in other processes where there is much to write.
"""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import tantivy

from bot.adapters.analysis_tables import TablesError, tables
from bot.adapters.analysis_tokens import analysis_of
from bot.adapters.index_build import ALONE, build, update
from bot.adapters.index_differ import TooMany, differences, settle
from bot.adapters.index_folder import IndexFolder
from bot.adapters.index_read import Reader
from bot.adapters.index_record import record_of
from bot.domain.catalog import Catalog
from bot.domain.search import Progress

log = logging.getLogger(__name__)

T = TypeVar("T")


class Damaged(Exception):
    """The library panicked: what it reads is not what it wrote."""


class _GivenUp(Exception):
    """The engine is being closed."""


# BrokenExecutor: another process that helped to build was killed, perhaps for its memory.
TROUBLE = (OSError, ValueError, sqlite3.Error, TablesError, Damaged, BrokenExecutor)

TURN = 0.1  # seconds between two looks whether another process has finished writing


class IndexTrouble(OSError):
    """The index cannot be written, and why."""


@dataclass(frozen=True, kw_only=True)
class IndexAbout:
    """What there is to say of an index; ``size`` in bytes."""

    folder: Path
    entries: int
    size: int
    edition: str


class FollowingIndex:
    """The index in a folder, which need not exist. ``reader`` is None until there is something to read."""

    def __init__(self, folder: Path) -> None:
        self._folder = IndexFolder(folder)
        self._opened: Path | None = None  # the folder of the reader, once that is whole
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="index")
        self._wanted: tuple[Catalog, bool] | None = None  # and whether to build anew
        self._following: asyncio.Task[None] | None = None
        self._closing = threading.Event()
        self._failure: IndexTrouble | None = None
        self._told: Callable[[Progress], None] | None = None
        self.readable = asyncio.Event()
        self.reader: Reader | None = None
        self.progress: Progress | None = None  # of an index that is being built; None once it is whole

    def take(self, catalog: Catalog, *, rebuild: bool = False) -> None:
        """Follow this catalog from now on."""
        self._wanted = catalog, rebuild or bool(self._wanted and self._wanted[1])
        if self._following is None or self._following.done():
            if self.reader is None:
                self.progress = Progress(done=0, total=len(catalog.ready))
            self._following = asyncio.create_task(self._follow())

    async def whole(self, told: Callable[[Progress], None] | None = None) -> None:
        """Wait until the index is as the catalog; ``told`` how far it is. Raises IndexTrouble."""
        self._told = told
        while self._following and not self._following.done():
            await asyncio.shield(self._following)
        if self._failure:
            raise self._failure

    def about(self) -> IndexAbout:
        folder = self._opened or self._folder.root
        size = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
        entries = len(self.reader) if self.reader else 0
        return IndexAbout(folder=folder, entries=entries, size=size, edition=self._folder.edition)

    async def close(self) -> None:
        """What is being written is finished, or given up where it takes long to build: it is built the next time."""
        self._wanted = None
        self._closing.set()
        if self._following:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)
        await asyncio.to_thread(self._writer.shutdown, cancel_futures=True)

    async def _follow(self) -> None:
        loop = asyncio.get_running_loop()
        while self._wanted is not None:
            (catalog, rebuild), self._wanted = self._wanted, None
            try:
                await loop.run_in_executor(self._writer, self._write, catalog, rebuild, loop)
                self._failure = None
            except TROUBLE as failure:
                log.error("the search index in %s cannot be written: %s", self._folder.root, failure)
                what = f"the search index cannot be written: {failure}"
                self._failure = IndexTrouble(None, what, str(self._folder.root))
            self.progress = None

    def _write(self, catalog: Catalog, rebuild: bool, loop: asyncio.AbstractEventLoop) -> None:
        """In the writing thread: bring the index to the catalog, by difference where there is one."""
        while not self._closing.is_set():
            with self._folder.writing() as alone:
                if alone:
                    self._write_alone(catalog, rebuild, loop)
                    return
            self._closing.wait(TURN)

    def _write_alone(self, catalog: Catalog, rebuild: bool, loop: asyncio.AbstractEventLoop) -> None:
        current = self._folder.current()
        if current and not rebuild:
            try:
                safely(lambda: self._update(current, catalog, loop))
                return
            except TROUBLE as failure:
                log.warning("the search index cannot be used and is built anew: %s", failure)
        safely(lambda: self._build(catalog, loop))

    def _update(self, folder: Path, catalog: Catalog, loop: asyncio.AbstractEventLoop) -> None:
        reader = self.reader if self._opened == folder and self.reader else Reader.open(folder, catalog.synonyms)
        ready = len(catalog.ready)
        try:
            changed, gone = differences(folder, catalog, most=max(ALONE, ready // 4))
        except TooMany:  # a renamed tag: building has more hands
            self._build(catalog, loop)
            return
        entries = catalog.entries
        for start in range(0, max(len(changed), len(gone)), ALONE):
            some, lost = changed[start : start + ALONE], gone[start : start + ALONE]
            records = [record_of(entries[key], catalog.tags) for key in some]
            update(folder, reader.index, records, lost, reader.analysis)
        settle(folder, catalog)
        if changed or gone:
            log.info("the search index has taken over %d changed entries, and lost %d", len(changed), len(gone))
        reader.learn(folder)
        with reader.planning:
            reader.renew(catalog.synonyms)
        if len(reader) != ready:
            raise ValueError(f"it holds {len(reader)} entries instead of {ready}")
        loop.call_soon_threadsafe(self._show, reader, folder)

    def _build(self, catalog: Catalog, loop: asyncio.AbstractEventLoop) -> None:
        total = len(catalog.ready)
        growing: list[Reader] = []

        def told(done: int) -> None:
            if self._closing.is_set():
                raise _GivenUp
            loop.call_soon_threadsafe(self._tell, Progress(done=done, total=total))

        def grown(index: tantivy.Index) -> None:
            if not growing:
                growing.append(Reader(index, analysis_of(tables(self._folder.root)), catalog.synonyms))
            growing[0].renew()
            loop.call_soon_threadsafe(self._grown, growing[0])
            log.info("the search index is being built: %d of %d entries", len(growing[0]), total)

        with self._folder.building() as folder:
            build(folder, catalog.ready, catalog.tags, told=told, grown=grown)
            settle(folder, catalog)
            self._folder.use(folder)
        loop.call_soon_threadsafe(self._show, Reader.open(folder, catalog.synonyms), folder)
        log.info("the search index was built: %d entries", total)

    def _tell(self, progress: Progress) -> None:
        self.progress = progress
        if self._told:
            self._told(progress)

    def _grown(self, reader: Reader) -> None:
        """What is there so far can be searched, unless there is an older index that has more."""
        if self._opened is None:
            self._show(reader, None)

    def _show(self, reader: Reader, folder: Path | None) -> None:
        self.reader, self._opened = reader, folder
        self.readable.set()


def safely(ask: Callable[[], T]) -> T:
    """The library's panics are no exceptions to Python, and would end a thread in silence."""
    try:
        return ask()
    except BaseException as failure:
        if type(failure).__name__ == "PanicException":
            raise Damaged(str(failure)) from failure
        raise
