"""Random kills: ``uv run python -m tests.proof.kills --posts 1000 --channels 50 --seed N``.

One bot, one database, many channels, a slot in each every hour of a clock that runs 300 times as fast. The bot is
killed with SIGKILL at random moments and started again, its sends meet random faults, and other people post and delete
in the same channels. Then it is left alone until it rests, and the channels are counted. Five minutes for 1,000 posts,
on a machine that does nothing else: with so many channels it takes one of two cores.
"""

import argparse
import asyncio
import datetime as dt
import math
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.channel import ALWAYS, Channel
from bot.domain.schedule import due, slots_between
from tests.proof.cases import PATIENCE, a_past
from tests.proof.child import FastClock, Life
from tests.proof.lives import Living, living
from tests.proof.storm import Storm
from tests.proof.town import OPEN, Books, Tally, changed_by_others, channels, questions, settings

RATE = 300.0
PULSE = dt.timedelta(seconds=0.25)  # a tick of so many channels takes longer than one of one
EVERY = dt.timedelta(hours=1)  # of the bot's time: 12 s, in which some lives find out what became of a card
DAY = dt.datetime(2026, 11, 22, tzinfo=ZoneInfo("UTC"))
YESTERDAY = DAY - dt.timedelta(hours=1)
CATCH_UP = dt.timedelta(days=1)
SPARE = 1.1  # slots for each post wanted: some give way to the next, lawfully, where two were due by the time
MOST = 23  # slots a channel: a day has no more
FINDING = 60.0  # seconds more than PATIENCE: an hour of the bot's time until copies are looked for


@dataclass(frozen=True, kw_only=True)
class Report:
    """What came of it."""

    seed: int
    slots: int
    kills: int
    faults: int
    tally: Tally
    asked: list[str]
    changed: list[str]
    rests: bool

    def __str__(self) -> str:
        counts = (
            f"seed {self.seed}: {self.slots} slots, {self.kills} kills, {self.faults} faults; "
            f"{self.tally.cards} posts, "
            f"lost {len(self.tally.lost)}, doubled {len(self.tally.doubled)}, asked {len(self.asked)}; "
            f"passed over for a later slot {self.tally.passed}, others' posts changed {len(self.changed)}"
            + ("" if self.rests else "; IT NEVER CAME TO REST")
        )
        return "\n".join((counts, *self.tally.lost, *self.tally.doubled, *self.asked, *self.changed))

    @property
    def wrong(self) -> bool:
        return bool(self.tally.lost or self.tally.doubled or self.asked or self.changed or not self.rests)


def _times(number: int, slots: int) -> Iterator[dt.time]:
    """Each channel a minute after the one before, or all would post at once and a kill would hit all of them."""
    for slot in range(slots):
        yield (DAY + EVERY * slot + dt.timedelta(minutes=number % (EVERY // dt.timedelta(minutes=1)))).time()


def posted_to(count: int, slots: int) -> tuple[Channel, ...]:
    """Late cards are welcome for longer than the bot is ever down or busy: no slot may pass because of its age."""
    return tuple(
        replace(channel, at=tuple(_times(number, slots)), catch_up=CATCH_UP)
        for number, channel in enumerate(channels(count, []))
    )


async def kills(*, posts: int, count: int, seed: int, folder: Path) -> Report:
    """``posts`` at the least, over ``count`` channels; yesterday's last slot of each is posted in peace first."""
    dice = random.Random(seed)
    slots = math.ceil(SPARE * posts / count)
    if slots > MOST:
        raise ValueError(f"{posts} posts need {slots} slots in each of {count} channels, and there are {MOST} at most")
    there = posted_to(count, slots)
    yesterdays = tuple(replace(channel, catch_up=ALWAYS) for channel in there)
    sandbox = await a_past(folder, yesterdays, YESTERDAY)
    chats = [sandbox.channel(str(channel.chat)) for channel in there]
    async with sandbox.serve() as url:
        clock = FastClock.from_now(DAY - dt.timedelta(minutes=3), RATE)
        life = Life(config=settings(url, folder, there), clock=clock, pulse=PULSE)
        books = Books(life.config)
        seconds = (slots * EVERY).total_seconds() / RATE
        storm = Storm(
            sandbox=sandbox,
            chats=chats,
            dice=dice,
            until=time.monotonic() + seconds,
            faults_a_second=posts / seconds / 3,
            posts_a_second=posts / seconds / 2,
        )

        def start() -> AbstractAsyncContextManager[Living]:
            return living(life)

        await storm.rage(start)
        async with start():
            rests = await books.until(f"{OPEN} OR look_at IS NOT NULL", 0, PATIENCE + FINDING)
        end = clock.now()
        rows = {row.slot: row for row in await books.rows()}
        tally = Tally()
        for channel, before, chat in zip(there, yesterdays, chats, strict=True):
            were_due = [due(before, YESTERDAY)[0], *slots_between(channel, YESTERDAY, end)]
            tally.count(chat, were_due, rows, await books.passed(channel, DAY.date()))
    return Report(
        seed=seed,
        slots=slots * count,
        kills=storm.kills,
        faults=storm.faults.total(),
        tally=tally,
        asked=[f"asked: {question.text}" for question in questions(sandbox)],
        changed=[f"changed: {text}" for chat in chats for text in changed_by_others(chat)],
        rests=rests,
    )


def a_seed() -> int:
    """From the environment, to play a run again as far as a machine's timing allows; else a new one."""
    return int(os.environ.get("DIGEST_TEST_SEED") or random.SystemRandom().randrange(10**6))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--channels", type=int, default=50)
    parser.add_argument("--seed", type=int, default=a_seed())
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = asyncio.run(kills(posts=given.posts, count=given.channels, seed=given.seed, folder=Path(folder)))
    sys.stdout.write(f"{report}\n")
    sys.exit(1 if report.wrong else 0)


if __name__ == "__main__":
    main()
