"""The alarm rings at once, again and again, and never twice at a time."""

import asyncio
import datetime as dt
import logging

import pytest
import time_machine

from bot.adapters.alarm_apscheduler import Alarm

SOON = dt.timedelta(seconds=0.05)


async def test_it_rings_at_once_and_then_regularly_until_it_is_stopped() -> None:
    rings = asyncio.Semaphore(0)

    async def ring() -> None:
        rings.release()

    alarm = Alarm(ring, every=SOON)
    alarm.start()
    async with asyncio.timeout(20):
        for _ in range(3):
            await rings.acquire()
    await alarm.stop()
    while not rings.locked():
        await rings.acquire()
    await asyncio.sleep(3 * SOON.total_seconds())
    assert rings.locked()


async def test_the_first_ring_does_not_wait_for_the_interval() -> None:
    rung = asyncio.Event()

    async def ring() -> None:
        rung.set()

    alarm = Alarm(ring)
    alarm.start()
    async with asyncio.timeout(20):
        await rung.wait()
    await alarm.stop()


async def test_a_lambda_that_returns_an_awaitable_is_awaited() -> None:
    rung = asyncio.Event()

    async def ring() -> None:
        rung.set()

    alarm = Alarm(lambda: ring())  # noqa: PLW0108 - the lambda is the point
    alarm.start()
    async with asyncio.timeout(20):
        await rung.wait()
    await alarm.stop()


async def test_a_ring_that_takes_long_holds_up_no_other() -> None:
    """One channel may wait half a minute for Telegram; the slot of another comes in between."""
    rings = asyncio.Semaphore(0)
    may_end = asyncio.Event()

    async def ring() -> None:
        rings.release()
        await may_end.wait()

    alarm = Alarm(ring, every=SOON)
    alarm.start()
    async with asyncio.timeout(20):
        for _ in range(3):
            await rings.acquire()
    may_end.set()
    await alarm.stop()


async def test_a_clock_that_is_set_back_does_not_silence_the_alarm(caplog: pytest.LogCaptureFixture) -> None:
    rings = asyncio.Semaphore(0)

    async def ring() -> None:
        rings.release()

    with time_machine.travel(dt.datetime.now(dt.UTC), tick=True) as clock:
        alarm = Alarm(ring, every=SOON)
        alarm.start()
        async with asyncio.timeout(20):
            await rings.acquire()
            clock.shift(dt.timedelta(hours=-8))
            for _ in range(3):
                await rings.acquire()
        await alarm.stop()
    assert "the clock was set back" in caplog.text


async def test_a_ring_that_fails_is_said_and_the_next_one_comes(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    rings = asyncio.Semaphore(0)

    async def ring() -> None:
        rings.release()
        raise OSError("disk full")

    alarm = Alarm(ring, every=SOON)
    alarm.start()
    async with asyncio.timeout(20):
        for _ in range(3):
            await rings.acquire()
    await alarm.stop()
    assert "disk full" in caplog.text


async def test_a_ring_under_way_ends_before_the_alarm_stops(caplog: pytest.LogCaptureFixture) -> None:
    begun, may_end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def ring() -> None:
        begun.set()
        await may_end.wait()
        ended.set()

    alarm = Alarm(ring)
    alarm.start()
    await begun.wait()
    stopping = asyncio.create_task(alarm.stop())
    await asyncio.sleep(0.01)
    assert not stopping.done()
    may_end.set()
    await stopping
    assert ended.is_set()
    assert caplog.text == ""
