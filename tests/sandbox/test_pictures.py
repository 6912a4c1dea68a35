"""sendPhoto and editMessageMedia: Telegram's rules for pictures, what is kept of them, and how they are named again."""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import BadRequest

from bot.sandbox import Chat, Sandbox
from tests.sandbox.conftest import CHANNEL, READER, png

SAME = "^Message is not modified: specified new message content and reply markup are exactly the same"
UNKNOWN = "^Wrong file identifier/http url specified$"
MEGABYTES_10 = 10 * 1024 * 1024


def jpeg(width: int, height: int) -> bytes:
    """A real picture, all black."""
    kept = io.BytesIO()
    Image.new("L", (width, height)).save(kept, "JPEG")
    return kept.getvalue()


Draw = Callable[[int, int], bytes]
Made = Callable[[Draw], bytes]


def padded(picture: bytes, size: int) -> bytes:
    """The picture with so much behind its end that it has this many bytes."""
    return picture + bytes(size - len(picture))


async def test_a_picture_comes_in_sizes_and_can_be_had_back(bot: Bot, channel: Chat) -> None:
    picture = png(1200, 630)
    sent = await bot.send_photo(channel.id, picture, caption="<b>卡片</b>", parse_mode="HTML")
    assert [(size.width, size.height) for size in sent.photo] == [(90, 47), (320, 168), (800, 420), (1200, 630)]
    assert sent.caption == "卡片"
    file = await bot.get_file(sent.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == picture
    assert channel.messages[0].caption == "卡片"


async def test_a_card_of_1080_by_1350_is_taken_whole(bot: Bot) -> None:
    for picture in (png(1080, 1350), jpeg(1080, 1350)):
        sent = await bot.send_photo(READER, picture)
        assert (sent.photo[-1].width, sent.photo[-1].height) == (1080, 1350)


TAKEN: list[Made] = [
    lambda draw: draw(9000, 1000),
    lambda draw: draw(5000, 5000),
    lambda draw: draw(2000, 100),
    lambda draw: draw(100, 2000),
    lambda draw: draw(1, 20),
    lambda draw: padded(draw(10, 10), MEGABYTES_10),
]
TOO_MUCH: list[tuple[Made, str]] = [
    (lambda draw: draw(9000, 1001), "Photo_invalid_dimensions"),
    (lambda draw: draw(5001, 5000), "Photo_invalid_dimensions"),
    (lambda draw: draw(2001, 100), "Photo_invalid_dimensions"),
    (lambda draw: draw(100, 2001), "Photo_invalid_dimensions"),
    (lambda draw: draw(1, 21), "Photo_invalid_dimensions"),
    (
        lambda draw: padded(draw(10, 10), MEGABYTES_10 + 1),
        "File of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes",
    ),
]
DRAWN: list[Draw] = [png, jpeg]


@pytest.mark.parametrize("draw", DRAWN)
@pytest.mark.parametrize("made", TAKEN, ids=range(len(TAKEN)))
async def test_a_picture_at_the_edge_of_telegrams_rules_is_taken(bot: Bot, draw: Draw, made: Made) -> None:
    assert (await bot.send_photo(READER, made(draw))).photo


@pytest.mark.parametrize("draw", DRAWN)
@pytest.mark.parametrize(("made", "words"), TOO_MUCH, ids=range(len(TOO_MUCH)))
async def test_a_picture_just_beyond_them_is_refused(
    bot: Bot, sandbox: Sandbox, draw: Draw, made: Made, words: str
) -> None:
    with pytest.raises(BadRequest, match=f"^{words}$"):
        await bot.send_photo(READER, made(draw))
    assert sandbox.chat(READER).messages == []


@pytest.mark.parametrize("content", [b"GIF89a not a picture", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", jpeg(8, 8)[:12]])
async def test_what_is_no_picture_cannot_be_processed(bot: Bot, content: bytes) -> None:
    with pytest.raises(BadRequest, match="^Image_process_failed$"):
        await bot.send_photo(READER, content)


async def test_a_picture_sent_again_by_its_id_is_not_uploaded(bot: Bot, sandbox: Sandbox) -> None:
    picture = png(400, 500)
    sent = await bot.send_photo(CHANNEL, picture)
    assert sandbox.calls[-1].uploaded == len(picture)
    for size in sent.photo:
        again = await bot.send_photo(READER, size.file_id)
        assert sandbox.calls[-1].uploaded == 0
        assert sandbox.calls[-1].params["photo"] == size.file_id
        assert again.photo == sent.photo


async def test_the_same_picture_has_the_same_name_however_it_came(bot: Bot) -> None:
    first, second = await bot.send_photo(CHANNEL, png(4, 4)), await bot.send_photo(READER, png(4, 4))
    assert first.photo == second.photo


async def test_file_ids_of_nobody_and_of_another_bot_are_refused(bot: Bot) -> None:
    other = Sandbox(token="43:TEST-token-of-another-bot")
    other.add_person(READER, "Lin")
    async with (
        other.serve() as url,
        Bot(other.token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot") as stranger,
    ):
        foreign = (await stranger.send_photo(READER, png(4, 4))).photo[-1].file_id
    own = (await bot.send_photo(READER, png(4, 4))).photo[-1].file_id
    for unknown in ("AgAC-unknown", "x", foreign, own + "0", own[1:]):
        with pytest.raises(BadRequest, match=UNKNOWN):
            await bot.send_photo(READER, unknown)


async def test_nothing_is_fetched_from_elsewhere(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="^Failed to get http url content$"):
        await bot.send_photo(READER, "https://example.org/a.png")


@pytest.mark.parametrize(("length", "fits"), [(1024, True), (1025, False)])
async def test_a_caption_counts_after_parsing(bot: Bot, length: int, fits: bool) -> None:
    caption = "<b>" + "&amp;" * length + "</b>"
    if fits:
        sent = await bot.send_photo(READER, png(4, 4), caption=caption, parse_mode="HTML")
        assert sent.caption == "&" * 1024
    else:
        with pytest.raises(BadRequest, match="^Message caption is too long$"):
            await bot.send_photo(READER, png(4, 4), caption=caption, parse_mode="HTML")


async def test_a_caption_may_stand_above_and_a_picture_be_covered(bot: Bot, sandbox: Sandbox) -> None:
    sent = await bot.send_photo(READER, png(4, 4), caption="x", show_caption_above_media=True, has_spoiler=True)
    assert (sent.show_caption_above_media, sent.has_media_spoiler) == (True, True)
    forwarded = await bot.forward_message(READER, READER, sent.message_id)
    assert (forwarded.show_caption_above_media, forwarded.has_media_spoiler) == (True, True)
    copied = await bot.copy_message(READER, READER, sent.message_id, caption="y")
    assert sandbox.chat(READER).history[copied.message_id].caption_above is False
    edited = await bot.edit_message_caption(READER, sent.message_id, caption="x", show_caption_above_media=False)
    assert not isinstance(edited, bool)
    assert (edited.caption, edited.show_caption_above_media) == ("x", None)


async def test_a_picture_can_be_exchanged(bot: Bot) -> None:
    photo = await bot.send_photo(READER, png(4, 4))
    edited = await bot.edit_message_media(InputMediaPhoto(png(8, 8), caption="new"), READER, photo.message_id)
    assert not isinstance(edited, bool)
    assert (edited.photo[-1].width, edited.caption) == (8, "new")
    again = InputMediaPhoto(edited.photo[-1].file_id, caption="new")
    with pytest.raises(BadRequest, match=SAME):
        await bot.edit_message_media(again, READER, photo.message_id)
    with pytest.raises(BadRequest, match=UNKNOWN):
        await bot.edit_message_media(InputMediaPhoto("AgAC-x"), READER, photo.message_id)
    with pytest.raises(BadRequest, match="^Photo_invalid_dimensions$"):
        await bot.edit_message_media(InputMediaPhoto(png(1, 21)), READER, photo.message_id)


async def test_a_text_becomes_a_picture_and_its_preview_goes(bot: Bot, channel: Chat) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="token-1")]])
    text = await bot.send_message(CHANNEL, "see https://example.org/a", reply_markup=keyboard)
    media = InputMediaPhoto(png(8, 8), caption="<i>c</i>", parse_mode="HTML", show_caption_above_media=True)
    edited = await bot.edit_message_media(media, CHANNEL, text.message_id, reply_markup=keyboard)
    assert not isinstance(edited, bool)
    assert (edited.text, edited.caption, edited.show_caption_above_media) == (None, "c", True)
    assert (edited.link_preview_options, edited.reply_markup) == (None, keyboard)
    assert (channel.messages[0].preview, channel.messages[0].edited) == (None, True)


async def test_an_own_picture_post_is_told_as_a_text_is(bot: Bot, channel: Chat) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="token-1")]])
    sent = await bot.send_photo(CHANNEL, png(4, 4), reply_markup=keyboard)
    with pytest.raises(BadRequest, match="^There is no live location in the message to edit$"):
        await bot.stop_message_live_location(CHANNEL, sent.message_id)
    with pytest.raises(BadRequest, match=SAME):
        await bot.edit_message_reply_markup(CHANNEL, sent.message_id, reply_markup=keyboard)
    await bot.edit_message_reply_markup(CHANNEL, sent.message_id)
    assert (channel.messages[0].keyboard, channel.messages[0].edited) == ((), False)
