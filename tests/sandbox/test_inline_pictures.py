"""Inline mode with pictures that Telegram holds already: answered, chosen, edited."""

from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultCachedPhoto,
    InputMediaPhoto,
    InputTextMessageContent,
)
from telegram.error import BadRequest

from bot.sandbox import Sandbox
from bot.sandbox.messages import Message
from tests.sandbox.conftest import GROUP, READER, png

DATA = InlineKeyboardMarkup([[InlineKeyboardButton("Like", callback_data="like")]])


@pytest.fixture
async def file_id(bot: Bot) -> str:
    """A picture that the bot has sent before."""
    return (await bot.send_photo(READER, png(40, 20))).photo[-1].file_id


async def chosen(bot: Bot, sandbox: Sandbox, file_id: str, **more: Any) -> Message:
    """What choosing the one result in a group posts there."""
    asked = await sandbox.type_inline(READER, "picture")
    await bot.answer_inline_query(asked, [InlineQueryResultCachedPhoto("p", file_id, **more)])
    return await sandbox.choose_inline(READER, GROUP, asked, "p")


async def test_a_kept_picture_is_sent_with_its_caption(bot: Bot, sandbox: Sandbox, file_id: str) -> None:
    look = {"caption": "<i>图</i>", "parse_mode": "HTML", "show_caption_above_media": True, "reply_markup": DATA}
    sent = await chosen(bot, sandbox, file_id, title="t", description="d", **look)
    heard = (await bot.get_updates())[-1].message
    assert heard is not None
    assert heard.via_bot is not None
    assert (heard.photo[-1].file_id, heard.caption, heard.show_caption_above_media) == (file_id, "图", True)
    assert (sent.author, sent.caption, sent.buttons) == (READER, "图", [{"text": "Like", "callback_data": "like"}])
    assert all(call.uploaded == 0 for call in sandbox.calls if call.method == "answerInlineQuery")


async def test_other_words_are_sent_in_its_place_where_the_bot_wants_that(
    bot: Bot, sandbox: Sandbox, file_id: str
) -> None:
    words = InputTextMessageContent("<b>推理</b>", parse_mode="HTML")
    sent = await chosen(bot, sandbox, file_id, caption="unused", input_message_content=words)
    assert (sent.text, sent.photo) == ("推理", None)


async def test_a_picture_from_elsewhere_is_not_fetched(raw: httpx.AsyncClient, sandbox: Sandbox) -> None:
    url = "https://example.org/p.jpg"
    picture = {"type": "photo", "id": "p", "photo_url": url, "thumbnail_url": url}
    asked = await sandbox.type_inline(READER, "picture")
    await raw.post("answerInlineQuery", json={"inline_query_id": asked, "results": [picture]})
    with pytest.raises(ValueError, match="fetches no pictures"):
        await sandbox.choose_inline(READER, READER, asked, "p")


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"photo_file_id": "AgAC-unknown"}, "wrong file identifier/HTTP URL specified"),
    ({"photo_file_id": ""}, "wrong file identifier/HTTP URL specified"),
    ({"caption": "&amp;" * 1025, "parse_mode": "HTML"}, "MEDIA_CAPTION_TOO_LONG"),
    ({"caption": "<b>x", "parse_mode": "HTML"},
     "can't parse inline query result: Can't parse entities: Can't find end tag corresponding to start tag \"b\""),
    ({"input_message_content": {"message_text": "x" * 4097}}, "MESSAGE_TOO_LONG"),
    ({"id": "x" * 65}, "RESULT_ID_INVALID"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "words"), REFUSED, ids=range(len(REFUSED)))
async def test_a_faulty_result_is_refused(
    raw: httpx.AsyncClient, sandbox: Sandbox, file_id: str, fault: dict[str, Any], words: str
) -> None:
    asked = await sandbox.type_inline(READER, "picture")
    result = {"type": "photo", "id": "p", "photo_file_id": file_id, "caption": "&amp;" * 1024, "parse_mode": "HTML"}
    refused = await raw.post("answerInlineQuery", json={"inline_query_id": asked, "results": [result | fault]})
    assert refused.json()["description"] == f"Bad Request: {words}"
    taken = await raw.post("answerInlineQuery", json={"inline_query_id": asked, "results": [result]})
    assert taken.json()["ok"]


async def test_it_is_edited_by_file_id_and_never_by_an_upload(bot: Bot, sandbox: Sandbox, file_id: str) -> None:
    other = (await bot.send_photo(READER, png(8, 8))).photo[-1].file_id
    sent = await chosen(bot, sandbox, file_id, caption="x", reply_markup=DATA)
    with pytest.raises(BadRequest, match="^Invalid message content specified$"):
        await bot.edit_message_media(InputMediaPhoto(png(9, 9)), inline_message_id=sent.inline_id)
    assert (sent.photo and sent.photo.width, sent.edited) == (40, False)
    edited = await bot.edit_message_media(InputMediaPhoto(other, caption="y"), inline_message_id=sent.inline_id)
    assert edited is True
    assert (sent.photo and sent.photo.width, sent.caption, sent.edited) == (8, "y", True)
    assert await bot.edit_message_caption(caption="z", inline_message_id=sent.inline_id) is True
    assert sent.caption == "z"


async def test_words_sent_inline_become_a_picture(bot: Bot, sandbox: Sandbox, file_id: str) -> None:
    words = InputTextMessageContent("x")
    sent = await chosen(bot, sandbox, file_id, input_message_content=words, reply_markup=DATA)
    assert await bot.edit_message_media(InputMediaPhoto(file_id, caption="y"), inline_message_id=sent.inline_id)
    assert (sent.text, sent.caption) == ("", "y")
