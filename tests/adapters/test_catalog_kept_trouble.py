"""The read model in trouble: nothing broken is kept, and what somebody holds stays, whoever writes or dies."""

import asyncio
import shutil
import signal
import sqlite3
import sys
import threading
from pathlib import Path

import pytest

from bot.adapters import catalog_check, catalog_kept, catalog_model
from bot.adapters.catalog_database import connected
from bot.adapters.catalog_kept import KeptCatalog
from bot.adapters.catalog_model import FILE
from bot.adapters.catalog_yaml import load_catalog
from bot.domain.catalog import Catalog
from bot.domain.faults import FaultsError
from tests.adapters.catalogs import (
    JUDGED,
    as_read,
    edit,
    lines,
    model,
    numbered,
    read_once,
    three_collections,
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return three_collections(tmp_path, monkeypatch)


@pytest.fixture
def kept(folder: Path, tmp_path: Path) -> KeptCatalog:
    return read_once(folder, tmp_path)


# Faults


def test_a_catalog_with_faults_is_refused_and_the_last_good_one_stays(
    folder: Path, kept: KeptCatalog, tmp_path: Path
) -> None:
    before = kept.load()
    keys, path = list(before.entries), folder / "entries" / "a.jsonl"
    edit(path, '"key": "paper-4"', '"key": "paper-3"')
    with pytest.raises(FaultsError) as caught:
        kept.load()
    assert [str(fault).replace(f"{folder}/", "") for fault in caught.value.faults] == [
        "entries/a.jsonl:6: paper-3: the key paper-3 is taken by entries/a.jsonl:5, choose another or delete one"
    ]
    assert list(before.entries) == keys
    with pytest.raises(FaultsError):  # at the next start too
        KeptCatalog(folder, tmp_path / "model").load()
    JUDGED.clear()
    path.write_text(lines(*map(numbered, range(9))), encoding="utf-8")
    assert as_read(folder, kept.load())
    assert JUDGED == []  # what was good is known still


def test_at_the_first_reading_nothing_faulty_is_kept(folder: Path, tmp_path: Path) -> None:
    edit(folder / "entries" / "c.jsonl", '"kind": "paper"', '"kind": "papr"')
    kept = KeptCatalog(folder, tmp_path / "model")
    with pytest.raises(FaultsError):
        kept.load()
    assert [path.name for path in (tmp_path / "model").iterdir()] == ["lock"]


# Snapshots


def test_a_snapshot_says_what_it_said_whatever_comes_after(folder: Path, kept: KeptCatalog) -> None:
    first = kept.load()
    known = list(first)
    path = folder / "entries" / "a.jsonl"
    snapshots = [first]
    for number in range(5):
        edit(path, f"Paper no. {number}", f"Paper of old no. {number + 10}")
        snapshots.append(kept.load())
    assert list(first) == known
    assert first.entries.position_of("paper-8") == 8
    assert [sum("of old" in (entry.title.en or "") for entry in each) for each in snapshots] == [0, 1, 2, 3, 4, 5]


def test_the_log_of_the_database_does_not_grow_with_the_number_of_changes(
    folder: Path, kept: KeptCatalog, tmp_path: Path
) -> None:
    path = folder / "entries" / "a.jsonl"
    catalog = kept.load()
    sizes = []
    for number in range(12):
        edit(
            path,
            "Paper no. 4" if number % 2 == 0 else "Paper of old",
            "Paper of old" if number % 2 == 0 else "Paper no. 4",
        )
        catalog = kept.load()  # as a bot does: the one before goes once this one is there
        sizes.append(model(tmp_path).with_name(f"{FILE}-wal").stat().st_size)
    assert len(catalog) == 12
    assert max(sizes[4:]) <= max(sizes[:4])


def test_a_snapshot_stays_in_a_model_that_was_deleted_while_another_takes_its_place(
    folder: Path, kept: KeptCatalog, tmp_path: Path
) -> None:
    path = folder / "entries" / "a.jsonl"
    before = kept.load()
    known = list(before)
    shutil.rmtree(tmp_path / "model")
    edit(path, "Paper no. 4", "Paper of old")
    other = KeptCatalog(folder, tmp_path / "model").load()
    edit(path, "Paper no. 5", "Paper of old")
    assert as_read(folder, kept.load())
    assert list(before) == known
    assert sum("of old" in (entry.title.en or "") for entry in other) == 1


def test_a_snapshot_that_nobody_holds_lets_go_of_its_connection(
    folder: Path, kept: KeptCatalog, tmp_path: Path
) -> None:
    catalog = kept.load()
    assert model(tmp_path).with_name(f"{FILE}-wal").exists()
    assert len(catalog) == 12
    del catalog
    assert not model(tmp_path).with_name(f"{FILE}-wal").exists()


# Trouble


@pytest.mark.parametrize("damage", ["gone", "empty", "cut", "garbage", "rows", "edition"])
def test_a_damaged_model_or_one_of_another_edition_is_made_anew(
    folder: Path, kept: KeptCatalog, tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = model(tmp_path)
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    elif damage == "rows":
        with connected(path, ()) as connection:
            connection.execute("DELETE FROM meta")
        connection.close()
    elif damage == "edition":
        (path.parent / "format").write_text("another")
    else:
        path.write_bytes({"empty": b"", "cut": content[:5000], "garbage": b"\xa5" * len(content)}[damage])
    assert as_read(folder, KeptCatalog(folder, tmp_path / "model").load())
    assert len(JUDGED) == 11
    assert ("is made anew" in caplog.text) == (damage != "edition")


def test_damage_that_shows_later_is_told_and_mended_at_the_next_reading(
    folder: Path, kept: KeptCatalog, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with connected(model(tmp_path), ()) as connection:
        connection.execute("DELETE FROM contents")
    connection.close()
    with pytest.raises(sqlite3.Error):
        list(kept.load())
    assert "will be made anew" in caplog.text
    assert as_read(folder, kept.load())


def test_where_nothing_can_be_written_the_catalog_is_there_all_the_same(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "model").write_text("a file in its place")
    assert as_read(folder, KeptCatalog(folder, tmp_path / "model").load())
    assert "cannot be kept" in caplog.text


def test_where_there_is_no_room_at_all_it_is_a_fault_with_a_remedy(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cramped() -> sqlite3.Connection:
        connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA max_page_count = 12")
        return connection

    monkeypatch.setattr(catalog_kept, "temporary", cramped)
    monkeypatch.setattr(catalog_check, "temporary", cramped)
    monkeypatch.setattr(catalog_kept, "SMALL", -1)
    for read in (lambda: KeptCatalog(folder, None).load(), lambda: catalog_check.check_catalog(folder)):
        with pytest.raises(FaultsError, match="there is no room to read the collections .*TMPDIR"):
            read()


def test_without_a_folder_nothing_is_left_anywhere(folder: Path, tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*"))
    catalog = KeptCatalog(folder, None).load()
    assert as_read(folder, catalog)
    assert set(tmp_path.rglob("*")) == before


async def test_a_process_killed_while_it_reads_leaves_the_old_state_whole(
    folder: Path, kept: KeptCatalog, tmp_path: Path
) -> None:
    old = list(kept.load().entries)
    (folder / "entries" / "0.jsonl").write_text(lines(*map(numbered, range(100, 900))), encoding="utf-8")
    arguments = (sys.executable, "-m", "tests.adapters.catalog_child", "die", folder, tmp_path / "model")
    child = await asyncio.create_subprocess_exec(*arguments)
    assert await child.wait() == -signal.SIGKILL
    new = (folder / "entries" / "0.jsonl").rename(tmp_path / "aside")
    assert list(KeptCatalog(folder, tmp_path / "model").load().entries) == old
    new.rename(folder / "entries" / "0.jsonl")
    assert as_read(folder, KeptCatalog(folder, tmp_path / "model").load())


async def test_a_process_killed_at_the_first_reading_leaves_nothing_that_counts(folder: Path, tmp_path: Path) -> None:
    arguments = (sys.executable, "-m", "tests.adapters.catalog_child", "die", folder, tmp_path / "model")
    child = await asyncio.create_subprocess_exec(*arguments)
    assert await child.wait() == -signal.SIGKILL
    assert as_read(folder, KeptCatalog(folder, tmp_path / "model").load())


async def test_several_processes_may_come_at_once(folder: Path, tmp_path: Path) -> None:
    arguments = (sys.executable, "-m", "tests.adapters.catalog_child", "load", folder, tmp_path / "model")
    children = [await asyncio.create_subprocess_exec(*arguments, stdout=asyncio.subprocess.PIPE) for _ in range(3)]
    told = {(await child.communicate())[0].decode().splitlines()[0] for child in children}
    assert told == {" ".join(load_catalog(folder).entries)}
    assert len(list((tmp_path / "model").glob("0*"))) == 1


def test_two_of_one_process_see_each_others_changes(folder: Path, kept: KeptCatalog, tmp_path: Path) -> None:
    other = KeptCatalog(folder, tmp_path / "model")
    before = other.load()
    edit(folder / "entries" / "a.jsonl", "Paper no. 4", "Paper of old")
    results: list[Catalog] = []
    threads = [threading.Thread(target=lambda each=each: results.append(each.load())) for each in (kept, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [as_read(folder, each) for each in results] == [True, True]
    assert JUDGED == [6]
    assert "of old" not in str(before.entries["paper-4"].title)


def test_a_model_that_another_process_replaced_goes_on_for_who_has_it(
    folder: Path, kept: KeptCatalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept.load()
    known = list(before)
    monkeypatch.setattr(catalog_model, "edition", lambda: "of a newer program")
    shutil.copy(folder / "entries" / "c.jsonl", tmp_path / "aside")
    (folder / "entries" / "c.jsonl").unlink()
    assert len(KeptCatalog(folder, tmp_path / "model").load()) == 10
    assert list(before) == known
