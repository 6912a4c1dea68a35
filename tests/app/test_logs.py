"""The log: one line per event, and never the token, whatever happens to the whole bot."""

import asyncio
import datetime as dt
import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app.logs import set_up
from bot.app.run import run
from bot.app.wiring.house import open_house
from bot.domain.errors import SendError
from bot.domain.secrecy import without_tokens
from bot.sandbox import Sandbox
from bot.sandbox.faults import KINDS
from tests.adapters.bots import ADMIN, CHANNEL
from tests.app.houses import NINE, StandingClock, a_config, serving

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


@pytest.mark.parametrize("verbose", [True, False], ids=["verbose", "default"])
async def test_the_token_is_in_nothing_that_the_bot_writes_through_every_kind_of_trouble(
    tmp_path: Path, stream: io.StringIO, capfd: pytest.CaptureFixture[str], verbose: bool
) -> None:
    sandbox, clock = a_secret_town(), StandingClock(NINE - dt.timedelta(hours=1))
    set_up(verbose=verbose, stream=stream)
    async with sandbox.serve() as url:
        config = a_config(url, tmp_path, token=TOKEN)
        async with open_house(config, clock) as house:
            sandbox.faults.add("502", method="setMyCommands")
            sandbox.faults.add("500", method="getUpdates")
            async with serving(house):
                for day, kind in enumerate(KINDS):
                    clock.time = NINE + dt.timedelta(days=day)
                    sandbox.faults.add(kind, method="sendMessage", seconds=0.02, times=2)
                    await house.tick()
                    await sandbox.say(ADMIN, f"/entry {kind}")
                sandbox.faults.clear()
                await sandbox.say(ADMIN, "/status")
                await sandbox.wait_for(lambda: "daily" in sandbox.chat(ADMIN).messages[-1].text)
                sandbox.faults.add("garbage", method="getUpdates")
                await sandbox.say(ADMIN, "/about")
    out, err = capfd.readouterr()
    log = stream.getvalue()
    assert "unknown" in log
    assert "refused" in log
    assert SECRET not in log + out + err
    assert SECRET.encode() not in everything_in(tmp_path)
    assert all(SECRET not in message.text for chat in sandbox.world.chats.values() for message in chat.messages)
    if not verbose:
        assert all(LINE.match(line) for line in log.splitlines())


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
