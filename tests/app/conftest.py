"""The press: publisher and ticker over stores in memory, with the shipped templates and a messenger that records."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

import pytest
from jinja2 import Environment

from bot import shipped
from bot.adapters.cards_jinja import JinjaCards
from bot.adapters.phrases_yaml import Phrases
from bot.adapters.replies_jinja import Replies
from bot.adapters.templates_jinja import templates
from bot.app.admins import Admins
from bot.app.publish import Outcome
from bot.app.steps import Step
from bot.app.tick import Ticker
from bot.app.workshop import Ways, Workshop
from bot.domain.card import Card
from bot.domain.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, State
from bot.domain.entry import Entry
from bot.domain.errors import StoreError
from bot.domain.faults import Fault
from bot.domain.language import Language
from bot.domain.ledger import Ledger
from bot.domain.picture import Look
from bot.domain.ports import Cards, Plans
from bot.domain.search import Search
from bot.domain.slot import Slot
from bot.domain.upkeep import Notices
from tests.fakes.memory import MemoryNotices, MemoryPeople, MemoryPlans
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.messenger import RecordingMessenger
from tests.fakes.pictures import MemoryPictures
from tests.fakes.probe import FakeProbe
from tests.fakes.search import MemorySearch
from tests.worlds import a_catalog, a_channel, an_entry

ADMIN = 1002


@dataclass
class Shelf:
    """The Catalogs port over whatever catalog it is given."""

    catalog: Catalog

    @property
    def search(self) -> Search:
        return MemorySearch(self.catalog)


@dataclass
class Brush:
    """The Cards port: the real one, unless it is broken."""

    real: Cards
    broken: Exception | None = None
    broken_keys: set[str] | None = None  # only for these entries

    def for_channel(self, entry: Entry, catalog: Catalog, channel: Channel, *, token: str) -> Card:
        if self.broken and (self.broken_keys is None or entry.key in self.broken_keys):
            raise self.broken
        return self.real.for_channel(entry, catalog, channel, token=token)

    def for_chat(
        self, entry: Entry, catalog: Catalog, language: Language, *, saved: bool, related: Sequence[Entry] = ()
    ) -> Card:
        return self.real.for_chat(entry, catalog, language, saved=saved, related=related)

    def picture(self, entry: Entry, catalog: Catalog, language: Language, look: Look) -> Card:
        return self.real.picture(entry, catalog, language, look)

    def for_inline(self, entry: Entry, catalog: Catalog, language: Language) -> Card:
        return self.real.for_inline(entry, catalog, language)


class StubbornLedger(MemoryLedger):
    """Refuses to settle while ``refuses``, as a database on a full disk does; and takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.refuses = False

    async def settle_sent(
        self, slot: Slot, *, attempt: int, message_id: int | None, now: dt.datetime, look_at: dt.datetime | None = None
    ) -> None:
        await self._write()
        await super().settle_sent(slot, attempt=attempt, message_id=message_id, now=now, look_at=look_at)

    async def settle_unknown(
        self, slot: Slot, *, attempt: int, detail: str, now: dt.datetime, look_at: dt.datetime
    ) -> None:
        await self._write()
        await super().settle_unknown(slot, attempt=attempt, detail=detail, now=now, look_at=look_at)

    async def put_off(self, slot: Slot, *, attempt: int, retry_at: dt.datetime, detail: str) -> None:
        await self._write()
        await super().put_off(slot, attempt=attempt, retry_at=retry_at, detail=detail)

    async def _write(self) -> None:
        await asyncio.sleep(0)
        if self.refuses:
            raise StoreError([Fault(place="the database", what="the disk is full", remedy="make room")])


class Killed(BaseException):
    """kill -9: nobody gets to handle it."""


def numbered(number: int) -> Entry:
    """Entries that differ in their words too, as those of people do."""
    part = {"en": f"Let's Verify Step by Step, part {number}", "zh": f"让我们逐步验证（{number}）"}
    return an_entry(f"entry-{number}", title=part)


@dataclass(kw_only=True)
class Press:
    """Everything around a publisher, open to the eye."""

    cards: Brush
    replies: Replies
    channel: Channel = field(default_factory=a_channel)
    ledger: Ledger = field(default_factory=MemoryLedger)
    plans: Plans = field(default_factory=MemoryPlans)
    people: MemoryPeople = field(default_factory=MemoryPeople)
    messenger: RecordingMessenger = field(default_factory=RecordingMessenger)
    shelf: Shelf = field(default_factory=lambda: Shelf(a_catalog(*(numbered(n) for n in range(40)))))
    admins: frozenset[int] = frozenset({ADMIN})
    notices: Notices = field(default_factory=MemoryNotices)
    pictures: MemoryPictures = field(default_factory=MemoryPictures)
    ways: Ways = field(default_factory=Ways)
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.probe = FakeProbe(self.messenger)
        self.slept: list[float] = []
        self._numbers = count(1)
        self._dies_at: Step | None = None
        self.restart()

    def restart(self, *channels: Channel) -> None:
        """As after the process has died: what is not in a store is gone. Of this press's channel unless others come."""
        self.channels = {channel.name: channel for channel in channels or (self.channel,)}
        self.admin_news = Admins(self.admins, self.messenger, self.people, self.replies, self.notices)
        workshop = Workshop.of(
            channels=self.channels,
            ledger=self.ledger,
            plans=self.plans,
            catalogs=self.shelf,
            cards=self.cards,
            pictures=self.pictures,
            replies=self.replies,
            messenger=self.messenger,
            probe=self.probe,
            admins=self.admin_news,
            ways=self.ways,
            passing=self._pass,
            token=lambda: f"token{next(self._numbers):010}",
            sleep=self.sleep,
        )
        self.publisher = workshop.publisher
        self.reconciler = workshop.reconciler
        self.editor = workshop.editor
        self.the_ticker = workshop.ticker

    def _pass(self, step: Step) -> None:
        self.steps.append(step)
        if step is self._dies_at:
            self._dies_at = None
            raise Killed(step)

    def dies_next(self, step: Step | None) -> None:
        """It is killed when the step is passed the next time."""
        self._dies_at = step

    async def dies_at(self, step: Step, work: Awaitable[object]) -> None:
        """Do the work as far as the step, where the process is killed and started again."""
        self.dies_next(step)
        with pytest.raises(Killed):
            await work
        self.restart(*self.channels.values())

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    def ticker(self, *channels: Channel) -> Ticker:
        """A fresh one, as after a restart; of this press's channel unless others are given."""
        self.restart(*channels)
        return self.the_ticker

    async def publish(self, slot: Slot, now: dt.datetime, key: str | None = None) -> Outcome:
        return await self.publisher.publish(self.channel, slot, now, key=key)

    async def row(self, slot: Slot) -> Delivery:
        found = await self.ledger.find(slot)
        assert found is not None
        return found

    async def state(self, slot: Slot) -> State:
        return (await self.row(slot)).state

    @property
    def told(self) -> list[str]:
        """What the admins were told, as plain text."""
        return [card.plain for _, card in self.messenger.told]

    @property
    def posted(self) -> list[Card]:
        return [post.card for post in self.messenger.posts]


@pytest.fixture(scope="session")
def words() -> tuple[Environment, Phrases]:
    """The shipped templates and phrases, read once."""
    phrases = Phrases.load(shipped.templates())
    return templates(phrases, shipped.templates()), phrases


MakePress = Callable[..., Press]


@pytest.fixture
async def make_press(words: tuple[Environment, Phrases]) -> AsyncIterator[MakePress]:
    """Builds a press; keywords replace its parts."""
    environment, phrases = words
    plain = Press(cards=Brush(JinjaCards(environment, phrases, "digest_bot")), replies=Replies(environment, phrases))
    made: list[Press] = []

    def make(**parts: object) -> Press:
        fresh: dict[str, object] = {
            "ledger": MemoryLedger(),
            "plans": MemoryPlans(),
            "people": MemoryPeople(),
            "messenger": RecordingMessenger(),
            "cards": Brush(plain.cards.real),
            "notices": MemoryNotices(),
            "steps": [],
        }
        made.append(replace(plain, **fresh | parts))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for press in made:
        await press.publisher.finish()


@pytest.fixture
def press(make_press: MakePress) -> Press:
    return make_press()
