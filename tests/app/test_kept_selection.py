"""Selection and what counts by columns say the same of a catalog in the read model as of one in memory."""

import datetime as dt
from itertools import product

import pytest

from bot import shipped
from bot.adapters.catalog_kept import KeptCatalog
from bot.app.commands.examples import narrowings
from bot.app.commands.topics import topics_of
from bot.domain.catalog import Catalog
from bot.domain.channel import Order
from bot.domain.plan import Plan
from bot.domain.query import Query
from bot.domain.selection import preview
from bot.domain.slot import Slot
from tests.worlds import a_channel

FILTERS = ("", "kind:paper", "openai -verify", "is:posted | year:2024", "author:wei", "-tag:math lang:en")
SLOTS = [Slot.at("daily", dt.date(2026, 11, 22) + dt.timedelta(days=number), dt.time(9)) for number in range(40)]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return KeptCatalog(shipped.data(), tmp_path_factory.mktemp("state") / "catalog").load()


@pytest.fixture(scope="module")
def in_memory(kept: Catalog) -> Catalog:
    return Catalog.of(list(kept), kept.tags.values())


@pytest.mark.parametrize(("order", "text"), list(product(Order, FILTERS)))
def test_the_coming_slots_are_the_same(kept: Catalog, in_memory: Catalog, order: Order, text: str) -> None:
    channel = a_channel(order=order, filter=Query.parse(text))
    plan = Plan(
        pins={SLOTS[3]: next(iter(kept.entries))}, skips=frozenset({(1, entry.key) for entry in kept.ready[2:4]})
    )
    assert preview(kept, channel, [], plan, SLOTS) == preview(in_memory, channel, [], plan, SLOTS)


def test_topics_and_examples_are_the_same(kept: Catalog, in_memory: Catalog) -> None:
    assert topics_of(kept) == topics_of(in_memory)
    assert narrowings(kept) == narrowings(in_memory)
    for tag, count in topics_of(kept):
        under = kept.columns.entries(kept.columns.tagged(tag.key))
        assert list(under) == [entry for entry in in_memory.ready if tag.key in entry.tags]
        assert len(under) == count
