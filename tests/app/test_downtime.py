"""Downtime, sleep, stalls and clocks that step: which slot still gets its card, which passes and why, never two."""

import datetime as dt
import random
from dataclasses import replace
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.app.tick import Ticker
from bot.domain.channel import ALWAYS, SKIP, Channel
from bot.domain.delivery import State
from bot.domain.reason import Reason
from bot.domain.schedule import LOOK_BACK, slots_between
from bot.domain.slot import Slot
from tests.app.conftest import MakePress, Press, Shelf
from tests.worlds import a_catalog, a_channel, an_entry, at

SECOND, MINUTE, HOUR, DAY = (dt.timedelta(seconds=seconds) for seconds in (1, 60, 3600, 86400))
BERLIN = ZoneInfo("Europe/Berlin")
EVERY_TWO_HOURS = tuple(dt.time(hour) for hour in range(0, 24, 2))
# Ordinary days, and the nights in which Berlin's clocks are changed.
NOONS = [at(f"{date} 12:00", "Europe/Berlin").astimezone(dt.UTC) for date in ("2026-06-10", "2026-03-28", "2026-10-24")]


def a_press(make_press: MakePress, **changes: object) -> Press:
    channel = a_channel(**({"zone": BERLIN, "at": (dt.time(9),)} | changes))
    return make_press(channel=channel, shelf=Shelf(a_catalog(an_entry())))


async def walk(ticker: Ticker, start: dt.datetime, end: dt.datetime, step: dt.timedelta = 10 * MINUTE) -> None:
    """Tick from start to end, both included, by true time."""
    now = start
    while now <= end:
        await ticker.tick(now)
        now += step


async def go_through(ticker: Ticker, channel: Channel, start: dt.datetime, end: dt.datetime) -> None:
    """Tick at start, at each slot and at end."""
    for now in (start, *(slot.instant(channel.zone) for slot in between(channel, start, end)), end):
        await ticker.tick(now)


async def posted(press: Press) -> list[Slot]:
    """The slots that have a card, as they came into the channels; every message is a slot's own."""
    rows = sorted(await press.ledger.in_state(State.SENT), key=lambda row: row.message_id or 0)
    assert [row.message_id for row in rows] == [post.message_id for post in press.messenger.posts]
    return [row.slot for row in rows]


async def noted(press: Press, channel: str = "daily") -> dict[Slot, str]:
    """The codes of the reasons for slots without a card."""
    found = await press.ledger.passed_over(channel, since=dt.date.min)
    return {passed: Reason.parse(reason).code for passed, reason in found}


def between(channel: Channel, start: dt.datetime, end: dt.datetime) -> list[Slot]:
    return list(slots_between(channel, start, end))


# Sleep


@pytest.mark.parametrize("noon", NOONS, ids=str)
@pytest.mark.parametrize("hours", [3, 7, 11, 26])
@pytest.mark.parametrize("off", [True, False])
async def test_after_hours_of_sleep_the_newest_slot_gets_its_card_and_the_others_are_noted(
    make_press: MakePress, noon: dt.datetime, hours: int, off: bool
) -> None:
    press = a_press(make_press, at=EVERY_TWO_HOURS)
    ticker = press.ticker()
    await walk(ticker, noon, noon + 8 * HOUR)
    asleep, awake = noon + 8 * HOUR, noon + (8 + hours) * HOUR + 5 * MINUTE
    *missed, newest = between(press.channel, asleep, awake)
    before = await posted(press)
    await walk(press.ticker() if off else ticker, awake, awake + 50 * MINUTE)
    assert await posted(press) == [*before, newest]
    reasons = await noted(press)
    window = between(press.channel, awake - press.channel.catch_up, awake)
    assert {slot: reasons.get(slot) for slot in missed} == {
        slot: "later_slot" if slot in window else "too_late" for slot in missed
    }


# Stalls, and the window that is called `skip`


@pytest.mark.parametrize("seed", range(5))
async def test_a_stalled_scheduler_skips_nothing_even_without_catch_up(make_press: MakePress, seed: int) -> None:
    rng = random.Random(seed)
    press = a_press(make_press, at=(dt.time(2, 30), dt.time(9), dt.time(9, 5)), catch_up=SKIP)
    start, end = NOONS[seed % 3], NOONS[seed % 3] + 7 * DAY
    ticker = press.ticker()
    await ticker.tick(start)
    for slot in between(press.channel, start, end):
        instant = slot.instant(BERLIN)
        await ticker.tick(instant - rng.uniform(0, 119) * SECOND)
        if rng.random() < 0.3:
            ticker = press.ticker()
        await ticker.tick(instant + rng.uniform(0, 119) * SECOND)
    assert await posted(press) == between(press.channel, start, end)
    assert await noted(press) == {}


async def test_without_catch_up_an_hour_of_downtime_skips_its_slot_and_says_so(make_press: MakePress) -> None:
    press = a_press(make_press, catch_up=SKIP)
    nine = at("2026-06-10 09:00", "Europe/Berlin").astimezone(dt.UTC)
    await walk(press.ticker(), nine - DAY, nine - HOUR / 2)
    await walk(press.ticker(), nine + HOUR / 2, nine + DAY)
    first, skipped, last = between(press.channel, nine - DAY - SECOND, nine + DAY)
    assert await posted(press) == [first, last]
    assert await noted(press) == {skipped: "too_late"}


# `always`


async def test_after_a_month_every_channel_posts_one_late_card_and_lists_what_passed_lately(
    make_press: MakePress,
) -> None:
    press = a_press(make_press)
    daily = replace(press.channel, catch_up=ALWAYS)
    thrice = replace(daily, name="thrice", chat="@thrice", at=(dt.time(7), dt.time(12), dt.time(21)))
    weekly = replace(daily, name="weekly", chat="@weekly", days=frozenset({0}))
    channels = (daily, thrice, weekly)
    noon = NOONS[0]
    await walk(press.ticker(*channels), noon - 8 * DAY, noon, HOUR)
    before = await posted(press)
    back = noon + 30 * DAY + HOUR
    await walk(press.ticker(*channels), back, back + 5 * HOUR)
    newest = [between(channel, noon, back)[-1] for channel in channels]
    assert sorted((await posted(press))[len(before) :]) == sorted(newest)
    for channel, late in zip(channels, newest, strict=True):
        lately = set(between(channel, back - LOOK_BACK, back)) - {late}
        missed = {slot: why for slot, why in (await noted(press, channel.name)).items() if slot.instant(BERLIN) > noon}
        assert missed == dict.fromkeys(lately, "later_slot")


# The first start


@pytest.mark.parametrize("catch_up", [3 * HOUR, 6 * HOUR, DAY, 7 * DAY, ALWAYS], ids=str)
async def test_a_new_channel_begins_with_the_latest_slot_in_its_window_and_posts_nothing_older(
    make_press: MakePress, catch_up: dt.timedelta
) -> None:
    press = a_press(make_press, at=(dt.time(7), dt.time(8)), catch_up=catch_up)
    noon = NOONS[0]
    await walk(press.ticker(), noon, noon + 10 * HOUR)
    await walk(press.ticker(), noon + 10 * HOUR, noon + 18 * HOUR)
    inside = between(press.channel, noon - min(catch_up, 7 * DAY), noon)
    assert await posted(press) == inside[-1:]


@pytest.mark.parametrize("catch_up", [7 * DAY, ALWAYS], ids=str)
async def test_what_was_long_before_the_first_start_is_never_called_missed(
    make_press: MakePress, catch_up: dt.timedelta
) -> None:
    press = a_press(make_press, catch_up=catch_up)
    await walk(press.ticker(), NOONS[0], NOONS[0] + 8 * DAY, HOUR)
    assert all(slot.instant(BERLIN) > NOONS[0] - LOOK_BACK for slot in await noted(press))


async def test_a_new_weekly_channel_that_always_catches_up_begins_with_last_weeks_slot(make_press: MakePress) -> None:
    press = a_press(make_press, days=frozenset({3}), catch_up=ALWAYS)  # Thursdays; the noon is a Wednesday's
    await walk(press.ticker(), NOONS[0], NOONS[0] + 10 * HOUR)
    assert [slot.date for slot in await posted(press)] == [dt.date(2026, 6, 4)]


# Clocks that step


@pytest.mark.parametrize("catch_up", [SKIP, 6 * HOUR, ALWAYS], ids=str)
@pytest.mark.parametrize("back", [5 * MINUTE, HOUR, 9 * HOUR, 2 * DAY, 20 * DAY], ids=str)
async def test_a_clock_that_jumps_back_posts_nothing_again(
    make_press: MakePress, back: dt.timedelta, catch_up: dt.timedelta
) -> None:
    press = a_press(make_press, at=(dt.time(0), dt.time(9), dt.time(11, 58)), catch_up=catch_up)
    noon = NOONS[2]
    ticker = press.ticker()
    await go_through(ticker, press.channel, noon - 21 * DAY, noon)
    before = await posted(press)
    assert len(before) >= 63
    await go_through(ticker, press.channel, noon - back, noon)
    await walk(ticker, noon - back, noon, HOUR)
    await go_through(press.ticker(), press.channel, noon - back, noon)
    assert await posted(press) == before


@pytest.mark.parametrize("ahead", [5 * MINUTE, HOUR, 9 * HOUR, 2 * DAY, 20 * DAY], ids=str)
async def test_a_clock_that_jumps_ahead_posts_the_newest_slot_alone(make_press: MakePress, ahead: dt.timedelta) -> None:
    press = a_press(make_press, at=EVERY_TWO_HOURS)
    ticker = press.ticker()
    start = NOONS[1] - 3 * MINUTE
    await walk(ticker, start - 3 * HOUR, start)
    before = await posted(press)
    await ticker.tick(start + ahead)
    assert await posted(press) == [*before, between(press.channel, start, start + ahead)[-1]]


@pytest.mark.parametrize("seed", range(40))
async def test_whatever_the_clock_does_no_slot_gets_two_cards_or_one_too_early_or_out_of_turn(
    make_press: MakePress, seed: int
) -> None:
    """Steps of minutes to days both ways, restarts; and when the clock goes well again, so does everything."""
    rng = random.Random(seed)
    channel = a_channel(
        zone=ZoneInfo(rng.choice(["Europe/Berlin", "America/Havana", "Australia/Lord_Howe"])),
        at=(dt.time(0), dt.time(2, 30), dt.time(23, 59)),
        catch_up=rng.choice([SKIP, 6 * HOUR, 7 * DAY, ALWAYS]),
    )
    press = make_press(channel=channel, shelf=Shelf(a_catalog(an_entry())))
    ticker, now = press.ticker(), rng.choice(NOONS)
    furthest = now
    for _ in range(150):
        known = len(press.messenger.posts)
        await ticker.tick(now)
        slots = await posted(press)
        assert len(slots) - known <= 1
        assert all(slot.instant(channel.zone) <= now for slot in slots[known:])
        furthest = max(furthest, now)
        now += rng.choice([rng.uniform(0, 180) * MINUTE, rng.uniform(-300, 300) * MINUTE, rng.uniform(-5, 5) * DAY])
        ticker = press.ticker() if rng.random() < 0.2 else ticker
    instants = [slot.instant(channel.zone) for slot in await posted(press)]
    assert all(one < other for one, other in pairwise(instants))
    await ticker.tick(furthest)
    known = len(press.messenger.posts)
    await go_through(ticker, channel, furthest, furthest + 2 * DAY)
    assert (await posted(press))[known:] == between(channel, furthest, furthest + 2 * DAY)
