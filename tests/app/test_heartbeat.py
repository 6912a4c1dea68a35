"""The heartbeat, by which a container knows that the bot lives."""

import datetime as dt
from pathlib import Path

import pytest

from bot.app.heartbeat import NAME, STALE, beat, fresh, last_beat
from tests.worlds import at

NOW = at("2026-11-22 09:00")


def test_a_bot_that_never_ran_has_no_heartbeat(tmp_path: Path) -> None:
    assert last_beat(tmp_path / "nowhere") is None
    assert not fresh(tmp_path / "nowhere", NOW)


@pytest.mark.parametrize(("later", "alive"), [(dt.timedelta(), True), (STALE / 2, True), (STALE, False)])
def test_a_heartbeat_is_fresh_for_a_while(tmp_path: Path, later: dt.timedelta, alive: bool) -> None:
    beat(tmp_path / "state", NOW)
    assert last_beat(tmp_path / "state") == NOW
    assert fresh(tmp_path / "state", NOW + later) is alive


@pytest.mark.parametrize("text", ["", "yesterday", "2026-11-22T09:00:00", "\x00"])
def test_a_heartbeat_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_text(text)
    assert last_beat(tmp_path) is None
    assert not fresh(tmp_path, NOW)


def test_beating_again_leaves_one_file(tmp_path: Path) -> None:
    beat(tmp_path, NOW)
    beat(tmp_path, NOW + STALE)
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    assert last_beat(tmp_path) == NOW + STALE
