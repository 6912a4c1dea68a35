"""What the state machine and its making have found: the shortest story of each, told with the machine's own rules."""

from collections.abc import Iterator

import pytest

from bot.app.steps import Step
from bot.domain.delivery import State
from tests.model.house import HOUR
from tests.model.machine import Machine
from tests.model.world import FATES


@pytest.fixture
def machine() -> Iterator[Machine]:
    """Its channel has yesterday's card, and today's slot comes in half a minute."""
    machine = Machine()
    machine.opens(known=True, seen=True, catch_up=HOUR, both=False)
    yield machine
    machine.broken = True
    machine.teardown()


def test_an_answer_that_a_kill_cuts_short_does_not_swallow_the_next_question(machine: Machine) -> None:
    """The ledger has it that the card is sent again; that the question is over was not noted any more."""
    machine.telegram_is_in_trouble(probes=[], unclear=False, hold=0, apart=False)
    machine.a_slot_comes(late=0.0, fates=["lost"], dies_at=None, skipped=False)
    machine.works(minutes=4, dies_at=None)
    machine.admins_answer(dies_at=None, dies_at_once=True)
    machine.world.fates = [FATES["lost"]]
    machine.works(minutes=4, dies_at=None)
    row = machine.run(machine.rows())[-1]
    assert (row.state, row.attempt, row.asked) == (State.UNKNOWN, 2, True)
    assert machine.asked == {f"{row.token}:1", f"{row.token}:2"}


def test_who_died_sending_before_the_clock_was_set_back_does_not_cost_the_next_slot(machine: Machine) -> None:
    """The clock is a day ahead while `digestbot post` is killed, and is put right; the bot itself runs all the time."""
    machine.clock_steps(minutes=1440)
    machine.somebody_posts_from_the_shell(fates=[], dies_at=Step.ANSWERED, again=False)
    machine.clock_steps(minutes=-1440)
    machine.a_slot_comes(late=0.0, fates=[], dies_at=None, skipped=False)
    machine.works(minutes=70, dies_at=None)
    states = {str(row.slot): row.state for row in machine.run(machine.rows())}
    assert states["daily/2026-11-22/09:00"] is State.SENT
