"""Whole bots over a sandbox: configuration, a clock that stands, and a bot that runs inside a block."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from bot import shipped
from bot.adapters.alarm_apscheduler import EVERY
from bot.adapters.places_telegram import Limits
from bot.adapters.store_sql import open_store
from bot.app.config import Config
from bot.app.run import serve
from bot.app.wiring.house import House, open_house
from bot.domain.delivery import Delivery
from bot.domain.slot import Slot
from bot.sandbox import Chat, Sandbox
from tests.adapters.bots import ADMIN, CHANNEL
from tests.worlds import a_channel, at

NINE = at("2026-11-22 09:00", "Asia/Shanghai")
SLOT = Slot(channel="daily", date=dt.date(2026, 11, 22), label="09:00")

# Nobody has to wait here for the second that Telegram wants between two messages; the pace has tests of its own.
AT_ONCE = Limits(burst=1000, per_second=1000, apart=0, group_burst=1000, group_per_minute=60_000)

T = TypeVar("T")


class StandingClock:
    """The Clock port; moved by hand."""

    def __init__(self, time: dt.datetime = NINE) -> None:
        self.time = time

    def now(self) -> dt.datetime:
        return self.time


def a_config(api_url: str, folder: Path, **changes: Any) -> Config:
    """The test channel, one admin, the shipped collection, and a state folder in ``folder``."""
    fields: dict[str, Any] = {
        "token": "42:TEST-token-of-the-sandbox",
        "channels": (a_channel(),),
        "admins": frozenset({ADMIN}),
        "data": shipped.data(),
        "templates": None,
        "state": folder / "state",
        "database": None,
        "api_url": api_url,
    }
    return Config(**fields | changes)


@asynccontextmanager
async def serving(house: House) -> AsyncIterator[asyncio.Event]:
    """The bot runs, with its first tick begun; setting the event stops it, as leaving the block does."""
    stopped, ready = asyncio.Event(), asyncio.Event()
    life = asyncio.create_task(serve(house, stopped, ready=ready.set))
    waiting = asyncio.create_task(ready.wait())
    try:
        await asyncio.wait({life, waiting}, return_when=asyncio.FIRST_COMPLETED)
        yield stopped
    finally:
        waiting.cancel()
        stopped.set()
        await life


@asynccontextmanager
async def a_running_bot(
    config: Config, clock: StandingClock | None = None, *, pulse: dt.timedelta = EVERY
) -> AsyncIterator[House]:
    async with open_house(config, clock or StandingClock(), pulse=pulse, limits=AT_ONCE) as house, serving(house):
        yield house


async def eventually(predicate: Callable[[], T]) -> T:
    """The first truthy value of something that nobody announces (a file, the log); AssertionError after 20 s."""
    for _ in range(1000):
        if found := predicate():
            return found
        await asyncio.sleep(0.02)
    raise AssertionError("it never became true")


def channel_of(sandbox: Sandbox) -> Chat:
    return sandbox.channel(CHANNEL)


def private_texts(sandbox: Sandbox) -> list[str]:
    """What the bot wrote to the admin."""
    return [message.text for message in sandbox.chat(ADMIN).messages if message.by_bot]


async def delivery_in(config: Config, slot: Slot = SLOT) -> Delivery | None:
    """The slot's row, read from the file after the bot has gone."""
    async with open_store(f"sqlite:///{config.state / 'digestbot.sqlite3'}") as store:
        return await store.ledger.find(slot)
