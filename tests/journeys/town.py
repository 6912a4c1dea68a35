"""A town: the sandbox served over HTTP, the whole bot running in it, and a clock that stands until it is moved."""

import asyncio
import datetime as dt
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot import shipped
from bot.adapters.alarm_apscheduler import EVERY
from bot.adapters.search_tantivy import TantivySearch
from bot.app.config import Config
from bot.app.publish import Outcome
from bot.app.run import serve
from bot.app.wiring.house import House, open_house
from bot.domain.channel import Channel
from bot.domain.pages import Pages
from bot.sandbox import Sandbox
from bot.sandbox.messages import Message
from bot.sandbox.state import Toast
from tests.app.houses import AT_ONCE
from tests.worlds import a_channel, at

T = TypeVar("T")

LIN, ADA, SAM, WEI = 1001, 1002, 1003, 1004  # an English reader, the admin, a stranger, a Chinese reader
GROUP = -1_002_000_000_001
CHANNEL = "@o1_daily"
MORNING = at("2026-11-22 00:30")  # half past eight in Shanghai: half an hour before the first slot
DAY = dt.timedelta(days=1)
A_BREATH = {"seconds": 2}  # between two messages of a person: slow enough never to be slowed

O1 = a_channel(name="o1", chat=CHANNEL)


class Clock:
    """Stands until it is moved."""

    def __init__(self, now: dt.datetime) -> None:
        self.time = now

    def now(self) -> dt.datetime:
        return self.time

    def forward(self, **span: float) -> None:
        self.time += dt.timedelta(**span)


@dataclass(frozen=True, kw_only=True)
class Town:
    """What people do here and what they see of it."""

    sandbox: Sandbox
    house: House
    clock: Clock

    def newcomer(self, name: str = "Lin", language: str = "en") -> int:
        """Somebody who never talked to the bot before; the id."""
        person = 2000 + len(self.sandbox.world.people)
        self.sandbox.add_person(person, name, language=language)
        return person

    async def say(self, person: int, text: str, chat: int | None = None, *, reply_to: int | None = None) -> Message:
        """What the bot answers; in private unless another chat is named. Nobody is in a hurry here."""
        self.clock.forward(**A_BREATH)
        said = await self.sandbox.say(person, text, chat, reply_to=reply_to)
        return await self.first(lambda: self._newer(said.chat_id, said.id))

    async def first(self, look: Callable[[], T | None]) -> T:
        """What is seen as soon as there is something to see."""
        found = await self.sandbox.wait_for(look)
        assert found is not None
        return found

    async def hears(self, person: int, text: str, beginning: str) -> Message:
        """The bot's message that begins so, where others may come in between (an alert to the admins)."""
        said = await self.sandbox.say(person, text)
        return await self.first(
            lambda: next((m for m in self.said_in(person) if m.id > said.id and m.text.startswith(beginning)), None)
        )

    async def silence(self, person: int, text: str, chat: int | None = None) -> bool:
        """Whether the bot says nothing; known once it has answered a later question of somebody else."""
        said = await self.sandbox.say(person, text, chat)
        await self.settled()
        return self._newer(said.chat_id, said.id) is None

    async def settled(self) -> None:
        """Everything said and pressed before has been dealt with: a stranger's question after it was answered."""
        for _ in range(2):  # updates are answered side by side: the second question comes after the first's answer
            await self.say(SAM, "/about")

    def _newer(self, chat: int, than: int) -> Message | None:
        return next((each for each in self.said_in(chat) if each.id > than), None)

    def said_in(self, chat: int) -> list[Message]:
        """The bot's messages in a chat, oldest first."""
        return [each for each in self.sandbox.chat(chat).messages if each.by_bot]

    async def press(self, person: int, message: Message, label: str) -> Toast:
        """Press the button whose label begins so; the toast over it, empty where there is none."""
        return await self.press_data(person, message, data_of(message, label))

    async def press_data(self, person: int, message: Message, data: str) -> Toast:
        """Press a button that says ``data``, whether or not there is one."""
        self.clock.forward(**A_BREATH)
        query = await self.sandbox.press(person, message.chat_id, message.id, data)
        return await self.first(lambda: next((t for t in self.sandbox.toasts if t.id == query), None))

    async def turn(self, person: int, message: Message, label: str) -> Message:
        """Press a button; the message as the press has changed it, or the new one that it brought."""
        before, last = _look(message), max(self.sandbox.chat(message.chat_id).history)
        await self.press(person, message, label)
        return await self.first(
            lambda: self._newer(message.chat_id, last) or (message if _look(message) != before else None)
        )

    @property
    def alerts(self) -> list[str]:
        """What the admin was told unasked."""
        return [each.text for each in self.said_in(ADA) if each.text[:1] in "⚠✓❓"]

    async def later(self, **span: float) -> None:
        """Time passes, and then the alarm rings."""
        self.clock.forward(**span)
        await self.house.tick()

    @property
    def posts(self) -> list[Message]:
        """What is in the channel."""
        return self.sandbox.channel(CHANNEL).messages

    async def tick_until(self, moment: dt.datetime) -> list[Outcome]:
        """Move the clock and let the alarm ring once."""
        self.clock.time = moment
        return await self.house.tick()

    async def clear_up(self) -> None:
        """Time passes until the bot has found out what became of a card, and has sent it again if it is missing."""
        for _ in range(3):
            self.clock.forward(minutes=2)
            await self.house.reconciler.reconcile(self.clock.now())
            await self.house.tick()

    async def next_morning(self) -> Message:
        """The day's slot comes; its card."""
        local = self.clock.now().astimezone(O1.zone)
        nine = dt.datetime.combine(local.date(), O1.at[0], tzinfo=O1.zone)
        nine += DAY if nine <= local else dt.timedelta()
        await self.tick_until(nine.astimezone(dt.UTC) + dt.timedelta(seconds=1))
        return self.posts[-1]

    async def kept(self) -> tuple[Any, ...]:
        """All that people may not change without right: posts, deliveries and plans."""
        rows = [
            (await self.house.store.ledger.history(name), await self.house.store.plans.of(name))
            for name in self.house.channels
        ]
        return [each.text for each in self.posts], rows, self.house.library.shelf.catalog.fingerprint


def _look(message: Message) -> tuple[Any, ...]:
    return message.body, message.keyboard, message.photo


def labels(message: Message) -> list[list[str]]:
    """The buttons' labels, row by row."""
    return [[button["text"] for button in row] for row in message.keyboard]


def has(message: Message, label: str) -> bool:
    """Whether there is a button with just this label."""
    return any(each["text"] == label for each in message.buttons)


def data_of(message: Message, label: str) -> str:
    """The callback data of the first button whose label begins so."""
    found = [each for each in message.buttons if each["text"].startswith(label)]
    assert found, f"no button {label!r} among {labels(message)}"
    return str(found[0]["callback_data"])


def title(card: Message) -> str:
    """The first title of a card: the line after the heading and a blank one."""
    return card.text.splitlines()[2]


@asynccontextmanager
async def a_town(
    folder: Path,
    *,
    clock: Clock | None = None,
    sandbox: Sandbox | None = None,
    channels: Iterable[Channel] = (O1,),
    admins: Iterable[int] = (ADA,),
    curators: Iterable[int] = (),
    pages: Pages | None = None,
    data: Path | None = None,
    log_chat: str | None = None,
    pulse: dt.timedelta = EVERY,
    low_queue: dt.timedelta | None = None,
) -> AsyncIterator[Town]:
    """A running bot with its database in ``folder``; the sandbox is a new one unless an earlier town's is given.

    ``pulse`` is the time between two rings of its alarms, which are real.
    """
    clock = clock or Clock(MORNING)
    sandbox = sandbox or a_sandbox(clock)
    async with sandbox.serve() as url:
        config = Config(
            token=sandbox.token,
            channels=tuple(channels),
            admins=frozenset(admins),
            curators=frozenset(curators),
            data=data or shipped.data(),
            templates=None,
            state=folder,
            database=None,
            api_url=url,
            reconcile_pace=dt.timedelta(milliseconds=1),
            log_chat=log_chat,
            low_queue=low_queue,
        )
        async with open_house(config, clock, limits=AT_ONCE, pulse=pulse, pages=pages) as house, _serving(house):
            await _indexed(house)
            yield Town(sandbox=sandbox, house=house, clock=clock)


async def _indexed(house: House) -> None:
    """Until then the bot answers from what is in the index so far, and says so."""
    search = house.library.shelf.search
    assert isinstance(search, TantivySearch)
    await search.whole()


def a_sandbox(clock: Clock) -> Sandbox:
    """Four people, a channel and a group."""
    sandbox = Sandbox(clock=clock.now)
    sandbox.add_person(LIN, "Lin")
    sandbox.add_person(ADA, "Ada", role="admin")
    sandbox.add_person(SAM, "Sam")
    sandbox.add_person(WEI, "小伟", language="zh-hans")
    sandbox.add_channel(username=CHANNEL[1:], title="o1 Daily")
    sandbox.add_group(GROUP, "Reading group")
    return sandbox


@asynccontextmanager
async def _serving(house: House) -> AsyncIterator[None]:
    stopped, ready = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(serve(house, stopped, ready=ready.set))
    await ready.wait()
    try:
        yield
    finally:
        stopped.set()
        await running


async def by_somebody_else(folder: Path, sql: str) -> None:
    """Not on the loop: what the bot has under way there must end before anybody else can write."""
    await asyncio.to_thread(_execute, folder, sql)


def _execute(folder: Path, sql: str) -> None:
    with closing(sqlite3.connect(folder / "digestbot.sqlite3", isolation_level=None)) as database:
        database.execute("PRAGMA ignore_check_constraints = ON")
        database.execute(sql)
