"""sendMessage through the real python-telegram-bot."""

import httpx
import pytest
from telegram import (
    Bot,
    ForceReply,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden

from bot.sandbox import Chat, Rights, Sandbox
from tests.sandbox.conftest import CHANNEL, READER, STRANGER, Clock


async def test_a_post_stands_in_the_channel_with_its_marks_and_number(bot: Bot, channel: Chat) -> None:
    sent = await bot.send_message(CHANNEL, "<b>推理</b> &amp; more", parse_mode=ParseMode.HTML)
    (stored,) = channel.messages
    assert sent.message_id == stored.id == 1
    assert sent.chat.username == "o1_daily"
    assert sent.sender_chat == sent.chat
    assert sent.from_user is None
    assert stored.text == "推理 & more"
    assert sent.parse_entities() == {sent.entities[0]: "推理"}


async def test_numbers_go_up_per_chat_and_other_posts_take_theirs(bot: Bot, sandbox: Sandbox, channel: Chat) -> None:
    await sandbox.post(channel.id, "from another admin")
    assert (await bot.send_message(channel.id, "mine")).message_id == 2
    assert (await bot.send_message(READER, "elsewhere")).message_id == 1


async def test_the_date_is_the_sandboxs_clock(bot: Bot, clock: Clock) -> None:
    assert (await bot.send_message(READER, "x")).date == clock()


async def test_offsets_of_given_entities_are_kept(bot: Bot) -> None:
    marks = [MessageEntity(MessageEntity.BOLD, 3, 2)]
    sent = await bot.send_message(READER, "😀 推理", entities=marks)
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [("bold", 3, 2)]


async def test_an_entity_beyond_the_text_is_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="ends after the end of the text at utf-16 offset 9"):
        await bot.send_message(READER, "short", entities=[MessageEntity(MessageEntity.BOLD, 0, 9)])


@pytest.mark.parametrize(
    ("offset", "length", "words"),
    [
        (1, 1, "entity begins in a middle of a utf-16 symbol at byte offset 4"),
        (0, 1, "entity beginning at utf-16 offset 0 ends in a middle of a utf-16 symbol at byte offset 4"),
    ],
)
async def test_an_entity_may_not_halve_an_emoji(bot: Bot, offset: int, length: int, words: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i)^{words}$"):
        await bot.send_message(READER, "😀x", entities=[MessageEntity(MessageEntity.BOLD, offset, length)])


@pytest.mark.parametrize(("length", "fits"), [(4096, True), (4097, False)])
async def test_a_text_counts_after_parsing(bot: Bot, length: int, fits: bool) -> None:
    text = "<b>" + "&amp;" * length + "</b>"
    if fits:
        assert len((await bot.send_message(READER, text, parse_mode="HTML")).text or "") == length
    else:
        with pytest.raises(BadRequest, match="^Message is too long$"):
            await bot.send_message(READER, text, parse_mode="HTML")


async def test_no_text_is_refused_in_two_wordings(raw: httpx.AsyncClient) -> None:
    empty = (await raw.post("sendMessage", json={"chat_id": READER, "text": ""})).json()
    blank = (await raw.post("sendMessage", json={"chat_id": READER, "text": " \n"})).json()
    assert empty["description"] == "Bad Request: message text is empty"
    assert blank["description"] == "Bad Request: text must be non-empty"


async def test_the_link_preview_is_what_was_asked_for(bot: Bot, channel: Chat) -> None:
    wanted = LinkPreviewOptions(url="https://example.org/a", prefer_large_media=True, show_above_text=True)
    sent = await bot.send_message(channel.id, "text", link_preview_options=wanted)
    assert sent.link_preview_options == wanted
    preview = channel.messages[0].preview
    assert preview is not None
    assert (preview.url, preview.large, preview.above) == ("https://example.org/a", True, True)


async def test_without_options_the_first_link_is_previewed_unless_disabled(bot: Bot, channel: Chat) -> None:
    await bot.send_message(channel.id, "see https://example.org/a and https://example.org/b")
    await bot.send_message(
        channel.id, "see https://example.org/a", link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    first, second = channel.messages
    assert first.preview is not None
    assert first.preview.url == "https://example.org/a"
    assert second.preview is None


async def test_a_reply_shows_its_target_and_a_missing_one_is_refused(bot: Bot) -> None:
    first = await bot.send_message(READER, "first")
    reply = await bot.send_message(READER, "second", reply_parameters=ReplyParameters(first.message_id))
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "first"
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(READER, "third", reply_parameters=ReplyParameters(99))
    allowed = ReplyParameters(99, allow_sending_without_reply=True)
    assert (await bot.send_message(READER, "fourth", reply_parameters=allowed)).reply_to_message is None


async def test_silence_protection_and_force_reply_are_remembered(bot: Bot, sandbox: Sandbox) -> None:
    await bot.send_message(
        READER, "x", disable_notification=True, protect_content=True, reply_markup=ForceReply(selective=False)
    )
    (message,) = sandbox.chat(READER).messages
    assert message.silent
    assert message.protected
    assert message.force_reply


async def test_only_inline_keyboards_fit_a_channel(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Inline keyboard expected"):
        await bot.send_message(CHANNEL, "x", reply_markup=ForceReply())


REFUSED_CHATS: list[tuple[Rights, type[Exception], str]] = [
    (Rights(status="member"), BadRequest, "Need administrator rights in the channel chat"),
    (Rights(post=False), BadRequest, "Need administrator rights in the channel chat"),
    (Rights(status="left"), Forbidden, "Forbidden: bot is not a member of the channel chat"),
    (Rights(status="kicked"), Forbidden, "Forbidden: bot was kicked from the channel chat"),
]


@pytest.mark.parametrize(("rights", "error", "words"), REFUSED_CHATS)
async def test_a_channel_without_the_right_refuses(
    bot: Bot, channel: Chat, rights: Rights, error: type[Exception], words: str
) -> None:
    channel.rights = rights
    with pytest.raises(error, match=f"^{words}$"):
        await bot.send_message(CHANNEL, "x")
    assert channel.messages == []


@pytest.mark.parametrize("chat", ["@nobody", 5, -1001])
async def test_an_unknown_chat_is_not_found(bot: Bot, chat: int | str) -> None:
    with pytest.raises(BadRequest, match="^Chat not found$"):
        await bot.send_message(chat, "x")


async def test_people_who_never_started_blocked_or_left_telegram_get_nothing(bot: Bot, sandbox: Sandbox) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(STRANGER, "x")
    sandbox.block(READER)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(READER, "x")
    sandbox.world.people[READER].deactivated = True
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(READER, "x")
