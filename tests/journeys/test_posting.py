"""Posting on demand: an admin sees the preview, confirms or cancels, and is told what became of it."""

import asyncio
import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.delivery import State
from tests.journeys.town import ADA, CHANNEL, MORNING, O1, Clock, Town, a_sandbox, a_town, data_of, has, labels, title

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEWS = replace(O1, name="news", chat="@o1_news", at=(dt.time(18),))


async def states(town: Town, channel: str = "o1") -> list[State]:
    return [delivery.state for delivery in await town.house.store.ledger.history(channel)]


async def test_an_admin_sees_the_preview_and_posts_it_exactly_once(town: Town) -> None:
    before = len(town.posts)
    offer = await town.say(ADA, "/post o1-mini")
    assert title(offer) == "OpenAI o1-mini：高性价比的推理模型"  # as the channel speaks, not as the admin
    assert labels(offer)[-1] == ["Post to o1", "Cancel"]
    confirm, text = data_of(offer, "Post to o1"), offer.text

    posted = await town.turn(ADA, offer, "Post to o1")
    assert posted.text == "✓ Posted: OpenAI o1-mini → o1"
    assert [entity.url for entity in posted.entities] == [f"https://t.me/{CHANNEL[1:]}/{town.posts[-1].id}"]
    assert town.posts[-1].text == text

    for _ in range(3):  # pressed twice, or replayed much later
        await town.press_data(ADA, offer, confirm)
        town.clock.forward(days=3)
    await town.settled()
    assert len(town.posts) == before + 1


async def test_two_presses_at_once_post_once(town: Town) -> None:
    before = len(town.posts)
    offer = await town.say(ADA, "/post gpt-f")
    data = data_of(offer, "Post to o1")
    for _ in range(4):
        await town.sandbox.press(ADA, ADA, offer.id, data)
    await town.sandbox.wait_for(lambda: offer.text.startswith("✓ Posted"))
    await town.settled()
    assert len(town.posts) == before + 1


async def test_cancel_posts_nothing(town: Town) -> None:
    before = len(town.posts)
    offer = await town.say(ADA, "/post o1-mini")
    assert (await town.turn(ADA, offer, "Cancel")).text == "Cancelled. Nothing was posted."
    assert not offer.buttons
    assert len(town.posts) == before


async def test_without_a_key_the_next_in_the_queue_is_offered(town: Town) -> None:
    queue = await town.say(ADA, "/queue")
    entry = queue.text.splitlines()[2].partition(" · ")[2]
    offer = await town.say(ADA, "/post")
    assert offer.text.splitlines()[3] == entry
    before = await town.kept()
    assert title(await town.say(ADA, "/preview")) == title(offer)
    assert not has(await town.say(ADA, "/preview"), "Post to o1")
    assert await town.kept() == before


async def test_an_unknown_key_or_channel_is_named_with_what_is_near(town: Town) -> None:
    miss = await town.say(ADA, "/post o1-minni")
    assert miss.text.startswith("There is no entry o1-minni. Perhaps you mean:")
    assert labels(miss)[0] == ["OpenAI o1-mini"]
    assert (await town.say(ADA, "/post o1-mini o2")).text == "There is no channel o2. Known: o1."
    assert (await town.say(ADA, "/preview o1-mini <b>")).text == "There is no channel <b>. Known: o1."
    assert "o1-mini" in (await town.say(ADA, "/post o1 o1-mini")).text


async def test_an_old_preview_is_not_posted_under_a_past_date(town: Town) -> None:
    offer = await town.say(ADA, "/post llm-critics")
    before = len(town.posts)
    town.clock.forward(days=2)
    toast = await town.press(ADA, offer, "Post to o1")
    assert (toast.text, toast.alert) == ("This preview is too old. Please ask again: /post", True)
    await town.settled()
    assert len(town.posts) == before


async def test_an_offer_whose_entry_was_posted_meanwhile_posts_nothing(town: Town) -> None:
    offer = await town.say(ADA, "/post")
    other = await town.say(ADA, "/post")
    assert (await town.next_morning()).text == offer.text  # the head of the queue had its slot
    before = len(town.posts)
    late = "It has been posted meanwhile. Nothing was posted again."
    toast = await town.press(ADA, offer, "Post to o1")
    assert (toast.text, toast.alert) == (late, True)
    await town.say(ADA, "/lang zh")
    assert (await town.press(ADA, other, "Post to o1")).text == "已经发布过了，没有再次发布。"
    await town.say(ADA, "/lang en")
    await town.settled()
    assert len(town.posts) == before

    key = (await town.house.store.ledger.history("o1"))[-1].key
    again = await town.say(ADA, f"/post {key}")  # now it is meant
    assert (await town.turn(ADA, again, "Post to o1")).text.startswith("✓ Posted")
    assert len(town.posts) == before + 1


async def test_of_two_offers_of_one_entry_the_second_is_late(town: Town) -> None:
    first, second = [await town.say(ADA, "/post o1-mini") for _ in range(2)]
    await town.turn(ADA, first, "Post to o1")
    before = len(town.posts)
    assert (await town.press(ADA, second, "Post to o1")).text.startswith("It has been posted meanwhile.")
    await town.settled()
    assert len(town.posts) == before


@pytest.mark.parametrize(
    ("kind", "said", "state"),
    [
        ("403", "OpenAI o1-mini was not posted: Forbidden: bot was kicked from the channel chat.", State.REFUSED),
        ("400", "OpenAI o1-mini was not posted: Chat_restricted.", State.REFUSED),
        ("cut_after", "It is not known yet whether OpenAI o1-mini was posted (", State.UNKNOWN),
        ("502", "It is not known yet whether OpenAI o1-mini was posted (", State.UNKNOWN),
    ],
)
async def test_what_telegram_refuses_or_leaves_open_is_said(
    town: Town, troubles: pytest.LogCaptureFixture, kind: str, said: str, state: State
) -> None:
    offer = await town.say(ADA, "/post o1-mini")
    channel = town.sandbox.channel(CHANNEL)
    town.sandbox.faults.add(kind, method="sendMessage", chat=channel.id)
    before, told = len(town.posts), len(town.said_in(ADA))
    confirm = data_of(offer, "Post to o1")
    await town.press_data(ADA, offer, confirm)
    await town.sandbox.wait_for(lambda: offer.text.startswith(said))
    alerts = [each.text for each in town.said_in(ADA)[told:] if each.text.startswith("⚠ o1: ")]
    assert len(alerts) == (state is State.REFUSED)  # what is not known yet is found out first
    last = (await town.house.store.ledger.in_state(state, channel="o1"))[-1]
    assert last.key == "o1-mini"

    town.sandbox.faults.clear()
    await town.press_data(ADA, offer, confirm)  # pressing again repeats nothing
    await town.clear_up()
    await town.settled()
    assert len(town.posts) == before + (state is State.UNKNOWN)
    assert not await town.house.store.ledger.in_state(State.UNKNOWN)
    assert town.said_in(ADA)[-1].text[:1] != "❓"


async def test_telegrams_flood_control_puts_the_post_off_and_then_it_comes_once(town: Town) -> None:
    await town.say(ADA, "/lang zh")
    offer = await town.say(ADA, "/post o1-mini")
    before = len(town.posts)
    town.sandbox.faults.add(
        "429", method="sendMessage", chat=town.sandbox.channel(CHANNEL).id, retry_after=4
    )  # more than a card waits
    put_off = await town.turn(ADA, offer, "发布到 o1")
    assert put_off.text.startswith("《OpenAI o1-mini：高性价比的推理模型》还没有发出：")
    assert put_off.text.endswith("稍后会自动再试，结果见 /status。")
    assert "等待重试" in (await town.say(ADA, "/status")).text
    assert len(town.posts) == before
    while len(town.posts) == before:  # Telegram's seconds are real ones
        await town.tick_until(town.clock.now() + dt.timedelta(seconds=40))
        await asyncio.sleep(0.2)
    await town.tick_until(town.clock.now() + dt.timedelta(seconds=40))
    assert len(town.posts) == before + 1
    await town.say(ADA, "/lang en")


async def test_of_several_channels_one_is_asked_for(tmp_path: Path) -> None:
    clock = Clock(MORNING)
    sandbox = a_sandbox(clock)
    sandbox.add_channel(username="o1_news", title="o1 News")
    async with a_town(tmp_path, clock=clock, sandbox=sandbox, channels=(O1, NEWS)) as town:
        which = await town.say(ADA, "/post o1-mini")
        assert which.text == "Post to which channel?"
        assert labels(which) == [["o1", "news"]]
        offer = await town.turn(ADA, which, "news")
        assert labels(offer)[-1] == ["Post to news", "Cancel"]
        assert (await town.turn(ADA, offer, "Post to news")).text == "✓ Posted: OpenAI o1-mini → news"
        assert not town.posts
        assert len(sandbox.channel("@o1_news").messages) == 1

        offer = await town.say(ADA, "/post news gpt-f")
        assert labels(offer)[-1] == ["Post to news", "Cancel"]
        next_one = await town.turn(ADA, await town.say(ADA, "/post"), "o1")
        assert labels(next_one)[-1] == ["Post to o1", "Cancel"]

        queue = await town.say(ADA, "/queue")
        other = await town.turn(ADA, queue, "news")
        assert other.text.startswith("Queue · news · 18:00 Asia/Shanghai")
        row = await town.turn(ADA, other, "2")
        assert title(await town.turn(ADA, row, "See the card"))
        status = (await town.say(ADA, "/status")).text
        assert "\no1 → @o1_daily\n" in status
        assert "\nnews → @o1_news\n" in status
        assert (await town.say(ADA, "/pause news")).text.startswith("Paused: news. ")
        assert (await town.say(ADA, "/resume")).text.startswith("Resumed: o1, news. ")
        assert (await town.say(ADA, "/queue neews")).text == "There is no channel neews. Known: o1, news."


async def test_of_more_channels_than_there_are_buttons_the_rest_is_named(tmp_path: Path) -> None:
    many = [replace(O1, name=f"c{number}") for number in range(120)]
    async with a_town(tmp_path, channels=many) as town:
        which = await town.say(ADA, "/post o1-mini")
        assert len(which.buttons) == 90
        assert which.text == (
            "Post to which channel?\n30 more channels are not shown; name the channel: /post o1-mini CHANNEL"
        )
        assert (await town.say(ADA, "/post")).text.endswith("name the channel: /post CHANNEL")
        assert labels(await town.say(ADA, "/post o1-mini c119"))[-1] == ["Post to c119", "Cancel"]
        await town.say(ADA, "/lang zh")
        assert (await town.say(ADA, "/post o1-mini")).text == (
            "发布到哪个频道？\n还有 30 个频道没有列出，请写明频道：/post o1-mini 频道"
        )
