"""The tables of Chinese characters: made once, kept in a file, and read without what made them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.adapters.analysis_tables import Tables, edition, tables
from tests.adapters.searching import the_tables


def _file(folder: Path) -> Path:
    return folder / f"tables-{edition()}.json"


def _content(read: Tables) -> tuple[object, ...]:
    return read.edition, dict(read.simplified), dict(read.readings)


def test_they_are_made_in_a_folder_that_does_not_exist_yet(tmp_path: Path) -> None:
    assert _content(tables(tmp_path / "state" / "search")) == _content(the_tables())
    assert [each.name for each in (tmp_path / "state" / "search").iterdir()] == [f"tables-{edition()}.json"]


def test_what_is_kept_is_read_and_not_made_again(tmp_path: Path) -> None:
    _file(tmp_path).write_text(json.dumps({"simplified": {"甲": "乙"}, "readings": {"甲": "jia"}}), encoding="utf-8")
    assert dict(tables(tmp_path).simplified) == {"甲": "乙"}


@pytest.mark.parametrize(
    "damage", [b"", b'{"simplified": {', b"[]", b"{}", b'{"simplified":{},"readings":[1]}', b"\xff"]
)
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    _file(tmp_path).write_bytes(damage)
    assert _content(tables(tmp_path)) == _content(the_tables())
    assert json.loads(_file(tmp_path).read_text(encoding="utf-8"))["simplified"]["驗"] == "验"


def test_tables_of_another_edition_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "tables-0.json").write_text('{"simplified": {"甲": "乙"}, "readings": {}}', encoding="utf-8")
    assert _content(tables(tmp_path)) == _content(the_tables())


def test_a_folder_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        tables(tmp_path / "file")


@pytest.mark.parametrize(
    ("character", "syllables"),
    [
        ("思", ("si", "sai")),
        ("维", ("wei",)),
        ("链", ("lian",)),
        ("重", ("zhong", "chong")),
        ("绿", ("lv", "lu")),
        ("女", ("nv", "nu", "ru")),
        ("〇", ("ling", "yuan")),
    ],
)
def test_readings_have_no_tones_and_u_umlaut_both_ways(character: str, syllables: tuple[str, ...]) -> None:
    assert the_tables().readings[character] == syllables


def test_all_syllables_are_plain_letters() -> None:
    assert {"xian", "xi", "an", "zhuang", "lv", "lu"} <= the_tables().syllables
    assert [each for each in the_tables().syllables if not (each.isascii() and each.isalpha() and each.islower())] == []


def test_traditional_characters_have_a_simplified_one_and_others_have_none() -> None:
    simplified = the_tables().simplified
    assert "".join(simplified.get(char, char) for char in "驗證與強化學習，験证") == "验证与强化学习，験证"
    assert "验" not in simplified


def test_reading_them_does_not_load_the_libraries_that_make_them(tmp_path: Path) -> None:
    tables(tmp_path)
    text = (
        "import sys; from pathlib import Path; from bot.adapters.analysis_tables import tables;"
        "assert tables(Path(sys.argv[1])).simplified; print(sorted({'pypinyin', 'opencc'} & set(sys.modules)))"
    )
    child = subprocess.run([sys.executable, "-c", text, tmp_path], capture_output=True, text=True, check=True)
    assert child.stdout.strip() == "[]"
