"""The alarm rings at once, again and again, and never twice at a time."""

import asyncio
import datetime as dt
import logging

import pytest

from bot.adapters.alarm_apscheduler import Alarm

SOON = dt.timedelta(seconds=0.05)


async def test_it_rings_at_once_and_then_regularly_until_it_is_stopped() -> None:
    rings = asyncio.Semaphore(0)

    async def ring() -> None:
        rings.release()

    alarm = Alarm(ring, every=SOON)
    alarm.start()
    async with asyncio.timeout(5):
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
    async with asyncio.timeout(2):
        await rung.wait()
    await alarm.stop()


async def test_a_lambda_that_returns_an_awaitable_is_awaited() -> None:
    rung = asyncio.Event()

    async def ring() -> None:
        rung.set()

    alarm = Alarm(lambda: ring())  # noqa: PLW0108 - the lambda is the point
    alarm.start()
    async with asyncio.timeout(2):
        await rung.wait()
    await alarm.stop()


async def test_a_ring_that_takes_long_is_not_joined_by_another() -> None:
    at_once = most = 0
    rung = asyncio.Event()

    async def ring() -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(6 * SOON.total_seconds())
        at_once -= 1
        rung.set()

    alarm = Alarm(ring, every=SOON)
    alarm.start()
    async with asyncio.timeout(5):
        await rung.wait()
    await alarm.stop()
    assert most == 1


async def test_stopping_lets_a_ring_under_way_come_to_its_end() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def ring() -> None:
        begun.set()
        await asyncio.sleep(0.1)
        ended.set()

    alarm = Alarm(ring)
    alarm.start()
    await begun.wait()
    await alarm.stop()
    assert ended.is_set()


async def test_an_alarm_that_never_rang_can_be_stopped() -> None:
    async def ring() -> None:
        raise AssertionError("too late")

    alarm = Alarm(ring)
    alarm.start()
    await alarm.stop()


async def test_a_ring_that_fails_is_said_and_the_next_one_comes(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    rings = asyncio.Semaphore(0)

    async def ring() -> None:
        rings.release()
        raise OSError("disk full")

    alarm = Alarm(ring, every=SOON)
    alarm.start()
    async with asyncio.timeout(5):
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
