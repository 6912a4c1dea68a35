"""Edits, deletions and pins, and what they tell about a post."""

from collections.abc import Awaitable, Callable

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from bot.sandbox import Chat, Rights, Sandbox
from tests.sandbox.conftest import CHANNEL, GROUP, READER, Clock, png

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="token-1")]])
OTHER = InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="token-2")]])
SAME = "Message is not modified: specified new message content and reply markup are exactly the same"


async def test_an_edit_changes_text_and_keyboard_and_dates_itself(bot: Bot, channel: Chat, clock: Clock) -> None:
    sent = await bot.send_message(CHANNEL, "old", reply_markup=KEYBOARD)
    clock.forward(minutes=1)
    edited = await bot.edit_message_text("<i>new</i>", CHANNEL, sent.message_id, parse_mode="HTML")
    (stored,) = channel.messages
    assert not isinstance(edited, bool)
    assert edited.edit_date == clock()
    assert (stored.text, stored.keyboard, stored.edited) == ("new", (), True)


async def test_an_edit_to_the_same_is_refused_word_for_word(bot: Bot) -> None:
    sent = await bot.send_message(CHANNEL, "<b>a</b>", parse_mode="HTML", reply_markup=KEYBOARD)
    where = (CHANNEL, sent.message_id)
    with pytest.raises(BadRequest, match=SAME):
        await bot.edit_message_text("<strong>a</strong> ", *where, parse_mode="HTML", reply_markup=KEYBOARD)
    with pytest.raises(BadRequest, match=SAME):
        await bot.edit_message_reply_markup(*where, reply_markup=KEYBOARD)
    await bot.edit_message_reply_markup(*where, reply_markup=OTHER)


async def test_an_edit_too_long_speaks_in_capitals(bot: Bot) -> None:
    sent = await bot.send_message(CHANNEL, "a")
    with pytest.raises(BadRequest, match="(?i)^message_too_long$"):
        await bot.edit_message_text("a" * 4097, CHANNEL, sent.message_id)


Edit = Callable[[Bot, int], Awaitable[object]]
EDITS: list[Edit] = [
    lambda bot, i: bot.edit_message_text("x", CHANNEL, i),
    lambda bot, i: bot.edit_message_reply_markup(CHANNEL, i, reply_markup=KEYBOARD),
    lambda bot, i: bot.edit_message_caption(CHANNEL, i, caption="x"),
    lambda bot, i: bot.stop_message_live_location(CHANNEL, i),
]


@pytest.mark.parametrize("edit", EDITS, ids=["text", "markup", "caption", "live location"])
async def test_absent_and_foreign_posts_answer_differently(
    bot: Bot, sandbox: Sandbox, channel: Chat, edit: Edit
) -> None:
    foreign = await sandbox.post(channel.id, "from another admin")
    with pytest.raises(BadRequest, match="^Message to edit not found$"):
        await edit(bot, 99)
    with pytest.raises(BadRequest, match="^Message can't be edited$"):
        await edit(bot, foreign.id)


async def test_stopping_a_live_location_tells_an_own_post_and_changes_nothing(bot: Bot, channel: Chat) -> None:
    sent = await bot.send_message(CHANNEL, "x", reply_markup=KEYBOARD)
    with pytest.raises(BadRequest, match="^There is no live location in the message to edit$"):
        await bot.stop_message_live_location(CHANNEL, sent.message_id)
    assert not channel.messages[0].edited
    assert channel.messages[0].keyboard


@pytest.mark.parametrize("edit", EDITS, ids=["text", "markup", "caption", "live location"])
async def test_service_messages_and_forwards_answer_as_foreign_posts_do(
    bot: Bot, sandbox: Sandbox, channel: Chat, edit: Edit
) -> None:
    channel.rights = Rights(edit=True)
    own = await bot.send_message(CHANNEL, "x")
    await bot.pin_chat_message(CHANNEL, own.message_id)
    forward = await bot.forward_message(CHANNEL, CHANNEL, own.message_id)
    for message_id in (own.message_id + 1, forward.message_id):
        with pytest.raises(BadRequest, match="^Message can't be edited$"):
            await edit(bot, message_id)


async def test_with_the_right_to_edit_foreign_posts_answer_as_own_ones_do(
    bot: Bot, sandbox: Sandbox, channel: Chat
) -> None:
    channel.rights = Rights(edit=True)
    foreign = await sandbox.post(channel.id, "from another admin")
    with pytest.raises(BadRequest, match="^There is no live location in the message to edit$"):
        await bot.stop_message_live_location(CHANNEL, foreign.id)
    await bot.edit_message_text("changed", CHANNEL, foreign.id)
    assert channel.messages[0].text == "changed"


@pytest.mark.parametrize("rights", [Rights(post=False), Rights(status="member")], ids=["no posting", "no admin"])
@pytest.mark.parametrize("edit", EDITS, ids=["text", "markup", "caption", "live location"])
async def test_without_the_right_to_post_an_own_post_answers_as_foreign_ones_do(
    bot: Bot, channel: Chat, edit: Edit, rights: Rights
) -> None:
    """tdlib's can_edit_message; only sending says that administrator rights are needed."""
    sent = await bot.send_message(CHANNEL, "x")
    channel.rights = rights
    with pytest.raises(BadRequest, match="^Message can't be edited$"):
        await edit(bot, sent.message_id)
    with pytest.raises(BadRequest, match="^Message to edit not found$"):
        await edit(bot, 99)
    with pytest.raises(BadRequest, match="^Message can't be deleted$"):
        await bot.delete_message(CHANNEL, sent.message_id)


async def test_a_post_cannot_be_edited_once_the_bot_is_out(bot: Bot, channel: Chat) -> None:
    sent = await bot.send_message(CHANNEL, "x")
    await bot.leave_chat(CHANNEL)
    with pytest.raises(Exception, match="bot is not a member of the channel chat"):
        await bot.edit_message_text("y", CHANNEL, sent.message_id)


async def test_text_and_caption_are_not_the_same_thing(bot: Bot) -> None:
    text = await bot.send_message(READER, "x")
    photo = await bot.send_photo(READER, png(4, 4), caption="x")
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await bot.edit_message_caption(READER, text.message_id, caption="y")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("y", READER, photo.message_id)
    edited = await bot.edit_message_caption(READER, photo.message_id, caption="<b>y</b>", parse_mode="HTML")
    assert not isinstance(edited, bool)
    assert edited.caption == "y"


async def test_own_posts_can_be_deleted_and_foreign_ones_need_a_right(
    bot: Bot, sandbox: Sandbox, channel: Chat
) -> None:
    own = await bot.send_message(CHANNEL, "own")
    foreign = await sandbox.post(channel.id, "foreign")
    assert await bot.delete_message(CHANNEL, own.message_id)
    with pytest.raises(BadRequest, match="^Message to delete not found$"):
        await bot.delete_message(CHANNEL, own.message_id)
    with pytest.raises(BadRequest, match="^Message can't be deleted$"):
        await bot.delete_message(CHANNEL, foreign.id)
    channel.rights = Rights(delete=True)
    assert await bot.delete_messages(CHANNEL, [foreign.id, 99])
    assert channel.messages == []


@pytest.mark.parametrize("chat", [READER, GROUP, CHANNEL])
async def test_a_message_can_be_deleted_for_two_days(bot: Bot, sandbox: Sandbox, clock: Clock, chat: int | str) -> None:
    """Also by a bot that may delete everything: Telegram makes no exception for it."""
    for held in (sandbox.channel(GROUP), sandbox.channel(CHANNEL)):
        held.rights = Rights(delete=True)
    old, young = await bot.send_message(chat, "x"), await bot.send_message(chat, "y")
    clock.forward(hours=47, minutes=59)
    await bot.delete_message(chat, young.message_id)
    clock.forward(minutes=1)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(chat, old.message_id)


async def test_a_pin_takes_a_number_of_its_own_and_the_bot_hears_of_it(bot: Bot, channel: Chat) -> None:
    channel.rights = Rights(edit=True)
    sent = await bot.send_message(CHANNEL, "x")
    await bot.pin_chat_message(CHANNEL, sent.message_id, disable_notification=True)
    (update,) = await bot.get_updates()
    assert update.channel_post is not None
    assert update.channel_post.message_id == 2
    assert update.channel_post.pinned_message is not None
    assert (await bot.send_message(CHANNEL, "y")).message_id == 3
    assert channel.history[2].silent
    assert channel.pinned == [1]
    assert [message.id for message in channel.messages] == [1, 3]
    chat = await bot.get_chat(CHANNEL)
    assert chat.pinned_message is not None
    await bot.unpin_chat_message(CHANNEL, sent.message_id)
    assert channel.pinned == []
    with pytest.raises(BadRequest, match="Message to unpin not found"):
        await bot.unpin_chat_message(CHANNEL, sent.message_id)


async def test_pinning_needs_its_right_and_a_message(bot: Bot, channel: Chat) -> None:
    sent = await bot.send_message(CHANNEL, "x")
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages in the chat"):
        await bot.pin_chat_message(CHANNEL, sent.message_id)
    channel.rights = Rights(edit=True)
    with pytest.raises(BadRequest, match="Message to pin not found"):
        await bot.pin_chat_message(CHANNEL, 99)
