"""Copies of a database: what is in them, and what is refused."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.adapters.backup_sqlite import contents, file_of, keep_copy
from bot.adapters.store_sql import open_store
from bot.domain.errors import StoreError
from tests.adapters.copies import a_database, another, change, days_of, line_of, no_file_beyond, post, spoil
from tests.contracts.deliveries import NOON, a_delivery, a_slot, minutes

ROUNDS = 5
ROOM = 40_000  # bytes: for the 32 kB that SQLite itself keeps beside a database, and not for a copy


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return a_database(tmp_path / "state" / "digestbot.sqlite3", 20, 21)


def test_a_copy_holds_what_was_posted_and_says_so(database: Path, tmp_path: Path) -> None:
    kept = keep_copy(database, tmp_path / "copy.sqlite3")
    assert (kept.cards, kept.newest) == (2, NOON + minutes(21))
    assert kept.size == (tmp_path / "copy.sqlite3").stat().st_size
    assert days_of(tmp_path / "copy.sqlite3") == [20, 21]
    assert contents(tmp_path / "copy.sqlite3") == kept


def test_a_copy_is_one_file_that_its_owner_alone_can_read(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    keep_copy(database, folder / "copy.sqlite3")
    contents(folder / "copy.sqlite3")
    assert [path.name for path in folder.iterdir()] == ["copy.sqlite3"]
    assert (folder / "copy.sqlite3").stat().st_mode & 0o777 == 0o600


def test_a_copy_takes_the_place_of_an_earlier_one(database: Path, tmp_path: Path) -> None:
    keep_copy(database, tmp_path / "copy.sqlite3")
    a_database(database, 22)
    keep_copy(database, tmp_path / "copy.sqlite3")
    assert days_of(tmp_path / "copy.sqlite3") == [20, 21, 22]


async def test_what_is_only_in_the_write_ahead_log_is_copied_too(database: Path, tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{database}") as store:
        await store.ledger.claim(a_delivery(a_slot(label="demand:log")))
        keep_copy(database, tmp_path / "copy.sqlite3")
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as connection:
        assert connection.execute("SELECT count(*) FROM deliveries").fetchone() == (3,)


def test_while_a_bot_writes_every_copy_is_one_moment_of_its_work(tmp_path: Path) -> None:
    database = tmp_path / "digestbot.sqlite3"
    with another("write", database) as bot:
        for number in range(ROUNDS):
            committed = int(line_of(bot))
            copy = tmp_path / f"copy-{number}.sqlite3"
            keep_copy(database, copy)
            with closing(sqlite3.connect(copy)) as connection:
                labels = [label for (label,) in connection.execute("SELECT label FROM deliveries ORDER BY id")]
            assert len(labels) > committed
            assert labels == [f"demand:{each}" for each in range(len(labels))]
        beyond = len(labels)
        while int(line_of(bot)) < beyond:  # nothing has stopped it
            pass


async def test_a_copy_of_a_bot_at_work_opens_as_its_database(database: Path, tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{database}"):
        keep_copy(database, tmp_path / "copy.sqlite3")
    await post(tmp_path / "copy.sqlite3", 22)
    assert days_of(tmp_path / "copy.sqlite3") == [20, 21, 22]


def test_an_empty_ledger_has_no_newest_card(tmp_path: Path) -> None:
    kept = keep_copy(a_database(tmp_path / "digestbot.sqlite3"), tmp_path / "copy.sqlite3")
    assert (kept.cards, kept.newest) == (0, None)


# Refusals


def _refused(database: Path, target: Path) -> str:
    """What is said; nothing is left behind, and what was there is as it was."""
    before = {path: path.read_bytes() for path in target.parent.glob("*") if path.is_file()}
    with pytest.raises(StoreError) as caught:
        keep_copy(database, target)
    assert {path: path.read_bytes() for path in target.parent.glob("*") if path.is_file()} == before
    return str(caught.value)


@pytest.mark.parametrize("name", ["digestbot.sqlite3", "digestbot.sqlite3-wal", "./../state/digestbot.sqlite3"])
def test_the_database_is_not_overwritten_with_its_own_copy(database: Path, name: str) -> None:
    assert "this is the bot's own database, name another file" in _refused(database, database.parent / name)


def test_the_database_is_known_under_another_name_too(database: Path, tmp_path: Path) -> None:
    os.link(database, tmp_path / "linked.sqlite3")
    assert "the bot's own database" in _refused(database, tmp_path / "linked.sqlite3")
    (tmp_path / "state.sqlite3").symlink_to(database)
    assert "no ordinary file" in _refused(database, tmp_path / "state.sqlite3")


def test_a_device_is_not_replaced_by_a_copy(database: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "no ordinary file" in _refused(database, tmp_path / "pipe")


def test_a_folder_that_is_not_there_is_named(database: Path, tmp_path: Path) -> None:
    said = _refused(database, tmp_path / "nowhere" / "copy.sqlite3")
    assert f"the folder {tmp_path}/nowhere exists and that you may write there" in said


def test_where_there_is_no_database_none_is_made(tmp_path: Path) -> None:
    assert "there is no database yet" in _refused(tmp_path / "digestbot.sqlite3", tmp_path / "copy.sqlite3")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_does_not_take_the_place_of_a_good_copy(database: Path, tmp_path: Path) -> None:
    keep_copy(database, tmp_path / "copy.sqlite3")
    spoil(database)
    said = _refused(database, tmp_path / "copy.sqlite3")
    assert said.startswith(f"{database}: the database is damaged, ")
    assert "`digestbot restore FILE`" in said
    assert days_of(tmp_path / "copy.sqlite3") == [20, 21]


def test_a_file_of_something_else_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "digestbot.sqlite3").write_text("title: my reading list\n" * 200)
    assert "this is not a database" in _refused(tmp_path / "digestbot.sqlite3", tmp_path / "copy.sqlite3")
    change(tmp_path / "other.sqlite3", "CREATE TABLE bookmarks (url TEXT)")
    assert "not a database of digestbot" in _refused(tmp_path / "other.sqlite3", tmp_path / "copy.sqlite3")


def test_a_disk_without_room_leaves_the_earlier_copy(database: Path, tmp_path: Path) -> None:
    keep_copy(database, tmp_path / "copy.sqlite3")
    a_database(database, 22)
    with no_file_beyond(ROOM), pytest.raises(StoreError, match=f"^{tmp_path}/copy.sqlite3: the disk "):
        keep_copy(database, tmp_path / "copy.sqlite3")
    assert days_of(tmp_path / "copy.sqlite3") == [20, 21]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.sqlite3", "state"]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://bot:hunter2@host/digest", "DIGEST_DATABASE: .* another database, use its own tools, as pg_dump"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("hunter2 is no url", "not a database URL"),
    ],
)
def test_a_database_without_a_file_is_for_other_tools(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words) as caught:
        file_of(url)
    assert "hunter2" not in str(caught.value)


def test_the_file_of_a_database_is_read_from_its_url() -> None:
    assert file_of("sqlite:////srv/digest.sqlite3") == Path("/srv/digest.sqlite3")
    assert file_of("sqlite+aiosqlite:///digest.sqlite3") == Path("digest.sqlite3")
