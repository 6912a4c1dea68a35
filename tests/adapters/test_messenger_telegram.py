"""Cards through the real python-telegram-bot: what is sent, and what every failure means."""

import asyncio
import datetime as dt
import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp
import httpx
import pytest
from telegram import error

from bot.adapters.messenger_telegram import TelegramMessenger, meaning_of
from bot.domain.card import Button, Card, Preview
from bot.domain.errors import OutcomeUnknown, Refused, SendError, TryLater
from bot.sandbox import Sandbox
from bot.sandbox.faults import KINDS
from tests.adapters.bots import ADMIN, CHANNEL, FORUM, a_bot, a_town
from tests.worlds import a_channel

CARD = Card(html="today’s card")

# Every class of telegram.error, made as python-telegram-bot makes it, and what it means for a delivery.
MEANINGS: dict[type[error.TelegramError], tuple[Callable[[], error.TelegramError], type[SendError]]] = {
    error.TelegramError: (lambda: error.TelegramError("Invalid server response"), OutcomeUnknown),
    error.NetworkError: (lambda: error.NetworkError("Bad Gateway (502)"), OutcomeUnknown),
    error.TimedOut: (error.TimedOut, OutcomeUnknown),
    error.PassportDecryptionError: (lambda: error.PassportDecryptionError("no key"), OutcomeUnknown),
    error.RetryAfter: (lambda: error.RetryAfter(dt.timedelta(seconds=7)), TryLater),
    error.BadRequest: (lambda: error.BadRequest("chat not found"), Refused),
    error.ChatMigrated: (lambda: error.ChatMigrated(-1001), Refused),
    error.Conflict: (lambda: error.Conflict("another getUpdates"), Refused),
    error.EndPointNotFound: (lambda: error.EndPointNotFound("no such method"), Refused),
    error.Forbidden: (lambda: error.Forbidden("bot was kicked"), Refused),
    error.InvalidToken: (lambda: error.InvalidToken("Unauthorized"), Refused),
}

# Kind of trouble → (what it means, whether the card is in the channel nevertheless).
TROUBLES: dict[str, tuple[type[SendError], bool]] = {
    "400": (Refused, False),
    "401": (Refused, False),
    "403": (Refused, False),
    "404": (Refused, False),
    "409": (Refused, False),
    "429": (TryLater, False),
    "500": (OutcomeUnknown, False),
    "502": (OutcomeUnknown, False),
    "html": (OutcomeUnknown, False),
    "garbage": (OutcomeUnknown, True),
    "cut_before": (OutcomeUnknown, False),
    "cut_after": (OutcomeUnknown, True),
    "hang": (OutcomeUnknown, False),
    "hang_after": (OutcomeUnknown, True),
    "slow": (OutcomeUnknown, True),
}


@pytest.fixture(autouse=True)
def _timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def sandbox() -> Sandbox:
    return a_town()


@pytest.fixture
async def url(sandbox: Sandbox) -> AsyncIterator[str]:
    async with sandbox.serve() as root:
        yield root


@pytest.fixture
async def messenger(url: str, sandbox: Sandbox) -> AsyncIterator[TelegramMessenger]:
    async with a_bot(url, sandbox.token) as bot:
        yield TelegramMessenger(bot)


def texts(sandbox: Sandbox) -> list[str]:
    return [message.text for message in sandbox.channel(CHANNEL).messages]


# What a failure means


def test_every_class_of_telegrams_errors_has_a_meaning() -> None:
    classes = {
        found
        for _, found in inspect.getmembers(error, inspect.isclass)
        if issubclass(found, error.TelegramError) and found.__module__ == error.__name__
    }
    assert set(MEANINGS) == classes


@pytest.mark.parametrize("kind", MEANINGS, ids=lambda kind: str(kind.__name__))
def test_an_error_means_one_of_three(kind: type[error.TelegramError]) -> None:
    make, meaning = MEANINGS[kind]
    failure = make()
    assert type(failure) is kind
    assert type(meaning_of(failure)) is meaning


# Telegram's words → whether they speak of the card. The first are what tdlib and its Bot API server say of a message.
WORDS = {
    'can\'t parse entities: Unsupported start tag "x" at byte offset 3': True,
    "receive an entity with incorrect length 0": True,
    "ENTITY_BOUNDS_INVALID": True,
    "ENTITIES_TOO_LONG": True,
    "message text is empty": True,
    "text must be non-empty": True,
    "strings must be encoded in UTF-8": True,
    "message is too long": True,
    "MESSAGE_TOO_LONG": True,
    "MESSAGE_EMPTY": True,
    "BUTTON_DATA_INVALID": True,
    "BUTTON_URL_INVALID": True,
    "BUTTONS_TOO_MUCH": True,
    "inline keyboard button URL 'http://' is invalid: URL host is empty": True,
    "Wrong HTTP URL": True,
    "Wrong port number specified in the URL": True,
    "text buttons are unallowed in the inline keyboard": True,
    "REPLY_MARKUP_TOO_LONG": True,
    "object expected as reply markup": True,
    "can't parse inline keyboard button: exactly one optional field must be used": True,
    "WEBPAGE_URL_INVALID": True,
    "WEBPAGE_CURL_FAILED": True,
    "chat not found": False,
    "chat_id is empty": False,
    "need administrator rights in the channel chat": False,
    "not enough rights to send text messages to the chat": False,
    "have no rights to send a message": False,
    "CHAT_WRITE_FORBIDDEN": False,
    "CHAT_RESTRICTED": False,
    "CHAT_ADMIN_REQUIRED": False,
    "CHAT_IDENTITY_UNKNOWN": False,
    "PEER_ID_INVALID": False,
    "USER_IS_BLOCKED": False,
    "TOPIC_CLOSED": False,
    "TOPIC_DELETED": False,
    "message thread not found": False,
    "group chat was upgraded to a supergroup chat": False,
    "Request Entity Too Large (413)": False,
    "something of tomorrow": False,
}


@pytest.mark.parametrize("words", WORDS)
def test_a_refusal_of_the_card_and_one_of_the_chat_are_told_apart(words: str) -> None:
    meaning = meaning_of(error.BadRequest(f"Bad Request: {words}"))
    assert isinstance(meaning, Refused)
    assert meaning.of_content is WORDS[words]


@pytest.mark.parametrize("kind", ["401", "403", "404", "409"])
async def test_who_is_kept_out_is_not_refused_for_the_card(
    sandbox: Sandbox, messenger: TelegramMessenger, kind: str
) -> None:
    sandbox.faults.add(kind, method="sendMessage", description="message text is empty")
    with pytest.raises(Refused) as raised:
        await messenger.send(a_channel(), CARD)
    assert not raised.value.of_content


async def test_a_card_that_telegram_cannot_read_is_refused_for_itself(messenger: TelegramMessenger) -> None:
    with pytest.raises(Refused, match="Can't parse entities") as raised:
        await messenger.send(a_channel(), Card(html="<b>open"))
    assert raised.value.of_content


def test_an_error_that_a_later_release_invents_leaves_the_outcome_unknown() -> None:
    class Invented(error.TelegramError):
        pass

    assert type(meaning_of(Invented("new"))) is OutcomeUnknown


def test_every_kind_of_trouble_is_tried() -> None:
    assert set(TROUBLES) == set(KINDS)


@pytest.mark.parametrize("kind", TROUBLES)
async def test_trouble_with_a_send_means(sandbox: Sandbox, url: str, kind: str) -> None:
    """The trap is ``cut_after``: our transport's library calls it a ConnectTimeout, but the card is in the channel."""
    meaning, arrived = TROUBLES[kind]
    sandbox.faults.add(kind, method="sendMessage", seconds=25)
    # Short of patience only where the answer does not come: a busy machine may take its time over any other.
    async with a_bot(url, sandbox.token, read_timeout=0.4 if kind in {"hang", "hang_after", "slow"} else 20) as bot:
        with pytest.raises(SendError) as raised:
            await TelegramMessenger(bot).send(a_channel(), CARD)
    assert type(raised.value) is meaning
    assert texts(sandbox) == [CARD.html] * arrived


async def test_a_gateways_page_is_not_quoted(sandbox: Sandbox, messenger: TelegramMessenger) -> None:
    sandbox.faults.add("502")
    with pytest.raises(OutcomeUnknown) as raised:
        await messenger.send(a_channel(), CARD)
    assert str(raised.value) == "Bad Gateway (502)"


async def test_flood_control_is_obeyed_to_the_second(sandbox: Sandbox, messenger: TelegramMessenger) -> None:
    sandbox.faults.add("429", retry_after=123)
    with pytest.raises(TryLater) as raised:
        await messenger.send(a_channel(), CARD)
    assert raised.value.after == dt.timedelta(seconds=123)


async def test_a_revoked_token_refuses(url: str) -> None:
    async with a_bot(url, "42:another-token-of-the-same-bot") as bot:
        with pytest.raises(Refused, match="Unauthorized"):
            await TelegramMessenger(bot).send(a_channel(), CARD)


async def test_a_channel_that_is_not_there_refuses(messenger: TelegramMessenger) -> None:
    with pytest.raises(Refused, match="[Cc]hat not found"):
        await messenger.send(a_channel(chat="@nobody_here"), CARD)


async def test_a_refused_connection_is_tried_later(unused_tcp_port: int) -> None:
    async with a_bot(f"http://127.0.0.1:{unused_tcp_port}", "42:TEST-token-of-the-sandbox") as bot:
        with pytest.raises(TryLater) as raised:
            await TelegramMessenger(bot).send(a_channel(), CARD)
    assert raised.value.after > dt.timedelta()


async def test_an_unknown_host_is_tried_later() -> None:
    async with a_bot("http://nowhere.invalid", "42:TEST-token-of-the-sandbox") as bot:
        with pytest.raises(TryLater):
            await TelegramMessenger(bot).send(a_channel(), CARD)


@pytest.mark.parametrize(
    "cause",
    [
        aiohttp.ConnectionTimeoutError("Connection timeout to host"),
        httpx.PoolTimeout("all connections are in use"),
    ],
    ids=["connect-timeout", "pool-timeout"],
)
def test_what_surely_never_left_is_tried_later(cause: Exception) -> None:
    between = httpx.ConnectError("mapped")
    between.__cause__ = cause
    failure = error.TimedOut()
    failure.__cause__ = between
    assert type(meaning_of(failure)) is TryLater


@asynccontextmanager
async def a_server(answer: bytes) -> AsyncIterator[str]:
    """Something that answers every request with the same bytes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize(
    "answer",
    [
        b"this is not HTTP\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{",
        b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 204 No Content\r\n\r\n",
    ],
    ids=["no-http", "half-an-answer", "redirect", "empty"],
)
async def test_a_server_that_talks_nonsense_leaves_the_outcome_unknown_and_no_token_in_the_words(answer: bytes) -> None:
    token = "42:TEST-token-of-the-sandbox"
    async with a_server(answer) as url, a_bot(url, token) as bot:
        with pytest.raises(OutcomeUnknown) as raised:
            await TelegramMessenger(bot).send(a_channel(), CARD)
    assert token not in str(raised.value)
    assert "TEST-token" not in str(raised.value)


def an_answer(status: str, body: str) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


PAGE = "<html>no</html>"
# Answers in the 4xx that Telegram, its server at home or a gateway may give → seconds to wait, or None and the words.
REFUSALS: list[tuple[str, str, int | None, str]] = [
    ("429 Too Many Requests", '{"ok":false,"description":"slow down","parameters":{"retry_after":7}}', 7, ""),
    ("429 Too Many Requests", '{"ok":false,"description":"slow down","parameters":{"retry_after":0}}', 30, ""),
    ("429 Too Many Requests", '{"ok":false,"description":"slow down","parameters":{"retry_after":"a"}}', 30, ""),
    ("429 Too Many Requests", '{"ok":false,"description":"slow down"}', 30, ""),
    ("429 Too Many Requests", PAGE, 30, ""),
    ("413 Request Entity Too Large", '{"ok":false,"description":"Request Entity Too Large"}', None, "Too Large"),
    ("413 Request Entity Too Large", PAGE, None, "(413)"),
    ("405 Method Not Allowed", PAGE, None, "Method Not Allowed (405)"),
    ("407 Proxy Authentication Required", "", None, "Proxy Authentication Required (407)"),
    ("451 Unavailable For Legal Reasons", "[1]", None, "Unavailable For Legal Reasons (451)"),
    ("499 Nobody Knows", "null", None, "HTTP status 499"),
    ("400 Bad Request", PAGE, None, "Bad Request (400)"),
    ("403 Forbidden", PAGE, None, "Forbidden (403)"),
    ("404 Not Found", '"what"', None, "Not Found (404)"),
    ("409 Conflict", '{"description":{"a":1},"parameters":[2]}', None, "Conflict (409)"),
    ("401 Unauthorized", '{"ok":false,"description":"Unauthorized"}', None, "Unauthorized"),
]


@pytest.mark.parametrize(("status", "body", "seconds", "words"), REFUSALS)
async def test_whatever_is_answered_with_a_4xx_was_surely_not_sent(
    status: str, body: str, seconds: int | None, words: str
) -> None:
    async with a_server(an_answer(status, body)) as url, a_bot(url, "42:TEST-token-of-the-sandbox") as bot:
        with pytest.raises(TryLater if seconds else Refused) as raised:
            await TelegramMessenger(bot).send(a_channel(), CARD)
    if isinstance(raised.value, TryLater):
        assert raised.value.after == dt.timedelta(seconds=seconds or 0)
    else:
        assert words.lower() in str(raised.value).lower()
        assert PAGE not in str(raised.value)


# What is sent


async def test_a_card_arrives_with_its_text_its_buttons_and_the_preview_it_names(
    sandbox: Sandbox, messenger: TelegramMessenger
) -> None:
    rows = ((Button(text="Read", url="https://example.org/1"),), (Button(text="More", callback="more:1"),))
    preview = Preview(url="https://example.org/2", large=True, above=True)
    await messenger.send(a_channel(), Card(html="<b>1 &lt; 2</b>", buttons=rows, preview=preview))
    message = sandbox.channel(CHANNEL).messages[-1]
    assert message.text == "1 < 2"
    assert [(entity.type, entity.length) for entity in message.entities] == [("bold", 5)]
    assert message.preview is not None
    assert message.preview.as_json() == {
        "url": "https://example.org/2",
        "prefer_large_media": True,
        "show_above_text": True,
    }
    assert [list(row) for row in message.keyboard] == [
        [{"text": "Read", "url": "https://example.org/1"}],
        [{"text": "More", "callback_data": "more:1"}],
    ]


async def test_a_small_preview_is_asked_for_and_none_is_switched_off(
    sandbox: Sandbox, messenger: TelegramMessenger
) -> None:
    await messenger.send(a_channel(), Card(html="small", preview=Preview(url="https://example.org/1")))
    await messenger.send(a_channel(), Card(html="see https://example.org/1"))
    small, none = sandbox.channel(CHANNEL).messages
    assert small.preview is not None
    assert small.preview.as_json() == {"url": "https://example.org/1", "prefer_small_media": True}
    assert none.preview is None
    assert none.preview_disabled


@pytest.mark.parametrize("silent", [True, False])
async def test_a_silent_channel_posts_without_a_sound(
    sandbox: Sandbox, messenger: TelegramMessenger, silent: bool
) -> None:
    await messenger.send(a_channel(silent=silent), CARD)
    assert sandbox.channel(CHANNEL).messages[-1].silent is silent


async def test_a_card_goes_into_its_topic(sandbox: Sandbox, messenger: TelegramMessenger) -> None:
    topic = await sandbox.say(ADMIN, "a topic begins", FORUM)
    await messenger.send(a_channel(chat=FORUM, thread=topic.id), CARD)
    assert sandbox.channel(FORUM).messages[-1].thread == topic.id


async def test_an_admin_is_told_with_buttons(sandbox: Sandbox, messenger: TelegramMessenger) -> None:
    await messenger.tell(ADMIN, Card(html="⚠ <code>why</code>", buttons=((Button(text="Yes", callback="y"),),)))
    message = sandbox.chat(ADMIN).messages[-1]
    assert (message.text, message.buttons) == ("⚠ why", [{"text": "Yes", "callback_data": "y"}])


async def test_an_admin_who_blocked_the_bot_cannot_be_told(sandbox: Sandbox, messenger: TelegramMessenger) -> None:
    sandbox.block(ADMIN)
    with pytest.raises(Refused, match="blocked by the user"):
        await messenger.tell(ADMIN, CARD)


async def test_pinning_makes_no_sound(sandbox: Sandbox, messenger: TelegramMessenger) -> None:
    message_id = await messenger.send(a_channel(), CARD)
    await messenger.pin(a_channel(), message_id)
    assert sandbox.channel(CHANNEL).pinned == [message_id]
    assert sandbox.calls[-1].params["disable_notification"] == "true"
