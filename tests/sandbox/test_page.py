"""What the sandbox's page draws, in a real Chromium."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect
from telegram import InlineKeyboardButton, LinkPreviewOptions
from telegram.error import TelegramError

from tests.sandbox.conftest import png
from tests.sandbox.page_world import LIN, World, keys, opened_page
from tests.sandbox.rich_messages import EVERYTHING, send_rich

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>{{7*7}}'


@pytest.fixture
async def world(chromium: str) -> AsyncIterator[World]:
    async with opened_page(chromium) as world:
        yield world


async def test_markup_lands_on_the_right_words_after_an_emoji_of_two_units(world: World) -> None:
    message = await world.post(
        "😀👩‍🚀 <b>粗体 <i>both</i></b> <u>under</u> <s>gone</s> <code>pass@1</code> "
        '<a href="https://example.org/">link</a> #过程监督'
    )
    await expect(message).to_be_visible()
    # Telegram may answer a nested entity cut in two: what counts is which words are bold.
    assert "".join(await message.locator(".words strong").all_inner_texts()) == "粗体 both"
    await expect(message.locator("em")).to_have_text("both")
    for tag, words in {"u": "under", "s": "gone", "code": "pass@1"}.items():
        await expect(message.locator(tag)).to_have_text(words)
    link = message.get_by_role("link", name="link", exact=True)
    assert await link.get_attribute("href") == "https://example.org/"
    assert "noopener" in (await link.get_attribute("rel") or "")
    await expect(message.locator("[data-tag]")).to_have_text("#过程监督")


async def test_any_set_of_entities_covers_exactly_its_characters(world: World) -> None:
    # 400 drawn sets, nested and crossing: each character must lie within exactly the elements that cover it.
    wrong = await world.page.evaluate("""async () => {
        const { formatted } = await import("/page/entities.js");
        const tags = { bold: "STRONG", italic: "EM", underline: "U", strikethrough: "S", code: "CODE",
                       hashtag: "A", blockquote: "BLOCKQUOTE" };
        const context = { t: (name) => name, actions: {} };
        const text = "a😀推b理c😀d维e链f";
        const starts = [...text].map((letter, index, all) => all.slice(0, index).join("").length);
        const edges = [...starts, text.length];
        let seed = 7;
        const draw = (limit) => (seed = (seed * 48271) % 2147483647) % limit;
        for (let round = 0; round < 400; round++) {
            const entities = Array.from({ length: 1 + draw(6) }, () => {
                const from = draw(edges.length - 1), to = from + 1 + draw(edges.length - 1 - from);
                const type = Object.keys(tags)[draw(7)];
                return { type, offset: edges[from], length: edges[to] - edges[from] };
            });
            const root = document.createElement("div");
            root.append(formatted(text, entities, context));
            if (root.textContent !== text) return [text, root.textContent, entities];
            const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
            for (let at = 0; walker.nextNode(); at += walker.currentNode.data.length) {
                const around = new Set();
                let up = walker.currentNode;
                while ((up = up.parentNode) !== root) around.add(up.tagName);
                for (let unit = at; unit < at + walker.currentNode.data.length; unit++) {
                    const due = new Set(entities.filter((e) => e.offset <= unit && unit < e.offset + e.length)
                        .map((e) => tags[e.type]));
                    if ([...due].sort().join() !== [...around].sort().join())
                        return [unit, [...due], [...around], entities];
                }
            }
        }
        return null;
    }""")
    assert wrong is None


async def test_hostile_text_stays_text_wherever_it_is_shown(world: World) -> None:
    world.sandbox.add_person(1003, HOSTILE)
    world.sandbox.add_channel(title=HOSTILE)
    rows = keys(InlineKeyboardButton(HOSTILE, callback_data="x"))
    sent = await world.bot.send_message(world.channel, HOSTILE, reply_markup=rows)
    message = world.message(world.channel, sent.message_id)
    await expect(message.locator(".words")).to_have_text(HOSTILE)
    await expect(message.get_by_role("button", name=HOSTILE)).to_be_visible()
    await world.page.get_by_test_id("person-1003").click()
    assert await world.page.locator("main img, main script").count() == 0
    assert await world.page.evaluate("window.pwned") is None


async def test_an_address_that_would_run_code_is_no_link(world: World) -> None:
    drawn = await world.page.evaluate("""async () => {
        const { formatted } = await import("/page/entities.js");
        const whole = { type: "text_link", offset: 0, length: 5 };
        return ["javascript:alert(1)", "data:text/html,x", " jAvAsCrIpT:alert(1)", "vbscript:x", "file:///etc/x"]
            .map((url) => formatted("click", [{ ...whole, url }], {}).querySelector("a"));
    }""")
    assert drawn == [None] * 5


async def test_a_quote_opens_and_stays_open_while_messages_come_and_change(world: World) -> None:
    html = "First\n<blockquote expandable>" + "A long line of the overview. " * 30 + "</blockquote>"
    message = await world.post(html)
    quote, toggle = (
        message.get_by_test_id("quote"),
        message.get_by_role("button", name="Show the whole quote"),
    )
    closed = await quote.bounding_box()
    await toggle.click()
    await expect(message.get_by_role("button", name="Show less")).to_have_attribute("aria-expanded", "true")
    opened = await quote.bounding_box()
    assert closed is not None
    assert opened is not None
    assert opened["height"] > 1.5 * closed["height"]
    second = await world.post("Second")
    await expect(second).to_be_visible()
    first_id = world.sandbox.channel(world.channel).messages[0].id
    await world.bot.edit_message_text(html.replace("First", "Changed"), world.channel, first_id, parse_mode="HTML")
    await expect(message).to_contain_text("Changed")
    await expect(message).to_contain_text("edited")
    await expect(quote).to_have_class(re.compile(r"\bopen\b"))


async def test_a_quote_of_one_line_has_nothing_to_open(world: World) -> None:
    message = await world.post("<blockquote expandable>Short.</blockquote>")
    await expect(message.get_by_test_id("quote")).to_have_class(re.compile(r"\bshort\b"))
    await expect(message.get_by_role("button")).to_have_count(0)


async def test_a_spoiler_shows_itself_when_tapped(world: World) -> None:
    message = await world.post("It is <tg-spoiler>the butler</tg-spoiler>.")
    covered = message.locator(".spoiler.covered")
    await covered.click()
    await expect(covered).to_have_count(0)
    await expect(message.get_by_text("the butler")).to_be_visible()


async def test_a_link_preview_is_drawn_without_fetching_anything(world: World) -> None:
    preview = LinkPreviewOptions(url="https://arxiv.org/abs/2305.20050", prefer_large_media=True, show_above_text=True)
    message = await world.post("Read", link_preview_options=preview)
    box = message.locator(".preview.large")
    await expect(box).to_contain_text("arxiv.org/abs/2305.20050")
    assert await box.evaluate("box => Boolean(box.compareDocumentPosition(box.parentNode.querySelector('.words')) & 4)")


async def test_a_tapped_hashtag_filters_the_channel_and_counts(world: World) -> None:
    carrying = await world.post("One #推理 #reasoning")
    other = await world.post("Two #agents")
    await world.post("Three #推理")
    await carrying.locator("[data-tag='#推理']").click()
    await expect(world.page.get_by_test_id("found")).to_contain_text("2 posts with #推理")
    await expect(other).to_be_hidden()
    await world.page.get_by_role("button", name="Close the search").click()
    await expect(other).to_be_visible()


async def test_a_new_post_appears_without_a_reload_and_a_deleted_one_goes(world: World) -> None:
    await world.page.evaluate("window.still = true")
    message = await world.post("Fresh")
    await expect(message).to_be_visible()
    await world.bot.delete_message(world.channel, world.sandbox.channel(world.channel).messages[0].id)
    await expect(message).to_have_count(0)
    assert await world.page.evaluate("window.still") is True


async def test_a_card_taller_than_the_pane_is_shown_from_its_top_in_either_language(world: World) -> None:
    await world.post("Before")
    card = await world.post("<b>Title</b>\n" + "line\n" * 60)
    await expect(card.get_by_text("Title")).to_be_in_viewport()
    await world.page.get_by_test_id("language-zh").click()
    await expect(world.page.get_by_test_id("send")).to_have_accessible_name("发送")
    await world.page.set_viewport_size({"width": 1300, "height": 700})
    await expect(card.get_by_text("Title")).to_be_in_viewport()


async def test_who_reads_further_up_is_not_pulled_down_by_a_new_post(world: World) -> None:
    for number in range(12):
        last = await world.post(f"Post {number}\n" + "line\n" * 6)
    await expect(last).to_be_in_viewport()
    log = world.page.get_by_test_id("channel").get_by_role("log")
    await log.evaluate("log => log.scrollTo(0, 100)")
    await expect(last).not_to_be_in_viewport()
    newer = await world.post("The newest")
    await expect(newer).to_be_attached()
    assert await log.evaluate("log => log.scrollTop") == 100
    await world.page.get_by_role("button", name="To the newest message").click()
    await expect(newer).to_be_in_viewport()


async def test_a_row_of_buttons_below_the_fold_is_hinted_at(world: World) -> None:
    await expect(await world.post("line\n" * 80)).to_be_visible()
    log = world.page.get_by_test_id("channel").get_by_role("log")
    to_newest = world.page.get_by_test_id("channel").get_by_role("button", name="To the newest message")
    for above, hinted in ((40, True), (0, False), (400, True)):
        await log.evaluate("(log, above) => log.scrollTo(0, log.scrollHeight - log.clientHeight - above)", above)
        await expect(to_newest).to_be_visible(visible=hinted)


async def test_every_phrase_of_the_page_exists_in_both_languages(world: World) -> None:
    spoken = await world.page.evaluate("import('/page/strings.js').then(({ PHRASES }) => PHRASES)")
    for name, (english, chinese) in spoken.items():
        assert re.search("[A-Za-z]", english), name
        assert re.search("[\u4e00-\u9fff]", chinese), name


async def test_a_narrow_screen_shows_one_pane_at_a_time(world: World) -> None:
    await world.page.set_viewport_size({"width": 390, "height": 800})
    channel, chat, calls = (world.page.get_by_test_id(name) for name in ("channel", "chat", "calls"))
    for shown in ("channel", "chat", "bot"):
        await world.page.get_by_test_id(f"tab-{shown}").click()
        for pane, name in ((channel, "channel"), (chat, "chat"), (calls, "bot")):
            await expect(pane).to_be_visible(visible=name == shown)
    assert await world.page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_words_stand_out_from_their_ground_as_wcag_aa_asks(world: World, theme: str) -> None:
    rows = keys(InlineKeyboardButton("Key", callback_data="k"))
    await world.post(
        "Text <a href='https://example.org/'>link</a> <code>code</code><blockquote>q</blockquote>",
        reply_markup=rows,
    )
    await send_rich(world.bot, world.channel, EVERYTHING)
    await world.bot.send_photo(world.channel, png(40, 30), caption="Seen")
    await world.bot.send_message(LIN, "In the chat")
    await world.sandbox.say(LIN, "Mine")
    world.sandbox.faults.add("429", method="sendMessage")
    with pytest.raises(TelegramError):
        await world.bot.send_message(LIN, "Refused")
    await expect(world.page.get_by_test_id("calls").locator(".failed")).to_be_visible()
    while await world.page.locator("html").get_attribute("data-theme") != theme:
        await world.page.get_by_test_id("theme").click()
    faint = await world.page.evaluate("""() => {
        const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
        const over = (...colours) => {
            pen.clearRect(0, 0, 1, 1);
            for (const colour of colours) { pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1); }
            return pen.getImageData(0, 0, 1, 1).data;
        };
        const light = (rgb) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, index) => {
            const part = rgb[index] / 255;
            return sum + weight * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        }, 0);
        const found = [];
        for (const node of document.querySelectorAll("#page *")) {
            const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
            if (!own || !node.checkVisibility() || node.closest("[disabled], [aria-hidden]")) continue;
            const grounds = [];
            const style = (of, name) => getComputedStyle(of)[name];
            for (let up = node; up; up = up.parentElement) grounds.unshift(style(up, "backgroundColor"));
            const [a, b] = [over(...grounds), over(...grounds, style(node, "color"))].map(light);
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (ratio < 4.5) found.push([node.className, node.textContent.slice(0, 20), ratio.toFixed(2)]);
        }
        return found;
    }""")
    assert faint == []
