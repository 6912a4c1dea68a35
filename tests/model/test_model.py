"""Whatever happens, in whatever order: each slot gets its one card, and nobody's post is touched."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.machine import Machine, SqlMachine


def played(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples, stateful_step_count=steps, suppress_health_check=list(HealthCheck), print_blob=False
    )


def test_whatever_happens_each_slot_has_one_card_and_others_posts_are_left_alone() -> None:
    run_state_machine_as_test(Machine, settings=played(60, 30))


def test_the_same_holds_on_the_real_database() -> None:
    run_state_machine_as_test(SqlMachine, settings=played(4, 15))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_same_holds_for_long_stories() -> None:
    run_state_machine_as_test(Machine, settings=played(100, 40))
