"""The use case of one card: gather, decide, claim, send, settle."""

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from bot.adapters.store_sql import open_store
from bot.app.draw import TOKEN_ALPHABET, TOKEN_LENGTH, new_token
from bot.domain.delivery import State
from bot.domain.entry import Entry
from bot.domain.errors import OutcomeUnknown, Refused, SendError, StoreError, TryLater
from bot.domain.faults import Fault
from bot.domain.slot import Slot
from tests.app.conftest import MakePress, Press, Shelf
from tests.contracts.deliveries import a_delivery
from tests.fakes.memory import MemoryLedger
from tests.fakes.messenger import Arrives
from tests.worlds import a_catalog, a_channel, a_draft, an_entry, at

NOW = at("2026-11-22 09:00:05", "Asia/Shanghai")
SLOT = Slot(channel="daily", date=dt.date(2026, 11, 22), label="09:00")
TOMORROW = Slot(channel="daily", date=dt.date(2026, 11, 23), label="09:00")
DEMAND = Slot.on_demand("daily", dt.date(2026, 11, 22), "7f3a")
BUSY = TryLater("Flood control exceeded", after=dt.timedelta(minutes=5))
LATER = NOW + dt.timedelta(minutes=5)


# The way of a card that arrives


async def test_a_card_is_claimed_sent_and_settled(press: Press) -> None:
    outcome = await press.publish(SLOT, NOW)
    row = await press.row(SLOT)
    assert outcome.delivery == row
    assert (outcome.state, row.message_id, row.attempt, row.settled_at) == (State.SENT, 1, 1, NOW)
    assert press.posted == [row.card]
    assert press.told == []


async def test_the_row_holds_the_exact_payload_its_token_and_why(press: Press) -> None:
    await press.ledger.saw("@daily_digest", 41)
    await press.publish(SLOT, NOW)
    row = await press.row(SLOT)
    assert (row.key, row.cycle, row.chat, row.base_id, row.planned_at) == ("entry-0", 1, "@daily_digest", 41, NOW)
    assert "first" in row.reason
    links = [button.url or "" for line in row.card.buttons for button in line]
    assert sum(row.token in link for link in links) == 1


async def test_the_claim_is_committed_before_the_send(press: Press) -> None:
    during: list[State] = []

    async def look() -> None:
        during.append(await press.state(SLOT))

    press.messenger.during = look
    await press.publish(SLOT, NOW)
    assert during == [State.SENDING]


async def test_the_entry_an_admin_chose_is_posted(press: Press) -> None:
    await press.publish(DEMAND, NOW, key="entry-7")
    row = await press.row(DEMAND)
    assert (row.key, row.state) == ("entry-7", State.SENT)
    assert "chosen" in row.reason


def test_tokens_are_short_and_never_the_same() -> None:
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {TOKEN_LENGTH}
    assert set("".join(tokens)) <= set(TOKEN_ALPHABET)


# Once


async def test_a_slot_published_twice_is_posted_once(press: Press) -> None:
    first = await press.publish(SLOT, NOW)
    second = await press.publish(SLOT, NOW)
    assert first.delivery == second.delivery
    assert len(press.messenger.attempts) == 1


async def test_a_confirm_button_pressed_twice_at_once_posts_once(press: Press) -> None:
    outcomes = await asyncio.gather(*(press.publish(DEMAND, NOW, key="entry-7") for _ in range(2)))
    assert len(press.posted) == 1
    assert {outcome.state for outcome in outcomes} == {State.SENT}


async def test_two_programs_on_one_database_post_a_slot_once(make_press: MakePress, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/digestbot.sqlite3"
    async with open_store(url) as one, open_store(url) as other:
        presses = [make_press(ledger=store.ledger, plans=store.plans) for store in (one, other)]
        slots = [Slot(channel="daily", date=dt.date(2026, 11, day), label="09:00") for day in range(1, 11)]
        await asyncio.gather(*(press.publish(slot, NOW) for slot in slots for press in presses))
        rows = [await presses[0].row(slot) for slot in slots]
    assert [row.state for row in rows] == [State.SENT] * 10
    sent = [attempt for press in presses for attempt in press.messenger.attempts]
    assert sorted(card.to_json() for card in sent) == sorted(row.card.to_json() for row in rows)


async def test_one_publisher_writes_to_a_channel_at_a_time_so_that_no_entry_comes_twice(press: Press) -> None:
    await asyncio.gather(press.publish(SLOT, NOW), press.publish(DEMAND, NOW), press.publish(TOMORROW, NOW))
    assert len({(await press.row(slot)).key for slot in (SLOT, DEMAND, TOMORROW)}) == 3


async def test_what_may_be_in_the_channel_is_not_chosen_again(press: Press) -> None:
    press.messenger.sends_will(OutcomeUnknown("cut"))
    await press.publish(SLOT, NOW)
    await press.publish(TOMORROW, NOW)
    assert (await press.row(SLOT)).key != (await press.row(TOMORROW)).key


# What goes wrong


async def test_a_refused_card_is_kept_as_refused_and_the_admins_hear_why(press: Press) -> None:
    press.messenger.sends_will(Refused("Forbidden: bot was kicked from the channel chat"))
    outcome = await press.publish(SLOT, NOW)
    row = await press.row(SLOT)
    assert (outcome.state, row.detail) == (State.REFUSED, "Forbidden: bot was kicked from the channel chat")
    assert len(press.told) == 1
    assert "bot was kicked" in press.told[0]
    assert "entry-0" in press.told[0]


async def test_a_refused_entry_may_be_chosen_again(press: Press) -> None:
    press.messenger.sends_will(Refused("kicked"))
    await press.publish(SLOT, NOW)
    await press.publish(TOMORROW, NOW)
    assert (await press.row(TOMORROW)).key == "entry-0"


@pytest.mark.parametrize("outcome", [OutcomeUnknown("read timeout"), Arrives(OutcomeUnknown("read timeout"))])
async def test_a_timeout_after_the_send_leaves_the_delivery_unknown_and_it_is_not_repeated(
    press: Press, outcome: OutcomeUnknown | Arrives
) -> None:
    press.messenger.sends_will(outcome)
    assert (await press.publish(SLOT, NOW)).state is State.UNKNOWN
    assert (await press.publish(SLOT, LATER)).state is State.UNKNOWN
    assert len(press.messenger.attempts) == 1
    assert len(press.told) == 1
    assert "read timeout" in press.told[0]


async def test_a_card_put_off_waits_as_long_as_it_was_told_and_nobody_is_alarmed(press: Press) -> None:
    press.messenger.sends_will(BUSY)
    assert (await press.publish(SLOT, NOW)).state is State.PLANNED
    row = await press.row(SLOT)
    assert (row.retry_at, row.attempt, row.detail) == (LATER, 0, "Flood control exceeded")
    assert press.told == []


async def test_a_card_put_off_is_sent_again_unchanged(press: Press) -> None:
    press.messenger.sends_will(BUSY)
    await press.publish(SLOT, NOW)
    before = await press.row(SLOT)
    await press.publisher.resend(press.channel, before, LATER)
    after = await press.row(SLOT)
    assert (after.state, after.card, after.token, after.base_id) == (
        State.SENT, before.card, before.token, before.base_id,
    )  # fmt: skip
    assert press.messenger.attempts == [before.card, before.card]


async def test_a_resend_before_its_time_does_nothing(press: Press) -> None:
    press.messenger.sends_will(BUSY)
    await press.publish(SLOT, NOW)
    await press.publisher.resend(press.channel, await press.row(SLOT), NOW + dt.timedelta(minutes=4))
    assert len(press.messenger.attempts) == 1


async def test_a_card_given_up_says_so(press: Press) -> None:
    press.messenger.sends_will(BUSY)
    await press.publish(SLOT, NOW)
    await press.publisher.settlement.given_up(press.channel, await press.row(SLOT), LATER)
    row = await press.row(SLOT)
    assert (row.state, row.detail) == (State.REFUSED, "Flood control exceeded")
    assert "Flood control exceeded" in press.told[0]


async def test_a_fault_of_our_own_in_a_send_leaves_it_unknown_and_told(press: Press) -> None:
    async def stumble() -> None:
        raise ZeroDivisionError("our own")

    press.messenger.during = stumble
    outcome = await press.publish(SLOT, NOW)
    assert outcome.state is State.UNKNOWN
    assert outcome.delivery is not None
    assert outcome.delivery.detail == "ZeroDivisionError: our own"
    assert "our own" in press.told[0]


async def test_an_entry_that_cannot_be_drawn_makes_way_for_another_and_is_put_aside(press: Press) -> None:
    press.cards.broken, press.cards.broken_keys = ValueError("odd"), {"entry-0"}
    outcome = await press.publish(SLOT, NOW)
    assert outcome.state is State.SENT
    assert (await press.row(SLOT)).key != "entry-0"
    assert (await press.plans.of("daily")).skips == {(1, "entry-0")}
    assert len(press.told) == 1


async def test_an_entry_whose_card_telegram_refuses_is_put_aside(press: Press) -> None:
    press.messenger.sends_will(Refused("BUTTON_URL_INVALID", of_content=True))
    await press.publish(SLOT, NOW)
    assert "put aside for this round" in press.told[0]
    refused = await press.row(SLOT)
    assert (await press.plans.of("daily")).skips == {(refused.cycle, refused.key)}
    await press.publish(TOMORROW, NOW)
    assert (await press.row(TOMORROW)).key != refused.key


async def test_an_entry_is_not_put_aside_because_the_channel_is_closed_to_us(press: Press) -> None:
    press.messenger.sends_will(Refused("need administrator rights in the channel chat"))
    await press.publish(SLOT, NOW)
    assert (await press.plans.of("daily")).skips == frozenset()


async def test_posting_a_pinned_entry_on_demand_lifts_its_pin(press: Press) -> None:
    await press.plans.pin(TOMORROW, "entry-3")
    await press.publish(SLOT, NOW, "entry-3")
    assert (await press.plans.of("daily")).pins == {}


async def test_what_the_database_refuses_is_written_at_a_later_tick(make_press: MakePress) -> None:
    ledger = StubbornLedger()
    press = make_press(ledger=ledger)
    ledger.refuses = True
    await press.publish(SLOT, NOW)
    assert await press.state(SLOT) is State.SENDING
    assert len(press.told) == 1
    await press.publisher.settlement.tidy_up(LATER)
    assert await press.state(SLOT) is State.SENDING
    ledger.refuses = False
    await press.publisher.settlement.tidy_up(LATER)
    assert await press.state(SLOT) is State.SENT
    assert len(press.messenger.posts) == 1
    assert len(press.told) == 1


async def test_a_card_that_cannot_be_drawn_claims_nothing_and_the_admins_hear_of_it_once(press: Press) -> None:
    press.cards.broken = ValueError("the template divides by zero")
    for _ in range(3):
        outcome = await press.publish(SLOT, NOW)
        assert outcome.nothing is not None
        assert outcome.nothing.reason.code == "not_drawn"
    assert await press.ledger.find(SLOT) is None
    assert len(press.told) == 1
    assert "the template divides by zero" in press.told[0]
    press.cards.broken = None
    assert (await press.publish(SLOT, NOW)).state is State.SENT


@pytest.mark.parametrize(
    ("entry", "key", "reason"),
    [
        (a_draft(), None, "nothing_ready"),
        (an_entry(), "gone", "chosen_gone"),
        (a_draft(), "unfinished", "chosen_draft"),
    ],
)
async def test_nothing_comes_with_its_reason(make_press: MakePress, entry: Entry, key: str | None, reason: str) -> None:
    press = make_press(shelf=Shelf(a_catalog(entry)))
    outcome = await press.publish(SLOT, NOW, key)
    assert outcome.nothing is not None
    assert outcome.nothing.reason.code == reason
    assert (outcome.state, press.messenger.attempts) == (None, [])


class StubbornLedger(MemoryLedger):
    """Refuses to settle, as a database on a full disk does."""

    refuses = False

    async def settle_sent(self, slot: Slot, *, message_id: int, now: dt.datetime) -> None:
        if self.refuses:
            raise StoreError([Fault(place="the database", what="the disk is full", remedy="make room")])
        await super().settle_sent(slot, message_id=message_id, now=now)


# The admins


async def test_an_admin_who_cannot_be_told_holds_up_nothing(make_press: MakePress) -> None:
    press = make_press(admins=frozenset({1, 2}))
    press.messenger.sends_will(Refused("kicked"))
    press.messenger.tells_will(Refused("blocked by the user"))
    assert (await press.publish(SLOT, NOW)).state is State.REFUSED
    assert len(press.told) == 1


# Pins


async def test_a_post_is_pinned_where_the_channel_wants_it(make_press: MakePress) -> None:
    press = make_press(channel=a_channel(pin=True))
    await press.publish(SLOT, NOW)
    assert press.messenger.pinned == [("daily", 1)]


@pytest.mark.parametrize("failure", [Refused("no right"), TryLater("flood", after=BUSY.after), OutcomeUnknown("cut")])
async def test_a_pin_that_fails_is_harmless(make_press: MakePress, failure: SendError) -> None:
    press = make_press(channel=a_channel(pin=True))
    press.messenger.pins_will(failure)
    assert (await press.publish(SLOT, NOW)).state is State.SENT
    assert press.told == []


async def test_a_channel_that_wants_no_pin_gets_none(press: Press) -> None:
    await press.publish(SLOT, NOW)
    assert press.messenger.pinned == []


# Interruptions


async def test_a_send_goes_on_to_its_end_when_its_caller_is_cancelled(press: Press) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        begun.set()
        await go_on.wait()

    press.messenger.during = wait
    caller = asyncio.create_task(press.publish(SLOT, NOW))
    await begun.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert await press.state(SLOT) is State.SENDING
    finishing = asyncio.create_task(press.publisher.finish())
    await asyncio.sleep(0)
    assert not finishing.done()
    go_on.set()
    await finishing
    assert await press.state(SLOT) is State.SENT


async def test_what_a_crash_left_sending_is_unknown_at_the_next_start_and_told(press: Press) -> None:
    await press.ledger.claim(a_delivery(SLOT))
    await press.ledger.begin(SLOT, now=NOW)
    await press.publish(TOMORROW, NOW)
    await press.publisher.recover({"daily": press.channel}, LATER)
    row = await press.row(SLOT)
    assert (row.state, row.settled_at) == (State.UNKNOWN, LATER)
    assert len(press.told) == 1
    assert "the program stopped during the send" in press.told[0]
    assert await press.state(TOMORROW) is State.SENT


async def test_what_was_under_way_in_a_channel_no_longer_configured_is_said_in_the_log(
    press: Press, caplog: pytest.LogCaptureFixture
) -> None:
    await press.ledger.claim(a_delivery(SLOT))
    await press.ledger.begin(SLOT, now=NOW)
    await press.publisher.recover({}, LATER)
    assert "no longer configured" in caplog.text


async def test_a_second_start_has_nothing_left_to_recover(press: Press) -> None:
    await press.ledger.claim(a_delivery(SLOT))
    await press.ledger.begin(SLOT, now=NOW)
    for _ in range(2):
        await press.publisher.recover({"daily": press.channel}, LATER)
    assert len(press.told) == 1
