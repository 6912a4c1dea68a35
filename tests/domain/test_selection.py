"""Which entry a slot gets, and why."""

import datetime as dt
from itertools import groupby, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.catalog import Catalog
from bot.domain.channel import Channel, Order
from bot.domain.entry import Entry, Kind
from bot.domain.plan import Plan
from bot.domain.query import Query
from bot.domain.reason import Code, Reason
from bot.domain.selection import Nothing, Past, Selection, choose, left_in_cycle, preview, select
from bot.domain.slot import Slot
from tests.worlds import TAGS, a_catalog, a_channel, a_draft, an_entry

FIRST_DAY = dt.date(2026, 11, 22)
NO_PLAN = Plan()


def day(number: int, time: str = "09:00") -> Slot:
    return Slot.at("daily", FIRST_DAY + dt.timedelta(days=number), dt.time.fromisoformat(time))


def days(count: int) -> list[Slot]:
    return [day(number) for number in range(count)]


def posted(*keys: str, cycle: int = 1) -> list[Past]:
    """The channel's history until yesterday."""
    return [Past(key=key, cycle=cycle, slot=day(number - len(keys))) for number, key in enumerate(keys)]


def some(*keys: str, **changes: Any) -> Catalog:
    return a_catalog(*(an_entry(key, **changes) for key in keys))


def listed(**changes: Any) -> Channel:
    return a_channel(order=Order.LISTED, **changes)


def chosen(planned: Selection | Nothing) -> Selection:
    assert isinstance(planned, Selection)
    return planned


def keys_of(ahead: list[Selection | Nothing]) -> list[str]:
    return [chosen(planned).entry.key for planned in ahead]


def code_of(planned: Selection | Nothing) -> str:
    return planned.reason.code


# The cycle


def test_the_first_post_says_that_it_is_the_first() -> None:
    first = chosen(select(some("a", "b"), listed(), [], NO_PLAN, day(0)))
    assert (first.entry.key, first.cycle) == ("a", 1)
    assert first.reason == Reason(code="first", args={"left": "1"})


def test_a_cycle_goes_through_all_before_the_next_begins() -> None:
    ahead = preview(some("a", "b", "c"), listed(), [], NO_PLAN, days(7))
    assert keys_of(ahead) == ["a", "b", "c", "a", "b", "c", "a"]
    assert [chosen(planned).cycle for planned in ahead] == [1, 1, 1, 2, 2, 2, 3]
    assert [code_of(planned) for planned in ahead[:4]] == ["first", "listed", "only_left", "new_cycle"]


def test_a_new_cycle_does_not_begin_with_the_post_before() -> None:
    ahead = preview(some("a", "b", "c"), listed(), posted("c", "b", "a"), NO_PLAN, days(3))
    assert keys_of(ahead) == ["b", "a", "c"]


def test_where_all_have_come_lately_a_new_cycle_begins_with_another_than_the_post_before() -> None:
    plan = Plan(skips=frozenset({(2, "a"), (2, "d")}))
    opens = chosen(select(some("a", "b", "c", "d"), listed(), posted("a", "d", "c", "b"), plan, day(0)))
    assert (opens.entry.key, opens.cycle) == ("c", 2)


def test_the_only_entry_is_repeated_and_the_reason_says_so() -> None:
    again = chosen(select(some("a"), a_channel(), posted("a"), NO_PLAN, day(0)))
    assert (again.entry.key, again.cycle, code_of(again)) == ("a", 2, "only_one")


def test_a_new_entry_joins_the_running_cycle() -> None:
    history = posted("a", "b")
    assert keys_of([select(some("a", "b", "new"), listed(), history, NO_PLAN, day(0))]) == ["new"]


def test_a_removed_entry_vanishes_and_its_history_does_no_harm() -> None:
    ahead = preview(some("b", "c"), a_channel(), posted("a"), NO_PLAN, days(2))
    assert sorted(keys_of(ahead)) == ["b", "c"]


def test_an_edited_entry_is_still_posted() -> None:
    edited = a_catalog(an_entry("a", title={"en": "Another title", "zh": "另一个标题"}), an_entry("b"))
    assert keys_of([select(edited, listed(), posted("a"), NO_PLAN, day(0))]) == ["b"]


def test_drafts_and_what_the_filter_keeps_out_never_come() -> None:
    catalog = a_catalog(a_draft("draft"), an_entry("post", kind="post"), an_entry("paper"))
    ahead = preview(catalog, listed(filter=Query.parse("kind:paper")), [], NO_PLAN, days(3))
    assert set(keys_of(ahead)) == {"paper"}


def test_nothing_ready_is_nothing_with_its_reason() -> None:
    nothing = select(a_catalog(a_draft()), a_channel(), [], NO_PLAN, day(0))
    assert nothing == Nothing(slot=day(0), reason=Reason(code="nothing_ready", args={"drafts": "1"}))


def test_a_filter_may_ask_what_was_posted_in_any_channel() -> None:
    plan = Plan(posted=frozenset({"b", "c"}))
    again, first = (listed(filter=Query.parse(text)) for text in ("is:posted", "-is:posted"))
    assert keys_of(preview(some("a", "b", "c", "d"), again, [], plan, days(2))) == ["b", "c"]
    assert keys_of(preview(some("a", "b", "c", "d"), first, [], plan, days(2))) == ["a", "d"]


def test_the_preview_of_what_was_never_posted_comes_to_its_end() -> None:
    ahead = preview(some("a", "b"), listed(filter=Query.parse("-is:posted")), [], NO_PLAN, days(3))
    assert [code_of(planned) for planned in ahead][-1] == "nothing_admitted"
    assert keys_of(ahead[:-1]) == ["a", "b"]


def test_words_of_a_filter_are_looked_for_in_the_entries() -> None:
    catalog = a_catalog(an_entry("a", title={"en": "Scaling laws", "zh": "缩放定律"}), an_entry("b"))
    assert keys_of(preview(catalog, listed(filter=Query.parse("scaling | 定律")), [], NO_PLAN, days(1))) == ["a"]
    assert keys_of(preview(catalog, listed(filter=Query.parse("-scaling")), [], NO_PLAN, days(1))) == ["b"]


def test_nothing_admitted_is_nothing_and_names_the_filter() -> None:
    nothing = select(some("a"), a_channel(filter=Query.parse("kind:book")), [], NO_PLAN, day(0))
    assert nothing.reason == Reason(code="nothing_admitted", args={"ready": "1", "filter": "kind:book"})


# Skips


def test_a_skipped_entry_waits_for_the_next_cycle() -> None:
    plan = Plan(skips=frozenset({(1, "b")}))
    ahead = preview(some("a", "b", "c"), listed(), [], plan, days(5))
    assert keys_of(ahead) == ["a", "c", "a", "b", "c"]
    assert ahead[2].reason == Reason(
        code="new_cycle_early", args={"cycle": "2", "skipped": "1", "pinned": "0", "left": "2"}
    )


def test_when_all_are_skipped_the_next_cycle_begins() -> None:
    plan = Plan(skips=frozenset({(1, "a"), (1, "b"), (2, "a"), (2, "b"), (3, "a")}))
    only = chosen(select(some("a", "b"), listed(), posted("a"), plan, day(0)))
    assert (only.entry.key, only.cycle) == ("b", 3)


def test_skips_of_a_finished_cycle_do_not_count() -> None:
    plan = Plan(skips=frozenset({(1, "a")}))
    assert keys_of([select(some("a", "b"), listed(), posted("b", cycle=2), plan, day(0))]) == ["a"]


# Pins


def test_a_pin_beats_the_order_and_the_cycle() -> None:
    pinned = chosen(select(some("a", "b", "c"), listed(), posted("c"), Plan(pins={day(0): "c"}), day(0)))
    assert (pinned.entry.key, pinned.cycle, code_of(pinned)) == ("c", 1, "pinned")


def test_what_is_pinned_to_a_later_slot_waits_for_it() -> None:
    ahead = preview(some("a", "b", "c"), listed(), [], Plan(pins={day(2): "a"}), days(3))
    assert keys_of(ahead) == ["b", "c", "a"]


def test_a_later_slot_of_the_same_day_is_later() -> None:
    plan = Plan(pins={day(0, "18:00"): "a"})
    assert keys_of([select(some("a", "b"), listed(), [], plan, day(0))]) == ["b"]


def test_a_post_on_demand_leaves_the_pins_of_its_day_alone() -> None:
    on_demand = Slot.on_demand("daily", FIRST_DAY, "k3x")
    plan = Plan(pins={day(0, "18:00"): "a"})
    assert keys_of([select(some("a", "b"), listed(), [], plan, on_demand)]) == ["b"]


@pytest.mark.parametrize("pin", [day(-1), Slot.at("other", FIRST_DAY + dt.timedelta(days=1), dt.time(9))])
def test_a_pin_of_the_past_or_of_another_channel_holds_nothing_back(pin: Slot) -> None:
    assert keys_of([select(some("a", "b"), listed(), [], Plan(pins={pin: "a"}), day(0))]) == ["a"]


def test_a_pin_that_had_its_turn_holds_nothing_back() -> None:
    history = [*posted("b"), Past(key="c", cycle=1, slot=day(1))]  # posted early, by hand
    assert keys_of([select(some("a", "b", "c"), listed(), history, Plan(pins={day(1): "a"}), day(0))]) == ["a"]


def test_if_all_are_pinned_to_later_slots_the_order_goes_on() -> None:
    plan = Plan(pins={day(1): "a", day(2): "b"})
    assert keys_of(preview(some("a", "b"), listed(), [], plan, days(3))) == ["a", "a", "b"]


def test_the_next_cycle_begins_early_if_the_rest_is_pinned() -> None:
    planned = select(some("a", "b", "c"), listed(), posted("a", "b"), Plan(pins={day(3): "c"}), day(0))
    assert chosen(planned).entry.key == "a"
    assert planned.reason == Reason(
        code="new_cycle_early", args={"cycle": "2", "skipped": "0", "pinned": "1", "left": "2"}
    )


@pytest.mark.parametrize(("key", "code"), [("gone", "pin_gone"), ("draft", "pin_draft")])
def test_a_pin_that_cannot_be_is_ignored_aloud(key: str, code: str) -> None:
    catalog = a_catalog(a_draft("draft"), an_entry("a"), an_entry("b"))
    planned = select(catalog, listed(), [], Plan(pins={day(0): key}), day(0))
    assert chosen(planned).entry.key == "a"
    assert planned.reason == Reason(code=code, args={"key": key, "left": "1"})


# Quarantine


def quarantine(*keys: str, **changes: Any) -> Plan:
    return Plan(quarantined=frozenset(keys), **changes)


def test_what_is_in_quarantine_is_neither_posted_nor_counted() -> None:
    ahead = preview(some("a", "b", "c"), listed(), [], quarantine("b"), days(3))
    assert keys_of(ahead) == ["a", "c", "a"]
    assert ahead[0].reason == Reason(code="first", args={"left": "1"})
    assert left_in_cycle(some("a", "b", "c"), listed(), posted("a"), quarantine("b")) == 1


def test_what_is_let_out_of_quarantine_joins_the_running_cycle() -> None:
    history = posted("a", "c")
    assert keys_of([select(some("a", "b", "c"), listed(), history, NO_PLAN, day(0))]) == ["b"]


def test_a_slot_pinned_to_an_entry_in_quarantine_gets_another_aloud() -> None:
    planned = select(some("a", "b", "c"), listed(), [], quarantine("b", pins={day(0): "b"}), day(0))
    assert chosen(planned).entry.key == "a"
    assert planned.reason == Reason(code="pin_quarantined", args={"key": "b", "left": "1"})


def test_an_entry_in_quarantine_that_is_pinned_to_a_later_slot_holds_no_cycle_up() -> None:
    ahead = preview(some("a", "b", "c"), listed(), [], quarantine("c", pins={day(3): "c"}), days(3))
    assert keys_of(ahead) == ["a", "b", "a"]
    assert code_of(ahead[2]) == "new_cycle"


def test_if_all_are_in_quarantine_the_reason_says_so() -> None:
    catalog = a_catalog(a_draft("draft"), an_entry("post", kind="post"), *some("a", "b"))
    papers = listed(filter=Query.parse("kind:paper"))
    for plan in (quarantine("a", "b"), quarantine("a", "b", pins={day(0): "a"})):
        nothing = select(catalog, papers, [], plan, day(0))
        assert nothing == Nothing(slot=day(0), reason=Reason(code="all_quarantined", args={"quarantined": "2"}))


def test_an_admin_cannot_choose_what_is_in_quarantine() -> None:
    nothing = choose(some("a", "b"), a_channel(), [], quarantine("a"), day(0), "a")
    assert nothing == Nothing(slot=day(0), reason=Reason(code="chosen_quarantined", args={"key": "a"}))


# On demand


def test_what_an_admin_chooses_counts_in_the_running_cycle() -> None:
    catalog, channel = some("a", "b"), listed(filter=Query.parse("kind:post"))
    planned = chosen(choose(catalog, channel, posted("a", cycle=4), NO_PLAN, day(0), "b"))
    assert (planned.entry.key, planned.cycle, code_of(planned)) == ("b", 4, "chosen")


@pytest.mark.parametrize(("key", "code"), [("gone", "chosen_gone"), ("draft", "chosen_draft")])
def test_an_admin_cannot_choose_what_may_not_be_published(key: str, code: str) -> None:
    nothing = choose(a_catalog(a_draft("draft")), a_channel(), [], NO_PLAN, day(0), key)
    assert nothing == Nothing(slot=day(0), reason=Reason(code=code, args={"key": key}))


def test_what_is_left_counts_neither_posted_nor_put_aside() -> None:
    catalog = a_catalog(a_draft("draft"), *some("a", "b", "c", "d"))
    assert left_in_cycle(catalog, a_channel(), posted("a"), Plan(skips=frozenset({(1, "b")}))) == 2


# Orders


def test_oldest_and_newest_go_by_date_with_unknown_dates_last() -> None:
    catalog = a_catalog(
        an_entry("undated", published=None),
        an_entry("new", published={"year": 2024, "month": 9}),
        an_entry("old", published={"year": 2021}),
        an_entry("newer", published={"year": 2024, "month": 9, "day": 12}),
    )
    oldest = preview(catalog, a_channel(order=Order.OLDEST), [], NO_PLAN, days(4))
    newest = preview(catalog, a_channel(order=Order.NEWEST), [], NO_PLAN, days(4))
    assert keys_of(oldest) == ["old", "new", "newer", "undated"]
    assert keys_of(newest) == ["newer", "new", "old", "undated"]
    assert (code_of(oldest[1]), code_of(newest[1])) == ("oldest", "newest")


def test_shuffled_is_another_order_in_each_cycle_and_channel_but_always_the_same() -> None:
    catalog = some(*"abcdefgh")
    shuffled = a_channel(order=Order.SHUFFLED)
    order = keys_of(preview(catalog, shuffled, [], NO_PLAN, days(16)))
    assert order[:8] == ["a", "b", "h", "c", "d", "f", "e", "g"]  # on every machine
    assert order[:8] != order[8:]
    other = a_channel(order=Order.SHUFFLED, name="other")
    assert keys_of(preview(catalog, other, [], NO_PLAN, days(8))) != order[:8]


def test_balanced_turns_to_another_kind_and_says_so() -> None:
    catalog = a_catalog(an_entry("a"), an_entry("b"), an_entry("c", kind="post"), an_entry("d", kind="post"))
    planned = select(catalog, a_channel(), posted("a"), NO_PLAN, day(0))
    assert chosen(planned).entry.key == "c"
    args = {"kind": "post", "last_kind": "paper", "last": "a", "left": "2"}
    assert planned.reason == Reason(code="other_kind", args=args)


def test_balanced_turns_to_other_tags_within_a_kind_and_says_so() -> None:
    catalog = a_catalog(an_entry("a"), an_entry("b"), an_entry("c", tags=["reasoning"]))
    planned = select(catalog, a_channel(), posted("a"), NO_PLAN, day(0))
    assert chosen(planned).entry.key == "c"
    assert planned.reason == Reason(code="other_tags", args={"last": "a", "left": "1"})


def test_balanced_takes_ties_in_the_curators_order() -> None:
    assert keys_of(preview(some("c", "a", "b"), a_channel(), [], NO_PLAN, days(3))) == ["c", "a", "b"]


TAG_KEYS = [tag.key for tag in TAGS]
SOME_TAGS = st.lists(st.sampled_from(TAG_KEYS), min_size=2, max_size=5, unique=True)


@given(
    st.permutations(["paper"] * 7 + ["post"] * 5 + ["thread", "repo"]),
    st.lists(SOME_TAGS, min_size=14, max_size=14),
)
def test_a_mixed_catalog_never_gives_three_of_a_kind_in_a_row(kinds: list[str], tags: list[list[str]]) -> None:
    entries = (an_entry(f"e{n}", kind=kinds[n], tags=tags[n]) for n in range(14))
    ahead = preview(a_catalog(*entries), a_channel(), [], NO_PLAN, days(28))
    runs = [len(list(run)) for _, run in groupby(chosen(planned).entry.kind for planned in ahead)]
    assert max(runs) <= 2


def test_scarce_kinds_are_not_all_spent_at_the_beginning() -> None:
    entries = (an_entry(f"e{n:02}", kind="post" if n < 4 else "paper") for n in range(14))
    ahead = preview(a_catalog(*entries), a_channel(), [], NO_PLAN, days(14))
    kinds = [chosen(planned).entry.kind for planned in ahead]
    assert Kind.POST in kinds[-4:]


# Reasons


@given(st.sampled_from(Code), st.dictionaries(st.text(), st.text()))
def test_the_ledger_can_read_a_reason_back(code: Code, args: dict[str, str]) -> None:
    reason = Reason(code=code, args=args)
    assert Reason.parse(str(reason)) == reason


@pytest.mark.parametrize("text", ["", "pinned", "[]", '{"code": 1, "args": {}}', '{"code": "pinned"}'])
def test_what_is_no_reason_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Reason.parse(text)


# What holds for every catalog, channel, history and plan

KEYS = [f"e{n}" for n in range(9)]
WHEN = st.none() | st.fixed_dictionaries(
    {"year": st.integers(2019, 2024), "month": st.none() | st.integers(1, 12)},
)


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    entries: list[Entry] = []
    for key in draw(st.lists(st.sampled_from(KEYS), min_size=1, unique=True)):
        kind, tags = draw(st.sampled_from(["paper", "post", "repo"])), draw(SOME_TAGS)
        build = draw(st.sampled_from([an_entry, an_entry, an_entry, a_draft]))
        entries.append(build(key, kind=kind, tags=tags, published=draw(WHEN)))
    return a_catalog(*entries)


CHANNELS = st.builds(
    lambda order, text: a_channel(order=order, filter=Query.parse(text)),
    st.sampled_from(Order),
    st.sampled_from(["", "", "kind:paper", "-tag:reasoning", "year:2022.."]),
)
HISTORIES = st.lists(st.tuples(st.sampled_from([*KEYS, "gone"]), st.booleans()), max_size=12)
PLANS = st.builds(
    lambda pins, skips, quarantined: Plan(
        pins={day(number): key for number, key in pins.items()}, skips=frozenset(skips), quarantined=quarantined
    ),
    st.dictionaries(st.integers(-2, 14), st.sampled_from([*KEYS, "gone"]), max_size=4),
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from(KEYS)), max_size=8),
    st.frozensets(st.sampled_from([*KEYS, "gone"]), max_size=4),
)


def a_history(posts: list[tuple[str, bool]]) -> list[Past]:
    """Any posts, each either in the cycle of the one before or in the next."""
    history, cycle = [], 1
    for number, (key, turn) in enumerate(posts):
        cycle += turn
        history.append(Past(key=key, cycle=cycle, slot=day(number - len(posts))))
    return history


def admitted(catalog: Catalog, channel: Channel, plan: Plan = NO_PLAN) -> set[str]:
    return {entry.key for entry in catalog if entry.ready and channel.filter.admits(entry)} - plan.quarantined


@given(catalogs(), CHANNELS)
def test_every_cycle_has_each_candidate_once_and_no_post_is_the_one_before(catalog: Catalog, channel: Channel) -> None:
    wanted = admitted(catalog, channel)
    ahead = preview(catalog, channel, [], NO_PLAN, days(3 * len(wanted)))
    for cycle in (1, 2, 3) if wanted else ():
        assert sorted(chosen(one).entry.key for one in ahead if chosen(one).cycle == cycle) == sorted(wanted)
    assert len(wanted) == 1 or all(one != other for one, other in pairwise(keys_of(ahead)))


@given(catalogs(), CHANNELS, HISTORIES, PLANS)
def test_nothing_is_posted_that_may_not_be_and_nothing_twice_in_a_cycle(
    catalog: Catalog, channel: Channel, posts: list[tuple[str, bool]], plan: Plan
) -> None:
    history = a_history(posts)
    for planned in preview(catalog, channel, history, plan, days(14)):
        if isinstance(planned, Nothing):
            assert not admitted(catalog, channel, plan)
            continue
        assert planned.entry.ready
        assert planned.entry.key not in plan.quarantined
        if code_of(planned) == Code.PINNED:
            assert plan.pins[planned.slot] == planned.entry.key
        else:
            assert planned.entry.key in admitted(catalog, channel, plan)
            assert (planned.cycle, planned.entry.key) not in plan.skips
            assert (planned.cycle, planned.entry.key) not in {(past.cycle, past.key) for past in history}
        history.append(Past(key=planned.entry.key, cycle=planned.cycle, slot=planned.slot))


@given(catalogs(), CHANNELS, HISTORIES, PLANS)
def test_the_preview_is_what_will_happen(
    catalog: Catalog, channel: Channel, posts: list[tuple[str, bool]], plan: Plan
) -> None:
    history, slots = a_history(posts), days(8)
    ahead = preview(catalog, channel, history, plan, slots)
    while slots:
        assert preview(catalog, channel, history, plan, slots) == ahead
        first = select(catalog, channel, history, plan, slots.pop(0))
        assert first == ahead.pop(0)
        if isinstance(first, Selection):
            history.append(Past(key=first.entry.key, cycle=first.cycle, slot=first.slot))


@given(catalogs(), CHANNELS, HISTORIES, PLANS)
def test_a_pin_of_a_ready_entry_out_of_quarantine_is_always_kept(
    catalog: Catalog, channel: Channel, posts: list[tuple[str, bool]], plan: Plan
) -> None:
    for planned in preview(catalog, channel, a_history(posts), plan, days(14)):
        entry = catalog.get(plan.pins.get(planned.slot, ""))
        if entry and entry.ready and entry.key not in plan.quarantined:
            assert chosen(planned).entry == entry


# What a machine has drafted


def test_a_machine_s_draft_is_posted_only_where_the_channel_allows_it() -> None:
    catalog = a_catalog(an_entry("seen"), an_entry("drafted", drafted="machine", status="draft"))
    allowing = listed(unreviewed=True)
    assert keys_of(preview(catalog, listed(), [], NO_PLAN, days(3))) == ["seen"] * 3
    assert set(keys_of(preview(catalog, allowing, [], NO_PLAN, days(2)))) == {"seen", "drafted"}
    assert code_of(choose(catalog, listed(), [], NO_PLAN, day(0), "drafted")) == Code.CHOSEN_DRAFT
    assert chosen(choose(catalog, allowing, [], NO_PLAN, day(0), "drafted")).entry.key == "drafted"


def test_no_channel_posts_what_a_machine_left_half_done_or_a_person_rejected() -> None:
    half = an_entry("half", drafted="machine", status="draft", overview={"en": "Only English."})
    rejected = an_entry("rejected", drafted="machine", status="rejected")
    ahead = preview(a_catalog(half, rejected), listed(unreviewed=True), [], NO_PLAN, days(1))
    assert isinstance(ahead[0], Nothing)
