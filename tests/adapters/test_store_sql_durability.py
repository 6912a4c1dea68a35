"""Law 1 under the store: what was committed survives a kill, and every slot is won once."""

import asyncio
import json
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.store_sql import Store, open_store
from bot.domain.delivery import State
from bot.domain.ledger import Ledger
from tests.adapters.store_child import SLOTS
from tests.contracts.deliveries import NOON, a_delivery, a_slot, as_begun, sending

MOMENTS = range(25)  # turns of the loop after which a write is cancelled: from before its start to its end


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "digestbot.sqlite3"


@pytest.fixture
async def store(file: Path) -> AsyncIterator[Store]:
    async with open_store(f"sqlite:///{file}") as opened:
        yield opened


async def _child(deed: str, file: Path) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    arguments = ("-m", "tests.adapters.store_child", deed, f"sqlite:///{file}")
    return await asyncio.create_subprocess_exec(sys.executable, *arguments, stdin=pipe, stdout=pipe)


def _nobody_holds_a_transaction(file: Path) -> bool:
    stranger = sqlite3.connect(file, timeout=0, isolation_level=None)
    try:
        stranger.execute("BEGIN IMMEDIATE")
        stranger.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return False
    finally:
        stranger.close()
    return True


async def _cancelled_after(turns: int, work: Coroutine[Any, Any, object]) -> None:
    task = asyncio.ensure_future(work)
    for _ in range(turns):
        await asyncio.sleep(0.0002)  # the database works in a thread of its own: a turn must last
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_process_killed_after_begin_leaves_its_delivery_sending(file: Path) -> None:
    child = await _child("die_sending", file)
    await child.communicate()
    assert child.returncode == -signal.SIGKILL
    async with open_store(f"sqlite:///{file}") as store:
        assert await store.ledger.find(a_slot()) == as_begun()
        assert await store.ledger.begin(a_slot(), now=NOON) is None


async def test_two_processes_that_start_and_race_together_win_every_slot_once(file: Path) -> None:
    children = [await _child("race", file) for _ in range(2)]
    for child in children:
        assert child.stdout is not None
        assert await child.stdout.readline() == b"ready\n"
    outputs = await asyncio.gather(*(child.communicate(b"go\n") for child in children))
    won = [json.loads(output) for output, _ in outputs]
    for prize in ("claimed", "begun"):
        assert sorted(won[0][prize] + won[1][prize]) == list(range(SLOTS))


async def test_what_another_process_has_not_committed_is_not_seen(store: Store, file: Path) -> None:
    await store.ledger.claim(a_delivery())
    stranger = sqlite3.connect(file, isolation_level=None)
    try:
        stranger.execute("BEGIN IMMEDIATE")
        stranger.execute("UPDATE deliveries SET state = 'sent', key = 'other'")
        assert await store.ledger.find(a_slot()) == a_delivery()
        assert await store.ledger.latest() == []
        stranger.execute("COMMIT")
        assert [row.key for row in await store.ledger.latest()] == ["other"]
    finally:
        stranger.close()


async def test_a_write_waits_for_another_process_to_finish_its_own(store: Store, file: Path) -> None:
    stranger = sqlite3.connect(file, isolation_level=None)
    try:
        stranger.execute("BEGIN IMMEDIATE")
        claim = asyncio.create_task(store.ledger.claim(a_delivery()))
        await asyncio.sleep(0.05)
        assert not claim.done()
        stranger.execute("COMMIT")
        assert await claim
    finally:
        stranger.close()


async def test_between_two_calls_no_transaction_is_held(store: Store, file: Path) -> None:
    await sending(store.ledger, a_slot())
    await store.ledger.history("daily")
    assert _nobody_holds_a_transaction(file)


@pytest.mark.parametrize("turns", MOMENTS)
async def test_a_cancelled_begin_happened_wholly_or_not_at_all(store: Store, file: Path, turns: int) -> None:
    await store.ledger.claim(a_delivery())
    await _cancelled_after(turns, store.ledger.begin(a_slot(), now=NOON))
    found = await store.ledger.find(a_slot())
    assert found in (a_delivery(), as_begun())
    assert await store.ledger.claim(a_delivery(a_slot(23)))
    assert _nobody_holds_a_transaction(file)


@pytest.mark.parametrize("turns", MOMENTS[1:])
async def test_a_settle_once_begun_is_written_even_if_its_caller_is_cancelled(store: Store, turns: int) -> None:
    await sending(store.ledger, a_slot())
    await _cancelled_after(turns, store.ledger.settle_sent(a_slot(), attempt=1, message_id=18, now=NOON))
    await store.ledger.saw("@daily_digest", 1)  # queues behind it
    assert [row.message_id for row in await store.ledger.latest()] == [18]


async def test_closing_waits_for_a_settle_whose_caller_was_cancelled(file: Path) -> None:
    async with open_store(f"sqlite:///{file}") as store:
        await sending(store.ledger, a_slot())
        await _cancelled_after(1, store.ledger.settle_sent(a_slot(), attempt=1, message_id=18, now=NOON))
    async with open_store(f"sqlite:///{file}") as store:
        assert [row.message_id for row in await store.ledger.latest()] == [18]


async def test_readers_and_writers_of_one_process_take_turns_and_all_get_theirs(store: Store) -> None:
    ledger: Ledger = store.ledger

    async def whole_life(day: int) -> None:
        await sending(ledger, a_slot(day))
        assert len(await ledger.history("daily")) >= 1
        await ledger.settle_sent(a_slot(day), attempt=1, message_id=100 + day, now=NOON)

    await asyncio.gather(*(whole_life(day) for day in range(1, 31)))
    assert len(await ledger.latest(limit=100)) == 30
    assert await ledger.in_state(State.SENDING, State.PLANNED) == []


async def test_of_two_stores_on_one_file_one_takes_the_lease_each_time_it_is_free(store: Store, file: Path) -> None:
    async with open_store(f"sqlite:///{file}") as other:
        for _ in range(20):
            races = (one.leases.take(f"host:{number}", after=None) for number, one in enumerate((store, other)))
            (lease,) = [lease for lease in await asyncio.gather(*races) if lease]
            races = (one.leases.take(f"next:{number}", after=lease) for number, one in enumerate((store, other)))
            (lease,) = [lease for lease in await asyncio.gather(*races) if lease]
            assert await other.leases.look() == lease
            await store.leases.release(lease)


async def test_of_two_stores_on_one_file_one_begins_each_delivery(store: Store, file: Path) -> None:
    async with open_store(f"sqlite:///{file}") as other:
        for day in range(1, 21):
            await store.ledger.claim(a_delivery(a_slot(day)))
            both = await asyncio.gather(*(one.ledger.begin(a_slot(day), now=NOON) for one in (store, other)))
            assert [delivery.attempt for delivery in both if delivery] == [1]


async def test_a_move_that_was_cancelled_happened_wholly_or_not_at_all(store: Store) -> None:
    for turns in MOMENTS:
        old, new = -1 - turns, -1001 - turns
        await store.ledger.claim(a_delivery(a_slot(label=f"demand:{turns}"), chat=old))
        await _cancelled_after(turns, store.ledger.move(old, new))
        await store.ledger.saw("@daily_digest", 1)  # queues behind it
        found = await store.ledger.find(a_slot(label=f"demand:{turns}"))
        assert found is not None
        assert (found.chat, (await store.ledger.moves()).get(old)) in {(old, None), (new, new)}
