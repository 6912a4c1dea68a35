"""What Telegram wants left alone, and until when."""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Iterable

from bot.adapters.places_telegram import Place, Places
from bot.domain.upkeep import Holds

log = logging.getLogger(__name__)

MARGIN = 0.1  # seconds on top of what Telegram asks for
LONG = 30.0  # seconds of a hold that is worth remembering over a restart
ALL_MEANT = 3  # chats refused one after the other, with nothing accepted between: then it is not about a chat


class OnHold:
    """The holds on places, which only ever become longer. What is long is also stored, once there is a store."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._refused: set[int | str] = set()  # chats, since a call was last accepted
        self._store: Holds | None = None
        self._now: Callable[[], dt.datetime] | None = None

    def seconds(self, place: Place) -> float:
        """How long it is still to be left alone; not positive if it is free."""
        return max(place.held_until, self._places.everywhere.held_until) - asyncio.get_running_loop().time()

    async def remember(self, store: Holds, now: Callable[[], dt.datetime]) -> None:
        """Take up the holds of earlier runs, and keep long ones there from now on."""
        self._store, self._now = store, now
        instant = now()
        for name, until in (await store.holds()).items():
            _hold([self._places.place(name)], (until - instant).total_seconds())
        await store.forget_holds(instant)

    def accepted(self, place: Place) -> None:
        if place.is_chat:
            self._refused.clear()

    def refused(self, place: Place, after: dt.timedelta) -> tuple[list[Place], float]:
        """Hold what a 429 is about: its place, and after several chats in a row everything. What, and for how long."""
        held = [place]
        if place.is_chat:
            self._refused.add(place.name)
            if len(self._refused) >= ALL_MEANT:
                self._refused.clear()
                held.append(self._places.everywhere)
        seconds = after.total_seconds() + MARGIN
        _hold(held, seconds)
        for each in held:
            log.warning("Telegram wants %s left alone for %d s", each, seconds)
        return held, seconds

    async def keep(self, held: Iterable[Place], seconds: float) -> None:
        """Store a long hold. A store that fails is said, and only a restart would not know of the hold."""
        if seconds < LONG or self._store is None or self._now is None:
            return
        until = self._now() + dt.timedelta(seconds=seconds)
        try:
            for name in [name for place in held for name in self._places.names(place)]:
                await self._store.hold(name, until)
        except Exception as failure:
            log.error("a hold of %d s could not be stored: %s", seconds, failure, exc_info=failure)


def _hold(places: Iterable[Place], seconds: float) -> None:
    until = asyncio.get_running_loop().time() + seconds
    for place in places:
        place.held_until = max(place.held_until, until)
