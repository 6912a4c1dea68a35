"""Where an entry stands in a channel's queue, as its curator is told."""

import datetime as dt

from bot.app.place import Place, place_of
from bot.app.queue import Queue
from bot.domain.catalog import Catalog
from bot.domain.channel import Channel, Order
from bot.domain.query import Query
from tests.fakes.memory import MemoryPlans
from tests.fakes.memory_ledger import MemoryLedger
from tests.worlds import a_catalog, a_channel, a_draft, an_entry, at

NOW = at("2026-11-22 00:30")
LISTED = a_channel(order=Order.LISTED)


class Holding:
    """The Catalogs port, as far as a queue asks it."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.search = None


async def place(
    catalog: Catalog, key: str, channel: Channel = LISTED, plans: MemoryPlans | None = None
) -> Place | None:
    ledger, plans = MemoryLedger(), plans or MemoryPlans()
    queue = Queue(catalogs=Holding(catalog), ledger=ledger, plans=plans)  # type: ignore[arg-type]
    return await place_of(key, channel, NOW, queue=queue, catalog=catalog, ledger=ledger, plans=plans)


def many(count: int) -> Catalog:
    return a_catalog(*(an_entry(f"entry-{number:03}", url=f"https://example.org/{number}") for number in range(count)))


async def test_its_number_and_the_instant_of_its_slot() -> None:
    found = await place(many(20), "entry-002")
    assert found
    assert (found.number, found.at) == (3, at("2026-11-24 09:00", "Asia/Shanghai"))
    assert found.utc == dt.datetime(2026, 11, 24, 1, tzinfo=dt.UTC)


async def test_further_than_two_weeks_it_is_still_found() -> None:
    found = await place(many(59), "entry-058")
    assert found
    assert found.number == 59


async def test_far_off_it_is_told_roughly() -> None:
    found = await place(many(200), "entry-199")
    assert found
    assert (found.number, found.at, found.days) == (None, None, 200)
    twice_a_week = await place(many(200), "entry-199", a_channel(order=Order.LISTED, days=frozenset({0, 2})))
    assert twice_a_week
    assert twice_a_week.days == 700


async def test_where_the_filter_leaves_it_out_it_has_no_place() -> None:
    assert await place(many(3), "entry-001", a_channel(filter=Query.parse("kind:book"))) is None


async def test_a_draft_and_a_key_that_is_gone_have_none() -> None:
    catalog = a_catalog(an_entry(), a_draft())
    assert await place(catalog, "unfinished") is None
    assert await place(catalog, "gone") is None


async def test_a_paused_channel_is_told() -> None:
    plans = MemoryPlans()
    await plans.pause(LISTED.name, NOW)
    found = await place(many(3), "entry-001", plans=plans)
    assert found
    assert found.paused
