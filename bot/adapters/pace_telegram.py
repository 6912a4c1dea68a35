"""The pace of all calls to Telegram: its limits are kept, and what it wants left alone is left alone."""

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from telegram import error
from telegram.ext import BaseRateLimiter

from bot.adapters.holds_telegram import OnHold
from bot.adapters.messenger_telegram import ADMITTED, ONCE
from bot.adapters.places_telegram import EVERYWHERE, Limits, Place, Places
from bot.domain.errors import TryLater
from bot.domain.upkeep import Holds

log = logging.getLogger(__name__)

PATIENCE = 3.0  # seconds of a hold that cards and other hurried calls wait for
WORTH_A_LINE = 10.0  # seconds of waiting that the log tells, and between two such lines

REPEATED_BY_OTHERS = ("getMe", "deleteWebhook")  # by python-telegram-bot's start of polling, and by our checking in
NO_MESSAGE = ("sendChatAction", "sendMessageDraft")

Call = Callable[[], Coroutine[Any, Any, Any]]


class Pace(BaseRateLimiter[str]):
    """Lets a call through when its chat and everything else are free, in each chat in the order of asking.

    python-telegram-bot's AIORateLimiter is none for us: any call that ends lifts a pause early, and it has no pace per
    chat. Here a message goes into a chat some time after the one before was answered: however long their ways, they
    reach Telegram in order and far enough apart. A 429 was surely not sent, so the call is repeated when Telegram
    allows; but not a card or a call marked ONCE, because whoever made it knows better what comes then. Nothing is
    dropped: what still has to wait when the bot ends fails with RetryAfter.

    Messages (send…, copy…, forward…) count in their chat and overall, other calls about a chat overall only, and
    calls about none (answers to presses, menus) not at all.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._overall = self._limits.overall()
        self._places = Places(self._limits)
        self._on_hold = OnHold(self._places)
        self._waits: dict[asyncio.Timeout, Place | None] = {}  # with the place where the call is hurried
        self._ends_at: float | None = None
        self._said_at = 0.0

    @property
    def remembered(self) -> int:
        """How many chats it knows something of; those at rest are forgotten within a minute or so."""
        return self._places.remembered

    def channels(self, ids: Iterable[int]) -> None:
        """These chats are channels; a -100… of which nobody knows it counts as a group."""
        self._places.channels(ids)

    async def remember(self, holds: Holds, now: Callable[[], dt.datetime]) -> None:
        """Take up what earlier runs were asked to leave alone, and keep long holds there from now on."""
        await self._on_hold.remember(holds, now)

    async def ready(self, chat: int | str) -> None:
        """Wait until one more message may go into the chat, and count it; the call is then made as ADMITTED.

        Raises TryLater at once if the chat is, or is put, on hold for longer than PATIENCE.
        """
        with self._places.at(chat) as place:
            try:
                async with self._waiting(place, hurried=True), place.messages:
                    await self._turn(place, is_message=True)
                    place.free_from = _time() + self._limits.apart
            except error.RetryAfter as failure:
                raise TryLater(str(failure), after=failure._retry_after) from failure

    async def initialize(self) -> None:
        self._ends_at = None

    async def shutdown(self) -> None:
        self.end(0)

    def end(self, patience: float = PATIENCE) -> None:
        """The bot is about to stop: whatever waits longer than so many seconds from now on fails with RetryAfter."""
        self._ends_at = _time() + patience
        for limit in self._waits:
            _shorten(limit, self._ends_at)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: str | None,
    ) -> Any:
        """One call of the bot, see ``BaseRateLimiter``. Raises whatever the call raises."""
        is_message = endpoint.startswith(("send", "copy", "forward")) and endpoint not in NO_MESSAGE
        with self._places.at(_place_of(endpoint, data)) as place:
            if rate_limit_args == ADMITTED:
                return await self._make(place, is_message, lambda: callback(*args, **kwargs))
            hurried = rate_limit_args == ONCE or endpoint in REPEATED_BY_OTHERS
            return await self._in_line(place, is_message, hurried, lambda: callback(*args, **kwargs))

    async def _in_line(self, place: Place, is_message: bool, hurried: bool, call: Call) -> Any:
        async with AsyncExitStack() as stack:
            if place.is_chat:  # a call that is repeated stays at the head of the line
                async with self._waiting(place, hurried=hurried):
                    await stack.enter_async_context(place.messages if is_message else place.others)
            while True:
                async with self._waiting(place, hurried=hurried):
                    await self._turn(place, is_message=is_message)
                try:
                    return await self._make(place, is_message, call)
                except error.RetryAfter:
                    if hurried:
                        raise

    async def _make(self, place: Place, is_message: bool, call: Call) -> Any:
        try:
            answer = await call()
        except error.RetryAfter as failure:
            held, seconds = self._on_hold.refused(place, failure._retry_after)
            for limit, waits_for in self._waits.items():
                if waits_for and self._on_hold.seconds(waits_for) > PATIENCE:
                    _shorten(limit, _time())
            await self._on_hold.keep(held, seconds)
            raise
        finally:
            if is_message:
                place.free_from = _time() + self._limits.apart
        self._on_hold.accepted(place)
        self._places.learn(answer)
        return answer

    async def _turn(self, place: Place, *, is_message: bool) -> None:
        """Wait for holds, the chat's distance, the group's bucket and the overall one, and take from both."""
        while True:
            if (pause := self._pause(place, is_message)) > 0:
                await asyncio.sleep(pause)
                continue
            if is_message and (bucket := self._places.bucket(place)):
                await bucket.acquire()
            if place.is_chat:
                await self._overall.acquire()
            if self._pause(place, is_message) <= 0:  # else a hold has come meanwhile: wait, and take anew
                return

    def _pause(self, place: Place, is_message: bool) -> float:
        return max(self._on_hold.seconds(place), place.free_from - _time() if is_message else 0)

    @asynccontextmanager
    async def _waiting(self, place: Place, *, hurried: bool) -> AsyncIterator[None]:
        """Raises RetryAfter when the bot ends, and for a hurried call when its place is on hold for long."""
        if hurried and self._on_hold.seconds(place) > PATIENCE:
            raise self._too_long(place)
        began, limit = _time(), asyncio.timeout_at(self._ends_at)
        try:
            async with limit:
                self._waits[limit] = place if hurried else None
                yield
        except TimeoutError:
            raise self._too_long(place) from None
        finally:
            self._waits.pop(limit, None)
        self._say(place, _time() - began)

    def _say(self, place: Place, waited: float) -> None:
        if waited > WORTH_A_LINE and _time() > self._said_at + WORTH_A_LINE:
            self._said_at = _time()
            log.warning("a call waited %d s until %s was free for it", waited, place)

    def _too_long(self, place: Place) -> error.RetryAfter:
        return error.RetryAfter(dt.timedelta(seconds=max(1.0, round(self._on_hold.seconds(place), 3))))


def _place_of(endpoint: str, given: dict[str, Any]) -> int | str:
    """A call without a chat is about all of Telegram. But the bot's own menus and profile have limits of their own, of
    up to a day (setMyName): such a 429 holds that method alone.
    """
    chat = given.get("chat_id")
    if isinstance(chat, int | str) and chat != "":
        return chat
    return endpoint if endpoint.startswith("setMy") else EVERYWHERE


def _shorten(limit: asyncio.Timeout, when: float) -> None:
    before = limit.when()
    if not limit.expired() and (before is None or when < before):
        limit.reschedule(when)


def _time() -> float:
    return asyncio.get_running_loop().time()
