"""Sends, changes and deletes cards through python-telegram-bot."""

from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot, error
from telegram.ext import ExtBot

from bot.adapters.dispatch_telegram import Dispatch
from bot.adapters.meanings_telegram import meaning_of, says
from bot.adapters.photos_telegram import Photos
from bot.domain.card import Card
from bot.domain.channel import Channel
from bot.domain.errors import Refused

NOT_MODIFIED = "message is not modified"

# What the bot's rate limiter is told of a call. ADMITTED: the message has been waited for and counted already, by
# ``ready``. ONCE: it is not to be repeated, and fails if Telegram wants to be left alone for long.
ADMITTED, ONCE = "admitted", "once"


def marked(bot: Bot, mark: str) -> dict[str, Any]:
    """The mark as an argument, where the bot has a rate limiter to read it."""
    return {"rate_limit_args": mark} if isinstance(bot, ExtBot) and bot.rate_limiter is not None else {}


async def at_once(_chat: int | str) -> None:
    """The pace of a messenger that has none."""


class TelegramMessenger:
    """The Messenger port on a real ``telegram.Bot`` (over whatever Bot API server it was built for).

    ``ready`` is the pace's: it waits until one more message may go into the chat, and counts it.
    """

    def __init__(
        self, bot: Bot, ready: Callable[[int | str], Awaitable[None]] = at_once, *, photos: Photos | None = None
    ) -> None:
        self._bot = bot
        self._dispatch = Dispatch(bot, photos)
        self._ready = ready
        self._admitted, self._once = marked(bot, ADMITTED), marked(bot, ONCE)

    async def ready(self, chat: int | str) -> None:
        await self._ready(chat)

    async def send(self, channel: Channel, card: Card) -> int:
        try:
            message = await self._dispatch.send(
                channel.chat,
                card,
                disable_notification=channel.silent,
                message_thread_id=channel.thread,
                **self._admitted,
            )
        except error.TelegramError as failure:
            raise meaning_of(failure) from failure
        return message.message_id

    async def edit(self, chat: int | str, message_id: int, card: Card) -> None:
        try:
            await self._dispatch.edit(chat, message_id, card, **self._once)
        except error.TelegramError as failure:
            if not says(failure, NOT_MODIFIED):
                raise meaning_of(failure) from failure

    async def delete(self, chat: int | str, message_id: int) -> None:
        try:
            await self._bot.delete_message(chat, message_id, **self._once)
        except error.TelegramError as failure:
            meaning = meaning_of(failure)
            if not (isinstance(meaning, Refused) and meaning.missing):
                raise meaning from failure

    async def pin(self, channel: Channel, message_id: int) -> None:
        try:
            await self._bot.pin_chat_message(channel.chat, message_id, disable_notification=True, **self._once)
        except error.TelegramError as failure:
            raise meaning_of(failure) from failure

    async def tell(self, person: int, card: Card) -> None:
        try:
            await self._dispatch.send(person, card, **self._once)
        except error.TelegramError as failure:
            raise meaning_of(failure) from failure
