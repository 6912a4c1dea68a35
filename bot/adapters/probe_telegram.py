"""Looks for a card in a chat whose messages a bot cannot read, by what Telegram answers to edits that change nothing.

The answers are those of Telegram's published server sources: an edit is refused for the first of these that holds:
there is no such message, it may not be edited, it is not of the kind the edit is for, it looks so already.
"""

import logging

from telegram import Bot, ChatMemberAdministrator, Message, error

from bot.adapters.dispatch_telegram import keyboard
from bot.adapters.meanings_telegram import meaning_of, says
from bot.adapters.messenger_telegram import NOT_MODIFIED, ONCE, marked
from bot.domain.card import Card
from bot.domain.errors import Refused, Trouble
from bot.domain.ports import Copy, Sight

log = logging.getLogger(__name__)

NOT_TO_BE_EDITED = "message can't be edited"
SIGHTS = {
    "message to edit not found": Sight.ABSENT,
    NOT_TO_BE_EDITED: Sight.FOREIGN,
    "there is no live location in the message to edit": Sight.OURS,
}
UNFORWARDED = {"message to forward not found": Sight.ABSENT, "message can't be forwarded": Sight.FOREIGN}
OF_THE_CHAT = frozenset({Trouble.GONE, Trouble.REMOVED, Trouble.RIGHT, Trouble.MIGRATED, Trouble.TOKEN})


RICH_PARTS = ("summary", "text", "blocks", "items", "cells", "caption", "credit")  # of blocks, as they are read


class TelegramProbe:
    """The Probe port on a real ``telegram.Bot``."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._once = marked(bot, ONCE)  # a search that has to wait for long goes on later

    async def tells_apart(self, chat: int | str) -> bool:
        """In a channel the right to edit others' posts makes them look like own ones, and without the right to post
        own ones look like others'. In a group the bot's answers to people are own messages too, and must not be tried.
        """
        try:
            me = await self._bot.get_chat_member(chat, self._bot.id, **self._once)
        except error.TelegramError as failure:
            raise meaning_of(failure) from failure
        # can_post_messages is said of channels alone.
        return isinstance(me, ChatMemberAdministrator) and bool(me.can_post_messages and not me.can_edit_messages)

    async def sight(self, chat: int | str, message_id: int) -> Sight:
        """By stopMessageLiveLocation: a card has no live location that could be stopped.

        Somebody else's cannot be stopped either, unless the bot may edit others' posts: ask ``tells_apart`` first.
        """
        try:
            await self._bot.stop_message_live_location(chat_id=chat, message_id=message_id, **self._once)
        except error.TelegramError as failure:
            return _sight(failure)
        return Sight.UNCLEAR

    async def carries(self, chat: int | str, message_id: int, card: Card) -> str | None:
        """By editMessageReplyMarkup, which is refused as "not modified" if the message has just these buttons.

        Empty also for a message that may not be edited: nothing was changed.
        """
        try:
            changed = await self._bot.edit_message_reply_markup(
                chat_id=chat, message_id=message_id, reply_markup=keyboard(card.buttons), **self._once
            )
        except error.TelegramError as failure:
            if says(failure, NOT_MODIFIED):
                return None
            meaning = meaning_of(failure)
            if says(failure, NOT_TO_BE_EDITED) or (isinstance(meaning, Refused) and meaning.missing):
                return ""
            raise meaning from failure
        log.warning("message %s in %s had other buttons and was given those of the card looked for", message_id, chat)
        return _text(changed) if isinstance(changed, Message) else ""  # True is the answer for inline messages alone

    async def copy(self, chat: int | str, message_id: int, *, into: int | str) -> Copy | Sight:
        """By forwardMessage."""
        try:
            forwarded = await self._bot.forward_message(into, chat, message_id, disable_notification=True, **self._once)
        except error.TelegramError as failure:
            for words, sight in UNFORWARDED.items():
                if says(failure, words):
                    return sight
            raise meaning_of(failure) from failure
        await self._take_away(forwarded)
        return copy_of(forwarded)

    async def _take_away(self, forwarded: Message) -> None:
        try:
            await self._bot.delete_message(forwarded.chat_id, forwarded.message_id, **self._once)
        except error.TelegramError as failure:  # it clutters the log chat, no more
            log.warning("the copy %s stays in the log chat: %s", forwarded.message_id, meaning_of(failure))


def copy_of(forwarded: Message) -> Copy:
    """What a forwarded message tells of its original."""
    origin = forwarded.forward_origin
    return Copy(text=_text(forwarded), sent_at=origin.date if origin else forwarded.date)


def _text(message: Message) -> str:
    rich = message.api_kwargs.get("rich_message")  # python-telegram-bot 22.8 does not know it
    return (message.text or message.caption or (_words_of(rich) if rich else "")).strip()


def _words_of(node: object) -> str:
    """The text of rich blocks, in reading order (Bot API, RichMessage, RichBlock and RichText)."""
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return "".join(map(_words_of, node))
    if isinstance(node, dict):
        return "".join(_words_of(node[part]) for part in RICH_PARTS if part in node)
    return ""


def _sight(failure: error.TelegramError) -> Sight:
    for words, sight in SIGHTS.items():
        if says(failure, words):
            return sight
    meaning = meaning_of(failure)
    if isinstance(meaning, Refused) and meaning.trouble not in OF_THE_CHAT:
        log.warning("a probe was answered with words that are not known: %s", meaning)
        return Sight.UNCLEAR
    raise meaning from failure
