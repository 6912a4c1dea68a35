"""Hears updates of python-telegram-bot and sends the replies. Knows Telegram, decides nothing."""

import logging
import re
from typing import Any

from telegram import Update, error
from telegram.constants import ChatType, ParseMode
from telegram.ext import Application, BaseHandler, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.adapters.messenger_telegram import keyboard, preview_options
from bot.domain.conversation import Heard, Listener, Reply

log = logging.getLogger(__name__)

# Wider than Telegram's own: people leave out the space before 汉字 (/search推理), which makes it no command there.
COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,64})(?:@(?P<bot>[A-Za-z0-9_]+))?(?P<words>.*)", re.DOTALL)
TOAST_LIMIT = 200  # characters (Bot API, answerCallbackQuery)

AnyApplication = Application[Any, Any, Any, Any, Any, Any]


class Hearing:
    """Registers three handlers, and turns what they get into words for the listener."""

    def __init__(self, application: AnyApplication, listener: Listener) -> None:
        self._listener = listener
        self._application = application
        private_or_group = filters.ChatType.PRIVATE | filters.ChatType.GROUPS
        new = filters.UpdateType.MESSAGE  # an edited command is not a new one
        handlers: list[BaseHandler[Update, Any, Any]] = [
            MessageHandler(filters.Regex(COMMAND) & private_or_group & new, self._on_command),
            MessageHandler(filters.TEXT & filters.ChatType.PRIVATE & new, self._on_text),
            MessageHandler(filters.UpdateType.CHANNEL_POST, self._on_channel_post),
            CallbackQueryHandler(self._on_press),
        ]
        application.add_handlers(handlers)
        application.add_error_handler(self._on_error)

    async def _on_command(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        match = COMMAND.fullmatch(message.text or "") if message else None
        if message is None or match is None:
            return
        if match["bot"] and match["bot"].lower() != self._application.bot.username.lower():
            return  # meant for another bot of the group
        heard = self._heard(update, text=match["words"] or "", name=match["name"].lower())
        if heard:
            await self._answer(update, await self._listener.hear(heard))

    async def _on_text(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        heard = self._heard(update, text=(message.text or "") if message else "")
        if heard:
            await self._answer(update, await self._listener.hear(heard))

    async def _on_press(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is None:
            return
        heard = self._heard(update, data=query.data or "")
        reply = await self._listener.hear(heard) if heard else Reply()
        # Answer first: until then the person's button shows a spinner.
        try:
            await query.answer(text=reply.toast[:TOAST_LIMIT] or None, show_alert=reply.alert)
        except error.BadRequest as failure:  # too old: the person has long gone on
            log.info("a button's answer came too late: %s", failure)
        await self._answer(update, reply)

    async def _on_channel_post(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if post := update.channel_post:
            await self._listener.saw_post(post.chat_id, post.chat.username, post.message_id)

    async def _on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """One bad update is logged and apologised for; the loop goes on."""
        if isinstance(context.error, error.Forbidden):  # blocked us between asking and answering
            log.info("an answer was not wanted: %s", context.error)
            return
        log.error("an update could not be answered: %r", context.error, exc_info=context.error)
        if isinstance(update, Update) and not isinstance(context.error, error.TelegramError):
            await self._answer(update, await self._listener.failed())

    def _heard(
        self, update: Update, *, text: str = "", name: str | None = None, data: str | None = None
    ) -> Heard | None:
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
        )

    async def _answer(self, update: Update, reply: Reply) -> None:
        if reply.card is None or update.effective_chat is None:
            return
        query = update.callback_query
        if reply.replace and query and query.message and query.message.is_accessible:
            try:
                await query.edit_message_text(
                    reply.card.html,
                    parse_mode=ParseMode.HTML,
                    reply_markup=keyboard(reply.card.buttons),
                    link_preview_options=preview_options(reply.card),
                )
            except error.BadRequest as failure:
                if "message is not modified" not in str(failure):  # pressed twice: it already looks so
                    raise
            return
        message = update.message
        in_group = message is not None and message.chat.type != ChatType.PRIVATE
        await update.effective_chat.send_message(
            reply.card.html,
            parse_mode=ParseMode.HTML,
            reply_markup=keyboard(reply.card.buttons),
            link_preview_options=preview_options(reply.card),
            reply_to_message_id=message.message_id if message and in_group else None,
            allow_sending_without_reply=True if in_group else None,
            message_thread_id=message.message_thread_id if message and message.is_topic_message else None,
        )
