"""Killed at any step and started again, a slot has exactly one card. The steps are those that the code names."""

import datetime as dt

import pytest

from bot.app.steps import Step
from bot.domain.delivery import State
from bot.domain.errors import OutcomeUnknown, SendError, TryLater
from bot.domain.slot import Slot
from tests.app.conftest import Killed, MakePress, Press
from tests.fakes.messenger import Arrives
from tests.worlds import a_channel, at

NOW = at("2026-11-22 09:00:00", "Asia/Shanghai")
SECOND, MINUTE, DAY = (dt.timedelta(seconds=seconds) for seconds in (1, 60, 86400))
YESTERDAY, SLOT = (Slot(channel="daily", date=dt.date(2026, 11, day), label="09:00") for day in (21, 22))
CUT = OutcomeUnknown("cut")

OUTCOMES: dict[str, list[SendError | Arrives]] = {
    "accepted": [],
    "accepted and cut": [Arrives(CUT)],
    "cut": [CUT],
    "cut, and then accepted and cut": [CUT, Arrives(CUT)],
    "flood": [TryLater("flood", after=30 * SECOND)],
}
NEVER_HERE = {Step.ASKED, Step.COPY_FOUND, Step.COPY_DELETED}  # the searches can tell, and nothing comes late


async def live(press: Press, *kills: Step) -> None:
    """Tick and reconcile for two hours, killed at each of the steps in turn."""
    pending, started = list(kills), True
    now = NOW
    while now < NOW + 130 * MINUTE:
        press.dies_next(pending[0] if pending else None)
        try:
            if not started:
                await press.reconciler.recover(now)
                started = True
            await press.the_ticker.tick(now)
            await press.reconciler.reconcile(now)
        except Killed:
            pending.pop(0)
            press.restart()
            started = False
        now += 20 * SECOND


async def a_press(make_press: MakePress, outcome: str) -> Press:
    press = make_press(channel=a_channel(pin=True))
    await press.publish(YESTERDAY, NOW - DAY)
    press.messenger.sends_will(*OUTCOMES[outcome])
    return press


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("step", [step for step in Step if step not in NEVER_HERE])
async def test_killed_at_any_step_a_slot_has_one_card(make_press: MakePress, step: Step, outcome: str) -> None:
    press = await a_press(make_press, outcome)
    await live(press, *([Step.BEGUN] if step is Step.DOUBTED else []), step)
    row = await press.row(SLOT)
    assert row.state is State.SENT
    assert [post.message_id for post in press.messenger.posts] == [1, row.message_id]
    assert press.told == []


async def test_every_step_is_one_that_some_fate_of_a_card_passes(make_press: MakePress) -> None:
    passed: set[Step] = set()
    for outcome in OUTCOMES:
        for kills in ([], [Step.BEGUN]):
            press = await a_press(make_press, outcome)
            await live(press, *kills)
            passed.update(press.steps)
    assert passed == set(Step) - NEVER_HERE
