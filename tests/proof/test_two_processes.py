"""Two bots started by mistake on one database: no slot has two cards."""

import asyncio
import datetime as dt
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.config import Config
from bot.app.steps import Step
from bot.domain.schedule import due, slots_between
from bot.sandbox import Sandbox
from tests.proof.cases import a_past
from tests.proof.child import FastClock, Kill, Life
from tests.proof.lives import PATIENCE, Living, a_barrier, living, process
from tests.proof.race import MINUTE, race
from tests.proof.town import OPEN, UTC, Books, Tally, a_town, channels, questions, settings
from tests.whole import WHOLE

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=UTC)
YESTERDAY = NOON - dt.timedelta(hours=11)
HOUR = dt.timedelta(hours=1)
RATE = 300.0
DEAD = 1.0  # real seconds


# The ledger alone


async def _race(folder: Path, *, count: int, rounds: int) -> None:
    times = [(NOON + number * MINUTE).time() for number in range(rounds)]
    there = tuple(replace(channel, catch_up=dt.timedelta(hours=6)) for channel in channels(count, times))
    sandbox = a_town(there)
    async with sandbox.serve() as url:
        one = Life(config=settings(url, folder, there), clock=FastClock.from_now(NOON), name="one")
        other = replace(one, name="other")
        one.config.state.mkdir(parents=True)
        together = a_barrier(2)
        async with process(race, one, rounds, together) as first, process(race, other, rounds, together) as second:
            await first.ended.wait()
            await second.ended.wait()
        tally, books = Tally(), Books(one.config)
        rows = {row.slot: row for row in await books.rows()}
        for channel in there:
            slots = slots_between(channel, NOON - MINUTE, NOON + rounds * MINUTE)
            tally.count(sandbox.channel(str(channel.chat)), slots, rows, {})
    for racer in (one, other):
        assert racer.steps.read_text().split().count(Step.BEGUN) > 0  # or it was no race
    assert (tally.lost, tally.doubled, tally.passed) == ([], [], 0)
    assert tally.cards == count * rounds


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_two_bots_racing_for_slots_post_one_card_each(tmp_path: Path) -> None:
    """For 2,000; in CI for 600."""
    await _race(tmp_path, count=40, rounds=50 if WHOLE else 15)


# The lease


class Two:
    """Two bots on one database. Yesterday's card is posted; a slot is due in a moment, another forty minutes later:
    eight seconds, in which a busy machine starts the second bot, or the slot would lawfully give way to the later one.
    """

    def __init__(self, config: Config, sandbox: Sandbox) -> None:
        clock = FastClock.from_now(NOON - dt.timedelta(seconds=10), RATE)
        self.first = Life(config=config, clock=clock, name="first", dead=DEAD)
        self.second = replace(self.first, name="second")
        self.sandbox = sandbox
        (self.channel,) = config.channels
        self.chat = sandbox.channel(str(self.channel.chat))
        self.books = Books(config)

    async def until(self, predicate: Callable[[], object]) -> None:
        for _ in range(int(2 * PATIENCE / 0.02)):
            if predicate():
                return
            await asyncio.sleep(0.02)
        logs = [life.log.read_text() for life in (self.first, self.second) if life.log.exists()]
        raise AssertionError("\n".join(["it never came true", *logs]))

    async def until_said(self, life: Life, words: str) -> None:
        await self.until(lambda: life.log.exists() and words in life.log.read_text())

    async def until_sent(self, count: int) -> None:
        await self.until(lambda: self.books.count("state = 'sent'") == count and not self.books.count(OPEN))

    async def stand_still(self, bot: Living) -> None:
        """Not amid a write, or the database is locked and nobody can take over; a busy machine is often there."""
        bot.signal(signal.SIGSTOP)
        while not self.books.can_be_written():
            bot.signal(signal.SIGCONT)
            await asyncio.sleep(0.02)
            bot.signal(signal.SIGSTOP)

    async def has_one_card_a_slot(self) -> bool:
        """For yesterday's and for today's."""
        rows = {row.slot: row for row in await self.books.rows()}
        tally = Tally()
        slots = [*slots_between(self.channel, NOON - MINUTE, NOON + HOUR), *due(self.channel, YESTERDAY)[:1]]
        tally.count(self.chat, slots, rows, {})
        return not tally.lost and not tally.doubled and not tally.passed and not questions(self.sandbox)


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[Two]:
    there = channels(1, [NOON.time(), (NOON + 2 * HOUR / 3).time()])
    sandbox = await a_past(tmp_path, there, YESTERDAY)
    async with sandbox.serve() as url:
        yield Two(settings(url, tmp_path, there), sandbox)


async def test_a_second_bot_waits_says_so_and_takes_over_when_the_first_dies(two: Two) -> None:
    async with living(two.first) as first:
        await two.until_sent(2)
        async with living(two.second):
            await two.until_said(two.second, "this one waits, and takes over when that one ends")
            await first.end()
            await two.until_sent(3)
            assert "taking over" in two.second.log.read_text()
    assert await two.has_one_card_a_slot()


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_a_bot_elsewhere_takes_over_after_the_dead_time(two: Two) -> None:
    async with living(two.first) as first:
        await two.until_sent(2)
        async with living(replace(two.second, host="elsewhere")):
            await two.until_said(two.second, "this one waits")
            await first.end()
            await two.until_sent(3)
    assert await two.has_one_card_a_slot()


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_a_bot_that_stood_still_for_long_gives_way_when_it_goes_on(two: Two) -> None:
    async with living(two.first) as first:
        await two.until_sent(2)
        await two.stand_still(first)
        async with living(two.second):
            await two.until_sent(3)
            first.signal(signal.SIGCONT)
            await two.until_said(two.first, "another process has taken over")
            await two.until_said(two.first, "this one waits")
    assert await two.has_one_card_a_slot()


async def test_a_bot_that_stood_still_just_before_its_send_takes_the_second_copy_back(two: Two) -> None:
    stopped = replace(two.first, kill=Kill(step=Step.BEGUN, sign=signal.SIGSTOP))
    async with living(stopped) as first:
        await two.until(lambda: two.books.count("state = 'sending'"))
        async with living(two.second):
            await two.until_sent(3)
            first.signal(signal.SIGCONT)
            await two.until_said(two.first, "is one too many")
            await two.until(lambda: any(call.method == "deleteMessage" for call in two.sandbox.calls))
    assert await two.has_one_card_a_slot()
