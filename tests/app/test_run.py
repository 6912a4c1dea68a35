"""Start-up, running and stopping of the whole bot, over real HTTP and a real database."""

import asyncio
import datetime as dt
import logging
import os
import shutil
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bot import shipped
from bot.adapters.store_sql import open_store
from bot.app.heartbeat import last_beat
from bot.app.lease import Tenancy
from bot.app.run import run, serve, stop_on_signals
from bot.app.wiring.house import House, open_house
from bot.domain.delivery import State
from bot.domain.errors import Refused, SendError
from bot.domain.faults import FaultsError
from bot.sandbox import Rights, Sandbox
from tests.adapters.bots import ADMIN, CHANNEL, a_town
from tests.app.houses import (
    NINE,
    SLOT,
    StandingClock,
    a_config,
    a_running_bot,
    channel_of,
    delivery_in,
    eventually,
    private_texts,
    serving,
)
from tests.contracts.deliveries import a_delivery

PATIENCE = 30
MINUTE = dt.timedelta(minutes=1)
PULSE = dt.timedelta(seconds=0.2)


@pytest.fixture
def sandbox() -> Sandbox:
    return a_town()


async def test_the_bot_starts_posts_todays_card_shows_its_menu_and_answers(sandbox: Sandbox, tmp_path: Path) -> None:
    async with sandbox.serve() as url:
        config = a_config(url, tmp_path)
        async with a_running_bot(config):
            await sandbox.wait_for(lambda: channel_of(sandbox).messages)
            await sandbox.say(ADMIN, "/about")
            await sandbox.wait_for(lambda: private_texts(sandbox))
            await eventually(lambda: last_beat(config.state))
    assert len(channel_of(sandbox).messages) == 1
    assert last_beat(config.state) == NINE
    assert any(call.method == "setMyCommands" and call.ok for call in sandbox.calls)
    delivery = await delivery_in(config)
    assert delivery is not None
    assert (delivery.state, delivery.message_id) == (State.SENT, channel_of(sandbox).messages[0].id)


async def test_a_restart_posts_nothing_again(sandbox: Sandbox, tmp_path: Path) -> None:
    async with sandbox.serve() as url:
        for _ in range(2):
            async with a_running_bot(a_config(url, tmp_path)) as house:
                await sandbox.wait_for(lambda: channel_of(sandbox).messages)
                await house.tick()
    assert len(channel_of(sandbox).messages) == 1


@pytest.mark.parametrize(("trouble", "state"), [("slow", State.SENT), ("hang_after", State.UNKNOWN)])
async def test_a_stop_during_a_send_settles_it_first(
    sandbox: Sandbox, tmp_path: Path, trouble: str, state: State
) -> None:
    sandbox.faults.add(trouble, method="sendMessage", seconds=0.5)
    async with sandbox.serve() as url:
        config = a_config(url, tmp_path)
        async with open_house(config, StandingClock()) as house:
            async with serving(house) as stopped:
                await sandbox.wait_for(lambda: channel_of(sandbox).messages)
                stopped.set()
            delivery = await house.store.ledger.find(SLOT)
    assert delivery is not None
    assert delivery.state is state


async def test_what_a_crash_left_sending_is_unknown_and_neither_told_nor_repeated(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    async with sandbox.serve() as url:
        config = a_config(url, tmp_path)
        config.state.mkdir()
        async with open_store(f"sqlite:///{config.state / 'digestbot.sqlite3'}") as store:
            await store.ledger.claim(a_delivery(SLOT, chat=CHANNEL))
            await store.ledger.begin(SLOT, now=NINE)
        async with a_running_bot(config):
            await eventually(lambda: last_beat(config.state))
    delivery = await delivery_in(config)
    assert delivery is not None
    assert (delivery.state, delivery.detail) == (State.UNKNOWN, "stopped")
    assert (channel_of(sandbox).messages, private_texts(sandbox)) == ([], [])


async def test_a_card_whose_answer_got_lost_is_found_by_the_next_run(sandbox: Sandbox, tmp_path: Path) -> None:
    channel_of(sandbox).rights = Rights()
    sandbox.faults.add("hang_after", method="sendMessage", seconds=0.5)
    async with sandbox.serve() as url:
        config = a_config(url, tmp_path, reconcile_pace=dt.timedelta())
        async with open_house(config, StandingClock()) as house, serving(house):
            await sandbox.wait_for(lambda: channel_of(sandbox).messages)
        unknown = await delivery_in(config)
        assert unknown is not None
        assert unknown.state is State.UNKNOWN
        clock = StandingClock(NINE + 5 * MINUTE)
        async with a_running_bot(config, clock, pulse=PULSE) as house:
            await until(lambda: in_state(house, State.SENT))
    (message,) = channel_of(sandbox).messages
    found = await delivery_in(config)
    assert found is not None
    assert found.message_id == message.id


async def in_state(house: House, state: State) -> bool:
    found = await house.store.ledger.find(SLOT)
    return found is not None and found.state is state


async def until(asked: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(PATIENCE * 20):
        if await asked():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it never became true")


async def test_a_stop_does_not_wait_for_a_search_to_end(sandbox: Sandbox, tmp_path: Path) -> None:
    """It may be interrupted anywhere, as by a kill, and takes minutes."""
    channel_of(sandbox).rights = Rights()
    async with sandbox.serve() as url:
        config = a_config(url, tmp_path, reconcile_pace=dt.timedelta(hours=1))
        config.state.mkdir()
        async with open_store(f"sqlite:///{config.state / 'digestbot.sqlite3'}") as store:
            await store.ledger.claim(a_delivery(SLOT, chat=CHANNEL))
            await store.ledger.begin(SLOT, now=NINE)
            await store.ledger.settle_unknown(SLOT, attempt=1, detail="cut", now=NINE, look_at=NINE)
        async with open_house(config, StandingClock()) as house:
            stopped = asyncio.Event()
            life = asyncio.create_task(serve(house, stopped))
            await sandbox.wait_for(lambda: any(call.method == "getChatMember" for call in sandbox.calls))
            await asyncio.sleep(0.2)  # until the search waits for its first turn
            stopped.set()
            _, running = await asyncio.wait({life}, timeout=PATIENCE)
            life.cancel()
            with suppress(asyncio.CancelledError):
                await life
    assert not running


# Two processes


@asynccontextmanager
async def waiting_house(url: str, folder: Path) -> AsyncIterator[tuple[House, asyncio.Event, asyncio.Event]]:
    """A bot that waits because another has the lease; what stops it, and what is set when it runs."""
    async with open_house(a_config(url, folder), StandingClock()) as house:
        await house.store.leases.take("elsewhere|1|1|x", after=None)
        stopped, ready = asyncio.Event(), asyncio.Event()
        life = asyncio.create_task(serve(house, stopped, ready=ready.set))
        try:
            yield house, stopped, ready
        finally:
            stopped.set()
            await life


async def release(house: House) -> None:
    held = await house.store.leases.look()
    assert held is not None
    await house.store.leases.release(held)


async def test_the_second_posts_nothing_until_the_first_has_ended(
    sandbox: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with sandbox.serve() as url, waiting_house(url, tmp_path) as (house, _, ready):
        await eventually(lambda: "runs on this database" in caplog.text)
        assert channel_of(sandbox).messages == []
        assert not any(call.method == "getUpdates" for call in sandbox.calls)
        await release(house)
        async with asyncio.timeout(PATIENCE):
            await ready.wait()
        await sandbox.wait_for(lambda: channel_of(sandbox).messages)


async def test_a_stop_ends_the_waiting_for_the_lease(
    sandbox: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with sandbox.serve() as url, asyncio.timeout(PATIENCE), waiting_house(url, tmp_path):
        await eventually(lambda: "runs on this database" in caplog.text)
    assert channel_of(sandbox).messages == []


async def test_who_takes_over_knows_what_the_first_has_told_meanwhile(
    sandbox: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with sandbox.serve() as url, waiting_house(url, tmp_path) as (house, _, ready):
        await eventually(lambda: "runs on this database" in caplog.text)
        await house.store.notices.keep("channel daily", "in trouble since then")
        await release(house)
        async with asyncio.timeout(PATIENCE):
            await ready.wait()
        await until(lambda: in_state(house, State.SENT))
        await until(lambda: nothing_stands(house))


async def nothing_stands(house: House) -> bool:
    """The card was posted, so the trouble is over."""
    return await house.store.notices.standing() == {}


async def taken_over(house: House) -> bool:
    leases = house.store.leases
    return await leases.take("elsewhere|1|1|x", after=await leases.look()) is not None


async def test_who_was_taken_over_from_stops_and_waits(
    sandbox: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with sandbox.serve() as url, open_house(a_config(url, tmp_path), StandingClock()) as house:
        quick = replace(house, tenancy=Tenancy(house.store.leases, beat=0.1))
        async with serving(quick):
            await sandbox.wait_for(lambda: channel_of(sandbox).messages)
            await until(lambda: taken_over(house))
            await eventually(lambda: "another process has taken over" in caplog.text)
            await eventually(lambda: "runs on this database" in caplog.text)


# Telegram out of reach, or unwilling


async def test_a_start_without_telegram_is_patient_says_so_and_goes_on_when_it_is_there(
    sandbox: Sandbox, tmp_path: Path, unused_tcp_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    stopped = asyncio.Event()
    config = a_config(f"http://127.0.0.1:{unused_tcp_port}", tmp_path)
    life = asyncio.create_task(run(config, StandingClock(), stopped))
    await eventually(lambda: "cannot be reached" in caplog.text)
    async with sandbox.serve(unused_tcp_port):
        await sandbox.wait_for(lambda: channel_of(sandbox).messages)
        stopped.set()
        await life


async def test_a_stop_ends_the_waiting_for_telegram(
    tmp_path: Path, unused_tcp_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    stopped = asyncio.Event()
    life = asyncio.create_task(run(a_config(f"http://127.0.0.1:{unused_tcp_port}", tmp_path), StandingClock(), stopped))
    await eventually(lambda: "cannot be reached" in caplog.text)
    stopped.set()
    async with asyncio.timeout(20):
        await life


async def test_a_wrong_token_ends_it_at_once(sandbox: Sandbox, tmp_path: Path) -> None:
    async with sandbox.serve() as url, asyncio.timeout(20):
        with pytest.raises(Refused, match="rejected by the server") as raised:
            await run(a_config(url, tmp_path, token="42:of-another-bot-altogether"), StandingClock(), asyncio.Event())
    assert "of-another-bot" not in str(raised.value)


async def test_a_hasty_start_without_telegram_fails(tmp_path: Path, unused_tcp_port: int) -> None:
    config = a_config(f"http://127.0.0.1:{unused_tcp_port}", tmp_path)
    with pytest.raises(SendError):
        async with open_house(config, StandingClock()):
            pass


async def test_faults_of_the_collections_are_said_before_anything_is_opened(tmp_path: Path) -> None:
    config = a_config("http://127.0.0.1:1", tmp_path, data=tmp_path / "empty")
    with pytest.raises(FaultsError):
        await run(config, StandingClock(), asyncio.Event())
    assert not config.state.exists()


# Changes of the collections


async def test_a_change_of_the_collections_is_taken_up_and_a_broken_one_told_once(
    sandbox: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    data = shutil.copytree(shipped.data(), tmp_path / "data")
    collection = data / "entries/openai-o1.yaml"
    good = collection.read_text(encoding="utf-8")
    async with sandbox.serve() as url, a_running_bot(a_config(url, tmp_path, data=data)) as house:
        before = house.library.shelf.catalog
        async with asyncio.timeout(PATIENCE):
            while not private_texts(sandbox):  # until the folder is watched, nobody sees it
                collection.write_text(good.replace("title:", "titel:", 1), encoding="utf-8")
                with suppress(TimeoutError):
                    await sandbox.wait_for(lambda: private_texts(sandbox), timeout=2)
        assert house.library.shelf.catalog is before
        assert "titel" in private_texts(sandbox)[0]
        collection.write_text(good, encoding="utf-8")
        await sandbox.wait_for(lambda: len(private_texts(sandbox)) == 2)
        assert house.library.shelf.catalog is not before
        assert "in order again" in private_texts(sandbox)[1]
    assert "were read again" in caplog.text


async def test_a_watch_that_fails_is_said_and_the_bot_runs_on(
    sandbox: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data = shutil.copytree(shipped.data(), tmp_path / "data")
    async with sandbox.serve() as url, open_house(a_config(url, tmp_path, data=data), StandingClock()) as house:
        shutil.rmtree(data)
        async with serving(house), asyncio.timeout(20):
            await sandbox.wait_for(lambda: channel_of(sandbox).messages)
    assert "changes of the collections go unseen" in caplog.text


# Signals


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops(sign: signal.Signals) -> None:
    stopped = asyncio.Event()
    stop_on_signals(stopped)
    os.kill(os.getpid(), sign)
    async with asyncio.timeout(20):
        await stopped.wait()
