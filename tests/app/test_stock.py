"""How long a channel's cards last, and when the admins hear that they do not."""

import datetime as dt
from typing import Any

import pytest

from bot.app.stock import Stock, StockWatch, stock_of
from bot.domain.plan import Plan
from bot.domain.query import Query
from bot.domain.selection import Past
from bot.domain.slot import Slot
from tests.app.conftest import MakePress, Press, Shelf
from tests.worlds import a_catalog, a_channel, a_draft, an_entry, at

DAY = dt.timedelta(days=1)
NINE = at("2026-11-22 09:00", "Asia/Shanghai")


def past(key: str, day: int, *, cycle: int = 1) -> Past:
    return Past(key=key, cycle=cycle, slot=Slot.at("daily", dt.date(2026, 11, day), dt.time(9)))


def some(count: int) -> Any:
    return a_catalog(*(an_entry(f"entry-{number}") for number in range(count)))


def test_a_card_a_day_lasts_as_many_days_as_there_are_cards() -> None:
    stock = Stock.of(some(27), a_channel(), (), Plan())
    assert (stock.admitted, stock.cycle_days, stock.fresh_days) == (27, 27, 27)


@pytest.mark.parametrize(("times", "days", "lasts"), [(1, 5, 14), (2, 7, 5), (3, 7, 3), (1, 1, 70)])
def test_the_schedule_counts(times: int, days: int, lasts: int) -> None:
    channel = a_channel(at=tuple(dt.time(8 + hour) for hour in range(times)), days=frozenset(range(days)))
    assert Stock.of(some(10), channel, (), Plan()).cycle_days == lasts


def test_only_what_the_channel_may_post_counts() -> None:
    catalog = a_catalog(an_entry("a", kind="paper"), an_entry("b", kind="post"), a_draft("c", kind="paper"))
    stock = Stock.of(catalog, a_channel(filter=Query.parse("kind:paper")), (), Plan(quarantined=frozenset({"x"})))
    assert (stock.admitted, stock.left, stock.fresh) == (1, 1, 1)


def test_what_was_posted_once_is_new_no_more_and_comes_again_with_the_next_cycle() -> None:
    history = [past("entry-0", 1), past("entry-1", 2), past("entry-2", 3), past("entry-1", 4, cycle=2)]
    stock = Stock.of(some(4), a_channel(), history, Plan())
    assert (stock.admitted, stock.left, stock.fresh) == (4, 3, 1)


def test_what_was_put_aside_is_not_of_this_cycle_and_still_new() -> None:
    stock = Stock.of(some(3), a_channel(), (), Plan(skips=frozenset({(1, "entry-2")})))
    assert (stock.left, stock.fresh) == (2, 3)


# Telling the admins


def watch(press: Press, days: int = 7) -> StockWatch:
    return StockWatch(
        channels={press.channel.name: press.channel},
        catalogs=press.shelf,
        ledger=press.ledger,
        plans=press.plans,
        admins=press.admin_news,
        low=dt.timedelta(days=days) if days else None,
    )


async def post_days(press: Press, first: int, last: int) -> None:
    for day in range(first, last):
        await press.ticker().tick(NINE + day * DAY)


async def test_nobody_is_told_while_there_is_plenty(press: Press) -> None:
    await watch(press).look()
    assert press.told == []


async def test_few_new_cards_are_told_once_however_often_one_looks(make_press: MakePress) -> None:
    press = make_press(shelf=Shelf(some(9)))
    low = watch(press)
    await post_days(press, 0, 3)
    for _ in range(3):
        await low.look()
    (said,) = press.told
    assert "daily has new cards for 6 days only (6)" in said
    assert "/add URL" in said
    await post_days(press, 3, 4)
    await low.look()
    assert len(press.told) == 1


async def test_that_there_are_none_any_more_is_news_again(make_press: MakePress) -> None:
    press = make_press(shelf=Shelf(some(2)))
    low = watch(press)
    await low.look()
    await post_days(press, 0, 3)
    await low.look()
    await low.look()
    assert [text.splitlines()[0] for text in press.told] == [
        "📭 daily has new cards for 2 days only (2)",
        "📭 daily has no new cards any more",
    ]


async def test_drafts_that_wait_are_named_as_the_way_out(make_press: MakePress) -> None:
    press = make_press(shelf=Shelf(a_catalog(an_entry("a"), a_draft("b"), a_draft("c"))))
    await watch(press).look()
    assert "2 drafts wait for /review." in press.told[0]


async def test_new_entries_end_it_and_that_is_told_once(make_press: MakePress) -> None:
    press = make_press(shelf=Shelf(some(3)))
    low = watch(press)
    await low.look()
    press.shelf.catalog = some(20)
    await low.look()
    await low.look()
    assert press.told[1:] == ["✓ daily has new cards for 20 days again."]


async def test_a_paused_channel_needs_none(make_press: MakePress) -> None:
    press = make_press(shelf=Shelf(some(1)))
    await press.plans.pause("daily", NINE)
    await watch(press).look()
    assert press.told == []


async def test_switched_off_it_is_silent(make_press: MakePress) -> None:
    press = make_press(shelf=Shelf(some(1)))
    await watch(press, days=0).look()
    assert press.told == []


async def test_the_history_of_the_ledger_counts(make_press: MakePress) -> None:
    press = make_press(shelf=Shelf(some(5)))
    await post_days(press, 0, 2)
    stock = await stock_of(press.shelf.catalog, press.channel, ledger=press.ledger, plans=press.plans)
    assert (stock.admitted, stock.left, stock.fresh_days) == (5, 3, 3)
