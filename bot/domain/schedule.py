"""Which slots a channel has, and when. A slot needs its local date to occur in the channel's zone."""

import datetime as dt
from collections.abc import Iterator

from bot.domain.channel import Channel
from bot.domain.slot import Slot

DAY = dt.timedelta(days=1)

# A local date and its instant in UTC lie less than a day apart; a gap in the clock can add a day.
_MARGIN = 2 * DAY

# Far enough to see the next of any weekly days, even where a date was skipped.
_HORIZON = 15 * DAY


def slots_between(channel: Channel, start: dt.datetime, end: dt.datetime) -> Iterator[Slot]:
    """The slots whose instant is in (start, end], by instant; aware datetimes of any zone.

    Where an hour is missing, two slots of a day may change places or fall on one instant (02:30 and 03:30):
    each is given once. A local date that no clock of the zone ever showed has no slots (Apia, 2011-12-30).
    """
    start, end = start.astimezone(dt.UTC), end.astimezone(dt.UTC)
    slots = [(slot.instant(channel.zone), slot) for slot in _slots_of_dates(channel, start.date(), end.date())]
    yield from (slot for instant, slot in sorted(slots) if start < instant <= end)


def next_slot(channel: Channel, after: dt.datetime) -> Slot:
    """The first slot after an instant. ValueError for a channel without times or days: it never posts."""
    for slot in slots_between(channel, after, after.astimezone(dt.UTC) + _HORIZON):
        return slot
    raise ValueError(f"{channel.name} has no slots: no times of day or no days")


def due(channel: Channel, now: dt.datetime) -> list[Slot]:
    """The slots inside the catch-up window, newest first: instant in (now - catch_up, now]."""
    now = now.astimezone(dt.UTC)  # local times would ignore a change of the clock when subtracted
    return list(slots_between(channel, now - channel.catch_up, now))[::-1]


def _slots_of_dates(channel: Channel, first: dt.date, last: dt.date) -> Iterator[Slot]:
    """The slots of all local dates that can fall between two dates of UTC, and a few more."""
    date = first - _MARGIN
    while date <= last + _MARGIN:
        if date.weekday() in channel.days and _occurs(channel, date):
            yield from (Slot.at(channel.name, date, time) for time in channel.at)
        date += DAY


def _occurs(channel: Channel, date: dt.date) -> bool:
    """Whether a clock of the zone ever showed this date: on a skipped one, noon turns into another date."""
    noon = dt.datetime.combine(date, dt.time(12), tzinfo=channel.zone)
    return noon.astimezone(dt.UTC).astimezone(channel.zone).date() == date
