"""Watching over the channel: pause, resume, status, reload."""

import datetime as dt
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot import shipped
from bot.domain.card import TEXT_LIMIT
from tests.journeys.town import ADA, CHANNEL, O1, Town, a_town
from tests.worlds import at

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the collections, to be broken."""
    return Path(shutil.copytree(shipped.data(), tmp_path / "data"))


@pytest_asyncio.fixture(loop_scope="module")
async def fresh(tmp_path: Path, data: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path / "state", data=data) as town:
        yield town


async def test_nothing_is_posted_while_paused_and_status_says_why(fresh: Town) -> None:
    assert (await fresh.say(ADA, "/pause")).text == ("Paused: o1. No scheduled posts until /resume; /post still works.")
    await fresh.tick_until(at("2026-11-22 01:00:05"))
    assert not fresh.posts
    status = (await fresh.say(ADA, "/status")).text
    assert "Paused: nothing will be posted until /resume" in status
    assert "Slots without a card:\n– Sun 22 Nov 09:00: the channel was paused" in status

    assert (await fresh.say(ADA, "/resume")).text.startswith("Resumed: o1. ")
    await fresh.tick_until(fresh.clock.now() + dt.timedelta(minutes=1))
    assert len(fresh.posts) == 1
    assert (await fresh.say(ADA, "/pause nowhere")).text == "There is no channel nowhere. Known: o1."


async def test_status_tells_last_post_next_slot_in_both_times_and_what_is_left(fresh: Town) -> None:
    await fresh.next_morning()
    status = await fresh.say(ADA, "/status")
    assert status.text.replace("\u2060", "") == (
        "Status · Sun 22 Nov 09:00 Asia/Shanghai\n\n"
        "o1 → @o1_daily\n"
        "Last: Learning to Reason with LLMs · Sun 22 Nov\n"
        "Next: Mon 23 Nov 09:00 Asia/Shanghai = 01:00 UTC\n"
        "This round: 1 posted, 13 left"
    )
    assert [entity.url for entity in status.entities if entity.type == "text_link"] == [
        f"https://t.me/{CHANNEL[1:]}/{fresh.posts[0].id}"
    ]
    await fresh.say(ADA, "/lang zh")
    assert (await fresh.say(ADA, "/status")).text == (
        "频道状态 · 11 月 22 日 周日 09:00 Asia/Shanghai\n\n"
        "o1 → @o1_daily\n"
        "上一张：让大语言模型学会推理 · 11 月 22 日 周日\n"
        "下一个时段：11 月 23 日 周一 09:00 Asia/Shanghai = 01:00 UTC\n"
        "本轮：已发布 1 篇，还剩 13 篇"
    )


async def test_status_tells_of_slots_that_nobody_ran_for(fresh: Town) -> None:
    await fresh.next_morning()
    await fresh.tick_until(at("2026-11-24 01:00:05"))  # a day and its slot went by while nothing ran
    assert len(fresh.posts) == 2
    status = (await fresh.say(ADA, "/status")).text
    assert "– Mon 23 Nov 09:00: nothing ran at that time, and the catch-up window is over" in status


async def test_a_channel_in_trouble_stands_in_the_status_and_its_card_comes_when_it_is_well(
    fresh: Town, troubles: pytest.LogCaptureFixture
) -> None:
    fresh.sandbox.faults.add("403", method="sendMessage", chat=fresh.sandbox.channel(CHANNEL).id)
    await fresh.tick_until(at("2026-11-22 01:00:05"))
    status = (await fresh.say(ADA, "/status")).text
    waiting = "⚠ Sun 22 Nov learning-to-reason: waiting to be tried again"
    assert f"{waiting} · Forbidden: bot was kicked from the channel chat" in status
    alert = next(each.text for each in fresh.said_in(ADA) if each.text.startswith("⚠"))
    assert alert.startswith("⚠ o1: the bot is not in the channel\nForbidden: bot was kicked from the channel chat\n")
    assert "Add the bot to the channel again" in alert
    await fresh.tick_until(at("2026-11-22 01:10:00"))
    assert len(fresh.posts) == 1
    assert fresh.said_in(ADA)[-1].text.startswith("✓ o1 is well again")


async def test_a_reload_takes_what_is_good_and_refuses_what_is_broken(
    fresh: Town, data: Path, troubles: pytest.LogCaptureFixture
) -> None:
    assert (await fresh.say(ADA, "/reload")).text == "✓ Read again: 14 entries ready."
    file = data / "entries" / "openai-o1.yaml"
    good = file.read_text(encoding="utf-8")

    file.write_text(good.replace("kind: post", "kind: poast", 1), encoding="utf-8")
    broken = (await fresh.hears(ADA, "/reload", "There are faults; the last good collections stay in use\n")).text
    assert "openai-o1.yaml:13: learning-to-reason: " in broken
    assert "poast" in broken
    status = (await fresh.hears(ADA, "/status", "Status")).text
    head = "Status · Sun 22 Nov 08:30 Asia/Shanghai\n\nFaults in the collections; the last good ones are in use\n"
    assert status.startswith(head)  # what comes last is cut first
    assert "poast" in status
    await fresh.hears(ADA, "/entry learning-to-reason", "📝 Post")

    file.write_text(
        good.replace("key: gpt-f\n    kind", "key: gpt-f\n    status: draft\n    kind", 1), encoding="utf-8"
    )
    await fresh.hears(ADA, "/reload", "✓ Read again: 13 entries ready, 1 draft.")
    assert "Faults" not in (await fresh.hears(ADA, "/status", "Status")).text
    await fresh.hears(ADA, "/entry gpt-f", "There is no entry gpt-f.")
    await fresh.hears(ADA, "/post gpt-f", "gpt-f was not posted: “gpt-f” is not ready to be published.")
    draft = await fresh.hears(ADA, "/preview gpt-f", "📄 论文")
    assert draft.text.endswith("\n\n✎ This is a draft: as it stands, it would not be posted.")


async def test_an_entry_that_left_the_list_is_still_among_the_latest(
    fresh: Town, data: Path, troubles: pytest.LogCaptureFixture
) -> None:
    await fresh.next_morning()
    file = data / "entries" / "openai-o1.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("kind: post", "status: draft\n    kind: post", 1), encoding="utf-8")
    await fresh.hears(ADA, "/reload", "✓ Read again: 13")
    latest = await fresh.hears(ADA, "/latest", "The latest")
    assert latest.text == "The latest cards\n\n1. learning-to-reason\nSun 22 Nov · no longer on the list"
    assert not latest.buttons
    assert (await fresh.say(ADA, "/today")).text.startswith("No card has been posted today yet.")


async def test_of_many_channels_those_that_matter_come_first(tmp_path: Path) -> None:
    many = [replace(O1, name=f"c{number}") for number in range(80)]
    async with a_town(tmp_path, channels=many) as town:
        await town.say(ADA, "/pause c50")
        status = (await town.say(ADA, "/status")).text
        names = [line.partition(" ")[0] for line in status.splitlines() if line.endswith("@o1_daily")]
        assert names == ["c50", *(f"c{number}" for number in range(len(names) - 1))]
        assert status.endswith(f"\n\n{80 - len(names)} more channels are not shown; /status CHANNEL shows one.")
        assert len(status) > TEXT_LIMIT * 0.9  # the room is used
        one = (await town.say(ADA, "/status c23")).text
        assert [line for line in one.splitlines() if "@o1_daily" in line] == ["c23 → @o1_daily"]
