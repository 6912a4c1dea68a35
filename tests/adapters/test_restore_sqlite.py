"""Putting a backup back: what is then there, what is refused, and what a kill in the middle leaves."""

import random
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.adapters.backup_sqlite import keep_copy
from bot.adapters.restore_sqlite import in_use, lease_of, prepared, put_back
from bot.adapters.store_sql import open_store
from bot.domain.errors import StoreError
from bot.domain.upkeep import Lease
from tests.adapters.copies import a_database, another, change, days_of, line_of, no_file_beyond, spoil
from tests.contracts.deliveries import NOON
from tests.whole import WHOLE

PATIENCE = 30.0
Harm = Callable[[Path], None]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """What a bot has, or left behind."""
    return a_database(tmp_path / "state" / "digestbot.sqlite3", 20, 21, 22)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """An older state of it."""
    copy = tmp_path / "copy.sqlite3"
    keep_copy(a_database(tmp_path / "early" / "digestbot.sqlite3", 20), copy)
    return copy


@pytest.fixture
def before(database: Path) -> Path:
    return database.with_name("digestbot.sqlite3.before")


def _restore(copy: Path, database: Path, before: Path) -> bool:
    with prepared(copy, database, NOON) as (scratch, _):
        return put_back(scratch, database, before)


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_takes_the_place_of_the_database_which_is_kept(database: Path, copy: Path, before: Path) -> None:
    assert _restore(copy, database, before)
    assert days_of(database) == [20]
    assert days_of(before) == [20, 21, 22]
    assert _names(database.parent) == [database.name, before.name]
    assert before.stat().st_mode & 0o777 == 0o600


def test_what_will_be_put_back_is_told_before_anything_changes(database: Path, copy: Path) -> None:
    with prepared(copy, database, NOON) as (_, found):
        assert (found.cards, found.size) == (1, copy.stat().st_size)
    assert days_of(database) == [20, 21, 22]
    assert _names(database.parent) == [database.name]


async def test_the_database_knows_that_it_was_restored_and_has_no_holder(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/digestbot.sqlite3"
    async with open_store(url) as store:
        assert await store.leases.take("an earlier bot", after=None)
        keep_copy(tmp_path / "digestbot.sqlite3", tmp_path / "copy.sqlite3")
    with another("restore", *(tmp_path / name for name in ("copy.sqlite3", "digestbot.sqlite3", "before"))) as child:
        assert [line_of(child), line_of(child)] == ["begun", "done"]
        child.wait(PATIENCE)
    async with open_store(url) as store:
        assert await store.ledger.restored_at() == NOON
        assert await store.leases.look() is None
    assert lease_of(tmp_path / "before") == Lease(holder="an earlier bot", beat=1)


def test_what_was_restored_twice_is_marked_with_the_later_time(database: Path, copy: Path, before: Path) -> None:
    _restore(copy, database, before)
    keep_copy(database, copy)
    _restore(copy, database, before)
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT name FROM marks").fetchall() == [("restored",)]


def test_where_nothing_is_a_backup_is_simply_put(tmp_path: Path, copy: Path) -> None:
    new = tmp_path / "new" / "digestbot.sqlite3"
    new.parent.mkdir()
    assert not _restore(copy, new, new.with_name("before"))
    assert days_of(new) == [20]
    assert _names(new.parent) == [new.name]


def test_what_a_killed_bot_had_only_in_its_log_is_kept_and_not_played_into_the_backup(
    database: Path, copy: Path, before: Path
) -> None:
    with another("write", database) as bot:
        while int(line_of(bot)) < 5:
            pass
        bot.send_signal(signal.SIGKILL)
        bot.wait(PATIENCE)
    assert Path(f"{database}-wal").stat().st_size > 0
    _restore(copy, database, before)
    assert days_of(database) == [20]
    assert _names(database.parent) == [database.name, before.name]
    with closing(sqlite3.connect(before)) as connection:
        claimed = "SELECT count(*) FROM deliveries WHERE state = 'planned'"
        assert connection.execute(claimed).fetchone()[0] > 5


def test_a_bot_goes_on_with_what_was_put_back(database: Path, copy: Path, before: Path) -> None:
    _restore(copy, database, before)
    a_database(database, 23)
    assert days_of(database) == [20, 23]


# A database that is damaged


def _without_end(file: Path) -> None:
    with file.open("rb+") as opened:
        opened.truncate(5000)


def _no_longer_one(file: Path) -> None:
    with file.open("rb+") as opened:
        opened.write(b"x" * 4096)


@pytest.mark.parametrize("harm", [spoil, _without_end, _no_longer_one])
def test_a_damaged_database_is_replaced_and_kept_as_it_is(harm: Harm, database: Path, copy: Path, before: Path) -> None:
    harm(database)
    harmed = database.read_bytes()
    assert _restore(copy, database, before)
    assert days_of(database) == [20]
    assert _names(database.parent) == [database.name, before.name]
    assert len(before.read_bytes()) == len(harmed)


def test_the_log_of_a_damaged_database_is_not_played_into_the_backup(database: Path, copy: Path, before: Path) -> None:
    with another("write", database) as bot:
        line_of(bot)
        bot.send_signal(signal.SIGKILL)
        bot.wait(PATIENCE)
    log = Path(f"{database}-wal")
    log.write_bytes(log.read_bytes()[:-24])
    _no_longer_one(database)
    _restore(copy, database, before)
    assert days_of(database) == [20]
    assert not log.exists()


# Refusals


@pytest.mark.parametrize("harm", [None, _no_longer_one])
def test_a_database_that_a_bot_has_open_is_left_alone(
    harm: Harm | None, database: Path, copy: Path, before: Path
) -> None:
    assert not in_use(database)
    with another("hold", database) as bot:
        assert line_of(bot) == "open"
        if harm:
            harm(database)
        there = database.read_bytes()
        assert in_use(database)
        with prepared(copy, database, NOON) as (scratch, _), pytest.raises(StoreError, match="locked|running"):
            put_back(scratch, database, before)
        assert database.read_bytes() == there
    assert not before.exists()


def test_a_copy_that_is_not_there_is_named(database: Path, tmp_path: Path) -> None:
    assert "copy.sqlite3: there is no such file" in _refused(tmp_path / "copy.sqlite3", database)
    assert "there is no such file" in _refused(tmp_path, database)


def test_the_database_itself_is_no_backup(database: Path, tmp_path: Path) -> None:
    assert "this is the bot's own database" in _refused(database, database)
    (tmp_path / "link").symlink_to(database)
    assert "this is the bot's own database" in _refused(tmp_path / "link", database)


@pytest.mark.parametrize("harm", [spoil, _without_end, _no_longer_one])
def test_a_damaged_copy_is_not_put_back(harm: Harm, database: Path, copy: Path) -> None:
    harm(copy)
    assert _refused(copy, database).startswith(f"{copy}: this is not a database, or a damaged one, take another")


def test_a_database_of_something_else_is_not_put_back(database: Path, tmp_path: Path) -> None:
    change(tmp_path / "other.sqlite3", "CREATE TABLE bookmarks (url TEXT)")
    assert "not a database of digestbot" in _refused(tmp_path / "other.sqlite3", database)


def test_a_copy_of_a_newer_version_is_not_put_back(database: Path, copy: Path) -> None:
    change(copy, "UPDATE alembic_version SET version_num = '9999'")
    assert _refused(copy, database).startswith(f"{copy}: the database was written by a newer digestbot")


def test_a_disk_without_room_leaves_the_database_as_it_was(tmp_path: Path, database: Path, before: Path) -> None:
    large = a_database(tmp_path / "large.sqlite3", 20)
    change(large, "INSERT INTO texts VALUES ('x', hex(zeroblob(500000)), '2026-11-22')")
    with (
        prepared(large, database, NOON) as (scratch, _),
        no_file_beyond(500_000),
        pytest.raises(StoreError, match="the disk "),
    ):
        put_back(scratch, database, before)
    assert days_of(database) == [20, 21, 22]


def _refused(copy: Path, database: Path) -> str:
    there = database.read_bytes()
    with pytest.raises(StoreError) as caught, prepared(copy, database, NOON):
        pass
    assert database.read_bytes() == there
    assert _names(database.parent) == [database.name]
    return str(caught.value)


# Kills


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12 if WHOLE else 5))
def test_a_restore_that_is_killed_leaves_the_old_or_the_new(seed: int, database: Path, tmp_path: Path) -> None:
    """Thirty megabytes each, so that there is time for a kill; what is left opens as a store."""
    change(database, "INSERT INTO texts VALUES ('x', hex(zeroblob(15000000)), '2026-11-22')")
    copy = a_database(tmp_path / "copy.sqlite3", 20)
    change(copy, "INSERT INTO texts VALUES ('x', hex(randomblob(15000000)), '2026-11-22')")
    with another("restore", copy, database, tmp_path / "before") as child:
        assert line_of(child) == "begun"
        time.sleep(random.Random(seed).uniform(0, 0.25))
        child.send_signal(signal.SIGKILL)
        child.wait(PATIENCE)
    assert days_of(database) in ([20, 21, 22], [20])
    a_database(database, 23)
    assert 23 in days_of(database)
