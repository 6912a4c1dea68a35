"""What the clocks on the walls of a zone show in a year, found out without the rules that the bot computes with.

The bot asks zoneinfo for the instant of a local time. Here only the other way is asked, instant to local time, and the
calendar of slots is made of the stretches between two changes of the clock.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

DAY, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)
STEP = dt.timedelta(hours=6)  # no zone changes its clock twice in it


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """From ``begins`` to before ``ends`` (UTC) the clocks show UTC + ``offset``."""

    begins: dt.datetime
    ends: dt.datetime
    offset: dt.timedelta


Clock = tuple[Stretch, ...]
Calendar = dict[tuple[dt.date, dt.time], dt.datetime]  # local date and time of day → instant in UTC, ascending


def clock_of(zone: ZoneInfo, year: int) -> Clock:
    """The stretches of a year, with five days before and after it."""
    first, last = dt.datetime(year, 1, 1, tzinfo=dt.UTC) - 5 * DAY, dt.datetime(year + 1, 1, 1, tzinfo=dt.UTC) + 5 * DAY
    changes = [first]
    for step in range((last - first) // STEP):
        earlier, later = first + step * STEP, first + (step + 1) * STEP
        if _offset(zone, earlier) != _offset(zone, later):
            while later - earlier > SECOND:
                middle = earlier + (later - earlier) // 2
                earlier, later = (
                    (middle, later) if _offset(zone, middle) == _offset(zone, earlier) else (earlier, middle)
                )
            changes.append(later.replace(microsecond=0))
    return tuple(
        Stretch(begins=begins, ends=ends, offset=_offset(zone, begins)) for begins, ends in pairwise([*changes, last])
    )


def _offset(zone: ZoneInfo, instant: dt.datetime) -> dt.timedelta:
    offset = instant.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


def all_clocks(year: int) -> dict[Clock, list[str]]:
    """All zones of the tz database by what their clocks show that year: zones of one clock are equal to us."""
    found = defaultdict(list)
    for name in sorted(available_timezones()):
        found[clock_of(ZoneInfo(name), year)].append(name)
    return dict(found)


def calendar_of(clock: Clock, year: int, times: Iterable[dt.time]) -> Calendar:
    """The slots of all dates that these clocks showed in the year, a few days before and after it included."""
    dates = [dt.date(year, 1, 1) + DAY * day for day in range(-3, 368)]
    slots = {(date, time): _instant(clock, date, time) for date in dates if _shown(clock, date) for time in times}
    return dict(sorted(slots.items(), key=lambda slot: slot[1]))


def _shown(clock: Clock, date: dt.date) -> bool:
    midnight = dt.datetime.combine(date, dt.time(), tzinfo=dt.UTC)
    return any(midnight < each.ends + each.offset and each.begins + each.offset < midnight + DAY for each in clock)


def _instant(clock: Clock, date: dt.date, time: dt.time) -> dt.datetime:
    """The first time the clocks show it; a missing time comes when it would have, had nobody touched the clock."""
    local = dt.datetime.combine(date, time, tzinfo=dt.UTC)
    for each in clock:
        if each.begins <= local - each.offset < each.ends:
            return local - each.offset
    return next(
        local - before.offset
        for before, after in pairwise(clock)
        if after.begins + before.offset <= local < after.begins + after.offset
    )
