"""An admin takes back the last post, and posted cards follow their entries: what phones see of it."""

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot import shipped
from bot.domain.delivery import State
from bot.sandbox.messages import Message
from tests.journeys.town import ADA, MORNING, O1, WEI, Clock, Town, a_sandbox, a_town, data_of, labels, title

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANOTHER, EMPTY = "Delete; another takes its place", "Delete; the slot stays empty"
NEWS = replace(O1, name="news", chat="@o1_news")


async def test_the_last_post_is_deleted_and_another_takes_its_place(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        first = await town.next_morning()
        question = await town.say(ADA, "/undo")
        assert question.text.startswith("The last post of o1\nLearning to Reason with LLMs · Sun 22 Nov 09:00\n")
        assert f"https://t.me/o1_daily/{first.id}" in [entity.url for entity in question.entities]
        assert labels(question) == [[ANOTHER], [EMPTY], ["Cancel"]]
        data = data_of(question, ANOTHER)

        done = await town.turn(ADA, question, ANOTHER)
        assert done.text.startswith("✓ Deleted from o1: Learning to Reason with LLMs\nAnother card takes its place")
        assert not done.buttons
        (second,) = await posted(town)
        assert title(second) != title(first)
        assert "1 put aside (Learning to Reason with LLMs)" in (await town.say(ADA, "/status")).text

        for _ in range(2):  # an old button
            assert (await town.press_data(ADA, question, data)).text == "It has been deleted already."
        await town.house.tick()
        assert await posted(town) == [second]


async def test_the_slot_can_stay_empty_and_the_entry_comes_again(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        first = await town.next_morning()
        await town.say(ADA, "/lang zh")
        question = await town.say(ADA, "/undo o1")
        done = await town.turn(ADA, question, "删除，时段留空")
        assert done.text == "✓ 已从 o1 删除：让大语言模型学会推理\n这个时段留空；这一篇回到排期中。"
        await town.house.tick()
        assert town.posts == []
        assert title(await town.next_morning()) == title(first)


async def test_a_post_on_demand_can_be_taken_back_and_posted_again(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await town.turn(ADA, await town.say(ADA, "/post o1-mini"), "Post to o1")
        question = await town.say(ADA, "/undo")
        assert labels(question) == [["Delete it"], ["Cancel"]]
        assert (await town.turn(ADA, question, "Cancel")).text == "Cancelled. Nothing was deleted."
        assert len(town.posts) == 1
        await town.turn(ADA, await town.say(ADA, "/undo"), "Delete it")
        assert town.posts == []
        await town.turn(ADA, await town.say(ADA, "/post o1-mini"), "Post to o1")
        assert len(town.posts) == 1


async def test_of_several_channels_the_one_that_is_chosen_loses_its_post(tmp_path: Path) -> None:
    clock = Clock(MORNING)
    sandbox = a_sandbox(clock)
    sandbox.add_channel(username="o1_news", title="o1 News")
    async with a_town(tmp_path, clock=clock, sandbox=sandbox, channels=(O1, NEWS)) as town:
        await town.next_morning()
        question = await town.turn(ADA, await town.say(ADA, "/undo"), "news")
        await town.turn(ADA, question, EMPTY)
        assert sandbox.channel("@o1_news").messages == []
        assert len(town.posts) == 1


async def test_what_somebody_has_deleted_by_hand_is_taken_back_all_the_same(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        first = await town.next_morning()
        question = await town.say(ADA, "/undo")
        town.sandbox.delete(first.chat_id, first.id)
        assert (await town.turn(ADA, question, EMPTY)).text.startswith("✓ Deleted from o1")
        ((row),) = await town.house.store.ledger.in_state(State.WITHDRAWN)
        assert row.message_id == first.id


async def test_the_button_of_another_admin_who_is_one_no_more_deletes_nothing(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await town.next_morning()
        question = await town.say(ADA, "/undo")
        sandbox, clock = town.sandbox, town.clock
    async with a_town(tmp_path, sandbox=sandbox, clock=clock, admins=[WEI]) as town:
        assert (await town.press(ADA, question, EMPTY)).text == "This button no longer works."
        assert len(town.posts) == 1


async def test_a_posted_card_follows_its_entry_in_place(tmp_path: Path) -> None:
    data = shutil.copytree(shipped.data(), tmp_path / "data")
    async with a_town(tmp_path / "state", data=data, pulse=dt.timedelta(seconds=0.2)) as town:
        first = await town.next_morning()
        more, count = first.buttons[1], len(town.posts)
        queue = (await town.say(ADA, "/queue")).text
        rewrite(data, "Learning to Reason with LLMs", "Learning to reason, step by step")
        await town.say(ADA, "/reload")
        await town.first(lambda: "Learning to reason, step by step" in first.text)
        assert first.buttons[1] == more  # with the token
        assert len(town.posts) == count
        assert (await town.say(ADA, "/queue")).text == queue


async def test_a_card_follows_what_was_changed_while_nothing_ran(tmp_path: Path) -> None:
    data = shutil.copytree(shipped.data(), tmp_path / "data")
    async with a_town(tmp_path / "state", data=data) as town:
        first = await town.next_morning()
        sandbox, clock = town.sandbox, town.clock
    rewrite(data, "Learning to Reason with LLMs", "Learning to reason, step by step")
    async with a_town(tmp_path / "state", data=data, sandbox=sandbox, clock=clock) as town:
        await town.first(lambda: "Learning to reason, step by step" in first.text)
        assert len(town.posts) == 1


async def posted(town: Town) -> list[Message]:
    """What is in the channel once the alarm has rung again."""
    await town.house.tick()
    return town.posts


def rewrite(data: Path, old: str, new: str) -> None:
    """A curator changes a title."""
    for file in (data / "entries").glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(f"en: {old}", f"en: {new}"), encoding="utf-8")
