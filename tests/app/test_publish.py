"""The use case of one card: gather, decide, claim, send, settle."""

import asyncio
import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.store_sql import open_store
from bot.app.draw import TOKEN_ALPHABET, TOKEN_LENGTH, new_token
from bot.domain.delivery import State
from bot.domain.entry import Entry
from bot.domain.errors import OutcomeUnknown, Refused, Trouble, TryLater
from bot.domain.slot import Slot
from tests.app.conftest import MakePress, Press, Shelf
from tests.worlds import a_catalog, a_channel, a_draft, an_entry, at

NOW = at("2026-11-22 09:00:05", "Asia/Shanghai")
SLOT = Slot(channel="daily", date=dt.date(2026, 11, 22), label="09:00")
TOMORROW = Slot(channel="daily", date=dt.date(2026, 11, 23), label="09:00")
DEMAND = Slot.on_demand("daily", dt.date(2026, 11, 22), "7f3a")
BUSY = TryLater("Flood control exceeded", after=dt.timedelta(minutes=5))
LATER = NOW + dt.timedelta(minutes=5)
NO_MARKUP = Refused("can't parse entities: Unsupported start tag", trouble=Trouble.ENTITIES)
NO_CONTENT = Refused("BUTTON_URL_INVALID", trouble=Trouble.CONTENT)
NO_PICTURE = Refused("WEBPAGE_MEDIA_EMPTY", trouble=Trouble.PICTURE)


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
        for press in presses:  # while the one was sending, the other may have put a card off
            for row in await press.ledger.in_state(State.PLANNED):
                await press.publisher.resend(press.channel, row, LATER)
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


async def test_an_entry_that_cannot_be_drawn_makes_way_for_another_and_is_put_aside(press: Press) -> None:
    press.cards.broken, press.cards.broken_keys = ValueError("odd"), {"entry-0"}
    outcome = await press.publish(SLOT, NOW)
    assert outcome.state is State.SENT
    assert (await press.row(SLOT)).key != "entry-0"
    assert (await press.plans.of("daily")).skips == {(1, "entry-0")}
    assert len(press.told) == 1


async def test_posting_a_pinned_entry_on_demand_lifts_its_pin(press: Press) -> None:
    await press.plans.pin(TOMORROW, "entry-3")
    await press.publish(SLOT, NOW, "entry-3")
    assert (await press.plans.of("daily")).pins == {}


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


# Cards that Telegram does not take


async def test_another_entry_takes_the_slot_where_telegram_takes_the_first_in_no_form(press: Press) -> None:
    press.messenger.sends_will(NO_MARKUP, NO_CONTENT)
    outcome = await press.publish(SLOT, NOW)
    assert outcome.state is State.SENT
    row = await press.row(SLOT)
    assert row.key != "entry-0"
    assert (row.attempt, row.token) == (1, "token0000000002")
    assert [post.card for post in press.messenger.posts] == [row.card]


async def test_an_entry_that_was_not_taken_comes_in_no_other_slot_either(press: Press) -> None:
    press.messenger.sends_will(NO_CONTENT)
    await press.publish(SLOT, NOW)
    await press.publish(TOMORROW, NOW)
    assert "entry-0" not in {(await press.row(slot)).key for slot in (SLOT, TOMORROW)}
    assert (await press.plans.of("daily")).quarantined == {"entry-0"}


async def test_a_pinned_entry_that_is_not_taken_makes_way_as_well(press: Press) -> None:
    await press.plans.pin(SLOT, "entry-7")
    press.messenger.sends_will(NO_CONTENT)
    await press.publish(SLOT, NOW)
    assert (await press.row(SLOT)).key == "entry-0"


async def test_three_entries_refused_in_one_slot_are_let_out_again_and_the_slot_stays_empty(press: Press) -> None:
    press.messenger.sends_will(NO_CONTENT, NO_CONTENT, NO_CONTENT)
    outcome = await press.publish(SLOT, NOW)
    assert outcome.delivery is not None
    assert (outcome.state, outcome.delivery.detail) == (State.REFUSED, "BUTTON_URL_INVALID")
    assert len({card.html for card in press.messenger.attempts}) == 3
    assert (await press.plans.of("daily")).quarantined == frozenset()
    assert ["daily" in each and f"(entry-{number})" in each for number, each in enumerate(press.told[:3])] == [True] * 3
    assert len(press.told) == 4  # one of each entry, and that the slot stays empty


async def test_where_there_is_no_other_entry_the_slot_stays_empty_and_the_entry_in_quarantine(
    make_press: MakePress,
) -> None:
    press = make_press(shelf=Shelf(a_catalog(an_entry("only"))))
    press.messenger.sends_will(NO_CONTENT)
    assert (await press.publish(SLOT, NOW)).state is State.REFUSED
    assert (await press.plans.of("daily")).quarantined == {"only"}


async def test_of_an_entry_that_somebody_chose_no_other_takes_the_place(press: Press) -> None:
    press.messenger.sends_will(NO_CONTENT)
    outcome = await press.publish(DEMAND, NOW, key="entry-7")
    assert outcome.delivery is not None
    assert (outcome.state, outcome.delivery.key) == (State.REFUSED, "entry-7")
    assert len(press.messenger.attempts) == 1


async def test_a_card_refused_for_its_picture_without_having_one_makes_way_for_another_entry(press: Press) -> None:
    press.messenger.sends_will(NO_PICTURE, NO_PICTURE)
    assert (await press.publish(SLOT, NOW)).state is State.SENT
    assert (await press.row(SLOT)).key != "entry-0"


# The writer waits for what became of an earlier card


async def test_while_an_earlier_card_is_searched_for_the_next_one_waits(press: Press) -> None:
    press.messenger.sends_will(OutcomeUnknown("cut"))
    await press.publish(SLOT, NOW)
    outcome = await press.publish(TOMORROW, NOW)
    assert outcome.delivery is not None
    assert (outcome.state, outcome.delivery.detail, outcome.delivery.attempt) == (State.PLANNED, "earlier", 0)
    assert len(press.messenger.attempts) == 1


async def test_a_card_that_the_admins_are_asked_about_holds_nobody_up(press: Press) -> None:
    press.messenger.sends_will(OutcomeUnknown("cut"))
    await press.publish(SLOT, NOW)
    await press.ledger.leave_to_admins(SLOT, attempt=1, detail="no_base")
    assert (await press.publish(TOMORROW, NOW)).state is State.SENT


async def test_a_card_of_another_channel_holds_nobody_up(press: Press) -> None:
    press.messenger.sends_will(OutcomeUnknown("cut"))
    other = a_channel(name="other", chat="@other")
    await press.publisher.publish(other, replace(SLOT, channel="other"), NOW)
    assert (await press.publish(SLOT, NOW)).state is State.SENT


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
