"""Tells when the data folder has changed."""

import asyncio
import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from pathlib import Path

from watchfiles import Change, awatch

from bot.adapters.catalog_sources import JSONL, SUFFIXES

DEBOUNCE = 500  # milliseconds of quiet; an editor's save and a `git pull` are one change
LOOK = 1.0  # seconds between two looks at whether this is still the same folder
MOMENT = 5.0  # seconds that the folder may be missing, while another one is put into its place


async def watch_catalog(
    folder: Path,
    changed: Callable[[], Awaitable[None]],
    *,
    stop: asyncio.Event,
    debounce: int = DEBOUNCE,
    moment: float = MOMENT,
) -> None:
    """Await ``changed()`` after every change of a YAML or JSONL file below the folder, until ``stop`` is set.

    Also when another folder has come into its place (a rename, a link that points elsewhere), which is watched from
    then on, and when there has been none for a ``moment`` of seconds. One call at a time: what changes during a call
    leads to another call. An error of ``changed`` ends the watch. FileNotFoundError where there is no such folder.
    """
    async with aclosing(_changes(folder, stop, debounce, moment)) as changes:
        async for _ in changes:
            await changed()


async def _changes(folder: Path, stop: asyncio.Event, debounce: int, moment: float) -> AsyncGenerator[None]:
    async with aclosing(_changes_of_one(folder, stop, debounce)) as changes:
        async for _ in changes:
            yield
    while not stop.is_set():
        try:
            await asyncio.wait_for(_appears(folder, stop), moment)
        except TimeoutError:
            yield  # reading it now says that it is missing
            await _appears(folder, stop)
        with suppress(FileNotFoundError):  # it has gone again
            async with aclosing(_changes_of_one(folder, stop, debounce, anew=True)) as changes:
                async for _ in changes:
                    yield


async def _changes_of_one(
    folder: Path, stop: asyncio.Event, debounce: int, *, anew: bool = False
) -> AsyncGenerator[None]:
    """For as long as the path leads to the same folder. ``anew``: begins with an item, once nothing can be missed."""
    held = os.open(folder, os.O_RDONLY)  # or a new folder could get the number of one that was deleted
    try:
        found = awatch(
            folder,
            watch_filter=_matters,
            stop_event=stop,
            step=50,
            debounce=debounce,
            rust_timeout=int(LOOK * 1000),
            yield_on_timeout=True,
            recursive=True,
        )
        async with aclosing(found) as changes:
            async for change in changes:
                if not _is_at(held, folder):
                    return
                if change or anew:
                    yield
                anew = False
    finally:
        os.close(held)


def _is_at(held: int, folder: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(held), folder.stat())
    except FileNotFoundError:
        return False


async def _appears(folder: Path, stop: asyncio.Event) -> None:
    while not stop.is_set() and not await asyncio.to_thread(folder.is_dir):
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK / 10)


def _matters(change: Change, path: str) -> bool:
    """Also folders (no suffix), and ``..data``, the link that Kubernetes swaps to change a volume."""
    name = Path(path).name
    if name == "..data":
        return True
    return not name.startswith(".") and Path(name).suffix in (*SUFFIXES, JSONL, "")
