"""run and health: the bot as a process, from its first card to its clean end."""

import asyncio
import datetime as dt
import re
import signal

import pytest

from bot.app.heartbeat import STALE, beat
from tests.cli.shell import PATIENCE, Shell, Telegram, an_hour_ago, stop

pytestmark = pytest.mark.slow  # real processes, a second or more each to start

EVENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} (INFO|WARNING|ERROR) +\S.*")


async def test_a_bot_posts_says_so_and_stops_cleanly(shell: Shell, telegram: Telegram) -> None:
    state = shell.folder / "state"
    assert (await shell.beside("health")).code == 1
    async with shell.running("run", DIGEST_AT=an_hour_ago()) as process:
        await telegram.posted()
        async with asyncio.timeout(PATIENCE):
            while (await shell.beside("health")).code:
                pass
        ran = await stop(process, signal.SIGTERM)
    assert (ran.code, ran.out) == (0, "")
    assert len(telegram.posts) == 1
    assert all(EVENT.fullmatch(line) for line in ran.err.splitlines()), ran.err
    assert sum(" sent: " in line for line in ran.err.splitlines()) == 1
    for text in (ran.err.encode(), *(path.read_bytes() for path in state.rglob("*") if path.is_file())):
        assert telegram.sandbox.token.encode() not in text


async def test_a_send_under_way_is_settled_before_the_end(shell: Shell, telegram: Telegram) -> None:
    telegram.sandbox.faults.add("slow", method="sendMessage", seconds=1)
    async with shell.running("run", DIGEST_AT=an_hour_ago()) as process:
        await telegram.posted()
        ran = await stop(process, signal.SIGTERM)
    assert ran.code == 0
    assert ran.err.index("stopping") < ran.err.index(" sent: ")


async def test_a_bot_that_was_killed_does_not_post_its_card_again(shell: Shell, telegram: Telegram) -> None:
    telegram.sandbox.faults.add("hang_after", method="sendMessage")
    async with shell.running("run", DIGEST_AT=an_hour_ago()) as process:
        await telegram.posted()
        assert (await stop(process, signal.SIGKILL)).code == -signal.SIGKILL
    telegram.sandbox.faults.clear()
    soon = {"DIGEST_RECONCILE_AFTER": "1s", "DIGEST_RECONCILE_PACE": "0.01s"}
    async with shell.running("run", "-v", DIGEST_AT=an_hour_ago(), **soon) as process:
        calls = telegram.sandbox.calls
        searched = "editMessageReplyMarkup"  # at the alarm's second ring
        await telegram.sandbox.wait_for(lambda: any(call.method == searched for call in calls), timeout=2 * PATIENCE)
        ran = await stop(process, signal.SIGINT)
    assert ran.code == 0
    assert " unknown: " in ran.err
    assert len(telegram.posts) == 1
    assert not telegram.alerts
    assert telegram.sandbox.token not in ran.err


async def test_a_refused_token_ends_the_run_but_a_telegram_out_of_reach_is_waited_for(
    shell: Shell, telegram: Telegram
) -> None:
    async with shell.running("run", DIGEST_API_URL="http://127.0.0.1:1") as process:
        refused = await shell.run("run", TELEGRAM_BOT_TOKEN="42:" + "w" * 35)
        assert process.stderr is not None
        waiting = (await asyncio.wait_for(process.stderr.readline(), PATIENCE)).decode()
        stopped = await stop(process, signal.SIGINT)
    assert (refused.code, refused.out) == (1, "")
    (line,) = refused.err.splitlines()
    assert line.startswith("Telegram does not let the bot in: ")
    assert "w" * 35 not in line
    assert EVENT.fullmatch(waiting.rstrip())
    assert "Telegram cannot be reached, trying again in 1 s" in waiting
    assert (stopped.code, stopped.out) == (0, "")
    assert all(EVENT.fullmatch(line) for line in stopped.err.splitlines())


def test_an_old_sign_of_life_is_told_with_its_time(shell: Shell) -> None:
    last = dt.datetime.now(dt.UTC) - STALE - dt.timedelta(seconds=5)
    beat(shell.folder / "state", last)
    ran = shell.quick("health")
    assert (ran.code, ran.out) == (1, "")
    assert f"no sign of life in {shell.folder / 'state'} since {last:%Y-%m-%d %H:%M:%S} UTC" in ran.err


def test_a_fresh_sign_of_life_is_silence(shell: Shell) -> None:
    beat(shell.folder / "mine", dt.datetime.now(dt.UTC))
    ran = shell.quick("health", DIGEST_STATE="mine")
    assert (ran.code, ran.said) == (0, "")
