"""Sandbox and bot in one process: the demo's world, its clock, and the bot running in it."""

import asyncio
import datetime as dt
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot import shipped
from bot.app.config import Config
from bot.app.run import serve
from bot.app.wiring.house import House, open_house
from bot.app.wiring.state_folder import make_state_folder
from bot.domain.channel import Channel, Style
from bot.domain.language import Language
from bot.domain.schedule import next_slot
from bot.sandbox.sandbox import Sandbox

READER, ADMIN = 1001, 1002
CHANNEL = "@o1_daily"
TOKEN = "42:the-sandbox-lets-everybody-in"  # noqa: S105 - opens nothing but the sandbox
POST_AT = dt.time(9)
CATCH_UP = dt.timedelta(hours=6)
DRAFTS = Path(__file__).with_name("demo_drafts.yaml")  # what waits for review


class DemoClock:
    """Runs like the machine's clock, from wherever it was set."""

    def __init__(self, start: dt.datetime) -> None:
        self._offset = start - dt.datetime.now(dt.UTC)

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self._offset

    def set(self, now: dt.datetime) -> None:
        self._offset = now - dt.datetime.now(dt.UTC)


class ClockPanel:
    """What the page's clock shows and its button does (``bot.sandbox.view.ClockControl``)."""

    def __init__(self, clock: DemoClock, house: House) -> None:
        self._clock = clock
        self._house = house
        self._channel = house.config.channels[0]
        self.zone = self._channel.zone.key

    def now(self) -> dt.datetime:
        return self._clock.now().astimezone(self._channel.zone)

    def next(self) -> dict[str, Any]:
        slot = next_slot(self._channel, self._clock.now())
        at = slot.instant(self._channel.zone).astimezone(self._channel.zone)
        return {"channel": self._channel.name, "at": at.isoformat()}

    async def jump(self) -> None:
        """To one second after the next slot; the card is there when this returns."""
        slot = next_slot(self._channel, self._clock.now())
        self._clock.set(slot.instant(self._channel.zone) + dt.timedelta(seconds=1))
        await self._house.tick()


@dataclass(frozen=True, kw_only=True)
class Demo:
    """A running demo."""

    url: str
    sandbox: Sandbox
    house: House
    clock: DemoClock


@asynccontextmanager
async def open_demo(
    *,
    port: int = 0,
    state: Path | None = None,
    data: Path | None = None,
    style: Style = Style.PICTURE,
    today: dt.datetime,
    zone: ZoneInfo,
) -> AsyncIterator[Demo]:
    """Run sandbox and bot; today's card is in the channel when the block begins.

    The demo's day begins at the channel's time to post. With a ``state`` folder of an earlier demo it is the day after
    the last card, for the sandbox's channel starts empty each time. Reviewing changes a copy of the collections, which
    is in that folder. OSError if the port is in use.
    """
    with ExitStack() as stack:
        folder = state or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="digestbot-demo-")))
        clock = DemoClock(_nine(today, zone))
        sandbox = _world(clock)
        async with sandbox.serve(port) as url:
            config = _config(folder, _own_copy(folder, data or shipped.data()), zone, style, api_url=url)
            async with open_house(config, clock) as house:
                await _first_free_day(house, clock)
                sandbox.clock_control = ClockPanel(clock, house)
                async with _running(house):
                    await house.tick()
                    yield Demo(url=url, sandbox=sandbox, house=house, clock=clock)


def _own_copy(folder: Path, data: Path) -> Path:
    """The collections with some drafts, to be reviewed; those of an earlier demo, where it has left any."""
    copy, fresh = folder / "data", folder / "data.fresh"
    if not copy.exists():
        make_state_folder(folder)
        shutil.rmtree(fresh, ignore_errors=True)  # where an earlier demo was stopped in the middle
        shutil.copytree(data, fresh)
        shutil.copyfile(DRAFTS, fresh / "entries" / "drafts.yaml")
        fresh.rename(copy)
    return copy


def _nine(today: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    date = today.astimezone(zone).date()
    return dt.datetime.combine(date, POST_AT, tzinfo=zone).astimezone(dt.UTC) + dt.timedelta(seconds=1)


async def _first_free_day(house: House, clock: DemoClock) -> None:
    channel = house.config.channels[0]
    history = await house.store.ledger.history(channel.name)
    scheduled = [delivery.slot for delivery in history if delivery.slot.time]
    if scheduled:
        last = max(slot.instant(channel.zone) for slot in scheduled)
        if last + CATCH_UP > clock.now():
            clock.set(next_slot(channel, last).instant(channel.zone) + dt.timedelta(seconds=1))


def _world(clock: DemoClock) -> Sandbox:
    sandbox = Sandbox(token=TOKEN, bot_username="o1_digest_bot", bot_name="o1 Digest · 每日一读", clock=clock.now)
    sandbox.add_person(READER, "Lin 林", role="reader", language="zh")
    sandbox.add_person(ADMIN, "Ada", role="admin", language="en")
    sandbox.add_channel(username=CHANNEL.removeprefix("@"), title="o1 Daily · 每日一读")
    return sandbox


def _config(state: Path, data: Path, zone: ZoneInfo, style: Style, *, api_url: str) -> Config:
    channel = Channel(
        name="o1",
        chat=CHANNEL,
        at=(POST_AT,),
        zone=zone,
        languages=(Language.ZH, Language.EN),
        catch_up=CATCH_UP,
        style=style,
    )
    return Config(
        token=TOKEN,
        channels=(channel,),
        admins=frozenset({ADMIN}),
        data=data,
        templates=None,
        state=state,
        database=None,
        api_url=api_url,
    )


@asynccontextmanager
async def _running(house: House) -> AsyncIterator[None]:
    """The bot listening, as `digestbot run` runs it."""
    stopped, ready = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(serve(house, stopped, ready=ready.set))
    waiting = asyncio.create_task(ready.wait())
    try:
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()  # raises what kept it from starting
        yield
    finally:
        waiting.cancel()
        stopped.set()
        await running
