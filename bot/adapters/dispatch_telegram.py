"""A card as the one call of the Bot API that sends it, or that makes a message look like it."""

from typing import Any

from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    error,
)
from telegram.constants import ParseMode

from bot.adapters.photos_telegram import FILE_NAME, Photos
from bot.domain.card import CAPTION_LIMIT, Button, Card, Rows
from bot.domain.errors import Refused, Trouble
from bot.domain.fit import cut_markup
from bot.domain.picture import Picture


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


def parse_mode(card: Card) -> ParseMode | None:
    return ParseMode.HTML if card.markup else None


class Dispatch:
    """Of one bot. Every call raises TelegramError, and Refused for what it knows without asking Telegram.

    ``how`` is what all kinds of messages have in common, by python-telegram-bot's names: ``disable_notification``,
    ``message_thread_id``, ``reply_parameters``; and ``rate_limit_args``.
    """

    def __init__(self, bot: Bot, photos: Photos | None = None) -> None:
        self._bot = bot
        self._photos = photos

    async def send(self, chat: int | str, card: Card, *, asks: bool = False, **how: Any) -> Message:
        """``asks``: a text that the person's app opens a reply to, in the place of buttons."""
        if card.picture:
            return await self._photo(chat, card, card.picture, how)
        if card.rich:
            return await self._rich(chat, card, how)
        markup = ForceReply() if asks else keyboard(card.buttons)
        return await self._bot.send_message(chat, **_text(card), reply_markup=markup, **how)

    async def edit(self, chat: int | str, message_id: int, card: Card, **how: Any) -> None:
        """A text can become a photo or a rich message, a photo can become nothing else (Bot API, editMessageMedia)."""
        where = {"chat_id": chat, "message_id": message_id, "reply_markup": keyboard(card.buttons), **how}
        if card.picture:
            await self._put_photo(card, card.picture, where)
        elif card.rich:  # the library wants a text, and drops what is None
            blocks = {"text": None, "link_preview_options": None, "rich_message": {"html": card.html}}
            await self._bot.edit_message_text("", **where, api_kwargs=blocks)
        else:
            await self._bot.edit_message_text(**_text(card), **where)

    async def edit_caption(self, chat: int | str, message_id: int, card: Card) -> None:
        """The card's words, as many as there is room for, beneath the picture that is there."""
        await self._bot.edit_message_caption(
            chat,
            message_id,
            caption=cut_markup(card.html, CAPTION_LIMIT) if card.markup else card.html[:CAPTION_LIMIT],
            parse_mode=parse_mode(card),
            reply_markup=keyboard(card.buttons),
        )

    async def _photo(self, chat: int | str, card: Card, picture: Picture, how: dict[str, Any]) -> Message:
        async def call(photo: str | bytes) -> Message:
            return await self._bot.send_photo(
                chat,
                photo,
                caption=card.html,
                parse_mode=parse_mode(card),
                reply_markup=keyboard(card.buttons),
                filename=FILE_NAME,
                **how,
            )

        return await self._of(picture).through(self._bot.id, picture, call)

    async def _put_photo(self, card: Card, picture: Picture, where: dict[str, Any]) -> None:
        async def call(photo: str | bytes) -> Message | bool:
            media = InputMediaPhoto(photo, caption=card.html, parse_mode=parse_mode(card), filename=FILE_NAME)
            return await self._bot.edit_message_media(media, **where)

        await self._of(picture).through(self._bot.id, picture, call)

    def _of(self, picture: Picture) -> Photos:
        if self._photos is None:
            raise Refused(f"nothing here draws pictures ({picture.look.theme})", trouble=Trouble.PICTURE)
        return self._photos

    async def _rich(self, chat: int | str, card: Card, how: dict[str, Any]) -> Message:
        """python-telegram-bot 22.8 does not know the method (Bot API 10.1), and the server may not either."""
        rate = {name: how.pop(name) for name in ("rate_limit_args",) if name in how}
        given = {"chat_id": chat, "rich_message": {"html": card.html}, "reply_markup": keyboard(card.buttons), **how}
        try:
            sent: Message = await self._bot.do_api_request(
                "sendRichMessage", api_kwargs=given, return_type=Message, **rate
            )
        except error.EndPointNotFound as failure:
            raise Refused(str(failure), trouble=Trouble.UNSUPPORTED) from failure
        return sent


def _text(card: Card) -> dict[str, Any]:
    return {"text": card.html, "parse_mode": parse_mode(card), "link_preview_options": preview_options(card)}
