"""A year of all zones of the tz database: one card per local date and slot, never early, at the first tick there is."""

import datetime as dt
import random
from bisect import bisect_left
from zoneinfo import ZoneInfo

import pytest

from bot.domain.channel import ALWAYS, SKIP
from bot.domain.delivery import State
from bot.domain.schedule import slots_between
from bot.domain.slot import Slot
from tests.app.conftest import MakePress, Shelf
from tests.app.local_clocks import DAY, SECOND, Calendar, Clock, all_clocks, calendar_of, clock_of
from tests.worlds import a_catalog, a_channel, an_entry

AT = (dt.time(0), dt.time(2, 30), dt.time(23, 59))
YEAR = 2026
DATE_LINE = 2011  # Samoa crossed it, Russia and others changed their time for good
HOUR = dt.timedelta(hours=1)
SEED = 20261122


@pytest.fixture(scope="module")
def clocks() -> dict[Clock, list[str]]:
    """Some 65 different ones."""
    return all_clocks(YEAR)


def scheduled(zone: str, year: int) -> dict[Slot, dt.datetime]:
    """The schedule of a year, as the bot has it."""
    channel = a_channel(zone=ZoneInfo(zone), at=AT)
    start, end = dt.datetime(year, 1, 1, tzinfo=dt.UTC) - 3 * DAY, dt.datetime(year + 1, 1, 1, tzinfo=dt.UTC) + 3 * DAY
    slots = list(slots_between(channel, start, end))
    assert len(slots) == len(set(slots)), zone
    return {slot: slot.instant(channel.zone) for slot in slots if slot.date.year == year}


def expected(calendar: Calendar, year: int) -> dict[Slot, dt.datetime]:
    return {Slot.at("daily", *slot): instant for slot, instant in calendar.items() if slot[0].year == year}


# The schedule


def test_each_different_clock_of_the_year_has_each_date_and_time_once(clocks: dict[Clock, list[str]]) -> None:
    assert len(clocks) > 50
    for clock, zones in clocks.items():
        assert scheduled(zones[0], YEAR) == expected(calendar_of(clock, YEAR, AT), YEAR), zones[0]


@pytest.mark.slow
@pytest.mark.parametrize("year", [DATE_LINE, YEAR])
def test_every_zone_has_each_date_and_time_of_the_year_once(year: int) -> None:
    """Some 600 zones, 650,000 slots; of the other year each different clock."""
    for clock, zones in all_clocks(year).items():
        wanted = expected(calendar_of(clock, year, AT), year)
        for zone in zones if year == YEAR else zones[:1]:
            assert scheduled(zone, year) == wanted, zone


def test_samoa_has_a_day_less_in_the_year_it_crossed_the_date_line() -> None:
    wanted = expected(calendar_of(clock_of(ZoneInfo("Pacific/Apia"), DATE_LINE), DATE_LINE, AT), DATE_LINE)
    assert len(wanted) == 364 * len(AT)
    assert scheduled("Pacific/Apia", DATE_LINE) == wanted


# The ticker


async def assert_one_card_each(
    make_press: MakePress, zone: str, calendar: Calendar, instants: list[dt.datetime], seed: int
) -> None:
    """Of a new channel, ticked just before and soon after each of these instants, and at random between."""
    rng = random.Random(seed)
    moments = moments_around(instants, rng)
    channel = a_channel(zone=ZoneInfo(zone), at=AT, catch_up=rng.choice([SKIP, 6 * HOUR, ALWAYS]))
    wanted = first_ticks(calendar, moments, channel.catch_up)
    press = make_press(channel=channel, shelf=Shelf(a_catalog(an_entry())))
    ticker = press.ticker()
    ticked: dict[int, dt.datetime] = {}
    for now in moments:
        known = len(press.messenger.posts)
        await ticker.tick(now)
        ticked |= {post.message_id: now for post in press.messenger.posts[known:]}
    rows = await press.ledger.in_state(State.SENT)
    story = f"{zone}, catch-up {channel.catch_up}, seed {seed}"
    assert len(press.messenger.posts) == len(rows), story
    assert {row.slot: ticked[row.message_id or 0] for row in rows} == wanted, story


def moments_around(instants: list[dt.datetime], rng: random.Random) -> list[dt.datetime]:
    """When to tick, ascending: between two slots, a minute apart, there is always a tick."""
    around = {instant - SECOND for instant in instants}
    around |= {instant + rng.choice([0, 0, 1e-6, rng.uniform(0, 58)]) * SECOND for instant in instants}
    anywhere = {instants[0] + rng.random() * (instants[-1] - instants[0]) for _ in range(len(instants) // 2)}
    return sorted(around | anywhere)


def first_ticks(calendar: Calendar, moments: list[dt.datetime], catch_up: dt.timedelta) -> dict[Slot, dt.datetime]:
    """Which tick is to post which slot. Of those before the first tick, the newest is due if the window reaches it."""
    first, last = moments[0], moments[-1]
    slots = [(Slot.at("daily", *slot), instant) for slot, instant in calendar.items() if instant <= last]
    before = [(slot, instant) for slot, instant in slots if first - catch_up < instant <= first][-1:]
    after = [(slot, instant) for slot, instant in slots if instant > first]
    return {slot: moments[bisect_left(moments, instant)] for slot, instant in before + after}


def odd_days(clock: Clock, calendar: Calendar, rng: random.Random) -> list[list[dt.datetime]]:
    """The slots of the days around each change of the clock; where there is none, those around some moment."""
    new_year = dt.datetime(YEAR, 1, 1, tzinfo=dt.UTC)
    centres = [stretch.begins for stretch in clock[1:]] or [new_year + rng.random() * 360 * DAY]
    return [[instant for instant in calendar.values() if abs(instant - centre) < 3 * DAY] for centre in centres]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "Asia/Shanghai"])
async def test_each_slot_around_a_change_of_the_clock_gets_one_card_at_the_first_tick(
    make_press: MakePress, zone: str
) -> None:
    clock = clock_of(ZoneInfo(zone), YEAR)
    calendar = calendar_of(clock, YEAR, AT)
    for instants in odd_days(clock, calendar, random.Random(SEED)):
        await assert_one_card_each(make_press, zone, calendar, instants, SEED)


@pytest.mark.slow
async def test_around_every_change_of_every_clock_each_slot_gets_one_card_at_the_first_tick(
    make_press: MakePress, clocks: dict[Clock, list[str]]
) -> None:
    for number, (clock, zones) in enumerate(clocks.items()):
        calendar = calendar_of(clock, YEAR, AT)
        for instants in odd_days(clock, calendar, random.Random(SEED + number)):
            await assert_one_card_each(make_press, zones[0], calendar, instants, SEED + number)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("zone", "year"),
    [
        ("Europe/Berlin", YEAR),
        ("America/Santiago", YEAR),  # repeats the hour before midnight
        ("Africa/Casablanca", YEAR),  # changes its clock for Ramadan
        ("Antarctica/Troll", YEAR),  # by two hours
        ("Australia/Lord_Howe", YEAR),  # by half an hour
        ("Asia/Kathmandu", YEAR),
        ("Pacific/Apia", DATE_LINE),
    ],
)
async def test_each_slot_of_the_year_gets_one_card_at_the_first_tick(
    make_press: MakePress, zone: str, year: int
) -> None:
    calendar = calendar_of(clock_of(ZoneInfo(zone), year), year, AT)
    instants = [instant for (date, _), instant in calendar.items() if date.year == year]
    await assert_one_card_each(make_press, zone, calendar, instants, SEED)
