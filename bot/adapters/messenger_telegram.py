"""Sends, changes and deletes cards through python-telegram-bot."""

from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, error
from telegram.constants import ParseMode
from telegram.ext import ExtBot

from bot.adapters.meanings_telegram import meaning_of, says
from bot.domain.card import Button, Card, Rows
from bot.domain.channel import Channel
from bot.domain.errors import Refused

NOT_MODIFIED = "message is not modified"

# What the bot's rate limiter is told of a call. ADMITTED: the message has been waited for and counted already, by
# ``ready``. ONCE: it is not to be repeated, and fails if Telegram wants to be left alone for long.
ADMITTED, ONCE = "admitted", "once"


def marked(bot: Bot, mark: str) -> dict[str, Any]:
    """The mark as an argument, where the bot has a rate limiter to read it."""
    return {"rate_limit_args": mark} if isinstance(bot, ExtBot) and bot.rate_limiter is not None else {}


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """Our buttons as Telegram's; None where there are none."""
    if not rows:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in rows])


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(button.text, url=button.url, callback_data=button.callback)


def preview_options(card: Card) -> LinkPreviewOptions:
    """Always explicit: without them Telegram previews whatever link comes first."""
    if card.preview is None:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(
        url=card.preview.url,
        prefer_large_media=True if card.preview.large else None,
        prefer_small_media=None if card.preview.large else True,
        show_above_text=card.preview.above,
    )


def content(card: Card) -> dict[str, Any]:
    """The card as the parameters that sending and editing have in common."""
    return {
        "text": card.html,
        "parse_mode": ParseMode.HTML if card.markup else None,
        "link_preview_options": preview_options(card),
        "reply_markup": keyboard(card.buttons),
    }


async def at_once(_chat: int | str) -> None:
    """The pace of a messenger that has none."""


class TelegramMessenger:
    """The Messenger port on a real ``telegram.Bot`` (over whatever Bot API server it was built for).

    ``ready`` is the pace's: it waits until one more message may go into the chat, and counts it.
    """

    def __init__(self, bot: Bot, ready: Callable[[int | str], Awaitable[None]] = at_once) -> None:
        self._bot = bot
        self._ready = ready
        self._admitted, self._once = marked(bot, ADMITTED), marked(bot, ONCE)

    async def ready(self, chat: int | str) -> None:
        await self._ready(chat)

    async def send(self, channel: Channel, card: Card) -> int:
        try:
            message = await self._bot.send_message(
                channel.chat,
                **content(card),
                disable_notification=channel.silent,
                message_thread_id=channel.thread,
                **self._admitted,
            )
        except error.TelegramError as failure:
            raise meaning_of(failure) from failure
        return message.message_id

    async def edit(self, chat: int | str, message_id: int, card: Card) -> None:
        try:
            await self._bot.edit_message_text(chat_id=chat, message_id=message_id, **content(card), **self._once)
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
            await self._bot.send_message(person, **content(card), **self._once)
        except error.TelegramError as failure:
            raise meaning_of(failure) from failure
