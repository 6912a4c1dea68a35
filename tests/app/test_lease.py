"""One bot runs on a database; others wait, and take over when it dies or stands still."""

import asyncio
import subprocess
import sys
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from bot.app.lease import Holder, Tenancy
from bot.domain.errors import StoreError
from bot.domain.faults import Fault
from bot.domain.upkeep import Lease
from tests.app.houses import eventually
from tests.fakes.memory import MemoryLeases

PATIENCE = 30
HERE = Holder(host="here", space="1", pid=11, nonce="a")
THERE = Holder(host="there", space="1", pid=11, nonce="b")
BROKEN = StoreError([Fault(place="the database", what="cannot be reached", remedy="wait")])


async def never(_: float) -> None:
    """A process that stands still: it gives no sign of life."""
    await asyncio.Event().wait()


def a_tenancy(leases: MemoryLeases, me: Holder = HERE, *, dead: float = 600) -> Tenancy:
    return Tenancy(leases, dead=dead, me=me, sleep=never)


@pytest.fixture
def leases() -> MemoryLeases:
    return MemoryLeases()


@pytest.fixture
def stopped() -> asyncio.Event:
    return asyncio.Event()


async def holder_of(leases: MemoryLeases) -> str | None:
    found = await leases.look()
    return found.holder if found else None


async def test_a_lease_nobody_has_is_taken_and_given_back(leases: MemoryLeases, stopped: asyncio.Event) -> None:
    async with a_tenancy(leases).hold(stopped) as lost:
        assert lost is not None
        assert not lost.is_set()
        assert await holder_of(leases) == str(HERE)
    assert await holder_of(leases) is None


async def test_it_is_given_back_though_the_block_fails(leases: MemoryLeases, stopped: asyncio.Event) -> None:
    with pytest.raises(ZeroDivisionError):
        async with a_tenancy(leases).hold(stopped):
            raise ZeroDivisionError
    assert await holder_of(leases) is None


async def test_the_second_waits_says_so_and_goes_on_when_the_first_ends(
    leases: MemoryLeases, stopped: asyncio.Event, caplog: pytest.LogCaptureFixture
) -> None:
    async with AsyncExitStack() as first:
        await first.enter_async_context(a_tenancy(leases).hold(stopped))
        second = asyncio.create_task(entered(a_tenancy(leases, THERE), stopped))
        await eventually(lambda: "runs on this database" in caplog.text)
        assert not second.done()
    async with asyncio.timeout(PATIENCE):
        assert await second == str(THERE)
    assert caplog.text.count("runs on this database") == 1
    assert "process 11 on here" in caplog.text


async def entered(tenancy: Tenancy, stopped: asyncio.Event) -> str | None:
    """Who holds the lease inside the block."""
    async with tenancy.hold(stopped):
        return await holder_of(tenancy._leases)  # type: ignore[arg-type]


async def test_who_waits_can_be_stopped(leases: MemoryLeases, stopped: asyncio.Event) -> None:
    await leases.take(str(THERE), after=None)
    waiting = asyncio.create_task(entered(a_tenancy(leases), stopped))
    await asyncio.sleep(0)
    stopped.set()
    async with asyncio.timeout(PATIENCE):
        assert await waiting == str(THERE)


async def test_what_stood_still_is_taken_over_from(
    leases: MemoryLeases, stopped: asyncio.Event, caplog: pytest.LogCaptureFixture
) -> None:
    await leases.take(str(THERE), after=None)
    async with asyncio.timeout(PATIENCE), a_tenancy(leases, dead=0.1).hold(stopped):
        assert await holder_of(leases) == str(HERE)
    assert "taking over from process 11 on there" in caplog.text


class Beating(MemoryLeases):
    """Its holder gives a sign of life before each look."""

    looks = 0

    async def look(self) -> Lease | None:
        self.looks += 1
        if found := await super().look():
            await self.renew(found)
        return await super().look()


async def test_what_beats_is_waited_for_however_long(stopped: asyncio.Event) -> None:
    leases = Beating()
    await leases.take(str(THERE), after=None)
    waiting = asyncio.create_task(entered(a_tenancy(leases, dead=PATIENCE), stopped))
    await eventually(lambda: leases.looks > 3)
    stopped.set()
    assert await waiting == str(THERE)


class Contested(MemoryLeases):
    """Somebody is always faster."""

    lost = 0

    async def take(self, holder: str, *, after: Lease | None) -> Lease | None:
        self.lost += 1
        await super().take(str(THERE), after=after)
        return None


async def test_of_two_that_take_it_at_once_one_waits(stopped: asyncio.Event) -> None:
    leases = Contested()
    waiting = asyncio.create_task(entered(a_tenancy(leases), stopped))
    await eventually(lambda: leases.lost)
    assert not waiting.done()
    stopped.set()
    assert await waiting == str(THERE)


# Processes of this machine


@pytest.fixture
def child() -> int:
    """The id of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


async def test_a_process_of_this_machine_that_has_died_is_taken_over_from_at_once(
    leases: MemoryLeases, stopped: asyncio.Event, child: int
) -> None:
    me = Holder.this()
    await leases.take(str(replace(me, pid=child, nonce="x")), after=None)
    async with asyncio.timeout(PATIENCE), a_tenancy(leases, me).hold(stopped):
        assert await holder_of(leases) == str(me)


def test_who_lives_or_is_elsewhere_is_not_known_to_be_dead(child: int) -> None:
    me = Holder.this()
    assert not replace(me, pid=1).has_died(me)
    for elsewhere in (replace(me, pid=child, host="another"), replace(me, pid=child, space="another")):
        assert not elsewhere.has_died(me)
    assert not replace(me, pid=child, space="").has_died(replace(me, space=""))


def test_a_process_id_that_is_ours_by_now_was_a_dead_ones() -> None:
    me = Holder.this()
    assert replace(me, nonce="of the one before").has_died(me)


@pytest.mark.parametrize("text", ["", "somebody", "a|b|c|d", "a|b|-1|d"])
def test_what_is_no_holder_of_ours_is_waited_for(text: str) -> None:
    assert Holder.parse(text) is None


def test_a_holder_is_read_as_it_was_written() -> None:
    assert Holder.parse(str(THERE)) == THERE


# Losing it


class Steps:
    """A sleep that lasts until the test says so."""

    def __init__(self) -> None:
        self._go = asyncio.Semaphore(0)

    async def __call__(self, _: float) -> None:
        await self._go.acquire()

    def next(self) -> None:
        self._go.release()


async def test_who_was_taken_over_from_hears_so_and_takes_nothing_back(
    leases: MemoryLeases, stopped: asyncio.Event
) -> None:
    beats = Steps()
    async with Tenancy(leases, me=HERE, sleep=beats).hold(stopped) as lost:
        assert lost is not None
        await leases.take(str(THERE), after=await leases.look())
        beats.next()
        async with asyncio.timeout(PATIENCE):
            await lost.wait()
    assert await holder_of(leases) == str(THERE)


class Failing(MemoryLeases):
    """Renewing fails ``failures`` times."""

    def __init__(self, failure: Exception) -> None:
        super().__init__()
        self.failure: Exception | None = failure
        self.renewed = asyncio.Event()

    async def renew(self, lease: Lease) -> Lease | None:
        if self.failure:
            failure, self.failure = self.failure, None
            raise failure
        self.renewed.set()
        return await super().renew(lease)


@pytest.mark.parametrize("failure", [BROKEN, ZeroDivisionError("our own")], ids=["database", "fault of our own"])
async def test_a_sign_of_life_that_fails_is_given_again_and_is_no_loss(
    stopped: asyncio.Event, failure: Exception
) -> None:
    leases, beats = Failing(failure), Steps()
    async with Tenancy(leases, me=HERE, sleep=beats).hold(stopped) as lost:
        assert lost is not None
        beats.next()
        beats.next()
        async with asyncio.timeout(PATIENCE):
            await leases.renewed.wait()
        assert not lost.is_set()


async def test_a_database_that_cannot_be_asked_is_said(stopped: asyncio.Event) -> None:
    class Away(MemoryLeases):
        async def look(self) -> Lease | None:
            raise BROKEN

    with pytest.raises(StoreError):
        async with a_tenancy(Away()).hold(stopped):
            pass


async def test_a_database_that_has_gone_at_the_end_breaks_nothing(
    stopped: asyncio.Event, caplog: pytest.LogCaptureFixture
) -> None:
    class Away(MemoryLeases):
        away = False

        async def look(self) -> Lease | None:
            if self.away:
                raise BROKEN
            return await super().look()

    leases = Away()
    async with a_tenancy(leases).hold(stopped):
        leases.away = True
    assert "could not be given back" in caplog.text
