"""Rich messages on the sandbox's page, in a real Chromium."""

import html
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, expect
from telegram.error import EndPointNotFound

from tests.sandbox.page_world import World, opened_page
from tests.sandbox.rich_messages import EVERYTHING, edit_rich, send_rich

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>{{7*7}}'


@pytest.fixture
async def world(chromium: str) -> AsyncIterator[World]:
    async with opened_page(chromium) as world:
        yield world


async def posted(world: World, markup: str) -> Locator:
    sent = await send_rich(world.bot, world.channel, markup)
    return world.message(world.channel, sent.message_id)


async def test_blocks_are_drawn_as_what_they_are(world: World) -> None:
    message = await posted(world, EVERYTHING)
    await expect(message.get_by_role("heading", name="推理 Reasoning", level=3)).to_be_visible()
    await expect(message.get_by_role("heading", name="Small", level=6)).to_be_visible()
    await expect(message.get_by_role("separator")).to_have_count(1)
    await expect(message.locator("blockquote cite")).to_have_text("Somebody")
    await expect(message.locator("aside")).to_contain_text("Pulled")
    await expect(message.locator("pre")).to_have_text("x = 1\n  y")
    await expect(message.locator("footer")).to_have_text("#end")
    assert await message.locator("li .label").all_inner_texts() == ["•", "•", "3."]


async def test_marks_within_a_text_are_drawn_as_in_a_text_message(world: World) -> None:
    message = await posted(world, EVERYTHING)
    await expect(message).to_be_visible()
    for tag, words in {"strong": "b", "u": "u", "s": "s", "mark": "m", "sub": "2", "sup": "2"}.items():
        await expect(message.locator(f"p {tag}")).to_have_text(words)
    assert await message.locator("p a[target]").evaluate_all("found => found.map((a) => a.getAttribute('href'))") == [
        "https://example.org/",
        "mailto:a@example.org",
        "https://t.me/o1_daily",
        "mailto:b@example.org",
        "https://example.org/x",
    ]
    await message.locator(".spoiler.covered").click()
    await expect(message.get_by_text("secret")).to_be_visible()


async def test_details_fold_and_stay_as_they_were_left(world: World) -> None:
    message = await posted(world, EVERYTHING)
    folded, unfolded = message.get_by_text("Folded"), message.get_by_text("one", exact=True)
    await expect(folded).to_be_hidden()
    await expect(unfolded).to_be_visible()
    await message.get_by_text("More", exact=True).click()
    await message.get_by_text("Open", exact=True).click()
    first = world.sandbox.channel(world.channel).messages[0].id
    await edit_rich(world.bot, world.channel, first, EVERYTHING.replace("Reasoning", "Changed"))
    await expect(message.get_by_role("heading", name="Changed")).to_be_visible()
    await expect(folded).to_be_visible()
    await expect(unfolded).to_be_hidden()


async def test_the_keyboard_folds_too(world: World) -> None:
    message = await posted(world, "<details><summary>More</summary>Folded</details>")
    await message.locator("summary").focus()
    await world.page.keyboard.press("Enter")
    await expect(message.get_by_text("Folded")).to_be_visible()


async def test_a_hashtag_in_a_block_filters_the_channel(world: World) -> None:
    carrying = await posted(world, "<h2>One</h2><footer>#推理</footer>")
    other = await posted(world, "<p>Two</p>")
    await carrying.locator("[data-tag='#推理']").click()
    await expect(world.page.get_by_test_id("found")).to_contain_text("1 post with #推理")
    await expect(other).to_be_hidden()


async def test_hostile_words_stay_words_in_every_block(world: World) -> None:
    words = html.escape(HOSTILE)
    message = await posted(
        world,
        f"<h1>{words}</h1><p><b>{words}</b></p><details open><summary>{words}</summary>{words}</details>"
        f"<ul><li>{words}</li></ul><blockquote>{words}<cite>{words}</cite></blockquote><pre>{words}</pre>",
    )
    await expect(message.get_by_text(HOSTILE)).to_have_count(8)
    assert await world.page.locator("main img, main script").count() == 0
    assert await world.page.evaluate("window.pwned") is None


async def test_a_reply_and_the_pinned_bar_quote_the_first_words(world: World) -> None:
    await posted(world, "<h1>Quoted</h1><p>words</p>")
    chat = world.sandbox.channel(world.channel)
    chat.pinned.append(chat.messages[0].id)
    await world.bot.send_message(world.channel, "reply", reply_to_message_id=chat.messages[0].id)
    await expect(world.page.locator(".pinned")).to_contain_text("Quoted words")
    await expect(world.page.locator(".reply")).to_contain_text("Quoted")


async def test_a_rich_message_turns_into_a_text_and_back(world: World) -> None:
    message = await posted(world, "<h1>Blocks</h1>")
    first = world.sandbox.channel(world.channel).messages[0].id
    await world.bot.edit_message_text("Plain", world.channel, first)
    await expect(message).to_contain_text("Plain")
    await expect(message.get_by_test_id("rich")).to_have_count(0)
    await edit_rich(world.bot, world.channel, first, "<h1>Again</h1>")
    await expect(message.get_by_role("heading", name="Again")).to_be_visible()


async def test_a_telegram_of_before_is_one_switch_away(world: World) -> None:
    await world.page.get_by_test_id("faults").locator("summary").first.click()
    await world.page.get_by_test_id("server-rich").uncheck()
    await world.sandbox.wait_for(lambda: not world.sandbox.knows_rich)
    with pytest.raises(EndPointNotFound):
        await send_rich(world.bot, world.channel, "a")
    await expect(world.page.get_by_test_id("calls").locator(".failed")).to_contain_text("method not found")
    await world.page.get_by_test_id("server-rich").check()
    await world.sandbox.wait_for(lambda: world.sandbox.knows_rich)
    await expect(await posted(world, "<h1>Known</h1>")).to_be_visible()
