"""What the admins say of a card whose fate nobody else can tell."""

import asyncio
import datetime as dt
from typing import Any

import pytest

from bot.app.settle import doubt_of
from bot.domain.conversation import Reply
from bot.domain.delivery import State
from bot.domain.errors import OutcomeUnknown, TryLater
from bot.domain.language import Language
from tests.app.commands.desks import NOW, Office, an_ask, an_office, received
from tests.contracts.deliveries import a_delivery, a_slot
from tests.fakes.messenger import Arrives
from tests.worlds import a_catalog, a_channel, an_entry

SLOT = a_slot()
TOKEN = "k3v9x0q2m4z7a1b"
CHANNEL = "@daily_digest"
BUSY = TryLater("Flood control exceeded", after=dt.timedelta(minutes=10))


@pytest.fixture
def office() -> Office:
    """The admins are asked about the card of nine o'clock."""
    office = an_office(a_catalog(an_entry()))
    put(office)
    return office


def put(office: Office, **changes: Any) -> None:
    asked = {"state": State.UNKNOWN, "attempt": 1, "detail": "no_base", "chat": CHANNEL, "planned_at": NOW}
    office.ledger.rows[SLOT] = a_delivery(SLOT, **asked | changes)


async def press(office: Office, data: str, *, admin: bool = True, language: Language = Language.EN) -> Reply:
    return await office.desk.press(data, an_ask(admin=admin, pressed=True, language=language))


async def state(office: Office) -> State:
    found = await office.ledger.find(SLOT)
    assert found is not None
    return found.state


async def test_what_an_admin_has_seen_is_sent_and_never_repeated(office: Office) -> None:
    reply = await press(office, f"arrived:{TOKEN}:1")
    row = office.ledger.rows[SLOT]
    assert (row.state, row.message_id, row.settled_at) == (State.SENT, None, NOW)
    assert "was posted; it is not repeated" in received(reply).text
    assert reply.replace
    assert office.messenger.attempts == []


async def test_what_is_not_there_is_sent_at_once_as_it_was(office: Office) -> None:
    card = office.ledger.rows[SLOT].card
    reply = await press(office, f"absent:{TOKEN}:1")
    row = office.ledger.rows[SLOT]
    assert (row.state, row.message_id, row.attempt, row.base_id) == (State.SENT, 1, 2, 17)
    assert [post.card for post in office.messenger.posts] == [card]
    assert "Posted" in received(reply).text
    assert reply.replace


async def test_the_answers_are_chinese_too(office: Office) -> None:
    assert "已经发出，不再重发" in received(await press(office, f"arrived:{TOKEN}:1", language=Language.ZH)).text


@pytest.mark.parametrize("first", ["arrived", "absent"])
@pytest.mark.parametrize("second", ["arrived", "absent"])
async def test_the_first_answer_counts_whoever_presses_next(office: Office, first: str, second: str) -> None:
    await press(office, f"{first}:{TOKEN}:1")
    before = office.ledger.rows[SLOT]
    reply = await press(office, f"{second}:{TOKEN}:1")
    assert office.ledger.rows[SLOT] == before
    assert reply.toast == "This has been settled already."
    assert len(office.messenger.posts) == (first == "absent")


async def test_pressed_twice_at_once_it_is_sent_once(office: Office) -> None:
    await asyncio.gather(*(press(office, f"absent:{TOKEN}:1") for _ in range(2)))
    assert len(office.messenger.attempts) == 1


async def test_a_button_pressed_again_after_the_second_send_got_no_answer_repeats_nothing(office: Office) -> None:
    """It was meant for the first one. The second is in the channel, and about to be searched for."""
    office.messenger.sends_will(Arrives(OutcomeUnknown("read timeout")))
    await press(office, f"absent:{TOKEN}:1")
    assert await state(office) is State.UNKNOWN
    await press(office, f"absent:{TOKEN}:1")
    assert len(office.messenger.posts) == 1


async def test_a_button_for_what_is_being_searched_for_decides_nothing(office: Office) -> None:
    """Nobody was asked yet: the button is forged, or of an earlier attempt."""
    put(office, look_at=NOW)
    await press(office, f"absent:{TOKEN}:1")
    assert office.messenger.attempts == []


async def test_once_it_was_found_there_is_nothing_to_decide(office: Office) -> None:
    await office.ledger.settle_sent(SLOT, attempt=1, message_id=7, now=NOW)
    for name in ("arrived", "absent"):
        assert (await press(office, f"{name}:{TOKEN}:1")).alert
    assert office.ledger.rows[SLOT].message_id == 7
    assert office.messenger.attempts == []


async def test_the_question_is_over_with_the_answer(office: Office) -> None:
    topic = doubt_of(office.ledger.rows[SLOT])
    await office.admins.tell_once(topic, "alert_catalog", faults=["asked"])
    await press(office, f"arrived:{TOKEN}:1")
    assert not office.admins.stands(topic)


@pytest.mark.parametrize("words", ["", "forged", TOKEN.upper(), f"{TOKEN}:x", "k3v9x0q2m4z7a1c", "\x00", "' OR 1=1 --"])
@pytest.mark.parametrize("name", ["arrived", "absent"])
async def test_a_forged_token_changes_nothing(office: Office, name: str, words: str) -> None:
    before = dict(office.ledger.rows)
    reply = await press(office, f"{name}:{words}")
    assert reply.toast
    assert not reply.card
    assert (office.ledger.rows, office.messenger.attempts) == (before, [])


@pytest.mark.parametrize("name", ["arrived", "absent"])
async def test_a_stranger_is_refused_by_the_desk(office: Office, name: str) -> None:
    before = dict(office.ledger.rows)
    known, unknown = await press(office, f"{name}:{TOKEN}:1", admin=False), await press(office, "nothing", admin=False)
    assert known == unknown
    assert (office.ledger.rows, office.messenger.attempts) == (before, [])


async def test_a_channel_that_is_no_longer_configured_is_not_posted_to() -> None:
    office = an_office(a_catalog(an_entry()), channels=(a_channel(name="other", chat="@other"),))
    put(office)
    assert (await press(office, f"absent:{TOKEN}:1")).toast
    assert office.messenger.attempts == []


async def test_a_card_is_not_sent_to_another_chat_than_it_was_made_for(office: Office) -> None:
    """As a card put off is not: the channel's chat was changed in the configuration."""
    put(office, chat="@the_old_one")
    await press(office, f"absent:{TOKEN}:1")
    assert office.messenger.posts == []


async def test_a_card_that_telegram_puts_off_is_told_so(office: Office) -> None:
    office.messenger.sends_will(BUSY)
    reply = await press(office, f"absent:{TOKEN}:1")
    assert "not posted yet" in received(reply).text
    assert await state(office) is State.PLANNED
