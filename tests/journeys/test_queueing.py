"""The queue: what is shown is what happens, also after an admin has changed it."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.domain.card import TEXT_LIMIT
from bot.sandbox.messages import Message
from tests.journeys.town import ADA, O1, Town, a_town, data_of, has, labels

pytestmark = pytest.mark.asyncio(loop_scope="module")

HEAD = "Queue · o1 · 09:00 Asia/Shanghai"
STALE = "The queue has changed since. Please look at it again: /queue"


@pytest_asyncio.fixture(loop_scope="module")
async def fresh(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


def entries(queue: Message) -> list[str]:
    """The titles of the rows, in order."""
    rows = [line for line in queue.text.splitlines() if line.split(".")[0].isdigit()]
    return [row.partition(" · ")[2] for row in rows]


async def posted(town: Town, days: int = 14) -> list[str]:
    """The English titles that the channel gets, one morning after another."""
    return [(await town.next_morning()).text.splitlines()[3] for _ in range(days)]


def assert_same(shown: list[str], happened: list[str]) -> None:
    assert len(shown) == len(happened)
    for promise, title in zip(shown, happened, strict=True):
        assert title.startswith(promise.removesuffix("…"))


async def test_a_row_has_the_date_the_title_and_why(fresh: Town) -> None:
    queue = await fresh.say(ADA, "/queue")
    assert queue.text.startswith(
        f"{HEAD}\n\n1. Sun 22 Nov · Learning to Reason with LLMs\nthe first post · 13 left\n2. Mon 23 Nov · "
    )
    assert queue.text.endswith("the last one of this round\n\nTap a number to change it.")
    assert labels(queue) == [[str(n) for n in range(1, 8)], [str(n) for n in range(8, 15)]]
    await fresh.say(ADA, "/lang zh")
    assert (await fresh.say(ADA, "/queue")).text.startswith(
        "排期 · o1 · 09:00 Asia/Shanghai\n\n1. 11 月 22 日 周日 · 让大语言模型学会推理\n第一篇 · 余 13 篇\n2. "
    )


async def test_what_the_queue_shows_is_what_happens(fresh: Town) -> None:
    shown = entries(await fresh.say(ADA, "/queue"))
    assert_same(shown, await posted(fresh))


async def test_after_swap_skip_and_pin_what_is_shown_is_what_happens(fresh: Town) -> None:
    before = entries(queue := await fresh.say(ADA, "/queue"))

    row = await fresh.turn(ADA, queue, "3")
    assert row.text.splitlines()[:2] == ["Tue 24 Nov 09:00", before[2]]
    assert labels(row) == [["Swap", "Skip", "Pin to a date"], ["See the card", "← Back"]]
    which = await fresh.turn(ADA, row, "Swap")
    assert which.text.startswith("Swap with which day?\nTue 24 Nov 09:00 · ")
    assert "3" not in labels(which)[0]
    queue = await fresh.turn(ADA, which, "5")
    assert queue.text.startswith(f"✓ Swapped. The days after may have changed.\n\n{HEAD}\n✎ 2 pinned\n")
    swapped = entries(queue)
    assert (swapped[2], swapped[4]) == (before[4], before[2])

    row = await fresh.turn(ADA, queue, "2")
    queue = await fresh.turn(ADA, row, "Skip")
    assert queue.text.startswith("✓ Skipped in this round. The days after may have changed.\n")
    assert swapped[1] not in entries(queue)

    last = entries(queue)[9]
    row = await fresh.turn(ADA, queue, "10")
    which = await fresh.turn(ADA, row, "Pin to a date")
    assert labels(which)[0] == ["Sun 22 Nov", "Mon 23 Nov"]
    queue = await fresh.turn(ADA, which, "Sun 22 Nov")
    assert queue.text.startswith(f"✓ Pinned. The days after may have changed.\n\n{HEAD}\n✎ 3 pinned, 1 put aside\n\n")
    assert entries(queue)[0] == last
    assert "pinned to this date" in queue.text.splitlines()[6]

    assert_same(entries(queue), await posted(fresh, days=len(entries(queue))))


async def test_all_changes_can_be_undone_at_once(fresh: Town) -> None:
    queue = await fresh.say(ADA, "/queue")
    before, text = entries(queue), queue.text
    assert not has(queue, "Undo changes")
    queue = await fresh.turn(ADA, await fresh.turn(ADA, queue, "2"), "Skip")
    which = await fresh.turn(ADA, await fresh.turn(ADA, queue, "4"), "Swap")
    queue = await fresh.turn(ADA, which, "5")
    assert f"{HEAD}\n✎ 2 pinned, 1 put aside\n\n1. " in queue.text
    assert f"\nThis round: 0 posted, 13 left, 1 put aside ({before[1]})" in (await fresh.say(ADA, "/status")).text

    undo = data_of(queue, "Undo changes")
    queue = await fresh.turn(ADA, queue, "Undo changes")
    assert queue.text == f"✓ The changes are undone.\n\n{text}"
    assert not has(queue, "Undo changes")
    assert_same(before, await posted(fresh))

    again = await fresh.say(ADA, "/queue")
    text = again.text
    await fresh.press_data(ADA, again, undo)  # an old button finds nothing to undo
    assert again.text == text


async def test_changes_are_shown_and_undone_in_chinese(fresh: Town) -> None:
    await fresh.say(ADA, "/lang zh")
    queue = await fresh.turn(ADA, await fresh.turn(ADA, await fresh.say(ADA, "/queue"), "3"), "跳过")
    which = await fresh.turn(ADA, await fresh.turn(ADA, queue, "4"), "指定日期")
    assert labels(which)[0] == ["11 月 22 日 周日", "11 月 23 日 周一"]
    queue = await fresh.turn(ADA, which, "11 月 23 日")
    assert queue.text.startswith(
        "✓ 已指定日期，其余日期可能随之调整。\n\n排期 · o1 · 09:00 Asia/Shanghai\n✎ 已指定 1 篇，已跳过 1 篇\n\n1. "
    )
    assert "本轮：已发布 0 篇，还剩 13 篇，跳过 1 篇（" in (await fresh.say(ADA, "/status")).text
    assert (await fresh.turn(ADA, queue, "撤销调整")).text.startswith("✓ 已撤销调整。\n\n排期 · o1")


async def test_what_is_put_aside_in_a_round_to_come_is_undone_as_well(fresh: Town) -> None:
    await fresh.next_morning()
    queue = await fresh.say(ADA, "/queue")
    before = entries(queue)
    queue = await fresh.turn(ADA, await fresh.turn(ADA, queue, "14"), "Skip")
    assert entries(queue)[13] != before[13]
    assert entries(await fresh.turn(ADA, queue, "Undo changes")) == before


async def test_only_days_of_one_round_change_places(fresh: Town) -> None:
    await fresh.next_morning()
    queue = await fresh.say(ADA, "/queue")
    assert "round 2 begins" in queue.text.splitlines()[-3]
    first, opening = data_of(queue, "1").partition(":")[2], data_of(queue, "14").partition(":")[2]
    which = await fresh.turn(ADA, await fresh.turn(ADA, queue, "1"), "Swap")
    assert labels(which) == [[str(n) for n in range(2, 9)], [str(n) for n in range(9, 14)], ["← Back"]]
    assert "\n14. " not in which.text
    for forged in (f"swap:{first}:{opening}", f"swap:{opening}:{first}", f"swap:{first}:{first}"):
        assert (await fresh.press_data(ADA, which, forged)).text == STALE
    assert not (await fresh.house.store.plans.of("o1")).pins

    which = await fresh.turn(ADA, await fresh.turn(ADA, await fresh.say(ADA, "/queue"), "14"), "Swap")
    assert which.text.startswith("There is no day in this round to swap with.\n")
    assert labels(which) == [["← Back"]]


async def test_a_button_of_a_queue_that_has_changed_says_so_and_changes_nothing(fresh: Town) -> None:
    queue = await fresh.say(ADA, "/queue")
    data = {number: data_of(queue, number) for number in ("1", "2")}
    row = await fresh.turn(ADA, queue, "2")
    skip, swap = data_of(row, "Skip"), data_of(row, "Swap")
    await fresh.turn(ADA, row, "Skip")
    before = await fresh.kept()
    second_row = data["1"].partition(":")[2]
    for stale in (data["2"], skip, swap, f"{swap}:{second_row}", data["2"].replace("row:", "look:")):
        toast = await fresh.press_data(ADA, queue, stale)
        assert (toast.text, toast.alert) == (STALE, True)

    await fresh.next_morning()
    assert (await fresh.press_data(ADA, queue, data["1"])).text == STALE  # that slot is over
    assert (await fresh.kept())[1][0][1] == before[1][0][1]


async def test_a_row_leads_to_its_card_and_back(fresh: Town) -> None:
    queue = await fresh.say(ADA, "/queue")
    text = queue.text
    row = await fresh.turn(ADA, queue, "4")
    card = await fresh.turn(ADA, row, "See the card")
    assert card.text.splitlines()[3].startswith(entries_title := text.splitlines()[8].partition(" · ")[2][:20])
    assert entries_title
    assert (await fresh.turn(ADA, row, "← Back")).text == text


async def test_a_channel_of_many_slots_has_a_queue_that_can_be_read(tmp_path: Path) -> None:
    hourly = replace(O1, at=tuple(dt.time(hour) for hour in range(24)))
    async with a_town(tmp_path, channels=(hourly,)) as town:
        queue = await town.say(ADA, "/queue")
        assert queue.text.startswith(
            "Queue · o1 · Asia/Shanghai\nThe first 28 of 336 slots in 14 days.\n\n1. Sun 22 Nov 09:00 · "
        )
        assert len(queue.text) < TEXT_LIMIT
        assert len(queue.buttons) == 28
        assert "28. " in queue.text
        assert queue.text.endswith("Tap a number to change it.")


async def test_a_channel_of_two_times_a_day_names_the_time_with_the_date_to_pin_to(tmp_path: Path) -> None:
    twice = replace(O1, at=(dt.time(9), dt.time(21)))
    async with a_town(tmp_path, channels=(twice,)) as town:
        queue = await town.say(ADA, "/queue")
        which = await town.turn(ADA, await town.turn(ADA, queue, "2"), "Pin to a date")
        assert labels(which)[:2] == [["Sun 22 Nov 09:00", "Sun 22 Nov 21:00"], ["Mon 23 Nov 09:00", "Mon 23 Nov 21:00"]]
