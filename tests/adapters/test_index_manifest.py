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
    assert (len(manifest), manifest.contents(), manifest.words()) == (0, {}, [])


def test_what_was_noted_is_there_when_it_is_opened_again(tmp_path: Path, manifest: Manifest) -> None:
    manifest.note([("one", b"1"), ("two", b"2")])
    manifest.add_words(["verifier"])
    with Manifest.open(tmp_path) as again:
        assert again.contents() == {"one": b"1", "two": b"2"}
        assert again.words() == ["verifier"]


def test_a_later_note_takes_the_place_of_an_earlier_one(manifest: Manifest) -> None:
    manifest.note([("one", b"1")])
    manifest.note([("one", UNSETTLED)])
    assert manifest.contents() == {"one": UNSETTLED}


def test_what_is_forgotten_is_gone_and_what_was_not_there_does_no_harm(manifest: Manifest) -> None:
    manifest.note([("one", b"1"), ("two", b"2")])
    manifest.forget(["one", "three"])
    assert manifest.contents() == {"two": b"2"}
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
def test_content_differs_wherever_something_does_that_is_looked_for(change: dict[str, Any]) -> None:
    tags = {tag.key: tag for tag in TAGS}
    assert record_of(an_entry(), tags).content == record_of(an_entry(), dict(tags)).content
    assert record_of(an_entry(**change), tags).content != record_of(an_entry(), tags).content


def test_content_differs_when_a_tag_gets_another_name() -> None:
    tags = {tag.key: tag for tag in TAGS}
    renamed = {**tags, "verifiers": tags["verifiers"].model_copy(update={"zh": "校验器"})}
    assert record_of(an_entry(), renamed).content != record_of(an_entry(), tags).content


def test_what_nobody_looks_for_does_not_change_the_content() -> None:
    tags = {tag.key: tag for tag in TAGS}
    assert record_of(an_entry(related=["other"]), tags).content == record_of(an_entry(), tags).content
