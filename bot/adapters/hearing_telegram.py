"""Hears updates of python-telegram-bot and sends the replies. Knows Telegram, decides nothing."""

import logging
import re
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from telegram import CallbackQuery, Message, ReplyParameters, Update, error
from telegram.constants import ChatType
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.adapters import inline_telegram
from bot.adapters.dispatch_telegram import Dispatch
from bot.adapters.meanings_telegram import meaning_of
from bot.adapters.menus_telegram import Menus
from bot.adapters.photos_telegram import Photos
from bot.domain.card import Card
from bot.domain.conversation import Answers, Heard, Listener, Reply
from bot.domain.errors import Refused

log = logging.getLogger(__name__)

# Wider than Telegram's own: people leave out the space (/search推理, /help!), which makes it no command there.
COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,64})(?:@(?P<bot>[A-Za-z0-9_]+))?(?P<words>.*)", re.DOTALL)
TOAST_LIMIT = 200  # characters (Bot API, answerCallbackQuery)

AnyApplication = Application[Any, Any, Any, Any, Any, Any]


class Hearing:
    """Registers its handlers, and turns what they get into words for the listener."""

    def __init__(
        self, application: AnyApplication, listener: Listener, menus: Menus, photos: Photos | None = None
    ) -> None:
        self._dispatch = Dispatch(application.bot, photos)
        self._photos = photos
        self._listener = listener
        self._menus = menus
        self._application = application
        private_or_group = filters.ChatType.PRIVATE | filters.ChatType.GROUPS
        new = filters.UpdateType.MESSAGE  # an edited command is not a new one
        handlers: list[BaseHandler[Update, Any, Any]] = [
            MessageHandler(filters.TEXT & private_or_group & new, self._on_text),
            MessageHandler(filters.UpdateType.CHANNEL_POST, self._on_channel_post),
            CallbackQueryHandler(self._on_press),
            InlineQueryHandler(self._on_inquiry),
        ]
        application.add_handlers(handlers)
        application.add_error_handler(self._on_error)

    async def _on_text(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is None or update.message.text is None:
            return
        if update.message.via_bot and update.message.via_bot.id == self._application.bot.id:
            return  # a card of ours that somebody has chosen in inline mode, and no question
        text = update.message.text
        if command := COMMAND.fullmatch(text):
            if command["bot"] and command["bot"].lower() != self._application.bot.username.lower():
                return  # meant for another bot of the group
            heard = _heard(update, text=command["words"].strip(), name=command["name"].lower())
        else:
            heard = _heard(update, text=text)
        if heard and (heard.private or heard.name):  # what people tell each other in a group is not for us
            await self._answer(update, await self._listener.hear(heard))
            if heard.private and heard.name == "start":
                await self._menus.welcome(self._application.bot, heard.person_id)

    async def _on_press(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is None:
            return
        heard = _heard(update, data=query.data or "")
        reply = await self._listener.hear(heard) if heard else Reply()
        await _toast(query, reply)  # first: until then the person's button shows a spinner
        await self._answer(update, reply)

    async def _on_inquiry(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if query := update.inline_query:
            answers = await self._listener.inquire(inline_telegram.inquiry_of(query))
            await inline_telegram.answer(query, answers, self._photos)

    async def _on_channel_post(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if post := update.channel_post:
            await self._listener.saw_post(post.chat_id, post.chat.username, post.message_id)

    async def _on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """One bad update is logged and apologised for; the loop goes on."""
        if isinstance(context.error, error.Forbidden):  # blocked us between asking and answering
            log.info("an answer was not wanted: %s", context.error)
            return
        log.error("an update could not be answered: %r", context.error, exc_info=context.error)
        if isinstance(update, Update) and update.inline_query:
            await inline_telegram.answer(update.inline_query, Answers())  # first: Telegram does not wait for long
        if not isinstance(update, Update) or update.channel_post or isinstance(context.error, error.TelegramError):
            return  # nobody waits for an answer, or answering is what failed
        sorry = await self._listener.failed(_words(context.error))
        if update.callback_query:
            await _toast(update.callback_query, sorry)
        elif not update.inline_query:
            await self._answer(update, sorry)

    async def _answer(self, update: Update, reply: Reply) -> None:
        """Send the reply's card, or put it in the place of the message whose button was pressed; then the next one."""
        following: Reply | None = reply
        while following:
            await self._show(update, following)
            following = following.then

    async def _show(self, update: Update, reply: Reply) -> None:
        if reply.card is None or update.effective_chat is None:
            return
        query = update.callback_query
        if reply.replace and query and await self._replaced(query, reply.card):
            return
        chat, asked = update.effective_chat.id, update.effective_message
        in_group = update.message is not None and update.message.chat.type != ChatType.PRIVATE
        answered = (
            ReplyParameters(update.message.message_id, allow_sending_without_reply=True)
            if update.message and in_group
            else None
        )
        thread = asked.message_thread_id if asked and asked.is_topic_message else None
        asks = reply.asked is not None

        async def send(card: Card) -> None:
            sent = await self._dispatch.send(chat, card, asks=asks, reply_parameters=answered, message_thread_id=thread)
            if reply.asked:
                await reply.asked(sent.message_id)

        await _in_a_form_that_is_taken(reply.card, send)

    async def _replaced(self, query: CallbackQuery, card: Card) -> bool:
        """False if the message is gone or can no longer be edited; the card is then to be sent."""
        message = query.message
        if not isinstance(message, Message) or not message.is_accessible:  # gone, or too old to be seen
            return False

        async def put(form: Card) -> None:
            if message.photo and form.picture is None:  # a photo stays one, and says the words beneath
                await self._dispatch.edit_caption(message.chat.id, message.message_id, form)
            else:
                await self._dispatch.edit(message.chat.id, message.message_id, form)

        try:
            await _in_a_form_that_is_taken(card, put)
        except error.BadRequest as failure:
            if "is not modified" in str(failure):  # pressed twice: it already looks so
                return True
            log.info("a message could not be edited, a new one is sent: %s", failure)
            return False
        return True


async def _in_a_form_that_is_taken(card: Card, call: Callable[[Card], Awaitable[object]]) -> None:
    """With the text instead of a picture that cannot be drawn, or that Telegram does not take."""
    try:
        await call(card)
    except (Refused, error.BadRequest) as failure:
        meaning = failure if isinstance(failure, Refused) else meaning_of(failure)
        if card.instead is None or not (isinstance(meaning, Refused) and meaning.of_content):
            raise
        log.warning("an answer is sent as text: %s", failure)
        await call(card.instead)


def _words(failure: Exception | None) -> str:
    """What went wrong and where, without what the person wrote."""
    frames = traceback.extract_tb(failure.__traceback__) if failure else []
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(failure).__name__}{place}"


def _heard(update: Update, *, text: str = "", name: str | None = None, data: str | None = None) -> Heard | None:
    """None for what no person did (a channel's signature, an anonymous admin): nobody's rights could be checked."""
    user, chat = update.effective_user, update.effective_chat
    anonymous = update.message is not None and update.message.sender_chat is not None
    if user is None or chat is None or anonymous:
        return None
    return Heard(
        person_id=user.id,
        person_name=user.first_name,
        language_code=user.language_code,
        chat=chat.id,
        private=chat.type == ChatType.PRIVATE,
        text=text,
        name=name,
        data=data,
        answers=_answered(update),
    )


def _answered(update: Update) -> int | None:
    """The message that somebody has replied to."""
    replied = update.message.reply_to_message if update.message else None
    return replied.message_id if replied else None


async def _toast(query: CallbackQuery, reply: Reply) -> None:
    try:
        await query.answer(text=reply.toast[:TOAST_LIMIT] or None, show_alert=reply.alert)
    except error.BadRequest as failure:  # too old: the person has long gone on
        log.info("a button's answer came too late: %s", failure)
    except error.TelegramError as failure:  # a courtesy; what the press has brought about is still to be shown
        log.warning("a button could not be answered: %s", failure)
