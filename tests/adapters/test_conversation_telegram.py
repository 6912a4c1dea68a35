"""The bot's connection: checking in, listening, standing, and what happens while Telegram is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from bot.adapters.client_telegram import Transport
from bot.adapters.conversation_telegram import TelegramConversation
from bot.adapters.menus_telegram import Menus
from bot.adapters.pace_telegram import Pace
from bot.adapters.places_telegram import Limits
from bot.adapters.polling_telegram import Polling
from bot.domain.card import Card
from bot.domain.conversation import Answers, Heard, Inquiry, Reply
from bot.domain.errors import OutcomeUnknown, Refused, SendError, TryLater
from bot.domain.language import Language
from bot.sandbox import Call, Rights, Sandbox
from tests.adapters.bots import ADMIN, CHANNEL, FORUM, a_town

MENUS = Menus(
    everyone={language: [("help", f"help {language}")] for language in Language},
    admin={language: [("help", f"help {language}"), ("post", f"post {language}")] for language in Language},
    admins=frozenset({ADMIN, 9999}),
)

MAY = ("may_post", "may_pin", "may_edit_others", "may_delete")


class Echo:
    """A listener that repeats what it hears, slowly if told to."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.began = asyncio.Event()

    async def hear(self, heard: Heard) -> Reply:
        self.began.set()
        await asyncio.sleep(self.seconds)
        return Reply(card=Card(html=f"heard {heard.text}"))

    async def inquire(self, inquiry: Inquiry) -> Answers:
        return Answers()

    async def saw_post(self, chat: int, username: str | None, message_id: int) -> None:
        pass

    async def failed(self, what: str) -> Reply:
        return Reply(card=Card(html="sorry"))


@pytest.fixture
def sandbox() -> Sandbox:
    return a_town()


@pytest.fixture
async def url(sandbox: Sandbox) -> AsyncIterator[str]:
    async with sandbox.serve() as root:
        yield root


@asynccontextmanager
async def connected(
    url: str, token: str = "42:TEST-token-of-the-sandbox", *, patient: bool = False
) -> AsyncIterator[TelegramConversation]:
    async with TelegramConversation.connect(token=token, api_url=url, patient=patient) as conversation:
        yield conversation


def replies(sandbox: Sandbox) -> list[str]:
    return [message.text for message in sandbox.chat(ADMIN).messages if message.by_bot]


def polls(sandbox: Sandbox) -> int:
    """Those that hang, for instance."""
    return sum(call.method == "getUpdates" for call in sandbox.calls)


# Checking in


async def test_checking_in_learns_the_bots_name(url: str) -> None:
    async with connected(url) as conversation:
        assert conversation.username == "demo_digest_bot"


@pytest.mark.parametrize("patient", [True, False])
async def test_a_wrong_token_is_refused_at_once_however_patient(url: str, patient: bool) -> None:
    with pytest.raises(Refused) as raised:
        async with asyncio.timeout(20), connected(url, "42:of-another-bot-altogether", patient=patient):
            pass
    assert "of-another-bot" not in str(raised.value)


@pytest.mark.parametrize(("kind", "meaning"), [("502", OutcomeUnknown), ("429", TryLater)])
async def test_trouble_ends_a_hasty_start_and_only_delays_a_patient_one(
    sandbox: Sandbox, url: str, kind: str, meaning: type[SendError]
) -> None:
    sandbox.faults.add(kind, method="getMe", retry_after=1)
    with pytest.raises(meaning):
        async with connected(url):
            pass
    sandbox.faults.add(kind, method="getMe", retry_after=1)
    async with connected(url, patient=True) as conversation:
        assert conversation.username == "demo_digest_bot"


async def test_waiting_patiently_can_be_ended(unused_tcp_port: int) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3), connected(f"http://127.0.0.1:{unused_tcp_port}", patient=True):
            pass


# Listening


def menus(sandbox: Sandbox) -> list[Call]:
    return [call for call in sandbox.calls if call.method == "setMyCommands"]


async def test_menus_are_shown_in_both_languages_and_the_admins_in_admins_chats(sandbox: Sandbox, url: str) -> None:
    async with connected(url) as conversation:
        conversation.listen(Echo(), MENUS)
        async with conversation.open():
            await sandbox.wait_for(lambda: len(menus(sandbox)) == 8)
    calls = menus(sandbox)
    assert sum(call.params.get("language_code") == "zh" for call in calls) == 4
    assert [call.ok for call in calls] == [True] * 6 + [False] * 2  # nobody has the id 9999


async def test_what_was_received_is_answered_before_it_stops(sandbox: Sandbox, url: str) -> None:
    echo = Echo()
    echo.seconds = 0.3
    async with connected(url) as conversation:
        conversation.listen(echo, MENUS)
        async with conversation.open():
            await sandbox.say(ADMIN, "/late words")
            await echo.began.wait()
        assert replies(sandbox) == ["heard words"]


async def test_a_webhook_left_behind_does_not_keep_it_from_listening(sandbox: Sandbox, url: str) -> None:
    async with connected(url) as conversation:
        conversation.listen(Echo(), MENUS)
        sandbox.faults.add("502", method="deleteWebhook")
        async with conversation.open():
            await sandbox.say(ADMIN, "/now words")
            await sandbox.wait_for(lambda: replies(sandbox))


async def test_a_token_revoked_between_checking_in_and_listening_is_refused(sandbox: Sandbox, url: str) -> None:
    async with connected(url) as conversation:
        conversation.listen(Echo(), MENUS)
        sandbox.faults.add("401", method="deleteWebhook")
        with pytest.raises(Refused):
            async with conversation.open():
                pass


async def test_while_telegram_is_away_it_says_so_waits_between_tries_and_comes_back(
    sandbox: Sandbox, unused_tcp_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    """The trap: what looks like a timeout to the polling loop is asked again at once, thousands of times a second."""
    async with sandbox.serve(unused_tcp_port) as url:
        conversation_is = connected(url)
        conversation = await conversation_is.__aenter__()
        conversation.listen(Echo(), MENUS)
        listening = conversation.open()
        await listening.__aenter__()
    async with asyncio.timeout(20):
        while "updates could not be received" not in caplog.text:  # noqa: ASYNC110 - a log cannot be waited for
            await asyncio.sleep(0.05)
    await asyncio.sleep(0.7)
    failures = caplog.text.count("updates could not be received")
    async with sandbox.serve(unused_tcp_port):
        await sandbox.say(ADMIN, "/now words")
        await sandbox.wait_for(lambda: replies(sandbox))
        await listening.__aexit__(None, None, None)
        await conversation_is.__aexit__(None, None, None)
    assert 1 <= failures <= 3


async def test_another_program_with_the_same_bot_is_named_as_the_trouble(
    sandbox: Sandbox, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(url) as conversation:
        conversation.listen(Echo(), MENUS)
        sandbox.faults.add("409", method="getUpdates")
        async with conversation.open():
            await sandbox.say(ADMIN, "/now words")
            await sandbox.wait_for(lambda: replies(sandbox))
    assert "another program receives this bot's updates" in caplog.text


async def test_a_conflict_is_told_once_and_so_is_its_end(sandbox: Sandbox, url: str) -> None:
    told: list[bool] = []

    async def tell(conflict: bool) -> None:
        told.append(conflict)
        raise OSError("nobody can be told")  # which is no reason to stop listening

    pace, polling = Pace(Limits(apart=0)), Polling(calm=0.5)
    async with TelegramConversation.connect(
        token=sandbox.token, api_url=url, pace=pace, polling=polling
    ) as conversation:
        conversation.listen(Echo(), MENUS)
        conversation.on_conflict = tell
        sandbox.faults.add("409", method="getUpdates", times=2)
        async with conversation.open():
            await sandbox.wait_for(lambda: not sandbox.faults.waiting)
            n = 0
            while len(told) < 2 and n < 300:
                await sandbox.say(ADMIN, f"/words {n}")  # every one of them answers a poll
                n += 1
                await asyncio.sleep(0.1)
    assert told == [True, False]


async def test_a_success_amid_a_conflict_does_not_end_it(sandbox: Sandbox, url: str) -> None:
    """The trap: two programs that poll take turns, and each receives something now and then."""
    told: list[bool] = []

    async def tell(conflict: bool) -> None:
        told.append(conflict)

    async with connected(url) as conversation:
        conversation.listen(Echo(), MENUS)
        conversation.on_conflict = tell
        sandbox.faults.add("409", method="getUpdates")
        async with conversation.open():
            await sandbox.say(ADMIN, "/first words")
            await sandbox.wait_for(lambda: len(replies(sandbox)) == 1)
            sandbox.faults.add("409", method="getUpdates")
            await sandbox.say(ADMIN, "/more words")
            await sandbox.wait_for(lambda: len(replies(sandbox)) == 2 and not sandbox.faults.waiting)
    assert told == [True]


@pytest.mark.parametrize("kind", ["401", "404"])
async def test_a_refused_poll_is_said_and_tried_again(
    sandbox: Sandbox, url: str, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The trap: python-telegram-bot would end its polling for good, and the bot would be deaf and look alive."""
    async with connected(url) as conversation:
        conversation.listen(Echo(), MENUS)
        sandbox.faults.add(kind, method="getUpdates")
        async with conversation.open():
            await sandbox.wait_for(lambda: not sandbox.faults.waiting)
            await sandbox.say(ADMIN, "/start words")
            await sandbox.wait_for(lambda: replies(sandbox))
    assert "updates could not be received" in caplog.text


async def test_cut_short_while_it_stops_it_still_stops_in_order(sandbox: Sandbox, url: str) -> None:
    """Or leaving would fail with python-telegram-bot's “still running” in the place of the reason."""
    opened, leaving = asyncio.Event(), asyncio.Event()

    async def life() -> None:
        async with connected(url) as conversation:
            conversation.listen(Echo(), MENUS)
            async with conversation.open():
                opened.set()
                await leaving.wait()

    sandbox.faults.add("hang", method="getUpdates", times=None)  # so that stopping takes long
    living = asyncio.create_task(life())
    await opened.wait()
    await sandbox.wait_for(lambda: polls(sandbox) == 1)
    leaving.set()
    await sandbox.wait_for(lambda: polls(sandbox) == 2)  # the one by which python-telegram-bot says what it has got
    living.cancel()
    with pytest.raises(asyncio.CancelledError):
        await living


# The transport


async def test_no_connection_and_a_cut_one_are_told_apart(sandbox: Sandbox, url: str, unused_tcp_port: int) -> None:
    async with httpx.AsyncClient(transport=Transport()) as client:
        with pytest.raises(httpx.ConnectError):
            await client.post(f"http://127.0.0.1:{unused_tcp_port}/")
        sandbox.faults.add("cut_after")
        with pytest.raises(httpx.ReadError):
            await client.post(f"{url}/bot{sandbox.token}/getMe")
        sandbox.faults.add("hang", seconds=5)
        with pytest.raises(httpx.ReadTimeout):
            await client.post(f"{url}/bot{sandbox.token}/getMe", timeout=httpx.Timeout(20, read=0.1))


# Standing


@pytest.mark.parametrize(
    ("rights", "may"),
    [
        (Rights(edit=True), {"may_post", "may_pin", "may_edit_others"}),
        (Rights(delete=True), {"may_post", "may_delete"}),
        (Rights(), {"may_post"}),
        (Rights(post=False), set()),
    ],
)
async def test_the_bots_standing_in_a_channel(sandbox: Sandbox, url: str, rights: Rights, may: set[str]) -> None:
    sandbox.add_channel(username="news_here", title="News", bot_rights=rights)
    async with connected(url) as conversation:
        standing = await conversation.standing("@news_here")
    assert (standing.title, standing.member) == ("News", True)
    assert {right for right in MAY if getattr(standing, right)} == may


@pytest.mark.parametrize(
    ("rights", "pins"),
    [(Rights(status="member"), False), (Rights(pin=True), True), (Rights(), False)],
)
async def test_the_bots_standing_in_a_group(sandbox: Sandbox, url: str, rights: Rights, pins: bool) -> None:
    sandbox.add_group(FORUM - 1, "Group", bot_rights=rights)
    async with connected(url) as conversation:
        standing = await conversation.standing(FORUM - 1)
    assert (standing.title, standing.member, standing.may_post, standing.may_pin) == ("Group", True, True, pins)


async def test_a_channel_that_is_not_there_is_refused(url: str) -> None:
    async with connected(url) as conversation:
        with pytest.raises(Refused, match="[Cc]hat not found"):
            await conversation.standing("@nobody_here")
        assert (await conversation.standing(CHANNEL)).member
