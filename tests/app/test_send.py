"""One attempt at one card, whatever Telegram answers and whoever else is at work."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.app.send import LATEST, SOONEST
from bot.app.steps import Step
from bot.domain.channel import Style
from bot.domain.delivery import State
from bot.domain.errors import OutcomeUnknown, Refused, SendError, Trouble, TryLater
from bot.domain.picture import PictureError
from bot.domain.slot import Slot
from tests.app.conftest import ADMIN, MakePress, Press
from tests.contracts.deliveries import a_delivery
from tests.fakes.messenger import Arrives
from tests.worlds import a_channel, at

NOW = at("2026-11-22 09:00:05", "Asia/Shanghai")
SLOT = Slot(channel="daily", date=dt.date(2026, 11, 22), label="09:00")
DEMAND = Slot.on_demand("daily", dt.date(2026, 11, 22), "7f3a")
DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
BUSY = TryLater("Flood control exceeded", after=5 * MINUTE)
KICKED = Refused("Forbidden: bot was kicked from the channel chat", trouble=Trouble.REMOVED)
NO_MARKUP = Refused("can't parse entities: Unsupported start tag", trouble=Trouble.ENTITIES)
NO_PICTURE = Refused("WEBPAGE_CURL_FAILED", trouble=Trouble.PICTURE)
NEW_CHAT = -1_002_000_000_042
MIGRATED = Refused("group chat was upgraded", trouble=Trouble.MIGRATED, moved_to=NEW_CHAT)


# The steps


async def test_every_step_is_passed_in_its_order(make_press: MakePress) -> None:
    press = make_press(channel=a_channel(pin=True))
    await press.publish(SLOT, NOW)
    assert press.steps == [
        Step.GATHERED,
        Step.DECIDED,
        Step.CLAIMED,
        Step.READY,
        Step.BEGUN,
        Step.ANSWERED,
        Step.SETTLED,
        Step.PINNED,
    ]


async def test_a_card_waits_for_its_turn_before_it_is_begun(press: Press) -> None:
    press.messenger.readies_will(BUSY)
    await press.publish(SLOT, NOW)
    row = await press.row(SLOT)
    assert (row.state, row.attempt, row.retry_at, row.detail) == (
        State.PLANNED, 0, NOW + 5 * MINUTE, "Flood control exceeded",
    )  # fmt: skip
    assert press.messenger.attempts == []


# What Telegram answers


async def test_a_card_put_off_waits_as_long_as_it_was_told_and_nobody_is_alarmed(press: Press) -> None:
    press.messenger.sends_will(BUSY)
    assert (await press.publish(SLOT, NOW)).state is State.PLANNED
    row = await press.row(SLOT)
    assert (row.retry_at, row.attempt, row.detail) == (NOW + 5 * MINUTE, 0, "Flood control exceeded")
    assert press.told == []


@pytest.mark.parametrize("outcome", [OutcomeUnknown("read timeout"), Arrives(OutcomeUnknown("read timeout"))])
async def test_a_timeout_after_the_send_leaves_the_delivery_unknown_and_it_is_searched_for_not_repeated(
    press: Press, outcome: OutcomeUnknown | Arrives
) -> None:
    press.messenger.sends_will(outcome)
    assert (await press.publish(SLOT, NOW)).state is State.UNKNOWN
    row = await press.row(SLOT)
    assert (row.detail, row.looks, row.look_at) == ("read timeout", 0, NOW + dt.timedelta(seconds=90))
    assert (await press.publish(SLOT, NOW + 5 * MINUTE)).state is State.UNKNOWN
    assert len(press.messenger.attempts) == 1
    assert press.told == []


async def test_a_fault_of_our_own_in_a_send_leaves_it_unknown(press: Press) -> None:
    async def stumble() -> None:
        raise ZeroDivisionError("our own")

    press.messenger.during = stumble
    assert (await press.publish(SLOT, NOW)).state is State.UNKNOWN
    assert (await press.row(SLOT)).detail == "ZeroDivisionError: our own"


async def test_a_channel_in_trouble_puts_its_card_off_and_the_admins_hear_what_to_do(press: Press) -> None:
    press.messenger.sends_will(KICKED)
    await press.publish(SLOT, NOW)
    row = await press.row(SLOT)
    assert (row.state, row.attempt, row.retry_at, row.detail) == (State.PLANNED, 0, NOW + SOONEST, str(KICKED))
    assert len(press.told) == 1
    assert "the bot is not in the channel" in press.told[0]


async def test_its_card_is_tried_less_and_less_often(press: Press) -> None:
    press.messenger.sends_will(*[KICKED] * 40)
    await press.publish(SLOT, NOW)
    now, pauses = NOW, []
    for _ in range(12):
        row = await press.row(SLOT)
        assert row.retry_at is not None
        pauses.append(row.retry_at - now)
        now = row.retry_at
        await press.publisher.resend(press.channel, row, now)
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (SOONEST, LATEST)
    assert len(press.told) == 1


async def test_when_the_channel_takes_cards_again_the_admins_hear_that_it_is_over(press: Press) -> None:
    press.messenger.sends_will(KICKED)
    await press.publish(SLOT, NOW)
    await press.publisher.resend(press.channel, await press.row(SLOT), NOW + MINUTE)
    assert await press.state(SLOT) is State.SENT
    assert len(press.told) == 2
    await press.publish(DEMAND, NOW + MINUTE, key="entry-7")
    assert len(press.told) == 2


async def test_a_post_on_demand_is_refused_at_once(press: Press) -> None:
    press.messenger.sends_will(KICKED)
    outcome = await press.publish(DEMAND, NOW, key="entry-7")
    assert outcome.delivery is not None
    assert (outcome.state, outcome.delivery.detail) == (State.REFUSED, str(KICKED))
    assert len(press.told) == 1


async def test_an_entry_is_not_quarantined_because_the_channel_is_closed_to_us(press: Press) -> None:
    press.messenger.sends_will(KICKED)
    await press.publish(SLOT, NOW)
    assert await press.plans.quarantined() == []


async def test_an_admin_who_cannot_be_told_holds_up_nothing(make_press: MakePress) -> None:
    press = make_press(admins=frozenset({1, 2}))
    press.messenger.sends_will(KICKED)
    press.messenger.tells_will(Refused("blocked by the user"))
    assert (await press.publish(SLOT, NOW)).state is State.PLANNED
    assert len(press.told) == 1


# Another form of the card


async def test_a_card_refused_for_its_markup_goes_as_plain_text_once_and_its_entry_is_quarantined(
    press: Press,
) -> None:
    press.messenger.sends_will(NO_MARKUP)
    assert (await press.publish(SLOT, NOW)).state is State.SENT
    first, second = press.messenger.attempts
    assert (second.markup, second.html, second.buttons) == (False, first.plain, first.buttons)
    row = await press.row(SLOT)
    assert (row.card, row.key, row.attempt) == (second, "entry-0", 1)
    (quarantined,) = await press.plans.quarantined()
    assert (quarantined.key, quarantined.reason, quarantined.edition) == ("entry-0", str(NO_MARKUP), row.edition)
    assert len(press.told) == 1
    assert "This once it is posted as plain text" in press.told[0]


PICTURES = a_channel(style=Style.PICTURE)
NO_PHOTO = Refused("PHOTO_INVALID_DIMENSIONS", trouble=Trouble.PICTURE)
NOT_KNOWN = Refused("Endpoint 'sendRichMessage' not found in Bot API", trouble=Trouble.UNSUPPORTED)


async def test_a_picture_that_telegram_does_not_take_goes_as_text_and_its_entry_stays(make_press: MakePress) -> None:
    press = make_press(channel=PICTURES)
    press.messenger.sends_will(NO_PHOTO)
    assert (await press.publish(SLOT, NOW)).state is State.SENT
    first, second = press.messenger.attempts
    assert first.picture
    assert second == first.instead
    assert (await press.row(SLOT)).card == second
    assert await press.plans.quarantined() == []
    assert "It is posted as text alone" in press.told[0]


async def test_a_caption_that_telegram_does_not_take_goes_as_text_and_its_entry_is_quarantined(
    make_press: MakePress,
) -> None:
    press = make_press(channel=PICTURES)
    press.messenger.sends_will(NO_MARKUP)
    assert (await press.publish(SLOT, NOW)).state is State.SENT
    assert press.messenger.attempts[1] == press.messenger.attempts[0].instead
    assert [each.key for each in await press.plans.quarantined()] == ["entry-0"]
    assert "This once it is posted as a text card" in press.told[0]


async def test_where_rich_messages_are_not_known_the_text_goes_and_the_admins_hear_once(make_press: MakePress) -> None:
    press = make_press(channel=a_channel(style=Style.RICH))
    press.messenger.sends_will(NOT_KNOWN, None, NOT_KNOWN)
    assert (await press.publish(SLOT, NOW)).state is State.SENT
    assert (await press.publish(replace(SLOT, date=SLOT.date + DAY), NOW + DAY)).state is State.SENT
    assert [card.rich for card in press.messenger.attempts] == [True, False, True, False]
    assert await press.plans.quarantined() == []
    (told,) = press.told
    assert "does not know rich messages: cards go as text" in told


async def test_a_picture_is_drawn_before_its_slot_is_claimed(make_press: MakePress) -> None:
    press = make_press(channel=PICTURES)
    await press.publish(SLOT, NOW)
    (card,) = press.messenger.attempts
    assert [card.picture] == press.pictures.drawn
    assert press.told == []


async def test_a_picture_that_cannot_be_drawn_goes_as_text_and_the_admins_hear_once_and_when_it_is_over(
    make_press: MakePress,
) -> None:
    press = make_press(channel=PICTURES)
    press.pictures.trouble = PictureError("the fonts are missing", "install digestbot[picture]")
    for number in range(3):
        slot, now = replace(SLOT, date=SLOT.date + number * DAY), NOW + number * DAY
        assert (await press.publish(slot, now)).state is State.SENT
    assert not any(card.picture for card in press.messenger.attempts)
    (told,) = press.told
    assert "the fonts are missing; install digestbot[picture]" in told
    press.pictures.trouble = None
    await press.publish(replace(SLOT, date=SLOT.date + 3 * DAY), NOW + 3 * DAY)
    assert press.messenger.attempts[-1].picture
    assert "can be drawn again" in press.told[-1]


async def test_a_card_refused_for_its_picture_goes_without_preview_and_its_entry_stays(press: Press) -> None:
    press.messenger.sends_will(NO_PICTURE)
    assert (await press.publish(SLOT, NOW)).state is State.SENT
    first, second = press.messenger.attempts
    assert first.preview
    assert second == first.without_preview()
    assert (await press.row(SLOT)).card == second
    assert await press.plans.quarantined() == []
    assert "without the preview" in press.told[0]


async def test_what_is_plain_text_and_has_no_preview_any_more_is_not_changed_once_more(press: Press) -> None:
    press.messenger.sends_will(NO_PICTURE, NO_MARKUP)
    assert (await press.publish(SLOT, NOW)).state is State.SENT
    last = press.messenger.attempts[-1]
    assert (last.markup, last.preview) == (False, None)
    assert (await press.row(SLOT)).key == "entry-0"


async def test_the_other_form_may_fare_as_any_card(press: Press) -> None:
    press.messenger.sends_will(NO_MARKUP, OutcomeUnknown("cut"))
    assert (await press.publish(SLOT, NOW)).state is State.UNKNOWN
    assert (await press.row(SLOT)).card == press.messenger.attempts[1]


# A group that becomes a supergroup


async def test_a_migrated_groups_new_chat_is_stored_and_used(make_press: MakePress) -> None:
    press = make_press(channel=a_channel(chat=-42))
    press.messenger.sends_will(MIGRATED)
    await press.publish(SLOT, NOW)
    row = await press.row(SLOT)
    assert (row.state, row.chat, row.base_id) == (State.PLANNED, NEW_CHAT, 0)
    assert await press.ledger.moves() == {-42: NEW_CHAT}
    await press.the_ticker.tick(NOW + dt.timedelta(seconds=20))
    assert [post.chat for post in press.messenger.posts] == [NEW_CHAT]
    assert len(press.told) == 1
    assert str(NEW_CHAT) in press.told[0]


async def test_a_post_on_demand_follows_its_group_as_well(make_press: MakePress) -> None:
    press = make_press(channel=a_channel(chat=-42))
    press.messenger.sends_will(MIGRATED)
    await press.publish(DEMAND, NOW, key="entry-7")
    await press.the_ticker.tick(NOW + dt.timedelta(seconds=20))
    assert await press.state(DEMAND) is State.SENT


async def test_where_two_channels_are_one_group_both_follow_it(make_press: MakePress) -> None:
    """The other one's card was put off and goes where the group is now."""
    one, other = a_channel(chat=-42), a_channel(name="other", chat=-42)
    press = make_press(channel=one)
    press.restart(one, other)
    press.messenger.sends_will(BUSY, MIGRATED)
    await press.publisher.publish(other, replace(SLOT, channel="other"), NOW)
    await press.publish(SLOT, NOW)
    await press.the_ticker.tick(NOW + 6 * MINUTE)
    assert {post.channel for post in press.messenger.posts} == {"daily", "other"}


# Late


async def test_a_late_sender_whose_delivery_has_gone_on_deletes_its_own_message(press: Press) -> None:
    async def go_on() -> None:
        """As another process does, while this one stands still."""
        press.messenger.during = None
        await press.ledger.settle_unknown(SLOT, attempt=1, detail="stopped", now=NOW, look_at=NOW)
        await press.ledger.plan_again(SLOT, attempt=1)
        await press.ledger.begin(SLOT, now=NOW)
        await press.ledger.settle_sent(SLOT, attempt=2, message_id=99, now=NOW)

    press.messenger.during = go_on
    outcome = await press.publish(SLOT, NOW)
    assert outcome.delivery is not None
    assert outcome.delivery.message_id == 99
    assert (press.posted, press.messenger.deleted) == ([], [1])


async def test_a_message_that_was_found_before_its_sender_heard_of_it_stays(press: Press) -> None:
    async def find() -> None:
        await press.ledger.settle_unknown(SLOT, attempt=1, detail="stopped", now=NOW, look_at=NOW)
        await press.ledger.settle_sent(SLOT, attempt=1, message_id=1, now=NOW)

    press.messenger.during = find
    await press.publish(SLOT, NOW)
    assert (len(press.posted), press.messenger.deleted) == (1, [])


async def test_a_message_that_an_admin_has_seen_before_its_sender_heard_of_it_stays(press: Press) -> None:
    """ "It was posted", they said: now its id is known as well."""

    async def say_so() -> None:
        await press.ledger.settle_unknown(SLOT, attempt=1, detail="stopped", now=NOW, look_at=NOW)
        await press.ledger.leave_to_admins(SLOT, attempt=1, detail="no_base")
        await press.ledger.settle_sent(SLOT, attempt=1, message_id=None, now=NOW)

    press.messenger.during = say_so
    await press.publish(SLOT, NOW)
    assert (len(press.posted), press.messenger.deleted) == (1, [])


async def test_a_late_failure_of_a_card_that_was_found_is_no_trouble(press: Press) -> None:
    async def find() -> None:
        await press.ledger.settle_unknown(SLOT, attempt=1, detail="stopped", now=NOW, look_at=NOW)
        await press.ledger.settle_sent(SLOT, attempt=1, message_id=1, now=NOW)

    press.messenger.during = find
    press.messenger.sends_will(Arrives(OutcomeUnknown("read timeout")))
    assert (await press.publish(SLOT, NOW)).state is State.SENT


async def test_who_is_too_late_to_begin_does_nothing(press: Press) -> None:
    await press.ledger.claim(a_delivery(SLOT))
    await press.ledger.begin(SLOT, now=NOW)
    await press.publisher.resend(press.channel, await press.row(SLOT), NOW)
    assert press.messenger.attempts == []


async def test_a_second_try_that_arrives_has_the_channel_searched_for_copies_an_hour_later(press: Press) -> None:
    press.messenger.sends_will(OutcomeUnknown("cut"))
    await press.publish(SLOT, NOW)
    await press.ledger.plan_again(SLOT, attempt=1)
    await press.publisher.resend(press.channel, await press.row(SLOT), NOW)
    row = await press.row(SLOT)
    assert (row.state, row.attempt, row.look_at) == (State.SENT, 2, NOW + dt.timedelta(hours=1))


# Pins


async def test_a_post_is_pinned_where_the_channel_wants_it(make_press: MakePress) -> None:
    press = make_press(channel=a_channel(pin=True))
    await press.publish(SLOT, NOW)
    assert press.messenger.pinned == [("daily", 1)]


@pytest.mark.parametrize("failure", [Refused("no right"), BUSY, OutcomeUnknown("cut")])
async def test_a_pin_that_fails_is_harmless(make_press: MakePress, failure: SendError) -> None:
    press = make_press(channel=a_channel(pin=True))
    press.messenger.pins_will(failure)
    assert (await press.publish(SLOT, NOW)).state is State.SENT
    assert press.told == []


async def test_a_channel_that_wants_no_pin_gets_none(press: Press) -> None:
    await press.publish(SLOT, NOW)
    assert press.messenger.pinned == []


async def test_an_alert_goes_to_the_admins_and_nobody_else(press: Press) -> None:
    press.messenger.sends_will(KICKED)
    await press.publish(SLOT, NOW)
    assert [person for person, _ in press.messenger.told] == [ADMIN]
