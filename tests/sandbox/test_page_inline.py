"""Inline mode on the sandbox's page: "@bot words" in the field, results above it, a choice in the chat."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Locator, expect
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultCachedPhoto,
    InlineQueryResultsButton,
    InputTextMessageContent,
)

from tests.sandbox.conftest import png
from tests.sandbox.inline_results import answer
from tests.sandbox.page_world import ADA, LIN, World, keys, opened_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOSTILE = '<img src=x onerror="window.pwned=1">'


@pytest.fixture
async def world(chromium: str) -> AsyncIterator[World]:
    async with opened_page(chromium) as world:
        yield world


def options(world: World) -> Locator:
    return world.page.get_by_test_id("inline-list").get_by_role("option")


async def ask(world: World, words: str) -> None:
    await world.type(f"@{world.sandbox.world.bot.username} {words}")


async def asked(world: World) -> InlineQuery:
    query = (await world.update()).inline_query
    assert query is not None
    return query


async def answered(world: World, words: str, *ids: str, **more: Any) -> InlineQuery:
    """The person types the words and the bot answers with results of these ids."""
    await ask(world, words)
    query = await asked(world)
    await answer(world.bot, query.id, *ids, **more)
    return query


async def test_words_after_the_bots_name_show_what_it_answers(world: World) -> None:
    query = await answered(world, "推理", "1", "2")
    assert (query.query, query.offset, query.from_user.id) == ("推理", "", LIN)
    await expect(options(world)).to_have_text(["TTitle 1", "TTitle 2"])


async def test_the_name_and_a_space_are_a_question_too_the_name_alone_is_not(world: World) -> None:
    panel = world.page.get_by_test_id("inline")
    await world.type(f"@{world.sandbox.world.bot.username}")
    await expect(panel).to_be_hidden()
    await world.type("@somebody_else words")
    await expect(panel).to_be_hidden()
    await ask(world, "")
    assert (await asked(world)).query == ""
    await expect(panel).to_be_visible()


async def test_only_the_last_of_quickly_typed_words_is_asked_for(world: World) -> None:
    await ask(world, "")
    await world.page.get_by_test_id("composer").press_sequentially("cot")
    assert (await asked(world)).query == "cot"


async def test_arrow_and_enter_send_a_result_via_the_bot(world: World) -> None:
    await answered(world, "推理", "1", "2")
    await expect(options(world).nth(0)).to_have_attribute("aria-selected", "true")
    await world.page.keyboard.press("ArrowDown")
    await expect(options(world).nth(1)).to_have_attribute("aria-selected", "true")
    await world.page.keyboard.press("Enter")
    heard = (await world.update()).message
    assert heard is not None
    message = world.message(LIN, heard.message_id)
    await expect(message.locator(".words strong")).to_have_text("推理")
    await expect(message).to_contain_text("via @demo_digest_bot")
    await expect(world.page.get_by_test_id("composer")).to_have_value("")
    await expect(world.page.get_by_test_id("inline")).to_be_hidden()


async def test_a_result_is_sent_to_the_group_on_show_and_its_button_names_no_chat(world: World) -> None:
    group = world.sandbox.add_group(-1_002_000_000_009, "Reading group")
    await world.page.get_by_role("button", name="Reading group").click()
    rows = InlineKeyboardMarkup([[InlineKeyboardButton("Like", callback_data="like")]])
    query = await answered(world, "推理", "1", reply_markup=rows)
    assert query.chat_type == "supergroup"
    await options(world).first.click()
    heard = (await world.update()).message
    assert heard is not None
    assert heard.chat_id == group.id
    await world.message(group.id, heard.message_id).get_by_role("button", name="Like").click()
    pressed = (await world.update()).callback_query
    assert pressed is not None
    assert (pressed.message, pressed.data) == (None, "like")
    await pressed.answer("Thanks")
    await expect(world.page.get_by_test_id("toast")).to_have_text("Thanks")


async def test_more_is_asked_for_where_the_list_ends(world: World) -> None:
    await answered(world, "推理", *(str(n) for n in range(20)), next_offset="20")
    await expect(options(world)).to_have_count(20)
    await options(world).last.scroll_into_view_if_needed()
    query = await asked(world)
    assert (query.query, query.offset) == ("推理", "20")
    await answer(world.bot, query.id, "20", "21")
    await expect(options(world)).to_have_count(22)
    await expect(options(world).last).to_contain_text("Title 21")


async def test_nothing_found_is_said_and_the_words_can_still_be_sent(world: World) -> None:
    await answered(world, "qwx")
    await expect(world.page.get_by_test_id("inline-status")).to_have_text("Nothing found")
    await world.page.keyboard.press("Enter")
    heard = (await world.update()).message
    assert heard is not None
    assert heard.text == "@demo_digest_bot qwx"


async def test_enter_waits_for_the_answer_to_what_stands_in_the_field(world: World) -> None:
    await answered(world, "a", "old")
    await expect(options(world)).to_have_count(1)
    await ask(world, "ab")
    await world.page.keyboard.press("Enter")
    query = await asked(world)
    await answer(world.bot, query.id, "new")
    await expect(options(world)).to_have_text(["TTitle new"])
    assert world.sandbox.chat(LIN).messages == []


async def test_escape_closes_the_panel_until_other_words_are_typed(world: World) -> None:
    await answered(world, "推理", "1")
    panel = world.page.get_by_test_id("inline")
    await expect(options(world)).to_have_count(1)
    await world.page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    await world.page.get_by_test_id("composer").press_sequentially("x")
    await expect(panel).to_be_visible()
    assert (await asked(world)).query == "推理x"


async def test_the_button_above_the_results_opens_the_bot(world: World) -> None:
    await answered(world, "推理", button=InlineQueryResultsButton("Open the bot", start_parameter="search_1"))
    await world.page.get_by_test_id("inline-button").click()
    heard = (await world.update()).message
    assert heard is not None
    assert (heard.chat_id, heard.text) == (LIN, "/start search_1")
    await expect(world.page.get_by_test_id("inline")).to_be_hidden()


async def test_half_a_syllable_is_not_asked_for(world: World) -> None:
    composer = world.page.get_by_test_id("composer")
    await composer.evaluate("""(field) => {
        field.focus();
        field.value = "@demo_digest_bot tui";
        field.dispatchEvent(new InputEvent("input", { isComposing: true, bubbles: true }));
    }""")
    await expect(world.page.get_by_test_id("inline")).to_be_hidden()
    await composer.evaluate("""(field) => {
        field.value = "@demo_digest_bot 推";
        field.dispatchEvent(new InputEvent("input", { isComposing: true, bubbles: true }));
        field.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
    }""")
    assert (await asked(world)).query == "推"


async def test_a_suggestion_and_a_switch_button_fill_the_field(world: World) -> None:
    await world.page.get_by_role("button", name="@demo_digest_bot 推理").click()
    assert (await asked(world)).query == "推理"
    await world.page.keyboard.press("Escape")
    switch = keys(InlineKeyboardButton("Again", switch_inline_query_current_chat="思维链"))
    sent = await world.bot.send_message(LIN, "Did you mean", reply_markup=switch)
    await world.message(LIN, sent.message_id).get_by_role("button", name="Again").click()
    await expect(world.page.get_by_test_id("composer")).to_have_value("@demo_digest_bot 思维链")
    assert (await asked(world)).query == "思维链"


async def test_hostile_results_stay_text(world: World) -> None:
    await answered(world, "x", HOSTILE, button=InlineQueryResultsButton(HOSTILE, start_parameter="x"))
    await expect(options(world)).to_contain_text(HOSTILE)
    await expect(world.page.get_by_test_id("inline-button")).to_have_text(HOSTILE)
    assert await world.page.evaluate("window.pwned") is None


async def test_only_a_picture_of_the_sandboxs_own_stands_beside_its_result(world: World) -> None:
    photo = (await world.bot.send_photo(world.channel, png(64, 64))).photo[-1]
    await ask(world, "x")
    content = InputTextMessageContent("x")
    foreign = InlineQueryResultArticle("2", "Foreign", content, thumbnail_url="https://example.org/t.png")
    await world.bot.answer_inline_query(
        (await asked(world)).id, [InlineQueryResultCachedPhoto("1", photo.file_id, title="Kept"), foreign]
    )
    await expect(options(world)).to_have_text(["Kept", "FForeign"])
    picture = options(world).first.locator("img")
    await expect(picture).to_have_js_property("naturalWidth", 64)


async def test_another_person_begins_with_a_closed_panel(world: World) -> None:
    await answered(world, "推理", "1")
    await expect(options(world)).to_have_count(1)
    await world.page.get_by_test_id(f"person-{ADA}").click()
    await expect(world.page.get_by_test_id("inline")).to_be_hidden()


async def test_the_panel_speaks_chinese(world: World) -> None:
    await world.page.get_by_test_id("language-zh").click()
    await answered(world, "qwx")
    await expect(world.page.get_by_test_id("inline-status")).to_have_text("没有找到结果")
    await answered(world, "推理", "1")
    await options(world).first.click()
    await expect(world.page.get_by_test_id("chat")).to_contain_text("通过 @demo_digest_bot")
