"""Selection by columns gives what selection by whole entries gives: the reference beside it is the plain way."""

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.catalog import Catalog
from bot.domain.channel import Channel, Order
from bot.domain.entry import Entry
from bot.domain.plan import Plan
from bot.domain.query import Query
from bot.domain.selection import Past, left_in_cycle, preview, select
from bot.domain.slot import Slot
from tests.domain import selection_reference as reference
from tests.worlds import TAGS, a_catalog, a_channel, an_entry

KEYS = [f"e{number:02}" for number in range(14)]
KEY = st.sampled_from([*KEYS, "gone"])
FILTERS = [
    "", "", "kind:paper", "-tag:reasoning", "year:2022..", "is:posted", "-is:posted", "scaling | kind:repo",
    "-author:cobbe tag:verifiers", "lang:zh | is:posted", "-scaling year:2021..", "kind:book",
    "is:posted | 缩放 org:openai",
]  # fmt: skip
WHEN = st.none() | st.fixed_dictionaries(
    {"year": st.integers(2020, 2023), "month": st.none() | st.integers(3, 4), "day": st.none()}
)
TITLES = st.sampled_from([{"en": "Scaling laws", "zh": "缩放定律"}, {"en": "Act", "zh": "行动"}])


def day(number: int) -> Slot:
    return Slot.at("daily", dt.date(2026, 11, 22) + dt.timedelta(days=number), dt.time(9))


@st.composite
def entries(draw: st.DrawFn, key: str) -> Entry:
    made: dict[str, Any] = draw(
        st.sampled_from([{}, {}, {}, {"status": "draft"}, {"drafted": "machine"}, {"overview": {"en": "Half."}}])
    )
    return an_entry(
        key,
        kind=draw(st.sampled_from(["paper", "post", "repo"])),
        tags=draw(st.lists(st.sampled_from([tag.key for tag in TAGS[:4]]), max_size=4, unique=True)),
        published=draw(WHEN),
        title=draw(TITLES),
        language=draw(st.sampled_from(["en", "zh"])),
        authors=draw(st.sampled_from([["Karl Cobbe"], ["Ada"]])),
        **made,
    )


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    keys = draw(st.permutations(KEYS))[: draw(st.integers(1, len(KEYS)))]
    return a_catalog(*(draw(entries(key)) for key in keys))


@st.composite
def histories(draw: st.DrawFn) -> list[Past]:
    """Any posts, each either in the cycle of the one before, in the next or in the one before that."""
    history, cycle = [], 2
    posts = draw(st.lists(st.tuples(KEY, st.sampled_from([0, 0, 0, 1, -1])), max_size=20))
    for number, (key, turn) in enumerate(posts):
        cycle = max(1, cycle + turn)
        history.append(Past(key=key, cycle=cycle, slot=day(number - len(posts) + draw(st.sampled_from([0, 0, 2])))))
    return history


CHANNELS = st.builds(
    lambda order, text, unreviewed: a_channel(order=order, filter=Query.parse(text), unreviewed=unreviewed),
    st.sampled_from(Order),
    st.sampled_from(FILTERS),
    st.booleans(),
)
PLANS = st.builds(
    lambda pins, skips, quarantined, posted: Plan(
        pins={day(number): key for number, key in pins.items()}, skips=skips, quarantined=quarantined, posted=posted
    ),
    st.dictionaries(st.integers(-2, 10), KEY, max_size=4),
    st.frozensets(st.tuples(st.integers(1, 6), KEY), max_size=10),
    st.frozensets(KEY, max_size=3),
    st.frozensets(KEY),
)


@given(catalogs(), CHANNELS, histories(), PLANS)
@settings(max_examples=300)
def test_the_coming_slots_get_what_going_through_whole_entries_gives_them(
    catalog: Catalog, channel: Channel, history: list[Past], plan: Plan
) -> None:
    slots = [day(number) for number in range(8)]
    assert preview(catalog, channel, history, plan, slots) == reference.preview(catalog, channel, history, plan, slots)


@given(catalogs(), CHANNELS, histories(), PLANS, st.integers(-3, 3))
def test_a_post_on_demand_gets_what_going_through_whole_entries_gives_it(
    catalog: Catalog, channel: Channel, history: list[Past], plan: Plan, when: int
) -> None:
    slot = Slot.on_demand("daily", day(when).date, "ab")
    assert select(catalog, channel, history, plan, slot) == reference.select(catalog, channel, history, plan, slot)


@given(catalogs(), CHANNELS, histories(), PLANS)
def test_as_many_are_left_as_going_through_whole_entries_leaves(
    catalog: Catalog, channel: Channel, history: list[Past], plan: Plan
) -> None:
    assert left_in_cycle(catalog, channel, history, plan) == reference.left_in_cycle(catalog, channel, history, plan)


@given(catalogs(), st.lists(st.tuples(CHANNELS, histories(), PLANS), min_size=2, max_size=4))
def test_what_is_remembered_of_one_channel_does_not_change_what_another_gets(
    catalog: Catalog, asked: list[tuple[Channel, list[Past], Plan]]
) -> None:
    for channel, history, plan in asked:
        ahead = reference.preview(catalog, channel, history, plan, [day(0), day(1)])
        assert preview(catalog, channel, history, plan, [day(0), day(1)]) == ahead
