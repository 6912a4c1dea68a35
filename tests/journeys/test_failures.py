"""Failures with a meaning: the admin hears once what to do, others go on, the card comes when it is well again."""

import datetime as dt
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot import shipped
from bot.sandbox import Sandbox
from bot.sandbox.messages import Message
from tests.journeys.town import ADA, CHANNEL, LIN, MORNING, O1, Clock, Town, a_sandbox, a_town, title
from tests.worlds import at

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("troubles")]

NEWS = replace(O1, name="news", chat="@o1_news")
NINE = at("2026-11-22 09:00:01", "Asia/Shanghai")
TOMORROW = NINE + dt.timedelta(days=1)
BASIC, SUPER = -4_000_001, -1_002_000_000_077
UNTIL_THEN = "Until then I go on trying within each slot’s catch-up window. I tell you when it is over."
OVER = "✓ o1 is well again: cards get through. /status lists the slots it has missed."

Fate = Callable[[Sandbox], object]


@asynccontextmanager
async def two_channels(folder: Path, **of_town: object) -> AsyncIterator[Town]:
    """Both have their slot at nine."""
    clock = Clock(MORNING)
    sandbox = a_sandbox(clock)
    sandbox.add_channel(username="o1_news", title="o1 News")
    sandbox.add_group(BASIC, "A basic group")
    given = {"channels": (O1, NEWS), "data": None, "pulse": dt.timedelta(days=1)} | of_town
    async with a_town(folder, clock=clock, sandbox=sandbox, **given) as town:  # type: ignore[arg-type]
        yield town


def counts(town: Town) -> tuple[int, int]:
    """Cards in the two channels."""
    return len(town.posts), len(news(town))


def news(town: Town) -> list[Message]:
    return town.sandbox.channel("@o1_news").messages


@pytest.mark.parametrize(
    ("breaks", "mends", "what", "remedy"),
    [
        (
            lambda s: s.remove_bot(CHANNEL),
            lambda s: s.restore_bot(CHANNEL),
            "the bot is not in the channel",
            "Add the bot to the channel again, as an admin who may post.",
        ),
        (
            lambda s: s.remove_bot(CHANNEL, kicked=True),
            lambda s: s.restore_bot(CHANNEL),
            "the bot is not in the channel",
            "Add the bot to the channel again, as an admin who may post.",
        ),
        (
            lambda s: s.allow_posting(CHANNEL, allowed=False),
            lambda s: s.allow_posting(CHANNEL),
            "the bot may not post in the channel",
            "Give the bot the right to post messages there.",
        ),
    ],
    ids=["removed", "kicked", "no right"],
)
async def test_a_channel_in_trouble_is_told_once_and_gets_its_card_when_it_is_well(
    tmp_path: Path, breaks: Fate, mends: Fate, what: str, remedy: str
) -> None:
    async with two_channels(tmp_path) as town:
        breaks(town.sandbox)
        await town.tick_until(NINE)
        for _ in range(3):
            await town.later(minutes=20)
        assert counts(town) == (0, 1)
        (told,) = town.alerts
        assert told.startswith(f"⚠ o1: {what}\n")
        assert f"{remedy} {UNTIL_THEN}" in told
        mends(town.sandbox)
        await town.later(minutes=20)
        assert counts(town) == (1, 1)
        assert town.alerts == [told, OVER]
        await town.tick_until(TOMORROW)
        assert counts(town) == (2, 2)
        assert len(town.alerts) == 2


async def test_a_restart_amid_the_trouble_tells_nothing_again_and_still_says_that_it_is_over(tmp_path: Path) -> None:
    async with two_channels(tmp_path) as town:
        sandbox, clock = town.sandbox, town.clock
        sandbox.remove_bot(CHANNEL)
        await town.tick_until(NINE)
        (told,) = town.alerts
    async with a_town(tmp_path, sandbox=sandbox, clock=clock, channels=(O1, NEWS)) as town:
        await town.later(minutes=20)
        assert town.alerts == [told]
        sandbox.restore_bot(CHANNEL)
        await town.later(minutes=20)
        assert counts(town) == (1, 1)
        assert town.alerts == [told, OVER]


async def test_a_channel_that_is_gone_is_told_and_posted_to_when_there_is_one_again(tmp_path: Path) -> None:
    async with two_channels(tmp_path) as town:
        town.sandbox.delete_chat(CHANNEL)
        await town.tick_until(NINE)
        await town.later(minutes=20)
        (told,) = town.alerts
        assert told.startswith("⚠ o1: the channel is not there\n")
        assert f"Look at the channel’s @name or id in the configuration. {UNTIL_THEN}" in told
        town.sandbox.add_channel(username=CHANNEL[1:], title="o1 Daily")
        await town.later(minutes=20)
        assert counts(town) == (1, 1)
        assert town.alerts == [told, OVER]


async def test_a_slot_that_the_trouble_has_eaten_is_listed(tmp_path: Path) -> None:
    async with two_channels(tmp_path) as town:
        town.sandbox.remove_bot(CHANNEL)
        await town.tick_until(NINE)
        await town.later(hours=7)
        town.sandbox.restore_bot(CHANNEL)
        await town.tick_until(TOMORROW)
        assert counts(town) == (1, 2)
        assert [each[:4] for each in town.alerts] == ["⚠ o1", "✓ o1"]
        assert (
            "not posted · Forbidden: bot is not a member of the channel chat" in (await town.say(ADA, "/status")).text
        )


async def test_a_revoked_token_is_in_the_log_and_all_goes_on_when_it_is_valid_again(
    tmp_path: Path, troubles: pytest.LogCaptureFixture
) -> None:
    """Nobody can be told through Telegram then."""
    async with two_channels(tmp_path) as town:
        town.sandbox.revoke_token()
        await town.tick_until(NINE)
        assert counts(town) == (0, 0)
        assert "put off" in troubles.text
        assert "could not be told 'alert_channel'" in troubles.text
        assert town.sandbox.token not in troubles.text
        town.sandbox.restore_token()
        await town.later(minutes=20)
        assert counts(town) == (1, 1)
        assert sorted(town.alerts) == [OVER.replace("o1", "news"), OVER]
        assert (await town.say(LIN, "/about")).text.startswith("About")


async def test_a_group_that_becomes_a_supergroup_is_followed_and_a_restart_remembers_it(tmp_path: Path) -> None:
    group = replace(O1, name="group", chat=BASIC)
    async with two_channels(tmp_path, channels=(group, NEWS)) as town:
        sandbox, clock = town.sandbox, town.clock
        supergroup = sandbox.upgrade(BASIC, SUPER)
        await town.tick_until(NINE)
        await town.later(seconds=20)
        assert [each.by_bot for each in supergroup.messages if each.by_bot] == [True]
        assert len(news(town)) == 1
        (told,) = town.alerts
        assert told.startswith(f"⚠ group: the group has become a supergroup\nThe new id is {SUPER}; I keep it")
        assert told.endswith("Please write it into the configuration.")
    async with a_town(tmp_path, sandbox=sandbox, clock=clock, channels=(group, NEWS)) as town:
        await town.tick_until(TOMORROW)
        assert len([each for each in supergroup.messages if each.by_bot]) == 2
        assert len(news(town)) == 2
        assert town.alerts == [told]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return shutil.copytree(shipped.data(), tmp_path / "data")


async def test_a_card_whose_markup_is_refused_goes_as_plain_text_and_its_entry_rests_until_it_is_changed(
    tmp_path: Path, data: Path
) -> None:
    async with two_channels(tmp_path / "state", data=data) as town:
        words = 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 3'
        town.sandbox.faults.add("400", method="sendMessage", chat=CHANNEL, description=words)
        await town.tick_until(NINE)
        assert counts(town) == (1, 1)
        (card,) = town.posts
        assert title(card) == "让大语言模型学会推理"
        assert not [each for each in card.entities if each.type == "bold"]
        (told,) = town.alerts
        assert told.startswith(
            "⚠ Telegram does not take the card of o1 for Sun 22 Nov (learning-to-reason):\n"
            'Can\'t parse entities: unsupported start tag "x" at byte offset 3\n'
        )
        assert "This once it is posted as plain text. No channel gets the entry until it is changed" in told
        status = (await town.say(ADA, "/status")).text
        assert "⚠ Not taken by Telegram until their entries are changed: learning-to-reason" in status

        for path in (data / "entries").glob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace("Learning to Reason with LLMs", "Learning to Reason"), encoding="utf-8")
        await town.first(lambda: len(town.alerts) == 2)  # it reads them by itself
        assert town.alerts == [told, "✓ Changed, and no longer held back: learning-to-reason."]
        assert "Not taken by Telegram" not in (await town.say(ADA, "/status")).text


async def test_a_card_whose_picture_is_refused_goes_without_and_its_entry_stays(tmp_path: Path) -> None:
    async with two_channels(tmp_path) as town:
        town.sandbox.faults.add(
            "400", method="sendMessage", chat=CHANNEL, description="Bad Request: WEBPAGE_CURL_FAILED"
        )
        await town.tick_until(NINE)
        assert counts(town) == (1, 1)
        sent = [call.params for call in town.sandbox.calls if call.method == "sendMessage" and call.ok]
        previews = {call["chat_id"]: call["link_preview_options"] for call in sent if call["chat_id"] != ADA}
        assert "is_disabled" in str(previews[CHANNEL])
        assert "is_disabled" not in str(previews["@o1_news"])
        (told,) = town.alerts
        assert told.endswith("It is posted without the preview of its link. Please look at the entry’s link.")
        assert "Not taken" not in (await town.say(ADA, "/status")).text
        await town.tick_until(TOMORROW)
        assert counts(town) == (2, 2)
        assert town.alerts == [told]


async def test_an_entry_that_is_taken_in_no_form_makes_way_for_another(tmp_path: Path) -> None:
    async with two_channels(tmp_path) as town:
        words = "Bad Request: BUTTON_URL_INVALID"
        town.sandbox.faults.add("400", method="sendMessage", chat=CHANNEL, description=words)
        await town.tick_until(NINE)
        assert counts(town) == (1, 1)
        assert title(town.posts[0]) != "让大语言模型学会推理"
        (told,) = town.alerts
        assert "Another entry takes its slot. No channel gets the entry until it is changed" in told


async def test_a_card_that_stays_in_doubt_is_left_to_the_admin_whose_word_settles_it(tmp_path: Path) -> None:
    """Who may edit others' posts cannot tell them from own ones."""
    for label, said, cards in (
        ("It was posted", "✓ Noted: the card of o1 for Sun 22 Nov", 1),
        ("It is not there: post it", "✓ Posted: Learning to Reason with LLMs → o1", 2),
    ):
        async with two_channels(tmp_path / label[:6]) as town:
            town.sandbox.channel(CHANNEL).rights = replace(town.sandbox.channel(CHANNEL).rights, edit=True)
            town.sandbox.faults.add("cut_after", method="sendMessage", chat=CHANNEL)
            await town.tick_until(NINE)
            await town.clear_up()
            assert counts(town) == (1, 1)
            (told,) = town.alerts
            assert told.startswith("❓ Was the card of o1 for Sun 22 Nov (learning-to-reason) posted?")
            assert "with the rights I have there I cannot tell my own posts from others’" in told
            question = next(each for each in town.said_in(ADA) if each.text == told)
            answer = await town.turn(ADA, question, label)
            assert answer.text.startswith(said)
            await town.clear_up()
            assert counts(town) == (cards, 1)
            assert town.said_in(ADA) == [answer]


async def test_with_a_log_chat_it_is_found_by_forwarding_and_the_copy_is_taken_away(tmp_path: Path) -> None:
    clock = Clock(MORNING)
    sandbox = a_sandbox(clock)
    log_chat = sandbox.add_channel(username="o1_log", title="Log")
    channel = sandbox.channel(CHANNEL)
    channel.rights = replace(channel.rights, edit=True)
    async with a_town(tmp_path, clock=clock, sandbox=sandbox, log_chat="@o1_log") as town:
        await town.tick_until(NINE)
        await sandbox.post(channel.id, "somebody else’s")
        clock.forward(minutes=10)
        sandbox.faults.add("cut_after", method="sendMessage", chat=CHANNEL)
        await town.tick_until(TOMORROW)
        mine, before = town.posts[-1], [repr(each) for each in town.posts]
        await town.clear_up()
        assert [repr(each) for each in town.posts] == before
        (yesterdays, todays) = (await town.house.store.ledger.latest(channel="o1", limit=2))[::-1]
        assert (todays.message_id, yesterdays.message_id) == (mine.id, town.posts[0].id)
        forwarded = [call.params["message_id"] for call in sandbox.calls if call.method == "forwardMessage"]
        assert set(map(int, forwarded)) == {town.posts[0].id, mine.id}
        assert log_chat.messages == []
        assert not [call for call in sandbox.calls if call.method == "editMessageReplyMarkup"]
        assert town.alerts == []
