"""Asks Telegram what the bot may do in a chat."""

from telegram import Bot, ChatMember, ChatMemberAdministrator, ChatMemberOwner, error
from telegram.constants import ChatType

from bot.adapters.messenger_telegram import meaning_of
from bot.domain.standing import Standing


async def standing_of(bot: Bot, chat: int | str) -> Standing:
    """The bot's standing in a chat. Raises SendError: Refused if there is no such chat or the bot was never in it."""
    try:
        found = await bot.get_chat(chat)
        me = await bot.get_chat_member(chat, bot.id)
    except error.TelegramError as failure:
        raise meaning_of(failure) from failure
    in_channel = found.type == ChatType.CHANNEL
    return Standing(
        title=found.title or found.username or str(chat),
        member=me.status not in (ChatMember.LEFT, ChatMember.BANNED),
        may_post=_may_post(me) if in_channel else me.status not in (ChatMember.LEFT, ChatMember.BANNED),
        may_pin=_may_pin(me, in_channel=in_channel),
    )


def _may_post(me: ChatMember) -> bool:
    return isinstance(me, ChatMemberOwner) or (isinstance(me, ChatMemberAdministrator) and bool(me.can_post_messages))


def _may_pin(me: ChatMember, *, in_channel: bool) -> bool:
    """In a channel the right to edit messages carries the right to pin (Bot API, pinChatMessage)."""
    if isinstance(me, ChatMemberOwner):
        return True
    if not isinstance(me, ChatMemberAdministrator):
        return False
    return bool(me.can_edit_messages if in_channel else me.can_pin_messages)
