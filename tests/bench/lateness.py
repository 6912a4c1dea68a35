"""How late cards come, and what trouble costs, beside a plain bot: ``uv run python -m tests.bench.lateness``.

Lateness: from the slot's instant to the card's acceptance by the sandbox, with the settings as shipped and a clock that
runs as fast as the real one. Slots are whole minutes of a zone, and nobody wants to wait a day for a thousand of them:
the bot's clock shows a day of 1890, when the local times of the world's cities differed by odd seconds, so that there
is a slot in every second. The plain bot has cron jobs at every second of the minute, in the same minutes.

Trouble: both are killed at random moments, their sends meet the same kinds of faults, each at its own slots.
"""

import argparse
import asyncio
import datetime as dt
import logging
import math
import os
import platform
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from bot.adapters.alarm_apscheduler import EVERY
from bot.adapters.places_telegram import Limits
from bot.domain.channel import SKIP, Channel
from bot.sandbox import Sandbox
from bot.sandbox.messages import Message
from tests.bench.plain_bot import main as plain_main
from tests.proof.child import FastClock, Life
from tests.proof.kills import a_seed, kills
from tests.proof.lives import Living, living, process
from tests.proof.storm import Storm
from tests.proof.town import Books, a_town, cards, channels, settings, token_of

LONG_AGO = dt.datetime(1890, 6, 1, 12, tzinfo=dt.UTC)
NEAR = dt.timedelta(hours=8)  # from UTC, so that it is the same day there
START = 5.0  # seconds for both to start before the first minute that counts
LAST = 10.0  # and for the last cards to come
TROUBLED = 30  # channels in trouble
STEP = 10  # seconds between the plain bot's posts in trouble


def old_zones() -> list[ZoneInfo]:
    """One for each second of the minute, as far as there are any."""
    by_second: dict[int, ZoneInfo] = {}
    for name in sorted(available_timezones()):
        offset = LONG_AGO.astimezone(ZoneInfo(name)).utcoffset() or dt.timedelta()
        if abs(offset) < NEAR:
            by_second.setdefault(int(offset.total_seconds()) % 60, ZoneInfo(name))
    return list(by_second.values())


def every_minute(count: int, minutes: int) -> Iterator[Channel]:
    zones = old_zones()
    for number, channel in enumerate(channels(count, [])):
        zone = zones[number % len(zones)]
        first = (LONG_AGO + dt.timedelta(seconds=START)).astimezone(zone).replace(second=0) + dt.timedelta(minutes=1)
        at = tuple((first + dt.timedelta(minutes=minute)).time() for minute in range(minutes))
        yield replace(channel, zone=zone, at=at, catch_up=SKIP, pin=False)


@dataclass(frozen=True, kw_only=True)
class Punctuality:
    """Seconds from slot to card, ascending, and how many slots never had one."""

    late: Sequence[float]
    lost: int

    @property
    def p99(self) -> float:
        return self.late[math.ceil(0.99 * len(self.late)) - 1]

    def __str__(self) -> str:
        figures = f"median {statistics.median(self.late):.3f} s, p99 {self.p99:.3f} s, longest {self.late[-1]:.3f} s"
        return f"{figures}; {len(self.late)} cards, {self.lost} lost"


async def punctuality(slots: int, count: int, folder: Path) -> tuple[Punctuality, Punctuality]:
    """Ours and the plain one's, side by side."""
    minutes = math.ceil(slots / count)
    there = tuple(every_minute(count, minutes))
    ours, plain = a_town(there), a_town(there)
    async with ours.serve() as url, plain.serve() as plain_url:
        clock = FastClock.from_now(LONG_AGO)
        life = Life(config=settings(url, folder, there), clock=clock, pulse=EVERY, limits=Limits())
        async with living(life), process(plain_main, plain.token, plain_url, count):
            await asyncio.sleep(START + 60 * (minutes + 1) + LAST)
        rows = await Books(life.config).rows()
    zones = {channel.name: channel.zone for channel in there}
    instants = {
        row.token: clock.since + (row.slot.instant(zones[row.slot.channel]) - LONG_AGO).total_seconds() for row in rows
    }
    late = sorted(card.date.timestamp() - instants[token_of(card)] for card in _cards(ours))
    until = (clock.since + START + 60) // 60 * 60 + 60 * minutes  # whole minutes of the plain one's
    plainly = [
        (card.date.timestamp() - number) % 60
        for number, channel in enumerate(there)
        for card in cards(plain.channel(str(channel.chat)))
        if until - 60 * minutes <= card.date.timestamp() < until
    ]
    wanted = count * minutes
    return (
        Punctuality(late=late, lost=wanted - len(late)),
        Punctuality(late=sorted(plainly), lost=wanted - len(plainly)),
    )


def _cards(sandbox: Sandbox) -> list[Message]:
    return [card for chat in sandbox.world.chats.values() if chat.type == "channel" for card in cards(chat)]


def quiet_plain_bot(*given: Any) -> None:
    """In trouble it would fill the screen."""
    logging.disable()
    plain_main(*given)


async def plain_trouble(posts: int, count: int, seed: int) -> str:
    """The plain bot in the weather that ours has in ``kills``; what becomes of its posts of every ten seconds."""
    there = channels(count, [])
    sandbox = a_town(there)
    chats = [sandbox.channel(str(channel.chat)) for channel in there]
    slots = math.ceil(posts / count)
    async with sandbox.serve() as url:

        def start() -> AbstractAsyncContextManager[Living]:
            return process(quiet_plain_bot, sandbox.token, url, count, STEP)

        async with start():
            await sandbox.wait_for(lambda: all(cards(chat) for chat in chats), timeout=60)
        first = time.time()
        seconds = slots * STEP
        storm = Storm(
            sandbox=sandbox,
            chats=chats,
            dice=random.Random(seed),
            until=time.monotonic() + seconds,
            faults_a_second=posts / seconds / 3,
            posts_a_second=posts / seconds / 2,
        )
        await storm.rage(start)
    lost = doubled = 0
    for number, chat in enumerate(chats):
        begin = math.ceil((first - number) / STEP) * STEP + number
        shown = Counter(int((card.date.timestamp() - begin) // STEP) for card in cards(chat))
        for slot in range(slots - 1):  # the last one may still be under way
            lost += shown[slot] == 0
            doubled += shown[slot] > 1
    met = f"{(slots - 1) * count} slots, {storm.kills} kills, {storm.faults.total()} faults"
    return f"{met}; lost {lost}, doubled {doubled}"


async def measure(slots: int, count: int, posts: int, seed: int) -> None:
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, seed {seed}")
    with tempfile.TemporaryDirectory() as folder:
        ours, plain = await punctuality(slots, count, Path(folder))
    print(f"late by, ours:  {ours}\nlate by, plain: {plain}\nratio of the p99: {ours.p99 / plain.p99:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        print(f"trouble, ours:  {await kills(posts=posts, count=TROUBLED, seed=seed, folder=Path(folder))}")
    print(f"trouble, plain: {await plain_trouble(posts, TROUBLED, seed)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slots", type=int, default=1000)
    parser.add_argument("--channels", type=int, default=120, help="two of them have a slot in each second")
    parser.add_argument("--posts", type=int, default=300, help="in trouble")
    parser.add_argument("--seed", type=int, default=a_seed())
    given = parser.parse_args()
    asyncio.run(measure(given.slots, given.channels, given.posts, given.seed))
