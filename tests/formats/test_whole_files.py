"""A file is replaced whole or not at all, with nothing left beside it."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.formats.whole_files import SCRATCH, ChangedMeanwhile, replace_file, same_bytes, stamp_of

ROOT = Path(__file__).parents[2]


def test_a_file_is_made_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    replace_file(path, b"one")
    replace_file(path, iter([b"t", b"wo"]))
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_has_the_rights_of_any_other(tmp_path: Path) -> None:
    replace_file(tmp_path / "a", b"")
    (tmp_path / "b").touch()
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666])
def test_the_rights_of_the_old_file_stay(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a"
    path.touch()
    path.chmod(mode)
    replace_file(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_of_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.touch()
    os.chown(path, 1234, 2345)
    replace_file(path, b"new")
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 2345)


def test_of_a_link_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real" / "a")
    for content in (b"one", b"two"):
        replace_file(link, content)
        assert link.is_symlink()
        assert (tmp_path / "real" / "a").read_bytes() == content


def test_what_was_changed_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"mine")
    stamp = stamp_of(path)

    def content() -> Iterator[bytes]:
        yield b"new"
        path.write_bytes(b"own!")

    for still in (lambda target: same_bytes(target, b"mine"), lambda target: stamp_of(target) == stamp):
        with pytest.raises(ChangedMeanwhile, match="was changed by somebody else meanwhile; try again") as refused:
            replace_file(path, content(), still=still)
        assert refused.value.filename == str(path)
        assert path.read_bytes() == b"own!"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_came_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a"

    def content() -> Iterator[bytes]:
        path.write_bytes(b"theirs")
        yield b"new"

    with pytest.raises(ChangedMeanwhile):
        replace_file(path, content(), still=lambda target: same_bytes(target, None))
    assert path.read_bytes() == b"theirs"


def test_a_content_that_breaks_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def broken() -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace_file(path, broken())
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_is_told_by_its_own_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none/a'"):
        replace_file(tmp_path / "none" / "a", b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match=r"folder'"):
        replace_file(tmp_path / "folder", b"")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_what_a_killed_writer_left_goes_and_what_a_living_one_writes_stays(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib, os\n"
        "from bot.formats.whole_files import replace_file\n"
        "def content():\n"
        "    yield b'half'\n"
        "    print('half', flush=True)\n"
        "    sys.stdin.readline()\n"
        "replace_file(pathlib.Path(sys.argv[1]), content())\n"
    )
    words = [sys.executable, "-c", code, str(tmp_path / "a")]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        writer.stdout.readline()
        (left,) = tmp_path.glob(f"{SCRATCH}*")
        replace_file(tmp_path / "b", b"")
        assert left.exists(), "it is still being written"
        writer.kill()
        writer.wait()
        assert not (tmp_path / "a").exists()
        replace_file(tmp_path / "b", b"")
        assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_others_files_with_a_similar_name_stay(tmp_path: Path) -> None:
    (tmp_path / f"{SCRATCH}init-12345678").mkdir()
    (tmp_path / f"{SCRATCH}notes.md").touch()
    replace_file(tmp_path / "a", b"")
    assert len(list(tmp_path.iterdir())) == 3


def test_a_stamp_tells_a_file_from_another(tmp_path: Path) -> None:
    path = tmp_path / "a"
    assert stamp_of(path) is None
    path.write_bytes(b"one")
    before = stamp_of(path)
    replace_file(path, b"one")
    assert stamp_of(path) != before
