"""Sends cards through python-telegram-bot, and is the only translator of ``telegram.error``."""

import datetime as dt
import re
from collections.abc import Iterator

import aiohttp
import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, error
from telegram.constants import ParseMode

from bot.domain.card import Button, Card, Rows
from bot.domain.channel import Channel
from bot.domain.errors import OutcomeUnknown, Refused, SendError, TryLater
from bot.domain.secrecy import without_tokens

NO_CONNECTION_PAUSE = dt.timedelta(seconds=30)

GATEWAY_PAGE = ". Parsing the server response"  # after which python-telegram-bot quotes the whole page

# Only these prove that the request never left. The trap: httpx-aiohttp reports a connection cut *after* the request
# (aiohttp.ServerDisconnectedError) as httpx.ConnectTimeout, so httpx's own classes must not be believed.
# ClientHttpProxyError: the proxy would not connect us.
NEVER_LEFT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    httpx.PoolTimeout,
)

# Telegram answered with 4xx: it surely posted nothing. (So is BadRequest, which is a NetworkError: order matters.)
ANSWERED_NO = (
    error.ChatMigrated,
    error.Conflict,
    error.EndPointNotFound,
    error.Forbidden,
    error.InvalidToken,
)

# Words of a BadRequest, in whatever case, that speak of the card itself (tdlib/td and telegram-bot-api). What is not
# here is taken for a matter of the chat: one card missing is better than all put aside because of a closed channel.
OF_CONTENT = re.compile(
    "|".join(
        (
            "can't parse (entities|inline keyboard|link preview options|reply keyboard markup)",
            r"\bentit(y(?! too large)|ies)",  # "receive an entity with …", ENTITY_BOUNDS_INVALID, ENTITIES_TOO_LONG
            "button",  # BUTTON_DATA_INVALID, BUTTONS_TOO_MUCH, "inline keyboard button URL '…' is invalid"
            "reply[_ ]markup|inline keyboard expected",  # REPLY_MARKUP_TOO_LONG
            "message_(empty|too_long)|(message|text|caption) is too long|text is empty|text must be",
            "wrong http url|in the url|url_invalid|webpage_",  # WEBPAGE_URL_INVALID, WC_CONVERT_URL_INVALID
            "strings must be encoded in utf-8",
        )
    ),
    re.IGNORECASE,
)


def meaning_of(failure: error.TelegramError) -> SendError:
    """What a failed call means for the delivery (DESIGN: posting protocol, step 4). Every class of PTB is covered."""
    words = without_tokens(str(failure).partition(GATEWAY_PAGE)[0])
    match failure:
        case error.RetryAfter():
            return TryLater(words, after=failure._retry_after)  # the public property warns about its change of type
        case error.BadRequest():
            return Refused(words, of_content=OF_CONTENT.search(words) is not None)
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
