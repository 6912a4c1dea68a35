"""Restoring the configured database: who is running on it, and what is kept."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app.config import Config, read_config
from bot.app.wiring.keeping import backup, database_of, restore
from bot.domain.backup import Contents
from bot.domain.errors import StoreError
from tests.adapters.copies import a_database, change, days_of
from tests.contracts.deliveries import NOON

HELD = "INSERT INTO lease (id, holder, beat) VALUES (1, 'host-7', 41)"
BEAT = "UPDATE lease SET beat = beat + 1"
TAKEN_OVER = "UPDATE lease SET holder = 'host-8', beat = 1"
RELEASED = "DELETE FROM lease"


class Disagreed(Exception):
    pass


def agree(found: Contents) -> None:
    assert found.cards == 1


def disagree(found: Contents) -> None:
    raise Disagreed


def nothing_to_wait_for() -> None:
    pytest.fail("nobody has the lease")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return read_config({}, tmp_path, needs_token=False, needs_channels=False)


@pytest.fixture
def copy(config: Config, tmp_path: Path) -> Path:
    """A backup with a card of the 20th; since then another has been posted."""
    a_database(database_of(config), 20)
    backup(config, tmp_path / "copy.sqlite3")
    a_database(database_of(config), 21)
    return tmp_path / "copy.sqlite3"


def test_what_is_restored_takes_the_place_of_what_is_kept_with_the_time_in_its_name(config: Config, copy: Path) -> None:
    restored = restore(config, copy, NOON, agree=agree, wait=nothing_to_wait_for)
    assert days_of(restored.database) == [20]
    assert restored.before is not None
    assert restored.before.name == "digestbot.sqlite3.before-restore-20261122-120000"
    assert days_of(restored.before) == [20, 21]


def test_without_consent_nothing_is_changed(config: Config, copy: Path) -> None:
    with pytest.raises(Disagreed):
        restore(config, copy, NOON, agree=disagree, wait=nothing_to_wait_for)
    assert days_of(database_of(config)) == [20, 21]
    assert [path.name for path in config.state.iterdir()] == ["digestbot.sqlite3"]


@pytest.mark.parametrize("meanwhile", [BEAT, TAKEN_OVER])
def test_a_lease_that_grows_is_that_of_a_bot_on_another_machine(config: Config, copy: Path, meanwhile: str) -> None:
    change(database_of(config), HELD)
    with pytest.raises(StoreError, match=r"a bot is running on this database \(host-[78]\), stop it first"):
        restore(config, copy, NOON, agree=disagree, wait=changing(config, meanwhile))
    assert days_of(database_of(config)) == [20, 21]


@pytest.mark.parametrize("meanwhile", ["SELECT 1", RELEASED])
def test_a_lease_that_stands_still_is_that_of_a_bot_that_died(config: Config, copy: Path, meanwhile: str) -> None:
    change(database_of(config), HELD)
    restore(config, copy, NOON, agree=agree, wait=changing(config, meanwhile))
    assert days_of(database_of(config)) == [20]


def changing(config: Config, statement: str) -> Callable[[], None]:
    """What happens to the database while the restore waits."""
    return lambda: change(database_of(config), statement)


def test_a_new_machine_gets_its_state_folder(config: Config, copy: Path, tmp_path: Path) -> None:
    elsewhere = read_config({"DIGEST_STATE": "elsewhere"}, tmp_path, needs_token=False, needs_channels=False)
    restored = restore(elsewhere, copy, NOON, agree=agree, wait=nothing_to_wait_for)
    assert restored.before is None
    assert days_of(tmp_path / "elsewhere" / "digestbot.sqlite3") == [20]


def test_a_database_behind_a_symbolic_link_stays_where_it_is(config: Config, copy: Path, tmp_path: Path) -> None:
    database = database_of(config)
    database.rename(tmp_path / "real.sqlite3")
    database.symlink_to(tmp_path / "real.sqlite3")
    restored = restore(config, copy, NOON, agree=agree, wait=nothing_to_wait_for)
    assert restored.database == tmp_path / "real.sqlite3"
    assert days_of(database) == [20]


def test_the_database_of_the_settings_is_meant(tmp_path: Path) -> None:
    environ = {"DIGEST_DATABASE": f"sqlite:///{tmp_path}/mine.sqlite3"}
    assert database_of(read_config(environ, tmp_path, needs_token=False, needs_channels=False)) == (
        tmp_path / "mine.sqlite3"
    )
