"""How receiving updates fares: said in the log, and a conflict with another program also to whoever wants to know."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram import error

log = logging.getLogger(__name__)

CALM = 90.0  # seconds; the other program asks again after 60 at most: 30 of a pause and 30 of a poll


class Polling:
    """Told of every poll. ``on_conflict`` is told True at the first conflict, and False when it is over.

    The trap: Telegram ends the older of two polls, so that two programs take turns and both succeed now and then. It
    is over only when a poll succeeds ``calm`` seconds after the last conflict.
    """

    def __init__(self, *, calm: float = CALM) -> None:
        self.on_conflict: Callable[[bool], Awaitable[None]] | None = None
        self._calm = calm
        self._conflict_at: float | None = None  # the loop's time
        self._telling: asyncio.Task[None] | None = None

    def failed(self, failure: error.TelegramError) -> None:
        """The error callback of python-telegram-bot's polling."""
        if not isinstance(failure, error.Conflict):
            log.warning("updates could not be received, trying again: %s", failure)
            return
        log.error("another program receives this bot's updates; stop it or give this one its own bot: %s", failure)
        before, self._conflict_at = self._conflict_at, asyncio.get_running_loop().time()
        if before is None:
            self._tell(True)

    def answered(self) -> None:
        """A poll was answered, with updates or none."""
        if self._conflict_at is not None and asyncio.get_running_loop().time() >= self._conflict_at + self._calm:
            self._conflict_at = None
            log.info("no other program receives this bot's updates any more")
            self._tell(False)

    async def finish(self) -> None:
        """Wait until everything is told."""
        if self._telling:
            await self._telling

    def _tell(self, conflict: bool) -> None:
        self._telling = asyncio.create_task(self._told(self._telling, conflict))

    async def _told(self, earlier: asyncio.Task[None] | None, conflict: bool) -> None:
        if earlier:
            await earlier
        try:
            if self.on_conflict:
                await self.on_conflict(conflict)
        except Exception as failure:
            log.error("a conflict of pollings could not be told: %s", failure, exc_info=failure)
