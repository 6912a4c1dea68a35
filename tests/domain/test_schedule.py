"""Slots on the line of time: each once, in every zone and on every odd day."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.channel import ALWAYS, SKIP, Channel
from bot.domain.schedule import DAY, LOOK_BACK, due, next_slot, slots_between
from tests.worlds import a_channel, at

ZONES = [
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai", "Pacific/Apia", "UTC"),
    *(
        "Pacific/Kwajalein",
        "Pacific/Kiritimati",
        "America/Sao_Paulo",
        "Africa/Casablanca",
        "Antarctica/Troll",
    ),
    *("Asia/Kathmandu", "Etc/GMT+12", "Etc/GMT-14"),
]
SKIPPED = {
    "Pacific/Apia": {dt.date(2011, 12, 30)},
    "Pacific/Kwajalein": {dt.date(1993, 8, 21)},
    "Pacific/Kiritimati": {dt.date(1994, 12, 31)},
}
TIMES = st.lists(
    st.times().map(lambda time: time.replace(second=0, microsecond=0)), min_size=1, max_size=4, unique=True
)
CHANNELS = st.builds(
    lambda zone, times, days: a_channel(zone=ZoneInfo(zone), at=tuple(sorted(times)), days=days),
    st.sampled_from(ZONES),
    TIMES,
    st.frozensets(st.integers(0, 6), min_size=1),
)
INSTANTS = st.integers(0, 47 * 365 * 24 * 60).map(lambda minutes: at("1993-01-01") + dt.timedelta(minutes=minutes))


def in_zone(zone: str, *times: str, **changes: object) -> Channel:
    return a_channel(zone=ZoneInfo(zone), at=tuple(map(dt.time.fromisoformat, times)), **changes)


@pytest.mark.parametrize(
    ("zone", "times", "start", "days", "expected"),
    [
        ("Europe/Berlin", ["02:30"], "2026-03-28", 3, ["28 01:30", "29 01:30", "30 00:30"]),
        ("Europe/Berlin", ["02:30"], "2026-10-24", 3, ["24 00:30", "25 00:30", "26 01:30"]),
        ("America/New_York", ["02:30"], "2026-03-07", 3, ["07 07:30", "08 07:30", "09 06:30"]),
        ("America/New_York", ["01:30"], "2026-10-31", 3, ["31 05:30", "01 05:30", "02 06:30"]),
        ("Australia/Lord_Howe", ["02:15"], "2026-10-02", 3, ["02 15:45", "03 15:45", "04 15:15"]),
        ("Australia/Lord_Howe", ["01:45"], "2026-04-03", 3, ["03 14:45", "04 14:45", "05 15:15"]),
        ("Asia/Shanghai", ["09:00", "21:00"], "2026-11-22", 1, ["22 01:00", "22 13:00"]),
        ("Pacific/Apia", ["09:00"], "2011-12-28", 4, ["28 19:00", "29 19:00", "30 19:00", "31 19:00"]),
    ],
)
def test_instants_of_slots(zone: str, times: list[str], start: str, days: int, expected: list[str]) -> None:
    channel = in_zone(zone, *times)
    slots = slots_between(channel, at(start), at(start) + days * DAY)
    assert [f"{slot.instant(channel.zone):%d %H:%M}" for slot in slots] == expected


@pytest.mark.parametrize("zone", SKIPPED)
def test_a_date_that_no_clock_showed_has_no_slot(zone: str) -> None:
    (skipped,) = SKIPPED[zone]
    noon = dt.datetime.combine(skipped, dt.time(12), tzinfo=dt.UTC)
    dates = [slot.date for slot in slots_between(in_zone(zone, "09:00"), noon - 4 * DAY, noon + 4 * DAY)]
    assert skipped not in dates
    assert {skipped - DAY, skipped + DAY} <= set(dates)
    assert len(dates) == len(set(dates)) == 8


def test_two_times_around_a_missing_hour_may_change_places_but_both_come_once() -> None:
    channel = in_zone("Europe/Berlin", "02:45", "03:30")
    slots = list(slots_between(channel, at("2026-03-29 00:00"), at("2026-03-29 12:00")))
    assert [slot.label for slot in slots] == ["03:30", "02:45"]


def test_two_times_that_fall_on_one_instant_are_two_slots() -> None:
    channel = in_zone("Europe/Berlin", "02:30", "03:30")
    slots = list(slots_between(channel, at("2026-03-29 01:29"), at("2026-03-29 01:30")))
    assert [slot.label for slot in slots] == ["02:30", "03:30"]


def test_the_start_is_outside_and_the_end_inside() -> None:
    channel = in_zone("UTC", "09:00")
    nine = at("2026-11-22 09:00")
    assert list(slots_between(channel, nine, nine + DAY / 2)) == []
    assert len(list(slots_between(channel, nine - DAY / 2, nine))) == 1


def test_only_the_days_of_the_channel_have_slots() -> None:
    channel = in_zone("Asia/Shanghai", "00:30", days=frozenset({0, 4}))  # Mondays and Fridays, local
    dates = [slot.date for slot in slots_between(channel, at("2026-11-15 00:00"), at("2026-11-29 00:00"))]
    assert dates == [dt.date(2026, 11, day) for day in (16, 20, 23, 27)]


def test_due_slots_are_inside_the_window_and_newest_first() -> None:
    channel = in_zone("UTC", "03:00", "06:00", "09:00", catch_up=dt.timedelta(hours=6))
    assert [slot.label for slot in due(channel, at("2026-11-22 09:00"))] == ["09:00", "06:00"]
    assert due(channel, at("2026-11-22 15:00")) == []


def test_the_window_is_real_time_even_when_the_clock_is_put_forward() -> None:
    channel = in_zone("Europe/Berlin", "01:00", catch_up=dt.timedelta(hours=3))
    assert due(channel, at("2026-03-29 04:59", "Europe/Berlin"))  # 2 h 59 min after 01:00
    assert not due(channel, at("2026-03-29 05:00", "Europe/Berlin"))


def test_a_channel_without_days_never_posts_and_says_so() -> None:
    with pytest.raises(ValueError, match="daily has no slots"):
        next_slot(a_channel(days=frozenset()), at("2026-11-22 09:00"))


@given(st.sampled_from(ZONES), st.times(), st.integers(1993, 2037))
def test_every_date_that_occurred_has_each_time_once_in_ascending_instants(zone: str, time: dt.time, year: int) -> None:
    channel = a_channel(zone=ZoneInfo(zone), at=(time.replace(second=0, microsecond=0),))
    local = [dt.datetime(year, 1, 1, tzinfo=channel.zone), dt.datetime(year + 1, 1, 1, tzinfo=channel.zone)]
    slots = list(slots_between(channel, local[0] - 2 * DAY, local[1] + 2 * DAY))
    dates = Counter(slot.date for slot in slots if slot.date.year == year)
    days = {dt.date(year, 1, 1) + DAY * day for day in range(366)}
    assert set(dates) == {day for day in days if day.year == year} - SKIPPED.get(zone, set())
    assert set(dates.values()) == {1}
    instants = [slot.instant(channel.zone) for slot in slots]
    assert all(one < other for one, other in pairwise(instants))


@given(CHANNELS, INSTANTS, st.timedeltas(dt.timedelta(), dt.timedelta(days=9)), st.integers(0, 100))
def test_cutting_a_window_in_two_loses_and_repeats_nothing(
    channel: Channel, start: dt.datetime, length: dt.timedelta, percent: int
) -> None:
    end, middle = start + length, start + length * percent / 100
    parts = [*slots_between(channel, start, middle), *slots_between(channel, middle, end)]
    assert parts == list(slots_between(channel, start, end))


@given(CHANNELS, INSTANTS)
def test_the_next_slot_is_the_first_of_those_to_come(channel: Channel, after: dt.datetime) -> None:
    slot = next_slot(channel, after)
    instant = slot.instant(channel.zone)
    assert instant > after
    assert next(slots_between(channel, after, instant)) == slot


@given(CHANNELS, INSTANTS, st.timedeltas(dt.timedelta(), LOOK_BACK))
def test_what_is_due_is_what_lies_in_the_window(channel: Channel, now: dt.datetime, catch_up: dt.timedelta) -> None:
    channel = replace(channel, catch_up=catch_up)
    assert due(channel, now)[::-1] == list(slots_between(channel, now - catch_up, now))


@given(CHANNELS, INSTANTS, st.one_of(st.timedeltas(LOOK_BACK, 30 * DAY), st.just(ALWAYS)))
def test_of_a_long_window_the_last_days_are_due_or_the_newest_slot_alone(
    channel: Channel, now: dt.datetime, catch_up: dt.timedelta
) -> None:
    channel = replace(channel, catch_up=catch_up)
    inside = list(slots_between(channel, now - min(catch_up, 60 * DAY), now))
    lately = [slot for slot in inside if now - slot.instant(channel.zone) < LOOK_BACK]
    assert due(channel, now)[::-1] == (lately or inside[-1:])


def test_a_window_of_years_is_not_walked_through() -> None:
    """It is asked of every channel at every tick."""
    asked = Counter[str]()

    class Zone(dt.tzinfo):
        def utcoffset(self, moment: dt.datetime | None) -> dt.timedelta:
            asked["offset"] += 1
            return dt.timedelta(hours=8)

        def dst(self, moment: dt.datetime | None) -> dt.timedelta:
            return dt.timedelta()

        def tzname(self, moment: dt.datetime | None) -> str:
            return "CST"

    channel = a_channel(zone=Zone(), days=frozenset({0}), catch_up=ALWAYS)
    assert [slot.date for slot in due(channel, at("2026-11-22 09:00"))] == [dt.date(2026, 11, 16)]
    assert asked["offset"] < 50


def test_skip_is_a_window_in_which_a_stall_of_the_scheduler_has_room() -> None:
    channel = in_zone("UTC", "09:00", catch_up=SKIP)
    assert due(channel, at("2026-11-22 09:01:59"))
    assert not due(channel, at("2026-11-22 09:02"))
