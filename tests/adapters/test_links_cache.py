"""What was said of links, kept in a file."""

import datetime as dt
from pathlib import Path

import pytest

from bot.adapters.links_cache import NAME, open_link_memory

NOW = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def test_what_was_kept_is_there_in_the_next_run(tmp_path: Path) -> None:
    with open_link_memory(tmp_path / "state") as memory:
        memory.keep("https://甲.cn/", NOW, {"status": 200, "detail": "甲"})
    with open_link_memory(tmp_path / "state") as memory:
        assert memory.recall("https://甲.cn/", NOW) == {"status": 200, "detail": "甲"}
        assert memory.recall("https://甲.cn/", NOW + DAY) is None
        assert memory.recall("https://other.cn/", NOW) is None


def test_what_is_kept_later_takes_the_place_of_the_earlier(tmp_path: Path) -> None:
    with open_link_memory(tmp_path) as memory:
        memory.keep("x", NOW, {"status": 404})
        memory.keep("x", NOW + DAY, {"status": 200})
        assert memory.recall("x", NOW + DAY) == {"status": 200}


def test_each_answer_is_on_the_disk_at_once(tmp_path: Path) -> None:
    with open_link_memory(tmp_path) as writing, open_link_memory(tmp_path) as reading:
        writing.keep("x", NOW, {"status": 200})
        assert reading.recall("x", NOW) == {"status": 200}


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"\0" * 4096])
def test_a_file_that_is_no_database_is_made_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    with open_link_memory(tmp_path) as memory:
        memory.keep("x", NOW, {"status": 200})
        assert memory.recall("x", NOW) == {"status": 200}


@pytest.mark.parametrize("row", [("x", "no day", "{}"), ("x", "2026-11-29T12:00:00+00:00", "{"), ("x", "9", "[]")])
def test_a_row_that_makes_no_sense_counts_for_nothing(tmp_path: Path, row: tuple[str, str, str]) -> None:
    with open_link_memory(tmp_path) as memory:
        memory._connection.execute("INSERT INTO said VALUES (?, ?, ?)", row)
        assert memory.recall("x", NOW) is None


def test_what_cannot_be_written_is_said_in_the_log_and_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with open_link_memory(tmp_path) as memory:
        memory._connection.execute("PRAGMA query_only = ON")
        memory.keep("x", NOW, {"status": 200})
        assert memory.recall("x", NOW) is None
    assert "links.sqlite3 cannot be written" in caplog.text


def test_a_folder_that_cannot_be_one_is_told_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    with pytest.raises(OSError, match="state"), open_link_memory(tmp_path / "state"):
        pass
