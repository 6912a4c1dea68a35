"""Which slots are due, whatever the clocks, the machine, the admins and Telegram do."""

import asyncio
import datetime as dt
from collections import Counter
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.app.tick import Ticker
from bot.domain.channel import SKIP, Channel
from bot.domain.delivery import Delivery, State
from bot.domain.errors import OutcomeUnknown, Refused, StoreError, Trouble, TryLater
from bot.domain.faults import Fault
from bot.domain.reason import Reason
from bot.domain.slot import Slot
from tests.app.conftest import MakePress, Press, Shelf
from tests.fakes.memory import MemoryLedger
from tests.worlds import a_catalog, a_channel, a_draft, an_entry, at

SHANGHAI = "Asia/Shanghai"
NINE = at("2026-11-22 09:00", SHANGHAI)
SECOND, MINUTE, HOUR, DAY = (dt.timedelta(seconds=seconds) for seconds in (1, 60, 3600, 86400))
BUSY = TryLater("Flood control exceeded", after=10 * MINUTE)
KICKED = Refused("Forbidden: bot was kicked from the channel chat", trouble=Trouble.REMOVED)


def slot(day: int, label: str = "09:00", channel: str = "daily") -> Slot:
    return Slot(channel=channel, date=dt.date(2026, 11, day), label=label)


async def walk(ticker: Ticker, start: dt.datetime, end: dt.datetime, step: dt.timedelta) -> None:
    """Tick from start to end, both included, by true time."""
    now, end = start.astimezone(dt.UTC), end.astimezone(dt.UTC)
    while now <= end:
        await ticker.tick(now)
        now += step


async def dates(press: Press) -> Counter[dt.date]:
    """How many cards each local date has."""
    return Counter(row.slot.date for row in await press.ledger.in_state(State.SENT))


async def noted(press: Press, channel: str = "daily") -> dict[Slot, str]:
    """The codes of the reasons for slots without a card."""
    found = await press.ledger.passed_over(channel, since=dt.date.min)
    return {passed: Reason.parse(reason).code for passed, reason in found}


# The clocks

ZONES = {
    # zone: (from, to, times of day that the change touches)
    "Europe/Berlin spring": ("Europe/Berlin", "2026-03-27", "2026-04-01", ("02:30", "03:00", "09:00")),
    "Europe/Berlin autumn": ("Europe/Berlin", "2026-10-23", "2026-10-28", ("02:30", "03:00", "09:00")),
    "America/New_York spring": ("America/New_York", "2026-03-06", "2026-03-11", ("02:30", "01:30", "09:00")),
    "America/New_York autumn": ("America/New_York", "2026-10-30", "2026-11-04", ("01:30", "02:00", "09:00")),
    "Australia/Lord_Howe spring": ("Australia/Lord_Howe", "2026-10-02", "2026-10-07", ("02:15", "02:30", "09:00")),
    "Australia/Lord_Howe autumn": ("Australia/Lord_Howe", "2026-04-03", "2026-04-08", ("01:45", "02:00", "09:00")),
    "Asia/Shanghai": (SHANGHAI, "2026-11-20", "2026-11-25", ("00:00", "09:00", "23:50")),
}


@pytest.mark.parametrize("place", ZONES)
@pytest.mark.parametrize("which", range(3))
async def test_every_local_date_gets_one_card_at_its_time_whatever_the_clocks_do(
    make_press: MakePress, place: str, which: int
) -> None:
    zone, first, last, times = ZONES[place]
    channel = a_channel(zone=ZoneInfo(zone), at=(dt.time.fromisoformat(times[which]),), catch_up=10 * MINUTE)
    press = make_press(channel=channel)
    start, end = at(f"{first} 00:00", zone), at(f"{last} 23:59:59", zone)
    await walk(press.ticker(), start, end, 10 * MINUTE)
    days = (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days + 1
    expected = {dt.date.fromisoformat(first) + dt.timedelta(days=day): 1 for day in range(days)}
    assert await dates(press) == expected
    for row in await press.ledger.in_state(State.SENT):
        assert row.settled_at is not None
        assert dt.timedelta() <= row.settled_at - row.slot.instant(channel.zone) < 10 * MINUTE


async def test_a_day_that_a_zone_skipped_has_no_card_and_its_neighbours_have_one(make_press: MakePress) -> None:
    """Samoa crossed the date line: after 2011-12-29 came 2011-12-31."""
    press = make_press(channel=a_channel(zone=ZoneInfo("Pacific/Apia")))
    start, end = at("2011-12-28 00:00", "Pacific/Apia"), at("2012-01-01 23:00", "Pacific/Apia")
    await walk(press.ticker(), start, end, 10 * MINUTE)
    assert await dates(press) == {
        dt.date(2011, 12, 28): 1,
        dt.date(2011, 12, 29): 1,
        dt.date(2011, 12, 31): 1,
        dt.date(2012, 1, 1): 1,
    }
    assert await noted(press) == {}


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", SHANGHAI])
async def test_a_year_ticked_every_three_hours_has_one_card_a_day(make_press: MakePress, zone: str) -> None:
    press = make_press(channel=a_channel(zone=ZoneInfo(zone), at=(dt.time(2, 30),)), shelf=Shelf(a_catalog(an_entry())))
    await walk(press.ticker(), at("2026-01-01 00:05", zone), at("2026-12-31 23:55", zone), 3 * HOUR)
    counted = await dates(press)
    assert len(counted) == 365
    assert set(counted.values()) == {1}
    assert await noted(press) == {}


async def test_two_times_that_a_missing_hour_makes_one_instant_post_one_card(make_press: MakePress) -> None:
    channel = a_channel(zone=ZoneInfo("Europe/Berlin"), at=(dt.time(2, 30), dt.time(3, 30)))
    press = make_press(channel=channel)
    await walk(press.ticker(), at("2026-03-29 00:00", "Europe/Berlin"), at("2026-03-29 09:00", "Europe/Berlin"), MINUTE)
    assert len(press.posted) == 1
    assert set((await noted(press)).values()) == {"later_slot"}


# Downtime and clocks that step


async def test_before_its_time_nothing_is_posted(press: Press) -> None:
    assert await press.ticker().tick(NINE - SECOND) == []
    assert press.posted == []


async def test_a_slot_is_posted_at_its_very_second_and_only_once(press: Press) -> None:
    ticker = press.ticker()
    for seconds in range(0, 7200, 20):
        await ticker.tick(NINE + seconds * SECOND)
    assert len(press.posted) == 1


@pytest.mark.parametrize(("late", "posted"), [(6 * HOUR - SECOND, True), (6 * HOUR, False), (8 * HOUR, False)])
async def test_after_downtime_a_slot_is_posted_inside_its_window_and_noted_beyond(
    press: Press, late: dt.timedelta, posted: bool
) -> None:
    await press.ticker().tick(NINE - DAY)
    await press.ticker().tick(NINE + late)
    assert (await press.ledger.find(slot(22)) is not None) is posted
    assert await noted(press) == ({} if posted else {slot(22): "too_late"})


async def test_downtime_of_days_posts_the_newest_alone_and_notes_the_others(press: Press) -> None:
    await press.ticker().tick(NINE - 3 * DAY)
    await press.ticker().tick(NINE + HOUR)
    assert await dates(press) == {dt.date(2026, 11, 19): 1, dt.date(2026, 11, 22): 1}
    assert await noted(press) == {slot(20): "too_late", slot(21): "too_late"}


async def test_a_machine_that_slept_is_the_same_as_one_that_was_off(press: Press) -> None:
    ticker = press.ticker()
    await ticker.tick(NINE - 3 * DAY)
    await ticker.tick(NINE + HOUR)
    assert await noted(press) == {slot(20): "too_late", slot(21): "too_late"}


async def test_the_first_start_posts_the_latest_slot_in_the_window_and_nothing_older(make_press: MakePress) -> None:
    press = make_press(channel=a_channel(at=(dt.time(7), dt.time(9)), catch_up=6 * HOUR))
    ticker = press.ticker()
    await walk(ticker, NINE + HOUR, NINE + 9 * HOUR, MINUTE)
    assert await press.state(slot(22)) is State.SENT
    assert len(press.posted) == 1
    assert await noted(press) == {slot(22, "07:00"): "later_slot"}


async def test_of_several_slots_due_the_newest_is_posted_and_the_others_are_noted(make_press: MakePress) -> None:
    press = make_press(channel=a_channel(at=(dt.time(7), dt.time(8), dt.time(9))))
    await press.ticker().tick(NINE)
    assert [row.slot for row in await press.ledger.in_state(State.SENT)] == [slot(22)]
    assert await noted(press) == {slot(22, "07:00"): "later_slot", slot(22, "08:00"): "later_slot"}


@pytest.mark.parametrize("back", [30 * SECOND, HOUR, DAY, 40 * DAY])
async def test_a_clock_that_steps_back_repeats_nothing(press: Press, back: dt.timedelta) -> None:
    ticker = press.ticker()
    await walk(ticker, NINE - 41 * DAY, NINE, HOUR)
    count = len(press.posted)
    await walk(ticker, NINE - back, NINE, HOUR)
    await walk(press.ticker(), NINE - back, NINE, HOUR)
    assert len(press.posted) == count == 42


async def test_days_without_slots_stay_silent(make_press: MakePress) -> None:
    press = make_press(channel=a_channel(days=frozenset({0})))
    await walk(press.ticker(), NINE, NINE + 14 * DAY, HOUR)
    assert [date.weekday() for date in await dates(press)] == [0, 0]


# Pauses


async def test_a_paused_channel_posts_nothing_and_says_so(press: Press) -> None:
    await press.plans.pause("daily", NINE - HOUR)
    await walk(press.ticker(), NINE, NINE + 7 * HOUR, 10 * MINUTE)
    assert press.posted == []
    assert await noted(press) == {slot(22): "paused"}


async def test_a_channel_resumed_within_the_window_posts_at_once(press: Press) -> None:
    ticker = press.ticker()
    await press.plans.pause("daily", NINE - HOUR)
    await ticker.tick(NINE)
    await press.plans.resume("daily")
    await ticker.tick(NINE + HOUR)
    assert await press.state(slot(22)) is State.SENT
    assert await noted(press) == {}


async def test_a_pause_stays_the_reason_when_a_later_slot_is_posted(make_press: MakePress) -> None:
    press = make_press(channel=a_channel(at=(dt.time(7), dt.time(9))))
    ticker = press.ticker()
    await press.plans.pause("daily", NINE - 3 * HOUR)
    await ticker.tick(NINE - 2 * HOUR)
    await press.plans.resume("daily")
    await ticker.tick(NINE)
    assert await noted(press) == {slot(22, "07:00"): "paused"}


async def test_a_pause_stays_the_reason_across_a_restart(press: Press) -> None:
    await press.ticker().tick(NINE - DAY)
    await press.plans.pause("daily", NINE - HOUR)
    await press.ticker().tick(NINE)
    await press.ticker().tick(NINE + 7 * HOUR)
    assert await noted(press) == {slot(22): "paused"}


async def test_a_paused_channel_does_not_repeat_a_card_put_off_until_it_is_resumed(press: Press) -> None:
    ticker = press.ticker()
    press.messenger.sends_will(BUSY)
    await ticker.tick(NINE)
    await press.plans.pause("daily", NINE + MINUTE)
    await ticker.tick(NINE + HOUR)
    assert len(press.messenger.attempts) == 1
    await press.plans.resume("daily")
    await ticker.tick(NINE + 2 * HOUR)
    assert await press.state(slot(22)) is State.SENT


# What could not be sent


async def test_a_card_put_off_is_sent_by_the_first_tick_after_its_pause(press: Press) -> None:
    ticker = press.ticker()
    press.messenger.sends_will(BUSY)
    await walk(ticker, NINE, NINE + 10 * MINUTE - SECOND, 20 * SECOND)
    assert len(press.messenger.attempts) == 1
    await ticker.tick(NINE + 10 * MINUTE)
    assert press.messenger.attempts[0] == press.messenger.attempts[1]
    assert await press.state(slot(22)) is State.SENT


async def test_a_card_put_off_beyond_its_window_is_given_up_and_told(press: Press) -> None:
    press.messenger.sends_will(*[TryLater("no connection", after=HOUR)] * 20)
    await walk(press.ticker(), NINE, NINE + 8 * HOUR, 10 * MINUTE)
    row = await press.row(slot(22))
    assert (row.state, row.detail) == (State.REFUSED, "no connection")
    assert len(press.told) == 1
    assert len(press.messenger.attempts) == 6


async def test_a_post_on_demand_put_off_is_tried_again_for_as_long_as_a_slot(press: Press) -> None:
    demand = Slot.on_demand("daily", dt.date(2026, 11, 22), "7f3a")
    press.messenger.sends_will(BUSY)
    await press.publish(demand, NINE + HOUR, key="entry-7")
    await press.plans.pause("daily", NINE + HOUR)
    await press.ticker().tick(NINE + 2 * HOUR)
    assert await press.state(demand) is State.SENT


async def test_news_that_the_outage_swallowed_comes_with_a_later_tick(press: Press) -> None:
    ticker = press.ticker()
    press.messenger.sends_will(KICKED)
    press.messenger.tells_will(
        TryLater("no connection", after=30 * SECOND), TryLater("no connection", after=30 * SECOND)
    )
    await ticker.tick(NINE)
    assert press.told == []
    await walk(ticker, NINE + 20 * SECOND, NINE + 5 * MINUTE, 20 * SECOND)
    assert "the bot is not in the channel" in press.told[0]


async def test_an_unknown_delivery_is_never_repeated_by_a_tick_nor_told(press: Press) -> None:
    press.messenger.sends_will(OutcomeUnknown("cut"))
    await walk(press.ticker(), NINE, NINE + 8 * HOUR, 10 * MINUTE)
    assert await press.state(slot(22)) is State.UNKNOWN
    assert (len(press.messenger.attempts), press.told) == (1, [])


# Channels in trouble


async def test_a_channel_in_trouble_is_tried_until_its_window_closes_and_told_once(press: Press) -> None:
    press.messenger.sends_will(*[KICKED] * 200)
    await walk(press.ticker(), NINE, NINE + 8 * HOUR, MINUTE)
    row = await press.row(slot(22))
    assert (row.state, row.detail) == (State.REFUSED, str(KICKED))
    assert len(press.messenger.attempts) > 20
    assert len(press.told) == 1


async def test_a_channel_that_stays_in_trouble_for_days_is_told_once(press: Press) -> None:
    press.messenger.sends_will(*[KICKED] * 1000)
    await walk(press.ticker(), NINE, NINE + 3 * DAY, 10 * MINUTE)
    await walk(press.ticker(), NINE + 3 * DAY, NINE + 4 * DAY, 10 * MINUTE)
    assert press.posted == []
    assert len(press.told) <= 2  # a restart that does not remember would tell it once more


async def test_a_channel_in_trouble_posts_as_soon_as_it_is_mended(press: Press) -> None:
    ticker = press.ticker()
    press.messenger.sends_will(*[KICKED] * 3)
    await walk(ticker, NINE, NINE + HOUR, 20 * SECOND)
    assert await press.state(slot(22)) is State.SENT
    assert len(press.told) == 2
    assert len(press.posted) == 1


async def test_a_channel_in_trouble_does_not_hold_up_another(press: Press) -> None:
    ticker = press.ticker(*two())
    press.messenger.sends_will(KICKED)
    outcomes = await ticker.tick(NINE)
    assert sorted(str(outcome.state) for outcome in outcomes) == ["planned", "sent"]


# What is not known to the ledger


async def test_after_a_restore_what_the_backup_had_planned_is_not_sent_again(make_press: MakePress) -> None:
    """It may have been posted between the backup and the restore."""
    ledger = MemoryLedger()
    press = make_press(ledger=ledger)
    press.messenger.sends_will(BUSY)
    await press.ticker().tick(NINE)
    assert await press.state(slot(22)) is State.PLANNED
    ledger.restored = NINE + HOUR
    await walk(press.ticker(), NINE + HOUR, NINE + 2 * HOUR, MINUTE)
    assert len(press.messenger.attempts) == 1


async def test_a_slot_before_a_restore_passes_and_one_after_it_is_posted(make_press: MakePress) -> None:
    ledger = MemoryLedger()
    press = make_press(ledger=ledger, channel=a_channel(at=(dt.time(9), dt.time(11))))
    ledger.restored = NINE + HOUR
    await walk(press.ticker(), NINE + HOUR, NINE + 3 * HOUR, 10 * MINUTE)
    assert [row.slot for row in await press.ledger.in_state(State.SENT)] == [slot(22, "11:00")]
    assert await noted(press) == {slot(22): "restored"}


# Short windows


async def test_what_was_claimed_in_time_is_sent_for_15_minutes_even_where_nothing_is_caught_up_with(
    make_press: MakePress,
) -> None:
    press = make_press(channel=a_channel(catch_up=SKIP))
    press.messenger.sends_will(TryLater("flood", after=14 * MINUTE))
    await walk(press.ticker(), NINE, NINE + 14 * MINUTE, 20 * SECOND)
    assert await press.state(slot(22)) is State.SENT


async def test_after_15_minutes_it_is_given_up(make_press: MakePress) -> None:
    press = make_press(channel=a_channel(catch_up=SKIP))
    press.messenger.sends_will(*[TryLater("flood", after=8 * MINUTE)] * 5)
    await walk(press.ticker(), NINE, NINE + 30 * MINUTE, 20 * SECOND)
    assert await press.state(slot(22)) is State.REFUSED
    assert (len(press.messenger.attempts), len(press.told)) == (2, 1)


async def test_where_nothing_is_ready_the_reason_is_noted_and_a_new_entry_still_comes_in_time(
    make_press: MakePress,
) -> None:
    press = make_press(shelf=Shelf(a_catalog(a_draft())))
    ticker = press.ticker()
    (outcome,) = await ticker.tick(NINE)
    assert outcome.nothing is not None
    assert await noted(press) == {slot(22): "nothing_ready"}
    press.shelf.catalog = a_catalog(an_entry())
    await ticker.tick(NINE + HOUR)
    assert await press.state(slot(22)) is State.SENT


async def test_a_card_that_cannot_be_drawn_is_noted(press: Press) -> None:
    press.cards.broken = ValueError("divided by zero")
    await press.ticker().tick(NINE)
    assert await noted(press) == {slot(22): "not_drawn"}


# Several channels, and the cost of a tick


class FailingFor(MemoryLedger):
    """A ledger that fails for one channel."""

    def __init__(self, channel: str) -> None:
        super().__init__()
        self._channel = channel

    async def in_state(self, *states: str, channel: str | None = None) -> list[Delivery]:
        if channel == self._channel:
            raise StoreError([Fault(place="database", what="disk full", remedy="make room")])
        return await super().in_state(*states, channel=channel)


def two() -> tuple[Channel, Channel]:
    return a_channel(name="broken", chat="@broken"), a_channel()


async def test_a_channel_that_fails_does_not_hold_up_another(
    make_press: MakePress, caplog: pytest.LogCaptureFixture
) -> None:
    press = make_press(ledger=FailingFor("broken"))
    outcomes = await press.ticker(*two()).tick(NINE)
    assert [outcome.slot for outcome in outcomes] == [slot(22)]
    assert "disk full" in caplog.text


async def test_a_channel_that_hangs_does_not_hold_up_another_in_the_same_tick(press: Press) -> None:
    arrived = asyncio.Event()

    async def wait_for_the_other() -> None:
        """The first send waits until there is a second one."""
        if len(press.messenger.attempts) == 1:
            await arrived.wait()
        arrived.set()

    press.messenger.during = wait_for_the_other
    async with asyncio.timeout(20):
        outcomes = await press.ticker(*two()).tick(NINE)
    assert {outcome.state for outcome in outcomes} == {State.SENT}


class Counting(MemoryLedger):
    """A ledger that counts what it is asked and told."""

    def __init__(self) -> None:
        super().__init__()
        self.reads = self.writes = 0

    async def find(self, slot: Slot) -> Delivery | None:
        self.reads += 1
        return await super().find(slot)

    async def pass_over(self, slot: Slot, *, reason: str, now: dt.datetime, keep: bool = False) -> None:
        self.writes += 1
        await super().pass_over(slot, reason=reason, now=now, keep=keep)


async def test_a_slot_without_a_card_is_looked_at_and_noted_once_not_at_every_tick(make_press: MakePress) -> None:
    ledger = Counting()
    press = make_press(ledger=ledger, channel=a_channel(at=(dt.time(3), dt.time(7), dt.time(8), dt.time(9))))
    await press.publish(slot(19), NINE - 3 * DAY)
    ticker = press.ticker()
    await ticker.tick(NINE)
    wrote, read = ledger.writes, ledger.reads
    for _ in range(10):
        await ticker.tick(NINE + MINUTE)
    assert ledger.writes == wrote
    assert ledger.reads - read == 10  # whether the newest slot has its card


async def test_what_an_earlier_run_noted_is_not_noted_again(make_press: MakePress) -> None:
    ledger = Counting()
    press = make_press(ledger=ledger)
    await press.publish(slot(19), NINE - 3 * DAY)
    await press.ticker().tick(NINE + 7 * HOUR)
    assert ledger.writes == 3
    await press.ticker().tick(NINE + 8 * HOUR)
    assert ledger.writes == 3


async def test_a_pause_is_noted_once(make_press: MakePress) -> None:
    ledger = Counting()
    press = make_press(ledger=ledger)
    await press.plans.pause("daily", NINE - HOUR)
    await walk(press.ticker(), NINE, NINE + 7 * HOUR, 10 * MINUTE)
    assert ledger.writes == 1


async def test_after_an_outage_only_the_newest_slot_gets_its_card_though_the_bot_was_running(
    make_press: MakePress,
) -> None:
    """As it would be had the bot been off: the readers are not flooded with the cards of three days."""
    press = make_press(channel=a_channel(catch_up=7 * DAY))
    ticker = press.ticker()
    press.messenger.sends_will(*[TryLater("no connection", after=HOUR)] * 60)
    await walk(ticker, NINE, NINE + 2 * DAY + HOUR, HOUR)
    press.messenger.sends_will()
    await walk(ticker, NINE + 2 * DAY + 2 * HOUR, NINE + 3 * DAY - HOUR, 20 * MINUTE)
    assert len(press.messenger.posts) == 1
    assert [(await press.row(slot(day))).state for day in (22, 23, 24)] == [State.REFUSED, State.REFUSED, State.SENT]
    assert press.told == []


async def test_times_of_day_moved_back_bring_no_second_card_that_day(press: Press) -> None:
    await press.ticker().tick(NINE)
    earlier = replace(press.channel, at=(dt.time(8, 30),))
    await press.ticker(earlier).tick(NINE + HOUR)
    assert len(press.messenger.posts) == 1


async def test_a_card_put_off_is_not_sent_to_another_chat_than_it_was_made_for(press: Press) -> None:
    press.messenger.sends_will(BUSY)
    await press.ticker().tick(NINE)
    moved = replace(press.channel, chat="@elsewhere")
    await press.ticker(moved).tick(NINE + HOUR)
    assert press.messenger.posts == []
    assert (await press.row(slot(22))).detail == "moved"


async def test_a_channel_that_waits_for_telegram_does_not_hold_up_another(make_press: MakePress) -> None:
    press = make_press()
    other = a_channel(name="other", chat="@other", at=(dt.time(9, 1),))
    ticker = press.ticker(press.channel, other)
    asked, answer = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        if len(press.messenger.attempts) == 1:
            asked.set()
            await answer.wait()

    press.messenger.during = wait
    slow = asyncio.create_task(ticker.tick(NINE, patient=False))
    await asked.wait()
    await ticker.tick(NINE + MINUTE, patient=False)
    assert [post.channel for post in press.messenger.posts] == ["other"]
    answer.set()
    await slow
    assert [post.channel for post in press.messenger.posts] == ["other", "daily"]
