"""Where an entry stands in a channel's queue."""

import datetime as dt
import math
from dataclasses import dataclass

from bot.app.queue import DAYS, Queue
from bot.app.status import status_of
from bot.domain.catalog import Catalog
from bot.domain.channel import EVERY_DAY, Channel
from bot.domain.entry import Entry
from bot.domain.ledger import Ledger
from bot.domain.ports import Plans
from bot.domain.selection import Selection

SLOTS = 60  # so far ahead the place is looked for; beyond that it is told roughly


@dataclass(frozen=True, kw_only=True)
class Place:
    """``number`` and ``at`` (in the channel's zone) are None where it is further off: then ``days`` says how far."""

    channel: Channel
    number: int | None = None
    at: dt.datetime | None = None
    days: int = 0
    paused: bool = False

    @property
    def utc(self) -> dt.datetime | None:
        return self.at.astimezone(dt.UTC) if self.at else None


def will_post(channel: Channel, entry: Entry) -> bool:
    return channel.may_post(entry) and channel.filter.admits(entry)


async def place_of(
    key: str, channel: Channel, now: dt.datetime, *, queue: Queue, catalog: Catalog, ledger: Ledger, plans: Plans
) -> Place | None:
    """None where the channel will not post it: its filter leaves it out."""
    entry = catalog.get(key)
    if entry is None or not will_post(channel, entry):
        return None
    paused = (await plans.of(channel.name)).paused_at is not None
    a_day = len(channel.at) * len(channel.days) / len(EVERY_DAY)
    ahead = await queue.ahead(channel, now, days=max(DAYS, math.ceil(SLOTS / a_day)))
    chosen = [each for each in ahead if isinstance(each, Selection)]
    for number, selection in enumerate(chosen, 1):
        if selection.entry.key == key:
            at = selection.slot.instant(channel.zone).astimezone(channel.zone)
            return Place(channel=channel, number=number, at=at, paused=paused)
    left = (await status_of(channel, now, catalog=catalog, ledger=ledger, plans=plans)).left
    return Place(channel=channel, days=math.ceil(left / a_day), paused=paused)
