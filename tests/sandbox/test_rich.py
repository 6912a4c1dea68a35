"""sendRichMessage, and what becomes of rich messages, through the real python-telegram-bot."""

import json
from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    MessageOriginChannel,
    ReplyParameters,
)
from telegram.error import BadRequest, EndPointNotFound, Forbidden

from bot.sandbox import Chat, Rights, Sandbox
from tests.sandbox.bot_api import faults_of, load
from tests.sandbox.conftest import CHANNEL, GROUP, READER, STRANGER, Clock, png
from tests.sandbox.rich_messages import EVERYTHING, blocks, edit_rich, send_rich

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="token-1")]])
STORED_KEYBOARD = (({"text": "a", "callback_data": "token-1"},),)
SAME = "^Message is not modified: specified new message content and reply markup are exactly the same"


@pytest.mark.parametrize("chat", [CHANNEL, GROUP, READER], ids=["channel", "group", "private"])
async def test_a_rich_message_has_blocks_and_no_text(bot: Bot, sandbox: Sandbox, chat: int | str) -> None:
    sent = await send_rich(bot, chat, "<h1>推理</h1><p>a <b>b</b></p>", reply_markup=KEYBOARD)
    assert blocks(sent) == [
        {"type": "heading", "text": "推理", "size": 1},
        {"type": "paragraph", "text": ["a ", {"type": "bold", "text": "b"}]},
    ]
    assert (sent.text, sent.caption, sent.reply_markup) == (None, None, KEYBOARD)
    stored = sandbox.channel(chat).messages[-1]
    assert stored.rich is not None
    assert (stored.rich.text, stored.text, stored.keyboard) == ("推理\na b", "", STORED_KEYBOARD)


async def test_everything_the_sandbox_takes_is_answered_in_the_bot_apis_types(raw: httpx.AsyncClient) -> None:
    wish = {"chat_id": CHANNEL, "rich_message": {"html": EVERYTHING}}
    reply = (await raw.post("sendRichMessage", json=wish)).json()
    assert faults_of(load(), "Message", reply["result"], "message") == []
    assert "text" not in reply["result"]


async def test_it_takes_the_parameters_that_messages_have_in_common(bot: Bot, sandbox: Sandbox) -> None:
    first = await bot.send_message(GROUP, "topic")
    sent = await send_rich(
        bot,
        GROUP,
        "<p>a</p>",
        disable_notification=True,
        protect_content=True,
        message_thread_id=first.message_id,
        reply_parameters=ReplyParameters(first.message_id),
    )
    assert (sent.message_thread_id, sent.has_protected_content) == (first.message_id, True)
    assert sent.reply_to_message is not None
    assert sandbox.channel(GROUP).messages[-1].silent


async def test_it_goes_where_texts_may_go(bot: Bot, sandbox: Sandbox, channel: Chat) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await send_rich(bot, STRANGER, "a")
    channel.rights = Rights(post=False)
    with pytest.raises(BadRequest, match="Need administrator rights in the channel chat"):
        await send_rich(bot, CHANNEL, "a")
    assert channel.messages == []


UNREADABLE: list[tuple[Any, str]] = [
    (None, "rich message must be non-empty"),
    ({}, "rich message must be non-empty"),
    ({"blocks": [{"type": "divider"}]}, "rich message must be non-empty"),
    ([1], "object expected as rich message"),
    ("{", "can't parse rich message JSON object"),
]


@pytest.mark.parametrize(("wish", "words"), UNREADABLE)
async def test_what_is_no_rich_message_is_refused(raw: httpx.AsyncClient, wish: Any, words: str) -> None:
    reply = await raw.post("sendRichMessage", json={"chat_id": READER, "rich_message": wish})
    assert (reply.status_code, reply.json()["description"]) == (400, f"Bad Request: {words}")


async def test_a_rich_message_and_a_text_become_one_another(bot: Bot, channel: Chat, clock: Clock) -> None:
    sent = await bot.send_message(CHANNEL, "see https://example.org/a", reply_markup=KEYBOARD)
    where = (CHANNEL, sent.message_id)
    clock.forward(minutes=1)
    edited = await edit_rich(bot, *where, "<h1>b</h1>", reply_markup=KEYBOARD)
    (stored,) = channel.messages
    assert blocks(edited) == [{"type": "heading", "text": "b", "size": 1}]
    assert (stored.text, stored.preview, stored.edited_at) == ("", None, clock())
    edited = await bot.edit_message_text("c", *where)
    assert not isinstance(edited, bool)
    assert (edited.text, stored.rich, dict(edited.api_kwargs)) == ("c", None, {})


async def test_an_edit_to_the_same_blocks_is_refused_word_for_word(bot: Bot) -> None:
    sent = await send_rich(bot, CHANNEL, "<p><b>a</b></p>", reply_markup=KEYBOARD)
    where = (CHANNEL, sent.message_id)
    with pytest.raises(BadRequest, match=SAME):
        await edit_rich(bot, *where, " <b>a</b>\n", reply_markup=KEYBOARD)
    with pytest.raises(BadRequest, match=SAME):
        await bot.edit_message_reply_markup(*where, reply_markup=KEYBOARD)
    await edit_rich(bot, *where, "<i>a</i>", reply_markup=KEYBOARD)


async def test_an_edit_is_measured_as_a_new_message_is(bot: Bot) -> None:
    sent = await send_rich(bot, CHANNEL, "a")
    with pytest.raises(BadRequest, match="(?i)^rich_message_text_too_long$"):
        await edit_rich(bot, CHANNEL, sent.message_id, "a" * 32_769)
    with pytest.raises(BadRequest, match='unsupported start tag "x"'):
        await edit_rich(bot, CHANNEL, sent.message_id, "<x>")


async def test_a_photo_does_not_become_a_rich_message(bot: Bot) -> None:
    photo = await bot.send_photo(READER, png(4, 4), caption="x")
    with pytest.raises(BadRequest, match="^There is no text in the message to edit$"):
        await edit_rich(bot, READER, photo.message_id, "a")


async def test_a_rich_message_becomes_a_photo(bot: Bot, channel: Chat) -> None:
    sent = await send_rich(bot, CHANNEL, "<h1>a</h1>")
    with pytest.raises(BadRequest, match="^There is no caption in the message to edit$"):
        await bot.edit_message_caption(CHANNEL, sent.message_id, caption="x")
    edited = await bot.edit_message_media(InputMediaPhoto(png(8, 4), caption="x"), CHANNEL, sent.message_id)
    assert not isinstance(edited, bool)
    assert (edited.photo[-1].width, edited.caption, dict(edited.api_kwargs)) == (8, "x", {})
    assert channel.messages[0].rich is None


async def test_forwards_and_copies_carry_the_blocks(bot: Bot, sandbox: Sandbox) -> None:
    sent = await send_rich(bot, CHANNEL, "<h1>推理</h1>", reply_markup=KEYBOARD)
    forwarded = await bot.forward_message(READER, CHANNEL, sent.message_id)
    assert isinstance(forwarded.forward_origin, MessageOriginChannel)
    assert blocks(forwarded) == blocks(sent)
    copied = await bot.copy_message(READER, CHANNEL, sent.message_id)
    stored = sandbox.chat(READER).history[copied.message_id]
    assert stored.rich is not None
    assert (stored.rich.text, stored.keyboard) == ("推理", ())


async def test_it_tells_an_own_post_from_others_as_a_text_does(bot: Bot, sandbox: Sandbox, channel: Chat) -> None:
    sent = await send_rich(bot, CHANNEL, "a", reply_markup=KEYBOARD)
    foreign = await sandbox.post(channel.id, "from another admin")
    with pytest.raises(BadRequest, match="^There is no live location in the message to edit$"):
        await bot.stop_message_live_location(CHANNEL, sent.message_id)
    with pytest.raises(BadRequest, match="^Message can't be edited$"):
        await edit_rich(bot, CHANNEL, foreign.id, "b")
    with pytest.raises(BadRequest, match="^Message to edit not found$"):
        await edit_rich(bot, CHANNEL, 99, "b")
    await bot.edit_message_reply_markup(CHANNEL, sent.message_id)
    assert (channel.messages[0].keyboard, channel.messages[0].edited) == ((), False)


async def test_a_pinned_rich_message_is_shown_with_its_blocks(bot: Bot, channel: Chat) -> None:
    channel.rights = Rights(edit=True)
    sent = await send_rich(bot, CHANNEL, "a")
    await bot.pin_chat_message(CHANNEL, sent.message_id)
    (update,) = await bot.get_updates()
    assert update.channel_post is not None
    assert update.channel_post.pinned_message is not None
    assert json.loads(update.channel_post.pinned_message.to_json())["rich_message"]["blocks"] == blocks(sent)


async def test_an_older_server_does_not_know_the_method(bot: Bot, sandbox: Sandbox, channel: Chat) -> None:
    sandbox.knows_rich = False
    with pytest.raises(EndPointNotFound):
        await send_rich(bot, CHANNEL, "a")
    call = sandbox.calls[-1]
    assert (call.status, call.error, channel.messages) == (404, "Not Found: method not found", [])
    sandbox.knows_rich = True
    await send_rich(bot, CHANNEL, "a")
    assert len(channel.messages) == 1


async def test_an_older_server_does_not_see_blocks_in_an_edit() -> None:
    sandbox_of_old = Sandbox(knows_rich=False)
    sandbox_of_old.add_person(READER, "Lin")
    async with sandbox_of_old.serve() as url, httpx.AsyncClient(trust_env=False, verify=False) as client:
        root = f"{url}/bot{sandbox_of_old.token}"
        await client.post(f"{root}/sendMessage", json={"chat_id": READER, "text": "a"})
        edit = {"chat_id": READER, "message_id": 1, "rich_message": {"html": "b"}}
        refused = (await client.post(f"{root}/editMessageText", json=edit)).json()
        assert refused["description"] == "Bad Request: message text is empty"
        taken = (await client.post(f"{root}/editMessageText", json=edit | {"text": "c"})).json()
        assert taken["result"]["text"] == "c"
