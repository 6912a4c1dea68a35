"""Where the index lies: a folder per edition, a pointer to the one in use, one process that writes."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.adapters.index_folder import POINTER, STAMP, IndexFolder


@pytest.fixture
def folder(tmp_path: Path) -> IndexFolder:
    return IndexFolder(tmp_path / "state" / "search")


def in_use(folder: IndexFolder) -> Path:
    with folder.building() as made:
        (made / "file").write_text("index")
        folder.use(made)
    return made


def numbered(folder: IndexFolder) -> list[str]:
    return sorted(each.name for each in folder.root.iterdir() if each.name.isdigit())


def test_at_first_none_is_in_use(folder: IndexFolder) -> None:
    assert folder.current() is None
    assert not folder.root.exists()


def test_what_was_put_in_use_is_in_use_for_everybody(folder: IndexFolder) -> None:
    made = in_use(folder)
    assert folder.current() == made
    assert IndexFolder(folder.root).current() == made
    assert (made / "file").read_text() == "index"


def test_a_folder_is_not_in_use_while_it_is_built(folder: IndexFolder) -> None:
    before = in_use(folder)
    with folder.building() as made:
        assert made != before
        assert folder.current() == before
        assert list(made.iterdir()) == []


def test_a_folder_whose_building_failed_is_removed(folder: IndexFolder) -> None:
    before = in_use(folder)
    with pytest.raises(OSError):
        _fail(folder)
    assert numbered(folder) == [before.name]
    assert folder.current() == before


def _fail(folder: IndexFolder) -> None:
    with folder.building() as made:
        (made / "file").write_text("half")
        raise OSError("full")


def test_the_folder_before_is_removed_when_another_is_put_in_use(folder: IndexFolder) -> None:
    before, after = in_use(folder), in_use(folder)
    assert folder.current() == after
    assert numbered(folder) == [after.name]
    assert after.name > before.name


def test_what_a_killed_process_left_is_removed_too(folder: IndexFolder) -> None:
    in_use(folder)
    left = folder.root / "000007"
    left.mkdir()
    after = in_use(folder)
    assert after.name == "000008"
    assert numbered(folder) == ["000008"]


def test_what_was_open_in_a_removed_folder_can_be_read_on(folder: IndexFolder) -> None:
    with (in_use(folder) / "file").open() as opened:
        in_use(folder)
        assert opened.read() == "index"


@pytest.mark.parametrize("text", ["", "000002", "..", "/", "\x00", "\udcff"])
def test_a_pointer_to_nothing_is_none(folder: IndexFolder, text: str) -> None:
    in_use(folder)
    (folder.root / POINTER).write_text(text, encoding="utf-8", errors="surrogateescape")
    assert folder.current() is None


@pytest.mark.parametrize("stamp", ["", "0 1-0.55.0-1.4.2 0.27.0", "another"])
def test_an_index_of_another_edition_is_not_in_use(folder: IndexFolder, stamp: str) -> None:
    (in_use(folder) / STAMP).write_text(stamp)
    assert folder.current() is None


def test_one_at_a_time_writes(folder: IndexFolder) -> None:
    with folder.writing() as one:
        with IndexFolder(folder.root).writing() as other:
            assert (one, other) == (True, False)
        with IndexFolder(folder.root).writing() as third:
            assert not third
    with folder.writing() as again:
        assert again


def test_the_lock_of_another_process_goes_with_it(folder: IndexFolder) -> None:
    arguments = (sys.executable, "-m", "tests.adapters.index_child", "hold", folder.root)
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"True\n"
        with folder.writing() as alone:
            assert not alone
        child.kill()
    with folder.writing() as alone:
        assert alone
