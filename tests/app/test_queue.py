"""The queue: what it shows is what will happen, and the admins' changes to it."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.queue import Changes, Queue, cycles_to_leave, swappable
from bot.domain.channel import Order
from bot.domain.plan import Plan, Quarantined
from bot.domain.selection import Past, Selection, select
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


async def test_a_machine_s_draft_that_the_channel_allows_is_put_aside_and_taken_back_like_the_rest(
    make_press: MakePress,
) -> None:
    drafted = an_entry("drafted", drafted="machine", status="draft")
    shelf = Shelf(a_catalog(an_entry("seen"), an_entry("other"), drafted))
    for unreviewed, count in ((True, 1), (False, 0)):
        press = make_press(channel=a_channel(unreviewed=unreviewed), shelf=shelf)
        queue = Queue(catalogs=press.shelf, ledger=press.ledger, plans=press.plans)
        await queue.skip("daily", 1, "drafted")
        assert (await queue.changes(press.channel, NOW)).put_aside == count


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


# What makes room for another entry


def post(key: str, day: int = 22, cycle: int = 1) -> Past:
    return Past(key=key, cycle=cycle, slot=slot(day))


def taken_back(
    keys: str, undone: Past, *before: Past, plan: Plan | None = None, order: Order = Order.LISTED
) -> tuple[set[int], str | None]:
    """The cycles to put the entry aside in, and what its slot gets once that is done."""
    catalog, channel, plan = a_catalog(*map(an_entry, keys)), a_channel(order=order), plan or Plan()
    cycles = cycles_to_leave(catalog, channel, [*before, undone], plan, undone)
    pins = {pin: key for pin, key in plan.pins.items() if key != undone.key}
    skips = plan.skips | {(cycle, undone.key) for cycle in cycles}
    planned = select(catalog, channel, before, replace(plan, pins=pins, skips=skips), undone.slot)
    return set(cycles), planned.entry.key if cycles and isinstance(planned, Selection) else None


def test_the_slot_of_a_post_that_is_taken_back_gets_the_next_of_its_cycle() -> None:
    assert taken_back("abc", post("a")) == ({1}, "b")
    assert taken_back("abc", post("b"), post("a", 21)) == ({1}, "c")


def test_if_the_slot_then_opens_the_next_cycle_the_entry_is_put_aside_in_that_too() -> None:
    before = [post("b", 20), post("c", 21)]
    assert taken_back("abc", post("a"), *before) == ({1, 2}, "b")
    assert taken_back("abc", post("a", cycle=2), *before, post("a", 19)) == ({2}, "b")


def test_a_pin_of_the_slot_to_the_entry_does_not_bring_it_back() -> None:
    assert taken_back("abc", post("c"), plan=Plan(pins={slot(22): "c"})) == ({1}, "a")


def test_where_no_other_entry_can_have_the_slot_there_is_no_cycle_to_leave() -> None:
    assert taken_back("a", post("a")) == (set(), None)
    assert taken_back("ab", post("a"), plan=Plan(quarantined=frozenset("b"))) == (set(), None)


@given(
    st.integers(1, 5),
    st.lists(st.tuples(st.sampled_from("abcde"), st.booleans()), min_size=1, max_size=10),
    st.frozensets(st.tuples(st.integers(1, 4), st.sampled_from("abcde")), max_size=8),
    st.frozensets(st.sampled_from("abcde"), max_size=3),
    st.sampled_from(Order),
)
def test_whenever_there_are_cycles_to_leave_the_slot_gets_another_entry(
    count: int,
    posts: list[tuple[str, bool]],
    skips: frozenset[tuple[int, str]],
    quarantined: frozenset[str],
    order: Order,
) -> None:
    history, cycle = [], 1
    for number, (key, turn) in enumerate(posts):
        cycle += turn
        history.append(post(key, 1 + number, cycle))
    *before, undone = history
    plan = Plan(skips=skips, quarantined=quarantined, pins={undone.slot: undone.key})
    cycles, another = taken_back("abcde"[:count], undone, *before, plan=plan, order=order)
    if cycles:
        assert another not in (None, undone.key)
    else:
        assert len({*"abcde"[:count]} - quarantined - {undone.key}) == 0 or skips


@pytest.mark.parametrize(
    ("now", "paused", "cycles"),
    [
        (NOW, False, {1}),
        (NOW, True, frozenset()),
        (NOW + dt.timedelta(hours=4), False, frozenset()),  # the window has closed
        (NOW + DAY, False, frozenset()),  # another slot is due, and takes its place
    ],
)
async def test_a_slot_that_would_get_no_card_has_no_cycles_to_leave(
    queue: Queue, press: Press, now: dt.datetime, paused: bool, cycles: set[int]
) -> None:
    await press.publish(slot(22), NOW)
    if paused:
        await press.plans.pause("daily", NOW)
    assert await queue.cycles_to_leave(press.channel, await press.row(slot(22)), now) == cycles


async def test_a_post_on_demand_has_no_cycles_to_leave(queue: Queue, press: Press) -> None:
    on_demand = Slot.on_demand("daily", NOW.date(), "ab")
    await press.publish(on_demand, NOW, key="entry-9")
    assert await queue.cycles_to_leave(press.channel, await press.row(on_demand), NOW) == set()


async def test_an_entry_in_quarantine_is_not_in_the_queue_and_counts_as_no_change(queue: Queue, press: Press) -> None:
    (first, *_) = await ahead(queue, press)
    await queue.skip("daily", 1, first.entry.key)
    held_back = Quarantined(key=first.entry.key, edition=first.entry.edition, reason="no", since=NOW)
    await press.plans.quarantine(held_back)
    assert first.entry.key not in [each.entry.key for each in await ahead(queue, press, days=60)]
    assert not await queue.changes(press.channel, NOW)
    await press.plans.release(first.entry.key)
    assert (await queue.changes(press.channel, NOW)).put_aside == 1
