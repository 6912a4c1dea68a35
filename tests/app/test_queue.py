"""The queue: what it shows is what will happen, and the admins' changes to it."""

import datetime as dt

import pytest

from bot.app.queue import Queue
from bot.domain.selection import Selection
from bot.domain.slot import Slot
from tests.app.conftest import MakePress, Press
from tests.worlds import a_channel, at

NOW = at("2026-11-22 12:00", "Asia/Shanghai")
DAY = dt.timedelta(days=1)


def slot(day: int) -> Slot:
    return Slot(channel="daily", date=dt.date(2026, 11, day), label="09:00")


@pytest.fixture
def queue(press: Press) -> Queue:
    return Queue(catalogs=press.shelf, ledger=press.ledger, plans=press.plans)


async def ahead(queue: Queue, press: Press, now: dt.datetime = NOW, days: int = 14) -> list[Selection]:
    found = await queue.ahead(press.channel, now, days=days)
    return [planned for planned in found if isinstance(planned, Selection)]


async def test_the_next_fourteen_days_happen_as_they_were_shown(queue: Queue, press: Press) -> None:
    await press.publish(slot(22), NOW)
    shown = await ahead(queue, press)
    assert [planned.slot.date for planned in shown] == [(NOW + (n + 1) * DAY).date() for n in range(14)]
    ticker = press.ticker()
    for planned in shown:
        await ticker.tick(planned.slot.instant(press.channel.zone))
        row = await press.row(planned.slot)
        assert (row.key, row.cycle, row.reason) == (planned.entry.key, planned.cycle, str(planned.reason))


async def test_what_is_shown_today_is_shown_again_tomorrow(queue: Queue, press: Press) -> None:
    today = await ahead(queue, press)
    await press.ticker().tick(today[0].slot.instant(press.channel.zone))
    tomorrow = await ahead(queue, press, NOW + DAY)
    assert [each.entry.key for each in tomorrow[:13]] == [each.entry.key for each in today[1:]]


async def test_a_slot_that_has_its_card_is_not_shown(queue: Queue, press: Press) -> None:
    await press.publish(slot(23), NOW)
    assert slot(23) not in [planned.slot for planned in await ahead(queue, press)]


async def test_the_head_is_what_the_next_slot_gets(queue: Queue, press: Press) -> None:
    head = await queue.head(press.channel, NOW)
    assert head is not None
    assert head == (await ahead(queue, press))[0]


async def test_a_channel_without_days_has_no_head(make_press: MakePress) -> None:
    press = make_press(channel=a_channel(days=frozenset()))
    queue = Queue(catalogs=press.shelf, ledger=press.ledger, plans=press.plans)
    assert await queue.head(press.channel, NOW) is None


async def test_a_pinned_entry_comes_on_its_day_and_only_then(queue: Queue, press: Press) -> None:
    await queue.pin(slot(25), "entry-9")
    await queue.pin(slot(27), "entry-9")
    assert [each.slot for each in await ahead(queue, press) if each.entry.key == "entry-9"] == [slot(27)]


async def test_a_skipped_entry_waits_for_the_next_cycle_even_if_it_was_pinned(queue: Queue, press: Press) -> None:
    await queue.pin(slot(25), "entry-9")
    await queue.skip("daily", 1, "entry-9")
    assert "entry-9" not in [each.entry.key for each in await ahead(queue, press, days=39)]
    assert (await press.plans.of("daily")).pins == {}


async def test_a_swap_exchanges_two_days_and_nothing_else(queue: Queue, press: Press) -> None:
    before = await ahead(queue, press)
    await queue.swap(before[1], before[4])
    after = await ahead(queue, press)
    expected = [each.entry.key for each in before]
    expected[1], expected[4] = expected[4], expected[1]
    assert [each.entry.key for each in after] == expected
