"""Probing the channel through the real python-telegram-bot: each answer of Telegram and what is concluded from it."""

import logging
from collections.abc import AsyncIterator

import pytest
from telegram import Chat, Message, MessageOriginChannel

from bot.adapters.messenger_telegram import TelegramMessenger
from bot.adapters.probe_telegram import TelegramProbe, copy_of
from bot.domain.card import Button, Card
from bot.domain.errors import OutcomeUnknown, Refused, Trouble
from bot.domain.ports import Copy, Sight
from bot.sandbox import Rights, Sandbox
from tests.adapters.bots import ADMIN, CHANNEL, FORUM, a_bot
from tests.worlds import a_channel, at

CARD = Card(html="today’s card", buttons=((Button(text="Read", url="https://t.me/digest_bot?start=one"),),))
OTHER = Card(html="today’s card", buttons=((Button(text="Read", url="https://t.me/digest_bot?start=two"),),))
LOG_CHAT = FORUM

Desk = tuple[TelegramMessenger, TelegramProbe]


@pytest.fixture
def sandbox() -> Sandbox:
    sandbox = Sandbox()
    sandbox.add_person(ADMIN, "Ada", role="admin")
    sandbox.add_channel(username=CHANNEL[1:], title="Daily digest")
    sandbox.add_group(LOG_CHAT, "Log")
    return sandbox


@pytest.fixture
async def desk(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    async with sandbox.serve() as url, a_bot(url, sandbox.token) as bot:
        await bot.get_me()  # who am I
        yield TelegramMessenger(bot), TelegramProbe(bot)


# Telling apart


@pytest.mark.parametrize(
    ("rights", "apart"),
    [
        (Rights(), True),
        (Rights(delete=True), True),
        (Rights(edit=True), False),  # others' posts look like own ones
        (Rights(post=False), False),  # own posts look like others'
    ],
)
async def test_in_a_channel_it_depends_on_the_rights_whether_own_posts_are_told_from_others(
    sandbox: Sandbox, desk: Desk, rights: Rights, apart: bool
) -> None:
    sandbox.channel(CHANNEL).rights = rights
    assert await desk[1].tells_apart(CHANNEL) is apart


@pytest.mark.parametrize("rights", [Rights(status="member"), Rights(), Rights(pin=True, delete=True)])
async def test_in_a_group_they_are_not_for_answers_to_people_are_own_messages_too(
    sandbox: Sandbox, desk: Desk, rights: Rights
) -> None:
    sandbox.channel(FORUM).rights = rights
    assert not await desk[1].tells_apart(FORUM)


async def test_nor_in_private_though_they_look_different_from_the_persons(sandbox: Sandbox, desk: Desk) -> None:
    messenger, probe = desk
    await messenger.tell(ADMIN, CARD)
    theirs = await sandbox.say(ADMIN, "hello")
    assert not await probe.tells_apart(ADMIN)
    assert await probe.sight(ADMIN, theirs.id - 1) is Sight.OURS
    assert await probe.sight(ADMIN, theirs.id) is Sight.FOREIGN


# Sight


@pytest.mark.parametrize(
    ("words", "sight"),
    [
        ("message to edit not found", Sight.ABSENT),
        ("MESSAGE TO EDIT NOT FOUND", Sight.ABSENT),
        ("message can't be edited", Sight.FOREIGN),
        ("there is no live location in the message to edit", Sight.OURS),
        ("There is no live location in the message to edit", Sight.OURS),
        ("MESSAGE_ID_INVALID", Sight.UNCLEAR),
        ("something of tomorrow", Sight.UNCLEAR),
    ],
)
async def test_telegrams_words_say_whose_message_it_is(sandbox: Sandbox, desk: Desk, words: str, sight: Sight) -> None:
    sandbox.faults.add("400", method="stopMessageLiveLocation", description=f"Bad Request: {words}")
    assert await desk[1].sight(CHANNEL, 1) is sight


async def test_words_that_are_not_known_are_logged(
    sandbox: Sandbox, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox.faults.add("400", description="Bad Request: something of tomorrow")
    with caplog.at_level(logging.WARNING):
        await desk[1].sight(CHANNEL, 1)
    assert "omething of tomorrow" in caplog.text


@pytest.mark.parametrize(
    ("rights", "trouble"),
    [(Rights(status="kicked"), Trouble.REMOVED), (Rights(status="left"), Trouble.REMOVED)],
)
async def test_a_chat_that_the_bot_is_not_in_refuses_to_be_looked_at(
    sandbox: Sandbox, desk: Desk, rights: Rights, trouble: Trouble
) -> None:
    sandbox.channel(CHANNEL).rights = rights
    with pytest.raises(Refused) as raised:
        await desk[1].sight(CHANNEL, 1)
    assert raised.value.trouble is trouble


@pytest.mark.parametrize(
    ("words", "trouble"),
    [
        ("chat not found", Trouble.GONE),
        ("need administrator rights in the channel chat", Trouble.RIGHT),
        ("CHANNEL_PRIVATE", Trouble.REMOVED),
    ],
)
async def test_what_is_said_of_the_chat_is_not_taken_for_a_sight(
    sandbox: Sandbox, desk: Desk, words: str, trouble: Trouble
) -> None:
    sandbox.faults.add("400", description=f"Bad Request: {words}")
    with pytest.raises(Refused) as raised:
        await desk[1].sight(CHANNEL, 1)
    assert raised.value.trouble is trouble


async def test_an_answer_that_is_cut_is_no_sight(sandbox: Sandbox, desk: Desk) -> None:
    sandbox.faults.add("cut_before")
    with pytest.raises(OutcomeUnknown):
        await desk[1].sight(CHANNEL, 1)


async def test_the_note_of_a_pinned_post_is_not_ours(sandbox: Sandbox, desk: Desk) -> None:
    messenger, probe = desk
    sandbox.channel(CHANNEL).rights = Rights(edit=True)
    message_id = await messenger.send(a_channel(), CARD)
    await messenger.pin(a_channel(), message_id)
    sandbox.channel(CHANNEL).rights = Rights()
    assert await probe.sight(CHANNEL, message_id + 1) is Sight.FOREIGN


# The token


async def test_a_message_with_other_buttons_gets_these_and_the_log_says_so(
    sandbox: Sandbox, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    messenger, probe = desk
    message_id = await messenger.send(a_channel(), CARD)
    with caplog.at_level(logging.WARNING):
        assert await probe.carries(CHANNEL, message_id, OTHER) == OTHER.html
    assert f"message {message_id} in {CHANNEL}" in caplog.text
    assert await probe.carries(CHANNEL, message_id, OTHER) is None


async def test_a_card_whose_buttons_somebody_took_away_does_not_carry_the_token(desk: Desk) -> None:
    messenger, probe = desk
    message_id = await messenger.send(a_channel(), Card(html="bare"))
    assert await probe.carries(CHANNEL, message_id, CARD) == "bare"


async def test_a_refusal_that_says_nothing_of_the_buttons_is_no_answer(sandbox: Sandbox, desk: Desk) -> None:
    sandbox.faults.add("400", description="Bad Request: BUTTON_URL_INVALID")
    with pytest.raises(Refused):
        await desk[1].carries(CHANNEL, 1, CARD)


# The copy


async def test_the_copy_makes_no_sound_and_does_not_stay(sandbox: Sandbox, desk: Desk) -> None:
    messenger, probe = desk
    message_id = await messenger.send(a_channel(), CARD)
    assert isinstance(await probe.copy(CHANNEL, message_id, into=LOG_CHAT), Copy)
    (forwarding,) = [call for call in sandbox.calls if call.method == "forwardMessage"]
    assert forwarding.params["disable_notification"] == "true"
    assert sandbox.channel(LOG_CHAT).messages == []


async def test_a_copy_that_cannot_be_taken_away_is_read_nevertheless(
    sandbox: Sandbox, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    messenger, probe = desk
    message_id = await messenger.send(a_channel(), CARD)
    sandbox.faults.add("400", method="deleteMessage", description="Bad Request: message can't be deleted")
    with caplog.at_level(logging.WARNING):
        copy = await probe.copy(CHANNEL, message_id, into=LOG_CHAT)
    assert isinstance(copy, Copy)
    assert copy.text == "today’s card"
    assert "stays in the log chat" in caplog.text


async def test_what_cannot_be_forwarded_has_no_copy(sandbox: Sandbox, desk: Desk) -> None:
    sandbox.faults.add("400", description="Bad Request: message can't be forwarded")
    assert await desk[1].copy(CHANNEL, 1, into=LOG_CHAT) is Sight.FOREIGN


async def test_a_log_chat_that_is_not_there_is_refused(desk: Desk) -> None:
    messenger, probe = desk
    message_id = await messenger.send(a_channel(), CARD)
    with pytest.raises(Refused) as raised:
        await probe.copy(CHANNEL, message_id, into="@nobody_here")
    assert raised.value.trouble is Trouble.GONE


def test_the_copy_says_when_the_original_was_sent_and_what_it_says() -> None:
    channel, then, now = Chat(id=-1001, type="channel"), at("2026-11-22 09:00"), at("2026-11-22 09:05")
    origin = MessageOriginChannel(date=then, chat=channel, message_id=7)
    words = Message(message_id=1, date=now, chat=channel, forward_origin=origin, text="words\n")
    picture = Message(message_id=1, date=now, chat=channel, forward_origin=origin, caption=" of a picture")
    neither = Message(message_id=1, date=now, chat=channel)
    assert copy_of(words) == Copy(text="words", sent_at=then)
    assert copy_of(picture) == Copy(text="of a picture", sent_at=then)
    assert copy_of(neither) == Copy(text="", sent_at=now)
