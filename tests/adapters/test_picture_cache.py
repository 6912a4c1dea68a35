"""The cache of pictures: whole files or none, bounded, and never in the way."""

import logging
import os
import random
import resource
import struct
import zlib
from pathlib import Path

import pytest

from bot.adapters.picture_cache import PictureCache
from bot.adapters.picture_png import size, whole


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int = 3, height: int = 2, noise: int = 100) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = random.Random(0).randbytes(noise)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def name(number: int) -> str:
    return f"{number:064x}"[::-1]


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_the_size_of_a_png_is_read_from_its_head() -> None:
    assert size(png(1080, 1350)) == (1080, 1350)


def test_a_png_is_whole_with_all_its_bytes_alone() -> None:
    given = png()
    assert whole(given)
    assert not any(whole(given[:end]) for end in range(len(given)))
    assert not whole(given + b"x")


def test_a_changed_byte_is_seen() -> None:
    given = png()
    for at in range(len(given)):
        assert not whole(given[:at] + bytes([given[at] ^ 1]) + given[at + 1 :]), at


def test_what_is_kept_is_found_again_by_its_name(tmp_path: Path) -> None:
    PictureCache(tmp_path / "new").keep(name(7), png())
    assert PictureCache(tmp_path / "new").get(name(7)) == png()
    assert PictureCache(tmp_path / "new").get(name(8)) is None
    assert files(tmp_path) == [tmp_path / "new" / "70" / f"{name(7)}.png"]


@pytest.mark.parametrize("damage", [b"", b"not a picture", png()[:-1], png()[:50]])
def test_a_damaged_file_is_none_and_is_replaced(damage: bytes, tmp_path: Path) -> None:
    cache = PictureCache(tmp_path)
    cache.keep(name(1), png())
    files(tmp_path)[0].write_bytes(damage)
    assert cache.get(name(1)) is None
    cache.keep(name(1), png())
    assert cache.get(name(1)) == png()


def test_those_not_used_for_longest_are_removed_and_never_the_one_just_kept(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path, most=3)
    for number in range(3):
        cache.keep(name(number), png())
    for number, path in enumerate(sorted(files(tmp_path), key=lambda path: path.name[0])):
        os.utime(path, (number, number))  # long ago
    assert cache.get(name(0)) is not None  # and so just used
    cache.keep(name(3), png())
    assert [number for number in range(4) if cache.get(name(number))] == [0, 2, 3]


def test_pictures_from_the_future_do_not_push_out_the_one_just_kept(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path, most=2)
    for number in range(2):
        cache.keep(name(number), png())
    for path in files(tmp_path):
        os.utime(path, (2**33, 2**33))  # a clock that was wrong
    cache.keep(name(2), png())
    assert cache.get(name(2)) is not None


def test_what_a_process_left_that_died_while_writing_goes_in_its_turn(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path, most=1)
    cache.keep(name(0), png())
    left = tmp_path / "00" / ".left"
    left.write_bytes(b"half")
    os.utime(left, (1, 1))
    cache.keep(name(1), png())
    assert not left.exists()


def test_a_disk_that_takes_nothing_costs_the_cache_alone_and_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "pictures").write_text("a file where the folder should be")
    cache = PictureCache(tmp_path / "pictures")
    with caplog.at_level(logging.WARNING):
        for number in range(3):
            cache.keep(name(number), png())
            assert cache.get(name(number)) is None
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == ["pictures are drawn but not kept"]


def test_a_disk_that_is_full_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50, hard))
    try:
        PictureCache(tmp_path).keep(name(0), png())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files(tmp_path) == []
