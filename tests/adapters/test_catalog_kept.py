"""The catalog as a read model: a start reads what has changed and nothing else."""

import asyncio
import os
import signal
import sqlite3
import sys
from multiprocessing import parent_process
from pathlib import Path

import pytest

from bot.adapters import catalog_sources
from bot.adapters.catalog_judges import Batch, Judged, judge
from bot.adapters.catalog_kept import KeptCatalog
from bot.adapters.catalog_model import JUDGING
from bot.adapters.catalog_yaml import load_catalog
from bot.domain.faults import FaultsError
from tests.adapters.catalogs import (
    JUDGED,
    as_read,
    edit,
    ids,
    lines,
    model,
    numbered,
    read_once,
    three_collections,
)
from tests.adapters.test_catalog_yaml import GOOD, OTHER, TAGS, item
from tests.adapters.test_catalog_yaml import HEAD as YAML_HEAD
from tests.sources import ROOT, read_package


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return three_collections(tmp_path, monkeypatch)


@pytest.fixture
def kept(folder: Path, tmp_path: Path) -> KeptCatalog:
    return read_once(folder, tmp_path)


def test_it_is_what_the_files_say(folder: Path, kept: KeptCatalog) -> None:
    (folder / "synonyms.yaml").write_text("synonyms:\n- [o1, 草莓]\n", encoding="utf-8")
    assert as_read(folder, kept.load())
    assert as_read(folder, KeptCatalog(folder, None).load())


async def test_an_unchanged_catalog_is_there_without_a_look_into_its_files(folder: Path, tmp_path: Path) -> None:
    async def keys_and_opened() -> list[str]:
        arguments = (sys.executable, "-m", "tests.adapters.catalog_child", "load", folder, tmp_path / "model")
        child = await asyncio.create_subprocess_exec(*arguments, stdout=asyncio.subprocess.PIPE)
        out, _ = await child.communicate()
        return out.decode().splitlines()

    for path in (folder / "tags.yaml", *(folder / "entries").iterdir()):
        os.utime(path, (1, 1))
    KeptCatalog(folder, tmp_path / "model").load()
    keys, opened = await keys_and_opened()
    assert len(keys.split()) == 12
    assert opened == ""
    (folder / "entries" / "new.jsonl").write_text(lines(numbered(30)), encoding="utf-8")
    assert (await keys_and_opened())[1].split() == ["new.jsonl"]


def test_of_a_changed_file_only_new_lines_are_judged(folder: Path, kept: KeptCatalog) -> None:
    before = kept.load()
    edit(folder / "entries" / "a.jsonl", "Paper no. 4", "Paper of old")
    catalog = kept.load()
    assert JUDGED == [6]
    assert as_read(folder, catalog)
    assert catalog.fingerprint != before.fingerprint
    old, new = ids(before), ids(catalog)
    assert {key for key in new if old[key] != new[key]} == {"paper-4"}


@pytest.mark.parametrize(
    ("order", "judged"),
    [
        ([3, 0, 1, 2, 4, 5, 6, 7, 8], []),
        ([8, 7, 6, 5, 4, 3, 2, 1, 0], []),
        ([0, 1, 2, 5, 6, 7, 8], []),
        ([40, 0, 1, 2, 3, 4, 5, 6, 7, 8, 41], [2, 12]),
        ([], []),
    ],
)
def test_lines_that_move_are_taken_over(folder: Path, kept: KeptCatalog, order: list[int], judged: list[int]) -> None:
    (folder / "entries" / "a.jsonl").write_text(lines(*map(numbered, order)), encoding="utf-8")
    assert as_read(folder, kept.load())
    assert judged == JUDGED


def test_an_entry_of_yaml_that_is_the_same_keeps_its_row(folder: Path, kept: KeptCatalog) -> None:
    before = ids(kept.load())
    (folder / "entries" / "b.yaml").write_text(YAML_HEAD + item(OTHER) + "# moved\n" + item(GOOD), encoding="utf-8")
    catalog = kept.load()
    assert as_read(folder, catalog)
    assert JUDGED == []
    assert ids(catalog)["lets-verify"] == before["lets-verify"]


def test_files_come_and_go_and_change_their_names(folder: Path, kept: KeptCatalog) -> None:
    entries, before = folder / "entries", ids(kept.load())
    (entries / "c.jsonl").rename(entries / "0.jsonl")
    (entries / "b.yaml").rename(entries / "d.yaml")
    renamed = kept.load()
    assert as_read(folder, renamed)
    assert (JUDGED, ids(renamed)) == ([], before)
    (entries / "a.jsonl").unlink()
    (entries / "more").mkdir()
    (entries / "more" / "e.jsonl").write_text(lines(numbered(50)), encoding="utf-8")
    assert as_read(folder, kept.load())
    assert JUDGED == [2]


def test_two_files_may_change_places(folder: Path, kept: KeptCatalog) -> None:
    entries = folder / "entries"
    for old, new in (("a", "x"), ("c", "a"), ("x", "c")):
        (entries / f"{old}.jsonl").rename(entries / f"{new}.jsonl")
    assert as_read(folder, kept.load())


def test_files_of_the_same_content_are_each_dropped_when_they_go(folder: Path, kept: KeptCatalog) -> None:
    for name in ("x", "y"):
        (folder / "entries" / f"{name}.jsonl").write_text(lines(), encoding="utf-8")
    assert as_read(folder, kept.load())
    for name in ("x", "y"):
        (folder / "entries" / f"{name}.jsonl").unlink()
    catalog = kept.load()
    assert as_read(folder, catalog)


def test_a_file_that_was_only_touched_is_not_judged_and_the_fingerprint_stays(folder: Path, kept: KeptCatalog) -> None:
    before = kept.load().fingerprint
    for path in (folder / "entries").iterdir():
        os.utime(path, (10, 10))
    assert kept.load().fingerprint == before
    assert JUDGED == []


def test_another_content_of_the_same_size_and_time_is_noticed(folder: Path, kept: KeptCatalog) -> None:
    path = folder / "entries" / "a.jsonl"
    times = path.stat()
    edit(path, "Paper no. 4", "Paper no. X")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (times.st_size, times.st_mtime_ns)
    assert as_read(folder, kept.load())


def test_a_file_that_is_too_young_to_be_trusted_is_looked_into_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog_sources, "TICK", 10**12)
    kept = KeptCatalog(folder, tmp_path / "model")
    kept.load()
    with sqlite3.connect(model(tmp_path)) as connection:  # as if the change had come within one tick of the clock
        connection.execute("UPDATE files SET content = x'00' WHERE label = ?", (b"entries/c.jsonl",))
    connection.close()
    JUDGED.clear()
    fingerprint = kept.load().fingerprint
    assert fingerprint == load_catalog(folder).fingerprint
    monkeypatch.setattr(catalog_sources, "TICK", -(10**12))
    assert kept.load().fingerprint == fingerprint
    assert JUDGED == []


def test_tags_and_synonyms_are_taken_over_and_read_again(folder: Path, kept: KeptCatalog) -> None:
    before = kept.load()
    (folder / "tags.yaml").write_text(TAGS.replace("Math,", "Maths,"), encoding="utf-8")
    catalog = kept.load()
    assert (before.tags["math"].en, catalog.tags["math"].en) == ("Math", "Maths")
    assert JUDGED == []
    (folder / "synonyms.yaml").write_text("synonyms:\n- [o1, 草莓]\n", encoding="utf-8")
    assert as_read(folder, kept.load())
    (folder / "synonyms.yaml").unlink()
    assert as_read(folder, kept.load())


# Many


def test_other_processes_judge_as_this_one_does(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.catalog_judges.ALONE", 4)
    monkeypatch.setattr("bot.adapters.catalog_update.BATCH", 2)
    (folder / "entries" / "0.jsonl").write_text(lines(*map(numbered, range(100, 150))), encoding="utf-8")
    catalog = KeptCatalog(folder, tmp_path / "model").load()
    assert as_read(folder, catalog)
    edit(folder / "entries" / "0.jsonl", '"kind": "paper"', '"kind": "papr"')
    with pytest.raises(FaultsError) as caught:
        KeptCatalog(folder, tmp_path / "model").load()
    assert len(caught.value.faults) == 50


def test_a_helping_process_that_is_killed_is_no_end_of_reading(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.adapters.catalog_judges.ALONE", 4)
    monkeypatch.setattr("bot.adapters.catalog_update.BATCH", 2)
    monkeypatch.setattr("bot.adapters.catalog_judges.judge", _judge_or_die)
    assert as_read(folder, KeptCatalog(folder, tmp_path / "model").load())
    assert "read in one process" in caplog.text


def _judge_or_die(batch: Batch, place: str) -> list[Judged]:
    if parent_process():
        os.kill(os.getpid(), signal.SIGKILL)
    return judge(batch, place)


def test_it_tells_how_far_it_is(folder: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    KeptCatalog(folder, tmp_path / "model").load(lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] == sum(path.stat().st_size for path in (folder / "entries").iterdir())


def test_all_that_judges_entries_is_part_of_the_edition() -> None:
    package = read_package()
    root = ROOT / "bot"
    watched = {
        f"bot.{path.relative_to(root).with_suffix('').as_posix().replace('/', '.')}"
        for pattern in JUDGING
        for path in root.glob(f"{pattern}.py")
    }

    def all_below(*names: str) -> set[str]:
        seen: set[str] = set()
        waiting = list(names)
        while waiting:
            if (name := waiting.pop()) not in seen:
                seen.add(name)
                waiting += package[name].imports(package)
        return seen

    # A catalog can be asked for its columns, which judge nothing.
    asked = all_below("bot.domain.columns", "bot.domain.entries")
    judging = all_below("bot.adapters.catalog_judges", "bot.adapters.catalog_yaml")
    assert judging - watched <= asked
