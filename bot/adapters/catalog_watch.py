"""Tells when the data folder has changed."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from watchfiles import Change, awatch

DEBOUNCE = 500  # milliseconds of quiet; an editor's save and a `git pull` are one change


async def watch_catalog(
    folder: Path, changed: Callable[[], Awaitable[None]], *, stop: asyncio.Event, debounce: int = DEBOUNCE
) -> None:
    """Await ``changed()`` after every change of a YAML file below the folder, until ``stop`` is set.

    One call at a time: what changes during a call leads to another call. An error of ``changed`` ends the
    watch. FileNotFoundError where there is no such folder.
    """
    changes = awatch(
        folder,
        watch_filter=_matters,
        stop_event=stop,
        step=50,
        debounce=debounce,
        rust_timeout=1000,
        recursive=True,
    )
    async for _ in changes:
        await changed()


def _matters(change: Change, path: str) -> bool:
    """Also folders (no suffix), and ``..data``, the link that Kubernetes swaps to change a volume."""
    name = Path(path).name
    if name == "..data":
        return True
    return not name.startswith(".") and Path(name).suffix in (".yaml", ".yml", "")
