"""Start-up and shut-down order."""

import asyncio
import datetime as dt
import logging
import math
import signal
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack, suppress

from bot import __version__
from bot.app.config import Config
from bot.app.heartbeat import beat
from bot.app.wiring.house import House, open_house
from bot.domain.ports import Clock
from bot.domain.schedule import next_slot
from bot.domain.suggestions import Fate

log = logging.getLogger(__name__)

DAILY = dt.timedelta(days=1)
EACH_MINUTE = dt.timedelta(minutes=1)
HOURLY = dt.timedelta(hours=1)
KEEP_TEXTS = dt.timedelta(days=30)
KEEP_SUGGESTIONS = dt.timedelta(days=90)  # whose fate is decided
KEEP_WAITING = dt.timedelta(days=365)  # whatever their fate
UNSEEN = 60.0  # seconds until a watch that broke off is taken up again


async def run(config: Config, clock: Clock, stopped: asyncio.Event) -> None:
    """Build the bot and run it until ``stopped``, which also ends the waiting for a Telegram that is out of reach.

    Raises FaultsError, StoreError and SendError if it cannot start.
    """
    ready = asyncio.Event()

    async def life() -> None:
        async with open_house(config, clock, patient=True) as house:
            await serve(house, stopped, ready=ready.set)

    living, stopping = asyncio.create_task(life()), asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait({living, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not ready.is_set():
            living.cancel()
        await asyncio.wait({living})
    finally:
        living.cancel()
        stopping.cancel()
    if not living.cancelled():
        living.result()  # raises what kept it from starting


async def serve(house: House, stopped: asyncio.Event, *, ready: Callable[[], object] | None = None) -> None:
    """Run the bot until ``stopped``, whenever the lease of the database is this process's.

    A send under way when ``stopped`` is set is settled before this returns. Raises SendError if Telegram refuses the
    token meanwhile, and StoreError.
    """
    while not stopped.is_set():
        async with house.tenancy.hold(stopped) as lost:
            if lost:
                await _live(house, (stopped, lost), ready)


async def _live(house: House, ends: Iterable[asyncio.Event], ready: Callable[[], object] | None) -> None:
    """Recover, listen, post until one of the events is set; then stop in the opposite order."""
    async with AsyncExitStack() as stack:
        await house.remember()
        await house.reconciler.recover(house.clock.now())
        await house.release_changed()
        stack.push_async_callback(house.publisher.finish)
        await stack.enter_async_context(house.conversation.open())
        _say_hello(house)
        searching = house.alarm(lambda: house.reconciler.reconcile(house.clock.now()))

        async def end_search() -> None:
            """Searches take minutes, and may break off anywhere."""
            stopping = asyncio.create_task(searching.stop())
            await asyncio.sleep(0)  # until no further one begins
            house.reconciler.end()
            await stopping

        rings = _Rings(house)
        for alarm in (
            house.alarm(rings.ring),
            searching,
            house.alarm(lambda: _follow(house)),
            house.alarm(lambda: house.ahead.draw(house.clock.now())),
            house.alarm(lambda: tidy(house), every=DAILY),
            house.alarm(lambda: house.news.look(house.clock.now()), every=EACH_MINUTE),
            house.alarm(house.stock.look, every=HOURLY),
        ):
            alarm.start()
            stack.push_async_callback(end_search if alarm is searching else alarm.stop)
        ending = asyncio.Event()
        watching = asyncio.create_task(_watch(house, ending))
        stack.push_async_callback(_ended, watching)
        if ready:
            ready()
        waiting = [asyncio.create_task(event.wait()) for event in ends]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()
        log.info("stopping: what is under way is finished first")


class _Rings:
    """Ticks: of all channels at every pulse, and between two of those whose time has come."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._all_at = -math.inf  # the loop's time

    async def ring(self) -> dt.timedelta | None:
        """One tick; the time until the next one is wanted."""
        house, now = self._house, self._house.clock.now()
        time = asyncio.get_running_loop().time()
        hurry = time - self._all_at < 0.9 * house.pulse.total_seconds()
        if not hurry:
            self._all_at = time
            beat(house.config.state, now)
        await house.ticker.tick(now, patient=False, hurry=hurry)
        wanted = house.ticker.next_due(
            now
        )  # of the tick, not of the present: what came due meanwhile is wanted at once
        return max(wanted - house.clock.now(), dt.timedelta()) if wanted else None


async def _follow(house: House) -> None:
    """Cards follow their entries."""
    await house.editor.follow(house.clock.now())


async def tidy(house: House) -> None:
    """Forget old search words and offers, whose buttons have long scrolled away, and who suggested what."""
    now, suggestions = house.clock.now(), house.store.suggestions
    await house.store.people.forget_texts(now - KEEP_TEXTS)
    await house.store.holds.forget_holds(now)
    await house.store.reviews.forget_prompts(now - KEEP_TEXTS)
    await suggestions.forget((Fate.REFUSED, Fate.TOLD), before=now - KEEP_SUGGESTIONS)
    await suggestions.forget(tuple(Fate), before=now - KEEP_WAITING)


def _say_hello(house: House) -> None:
    """What runs, and when it posts next, in local time and UTC (law 7)."""
    catalog = house.library.shelf.catalog
    log.info("digestbot %s is @%s: %d entries ready", __version__, house.conversation.username, len(catalog.ready))
    for channel in house.config.channels:
        at = next_slot(channel, house.clock.now()).instant(channel.zone)
        local = at.astimezone(channel.zone)
        log.info(
            "%s posts next on %s %s (%s UTC)", channel.name, f"{local:%Y-%m-%d %H:%M}", channel.zone, f"{at:%H:%M}"
        )


async def _watch(house: House, stopped: asyncio.Event) -> None:
    """Watch the collections; what goes wrong with that is said, and it is taken up again."""
    while not stopped.is_set():
        try:
            await house.watch(stopped)
        except Exception as failure:
            log.error("changes of the collections go unseen for a minute: %s", failure, exc_info=failure)
            with suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), UNSEEN)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def stop_on_signals(stopped: asyncio.Event) -> None:
    """Ctrl-C and `docker stop` set ``stopped``; a second Ctrl-C kills at once, which the ledger survives."""
    loop = asyncio.get_running_loop()

    def stop(sign: signal.Signals) -> None:
        loop.remove_signal_handler(sign)
        stopped.set()

    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop, sign)
