"""The whole bot, built from its configuration."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.alarm_apscheduler import EVERY, Alarm
from bot.adapters.catalog_watch import watch_catalog
from bot.adapters.conversation_telegram import TelegramConversation
from bot.adapters.menus_telegram import Menus
from bot.adapters.store_sql import Store, open_store
from bot.app.admins import Admins
from bot.app.commands.ask import Access
from bot.app.commands.desk import Desk, Services
from bot.app.commands.table import ACTIONS, COMMANDS
from bot.app.config import Config
from bot.app.door import Door
from bot.app.publish import Outcome, Publisher
from bot.app.queue import Queue
from bot.app.tick import Ticker
from bot.app.wiring.library import Library, open_library
from bot.domain.channel import Channel
from bot.domain.errors import StoreError
from bot.domain.faults import Fault
from bot.domain.language import Language
from bot.domain.pace import Pace
from bot.domain.ports import Clock

# A person may send so much at once, and then so much again in the time; reading a list fast stays well below.
FLOOD_BURST = 20
FLOOD_PER = dt.timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class House:
    """The whole bot, built and not yet running."""

    clock: Clock
    config: Config
    library: Library
    store: Store
    channels: dict[str, Channel]
    publisher: Publisher
    ticker: Ticker
    queue: Queue
    desk: Desk
    conversation: TelegramConversation

    async def tick(self) -> list[Outcome]:
        return await self.ticker.tick(self.clock.now())

    def alarm(self, ring: Callable[[], Awaitable[object]], *, every: dt.timedelta = EVERY) -> Alarm:
        return Alarm(ring, every=every)

    async def watch(self, stopped: asyncio.Event) -> None:
        """Reload the catalog whenever its folder changes."""
        await watch_catalog(self.config.data, self.library.shelf.changed, stop=stopped)


@asynccontextmanager
async def open_records(config: Config) -> AsyncIterator[Store]:
    """The database of the configuration; its folder is made. Raises StoreError."""
    if config.database is None:
        _make(config.state)
    async with open_store(config.database or f"sqlite:///{config.state / 'digestbot.sqlite3'}") as store:
        yield store


def _make(state: Path) -> None:
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        what = f"the folder cannot be made ({failure.strerror})"
        remedy = "give the bot's user the right to make it, or name another in DIGEST_STATE"
        raise StoreError([Fault(place=str(state), what=what, remedy=remedy)]) from failure


@asynccontextmanager
async def open_connection(config: Config, *, patient: bool = False) -> AsyncIterator[TelegramConversation]:
    """The bot's account, checked in. Raises SendError; ``patient`` waits for a Telegram that is out of reach."""
    async with TelegramConversation.connect(
        token=config.token, api_url=config.api_url, patient=patient
    ) as conversation:
        yield conversation


@asynccontextmanager
async def open_house(config: Config, clock: Clock, *, patient: bool = False) -> AsyncIterator[House]:
    """Build the bot: configuration in, everything connected out. The bot has checked in with Telegram by then.

    Raises FaultsError, StoreError and SendError; ``patient`` waits for a Telegram that is out of reach.
    """
    async with AsyncExitStack() as stack:
        library = open_library(config)  # every fault is said before anything is opened or called
        store = await stack.enter_async_context(open_records(config))
        conversation = await stack.enter_async_context(open_connection(config, patient=patient))
        library = library.of(conversation.username)
        channels = {channel.name: channel for channel in config.channels}
        admins = Admins(config.admins, conversation.messenger, store.people, library.replies)
        library.shelf.admins = admins
        publisher = Publisher(
            ledger=store.ledger,
            plans=store.plans,
            catalogs=library.shelf,
            cards=library.cards,
            messenger=conversation.messenger,
            admins=admins,
        )
        queue = Queue(catalogs=library.shelf, ledger=store.ledger, plans=store.plans)
        services = Services(
            shelf=library.shelf,
            cards=library.cards,
            replies=library.replies,
            ledger=store.ledger,
            plans=store.plans,
            people=store.people,
            publisher=publisher,
            queue=queue,
            channels=channels,
            admins=config.admins,
            bot_username=conversation.username,
        )
        desk = Desk(services, COMMANDS, ACTIONS, Pace(burst=FLOOD_BURST, per=FLOOD_PER))
        door = Door(desk, store.ledger, clock.now, [channel.chat for channel in config.channels])
        conversation.listen(door, _menus(config.admins))
        yield House(
            clock=clock,
            config=config,
            library=library,
            store=store,
            channels=channels,
            publisher=publisher,
            ticker=Ticker(config.channels, store.ledger, store.plans, publisher),
            queue=queue,
            desk=desk,
            conversation=conversation,
        )


def _menus(admins: frozenset[int]) -> Menus:
    def rows(*access: Access) -> dict[Language, list[tuple[str, str]]]:
        shown = [command for command in COMMANDS if command.access in access]
        return {language: [(each.name, each.says[language]) for each in shown] for language in Language}

    return Menus(everyone=rows(Access.EVERYONE), admin=rows(*Access), admins=admins)
