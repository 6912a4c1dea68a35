"""Trouble on demand, and what python-telegram-bot makes of it."""

import asyncio
import time

import pytest
from telegram import (
    Bot,
    InlineQueryResultArticle,
    InlineQueryResultCachedPhoto,
    InputMediaPhoto,
    InputTextMessageContent,
)
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.sandbox import Chat, Sandbox
from bot.sandbox.faults import KINDS, PICTURE_KINDS
from tests.sandbox.conftest import CHANNEL, READER, Connect, png

# kind → (the error, whether the message is in the channel nevertheless)
TROUBLE: dict[str, tuple[type[TelegramError], bool]] = {
    "400": (BadRequest, False),
    "401": (InvalidToken, False),
    "403": (Forbidden, False),
    "404": (InvalidToken, False),
    "409": (Conflict, False),
    "429": (RetryAfter, False),
    "500": (NetworkError, False),
    "502": (NetworkError, False),
    "html": (NetworkError, False),
    "garbage": (TelegramError, True),
    "cut_before": (NetworkError, False),
    "cut_after": (NetworkError, True),
    "late": (NetworkError, False),
    "hang": (TimedOut, False),
    "hang_after": (TimedOut, True),
    "slow": (TimedOut, True),
}
CUT = {"cut_before", "cut_after", "late"}
SILENT = {"hang", "hang_after", "slow"}


# kind → (what Telegram says of a picture, whether it says so of one that is uploaded)
PICTURE_TROUBLE: dict[str, tuple[str, bool]] = {
    "photo_dimensions": ("Photo_invalid_dimensions", True),
    "photo_process": ("Image_process_failed", True),
    "file_unknown": ("Wrong file identifier/http url specified", False),
}


def test_every_kind_of_trouble_is_tried() -> None:
    assert set(TROUBLE) == set(KINDS)
    assert set(PICTURE_TROUBLE) == set(PICTURE_KINDS)


@pytest.mark.parametrize("aiohttp", [False, True], ids=["httpx", "aiohttp"])
@pytest.mark.parametrize("kind", TROUBLE)
async def test_trouble_comes_once_and_is_what_it_says(
    sandbox: Sandbox, channel: Chat, connect: Connect, kind: str, aiohttp: bool
) -> None:
    """Under both transports, because one that repeats a cut request on its own would post twice."""
    error, accepted = TROUBLE[kind]
    if aiohttp and kind in CUT:
        # httpx-aiohttp calls a lost connection a ConnectTimeout, accepted or not: it proves nothing about the send.
        error = TimedOut
    # Short of patience only where the answer does not come: a busy machine may take its time over any other.
    patience = 0.3 if kind in SILENT else 20
    bot = connect(read_timeout=20, aiohttp=aiohttp)
    await bot.initialize()
    sandbox.faults.add(kind, method="sendMessage", seconds=25)
    with pytest.raises(TelegramError) as trouble:
        await bot.send_message(CHANNEL, "x", read_timeout=patience)
    assert type(trouble.value) is error
    assert [message.text for message in channel.messages] == ["x"] * accepted
    await bot.send_message(CHANNEL, "y")
    assert channel.messages[-1].text == "y"


@pytest.mark.parametrize("kind", PICTURE_TROUBLE)
async def test_trouble_with_pictures_meets_only_those_that_come_in_its_way(
    bot: Bot, sandbox: Sandbox, channel: Chat, kind: str
) -> None:
    words, uploaded = PICTURE_TROUBLE[kind]
    sent = await bot.send_photo(READER, png(4, 4))
    known = sent.photo[-1].file_id
    refused, taken = (png(4, 4), known) if uploaded else (known, png(4, 4))
    sandbox.faults.add(kind)
    await bot.send_message(CHANNEL, "a text")
    await bot.send_photo(CHANNEL, taken)
    await bot.edit_message_media(InputMediaPhoto(taken, caption="x"), READER, sent.message_id)
    assert sandbox.faults.waiting
    with pytest.raises(BadRequest, match=f"^{words}$"):
        await bot.send_photo(CHANNEL, refused)
    await bot.send_photo(CHANNEL, refused)
    assert len(channel.messages) == 3
    sandbox.faults.add(kind, method="editMessageMedia", times=None)
    for _ in range(2):
        with pytest.raises(BadRequest, match=f"^{words}$"):
            await bot.edit_message_media(InputMediaPhoto(refused, caption="y"), READER, sent.message_id)


async def test_a_forgotten_file_id_is_forgotten_inline_too(bot: Bot, sandbox: Sandbox) -> None:
    known = (await bot.send_photo(READER, png(4, 4))).photo[-1].file_id
    sandbox.faults.add("file_unknown", times=None)
    text = InlineQueryResultArticle("a", "t", InputTextMessageContent("x"))
    await bot.answer_inline_query(await sandbox.type_inline(READER, "texts"), [text])
    with pytest.raises(BadRequest, match="^Wrong file identifier/http url specified$"):
        await bot.answer_inline_query(
            await sandbox.type_inline(READER, "pictures"), [text, InlineQueryResultCachedPhoto("p", known)]
        )


async def test_a_call_cut_after_acceptance_is_logged_as_cut(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.faults.add("cut_after", method="sendMessage")
    with pytest.raises(NetworkError):
        await bot.send_message(CHANNEL, "x")
    call = sandbox.calls[-1]
    assert (call.method, call.status, call.error) == ("sendMessage", 0, "connection cut")


async def test_a_429_names_the_seconds(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.faults.add("429", method="sendMessage", retry_after=7)
    with pytest.raises(RetryAfter, match="Retry in 0:00:07"):
        await bot.send_message(CHANNEL, "x")


async def test_a_slow_answer_is_an_answer(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.faults.add("slow", method="sendMessage", seconds=0.05)
    assert (await bot.send_message(CHANNEL, "x")).message_id == 1


async def test_faults_can_be_meant_for_a_chat_a_number_of_times_and_cleared(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.faults.add("403", chat=CHANNEL, times=2)
    await bot.send_message(READER, "elsewhere")
    for _ in range(2):
        with pytest.raises(Forbidden, match="bot was kicked from the channel chat"):
            await bot.send_message(CHANNEL, "x")
    await bot.send_message(CHANNEL, "x")
    sandbox.faults.add("403", times=None)
    for _ in range(3):
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await bot.send_message(READER, "x")
    sandbox.faults.clear()
    await bot.send_message(READER, "x")


async def test_a_fault_for_every_method_spares_get_updates(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.faults.add("500")
    assert await bot.get_updates() == ()
    with pytest.raises(NetworkError):
        await bot.get_me()
    sandbox.faults.add("500", method="getUpdates")
    with pytest.raises(NetworkError):
        await bot.get_updates()


def test_an_unknown_kind_is_named_and_an_impossible_one_explained(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="unknown kind of fault 'flood'; known: 400, 401"):
        sandbox.faults.add("flood")
    with pytest.raises(ValueError, match="getUpdates has no effect that could come late"):
        sandbox.faults.add("late", method="getUpdates")


async def test_the_sandbox_ends_at_once_under_hanging_calls_and_long_polls(sandbox: Sandbox) -> None:
    async with sandbox.serve() as url:
        bot = Bot(sandbox.token, base_url=f"{url}/bot")
        await bot.initialize()
        sandbox.faults.add("hang", method="sendMessage", seconds=60)
        waiting = [
            asyncio.create_task(bot.send_message(CHANNEL, "x", read_timeout=60)),
            asyncio.create_task(bot.get_updates(timeout=50)),
        ]
        await asyncio.sleep(0.1)
        began = time.monotonic()
    assert time.monotonic() - began < 20
    hung, polled = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(hung, NetworkError)
    assert polled == ()
    await bot.shutdown()
