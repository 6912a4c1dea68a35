"""Asks Telegram what the bot may do in a chat."""

from telegram import Bot, ChatMember, ChatMemberAdministrator, ChatMemberOwner, error
from telegram.constants import ChatType

from bot.adapters.meanings_telegram import meaning_of
from bot.domain.standing import Standing


async def standing_of(bot: Bot, chat: int | str) -> Standing:
    """The bot's standing in a chat. Raises SendError: Refused if there is no such chat or the bot was never in it."""
    try:
        found = await bot.get_chat(chat)
        me = await bot.get_chat_member(chat, bot.id)
    except error.TelegramError as failure:
        raise meaning_of(failure) from failure
    in_channel = found.type == ChatType.CHANNEL
    inside = me.status not in (ChatMember.LEFT, ChatMember.BANNED)
    return Standing(
        title=found.title or found.username or str(chat),
        member=inside,
        may_post=_may(me, "can_post_messages") if in_channel else inside,
        # In a channel the right to edit messages carries the right to pin (Bot API, pinChatMessage).
        may_pin=_may(me, "can_edit_messages" if in_channel else "can_pin_messages"),
        may_edit_others=in_channel and _may(me, "can_edit_messages"),
        may_delete=_may(me, "can_delete_messages"),
    )


def _may(me: ChatMember, right: str) -> bool:
    return isinstance(me, ChatMemberOwner) or (isinstance(me, ChatMemberAdministrator) and bool(getattr(me, right)))
