"""Pictures of the cards to come, drawn before they are wanted: many channels may have their slot in the same minute."""

import datetime as dt
import logging
from collections.abc import Mapping

from bot.app.queue import Queue
from bot.domain.channel import Channel, Style
from bot.domain.ports import Cards, Catalogs, Pictures
from bot.domain.schedule import next_slot
from bot.domain.slot import Slot

log = logging.getLogger(__name__)

AHEAD = dt.timedelta(minutes=10)
NO_TOKEN = "0" * 15  # a picture does not show it


class Ahead:
    """Draws what the queue has next; what it is drawn for in the end is decided at the slot."""

    def __init__(
        self,
        *,
        channels: Mapping[str, Channel],
        queue: Queue,
        catalogs: Catalogs,
        cards: Cards,
        pictures: Pictures,
    ) -> None:
        self._channels = channels
        self._queue = queue
        self._catalogs = catalogs
        self._cards = cards
        self._pictures = pictures
        self._done: dict[str, tuple[Slot, str]] = {}  # by channel: for which slot which picture was drawn

    async def draw(self, now: dt.datetime) -> None:
        """To be called often. What cannot be drawn is told at the slot. Raises StoreError."""
        for channel in list(self._channels.values()):
            if channel.style not in (Style.PICTURE, Style.BOTH):
                continue
            slot = next_slot(channel, now)
            if slot.instant(channel.zone) - now <= AHEAD:
                await self._draw_for(channel, slot, now)

    async def _draw_for(self, channel: Channel, slot: Slot, now: dt.datetime) -> None:
        head = await self._queue.head(channel, now)
        if head is None:
            return
        try:
            card = self._cards.for_channel(head.entry, self._catalogs.catalog, channel, token=NO_TOKEN)
            if card.picture and self._done.get(channel.name) != (this := (slot, self._pictures.name(card.picture))):
                self._done[channel.name] = this  # even if it fails: once is enough to know
                await self._pictures.draw(card.picture)
        except Exception as failure:  # of the entry, or of a template of the operator's own
            log.debug("%s: the picture of %s cannot be drawn yet", slot, head.entry.key, exc_info=failure)
