"""The contract of the port Messenger, kept by the real one and by the one that records."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

import pytest

from bot.adapters.messenger_telegram import TelegramMessenger
from bot.domain.card import Button, Card
from bot.domain.errors import OutcomeUnknown, Refused, SendError, TryLater
from bot.domain.ports import Messenger
from bot.sandbox import Sandbox
from tests.adapters.bots import ADMIN, CHANNEL, a_bot, a_town
from tests.fakes.messenger import Arrives, RecordingMessenger
from tests.worlds import a_channel

CARD = Card(html="<b>Let’s</b> verify &amp; read", buttons=((Button(text="Read", url="https://example.org/1"),),))
WORDS = "Let’s verify & read"
TROUBLES: dict[str, type[SendError]] = {
    "429": TryLater,
    "403": Refused,
    "500": OutcomeUnknown,
    "cut_after": OutcomeUnknown,
}


class Stage(Protocol):
    """A messenger, and what can be seen and done behind it."""

    @property
    def messenger(self) -> Messenger: ...

    def trouble(self, kind: str) -> None:
        """The next call ends in this: a key of TROUBLES; a 429 asks for 7 s."""

    def channel(self) -> list[tuple[int, str]]:
        """Ids and plain texts of what is in the channel."""

    def pinned(self) -> list[int]: ...

    def private(self) -> list[str]:
        """What the admin was told."""


@dataclass
class Recorded:
    messenger: RecordingMessenger

    def trouble(self, kind: str) -> None:
        outcomes: dict[str, SendError | Arrives] = {
            "429": TryLater("flood", after=dt.timedelta(seconds=7)),
            "403": Refused("kicked"),
            "500": OutcomeUnknown("down"),
            "cut_after": Arrives(OutcomeUnknown("cut")),
        }
        outcome = outcomes[kind]
        self.messenger.sends_will(outcome)
        self.messenger.edits_will(outcome)
        self.messenger.deletes_will(outcome)
        if not isinstance(outcome, Arrives):
            self.messenger.pins_will(outcome)
            self.messenger.tells_will(outcome)

    def channel(self) -> list[tuple[int, str]]:
        return [(post.message_id, post.card.plain) for post in self.messenger.posts]

    def pinned(self) -> list[int]:
        return [message_id for _, message_id in self.messenger.pinned]

    def private(self) -> list[str]:
        return [card.plain for _, card in self.messenger.told]


@dataclass
class Real:
    messenger: TelegramMessenger
    sandbox: Sandbox

    def trouble(self, kind: str) -> None:
        self.sandbox.faults.add(kind, retry_after=7)

    def channel(self) -> list[tuple[int, str]]:
        return [(message.id, message.text) for message in self.sandbox.channel(CHANNEL).messages]

    def pinned(self) -> list[int]:
        return self.sandbox.channel(CHANNEL).pinned

    def private(self) -> list[str]:
        return [message.text for message in self.sandbox.chat(ADMIN).messages]


@pytest.fixture(params=["telegram", "recording"])
async def stage(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    if request.param == "recording":
        yield Recorded(RecordingMessenger())
        return
    sandbox = a_town()
    async with sandbox.serve() as url, a_bot(url, sandbox.token) as bot:
        yield Real(TelegramMessenger(bot), sandbox)


async def test_what_is_sent_is_in_the_channel_under_the_id_that_is_returned(stage: Stage) -> None:
    first = await stage.messenger.send(a_channel(), CARD)
    second = await stage.messenger.send(a_channel(), Card(html="another"))
    assert first < second
    assert stage.channel() == [(first, WORDS), (second, "another")]


@pytest.mark.parametrize("kind", TROUBLES)
async def test_a_send_that_fails_says_what_that_means_and_the_next_one_succeeds(stage: Stage, kind: str) -> None:
    stage.trouble(kind)
    with pytest.raises(SendError) as raised:
        await stage.messenger.send(a_channel(), CARD)
    assert type(raised.value) is TROUBLES[kind]
    arrived = [WORDS] if kind == "cut_after" else []
    assert [text for _, text in stage.channel()] == arrived
    await stage.messenger.send(a_channel(), CARD)
    assert [text for _, text in stage.channel()] == [*arrived, WORDS]


async def test_flood_control_says_how_long_to_wait(stage: Stage) -> None:
    stage.trouble("429")
    with pytest.raises(TryLater) as raised:
        await stage.messenger.send(a_channel(), CARD)
    assert raised.value.after == dt.timedelta(seconds=7)


async def test_who_is_ready_is_let_through(stage: Stage) -> None:
    await stage.messenger.ready(a_channel().chat)
    await stage.messenger.send(a_channel(), CARD)
    assert [text for _, text in stage.channel()] == [WORDS]


async def test_an_edit_changes_the_post_and_nothing_else(stage: Stage) -> None:
    first = await stage.messenger.send(a_channel(), CARD)
    second = await stage.messenger.send(a_channel(), CARD)
    await stage.messenger.edit(CHANNEL, first, Card(html="<i>changed</i>"))
    assert stage.channel() == [(first, "changed"), (second, WORDS)]


async def test_an_edit_that_changes_nothing_is_well(stage: Stage) -> None:
    message_id = await stage.messenger.send(a_channel(), CARD)
    await stage.messenger.edit(CHANNEL, message_id, CARD)
    assert stage.channel() == [(message_id, WORDS)]


async def test_a_post_that_is_gone_cannot_be_edited(stage: Stage) -> None:
    message_id = await stage.messenger.send(a_channel(), CARD)
    await stage.messenger.delete(CHANNEL, message_id)
    with pytest.raises(Refused) as raised:
        await stage.messenger.edit(CHANNEL, message_id, CARD)
    assert raised.value.missing
    assert stage.channel() == []


async def test_a_post_is_deleted_and_deleting_it_again_is_well(stage: Stage) -> None:
    first = await stage.messenger.send(a_channel(), CARD)
    second = await stage.messenger.send(a_channel(), Card(html="another"))
    await stage.messenger.delete(CHANNEL, first)
    await stage.messenger.delete(CHANNEL, first)
    assert stage.channel() == [(second, "another")]


@pytest.mark.parametrize("kind", TROUBLES)
@pytest.mark.parametrize("doing", ["edit", "delete"])
async def test_a_change_that_fails_says_what_that_means_and_can_be_repeated(
    stage: Stage, doing: str, kind: str
) -> None:
    message_id = await stage.messenger.send(a_channel(), CARD)

    async def change() -> list[str]:
        if doing == "edit":
            await stage.messenger.edit(CHANNEL, message_id, Card(html="changed"))
        else:
            await stage.messenger.delete(CHANNEL, message_id)
        return [text for _, text in stage.channel()]

    after = ["changed"] if doing == "edit" else []
    stage.trouble(kind)
    with pytest.raises(SendError) as raised:
        await change()
    assert type(raised.value) is TROUBLES[kind]
    assert [text for _, text in stage.channel()] == (after if kind == "cut_after" else [WORDS])
    assert await change() == after


async def test_a_post_is_pinned(stage: Stage) -> None:
    message_id = await stage.messenger.send(a_channel(), CARD)
    await stage.messenger.pin(a_channel(), message_id)
    assert stage.pinned() == [message_id]


async def test_an_admin_is_told_in_private(stage: Stage) -> None:
    await stage.messenger.tell(ADMIN, CARD)
    assert stage.private() == [WORDS]
    assert stage.channel() == []


@pytest.mark.parametrize("kind", ["429", "403", "500"])
async def test_pinning_and_telling_fail_with_the_same_meanings(stage: Stage, kind: str) -> None:
    message_id = await stage.messenger.send(a_channel(), CARD)
    stage.trouble(kind)
    with pytest.raises(TROUBLES[kind]):
        await stage.messenger.pin(a_channel(), message_id)
    assert stage.pinned() == []
    if isinstance(stage, Real):
        stage.trouble(kind)
    with pytest.raises(TROUBLES[kind]):
        await stage.messenger.tell(ADMIN, CARD)
    assert stage.private() == []
