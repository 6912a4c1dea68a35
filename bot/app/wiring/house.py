"""The whole bot, built from its configuration."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.adapters.alarm_apscheduler import EVERY, Alarm
from bot.adapters.catalog_watch import watch_catalog
from bot.adapters.conversation_telegram import TelegramConversation
from bot.adapters.menus_telegram import Menus
from bot.adapters.pace_telegram import Pace
from bot.adapters.photos_telegram import Photos
from bot.adapters.places_telegram import Limits
from bot.adapters.store_sql import Store, open_store
from bot.app.admins import Admins
from bot.app.ahead import Ahead
from bot.app.commands.ask import Access
from bot.app.commands.desk import Desk, Services
from bot.app.commands.table import ACTIONS, ANSWERING, COMMANDS
from bot.app.config import Config
from bot.app.door import Door
from bot.app.edit import Editor
from bot.app.lease import Tenancy
from bot.app.news import News
from bot.app.publish import Outcome, Publisher
from bot.app.quarantine import release_changed
from bot.app.queue import Queue
from bot.app.reconcile import Reconciler
from bot.app.steps import Passing, passing
from bot.app.stock import StockWatch
from bot.app.suggesting import SuggestionBox
from bot.app.tick import Ticker
from bot.app.wiring.library import Library, open_library
from bot.app.wiring.reading_pages import open_pages
from bot.app.wiring.reviewing import open_reviewing
from bot.app.wiring.state_folder import make_state_folder
from bot.app.workshop import Ways, Workshop
from bot.domain.channel import Channel
from bot.domain.language import Language
from bot.domain.pace import Pace as Patience
from bot.domain.pages import Pages
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
    admins: Admins
    tenancy: Tenancy
    publisher: Publisher
    reconciler: Reconciler
    editor: Editor
    ticker: Ticker
    queue: Queue
    ahead: Ahead
    curators: Admins
    news: News
    stock: StockWatch
    desk: Desk
    conversation: TelegramConversation
    pulse: dt.timedelta

    async def tick(self) -> list[Outcome]:
        return await self.ticker.tick(self.clock.now())

    def alarm(self, ring: Callable[[], Awaitable[object]], *, every: dt.timedelta | None = None) -> Alarm:
        return Alarm(ring, every=every or self.pulse)

    async def remember(self) -> None:
        """What earlier runs, or the one before whose lease this is now, have left. Raises StoreError."""
        await self.admins.remember()
        await self.curators.remember()
        await self.conversation.pace.remember(self.store.holds, self.clock.now)
        moves = await self.store.ledger.moves()
        for channel in self.config.channels:
            self.channels[channel.name] = replace(channel, chat=moves.get(channel.chat, channel.chat))

    async def release_changed(self) -> None:
        """Let entries out of quarantine that somebody has changed."""
        await release_changed(self.library.shelf.catalog, self.store.plans, self.admins)

    async def watch(self, stopped: asyncio.Event) -> None:
        """Reload the catalog whenever its folder changes."""
        await watch_catalog(self.config.data, self.library.shelf.changed, stop=stopped)


@asynccontextmanager
async def open_records(config: Config, *, thorough: bool = False) -> AsyncIterator[Store]:
    """The database of the configuration; its folder is made. ``thorough`` checks the file first. Raises StoreError."""
    if config.database is None:
        make_state_folder(config.state)
    async with open_store(
        config.database or f"sqlite:///{config.state / 'digestbot.sqlite3'}", thorough=thorough
    ) as store:
        yield store


@asynccontextmanager
async def open_connection(
    config: Config, *, patient: bool = False, pace: Pace | None = None, photos: Photos | None = None
) -> AsyncIterator[TelegramConversation]:
    """The bot's account, checked in. Raises SendError; ``patient`` waits for a Telegram that is out of reach."""
    async with TelegramConversation.connect(
        token=config.token, api_url=config.api_url, patient=patient, pace=pace, photos=photos
    ) as conversation:
        yield conversation


@asynccontextmanager
async def open_house(
    config: Config,
    clock: Clock,
    *,
    patient: bool = False,
    passing: Passing = passing,
    pulse: dt.timedelta = EVERY,
    limits: Limits | None = None,
    pages: Pages | None = None,
) -> AsyncIterator[House]:
    """Build the bot: configuration in, everything connected out. The bot has checked in with Telegram by then.

    Raises FaultsError, StoreError and SendError; ``patient`` waits for a Telegram that is out of reach. ``passing`` is
    told each step of posting and reconciling, ``pulse`` is the time between two looks at what is due, ``limits`` are
    Telegram's, ``pages`` reads others than the web's.
    """
    async with AsyncExitStack() as stack:
        library = open_library(config)  # every fault is said before anything is opened or called
        store = await stack.enter_async_context(open_records(config, thorough=patient))
        await stack.enter_async_context(library.shelf.open())
        channels = {channel.name: channel for channel in config.channels}
        pace = Pace(limits)
        stack.callback(library.pictures.close)
        photos = Photos(library.pictures, store.uploads)
        conversation = await stack.enter_async_context(
            open_connection(config, patient=patient, pace=pace, photos=photos)
        )
        library = library.of(conversation.username)
        messenger = conversation.messenger
        admins = Admins(config.admins, messenger, store.people, library.replies, store.notices)
        library.shelf.admins = admins
        everyone = config.admins | config.curators  # who may review hears of suggestions
        curators = Admins(everyone, messenger, store.people, library.replies, store.notices)
        workshop = Workshop.of(
            channels=channels,
            ledger=store.ledger,
            plans=store.plans,
            catalogs=library.shelf,
            cards=library.cards,
            pictures=library.pictures,
            replies=library.replies,
            messenger=messenger,
            probe=conversation.probe,
            admins=admins,
            ways=Ways(
                reconcile_after=config.reconcile_after,
                reconcile_pace=config.reconcile_pace,
                log_chat=config.log_chat,
                edit_window=config.edit_window,
            ),
            passing=passing,
        )
        queue = Queue(catalogs=library.shelf, ledger=store.ledger, plans=store.plans)
        if pages is None:
            pages = await stack.enter_async_context(open_pages(config))
        services = Services(
            shelf=library.shelf,
            cards=library.cards,
            pictures=library.pictures,
            replies=library.replies,
            ledger=store.ledger,
            plans=store.plans,
            people=store.people,
            publisher=workshop.publisher,
            queue=queue,
            box=SuggestionBox(store.suggestions, curators),
            reviewing=open_reviewing(config, Path.cwd(), library.shelf, store, pages),
            channels=channels,
            admins=config.admins,
            curators=config.curators,
            alerts=admins,
            messenger=messenger,
            bot_username=conversation.username,
            inline=conversation.inline,
        )
        desk = Desk(services, COMMANDS, ACTIONS, Patience(burst=FLOOD_BURST, per=FLOOD_PER), ANSWERING)
        door = Door(desk, store.ledger, admins, clock.now, [channel.chat for channel in channels.values()])
        conversation.listen(door, _menus(config))
        conversation.on_conflict = admins.of_conflict
        house = House(
            clock=clock,
            config=config,
            library=library,
            store=store,
            channels=channels,
            admins=admins,
            tenancy=Tenancy(store.leases),
            publisher=workshop.publisher,
            reconciler=workshop.reconciler,
            editor=workshop.editor,
            ticker=workshop.ticker,
            queue=queue,
            ahead=Ahead(
                channels=channels,
                queue=queue,
                catalogs=library.shelf,
                cards=library.cards,
                pictures=library.pictures,
            ),
            stock=StockWatch(
                channels=channels,
                catalogs=library.shelf,
                ledger=store.ledger,
                plans=store.plans,
                admins=admins,
                low=config.low_queue,
            ),
            curators=curators,
            news=News(
                suggestions=store.suggestions,
                ledger=store.ledger,
                catalogs=library.shelf,
                channels=channels,
                people=store.people,
                replies=library.replies,
                messenger=messenger,
                curators=curators,
            ),
            desk=desk,
            conversation=conversation,
            pulse=pulse,
        )
        await house.remember()
        library.shelf.reloaded = house.release_changed
        yield house


def _menus(config: Config) -> Menus:
    def rows(*access: Access) -> dict[Language, list[tuple[str, str]]]:
        shown = [command for command in COMMANDS if command.access in access]
        return {language: [(each.name, each.says[language]) for each in shown] for language in Language}

    return Menus(
        everyone=rows(Access.EVERYONE),
        curator=rows(Access.EVERYONE, Access.CURATOR),
        curators=config.curators,
        admin=rows(*Access),
        admins=config.admins,
    )
