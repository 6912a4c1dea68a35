"""A slot's identity and its instant (law 2)."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bot.domain.slot import Slot
from tests.worlds import at


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        ("Europe/Berlin", "2026-03-29 01:59", "2026-03-29 00:59"),
        ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:30"),  # missing: shown as 03:30
        ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30"),  # repeated: the first one
        ("America/New_York", "2026-03-08 02:30", "2026-03-08 07:30"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:45"),  # 30 minutes are missing
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45"),  # 30 minutes are repeated
        ("Asia/Shanghai", "2026-11-22 09:00", "2026-11-22 01:00"),
        ("Pacific/Apia", "2011-12-29 09:00", "2011-12-29 19:00"),
        ("Pacific/Apia", "2011-12-31 09:00", "2011-12-30 19:00"),
    ],
)
def test_a_missing_time_moves_forward_and_a_repeated_one_is_the_first(zone: str, local: str, instant: str) -> None:
    moment = dt.datetime.fromisoformat(local)
    slot = Slot.at("daily", moment.date(), moment.time())
    assert slot.instant(ZoneInfo(zone)) == at(instant)


def test_a_time_that_carries_a_fold_makes_the_same_slot() -> None:
    date, zone = dt.date(2026, 10, 25), ZoneInfo("Europe/Berlin")
    first, second = (Slot.at("daily", date, dt.time(2, 30, fold=fold)) for fold in (0, 1))
    assert first == second
    assert first.instant(zone) == second.instant(zone)


def test_a_slot_on_demand_has_no_time_and_no_instant() -> None:
    slot = Slot.on_demand("daily", dt.date(2026, 11, 22), "k3x")
    assert slot.time is None
    with pytest.raises(ValueError, match="was not of the schedule"):
        slot.instant(ZoneInfo("UTC"))


def test_a_slot_prints_as_channel_date_and_label() -> None:
    assert str(Slot.at("daily", dt.date(2026, 11, 22), dt.time(9))) == "daily/2026-11-22/09:00"
