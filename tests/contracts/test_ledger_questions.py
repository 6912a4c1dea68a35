"""The contract of the port Ledger: what it answers about the past."""

import datetime as dt

from bot.domain.delivery import State
from bot.domain.ports import Ledger
from tests.contracts.deliveries import NOON, a_delivery, a_slot, minutes, sending, sent

# ── history, latest, in_state ──


async def test_history_has_everything_but_the_refused_in_the_order_of_claims(ledger: Ledger) -> None:
    days = [24, 21, 23, 22, 25]
    for day in days:
        await sending(ledger, a_slot(day), planned_at=NOON - minutes(day))  # a clock that runs backwards
    await ledger.settle_refused(a_slot(21), detail="chat not found", now=NOON)
    await ledger.settle_unknown(a_slot(23), detail="timed out", now=NOON)
    await ledger.settle_sent(a_slot(22), message_id=99, now=NOON)
    await ledger.put_off(a_slot(25), retry_at=NOON + minutes(1), detail="retry after 60")
    await sending(ledger, a_slot(channel="weekly"))
    assert [row.slot.date.day for row in await ledger.history("daily")] == [24, 23, 22, 25]


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
