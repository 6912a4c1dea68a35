"""Telegram's pace, when it is switched on."""

from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import RetryAfter

from bot.sandbox import Sandbox
from bot.sandbox.rules import ApiError
from tests.sandbox.conftest import GROUP, READER, Clock


async def test_the_pace_of_a_chat_is_enforced_when_switched_on(bot: Bot, sandbox: Sandbox, clock: Clock) -> None:
    sandbox.rates.enforced = True
    await bot.send_message(READER, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(READER, "x")
    assert sandbox.rates.refused == 1
    assert sandbox.calls[-1].status == 429
    clock.forward(seconds=1)
    await bot.send_message(READER, "x")
    assert sandbox.rates.refused == 1


def test_a_group_takes_twenty_a_minute_and_the_bot_thirty_a_second(sandbox: Sandbox, clock: Clock) -> None:
    sandbox.rates.enforced = True
    for _ in range(20):
        sandbox.rates.admit(GROUP, group=True, now=clock())
        clock.forward(seconds=2)
    with pytest.raises(ApiError, match="retry after 20"):
        sandbox.rates.admit(GROUP, group=True, now=clock())
    clock.forward(minutes=2)
    for person in range(30):
        sandbox.rates.admit(person, group=False, now=clock())
    with pytest.raises(ApiError, match="retry after 1"):
        sandbox.rates.admit(31, group=False, now=clock())
    assert sandbox.rates.refused == 2


def test_limits_and_windows_can_be_scaled(sandbox: Sandbox, clock: Clock) -> None:
    rates = sandbox.rates
    rates.enforced, rates.per_second_in_chat, rates.per_minute_in_group = True, 2, 3
    rates.second, rates.minute = timedelta(milliseconds=10), timedelta(milliseconds=600)

    def admitted() -> bool:
        try:
            rates.admit(GROUP, group=True, now=clock())
        except ApiError:
            return False
        return True

    assert [admitted(), admitted(), admitted()] == [True, True, False]
    clock.forward(milliseconds=10)
    assert [admitted(), admitted()] == [True, False]
    clock.forward(milliseconds=590)
    assert admitted()
    assert rates.refused == 2
