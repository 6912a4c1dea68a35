"""Cards through the real python-telegram-bot: what is sent, and what every failure means."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram.ext import BaseRateLimiter, ExtBot

from bot.adapters.client_telegram import request
from bot.adapters.messenger_telegram import ADMITTED, ONCE, TelegramMessenger
from bot.domain.card import Button, Card, Preview, Rows
from bot.domain.errors import OutcomeUnknown, Refused, SendError, Trouble, TryLater
from bot.sandbox import Rights, Sandbox
from bot.sandbox.faults import KINDS
from tests.adapters.bots import ADMIN, CHANNEL, FORUM, a_bot, a_town
from tests.worlds import a_channel

CARD = Card(html="today’s card")

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
    "late": (OutcomeUnknown, False),  # later than this test looks
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
    assert raised.value.trouble is Trouble.ENTITIES


async def test_a_group_that_moved_says_where(sandbox: Sandbox, messenger: TelegramMessenger) -> None:
    sandbox.add_group(-7, "Basic group")
    sandbox.upgrade(-7, -1_002_000_000_008)
    with pytest.raises(Refused) as raised:
        await messenger.send(a_channel(chat=-7), CARD)
    assert (raised.value.trouble, raised.value.moved_to) == (Trouble.MIGRATED, -1_002_000_000_008)


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
        with pytest.raises(Refused, match="Unauthorized") as raised:
            await TelegramMessenger(bot).send(a_channel(), CARD)
    assert raised.value.trouble is Trouble.TOKEN


async def test_a_channel_that_is_not_there_refuses(messenger: TelegramMessenger) -> None:
    with pytest.raises(Refused, match="[Cc]hat not found") as raised:
        await messenger.send(a_channel(chat="@nobody_here"), CARD)
    assert raised.value.trouble is Trouble.GONE


async def test_a_refused_connection_is_tried_later(unused_tcp_port: int) -> None:
    async with a_bot(f"http://127.0.0.1:{unused_tcp_port}", "42:TEST-token-of-the-sandbox") as bot:
        with pytest.raises(TryLater) as raised:
            await TelegramMessenger(bot).send(a_channel(), CARD)
    assert raised.value.after > dt.timedelta()


async def test_an_unknown_host_is_tried_later() -> None:
    async with a_bot("http://nowhere.invalid", "42:TEST-token-of-the-sandbox") as bot:
        with pytest.raises(TryLater):
            await TelegramMessenger(bot).send(a_channel(), CARD)


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


async def test_a_card_without_markup_arrives_as_it_is_written(sandbox: Sandbox, messenger: TelegramMessenger) -> None:
    message_id = await messenger.send(a_channel(), Card(html="<b>1 &lt; 2", markup=False))
    await messenger.tell(ADMIN, Card(html="<i>&amp;", markup=False))
    assert texts(sandbox) == ["<b>1 &lt; 2"]
    assert sandbox.chat(ADMIN).messages[-1].text == "<i>&amp;"
    await messenger.edit(CHANNEL, message_id, Card(html="</b>", markup=False))
    assert texts(sandbox) == ["</b>"]
    assert sandbox.channel(CHANNEL).messages[-1].entities == ()


# What is changed


def rows(token: str) -> Rows:
    return ((Button(text="Read", url=f"https://t.me/digest_bot?start={token}"),),)


async def test_an_edit_changes_the_text_the_buttons_and_the_preview(
    sandbox: Sandbox, messenger: TelegramMessenger
) -> None:
    message_id = await messenger.send(a_channel(), Card(html="<b>old</b>", buttons=rows("one")))
    preview = Preview(url="https://example.org/2", large=True)
    await messenger.edit(CHANNEL, message_id, Card(html="<i>new</i>", buttons=rows("two"), preview=preview))
    (message,) = sandbox.channel(CHANNEL).messages
    assert (message.id, message.text, message.entities[0].type) == (message_id, "new", "italic")
    assert [button["url"] for button in message.buttons] == ["https://t.me/digest_bot?start=two"]
    assert message.preview is not None
    assert message.preview.as_json() == {"url": "https://example.org/2", "prefer_large_media": True}


async def test_an_edit_to_a_card_without_buttons_or_preview_takes_them_away(
    sandbox: Sandbox, messenger: TelegramMessenger
) -> None:
    preview = Preview(url="https://example.org/2")
    message_id = await messenger.send(a_channel(), Card(html="old", buttons=rows("one"), preview=preview))
    await messenger.edit(CHANNEL, message_id, Card(html="new"))
    (message,) = sandbox.channel(CHANNEL).messages
    assert (message.text, message.buttons, message.preview) == ("new", [], None)


@pytest.mark.parametrize("words", ["message is not modified: exactly the same", "MESSAGE IS NOT MODIFIED"])
async def test_an_edit_that_changes_nothing_is_well(sandbox: Sandbox, messenger: TelegramMessenger, words: str) -> None:
    sandbox.faults.add("400", method="editMessageText", description=f"Bad Request: {words}")
    await messenger.edit(CHANNEL, 1, CARD)


async def test_a_post_of_somebody_else_is_not_edited(sandbox: Sandbox, messenger: TelegramMessenger) -> None:
    sandbox.channel(CHANNEL).rights = Rights()
    theirs = await sandbox.post(sandbox.channel(CHANNEL).id, "news")
    with pytest.raises(Refused) as raised:
        await messenger.edit(CHANNEL, theirs.id, CARD)
    assert not raised.value.missing
    assert texts(sandbox) == ["news"]


async def test_a_post_that_may_not_be_deleted_is_refused(sandbox: Sandbox, messenger: TelegramMessenger) -> None:
    theirs = await sandbox.post(sandbox.channel(CHANNEL).id, "news")
    with pytest.raises(Refused, match="can't be deleted"):
        await messenger.delete(CHANNEL, theirs.id)
    assert texts(sandbox) == ["news"]


# The pace


class Pace(BaseRateLimiter[str]):
    """Lets everything through and writes down what it was told of each call."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str | None]] = []

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def process_request(
        self, callback: Any, args: Any, kwargs: dict[str, Any], endpoint: str, data: Any, rate_limit_args: str | None
    ) -> Any:
        self.calls.append((endpoint, rate_limit_args))
        return await callback(*args, **kwargs)


async def test_a_send_alone_tells_the_pace_that_it_has_been_admitted(sandbox: Sandbox, url: str) -> None:
    pace = Pace()
    calls, polls = (request(url, connections=8) for _ in range(2))
    bot = ExtBot(sandbox.token, base_url=f"{url}/bot", request=calls, get_updates_request=polls, rate_limiter=pace)
    messenger = TelegramMessenger(bot)
    try:
        message_id = await messenger.send(a_channel(), CARD)
        await messenger.edit(CHANNEL, message_id, Card(html="changed"))
        await messenger.delete(CHANNEL, message_id)
        await messenger.tell(ADMIN, CARD)
    finally:
        await calls.shutdown()
        await polls.shutdown()
    assert pace.calls == [
        ("sendMessage", ADMITTED),
        ("editMessageText", ONCE),
        ("deleteMessage", ONCE),
        ("sendMessage", ONCE),
    ]


async def test_readiness_is_the_paces(url: str, sandbox: Sandbox) -> None:
    asked: list[int | str] = []

    async def ready(chat: int | str) -> None:
        asked.append(chat)
        raise TryLater("on hold", after=dt.timedelta(minutes=5))

    async with a_bot(url, sandbox.token) as bot:
        with pytest.raises(TryLater):
            await TelegramMessenger(bot, ready).ready(CHANNEL)
    assert asked == [CHANNEL]


async def test_without_a_pace_all_is_ready_at_once(messenger: TelegramMessenger, sandbox: Sandbox) -> None:
    await messenger.ready(CHANNEL)
    assert sandbox.calls == []
