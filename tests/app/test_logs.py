"""The log: one line per event, and never the token, whatever happens to the whole bot."""

import asyncio
import datetime as dt
import io
import logging
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import pytest
from telegram.error import TelegramError

from bot.adapters.meanings_telegram import meaning_of
from bot.adapters.messenger_telegram import TelegramMessenger
from bot.adapters.polling_telegram import Polling
from bot.adapters.probe_telegram import TelegramProbe
from bot.adapters.standing_telegram import standing_of
from bot.app.logs import set_up
from bot.app.run import run
from bot.app.wiring.house import House, open_house
from bot.app.wiring.keeping import backup
from bot.domain.card import Card
from bot.domain.errors import SendError
from bot.domain.secrecy import without_tokens
from bot.sandbox import Sandbox
from bot.sandbox.faults import KINDS
from tests.adapters.bots import ADMIN, CHANNEL, a_bot
from tests.app.houses import AT_ONCE, NINE, StandingClock, a_config, private_texts, serving
from tests.worlds import a_channel

SECRET = "Zq7-never-to-be-seen-anywhere_x9"
TOKEN = f"4242:{SECRET}"
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} (DEBUG|INFO|WARNING|ERROR|CRITICAL) +\S")


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """Logging is the one thing that a whole process shares."""
    names = ["", "bot", *(name for name in logging.Logger.manager.loggerDict if "." not in name)]
    loggers = [logging.getLogger(name) for name in names]
    before = [(each.level, each.handlers[:]) for each in loggers]
    yield
    for logger, (level, handlers) in zip(loggers, before, strict=True):
        logger.setLevel(level)
        logger.handlers[:] = handlers


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


# Lines


def test_an_event_is_one_line_whatever_it_says(stream: io.StringIO) -> None:
    set_up(stream=stream)
    logging.getLogger("bot.app").info("a person wrote %s", "first\nERROR second\u2028third\r\n")
    try:
        raise ValueError("several\nlines")
    except ValueError as failure:
        logging.getLogger("bot.app").error("it failed", exc_info=failure)
    lines = stream.getvalue().split("\n")
    assert lines.pop() == ""
    assert len(lines) == 2
    assert all(LINE.match(line) for line in lines)
    assert "first ERROR second third" in lines[0]
    assert re.search(r"it failed \[ValueError: several lines at .*test_logs\.py:\d+\]", lines[1])


def test_verbose_shows_tracebacks_and_still_forges_no_line(stream: io.StringIO) -> None:
    set_up(verbose=True, stream=stream)
    try:
        raise ValueError("why")
    except ValueError as failure:
        logging.getLogger("bot.app").debug("first\n2026-01-01 ERROR forged", exc_info=failure)
    assert "first 2026-01-01 ERROR forged\nTraceback (most recent call last):" in stream.getvalue()


@pytest.mark.parametrize(
    ("how", "seen"),
    [({}, ["info", "error"]), ({"verbose": True}, ["debug", "info", "error"]), ({"quiet": True}, ["error"])],
    ids=["default", "verbose", "quiet"],
)
def test_how_much_is_said_can_be_chosen(stream: io.StringIO, how: dict[str, bool], seen: list[str]) -> None:
    set_up(stream=stream, **how)
    for level in ("debug", "info", "error"):
        getattr(logging.getLogger("bot.app.publish"), level)(level)
    assert [line.split()[-1] for line in stream.getvalue().splitlines()] == seen


@pytest.mark.parametrize("name", ["httpx", "telegram.ext.Updater", "apscheduler.scheduler", "sqlalchemy.engine"])
def test_talkative_libraries_are_silenced(stream: io.StringIO, name: str) -> None:
    set_up(verbose=True, stream=stream)
    logging.getLogger(name).info("HTTP Request: POST https://api.telegram.org/bot%s/getMe", TOKEN)
    assert stream.getvalue() == ""


@pytest.mark.parametrize("verbose", [True, False])
def test_a_token_in_a_message_an_argument_or_an_exception_is_hidden(stream: io.StringIO, verbose: bool) -> None:
    set_up(verbose=verbose, stream=stream)
    try:
        raise ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except ValueError as failure:
        logging.getLogger("httpx").warning(f"{TOKEN} and %r", {"url": f"/bot{TOKEN}/x"}, exc_info=failure)
    assert SECRET not in stream.getvalue()
    assert "<token>" in stream.getvalue()


def test_times_and_ids_are_no_tokens() -> None:
    text = "2026-11-22T09:00:00 daily/2026-11-22/09:00 sent as 17:lets-verify"
    assert without_tokens(text) == text


# The whole bot


def a_secret_town() -> Sandbox:
    sandbox = Sandbox(token=TOKEN)
    sandbox.add_person(ADMIN, "Ada", role="admin")
    sandbox.add_channel(username=CHANNEL[1:], title="Daily digest")
    return sandbox


def everything_in(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def everything_shown_in(sandbox: Sandbox) -> str:
    """All that people see or could see of the bot: texts, links, buttons, toasts, menus."""
    messages = [message for chat in sandbox.world.chats.values() for message in chat.history.values()]
    return repr((messages, sandbox.toasts, sandbox.world.menus))


def trouble(sandbox: Sandbox, kind: str, *methods: str, chat: int | str | None = None) -> None:
    """Refusals quote the token: nobody says that Telegram's words are harmless."""
    for method in methods:
        words = f"{method}: /bot{TOKEN}/ is of no use"
        sandbox.faults.add(kind, method=method, chat=chat, seconds=0.02, retry_after=1, description=words)


async def answered(sandbox: Sandbox, query: str) -> None:
    """Well or not."""
    await sandbox.wait_for(lambda: any(call.params.get("callback_query_id") == query for call in sandbox.calls))


async def through_trouble(house: House, sandbox: Sandbox, clock: StandingClock, kinds: Sequence[str]) -> None:
    """On each day another kind of trouble meets the card, the news of it, the search for the card, and a press."""
    await sandbox.say(ADMIN, "/queue")
    queue = await sandbox.wait_for(lambda: next((m for m in sandbox.chat(ADMIN).messages if m.by_bot), None))
    assert queue is not None
    for day, kind in enumerate(kinds):
        clock.time = NINE + dt.timedelta(days=day)
        trouble(sandbox, kind, "sendMessage", chat=CHANNEL)
        if not kind.startswith("4"):  # what is refused is not told again
            trouble(sandbox, kind, "sendMessage", chat=ADMIN)
        trouble(sandbox, kind, "pinChatMessage", "getChatMember", "stopMessageLiveLocation", "editMessageReplyMarkup")
        await house.tick()
        assert not any(each.chat == CHANNEL for each in sandbox.faults.waiting)
        clock.time += dt.timedelta(minutes=2)
        await house.reconciler.reconcile(clock.time)
        trouble(sandbox, kind, "answerCallbackQuery", "editMessageText")
        await answered(sandbox, await sandbox.press(ADMIN, ADMIN, queue.id, "queue:daily"))
        sandbox.faults.clear()
        for _ in range(2):  # what is absent is so twice, and is sent again
            clock.time += dt.timedelta(minutes=16)
            await house.reconciler.reconcile(clock.time)
            await house.tick()


# Half of the troubles each, for it takes its time; below, each call meets all of them in both.
@pytest.mark.parametrize(
    ("verbose", "kinds"), [(True, list(KINDS)[::2]), (False, list(KINDS)[1::2])], ids=["verbose", "default"]
)
async def test_the_token_is_in_nothing_that_the_bot_writes_through_every_kind_of_trouble(
    tmp_path: Path, stream: io.StringIO, capfd: pytest.CaptureFixture[str], verbose: bool, kinds: Sequence[str]
) -> None:
    sandbox, clock = a_secret_town(), StandingClock(NINE - dt.timedelta(hours=1))
    set_up(verbose=verbose, stream=stream)
    async with sandbox.serve() as url:
        channel = a_channel(pin=True)
        config = a_config(url, tmp_path, token=TOKEN, channels=(channel,), reconcile_pace=dt.timedelta(milliseconds=1))
        trouble(sandbox, "502", "setMyCommands")
        async with open_house(config, clock, limits=AT_ONCE) as house:
            trouble(sandbox, "500", "getUpdates")
            async with serving(house):
                await through_trouble(house, sandbox, clock, kinds)
                await sandbox.say(ADMIN, "/status")
                await sandbox.wait_for(lambda: sandbox.chat(ADMIN).messages[-1].text.startswith("Status"))
                trouble(sandbox, "garbage", "getUpdates")
                await sandbox.say(ADMIN, "/about")
                assert backup(config, tmp_path / "copy.sqlite3").cards == len(kinds)
    out, err = capfd.readouterr()
    log, told = stream.getvalue(), "\n".join(private_texts(sandbox))
    for word in ("unknown", "put off", "sent", "found"):
        assert word in log
    assert "⚠ daily: " in told
    assert "<token>" in told  # Telegram's words are passed on, without it
    assert SECRET not in log + out + err + everything_shown_in(sandbox)
    assert SECRET.encode() not in everything_in(tmp_path)
    if not verbose:
        assert all(LINE.match(line) for line in log.splitlines())


@pytest.mark.parametrize("verbose", [True, False], ids=["verbose", "default"])
async def test_the_token_is_in_no_failure_of_any_call(
    stream: io.StringIO, capfd: pytest.CaptureFixture[str], verbose: bool
) -> None:
    sandbox = a_secret_town()
    set_up(verbose=verbose, stream=stream)
    channel, card, log = a_channel(), Card(html="hello"), logging.getLogger("bot.app")
    async with sandbox.serve() as url, a_bot(url, TOKEN) as bot:
        messenger, probe, polling = TelegramMessenger(bot), TelegramProbe(bot), Polling()
        calls: dict[str, Callable[[], Awaitable[object]]] = {
            "getMe": bot.get_me,
            "getUpdates": lambda: bot.get_updates(timeout=0),
            "setMyCommands": lambda: bot.set_my_commands([("start", "hello")]),
            "answerCallbackQuery": lambda: bot.answer_callback_query("1"),
            "sendMessage": lambda: messenger.send(channel, card),
            "editMessageText": lambda: messenger.edit(CHANNEL, 1, card),
            "deleteMessage": lambda: messenger.delete(CHANNEL, 1),
            "pinChatMessage": lambda: messenger.pin(channel, 1),
            "getChatMember": lambda: probe.tells_apart(CHANNEL),
            "stopMessageLiveLocation": lambda: probe.sight(CHANNEL, 1),
            "editMessageReplyMarkup": lambda: probe.carries(CHANNEL, 1, card),
            "forwardMessage": lambda: probe.copy(CHANNEL, 1, into=ADMIN),
            "getChat": lambda: standing_of(bot, CHANNEL),
        }
        for method, call in calls.items():
            for kind in KINDS:
                if (method, kind) == ("getUpdates", "late"):  # has no effect that could come late
                    continue
                trouble(sandbox, kind, method)
                try:
                    await call()
                except SendError as failure:
                    log.error("%s: %s", method, failure, exc_info=failure)
                except TelegramError as failure:
                    polling.failed(failure)
                    log.error("%s: %r", method, meaning_of(failure), exc_info=failure)
                assert not sandbox.faults.waiting, (method, kind)
    out, err = capfd.readouterr()
    assert len(stream.getvalue().splitlines()) > len(calls) * len(KINDS) / 2
    assert SECRET not in stream.getvalue() + out + err


@pytest.mark.parametrize("verbose", [True, False], ids=["verbose", "default"])
@pytest.mark.parametrize("reachable", [True, False], ids=["refused", "out-of-reach"])
async def test_a_token_that_gets_nowhere_is_not_printed(
    tmp_path: Path,
    stream: io.StringIO,
    capfd: pytest.CaptureFixture[str],
    unused_tcp_port: int,
    verbose: bool,
    reachable: bool,
) -> None:
    set_up(verbose=verbose, stream=stream)
    async with Sandbox().serve() as url:
        config = a_config(url if reachable else f"http://127.0.0.1:{unused_tcp_port}", tmp_path, token=TOKEN)
        stopped = asyncio.Event()

        async def stop_when_it_has_spoken() -> None:
            while not stream.getvalue():  # noqa: ASYNC110 - a log cannot be waited for
                await asyncio.sleep(0.01)
            stopped.set()

        stopping = asyncio.create_task(stop_when_it_has_spoken())
        try:
            await run(config, StandingClock(), stopped)
        except SendError as failure:
            logging.getLogger("bot").exception("cannot start: %s", failure)
        await stopping
    out, err = capfd.readouterr()
    assert stream.getvalue()
    assert SECRET not in stream.getvalue() + out + err + repr(config)
    assert SECRET.encode() not in everything_in(tmp_path)
