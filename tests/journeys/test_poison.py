"""Poison: an update that raises, a row that cannot be read, a second program: told once, and the rest goes on."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from tests.journeys.test_trouble import SORRY
from tests.journeys.town import ADA, CHANNEL, LIN, MORNING, O1, WEI, Clock, Town, a_sandbox, a_town, by_somebody_else
from tests.worlds import at

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("troubles")]

NEWS = replace(O1, name="news", chat="@o1_news")
NINE = at("2026-11-22 09:00:01", "Asia/Shanghai")
DAY = dt.timedelta(days=1)


async def test_updates_that_raise_are_told_once_and_their_senders_get_an_apology(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await by_somebody_else(tmp_path, "ALTER TABLE saved RENAME TO lost")
        for person in (LIN, LIN, WEI):
            assert (await town.say(person, "/saved")).text == SORRY
        await town.settled()
        (told,) = town.alerts
        assert told.startswith("⚠ A message could not be answered:\n")
        assert told.endswith("Its sender got an apology, and everything else goes on. The log tells more.")
        assert (await town.say(WEI, "/about")).text.startswith("关于")
        assert (await town.next_morning()).by_bot
        sandbox, clock = town.sandbox, town.clock
    async with a_town(tmp_path, sandbox=sandbox, clock=clock) as town:  # nobody can say that it is over
        assert (await town.say(LIN, "/saved")).text == SORRY
        await town.settled()
        assert town.alerts == [told, told]


async def test_a_row_that_cannot_be_read_is_told_once_and_the_slots_go_on(tmp_path: Path) -> None:
    clock = Clock(MORNING)
    sandbox = a_sandbox(clock)
    sandbox.add_channel(username="o1_news", title="o1 News")
    async with a_town(tmp_path, clock=clock, sandbox=sandbox, channels=(O1, NEWS)) as town:
        await town.tick_until(MORNING)  # so that the slot is looked back at the next day
        await town.tick_until(NINE)
        await by_somebody_else(tmp_path, "UPDATE deliveries SET card = '{\"html\": ' WHERE channel = 'o1'")
        for day in (1, 2):
            await town.tick_until(NINE + day * DAY)
            await town.later(minutes=1)
        assert counts(sandbox) == (3, 3)
        (told,) = town.alerts
        assert told.startswith("⚠ The database’s record of o1/2026-11-22/09:00 cannot be read:\nJSONDecodeError")
        assert "/status" not in told
        assert (await town.say(ADA, "/status")).text.startswith("Status")
    async with a_town(tmp_path, clock=clock, sandbox=sandbox, channels=(O1, NEWS)) as town:
        await town.tick_until(NINE + 3 * DAY)
        await town.later(minutes=1)
        assert counts(sandbox) == (4, 4)
        assert town.alerts == [told]


async def test_a_card_whose_row_broke_before_it_was_sent_holds_up_no_other_slot(tmp_path: Path) -> None:
    clock = Clock(MORNING)
    sandbox = a_sandbox(clock)
    sandbox.add_channel(username="o1_news", title="o1 News")
    async with a_town(tmp_path, clock=clock, sandbox=sandbox, channels=(O1, NEWS)) as town:
        sandbox.remove_bot(CHANNEL)
        await town.tick_until(NINE)
        sandbox.restore_bot(CHANNEL)
        await by_somebody_else(tmp_path, "UPDATE deliveries SET card = 'x' WHERE channel = 'o1'")
        for minutes in (20, 20):
            await town.later(minutes=minutes)
        assert counts(sandbox) == (0, 1)
        await town.tick_until(NINE + DAY)
        assert counts(sandbox) == (1, 2)
        assert len([each for each in town.alerts if "cannot be read" in each]) == 1


def counts(sandbox: Sandbox) -> tuple[int, int]:
    """Cards in the two channels."""
    return len(sandbox.channel(CHANNEL).messages), len(sandbox.channel("@o1_news").messages)


async def test_another_program_on_the_same_bot_is_told_once_and_so_is_its_end(town: Town) -> None:
    """That it is over shows after a minute and a half without a conflict; the polling has tests of that."""
    town.sandbox.faults.add("409", method="getUpdates", times=2)
    await town.sandbox.say(LIN, "/about")  # ends the poll under way
    told = await town.first(lambda: town.alerts)
    await town.first(lambda: not town.sandbox.faults.waiting)
    assert (await town.say(LIN, "/about")).text.startswith("About")
    assert told[0].startswith("⚠ Another program receives this bot’s messages, so your commands do not reach me.")
    assert len(town.alerts) == 1
    over = town.house.conversation.on_conflict
    assert over is not None
    for _ in range(2):
        await over(False)
    assert town.alerts == [*told, "✓ Messages reach me again: the other program has stopped."]
