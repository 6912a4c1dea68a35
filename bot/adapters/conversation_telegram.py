"""The bot's connection with Telegram: checks in, listens by long polling, stops in order."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from telegram import error
from telegram.ext import Application

from bot.adapters.client_telegram import POLL_TIMEOUT, SEND_TIMEOUT, PollingRequest, request
from bot.adapters.hearing_telegram import AnyApplication, Hearing
from bot.adapters.meanings_telegram import meaning_of
from bot.adapters.menus_telegram import Menus
from bot.adapters.messenger_telegram import TelegramMessenger
from bot.adapters.pace_telegram import Pace
from bot.adapters.photos_telegram import Photos
from bot.adapters.polling_telegram import Polling
from bot.adapters.probe_telegram import TelegramProbe
from bot.adapters.standing_telegram import standing_of
from bot.domain.conversation import Listener
from bot.domain.errors import Refused
from bot.domain.standing import Standing

log = logging.getLogger(__name__)

# Updates answered side by side. Many, because an answer that waits for its chat's turn, or for the end of a hold, costs
# only memory, and must not keep the others waiting; how much one person can ask for is bounded elsewhere.
AT_ONCE = 4096
LONGEST_PAUSE = 60.0  # seconds between two tries to check in


class TelegramConversation:
    """One bot account on one Bot API server. Built by ``connect``."""

    def __init__(self, application: AnyApplication, pace: Pace, polling: Polling, photos: Photos | None) -> None:
        self._application = application
        self._polling = polling
        self._menus: Menus | None = None
        self.pace = pace
        self._photos = photos
        self.messenger = TelegramMessenger(application.bot, ready=pace.ready, photos=photos)
        self.probe = TelegramProbe(application.bot)

    @property
    def username(self) -> str:
        return str(self._application.bot.username)

    @property
    def inline(self) -> bool:
        """Whether inline mode is switched on for it."""
        return bool(self._application.bot.supports_inline_queries)

    @property
    def on_conflict(self) -> Callable[[bool], Awaitable[None]] | None:
        """Told True when another program receives this bot's updates, and False when it no longer does."""
        return self._polling.on_conflict

    @on_conflict.setter
    def on_conflict(self, told: Callable[[bool], Awaitable[None]] | None) -> None:
        self._polling.on_conflict = told

    async def standing(self, chat: int | str) -> Standing:
        """What the bot may do in a chat. Raises SendError."""
        return await standing_of(self._application.bot, chat)

    @classmethod
    @asynccontextmanager
    async def connect(
        cls,
        *,
        token: str,
        api_url: str,
        patient: bool = False,
        pace: Pace | None = None,
        polling: Polling | None = None,
        photos: Photos | None = None,
    ) -> AsyncIterator["TelegramConversation"]:
        """Check in with getMe. ``patient`` waits for a server out of reach; a refused token is refused at once.

        Without ``photos`` cards go as text.

        Raises SendError, and FaultsError for a proxy that cannot be used.
        """
        os.environ.setdefault("PTB_TIMEDELTA", "true")  # durations as timedelta, which the next release makes the rule
        pace, polling = pace or Pace(), polling or Polling()
        polls = partial(PollingRequest, answered=polling.answered)
        application = (
            Application.builder()
            .token(token)
            .base_url(f"{api_url}/bot")
            .base_file_url(f"{api_url}/file/bot")
            .request(request(api_url, connections=256))
            .get_updates_request(request(api_url, connections=4, read_timeout=POLL_TIMEOUT + SEND_TIMEOUT, kind=polls))
            .rate_limiter(pace)
            .concurrent_updates(AT_ONCE)
            .build()
        )
        try:
            await _check_in(application, patient=patient)
            yield cls(application, pace, polling, photos)
        finally:
            await application.shutdown()
            await application.bot.shutdown()  # which the line above leaves out where the bot never checked in

    def listen(self, listener: Listener, menus: Menus) -> None:
        """Who answers, and what the menus show; before ``open``."""
        Hearing(self._application, listener, menus, self._photos)
        self._menus = menus

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Receive updates inside the block. On leaving, what was received is answered first. Raises Refused."""
        menus = asyncio.create_task(self._show_menus())  # beside: several calls, and nobody waits for them
        await self._application.start()
        updater = self._application.updater
        try:
            if updater:
                await updater.start_polling(
                    bootstrap_retries=-1,
                    timeout=POLL_TIMEOUT,
                    allowed_updates=["message", "callback_query", "channel_post", "inline_query"],
                    error_callback=self._polling.failed,
                )
        except error.InvalidToken as failure:  # revoked since it was checked
            raise meaning_of(failure) from failure
        else:
            yield
        finally:
            try:
                if updater and updater.running:
                    await updater.stop()
            finally:  # answers what was received, but for what would have to wait long
                self.pace.end()
                await self._application.stop()
                await self._polling.finish()
                menus.cancel()
                await asyncio.gather(menus, return_exceptions=True)

    async def _show_menus(self) -> None:
        if self._menus:
            await self._menus.show(self._application.bot)


async def _check_in(application: AnyApplication, *, patient: bool) -> None:
    pause = 1.0
    while True:
        try:
            await application.initialize()
        except error.TelegramError as failure:
            meaning = meaning_of(failure)
            if isinstance(meaning, Refused) or not patient:
                raise meaning from failure
            log.warning("Telegram cannot be reached, trying again in %d s: %s", pause, meaning)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        else:
            return
