"""The bot under test over its stores, in a world whose time and channel are the state machine's."""

import datetime as dt
import itertools
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any, TypeVar

from hypothesis import currently_in_test_context, note

from bot import shipped
from bot.adapters.cards_jinja import JinjaCards
from bot.adapters.phrases_yaml import Phrases
from bot.adapters.replies_jinja import Replies
from bot.adapters.templates_jinja import templates
from bot.app.admins import Admins
from bot.app.steps import Step
from bot.app.workshop import Ways, Workshop
from bot.domain.channel import Channel
from bot.domain.ledger import Ledger
from bot.domain.ports import People, Plans
from bot.domain.slot import Slot
from bot.domain.upkeep import Notices
from tests.app.conftest import ADMIN, Brush, Killed, Shelf, numbered
from tests.fakes.memory import MemoryLedger, MemoryNotices, MemoryPeople, MemoryPlans
from tests.fakes.pictures import MemoryPictures
from tests.model.world import START, World, WorldLoop, WorldProbe
from tests.worlds import a_catalog

T = TypeVar("T")

SECOND, MINUTE, HOUR, DAY = (dt.timedelta(seconds=seconds) for seconds in (1, 60, 3600, 86400))


class Bot:
    """One process: what it keeps in memory is gone with the object."""

    def __init__(self, house: "House") -> None:
        self.channels = {house.channel.name: house.channel}
        self.admins = Admins(frozenset({ADMIN}), house.world, house.people, house.replies, house.notices)
        shop = Workshop.of(
            channels=self.channels,
            ledger=house.ledger,
            plans=house.plans,
            catalogs=house.shelf,
            cards=house.cards,
            pictures=MemoryPictures(),
            replies=house.replies,
            messenger=house.world,
            probe=house.probe,
            admins=self.admins,
            ways=Ways(),
            passing=house.passes,
            token=lambda: f"token{next(house.numbers):010}",
            sleep=house.world.sleep,
        )
        self.ticker, self.publisher, self.reconciler, self.editor = (
            shop.ticker, shop.publisher, shop.reconciler, shop.editor,
        )  # fmt: skip


class House:
    """Stores in memory. ``world`` is the truth, ``clock`` what the bot takes for the time."""

    ledger: Ledger
    plans: Plans
    people: People
    notices: Notices
    channel: Channel
    bot: Bot

    def __init__(self) -> None:
        super().__init__()
        self.loop = WorldLoop()
        self.world = World(self.loop)
        self.probe = WorldProbe(self.world)
        self.numbers = itertools.count(1)
        self.nonces = itertools.count(1)
        phrases = Phrases.load(shipped.templates())
        environment = templates(phrases, shipped.templates())
        self.cards = Brush(JinjaCards(environment, phrases, "digest_bot"))
        self.replies = Replies(environment, phrases)
        self.entries = {entry.key: entry for entry in map(numbered, range(30))}
        self.shelf = Shelf(a_catalog(*self.entries.values()))
        self.dies_at: Step | None = None
        self.unwitnessed = False  # a kill came between a search and its question
        self.stack = AsyncExitStack()

    async def open_stores(self) -> None:
        self.ledger, self.plans = MemoryLedger(), MemoryPlans()
        self.people, self.notices = MemoryPeople(), MemoryNotices()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def say(self, words: str) -> None:
        """Beside the rules in a falsifying example; told as a plain test, the story needs none."""
        if currently_in_test_context():
            note(words)

    @property
    def clock(self) -> dt.datetime:
        return self.world.clock

    def passes(self, step: Step) -> None:
        if step is self.dies_at:
            self.dies_at = None
            self.unwitnessed = self.unwitnessed or step is Step.ASKED
            raise Killed(step)

    def _slots(self, start: dt.datetime, end: dt.datetime) -> list[Slot]:
        """In (start, end], counted by hand: Shanghai's clock never changes."""
        days = (end.date() - start.date()).days + 3
        dates = [start.date() + (n - 1) * DAY for n in range(days)]
        slots = [Slot.at("daily", date, time) for date in dates for time in self.channel.at]
        return [slot for slot in slots if start < slot.instant(self.channel.zone) <= end]


def hour(moment: dt.datetime | None) -> str:
    return f"{moment.astimezone(START.tzinfo):%d %H:%M:%S}" if moment else "-"
