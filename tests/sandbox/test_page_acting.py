"""What a person does on the sandbox's page, and what the bot hears of it."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect
from telegram import BotCommand, ForceReply, InlineKeyboardButton
from telegram.error import TelegramError

from bot.sandbox.faults import KINDS, PICTURE_KINDS
from tests.sandbox.page_world import ADA, LIN, World, keys, opened_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
async def world(chromium: str) -> AsyncIterator[World]:
    async with opened_page(chromium) as world:
        yield world


async def test_a_pressed_button_spins_until_the_bot_answers_with_a_toast(world: World) -> None:
    message = await world.post("Choose", reply_markup=keys(InlineKeyboardButton("More", callback_data="more:1")))
    button = message.get_by_role("button", name="More")
    await button.click()
    query = (await world.update()).callback_query
    assert query is not None
    assert (query.data, query.from_user.id) == ("more:1", LIN)
    await expect(button).to_have_attribute("aria-busy", "true")
    await query.answer("Here you are")
    await expect(world.page.get_by_test_id("toast")).to_have_text("Here you are")
    await expect(button).not_to_have_attribute("aria-busy", "true")


async def test_an_alert_waits_until_it_is_closed(world: World) -> None:
    message = await world.post("Choose", reply_markup=keys(InlineKeyboardButton("No", callback_data="n")))
    await message.get_by_role("button", name="No").click()
    query = (await world.update()).callback_query
    assert query is not None
    await query.answer("For admins only", show_alert=True)
    alert = world.page.get_by_test_id("alert")
    await expect(alert).to_contain_text("For admins only")
    await alert.get_by_role("button", name="OK").click()
    await expect(alert).to_have_count(0)


async def test_a_deep_link_button_starts_the_private_chat_with_its_payload(world: World) -> None:
    url = f"https://t.me/{world.sandbox.world.bot.username}?start=e_lets-verify"
    message = await world.post("Card", reply_markup=keys(InlineKeyboardButton("In the bot", url=url)))
    await message.get_by_role("link", name="In the bot").click()
    heard = (await world.update()).message
    assert heard is not None
    assert (heard.chat_id, heard.text) == (LIN, "/start e_lets-verify")
    await expect(world.message(LIN, heard.message_id)).to_be_visible()


async def test_a_share_button_shows_what_would_be_shared(world: World) -> None:
    url = "https://t.me/share/url?url=https%3A%2F%2Fexample.org%2F&text=%E6%8E%A8%E7%90%86"
    message = await world.post("Card", reply_markup=keys(InlineKeyboardButton("Share", url=url)))
    await message.get_by_role("link", name="Share").click()
    sheet = world.page.get_by_test_id("share")
    await expect(sheet).to_contain_text("推理")
    await expect(sheet).to_contain_text("https://example.org/")


async def test_the_command_menu_narrows_is_walked_by_arrows_and_sends_on_enter(world: World) -> None:
    commands = [
        BotCommand("search", "Find"),
        BotCommand("status", "How it goes"),
        BotCommand("random", "Any"),
    ]
    await world.bot.set_my_commands(commands)
    await world.type("/s")
    menu = world.page.get_by_test_id("menu")
    await expect(menu.get_by_role("option")).to_have_text(["/searchFind", "/statusHow it goes"])
    await world.page.keyboard.press("ArrowDown")
    await expect(menu.get_by_role("option", selected=True)).to_contain_text("/status")
    await world.page.keyboard.press("Enter")
    heard = (await world.update()).message
    assert heard is not None
    assert heard.text == "/status"
    await expect(world.page.get_by_test_id("composer")).to_have_value("")
    await world.type("/se")
    await world.page.keyboard.press("Tab")
    await expect(world.page.get_by_test_id("composer")).to_have_value("/search ")
    await expect(menu).to_be_hidden()


async def test_enter_belongs_to_the_input_method_while_it_composes(world: World) -> None:
    await world.type("tuili")
    press = "(field, composing) => field.dispatchEvent(new KeyboardEvent('keydown', " \
            "{ key: 'Enter', isComposing: composing, bubbles: true, cancelable: true }))"  # fmt: skip
    composer = world.page.get_by_test_id("composer")
    await composer.evaluate(press, True)
    await expect(composer).to_have_value("tuili")
    await composer.evaluate(press, False)
    await expect(composer).to_have_value("")
    messages = await world.sandbox.wait_for(lambda: world.sandbox.chat(LIN).messages)  # the field is emptied first
    assert [message.text for message in messages] == ["tuili"]


async def test_a_suggestion_is_sent_as_it_stands(world: World) -> None:
    await expect(world.page.get_by_test_id("chat")).to_contain_text("Type /search 推理")
    await world.page.get_by_role("button", name="/search 推理").click()
    heard = (await world.update()).message
    assert heard is not None
    assert heard.text == "/search 推理"


async def test_acting_as_the_admin_changes_whose_words_the_bot_hears(world: World) -> None:
    await expect(world.page.get_by_role("button", name="/queue")).to_have_count(0)
    await world.page.get_by_test_id(f"person-{ADA}").click()
    await expect(world.page.get_by_test_id(f"person-{ADA}")).to_have_attribute("aria-pressed", "true")
    await expect(world.page.get_by_role("button", name="/queue")).to_be_visible()
    await world.type("/post")
    await world.page.get_by_test_id("send").click()
    heard = (await world.update()).message
    assert heard is not None
    assert heard.from_user is not None
    assert (heard.from_user.id, heard.text) == (ADA, "/post")


async def test_the_language_switch_changes_the_page_and_what_telegram_tells_the_bot(world: World) -> None:
    await world.page.get_by_test_id("language-zh").click()
    await expect(world.page.get_by_test_id("composer")).to_have_attribute("placeholder", "输入消息")
    await expect(world.page.locator("html")).to_have_attribute("lang", "zh-CN")
    await world.type("你好")
    await world.page.keyboard.press("Enter")
    heard = (await world.update()).message
    assert heard is not None
    assert heard.from_user is not None
    assert heard.from_user.language_code == "zh"


async def test_the_clock_shows_its_own_zone_and_jumps_when_asked(world: World) -> None:
    clock = world.page.get_by_test_id("clock")
    await expect(clock).to_contain_text("09:00:0")
    await expect(clock).to_contain_text("Asia/Shanghai")
    await expect(clock).to_contain_text("Mon 23 Nov, 09:00 → o1")
    await world.page.get_by_test_id("jump").click()
    await expect(world.page.get_by_test_id("jump")).to_be_enabled()
    assert world.clock.jumps == 1


async def test_a_fault_switched_on_here_meets_the_next_call_and_shows_in_the_list(world: World) -> None:
    await world.page.get_by_test_id("faults").locator("summary").click()
    await world.page.get_by_test_id("fault-kind").select_option("429")
    await world.page.get_by_test_id("fault-add").click()
    await world.sandbox.wait_for(lambda: world.sandbox.faults.waiting)
    with pytest.raises(TelegramError, match="Flood control"):
        await world.bot.send_message(world.channel, "Refused")
    failed = world.page.get_by_test_id("calls").locator(".failed")
    await expect(failed).to_contain_text("sendMessage")
    await expect(failed).to_contain_text("Too Many Requests: retry after 5")


async def test_every_fault_the_page_offers_is_one_the_sandbox_knows(world: World) -> None:
    offered = await world.page.evaluate("import('/page/strings.js').then(({ faultKinds }) => faultKinds)")
    assert set(offered) == {*KINDS, *PICTURE_KINDS} - {"html"}  # another name for 502


async def test_what_the_bot_asks_for_is_answered_with_the_next_words(world: World) -> None:
    question = await world.bot.send_message(LIN, "Which venue?", reply_markup=ForceReply())
    bar = world.page.get_by_test_id("answering")
    await expect(bar).to_contain_text("Which venue?")
    await world.type("ICLR 2023")
    await world.page.get_by_test_id("send").click()
    message = (await world.update()).message
    assert message is not None
    assert message.reply_to_message is not None
    assert (message.text, message.reply_to_message.message_id) == ("ICLR 2023", question.message_id)
    await expect(bar).to_be_hidden()


async def test_a_question_can_be_left_alone(world: World) -> None:
    await world.bot.send_message(LIN, "Which venue?", reply_markup=ForceReply())
    bar = world.page.get_by_test_id("answering")
    await bar.get_by_role("button", name="Do not reply to it").click()
    await expect(bar).to_be_hidden()
    await world.type("reasoning")
    await world.page.get_by_test_id("send").click()
    message = (await world.update()).message
    assert message is not None
    assert message.reply_to_message is None
