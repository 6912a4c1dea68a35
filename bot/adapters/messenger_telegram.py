"""Sends cards through python-telegram-bot, and is the only translator of ``telegram.error``."""

import datetime as dt
from collections.abc import Iterator

import aiohttp
import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, error
from telegram import CopyTextButton as CopyText
from telegram.constants import ParseMode

from bot.domain.card import Button, Card, Rows
from bot.domain.channel import Channel
from bot.domain.errors import OutcomeUnknown, Refused, SendError, TryLater
from bot.domain.secrecy import without_tokens

NO_CONNECTION_PAUSE = dt.timedelta(seconds=30)

GATEWAY_PAGE = ". Parsing the server response"  # after which python-telegram-bot quotes the whole page

# Only these prove that the request never left. The trap: httpx-aiohttp reports a connection cut *after* the request
# (aiohttp.ServerDisconnectedError) as httpx.ConnectTimeout, so httpx's own classes must not be believed.
NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, httpx.PoolTimeout)

# Telegram answered with 4xx: it surely posted nothing. (BadRequest is a NetworkError: order matters below.)
ANSWERED_NO = (
    error.BadRequest,
    error.ChatMigrated,
    error.Conflict,
    error.EndPointNotFound,
    error.Forbidden,
    error.InvalidToken,
)


def meaning_of(failure: error.TelegramError) -> SendError:
    """What a failed call means for the delivery (DESIGN: posting protocol, step 4). Every class of PTB is covered."""
    words = without_tokens(str(failure).partition(GATEWAY_PAGE)[0])
    match failure:
        case error.RetryAfter():
            return TryLater(words, after=failure._retry_after)  # the public property warns about its change of type
        case _ if isinstance(failure, ANSWERED_NO):
            return Refused(words)
        case _ if any(isinstance(cause, NEVER_LEFT) for cause in _causes(failure)):
            return TryLater(words, after=NO_CONNECTION_PAUSE)
        case _:  # TimedOut, NetworkError (5xx, connection cut), an unreadable reply: it may have been posted
            return OutcomeUnknown(words)


def _causes(failure: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = failure
    while cause is not None:
        yield cause
        cause = cause.__cause__


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """Our buttons as Telegram's; None where there are none."""
    if not rows:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in rows])


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        button.text,
        url=button.url,
        callback_data=button.callback,
        copy_text=CopyText(button.copy) if button.copy else None,
    )


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


class TelegramMessenger:
    """The Messenger port on a real ``telegram.Bot`` (over whatever Bot API server it was built for)."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, channel: Channel, card: Card) -> int:
        try:
            message = await self._bot.send_message(
                channel.chat,
                card.html,
                parse_mode=ParseMode.HTML,
                link_preview_options=preview_options(card),
                reply_markup=keyboard(card.buttons),
                disable_notification=channel.silent,
                message_thread_id=channel.thread,
            )
        except error.TelegramError as failure:
            raise meaning_of(failure) from failure
        return message.message_id

    async def pin(self, channel: Channel, message_id: int) -> None:
        try:
            await self._bot.pin_chat_message(channel.chat, message_id, disable_notification=True)
        except error.TelegramError as failure:
            raise meaning_of(failure) from failure

    async def tell(self, person: int, card: Card) -> None:
        try:
            await self._bot.send_message(
                person,
                card.html,
                parse_mode=ParseMode.HTML,
                link_preview_options=preview_options(card),
                reply_markup=keyboard(card.buttons),
            )
        except error.TelegramError as failure:
            raise meaning_of(failure) from failure
