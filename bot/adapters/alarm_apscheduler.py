"""Wakes the app every few seconds, and decides nothing: what is due is the ledger's business (law 2)."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

EVERY = dt.timedelta(seconds=20)


class Alarm:
    """Calls ``ring`` at once and then every 20 s, never twice at a time."""

    def __init__(self, ring: Callable[[], Awaitable[object]], *, every: dt.timedelta = EVERY) -> None:
        self._ringing: asyncio.Future[object] | None = None

        async def job() -> None:  # apscheduler awaits only what is declared async, not a lambda that returns one
            self._ringing = asyncio.ensure_future(ring())
            await asyncio.shield(self._ringing)

        self._scheduler = AsyncIOScheduler(timezone=dt.UTC)
        self._scheduler.add_job(
            job,
            "interval",
            seconds=every.total_seconds(),
            next_run_time=dt.datetime.now(dt.UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,  # the default of 1 s silently skips a late ring
        )

    def start(self) -> None:
        self._scheduler.start()

    async def stop(self) -> None:
        """Ring no more. A ring under way ends first, or apscheduler would cancel it."""
        self._scheduler.remove_all_jobs()
        if self._ringing:
            await asyncio.wait({self._ringing})
            await asyncio.sleep(0)  # for the job that waits for it to end as well
        self._scheduler.shutdown(wait=False)
