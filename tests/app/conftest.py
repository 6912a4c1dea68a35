"""The press: publisher and ticker over stores in memory, with the shipped templates and a messenger that records."""

import datetime as dt
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from itertools import count

import pytest
from jinja2 import Environment

from bot import shipped
from bot.adapters.cards_jinja import JinjaCards
from bot.adapters.phrases_yaml import Phrases
from bot.adapters.replies_jinja import Replies
from bot.adapters.search_scan import ScanSearch
from bot.adapters.templates_jinja import templates
from bot.app.admins import Admins
from bot.app.publish import Outcome, Publisher
from bot.app.tick import Ticker
from bot.domain.card import Card
from bot.domain.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, State
from bot.domain.entry import Entry
from bot.domain.language import Language
from bot.domain.ports import Cards, Ledger, Plans, Search
from bot.domain.slot import Slot
from tests.fakes.memory import MemoryLedger, MemoryPeople, MemoryPlans
from tests.fakes.messenger import RecordingMessenger
from tests.worlds import a_catalog, a_channel, an_entry

ADMIN = 1002


@dataclass
class Shelf:
    """The Catalogs port over whatever catalog it is given."""

    catalog: Catalog

    @property
    def search(self) -> Search:
        return ScanSearch(self.catalog)


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

    def for_chat(self, entry: Entry, catalog: Catalog, language: Language, *, saved: bool) -> Card:
        return self.real.for_chat(entry, catalog, language, saved=saved)


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
    shelf: Shelf = field(default_factory=lambda: Shelf(a_catalog(*(an_entry(f"entry-{n}") for n in range(40)))))
    admins: frozenset[int] = frozenset({ADMIN})

    def __post_init__(self) -> None:
        numbers = count(1)
        self.publisher = Publisher(
            ledger=self.ledger,
            plans=self.plans,
            catalogs=self.shelf,
            cards=self.cards,
            messenger=self.messenger,
            admins=Admins(self.admins, self.messenger, self.people, self.replies),
            token=lambda: f"token{next(numbers):010}",
        )

    def ticker(self, *channels: Channel) -> Ticker:
        """A fresh one, as after a restart; of this press's channel unless others are given."""
        return Ticker(channels or (self.channel,), self.ledger, self.plans, self.publisher)

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
        }
        made.append(replace(plain, **fresh | parts))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for press in made:
        await press.publisher.finish()


@pytest.fixture
def press(make_press: MakePress) -> Press:
    return make_press()
