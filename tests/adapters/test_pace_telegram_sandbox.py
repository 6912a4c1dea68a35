"""The pace between a real client and a sandbox that enforces Telegram's limits, of which time is shorter."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable

import pytest

from bot.adapters.conversation_telegram import TelegramConversation
from bot.adapters.menus_telegram import Menus
from bot.adapters.pace_telegram import Pace
from bot.adapters.places_telegram import Limits
from bot.domain.card import Card
from bot.domain.channel import Channel
from bot.domain.conversation import Answers, Heard, Inquiry, Reply
from bot.domain.errors import TryLater
from bot.domain.language import Language
from bot.sandbox import Sandbox
from tests.adapters.bots import ADMIN, CHANNEL, FORUM, a_town
from tests.fakes.memory import MemoryHolds
from tests.worlds import a_channel, at

NEWS = "@news_here"
# So many of these seconds and minutes make one of ours; few enough that a stalling machine does not mix them up.
SECONDS, MINUTES = 8, 30
PACE = Limits(per_second=24 * SECONDS, apart=1.02 / SECONDS, group_per_minute=15 * MINUTES)
MENUS = Menus(everyone={language: [] for language in Language}, admin={}, admins=frozenset())


@pytest.fixture
def sandbox() -> Sandbox:
    sandbox = a_town()
    sandbox.add_channel(username=NEWS[1:], title="News")
    for person in range(2000, 2010):
        sandbox.add_person(person, f"Reader {person}")
    sandbox.rates.enforced = True
    sandbox.rates.second /= SECONDS
    sandbox.rates.minute /= MINUTES
    return sandbox


@pytest.fixture
async def url(sandbox: Sandbox) -> AsyncIterator[str]:
    async with sandbox.serve() as root:
        yield root


@pytest.fixture
async def conversation(sandbox: Sandbox, url: str) -> AsyncIterator[TelegramConversation]:
    async with TelegramConversation.connect(token=sandbox.token, api_url=url, pace=Pace(PACE)) as conversation:
        yield conversation


class Echo:
    """A listener that repeats what it hears."""

    async def hear(self, heard: Heard) -> Reply:
        return Reply(card=Card(html=heard.text))

    async def inquire(self, inquiry: Inquiry) -> Answers:
        return Answers()

    async def saw_post(self, chat: int, username: str | None, message_id: int) -> None:
        pass

    async def failed(self, what: str) -> Reply:
        return Reply()


def texts(sandbox: Sandbox, chat: int | str) -> list[str]:
    return [message.text for message in sandbox.channel(chat).messages if message.by_bot]


async def post(conversation: TelegramConversation, channel: Channel, text: str) -> int:
    await conversation.messenger.ready(channel.chat)
    return await conversation.messenger.send(channel, Card(html=text))


async def post_ten(conversation: TelegramConversation, channel: Channel) -> None:
    """One after the other, as a channel's one writer does."""
    for n in range(10):
        await post(conversation, channel, f"card {n}")


async def test_answers_and_cards_at_once_are_never_refused_and_all_arrive_in_order(
    sandbox: Sandbox, conversation: TelegramConversation
) -> None:
    conversation.listen(Echo(), MENUS)
    people = range(2000, 2010)
    async with conversation.open():
        posts = [asyncio.create_task(post_ten(conversation, a_channel(chat=chat))) for chat in (CHANNEL, NEWS)]
        for n in range(5):
            for person in people:
                await sandbox.say(person, f"words {n}")
        for n in range(24):
            await sandbox.say(ADMIN, f"/group {n}", FORUM)
        await asyncio.gather(*posts)
        await sandbox.wait_for(lambda: len(texts(sandbox, FORUM)) == 24)
        await sandbox.wait_for(lambda: all(len(texts(sandbox, person)) == 5 for person in people))
    assert sandbox.rates.refused == 0
    for chat in (CHANNEL, NEWS):
        assert texts(sandbox, chat) == [f"card {n}" for n in range(10)]


async def test_a_refused_channel_is_held_and_another_ones_card_goes_through(
    sandbox: Sandbox, conversation: TelegramConversation
) -> None:
    sandbox.faults.add("429", method="sendMessage", chat=CHANNEL, retry_after=5)
    daily, news = a_channel(), a_channel(chat=NEWS)
    with pytest.raises(TryLater):
        await post(conversation, daily, "refused by Telegram")
    assert await post(conversation, news, "another's")
    await conversation.messenger.edit(NEWS, 1, Card(html="edited"))
    with pytest.raises(TryLater) as raised:
        await conversation.messenger.ready(CHANNEL)
    assert raised.value.after <= dt.timedelta(seconds=5.1)
    assert texts(sandbox, CHANNEL) == []
    assert sum(call.method == "sendMessage" for call in sandbox.calls) == 2


async def test_a_refused_answer_is_given_again(sandbox: Sandbox, conversation: TelegramConversation) -> None:
    conversation.listen(Echo(), MENUS)
    sandbox.faults.add("429", method="sendMessage", chat=ADMIN, retry_after=1)
    async with conversation.open():
        await sandbox.say(ADMIN, "words")
        await sandbox.wait_for(lambda: texts(sandbox, ADMIN) == ["words"])


async def test_a_held_group_full_of_questions_keeps_neither_others_nor_the_end_waiting(
    sandbox: Sandbox, conversation: TelegramConversation, caplog: pytest.LogCaptureFixture
) -> None:
    conversation.listen(Echo(), MENUS)
    sandbox.faults.add("429", method="sendMessage", chat=FORUM, retry_after=3600)
    async with asyncio.timeout(30):
        async with conversation.open():
            for n in range(150):
                await sandbox.say(ADMIN, f"/group {n}", FORUM)
            await sandbox.wait_for(lambda: "left alone for 3600 s" in caplog.text)
            await sandbox.say(2000, "words")
            await sandbox.wait_for(lambda: texts(sandbox, 2000) == ["words"])
    assert texts(sandbox, FORUM) == []


async def test_a_long_hold_survives_a_restart(
    sandbox: Sandbox, url: str, conversation: TelegramConversation, clock: Callable[[], dt.datetime]
) -> None:
    holds = MemoryHolds()
    await conversation.pace.remember(holds, clock)
    sandbox.faults.add("429", method="sendMessage", chat=CHANNEL, retry_after=600)
    with pytest.raises(TryLater):
        await post(conversation, a_channel(), "refused by Telegram")
    pace = Pace(PACE)
    await pace.remember(holds, clock)
    async with TelegramConversation.connect(token=sandbox.token, api_url=url, pace=pace) as restarted:
        with pytest.raises(TryLater) as raised:
            await restarted.messenger.ready(CHANNEL)
        assert await post(restarted, a_channel(chat=NEWS), "another's")
    assert raised.value.after > dt.timedelta(minutes=9)


@pytest.fixture
def clock() -> Callable[[], dt.datetime]:
    return lambda: at("2026-11-22 09:00")
