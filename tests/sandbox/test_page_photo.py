"""Pictures on the sandbox's page, in a real Chromium: in their bubbles, and at full size."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Locator, expect
from telegram import InlineKeyboardButton, InputMediaPhoto

from tests.sandbox.conftest import png
from tests.sandbox.page_world import LIN, World, keys, opened_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOSTILE = '"><img src=x onerror="window.pwned=1"> {{7*7}}'


@pytest.fixture
async def world(chromium: str) -> AsyncIterator[World]:
    async with opened_page(chromium) as world:
        yield world


async def posted(world: World, width: int, height: int, caption: str = "Let’s Verify\nmore", **more: Any) -> Locator:
    sent = await world.bot.send_photo(world.channel, png(width, height), caption=caption, **more)
    return world.message(world.channel, sent.message_id)


async def size(of: Locator) -> tuple[float, float]:
    box = await of.bounding_box()
    assert box is not None
    return box["width"], box["height"]


async def test_a_picture_is_as_wide_as_its_bubble_and_keeps_its_shape(world: World) -> None:
    message = await posted(world, 1080, 1350)
    picture, bubble = message.get_by_role("img", name="Photo: Let’s Verify", exact=True), message.locator(".bubble")
    await expect(picture).to_be_visible()
    (width, height), (around, _) = await size(picture), await size(bubble)
    assert width == around > 390
    assert width / height == pytest.approx(1080 / 1350, rel=0.02)


async def test_a_caption_stands_beneath_or_above(world: World) -> None:
    beneath, above = await posted(world, 40, 20), await posted(world, 20, 40, show_caption_above_media=True)
    for message, first in ((beneath, "photo"), (above, "words")):
        await expect(message.locator(".words")).to_have_text("Let’s Verify\nmore")
        order = await message.locator(".photo, .words").evaluate_all("found => found.map((node) => node.className)")
        assert order[0] == first


async def test_without_a_caption_there_are_no_words_and_the_time_lies_on_the_picture(world: World) -> None:
    message = await posted(world, 400, 300, caption="")
    await expect(message.get_by_role("img", name="Photo", exact=True)).to_be_visible()
    await expect(message.locator(".words")).to_have_count(0)
    picture, time = await message.locator(".photo").bounding_box(), await message.locator(".meta").bounding_box()
    assert picture
    assert time
    assert time["y"] + time["height"] < picture["y"] + picture["height"]


async def test_a_click_shows_it_at_full_size_and_another_puts_it_away(world: World) -> None:
    message = await posted(world, 700, 600, reply_markup=keys(InlineKeyboardButton("Read", url="https://example.org/")))
    small = await size(message.get_by_role("img"))
    await message.get_by_role("button", name="Let’s Verify").click()
    viewer = world.page.get_by_test_id("viewer")
    large = viewer.get_by_role("img", name="Photo: Let’s Verify")
    await expect(large).to_be_visible()
    assert await size(large) == (700, 600)
    assert small[0] < 700
    await large.click()
    await expect(viewer).to_have_count(0)


async def test_a_picture_larger_than_the_window_is_shown_whole(world: World) -> None:
    message = await posted(world, 1080, 2700)
    await message.locator(".photo").click()
    width, height = await size(world.page.get_by_test_id("viewer").get_by_role("img"))
    assert height <= 800
    assert width / height == pytest.approx(0.4, rel=0.02)


async def test_the_keyboard_opens_and_closes_it_and_comes_back_to_where_it_was(world: World) -> None:
    message = await posted(world, 400, 300)
    button = message.get_by_role("button", name="Let’s Verify")
    for close in ("Escape", "Enter"):
        await button.focus()
        await world.page.keyboard.press("Enter")
        await expect(world.page.get_by_role("dialog", name="Let’s Verify")).to_be_visible()
        await expect(world.page.get_by_role("button", name="Close")).to_be_focused()
        await world.page.keyboard.press(close)
        await expect(world.page.get_by_test_id("viewer")).to_have_count(0)
        await expect(button).to_be_focused()


async def test_a_hostile_caption_names_the_picture_and_stays_words(world: World) -> None:
    message = await posted(world, 40, 30, caption=HOSTILE)
    await expect(message.locator(".words")).to_have_text(HOSTILE)
    await message.locator(".photo").click()
    await expect(world.page.get_by_test_id("viewer").get_by_role("img")).to_have_attribute("alt", f"Photo: {HOSTILE}")
    assert await world.page.locator("main img, dialog img").count() == 2
    assert await world.page.evaluate("window.pwned") is None


async def test_a_text_turns_into_a_picture_before_the_readers_eyes(world: World) -> None:
    message = await world.post("Only words")
    await expect(message).to_contain_text("Only words")
    first = world.sandbox.channel(world.channel).messages[0].id
    await world.bot.edit_message_media(InputMediaPhoto(png(40, 30), caption="Now seen"), world.channel, first)
    await expect(message.get_by_role("img", name="Photo: Now seen")).to_be_visible()
    await expect(message).not_to_contain_text("Only words")


async def test_a_picture_without_words_is_quoted_as_a_picture(world: World) -> None:
    await posted(world, 40, 30, caption="")
    chat = world.sandbox.channel(world.channel)
    chat.pinned.append(chat.messages[0].id)
    await world.bot.send_message(world.channel, "reply", reply_to_message_id=chat.messages[0].id)
    for place in (".pinned", ".reply"):
        await expect(world.page.locator(place)).to_contain_text("Photo")


async def test_the_calls_tell_an_upload_from_a_file_id(world: World) -> None:
    sent = await world.bot.send_photo(world.channel, png(400, 300))
    await world.bot.send_photo(LIN, sent.photo[-1].file_id)
    called = world.page.get_by_test_id("calls").locator("li", has_text="sendPhoto")
    await expect(called).to_have_count(2)
    by_id, upload = called.nth(0), called.nth(1)  # the newest first
    await expect(upload).to_contain_text("Uploaded")
    await expect(by_id).not_to_contain_text("Uploaded")
