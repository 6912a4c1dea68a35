"""The inbound flood: everybody has a bucket."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pace import Pace, Verdict
from tests.worlds import at

NOW = at("2026-11-22 09:00")
MINUTE = dt.timedelta(minutes=1)


def a_pace(burst: int = 3, most: int = 100) -> Pace:
    return Pace(burst=burst, per=MINUTE, most=most)


def test_a_burst_is_fine_then_one_warning_then_silence() -> None:
    pace = a_pace()
    verdicts = [pace.allow(1, NOW) for _ in range(6)]
    assert verdicts == [Verdict.OK] * 3 + [Verdict.SLOW_DOWN] + [Verdict.SILENT] * 2


def test_one_person_does_not_slow_another() -> None:
    pace = a_pace(burst=1)
    assert [pace.allow(person, NOW) for person in (1, 1, 2)] == [Verdict.OK, Verdict.SLOW_DOWN, Verdict.OK]


def test_tokens_come_back_one_by_one_without_a_second_warning() -> None:
    pace = a_pace()
    for _ in range(5):
        pace.allow(1, NOW)
    later = NOW + MINUTE / 3
    assert [pace.allow(1, later) for _ in range(2)] == [Verdict.OK, Verdict.SILENT]


def test_who_has_been_calm_is_warned_anew() -> None:
    pace = a_pace()
    for _ in range(5):
        pace.allow(1, NOW)
    verdicts = [pace.allow(1, NOW + MINUTE) for _ in range(4)]
    assert verdicts == [Verdict.OK] * 3 + [Verdict.SLOW_DOWN]


def test_calm_people_are_forgotten() -> None:
    pace = a_pace()
    for person in range(50):
        pace.allow(person, NOW)
    pace.allow(99, NOW + MINUTE)
    assert len(pace) == 1


def test_a_crowd_larger_than_the_memory_pushes_out_the_longest_silent() -> None:
    pace = a_pace(burst=1, most=2)
    for person in (1, 2, 3):
        pace.allow(person, NOW)
    assert len(pace) == 2
    assert pace.allow(3, NOW) is Verdict.SLOW_DOWN
    assert pace.allow(1, NOW) is Verdict.OK


@pytest.mark.parametrize(("burst", "per", "most"), [(0, MINUTE, 1), (1, dt.timedelta(), 1), (1, MINUTE, 0)])
def test_a_pace_that_allows_nothing_is_refused(burst: int, per: dt.timedelta, most: int) -> None:
    with pytest.raises(ValueError):
        Pace(burst=burst, per=per, most=most)


STEPS = st.lists(st.tuples(st.integers(1, 4), st.integers(-5, 90)), max_size=60)  # person, seconds passed


@given(st.integers(1, 5), STEPS)
def test_what_passes_is_a_burst_and_what_time_gives_back(burst: int, steps: list[tuple[int, int]]) -> None:
    pace, now = a_pace(burst), NOW
    passed = dict.fromkeys(range(1, 5), 0)
    forward = dt.timedelta()
    for person, seconds in steps:
        now += dt.timedelta(seconds=seconds)
        forward += dt.timedelta(seconds=max(seconds, 0))
        passed[person] += pace.allow(person, now) is Verdict.OK
    assert all(count <= burst + burst * (forward / MINUTE) + 1e-6 for count in passed.values())


@given(st.integers(1, 5), STEPS)
def test_a_warning_comes_before_silence_and_only_once_until_calm(burst: int, steps: list[tuple[int, int]]) -> None:
    pace, now = a_pace(burst), NOW
    calm = MINUTE * (burst - 1) / burst  # from nearly one token to a full bucket
    warned_at: dict[int, dt.datetime] = {}
    for person, seconds in steps:
        now += dt.timedelta(seconds=abs(seconds))
        match pace.allow(person, now):
            case Verdict.SLOW_DOWN:
                assert now - warned_at.get(person, NOW - 9 * MINUTE) >= calm
                warned_at[person] = now
            case Verdict.SILENT:
                assert person in warned_at


@given(st.integers(1, 5), st.integers(1, 4), STEPS)
def test_memory_is_bounded(burst: int, most: int, steps: list[tuple[int, int]]) -> None:
    pace, now = a_pace(burst, most), NOW
    for person, seconds in steps:
        now += dt.timedelta(seconds=seconds)
        pace.allow(person, now)
        assert len(pace) <= most
