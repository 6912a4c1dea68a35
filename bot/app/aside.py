"""What looks at the whole catalog, done aside of the event loop where the catalog is large."""

import asyncio
from collections.abc import Callable, Iterable
from typing import TypeVar
from weakref import WeakKeyDictionary

from bot.domain.catalog import Catalog
from bot.domain.sieve import Group, reads_entries

T = TypeVar("T")

# Entries from which on it takes longer than a request should wait for: some milliseconds.
LARGE, LARGE_TO_READ = 5000, 500

_turns: WeakKeyDictionary[Catalog, tuple[asyncio.Lock, asyncio.Lock]] = WeakKeyDictionary()


async def aside(catalog: Catalog, work: Callable[[], T], *, asked: Iterable[Group] = ()) -> T:
    """The result of the work, in which these groups of a filter are asked of the catalog. A small one answers at once.

    One after the other: a thousand channels in the same minute would take all threads there are. What has to read
    entries, all of them perhaps, keeps nobody waiting but its like.
    """
    reads = reads_entries(asked)
    if len(catalog) < (LARGE_TO_READ if reads else LARGE):
        return work()
    turn = _turns.setdefault(catalog, (asyncio.Lock(), asyncio.Lock()))[reads]
    async with turn:
        return await asyncio.to_thread(work)
