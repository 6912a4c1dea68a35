"""The contract of the port Ledger: what it answers about the past."""

import datetime as dt

import pytest

from bot.domain.delivery import State
from bot.domain.ledger import Ledger
from tests.contracts.deliveries import NOON, a_delivery, a_slot, found, minutes, sending, sent

# ── history, latest, in_state ──


async def test_history_has_all_but_refused_deliveries_in_the_order_of_claims(ledger: Ledger) -> None:
    days = [24, 21, 23, 22, 25]
    for day in days:
        await sending(ledger, a_slot(day), planned_at=NOON - minutes(day))  # a clock that runs backwards
    await ledger.settle_refused(a_slot(21), attempt=1, detail="chat not found", now=NOON)
    await ledger.settle_unknown(a_slot(23), attempt=1, detail="timed out", now=NOON, look_at=NOON)
    await ledger.settle_sent(a_slot(22), attempt=1, message_id=99, now=NOON)
    await ledger.put_off(a_slot(25), attempt=1, retry_at=NOON + minutes(1), detail="retry after 60")
    await sending(ledger, a_slot(channel="weekly"))
    assert [row.slot.date.day for row in await ledger.history("daily")] == [24, 23, 22, 25]


@pytest.mark.parametrize("free", [True, False])
async def test_what_was_taken_back_is_history_no_more_but_its_channel_has_begun(ledger: Ledger, free: bool) -> None:
    await sent(ledger, a_slot(22), 30)
    await sent(ledger, a_slot(23), 31)
    await ledger.withdraw(a_slot(23), message_id=31, now=NOON, free=free)
    assert [row.slot for row in await ledger.history("daily")] == [a_slot(22)]
    assert [row.slot for row in await ledger.latest()] == [a_slot(22)]
    await ledger.withdraw(a_slot(22), message_id=30, now=NOON, free=free)
    assert await ledger.first_planned("daily") == NOON
    assert await ledger.known_top(a_delivery().chat) == 31


async def test_a_channel_without_posts_has_no_history(ledger: Ledger) -> None:
    assert await ledger.history("daily") == []


async def test_latest_are_the_sent_ones_newest_first(ledger: Ledger) -> None:
    await sent(ledger, a_slot(22), 101, now=NOON + minutes(9))
    await sent(ledger, a_slot(23), 102, now=NOON)
    await sent(ledger, a_slot(24), 103, now=NOON + minutes(5))
    await sending(ledger, a_slot(25))
    assert [row.message_id for row in await ledger.latest()] == [101, 103, 102]


async def test_of_two_sent_in_one_instant_the_later_claimed_is_the_newer(ledger: Ledger) -> None:
    await sent(ledger, a_slot(22), 101)
    await sent(ledger, a_slot(23), 102)
    assert [row.message_id for row in await ledger.latest()] == [102, 101]


async def test_latest_comes_in_pages(ledger: Ledger) -> None:
    for day in range(1, 13):
        await sent(ledger, a_slot(day), 100 + day, now=NOON + minutes(day))
    assert [row.message_id for row in await ledger.latest(limit=3, offset=3)] == [109, 108, 107]
    assert len(await ledger.latest()) == 10
    assert await ledger.latest(offset=12) == []


async def test_latest_of_one_channel_has_no_others(ledger: Ledger) -> None:
    await sent(ledger, a_slot(), 101)
    await sent(ledger, a_slot(channel="weekly"), 102)
    assert [row.message_id for row in await ledger.latest(channel="daily")] == [101]


async def test_latest_of_one_entry_has_its_posts_of_all_channels(ledger: Ledger) -> None:
    await sent(ledger, a_slot(21), 101, key="a")
    await sent(ledger, a_slot(22), 102, key="b")
    await sent(ledger, a_slot(channel="weekly"), 103, key="a", now=NOON + minutes(1))
    await sending(ledger, a_slot(23), key="a")
    assert [row.message_id for row in await ledger.latest(key="a")] == [103, 101]
    assert [row.message_id for row in await ledger.latest(key="a", channel="daily")] == [101]
    assert await ledger.latest(key="c") == []


async def test_posted_is_what_was_sent_in_any_channel_and_not_taken_back(ledger: Ledger) -> None:
    assert await ledger.posted() == frozenset()
    await sent(ledger, a_slot(21), 101, key="a")
    await sent(ledger, a_slot(22), 102, key="a")
    await sent(ledger, a_slot(channel="weekly"), 103, key="b")
    await sent(ledger, a_slot(23), 104, key="c")
    await ledger.withdraw(a_slot(23), message_id=104, now=NOON, free=True)
    await sending(ledger, a_slot(24), key="d")
    assert await ledger.posted() == {"a", "b"}


async def test_in_state_finds_several_states_in_the_order_of_claims(ledger: Ledger) -> None:
    await ledger.claim(a_delivery(a_slot(21)))
    await sending(ledger, a_slot(22))
    await sent(ledger, a_slot(23), 101)
    await sending(ledger, a_slot(24, channel="weekly"))
    begun_or_planned = await ledger.in_state(State.SENDING, "planned")
    assert [row.slot.date.day for row in begun_or_planned] == [21, 22, 24]
    assert [row.slot.date.day for row in await ledger.in_state(State.SENDING, channel="weekly")] == [24]
    assert await ledger.in_state() == []


async def test_a_channel_began_when_its_first_delivery_was_planned(ledger: Ledger) -> None:
    assert await ledger.first_planned("daily") is None
    await ledger.claim(a_delivery(a_slot(20, channel="weekly"), planned_at=NOON - minutes(60)))
    await ledger.claim(a_delivery(a_slot(22)))
    await ledger.claim(a_delivery(a_slot(21), planned_at=NOON + minutes(1)))
    assert await ledger.first_planned("daily") == NOON


# ── sent_since, by_token, messages_of ──


async def test_what_was_sent_since_an_instant_comes_newest_first(ledger: Ledger) -> None:
    for day in (20, 21, 22, 23):
        await sent(ledger, a_slot(day), 100 + day, now=NOON + minutes(day))
    await sending(ledger, a_slot(24))
    since = await ledger.sent_since(NOON + minutes(21))
    assert [row.message_id for row in since] == [123, 122, 121]


async def test_a_delivery_is_found_by_its_token_whatever_became_of_it(ledger: Ledger) -> None:
    await sent(ledger, a_slot(22), 30, token="aaaaaaaaaaaaaaa")
    await ledger.claim(a_delivery(a_slot(23), token="bbbbbbbbbbbbbbb"))
    await ledger.withdraw(a_slot(22), message_id=30, now=NOON, free=True)
    for token, state in (("aaaaaaaaaaaaaaa", State.WITHDRAWN), ("bbbbbbbbbbbbbbb", State.PLANNED)):
        row = await ledger.by_token(token)
        assert row is not None
        assert (row.token, row.state) == (token, state)
    assert await ledger.by_token("ccccccccccccccc") is None


async def test_the_messages_of_a_chat_are_all_that_deliveries_became_even_if_taken_back(ledger: Ledger) -> None:
    for day, message_id in ((20, 30), (21, 31), (22, 32)):
        await sent(ledger, a_slot(day), message_id, chat=-1001)
    await sent(ledger, a_slot(23), 33, chat="@other")
    await sending(ledger, a_slot(24), chat=-1001)
    await ledger.withdraw(a_slot(22), message_id=32, now=NOON, free=True)
    assert await ledger.messages_of(-1001, above=30) == {31, 32}
    assert await ledger.messages_of(-1001, above=32) == frozenset()


# ── pass_over ──


async def test_slots_without_a_card_say_why_newest_first(ledger: Ledger) -> None:
    for slot in (a_slot(22), a_slot(23, "18:00"), a_slot(23), a_slot(21), a_slot(23, channel="weekly")):
        await ledger.pass_over(slot, reason=f"paused {slot.label}", now=NOON)
    assert await ledger.passed_over("daily", since=dt.date(2026, 11, 22)) == [
        (a_slot(23, "18:00"), "paused 18:00"),
        (a_slot(23, "09:00"), "paused 09:00"),
        (a_slot(22), "paused 09:00"),
    ]


async def test_the_last_reason_for_passing_a_slot_over_holds(ledger: Ledger) -> None:
    await ledger.pass_over(a_slot(), reason="paused", now=NOON)
    await ledger.pass_over(a_slot(), reason="nothing to post", now=NOON + minutes(1))
    assert await ledger.passed_over("daily", since=a_slot().date) == [(a_slot(), "nothing to post")]


async def test_a_reason_that_is_only_kept_does_not_replace_an_earlier_one(ledger: Ledger) -> None:
    await ledger.pass_over(a_slot(), reason="paused", now=NOON, keep=True)
    await ledger.pass_over(a_slot(), reason="too late", now=NOON + minutes(1), keep=True)
    assert await ledger.passed_over("daily", since=a_slot().date) == [(a_slot(), "paused")]


async def test_a_slot_that_was_passed_over_can_be_claimed_and_is_passed_over_no_more(ledger: Ledger) -> None:
    await ledger.pass_over(a_slot(), reason="paused", now=NOON)
    assert await ledger.claim(a_delivery())
    assert await ledger.passed_over("daily", since=a_slot().date) == []


# ── known_top, saw ──


async def test_nothing_is_known_of_a_new_chat(ledger: Ledger) -> None:
    assert await ledger.known_top("@daily_digest") == 0


async def test_our_own_posts_are_known(ledger: Ledger) -> None:
    await sent(ledger, a_slot(22), 30, chat=-1001)
    await sent(ledger, a_slot(23), 29, chat=-1001)
    await sent(ledger, a_slot(24), 99, chat="@other")
    assert await ledger.known_top(-1001) == 30


async def test_posts_of_others_raise_the_top_and_never_lower_it(ledger: Ledger) -> None:
    await sent(ledger, a_slot(), 30, chat=-1001)
    await ledger.saw(-1001, 12)
    assert await ledger.known_top(-1001) == 30
    await ledger.saw(-1001, 41)
    await ledger.saw(-1001, 35)
    assert await ledger.known_top(-1001) == 41
    assert await ledger.known_top("@other") == 0


# ── move ──


async def test_what_is_planned_for_a_group_goes_where_the_group_has_moved(ledger: Ledger) -> None:
    await sent(ledger, a_slot(21), 30, chat=-17)
    await ledger.claim(a_delivery(a_slot(22), chat=-17, base_id=30))
    await ledger.claim(a_delivery(a_slot(23), chat=-18, base_id=5))
    await ledger.move(-17, -1001)
    rows = [await found(ledger, a_slot(day)) for day in (21, 22, 23)]
    assert [(row.chat, row.base_id) for row in rows] == [(-17, 17), (-1001, 0), (-18, 5)]


async def test_hearing_of_a_move_twice_changes_nothing(ledger: Ledger) -> None:
    await ledger.move(-17, -1001)
    await ledger.claim(a_delivery(chat=-1001, base_id=3))
    await ledger.move(-17, -1001)
    assert (await found(ledger)).base_id == 3
    assert await ledger.moves() == {-17: -1001}


async def test_a_chat_that_moved_twice_is_known_by_its_newest_id(ledger: Ledger) -> None:
    assert await ledger.moves() == {}
    await ledger.move("@daily_group", -1001)
    await ledger.move(-17, -1001)
    await ledger.move(-1001, -1002)
    assert await ledger.moves() == {"@daily_group": -1002, -17: -1002, -1001: -1002}


# ── restored_at, unreadable ──


async def test_a_ledger_of_its_own_was_not_restored_and_can_be_read(ledger: Ledger) -> None:
    await sent(ledger, a_slot(), 30)
    assert await ledger.restored_at() is None
    assert ledger.unreadable == {}
