"""forwardMessage and copyMessage: what they show of the original, and when they are refused."""

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, MessageOriginChannel, MessageOriginUser
from telegram.error import BadRequest

from bot.sandbox import Chat, Sandbox
from tests.sandbox.conftest import ADMIN, CHANNEL, GROUP, READER, Clock

LOG = "@o1_log"


async def test_a_forward_names_its_origin_and_a_copy_does_not(bot: Bot, channel: Chat) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="a")]])
    original = await bot.send_message(CHANNEL, "<b>x</b>", parse_mode="HTML", reply_markup=keyboard)
    forwarded = await bot.forward_message(READER, CHANNEL, original.message_id)
    copied = await bot.copy_message(READER, CHANNEL, original.message_id)
    assert forwarded.forward_origin is not None
    assert forwarded.forward_origin.to_dict()["message_id"] == original.message_id
    assert forwarded.entities == original.entities
    assert copied.message_id == forwarded.message_id + 1


@pytest.mark.parametrize("into", [LOG, GROUP, READER], ids=["channel", "group", "private"])
async def test_a_forward_from_a_channel_carries_the_posts_text_and_its_own_date(
    bot: Bot, sandbox: Sandbox, channel: Chat, clock: Clock, into: int | str
) -> None:
    sandbox.add_channel(username=LOG[1:])
    posted, original = clock(), await bot.send_message(CHANNEL, "<b>理</b> x", parse_mode="HTML")
    clock.forward(minutes=2)
    forwarded = await bot.forward_message(into, CHANNEL, original.message_id)
    origin = forwarded.forward_origin
    assert isinstance(origin, MessageOriginChannel)
    assert (origin.chat.id, origin.message_id, origin.date) == (channel.id, original.message_id, posted)
    assert (forwarded.text, forwarded.entities, forwarded.date) == ("理 x", original.entities, clock())


async def test_a_forward_of_a_forward_names_the_first_origin_even_when_that_is_gone(
    bot: Bot, sandbox: Sandbox, channel: Chat
) -> None:
    original = await bot.send_message(CHANNEL, "x")
    forwarded = await bot.forward_message(READER, CHANNEL, original.message_id)
    sandbox.delete_chat(CHANNEL)
    again = await bot.forward_message(ADMIN, READER, forwarded.message_id)
    assert isinstance(again.forward_origin, MessageOriginChannel)
    assert again.forward_origin.chat.id == channel.id


async def test_a_persons_message_is_forwarded_with_the_person(bot: Bot, sandbox: Sandbox) -> None:
    said = await sandbox.say(READER, "x")
    forwarded = await bot.forward_message(ADMIN, READER, said.id)
    assert isinstance(forwarded.forward_origin, MessageOriginUser)
    assert forwarded.forward_origin.sender_user.id == READER


async def test_what_is_absent_or_protected_goes_nowhere(bot: Bot, channel: Chat) -> None:
    plain = await bot.send_message(CHANNEL, "plain")
    protected = await bot.send_message(CHANNEL, "protected", protect_content=True)
    with pytest.raises(BadRequest, match="^Message to forward not found$"):
        await bot.forward_message(READER, CHANNEL, 99)
    with pytest.raises(BadRequest, match="^Message to copy not found$"):
        await bot.copy_message(READER, CHANNEL, 99)
    with pytest.raises(BadRequest, match="^Message can't be forwarded$"):
        await bot.forward_message(READER, CHANNEL, protected.message_id)
    channel.protected = True
    with pytest.raises(BadRequest, match="^Message can't be forwarded$"):
        await bot.forward_message(READER, CHANNEL, plain.message_id)
    with pytest.raises(BadRequest, match="^Message can't be copied$"):
        await bot.copy_message(READER, CHANNEL, plain.message_id)
