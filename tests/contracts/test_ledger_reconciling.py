"""The contract of the port Ledger: searching for a delivery, and changing or taking back what was posted."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.domain.delivery import State
from bot.domain.errors import LedgerError
from bot.domain.ledger import Ledger
from tests.contracts.deliveries import CARD, NOON, a_delivery, a_slot, as_begun, found, minutes, sending, sent, unknown
from tests.worlds import at

PLAIN = CARD.as_plain()
OTHER = a_delivery(
    key="star",
    cycle=2,
    reason="balanced kind=post",
    card=PLAIN,
    token="zzzzzzzzzzzzzzz",
    edition="77aa",
    base_id=23,
    planned_at=NOON + minutes(2),
)
Deed = Callable[..., Awaitable[None]]  # of ledger and attempt


async def _change_card(ledger: Ledger, attempt: int = 1) -> None:
    await ledger.change_card(a_slot(), attempt=attempt, card=PLAIN)


async def _change_entry(ledger: Ledger, attempt: int = 1) -> None:
    await ledger.change_entry(OTHER, attempt=attempt)


async def _not_found(ledger: Ledger, attempt: int = 1) -> None:
    await ledger.not_found(a_slot(), attempt=attempt, look_at=NOON + minutes(3))


async def _look_later(ledger: Ledger, attempt: int = 1) -> None:
    await ledger.look_later(a_slot(), attempt=attempt, look_at=NOON + minutes(3))


async def _plan_again(ledger: Ledger, attempt: int = 1) -> None:
    await ledger.plan_again(a_slot(), attempt=attempt, detail="not in the channel")


async def _leave_to_admins(ledger: Ledger, attempt: int = 1) -> None:
    await ledger.leave_to_admins(a_slot(), attempt=attempt, detail="nothing is certain")


async def _looked_over(ledger: Ledger, _: int = 1) -> None:
    await ledger.looked_over(a_slot())


async def _redraw(ledger: Ledger, _: int = 1) -> None:
    await ledger.redraw(a_slot(), message_id=18, card=PLAIN, edition="77aa")


async def _withdraw(ledger: Ledger, _: int = 1) -> None:
    await ledger.withdraw(a_slot(), message_id=18, now=NOON, free=True)


OF_AN_ATTEMPT: tuple[Deed, ...] = (_change_card, _change_entry, _not_found, _look_later, _plan_again, _leave_to_admins)
DEEDS: tuple[Deed, ...] = (*OF_AN_ATTEMPT, _looked_over, _redraw, _withdraw)
TAKEN_FROM: dict[Deed, tuple[State, ...]] = {
    _change_card: (State.SENDING,),
    _change_entry: (State.SENDING,),
    _not_found: (State.UNKNOWN,),
    _look_later: (State.UNKNOWN, State.SENT),
    _plan_again: (State.UNKNOWN,),
    _leave_to_admins: (State.UNKNOWN,),
    _looked_over: (State.SENT,),
    _redraw: (State.SENT,),
    _withdraw: (State.SENT,),
}


async def _bring_to(ledger: Ledger, state: State) -> None:
    """The slot's delivery, in that state at attempt 1."""
    await sending(ledger, a_slot())
    if state is State.UNKNOWN or state is State.PLANNED:
        await ledger.settle_unknown(a_slot(), attempt=1, detail="timed out", now=NOON, look_at=NOON)
    if state is State.PLANNED:
        await ledger.plan_again(a_slot(), attempt=1)
    if state is State.SENT or state is State.WITHDRAWN:
        await ledger.settle_sent(a_slot(), attempt=1, message_id=18, now=NOON)
    if state is State.WITHDRAWN:
        await ledger.withdraw(a_slot(), message_id=18, now=NOON, free=False)
    if state is State.REFUSED:
        await ledger.settle_refused(a_slot(), attempt=1, detail="chat not found", now=NOON)
    assert (await found(ledger)).state is state


# ── refusals, of all alike ──


@pytest.mark.parametrize("deed", DEEDS)
async def test_a_slot_without_a_delivery_has_nothing_to_change(ledger: Ledger, deed: Deed) -> None:
    with pytest.raises(LedgerError, match=r"daily/2026-11-22/09:00.*no delivery"):
        await deed(ledger)


@pytest.mark.parametrize(
    ("deed", "state"), [(deed, state) for deed in DEEDS for state in State if state not in TAKEN_FROM[deed]]
)
async def test_a_delivery_in_another_state_stays_as_it_is(ledger: Ledger, deed: Deed, state: State) -> None:
    await _bring_to(ledger, state)
    before = await found(ledger)
    with pytest.raises(LedgerError, match=rf"daily/2026-11-22/09:00.*{state} at attempt 1"):
        await deed(ledger)
    assert await found(ledger) == before


@pytest.mark.parametrize("attempt", [0, 2])
@pytest.mark.parametrize("deed", OF_AN_ATTEMPT)
async def test_a_delivery_at_another_attempt_stays_as_it_is(ledger: Ledger, deed: Deed, attempt: int) -> None:
    await _bring_to(ledger, TAKEN_FROM[deed][0])
    before = await found(ledger)
    with pytest.raises(LedgerError, match=rf"at attempt 1.*for attempt {attempt}"):
        await deed(ledger, attempt)
    assert await found(ledger) == before


@pytest.mark.parametrize("deed", [_redraw, _withdraw])
async def test_a_delivery_that_is_another_message_stays_as_it_is(ledger: Ledger, deed: Deed) -> None:
    await sent(ledger, a_slot(), 19)
    before = await found(ledger)
    with pytest.raises(LedgerError, match="for message id 18"):
        await deed(ledger)
    assert await found(ledger) == before


@pytest.mark.parametrize("deed", DEEDS)
async def test_changing_one_delivery_leaves_the_others_alone(ledger: Ledger, deed: Deed) -> None:
    state = TAKEN_FROM[deed][0]
    await _bring_to(ledger, state)
    neighbour = {State.SENDING: sending, State.UNKNOWN: unknown}.get(state)
    if neighbour:
        await neighbour(ledger, a_slot(23))
    else:
        await sent(ledger, a_slot(23), 18)
    before = await found(ledger, a_slot(23))
    await deed(ledger)
    assert await found(ledger, a_slot(23)) == before


# ── while it is being sent ──


async def test_a_card_that_telegram_does_not_take_is_replaced_under_way(ledger: Ledger) -> None:
    await sending(ledger, a_slot())
    await _change_card(ledger)
    assert await found(ledger) == as_begun(card=PLAIN)


async def test_an_entry_that_telegram_does_not_take_gives_its_slot_to_another(ledger: Ledger) -> None:
    await unknown(ledger, a_slot())
    await ledger.plan_again(a_slot(), attempt=1)
    await ledger.begin(a_slot(), now=NOON)
    await ledger.change_entry(replace(OTHER, chat="@not_this_one"), attempt=2)
    assert await found(ledger) == OTHER
    assert await ledger.begin(a_slot(), now=NOON)


async def test_an_entry_that_replaces_another_keeps_its_place_in_history(ledger: Ledger) -> None:
    await sending(ledger, a_slot())
    await ledger.claim(a_delivery(a_slot(23), key="other"))
    await _change_entry(ledger)
    assert [row.key for row in await ledger.history("daily")] == ["star", "other"]


# ── searching ──


async def test_what_is_to_be_looked_at_comes_longest_waiting_first_and_not_before_its_time(ledger: Ledger) -> None:
    await unknown(ledger, a_slot(20), now=NOON + minutes(2))
    await sent(ledger, a_slot(21), 30, look_at=NOON + minutes(1))
    await unknown(ledger, a_slot(22), now=NOON + minutes(3))
    await sent(ledger, a_slot(23), 31)
    await sending(ledger, a_slot(24))
    assert [row.slot.date.day for row in await ledger.to_look_at(NOON + minutes(2))] == [21, 20]
    assert await ledger.to_look_at(NOON) == []


async def test_when_to_look_is_compared_as_an_instant(ledger: Ledger) -> None:
    await unknown(ledger, a_slot(), now=at("2026-11-22 20:00", "Asia/Shanghai"))
    assert await ledger.to_look_at(at("2026-11-22 06:59", "America/New_York")) == []
    assert len(await ledger.to_look_at(at("2026-11-22 07:00", "America/New_York"))) == 1


async def test_each_search_that_does_not_find_the_card_counts(ledger: Ledger) -> None:
    await unknown(ledger, a_slot())
    await _not_found(ledger)
    await ledger.not_found(a_slot(), attempt=1, look_at=NOON + minutes(9))
    row = await found(ledger)
    assert (row.state, row.looks, row.look_at, row.detail) == (State.UNKNOWN, 2, NOON + minutes(9), "timed out")
    assert await ledger.to_look_at(NOON + minutes(8)) == []


async def test_a_search_that_could_not_be_finished_does_not_count(ledger: Ledger) -> None:
    await unknown(ledger, a_slot())
    await _not_found(ledger)
    await ledger.look_later(a_slot(), attempt=1, look_at=NOON + minutes(9))
    row = await found(ledger)
    assert (row.looks, row.look_at) == (1, NOON + minutes(9))


async def test_the_search_for_copies_can_be_put_off_and_is_over_one_day(ledger: Ledger) -> None:
    await sent(ledger, a_slot(), 18, look_at=NOON)
    await _look_later(ledger)
    assert (await found(ledger)).look_at == NOON + minutes(3)
    await ledger.looked_over(a_slot())
    assert await found(ledger) == as_begun(state=State.SENT, message_id=18, settled_at=NOON)
    assert await ledger.to_look_at(NOON + minutes(99)) == []


async def test_a_delivery_surely_absent_is_planned_again_and_its_attempt_counts(ledger: Ledger) -> None:
    await unknown(ledger, a_slot())
    await _not_found(ledger)
    await _plan_again(ledger)
    assert await found(ledger) == as_begun(state=State.PLANNED, detail="not in the channel")
    begun = await ledger.begin(a_slot(), now=NOON - minutes(60))  # due at once, even by a clock that was set back
    assert begun == as_begun(NOON - minutes(60), attempt=2)


async def test_the_searches_of_a_second_attempt_begin_anew(ledger: Ledger) -> None:
    await unknown(ledger, a_slot())
    await _not_found(ledger)
    await _plan_again(ledger)
    await ledger.begin(a_slot(), now=NOON)
    await ledger.settle_unknown(a_slot(), attempt=2, detail="cut", now=NOON, look_at=NOON)
    assert (await found(ledger)).looks == 0


async def test_a_delivery_left_to_the_admins_is_searched_for_no_more(ledger: Ledger) -> None:
    await unknown(ledger, a_slot())
    assert not (await found(ledger)).asked
    await _leave_to_admins(ledger)
    row = await found(ledger)
    assert (row.asked, row.detail) == (True, "nothing is certain")
    assert await ledger.to_look_at(NOON + minutes(9999)) == []


async def test_what_was_left_to_the_admins_can_be_settled_by_them(ledger: Ledger) -> None:
    await unknown(ledger, a_slot())
    await _leave_to_admins(ledger)
    await _plan_again(ledger)
    assert await ledger.begin(a_slot(), now=NOON)


async def test_of_two_who_settle_an_unknown_delivery_otherwise_one_wins(ledger: Ledger) -> None:
    await unknown(ledger, a_slot())
    deeds = (_plan_again(ledger), ledger.settle_refused(a_slot(), attempt=1, detail="gone", now=NOON))
    outcomes = await asyncio.gather(*deeds, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LedgerError", "NoneType"]


# ── posted cards ──


async def test_a_redrawn_card_is_what_is_in_the_channel_now(ledger: Ledger) -> None:
    await sent(ledger, a_slot(), 18, look_at=NOON)
    before = await found(ledger)
    await _redraw(ledger)
    assert await found(ledger) == replace(before, card=PLAIN, edition="77aa")


async def test_a_card_taken_back_gives_its_slot_free_in_one_go(ledger: Ledger) -> None:
    await sent(ledger, a_slot(), 18, look_at=NOON)
    await ledger.withdraw(a_slot(), message_id=18, now=NOON + minutes(5), free=True)
    assert await ledger.find(a_slot()) is None
    gone = a_slot().undone(a_delivery().token)
    expected = as_begun(slot=gone, state=State.WITHDRAWN, message_id=18, settled_at=NOON + minutes(5))
    assert await found(ledger, gone) == expected
    assert await ledger.claim(a_delivery(key="star"))
    assert await ledger.to_look_at(NOON) == []


async def test_a_card_taken_back_for_good_keeps_its_slot(ledger: Ledger) -> None:
    await sent(ledger, a_slot(), 18)
    await ledger.withdraw(a_slot(), message_id=18, now=NOON, free=False)
    assert (await found(ledger)).state is State.WITHDRAWN
    assert not await ledger.claim(a_delivery(key="star"))


async def test_a_card_taken_back_keeps_its_place_among_the_others(ledger: Ledger) -> None:
    await sent(ledger, a_slot(), 18, token="aaaaaaaaaaaaaaa")
    await sent(ledger, a_slot(23), 19, token="bbbbbbbbbbbbbbb")
    await _withdraw(ledger)
    await ledger.withdraw(a_slot(23), message_id=19, now=NOON, free=True)
    withdrawn = await ledger.in_state(State.WITHDRAWN)
    assert [row.message_id for row in withdrawn] == [18, 19]
