"""Which slots a channel has, and when. A slot needs its local date to occur in the channel's zone."""

import datetime as dt
from collections.abc import Iterator

from bot.domain.channel import Channel
from bot.domain.slot import Slot

DAY = dt.timedelta(days=1)

# A local date and its instant in UTC lie less than a day apart; a gap in the clock can add a day.
_MARGIN = 2 * DAY

# Far enough to see the next or the last of any weekly days, even where a date was skipped.
_HORIZON = 15 * DAY

# How far back a slot without a card is still worth a word.
LOOK_BACK = 3 * DAY


def slots_between(channel: Channel, start: dt.datetime, end: dt.datetime) -> Iterator[Slot]:
    """The slots whose instant is in (start, end], by instant; aware datetimes of any zone.

    Where an hour is missing, two slots of a day may change places or fall on one instant (02:30 and 03:30):
    each is given once. A local date that no clock of the zone ever showed has no slots (Apia, 2011-12-30).
    """
    start, end = start.astimezone(dt.UTC), end.astimezone(dt.UTC)
    instants = [
        (instant, date, time)
        for date, time in _dates_and_times(channel, start.date(), end.date())
        if start < (instant := _instant(channel, date, time)) <= end and _occurs(channel, date)
    ]
    yield from (Slot.at(channel.name, date, time) for _, date, time in sorted(instants))


def next_slot(channel: Channel, after: dt.datetime) -> Slot:
    """The first slot after an instant. ValueError for a channel without times or days: it never posts."""
    for slot in slots_between(channel, after, after.astimezone(dt.UTC) + _HORIZON):
        return slot
    raise ValueError(f"{channel.name} has no slots: no times of day or no days")


def due(channel: Channel, now: dt.datetime) -> list[Slot]:
    """The slots inside the catch-up window, newest first: instant in (now - catch_up, now].

    Of a window longer than LOOK_BACK, those of the last LOOK_BACK; if there is none, the newest one alone. So the
    newest is always among them, and asking is cheap however long the window.
    """
    now = now.astimezone(dt.UTC)  # local times would ignore a change of the clock when subtracted
    slots = list(slots_between(channel, now - min(channel.catch_up, LOOK_BACK), now))
    if not slots and channel.catch_up > LOOK_BACK:
        slots = list(slots_between(channel, now - min(channel.catch_up, _HORIZON), now))[-1:]
    return slots[::-1]


def _dates_and_times(channel: Channel, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, dt.time]]:
    """Of all local dates that can fall between two dates of UTC, and of a few more."""
    times = [time.replace(fold=0) for time in channel.at]
    date = first - _MARGIN
    while date <= last + _MARGIN:
        if date.weekday() in channel.days:
            yield from ((date, time) for time in times)
        date += DAY


def _instant(channel: Channel, date: dt.date, time: dt.time) -> dt.datetime:
    """``Slot.instant`` without a slot: most of the dates looked at in every tick are outside the window."""
    return dt.datetime.combine(date, time, tzinfo=channel.zone).astimezone(dt.UTC)


def _occurs(channel: Channel, date: dt.date) -> bool:
    """Whether a clock of the zone ever showed this date: on a skipped one, noon turns into another date."""
    noon = dt.datetime.combine(date, dt.time(12), tzinfo=channel.zone)
    return noon.astimezone(dt.UTC).astimezone(channel.zone).date() == date
