"""Which entries the index holds, and with what content."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.index_manifest import FILE, UNSETTLED, Manifest
from bot.adapters.index_record import record_of
from tests.worlds import TAGS, an_entry


@pytest.fixture
def manifest(tmp_path: Path) -> Iterator[Manifest]:
    with Manifest.open(tmp_path) as opened:
        yield opened


def test_it_begins_empty(manifest: Manifest) -> None:
    assert (len(manifest), dict(manifest.editions()), manifest.words()) == (0, {}, [])


def test_what_was_noted_is_there_when_it_is_opened_again(tmp_path: Path, manifest: Manifest) -> None:
    manifest.note([("one", "1"), ("two", "2")])
    manifest.add_words(["verifier"])
    with Manifest.open(tmp_path) as again:
        assert dict(again.editions()) == {"one": "1", "two": "2"}
        assert again.words() == ["verifier"]


def test_a_later_note_takes_the_place_of_an_earlier_one(manifest: Manifest) -> None:
    manifest.note([("one", "1")])
    manifest.note([("one", UNSETTLED)])
    assert dict(manifest.editions()) == {"one": UNSETTLED}


def test_what_is_forgotten_is_gone_and_what_was_not_there_does_no_harm(manifest: Manifest) -> None:
    manifest.note([("one", "1"), ("two", "2")])
    manifest.forget(["one", "three"])
    assert dict(manifest.editions()) == {"two": "2"}
    assert len(manifest) == 1


def test_a_word_comes_once(manifest: Manifest) -> None:
    manifest.add_words(["verifier", "verifier"])
    manifest.add_words(["verifier"])
    assert manifest.words() == ["verifier"]


@pytest.mark.parametrize("damage", [b"garbage" * 1000, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_one_is_an_error_of_sqlite(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FILE).write_bytes(damage)
    with pytest.raises(sqlite3.Error), Manifest.open(tmp_path):
        pass


@pytest.mark.parametrize(
    "change",
    [
        {"title": {"en": "Let's Verify", "zh": "让我们逐步验证"}},
        {"title": {"en": "Let's Verify Step by Step", "zh": "逐步验证"}},
        {"authors": ["Hunter Lightman"]},
        {"organizations": []},
        {"published": {"year": 2023, "month": 6}},
        {"tags": ["verifiers", "process-supervision"]},
        {"kind": "post"},
        {"language": "zh"},
        {"venue": "ICLR 2024"},
        {"ids": {"arxiv": "2305.20050"}},
        {"url": "https://example.org/other"},
        {"links": {"pdf": "https://example.org/paper.pdf"}},
        {"overview": {"en": "Rewarding every step.", "zh": "奖励每一步。"}},
    ],
)
def test_an_edition_differs_wherever_something_does_that_is_looked_for(change: dict[str, Any]) -> None:
    tags = {tag.key: tag for tag in TAGS}
    assert record_of(an_entry(), tags).edition == record_of(an_entry(), dict(tags)).edition
    assert record_of(an_entry(**change), tags).edition != record_of(an_entry(), tags).edition


def test_it_is_of_a_catalog_until_anything_is_written(manifest: Manifest) -> None:
    assert not manifest.is_of("first")
    manifest.note([("one", "1")])
    manifest.settle("first", {"math": "Math"})
    assert (manifest.is_of("first"), manifest.is_of("second"), manifest.topics()) == (True, False, {"math": "Math"})
    manifest.note([("two", UNSETTLED)])
    assert not manifest.is_of("first")
    manifest.settle("second", {})
    assert (manifest.is_of("first"), manifest.is_of("second"), manifest.topics()) == (False, True, {})
    manifest.forget(["two"])
    assert not manifest.is_of("second")


def test_a_catalog_without_a_fingerprint_is_never_known(manifest: Manifest) -> None:
    manifest.settle("", {})
    assert not manifest.is_of("")
