"""The queue: what it shows is what will happen, and the admins' changes to it."""

import datetime as dt

import pytest

from bot.app.queue import Changes, Queue, swappable
from bot.domain.selection import Selection
from bot.domain.slot import Slot
from tests.app.conftest import MakePress, Press, Shelf
from tests.worlds import a_catalog, a_channel, an_entry, at

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


async def test_changes_count_slots_to_come_and_entries_put_aside_and_all_are_undone(queue: Queue, press: Press) -> None:
    before = await ahead(queue, press)
    assert not await queue.changes(press.channel, NOW)
    await press.plans.pin(slot(21), "entry-3")  # is over
    assert not await queue.changes(press.channel, NOW)
    await queue.swap(before[1], before[4])
    await queue.skip("daily", 1, before[7].entry.key)
    await queue.skip("daily", 2, before[8].entry.key)
    await queue.skip("daily", 1, "gone")
    assert await queue.changes(press.channel, NOW) == Changes(pinned=2, put_aside=2)
    await queue.undo(press.channel)
    assert not await queue.changes(press.channel, NOW)
    assert await ahead(queue, press) == before


async def test_an_entry_put_aside_and_then_posted_on_demand_is_not_aside_any_more(queue: Queue, press: Press) -> None:
    await queue.skip("daily", 1, "entry-9")
    assert (await queue.changes(press.channel, NOW)).put_aside == 1
    await press.publish(Slot.on_demand("daily", NOW.date(), "ab"), NOW, key="entry-9")
    assert not await queue.changes(press.channel, NOW)


async def test_what_was_put_aside_in_a_cycle_that_is_over_is_no_change_any_more(
    make_press: MakePress,
) -> None:
    press = make_press(shelf=Shelf(a_catalog(*(an_entry(f"entry-{n}") for n in range(3)))))
    queue = Queue(catalogs=press.shelf, ledger=press.ledger, plans=press.plans)
    await queue.skip("daily", 1, "entry-2")
    for day in (20, 21, 22):
        await press.publish(slot(day), NOW)
    assert [past.cycle for past in await press.ledger.history("daily")] == [1, 1, 2]
    assert not await queue.changes(press.channel, NOW)


async def test_slots_of_one_cycle_are_swappable_but_not_across_or_with_the_one_that_opens_it(
    queue: Queue, press: Press
) -> None:
    rows = await ahead(queue, press, days=45)
    assert rows[40].reason.code == "new_cycle"
    assert swappable(rows[0], rows[39])
    assert swappable(rows[41], rows[42])
    assert not swappable(rows[39], rows[41])
    assert not swappable(rows[40], rows[41])
    assert not swappable(rows[0], rows[0])
