"""The contract of the port Ledger: what becomes of a delivery."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

import pytest

from bot.domain.delivery import State
from bot.domain.errors import LedgerError
from bot.domain.ledger import Ledger
from bot.domain.slot import Slot
from tests.contracts.deliveries import NOON, a_delivery, a_slot, as_begun, found, minutes, sending, sent, unknown
from tests.worlds import at

NAIVE = NOON.replace(tzinfo=None)
Settle = Callable[..., Awaitable[None]]  # of ledger, slot and attempt


async def _sent(ledger: Ledger, slot: Slot, attempt: int = 1) -> None:
    await ledger.settle_sent(slot, attempt=attempt, message_id=99, now=NOON)


async def _refused(ledger: Ledger, slot: Slot, attempt: int = 1) -> None:
    await ledger.settle_refused(slot, attempt=attempt, detail="chat not found", now=NOON)


async def _unknown(ledger: Ledger, slot: Slot, attempt: int = 1) -> None:
    await ledger.settle_unknown(slot, attempt=attempt, detail="timed out", now=NOON, look_at=NOON + minutes(1.5))


async def _put_off(ledger: Ledger, slot: Slot, attempt: int = 1) -> None:
    await ledger.put_off(slot, attempt=attempt, retry_at=NOON + minutes(1), detail="retry after 60")


every_way_to_settle = pytest.mark.parametrize("settle", [_sent, _refused, _unknown, _put_off])


# ── claim ──


async def test_a_claimed_delivery_comes_back_exactly_as_it_was(ledger: Ledger) -> None:
    delivery = a_delivery(retry_at=NOON + minutes(3), edition="5f1c", detail="as planned")
    assert await ledger.claim(delivery)
    assert await ledger.find(delivery.slot) == delivery


@pytest.mark.parametrize("chat", [-1001234567890, 1001, "@daily_digest"])
async def test_a_chat_stays_the_number_or_the_name_it_was(ledger: Ledger, chat: int | str) -> None:
    await ledger.claim(a_delivery(chat=chat))
    assert (await found(ledger)).chat == chat


async def test_a_slot_is_claimed_once_and_keeps_its_first_delivery(ledger: Ledger) -> None:
    assert await ledger.claim(a_delivery(key="first"))
    assert not await ledger.claim(a_delivery(key="second", token="another00000000"))
    assert (await found(ledger)).key == "first"


async def test_claiming_the_very_same_delivery_twice_wins_once(ledger: Ledger) -> None:
    delivery = a_delivery()
    assert [await ledger.claim(delivery), await ledger.claim(delivery)] == [True, False]


async def test_slots_differ_by_channel_date_and_label(ledger: Ledger) -> None:
    slots = [
        a_slot(),
        a_slot(channel="weekly"),
        a_slot(day=23),
        a_slot(label="18:00"),
        a_slot(label="demand:7f"),
    ]
    assert all([await ledger.claim(a_delivery(slot)) for slot in slots])


async def test_a_claim_must_be_planned(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="daily/2026-11-22/09:00"):
        await ledger.claim(a_delivery(state=State.SENDING))
    assert await ledger.find(a_slot()) is None


async def test_of_many_concurrent_claims_one_wins(ledger: Ledger) -> None:
    claims = await asyncio.gather(*(ledger.claim(a_delivery(key=f"entry-{n}")) for n in range(20)))
    assert sum(claims) == 1


async def test_a_slot_nobody_claimed_has_no_delivery(ledger: Ledger) -> None:
    assert await ledger.find(a_slot()) is None


# ── begin ──


async def test_beginning_marks_the_delivery_as_sending_counts_the_attempt_and_notes_the_time(ledger: Ledger) -> None:
    await ledger.claim(a_delivery())
    begun = await ledger.begin(a_slot(), now=NOON)
    assert begun == as_begun()
    assert begun == await ledger.find(a_slot())


async def test_of_many_concurrent_begins_one_gets_the_delivery(ledger: Ledger) -> None:
    await ledger.claim(a_delivery())
    begun = await asyncio.gather(*(ledger.begin(a_slot(), now=NOON) for _ in range(20)))
    assert [delivery.attempt for delivery in begun if delivery] == [1]


@every_way_to_settle
async def test_what_was_begun_and_settled_is_not_begun_again_now(ledger: Ledger, settle: Settle) -> None:
    await sending(ledger, a_slot())
    await settle(ledger, a_slot())
    assert await ledger.begin(a_slot(), now=NOON) is None


async def test_a_slot_without_a_delivery_cannot_begin(ledger: Ledger) -> None:
    assert await ledger.begin(a_slot(), now=NOON) is None


async def test_a_delivery_put_off_begins_when_its_time_has_come_and_not_before(ledger: Ledger) -> None:
    await ledger.claim(a_delivery(retry_at=NOON))
    assert await ledger.begin(a_slot(), now=NOON - dt.timedelta(microseconds=1)) is None
    assert await ledger.begin(a_slot(), now=NOON)


async def test_when_a_delivery_is_due_is_compared_as_an_instant_not_as_a_clock_face(ledger: Ledger) -> None:
    await ledger.claim(a_delivery(retry_at=at("2026-11-22 20:00", "Asia/Shanghai")))
    assert await ledger.begin(a_slot(), now=at("2026-11-22 11:59")) is None
    assert await ledger.begin(a_slot(), now=at("2026-11-22 07:00", "America/New_York"))


# ── settle ──


async def test_a_sent_delivery_knows_its_message_and_when(ledger: Ledger) -> None:
    await sending(ledger, a_slot())
    await ledger.settle_sent(a_slot(), attempt=1, message_id=2**33, now=NOON + minutes(1))
    assert await found(ledger) == as_begun(state=State.SENT, message_id=2**33, settled_at=NOON + minutes(1))


async def test_a_sent_delivery_says_when_to_search_for_its_copies(ledger: Ledger) -> None:
    await sent(ledger, a_slot(), 18, look_at=NOON + minutes(60))
    assert (await found(ledger)).look_at == NOON + minutes(60)


async def test_a_refused_delivery_keeps_telegrams_words(ledger: Ledger) -> None:
    await sending(ledger, a_slot())
    await _refused(ledger, a_slot())
    assert await found(ledger) == as_begun(state=State.REFUSED, settled_at=NOON, detail="chat not found")


async def test_an_unknown_delivery_says_why_and_when_to_search_for_it(ledger: Ledger) -> None:
    await sending(ledger, a_slot())
    await _unknown(ledger, a_slot())
    expected = as_begun(state=State.UNKNOWN, settled_at=NOON, look_at=NOON + minutes(1.5), detail="timed out")
    assert await found(ledger) == expected


async def test_putting_off_gives_the_attempt_back_and_keeps_the_base(ledger: Ledger) -> None:
    await sending(ledger, a_slot())
    await ledger.put_off(a_slot(), attempt=1, retry_at=NOON + minutes(5), detail="retry after 300")
    expected = a_delivery(retry_at=NOON + minutes(5), begun_at=NOON, detail="retry after 300")
    assert await found(ledger) == expected


async def test_an_unknown_delivery_that_surely_was_not_sent_is_put_off_and_no_longer_searched_for(
    ledger: Ledger,
) -> None:
    await sending(ledger, a_slot())
    await _unknown(ledger, a_slot())
    await ledger.not_found(a_slot(), attempt=1, look_at=NOON)
    await _put_off(ledger, a_slot())
    expected = a_delivery(retry_at=NOON + minutes(1), begun_at=NOON, detail="retry after 60")
    assert await found(ledger) == expected


async def test_a_delivery_begun_after_being_put_off_is_clean_again(ledger: Ledger) -> None:
    await sending(ledger, a_slot())
    await ledger.put_off(a_slot(), attempt=1, retry_at=NOON + minutes(5), detail="retry after 300")
    assert await ledger.begin(a_slot(), now=NOON + minutes(5)) == as_begun(NOON + minutes(5))


@pytest.mark.parametrize("settle", [_sent, _refused])
async def test_an_unknown_delivery_can_be_settled_later_and_is_no_longer_searched_for(
    ledger: Ledger, settle: Settle
) -> None:
    await unknown(ledger, a_slot())
    await ledger.not_found(a_slot(), attempt=1, look_at=NOON)
    await settle(ledger, a_slot())
    row = await found(ledger)
    assert row.detail != "timed out"
    assert (row.looks, row.look_at) == (0, None)


async def test_an_unknown_delivery_is_not_made_unknown_again(ledger: Ledger) -> None:
    """Its searches would begin anew."""
    await unknown(ledger, a_slot())
    with pytest.raises(LedgerError, match="unknown"):
        await _unknown(ledger, a_slot())


async def test_an_answer_that_comes_after_the_delivery_was_planned_again_still_counts(ledger: Ledger) -> None:
    await unknown(ledger, a_slot())
    await ledger.plan_again(a_slot(), attempt=1, detail="not in the channel")
    await _sent(ledger, a_slot())
    assert await found(ledger) == as_begun(state=State.SENT, message_id=99, settled_at=NOON)


@pytest.mark.parametrize("attempt", [0, 1])
async def test_what_was_never_begun_was_not_sent(ledger: Ledger, attempt: int) -> None:
    await ledger.claim(a_delivery())
    with pytest.raises(LedgerError, match="planned"):
        await _sent(ledger, a_slot(), attempt)
    assert await found(ledger) == a_delivery()


async def test_hearing_twice_that_a_message_was_sent_changes_nothing(ledger: Ledger) -> None:
    await sent(ledger, a_slot(), 18, look_at=NOON + minutes(60))
    before = await found(ledger)
    await ledger.settle_sent(a_slot(), attempt=1, message_id=18, now=NOON + minutes(9), look_at=NOON + minutes(99))
    assert await found(ledger) == before


@every_way_to_settle
async def test_who_comes_from_an_earlier_attempt_is_too_late(ledger: Ledger, settle: Settle) -> None:
    await unknown(ledger, a_slot())
    await ledger.plan_again(a_slot(), attempt=1)
    second = await ledger.begin(a_slot(), now=NOON + minutes(2))
    with pytest.raises(LedgerError, match=r"daily/2026-11-22/09:00.*sending at attempt 2.*for attempt 1"):
        await settle(ledger, a_slot(), 1)
    assert await found(ledger) == second
    await settle(ledger, a_slot(), 2)


@every_way_to_settle
async def test_a_slot_without_a_delivery_cannot_be_settled(ledger: Ledger, settle: Settle) -> None:
    with pytest.raises(LedgerError, match=r"daily/2026-11-22/09:00.*no delivery"):
        await settle(ledger, a_slot())


@every_way_to_settle
async def test_a_delivery_that_was_not_begun_cannot_be_settled(ledger: Ledger, settle: Settle) -> None:
    await ledger.claim(a_delivery())
    with pytest.raises(LedgerError, match="planned"):
        await settle(ledger, a_slot())
    assert await ledger.find(a_slot()) == a_delivery()


@every_way_to_settle
async def test_a_sent_delivery_stays_sent(ledger: Ledger, settle: Settle) -> None:
    await sent(ledger, a_slot(), message_id=18)
    with pytest.raises(LedgerError, match="sent"):
        await settle(ledger, a_slot())
    assert (await found(ledger)).message_id == 18


@every_way_to_settle
async def test_a_refused_delivery_stays_refused(ledger: Ledger, settle: Settle) -> None:
    await sending(ledger, a_slot())
    await _refused(ledger, a_slot())
    with pytest.raises(LedgerError, match="refused"):
        await settle(ledger, a_slot())


@every_way_to_settle
async def test_settling_one_slot_leaves_the_others_alone(ledger: Ledger, settle: Settle) -> None:
    await sending(ledger, a_slot())
    await sending(ledger, a_slot(day=23))
    await settle(ledger, a_slot())
    assert (await found(ledger, a_slot(day=23))).state is State.SENDING


async def test_a_planned_delivery_whose_window_closed_is_given_up_for_good(ledger: Ledger) -> None:
    await ledger.claim(a_delivery(retry_at=NOON))
    await ledger.give_up(a_slot(), detail="too late", now=NOON + minutes(1))
    expected = a_delivery(state=State.REFUSED, detail="too late", settled_at=NOON + minutes(1))
    assert await ledger.find(a_slot()) == expected
    assert await ledger.begin(a_slot(), now=NOON + minutes(2)) is None


async def test_a_delivery_that_was_begun_is_not_given_up(ledger: Ledger) -> None:
    await sending(ledger, a_slot())
    with pytest.raises(LedgerError, match="sending"):
        await ledger.give_up(a_slot(), detail="too late", now=NOON)
    await _unknown(ledger, a_slot())
    with pytest.raises(LedgerError, match="unknown"):
        await ledger.give_up(a_slot(), detail="too late", now=NOON)


# ── time ──


async def test_instants_come_back_aware_and_equal_whatever_zone_they_came_in(ledger: Ledger) -> None:
    planned = at("2026-10-25 02:30:00.123456", "Europe/Berlin").replace(fold=1)  # the repeated hour
    await ledger.claim(a_delivery(planned_at=planned))
    row = await found(ledger)
    assert row.planned_at.tzinfo is not None
    assert row.planned_at.astimezone(dt.UTC) == planned.astimezone(dt.UTC)


async def test_a_naive_time_is_refused_everywhere(ledger: Ledger) -> None:
    slot = a_slot()
    with pytest.raises(ValueError, match="no time zone"):
        await ledger.claim(a_delivery(planned_at=NAIVE))
    await ledger.claim(a_delivery(slot))
    with pytest.raises(ValueError, match="no time zone"):
        await ledger.begin(slot, now=NAIVE)
    await ledger.begin(slot, now=NOON)
    for act in (
        ledger.settle_sent(slot, attempt=1, message_id=1, now=NAIVE),
        ledger.settle_sent(slot, attempt=1, message_id=1, now=NOON, look_at=NAIVE),
        ledger.settle_refused(slot, attempt=1, detail="", now=NAIVE),
        ledger.settle_unknown(slot, attempt=1, detail="", now=NAIVE, look_at=NOON),
        ledger.settle_unknown(slot, attempt=1, detail="", now=NOON, look_at=NAIVE),
        ledger.put_off(slot, attempt=1, retry_at=NAIVE, detail=""),
        ledger.give_up(slot, detail="", now=NAIVE),
        ledger.change_entry(a_delivery(slot, planned_at=NAIVE), attempt=1),
        ledger.not_found(slot, attempt=1, look_at=NAIVE),
        ledger.look_later(slot, attempt=1, look_at=NAIVE),
        ledger.withdraw(slot, message_id=1, now=NAIVE, free=False),
        ledger.to_look_at(NAIVE),
        ledger.sent_since(NAIVE),
        ledger.pass_over(slot, reason="", now=NAIVE),
    ):
        with pytest.raises(ValueError, match="no time zone"):
            await act
    assert await found(ledger) == as_begun()


# ── law 4 ──


async def test_hostile_texts_are_kept_as_they_are(ledger: Ledger) -> None:
    hostile = "'; DROP TABLE deliveries; -- %s :now {x} \\ 推理 🧠 \u202e"
    await sending(ledger, a_slot(channel=hostile), key=hostile, reason=hostile)
    await ledger.settle_unknown(a_slot(channel=hostile), attempt=1, detail=hostile, now=NOON, look_at=NOON)
    (row,) = await ledger.history(hostile)
    assert {row.slot.channel, row.key, row.reason, row.detail} == {hostile}
