"""The contract of the port Probe, kept by the real one and by the fake."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

import pytest

from bot.adapters.messenger_telegram import TelegramMessenger
from bot.adapters.probe_telegram import TelegramProbe
from bot.domain.card import Button, Card
from bot.domain.errors import OutcomeUnknown, Refused, SendError, TryLater
from bot.domain.ports import Copy, Messenger, Probe, Sight
from bot.sandbox import Rights, Sandbox
from tests.adapters.bots import a_bot
from tests.fakes.messenger import RecordingMessenger
from tests.fakes.probe import FakeProbe
from tests.worlds import a_channel

CHANNEL = "@daily_digest"
LOG_CHAT = -1_002_000_000_009
NOWHERE = 400  # an id that nobody has had yet
TROUBLES: dict[str, type[SendError]] = {"429": TryLater, "403": Refused, "500": OutcomeUnknown}


def a_card(token: str, html: str = "<b>Let’s</b> verify &amp; read\n") -> Card:
    return Card(html=html, buttons=((Button(text="Read", url=f"https://t.me/digest_bot?start={token}"),),))


class Stage(Protocol):
    """A probe, and what can be seen and done behind it."""

    @property
    def messenger(self) -> Messenger: ...

    @property
    def probe(self) -> Probe: ...

    def trouble(self, kind: str) -> None:
        """The next call ends in this: a key of TROUBLES; a 429 asks for 7 s."""

    def may_edit_others(self) -> None: ...

    async def someone_posts(self, text: str) -> int: ...

    def shows(self, message_id: int) -> tuple[str, list[str | None]]:
        """The message's text and the addresses of its buttons."""


@dataclass
class Faked:
    messenger: RecordingMessenger
    probe: FakeProbe

    def trouble(self, kind: str) -> None:
        outcomes: dict[str, SendError] = {
            "429": TryLater("flood", after=dt.timedelta(seconds=7)),
            "403": Refused("kicked"),
            "500": OutcomeUnknown("down"),
        }
        self.probe.probes_will(outcomes[kind])

    def may_edit_others(self) -> None:
        self.probe.apart = False

    async def someone_posts(self, text: str) -> int:
        return self.messenger.someone_posts(text)

    def shows(self, message_id: int) -> tuple[str, list[str | None]]:
        if message_id in self.messenger.others:
            return self.messenger.others[message_id], []
        post = self.messenger.find(CHANNEL, message_id)
        assert post is not None
        return post.card.plain.strip(), [button.url for row in post.card.buttons for button in row]


@dataclass
class Real:
    messenger: TelegramMessenger
    probe: TelegramProbe
    sandbox: Sandbox

    def trouble(self, kind: str) -> None:
        self.sandbox.faults.add(kind, retry_after=7)

    def may_edit_others(self) -> None:
        self.sandbox.channel(CHANNEL).rights = Rights(edit=True)

    async def someone_posts(self, text: str) -> int:
        return (await self.sandbox.post(self.sandbox.channel(CHANNEL).id, text)).id

    def shows(self, message_id: int) -> tuple[str, list[str | None]]:
        message = self.sandbox.channel(CHANNEL).history[message_id]
        return message.text, [button.get("url") for button in message.buttons]


@pytest.fixture(params=["telegram", "fake"])
async def stage(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    if request.param == "fake":
        messenger = RecordingMessenger()
        yield Faked(messenger, FakeProbe(messenger))
        return
    sandbox = Sandbox()
    sandbox.add_channel(username=CHANNEL[1:], title="Daily digest")
    sandbox.add_group(LOG_CHAT, "Log")
    async with sandbox.serve() as url, a_bot(url, sandbox.token) as bot:
        await bot.get_me()
        yield Real(TelegramMessenger(bot), TelegramProbe(bot), sandbox)


async def test_own_posts_others_posts_and_none_are_told_apart_and_stay_as_they_are(stage: Stage) -> None:
    assert await stage.probe.tells_apart(CHANNEL)
    ours = await stage.messenger.send(a_channel(), a_card("one"))
    others = await stage.someone_posts("news")
    before = stage.shows(ours), stage.shows(others)
    assert await stage.probe.sight(CHANNEL, ours) is Sight.OURS
    assert await stage.probe.sight(CHANNEL, others) is Sight.FOREIGN
    assert await stage.probe.sight(CHANNEL, NOWHERE) is Sight.ABSENT
    assert (stage.shows(ours), stage.shows(others)) == before


async def test_a_post_that_was_deleted_is_absent(stage: Stage) -> None:
    message_id = await stage.messenger.send(a_channel(), a_card("one"))
    await stage.messenger.delete(CHANNEL, message_id)
    assert await stage.probe.sight(CHANNEL, message_id) is Sight.ABSENT


async def test_who_may_edit_others_posts_cannot_tell_them_from_its_own(stage: Stage) -> None:
    others = await stage.someone_posts("news")
    stage.may_edit_others()
    assert not await stage.probe.tells_apart(CHANNEL)
    assert await stage.probe.sight(CHANNEL, others) is Sight.OURS


async def test_a_post_carries_its_own_token_and_stays_as_it_is(stage: Stage) -> None:
    card = a_card("one")
    message_id = await stage.messenger.send(a_channel(), card)
    before = stage.shows(message_id)
    assert await stage.probe.carries(CHANNEL, message_id, card) is None
    assert await stage.probe.carries(CHANNEL, message_id, card) is None
    assert stage.shows(message_id) == before


async def test_a_post_with_another_token_takes_this_one_says_its_text_and_can_get_its_own_back(stage: Stage) -> None:
    message_id = await stage.messenger.send(a_channel(), a_card("one"))
    before = stage.shows(message_id)
    text = await stage.probe.carries(CHANNEL, message_id, a_card("two", html="another card"))
    assert text == "Let’s verify & read"
    assert stage.shows(message_id) == (text, ["https://t.me/digest_bot?start=two"])
    await stage.messenger.edit(CHANNEL, message_id, a_card("one"))
    assert stage.shows(message_id) == before


async def test_neither_others_posts_nor_absent_ones_carry_the_token(stage: Stage) -> None:
    others = await stage.someone_posts("news")
    assert await stage.probe.carries(CHANNEL, others, a_card("one")) == ""
    assert await stage.probe.carries(CHANNEL, NOWHERE, a_card("one")) == ""
    assert stage.shows(others) == ("news", [])


async def test_the_log_chat_shows_what_own_and_others_posts_say(stage: Stage) -> None:
    ours = await stage.messenger.send(a_channel(), a_card("one"))
    others = await stage.someone_posts("news")
    for message_id, text in ((ours, "Let’s verify & read"), (others, "news")):
        copy = await stage.probe.copy(CHANNEL, message_id, into=LOG_CHAT)
        assert isinstance(copy, Copy)
        assert copy.text == text
        assert copy.sent_at.utcoffset() is not None
    assert stage.shows(ours)[0] == "Let’s verify & read"


async def test_of_nothing_there_is_no_copy(stage: Stage) -> None:
    assert await stage.probe.copy(CHANNEL, NOWHERE, into=LOG_CHAT) is Sight.ABSENT


@pytest.mark.parametrize("kind", TROUBLES)
@pytest.mark.parametrize("question", ["tells_apart", "sight", "carries", "copy"])
async def test_a_question_that_fails_says_what_that_means_and_the_next_one_is_answered(
    stage: Stage, question: str, kind: str
) -> None:
    card = a_card("one")
    message_id = await stage.messenger.send(a_channel(), card)

    async def ask() -> object:
        match question:
            case "tells_apart":
                return await stage.probe.tells_apart(CHANNEL)
            case "sight":
                return await stage.probe.sight(CHANNEL, message_id) is Sight.OURS
            case "carries":
                return await stage.probe.carries(CHANNEL, message_id, card) is None
            case _:
                return await stage.probe.copy(CHANNEL, message_id, into=LOG_CHAT)

    stage.trouble(kind)
    with pytest.raises(SendError) as raised:
        await ask()
    assert type(raised.value) is TROUBLES[kind]
    assert await ask()
