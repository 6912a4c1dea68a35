"""Wakes the app every few seconds, and decides nothing: what is due is the ledger's business (law 2)."""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

EVERY = dt.timedelta(seconds=20)
_SOONER = "sooner"
AT_ONCE = 8  # rings; more are let pass, which the next one makes up for


class Alarm:
    """Calls ``ring`` at once and then every 20 s, even while an earlier ring is still busy with a slow Telegram.

    A ring may return the time until it wants to be called next, where that is sooner: a slot is met to the second.
    """

    def __init__(self, ring: Callable[[], Awaitable[object]], *, every: dt.timedelta = EVERY) -> None:
        self._every = every.total_seconds()
        self._ringing: set[asyncio.Future[object]] = set()
        self._watching: asyncio.Task[None] | None = None

        async def job() -> None:  # apscheduler awaits only what is declared async, not a lambda that returns one
            ringing = asyncio.ensure_future(ring())
            self._ringing.add(ringing)
            ringing.add_done_callback(self._ringing.discard)
            wanted = await asyncio.shield(ringing)
            if isinstance(wanted, dt.timedelta) and wanted < every:
                at = dt.datetime.now(dt.UTC) + wanted
                self._scheduler.add_job(
                    job, "date", run_date=at, id=_SOONER, replace_existing=True, misfire_grace_time=None
                )

        self._scheduler = AsyncIOScheduler(timezone=dt.UTC)
        self._job = self._scheduler.add_job(
            job,
            "interval",
            seconds=self._every,
            next_run_time=dt.datetime.now(dt.UTC),
            coalesce=True,
            max_instances=AT_ONCE,
            misfire_grace_time=None,  # the default of 1 s silently skips a late ring
        )

    def start(self) -> None:
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch_the_clock())

    async def _watch_the_clock(self) -> None:
        """apscheduler waits for a time of the clock: set back an hour, it would be silent for an hour."""
        while True:
            await asyncio.sleep(self._every)
            now = dt.datetime.now(dt.UTC)
            if (self._job.next_run_time - now).total_seconds() > 2 * self._every:
                log.warning("the clock was set back; the alarm rings on")
                self._job.modify(next_run_time=now)

    async def stop(self) -> None:
        """Ring no more. Rings under way end first, or apscheduler would cancel them."""
        if self._watching:
            self._watching.cancel()
        self._scheduler.remove_all_jobs()
        if self._ringing:
            await asyncio.wait(set(self._ringing))
            await asyncio.sleep(0)  # for the jobs that wait for them to end as well
        self._scheduler.shutdown(wait=False)
