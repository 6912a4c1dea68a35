"""Inline mode: what the bot may answer, and how long Telegram remembers it."""

from typing import Any

import httpx
import pytest
from telegram import Bot, InlineQueryResultsButton
from telegram.error import BadRequest

from bot.sandbox import InlineAnswer, Sandbox
from tests.sandbox.conftest import ADMIN, GROUP, READER, STRANGER, Clock
from tests.sandbox.inline_results import answer, article

UNREADABLE = "can't parse inline query result: "
PHOTO = {"type": "photo", "id": "p", "photo_url": "https://example.org/p.jpg", "thumbnail_url": "https://example.org/t"}


def without(value: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: inner for key, inner in value.items() if key != name}


def text(message_text: str, **more: Any) -> dict[str, Any]:
    return article(1, input_message_content={"message_text": message_text} | more)


def button(**fields: Any) -> dict[str, Any]:
    return article(1, reply_markup={"inline_keyboard": [[{"text": "b"} | fields]]})


RESULTS: list[tuple[list[Any], str | None]] = [
    ([article(i) for i in range(50)], None),
    ([article(i) for i in range(51)], "too many inline query results specified"),
    ([], None),
    ([article(1, id="x" * 64)], None),
    ([article(1, id="x" * 65)], "RESULT_ID_INVALID"),
    ([article(1, id="理" * 22)], "RESULT_ID_INVALID"),
    ([article(1, id="")], "RESULT_ID_INVALID"),
    ([article(1), article(2), article(1)], "RESULT_ID_DUPLICATE"),
    ([1], UNREADABLE + "Inline query result must be an object"),
    ([without(article(1), "type")], UNREADABLE + 'Can\'t find field "type"'),
    ([without(article(1), "id")], UNREADABLE + 'Can\'t find field "id"'),
    ([without(article(1), "title")], UNREADABLE + 'Can\'t find field "title"'),
    ([article(1, title=["t"])], UNREADABLE + 'Field "title" must be of type String'),
    ([article(1, title=" ")], "ARTICLE_TITLE_EMPTY"),
    ([without(article(1), "input_message_content")], UNREADABLE + "Input message content is not specified"),
    ([text("")], UNREADABLE + "Input message content is not specified"),
    ([article(1, type="tale")], UNREADABLE + 'type "tale" is unsupported for the inline query result'),
    ([article(1, type="gif")], "the sandbox takes inline results of type article and photo only"),
    ([article(1, input_message_content={"latitude": 1})], "the sandbox takes text as input_message_content only"),
    ([text("x" * 4096)], None),
    ([text("x" * 4097)], "MESSAGE_TOO_LONG"),
    ([text("<b>" + "x" * 4096 + "</b>", parse_mode="HTML")], None),
    ([text(" \n")], "text must be non-empty"),
    ([text("<b>x", parse_mode="HTML")],
     UNREADABLE + 'Can\'t parse entities: Can\'t find end tag corresponding to start tag "b"'),
    ([text("x", parse_mode="TeX")], UNREADABLE + "Unsupported parse_mode"),
    ([text("x", entities=[{"type": "bold", "offset": 2, "length": 1}])],
     "entity begins after the end of the text at UTF-16 offset 2"),
    ([button(switch_inline_query="推理")], None),
    ([button(callback_data="x" * 65)], "BUTTON_DATA_INVALID"),
    ([button()], "text buttons are unallowed in the inline keyboard"),
    ([article(1, reply_markup={"force_reply": True})], "inline keyboard expected"),
    ([article(1, thumbnail_url="nowhere")], "WEBDOCUMENT_URL_INVALID"),
    ([PHOTO], None),
    ([without(PHOTO, "thumbnail_url")], "PHOTO_THUMB_URL_EMPTY"),
    ([PHOTO | {"photo_url": "nowhere"}], "WEBDOCUMENT_URL_INVALID"),
    ([without(PHOTO, "photo_url")], UNREADABLE + 'Can\'t find field "photo_file_id"'),
    ([{"type": "photo", "id": "p", "photo_file_id": "?"}], "wrong file identifier/HTTP URL specified"),
    ([PHOTO | {"caption": "x" * 1024}], None),
    ([PHOTO | {"caption": "x" * 1025}], "MEDIA_CAPTION_TOO_LONG"),
]  # fmt: skip


@pytest.mark.parametrize(("results", "refusal"), RESULTS)
async def test_results_are_taken_or_refused(
    raw: httpx.AsyncClient, sandbox: Sandbox, results: list[Any], refusal: str | None
) -> None:
    query = await sandbox.type_inline(READER, "推理")
    reply = await raw.post("answerInlineQuery", json={"inline_query_id": query, "results": results})
    assert reply.json().get("description") == (f"Bad Request: {refusal}" if refusal else None)
    assert (query in sandbox.world.inline_answers) is (refusal is None)


UNREADABLE_BUTTON = "can't parse inline query results button: "
OPTIONS: list[tuple[dict[str, Any], str | None]] = [
    ({"results": {"type": "article"}}, "expected an Array of inline query results"),
    ({"next_offset": "x" * 64}, None),
    ({"next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
    ({"button": {"text": "Open", "start_parameter": "a_B-9" + "x" * 59}}, None),
    ({"button": {"text": "Open", "web_app": {"url": "https://example.org/"}}}, None),
    ({"button": {"start_parameter": "x"}}, UNREADABLE_BUTTON + 'Can\'t find field "text"'),
    ({"button": {"text": " ", "start_parameter": "x"}}, "SWITCH_PM_TEXT_EMPTY"),
    ({"button": {"text": "Open"}}, UNREADABLE_BUTTON + "exactly one optional field must be used"),
    ({"button": {"text": "Open", "start_parameter": "x", "web_app": {"url": "https://example.org/"}}},
     UNREADABLE_BUTTON + "exactly one optional field must be used"),
    ({"button": {"text": "Open", "web_app": {"url": "http://example.org/"}}}, "SWITCH_WEBVIEW_URL_INVALID"),
    ({"button": {"text": "Open", "start_parameter": ""}}, "can't use empty start_parameter"),
    ({"button": {"text": "Open", "start_parameter": "x" * 65}}, "too long start_parameter specified"),
    ({"button": {"text": "Open", "start_parameter": "推理"}}, "unallowed characters in start_parameter are used"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "refusal"), OPTIONS)
async def test_what_stands_around_the_results_is_checked_too(
    raw: httpx.AsyncClient, sandbox: Sandbox, options: dict[str, Any], refusal: str | None
) -> None:
    query = await sandbox.type_inline(READER, "推理")
    reply = await raw.post("answerInlineQuery", json={"inline_query_id": query, "results": []} | options)
    assert reply.json().get("description") == (f"Bad Request: {refusal}" if refusal else None)


def answered(sandbox: Sandbox, query: str) -> InlineAnswer:
    found = sandbox.inline_answer(query)
    assert found is not None
    return found


async def test_an_answer_is_kept_whole(bot: Bot, sandbox: Sandbox) -> None:
    query = await sandbox.type_inline(READER, "推理")
    opener = InlineQueryResultsButton("Open", start_parameter="search")
    await answer(bot, query, "1", "2", cache_time=7, is_personal=True, next_offset="50", button=opener)
    found = answered(sandbox, query)
    assert [result["title"] for result in found.results] == ["Title 1", "Title 2"]
    assert (found.cache_time, found.is_personal, found.next_offset) == (7, True, "50")
    assert found.button == {"text": "Open", "start_parameter": "search"}
    assert found.contents["1"].body.text == "推理"


@pytest.mark.parametrize(("given", "kept"), [(None, 300), (0, 0), (-5, 0), (10**9, 86_400)])
async def test_the_cache_time_has_a_default_and_bounds(
    bot: Bot, sandbox: Sandbox, given: int | None, kept: int
) -> None:
    query = await sandbox.type_inline(READER, "推理")
    await answer(bot, query, cache_time=given)
    assert answered(sandbox, query).cache_time == kept


PLACES = [(None, "sender"), (GROUP, "supergroup")]


@pytest.mark.parametrize(("chat", "told"), PLACES)
async def test_the_bot_hears_what_was_typed_and_in_what_kind_of_chat(
    bot: Bot, sandbox: Sandbox, chat: int | None, told: str
) -> None:
    query = await sandbox.type_inline(READER, "x" * 300, "50", chat)
    (update,) = await bot.get_updates()
    assert update.inline_query is not None
    assert (update.inline_query.id, update.inline_query.query) == (query, "x" * 256)
    assert (update.inline_query.offset, update.inline_query.chat_type) == ("50", told)


async def test_an_answer_is_taken_once_and_in_time(bot: Bot, sandbox: Sandbox, clock: Clock) -> None:
    query = await sandbox.type_inline(READER, "推理")
    await answer(bot, query, "1")
    with pytest.raises(BadRequest, match="Query is too old"):
        await answer(bot, query, "2")
    late = await sandbox.type_inline(READER, "else")
    clock.forward(minutes=2)
    with pytest.raises(BadRequest, match="Query is too old"):
        await answer(bot, late, "1")
    assert sandbox.inline_answer(late) is None


SERVED = [
    # is_personal, who asks next, what, from where → whether Telegram answers by itself
    (False, ADMIN, "推理", "", True),
    (False, READER, "推理", "", True),
    (True, READER, "推理", "", True),
    (True, ADMIN, "推理", "", False),
    (False, READER, "推", "", False),
    (False, READER, "推理", "50", False),
]


@pytest.mark.parametrize(("personal", "person", "words", "offset", "served"), SERVED)
async def test_the_same_question_is_answered_from_memory(
    bot: Bot, sandbox: Sandbox, personal: bool, person: int, words: str, offset: str, served: bool
) -> None:
    first = await sandbox.type_inline(READER, "推理")
    await answer(bot, first, "1", is_personal=personal)
    second = await sandbox.type_inline(person, words, offset)
    assert second != first
    assert sandbox.inline_answer(second) == (sandbox.inline_answer(first) if served else None)
    heard = [update.inline_query.id for update in await bot.get_updates() if update.inline_query]
    assert heard == ([first] if served else [first, second])


async def test_a_personal_answer_goes_before_everybodys(bot: Bot, sandbox: Sandbox) -> None:
    own, common = await sandbox.type_inline(READER, "推理"), await sandbox.type_inline(ADMIN, "推理")
    await answer(bot, own, "own", is_personal=True)
    await answer(bot, common, "common")
    found = {person: await sandbox.type_inline(person, "推理") for person in (READER, ADMIN, STRANGER)}
    shown = {person: answered(sandbox, query).results[0]["id"] for person, query in found.items()}
    assert shown == {READER: "own", ADMIN: "common", STRANGER: "common"}


@pytest.mark.parametrize(("seconds", "kept"), [(9, True), (10, False)])
async def test_memory_ends_with_the_cache_time_by_the_worlds_clock(
    bot: Bot, sandbox: Sandbox, clock: Clock, seconds: int, kept: bool
) -> None:
    await answer(bot, await sandbox.type_inline(READER, "推理"), "1", cache_time=10)
    clock.forward(seconds=seconds)
    assert (sandbox.inline_answer(await sandbox.type_inline(READER, "推理")) is not None) is kept


async def test_nothing_is_remembered_without_a_cache_time(bot: Bot, sandbox: Sandbox) -> None:
    await answer(bot, await sandbox.type_inline(READER, "推理"), "1", cache_time=0)
    assert sandbox.inline_answer(await sandbox.type_inline(READER, "推理")) is None


async def test_a_query_answered_from_memory_takes_no_other_answer(bot: Bot, sandbox: Sandbox) -> None:
    await answer(bot, await sandbox.type_inline(READER, "推理"), "1")
    with pytest.raises(BadRequest, match="Query is too old"):
        await answer(bot, await sandbox.type_inline(READER, "推理"), "2")
