"""The index is written whole, in this process or in several, or by difference: the answers are the same."""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import pytest
import tantivy

from bot.adapters import index_build
from bot.adapters.index_build import ALONE, BATCH, build, update
from bot.adapters.index_differ import differences
from bot.adapters.index_manifest import UNSETTLED, Manifest
from bot.adapters.index_read import Reader
from bot.adapters.index_record import Record, record_of
from bot.adapters.index_schema import open_index
from bot.adapters.search_tantivy import TantivySearch
from bot.domain.entry import Entry
from bot.domain.query import Query
from tests.adapters.searching import keys
from tests.search import corpus, names
from tests.search.engines import an_engine
from tests.worlds import a_catalog, an_entry

TAGS = {tag.key: tag for tag in names.tags()}
FEW = 60


@cache
def some(count: int = FEW) -> tuple[Entry, ...]:
    return tuple(corpus.entries(count))


def differing(folder: Path, entries: Iterable[Entry]) -> tuple[list[str], list[str]]:
    return differences(folder, a_catalog(*entries, tags=TAGS.values()), most=10_000)


def records(entries: Iterable[Entry]) -> list[Record]:
    return [record_of(entry, TAGS) for entry in entries]


def queries(entries: Sequence[Entry]) -> list[Query]:
    """Of every kind, each with something to find."""
    texts = ["model", "openai", "kind:paper", "的", "tag:reasoning year:2010..", "modle"]
    for entry in entries[:: len(entries) // 8]:
        texts += [entry.title.en or "", entry.authors[0], (entry.title.zh or "")[:4], entry.key, entry.tags[0]]
        texts += [
            max((entry.overview.en or "").split(), key=len),
            '"' + " ".join((entry.title.en or "").split()[1:3]) + '"',
        ]
    return [Query.parse(text) for text in texts]


def answers(folder: Path, entries: Sequence[Entry]) -> list[tuple[str, ...]]:
    reader = Reader.open(folder)
    assert len(reader) == len(entries)
    return [reader.find(query, limit=len(entries)).keys for query in queries(entries)]


def built(folder: Path, entries: Iterable[Entry]) -> Path:
    folder.mkdir(parents=True)
    build(folder, entries, TAGS)
    return folder


def test_a_build_has_every_entry_and_is_no_different_from_them(tmp_path: Path) -> None:
    folder = built(tmp_path / "1", some())
    found = answers(folder, some())
    assert [query for query, these in zip(queries(some()), found, strict=True) if not these] == []
    assert differing(folder, some()) == ([], [])


def test_an_empty_build_is_an_index_too(tmp_path: Path) -> None:
    folder = built(tmp_path / "1", ())
    assert Reader.open(folder).find(Query.parse("model")).keys == ()


def test_it_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[int] = []
    (tmp_path / "1").mkdir()
    build(tmp_path / "1", some(), TAGS, told=told.append)
    assert told == sorted(told)
    assert told[-1] == FEW


def test_differences_are_what_changed_what_is_new_and_what_is_gone(tmp_path: Path) -> None:
    folder = built(tmp_path / "1", some()[:4])
    one, other, *_ = some()
    changed = one.model_copy(update={"venue": "Elsewhere"})
    new = some()[5]
    found, gone = differing(folder, [changed, other, new])
    assert found == sorted([changed.key, new.key])
    assert gone == sorted(entry.key for entry in some()[2:4])


def _before(entries: Sequence[Entry]) -> list[Entry]:
    """An earlier state: of five entries one was otherwise, one was not there, and two others were that are gone."""
    otherwise = [
        entry.model_copy(update={"title": an_entry().title, "authors": ("Hunter Lightman",)})
        if place % 5 == 1
        else entry
        for place, entry in enumerate(entries)
        if place % 5 != 2
    ]
    return [*otherwise, an_entry("gone"), an_entry("gone-too")]


def test_an_update_by_difference_gives_the_answers_of_a_build(tmp_path: Path) -> None:
    whole = built(tmp_path / "1", some())
    folder = built(tmp_path / "2", _before(some()))
    changed, gone = differing(folder, some())
    assert len(changed) == 2 * FEW // 5
    assert gone == ["gone", "gone-too"]
    differ = records(entry for entry in some() if entry.key in changed)
    update(folder, open_index(folder / "index"), differ, gone, Reader.open(folder).analysis)
    assert differing(folder, some()) == ([], [])
    assert list(map(sorted, answers(folder, some()))) == list(map(sorted, answers(whole, some())))


def test_an_update_tells_the_words_that_nobody_had(tmp_path: Path) -> None:
    folder = built(tmp_path / "1", some())
    reader = Reader.open(folder)
    new = record_of(an_entry("new", title={"en": "Xylophones model", "zh": "木琴"}, authors=[], overview={}), TAGS)
    words = update(folder, reader.index, [new], [], reader.analysis)
    assert "xylophones" in words
    assert "model" not in words
    again = Reader.open(folder)
    assert again.find(Query.parse("xylofones")).keys == ("new",)


def test_what_was_under_way_when_a_process_died_differs(tmp_path: Path) -> None:
    folder = built(tmp_path / "1", some())
    with Manifest.open(folder) as manifest:
        manifest.note([(some()[0].key, UNSETTLED), ("never-written", UNSETTLED)])
    assert differing(folder, some()) == ([some()[0].key], ["never-written"])


async def test_an_update_that_died_before_its_commit_is_done_at_the_next_start(tmp_path: Path) -> None:
    async with an_engine(tmp_path, a_catalog(an_entry("one"), an_entry("two"))) as search:
        folder = search.about().folder
    with Manifest.open(folder) as manifest:
        manifest.note([("one", UNSETTLED)])
    after = a_catalog(an_entry("one", title={"en": "Xylophones", "zh": "木琴"}), an_entry("two"))
    async with an_engine(tmp_path, after) as search:
        assert await keys(search, "xylophones") == ["one"]
        assert search.about().folder == folder


async def test_an_update_that_died_after_its_commit_is_settled_at_the_next_start(tmp_path: Path) -> None:
    catalog = a_catalog(an_entry("one"), an_entry("two"))
    async with an_engine(tmp_path, catalog) as search:
        folder = search.about().folder
    with Manifest.open(folder) as manifest:
        manifest.note([("one", UNSETTLED)])
    index = open_index(folder / "index")
    writer = index.writer(15_000_000, 1)
    writer.delete_documents_by_term("key", "one")
    writer.commit()
    writer.wait_merging_threads()
    async with an_engine(tmp_path, catalog) as search:
        assert sorted(await keys(search, "verify")) == ["one", "two"]
        assert search.about().folder == folder


async def test_an_index_that_has_lost_entries_is_built_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    catalog = a_catalog(an_entry("one"), an_entry("two"))
    async with an_engine(tmp_path, catalog) as search:
        folder = search.about().folder
    writer = open_index(folder / "index").writer(15_000_000, 1)
    writer.delete_documents_by_term("key", "one")
    writer.commit()
    writer.wait_merging_threads()
    async with an_engine(tmp_path, catalog) as search:
        assert sorted(await keys(search, "verify")) == ["one", "two"]
        assert search.about().folder != folder
    assert "it holds 1 entries instead of 2" in caplog.text


async def test_a_build_that_was_killed_is_done_anew_at_the_next_start(tmp_path: Path) -> None:
    arguments = (sys.executable, "-m", "tests.adapters.index_child", "die_building", tmp_path / "search")
    child = await asyncio.create_subprocess_exec(*arguments)
    assert await child.wait() == -signal.SIGKILL
    left = [each for each in (tmp_path / "search").iterdir() if each.is_dir()]
    with sqlite3.connect(left[0] / "manifest.sqlite3") as manifest:
        assert manifest.execute("SELECT count(*) FROM entries").fetchone()[0] >= BATCH
    manifest.close()
    async with an_engine(tmp_path / "search", a_catalog()) as search:
        assert await keys(search, "verify") == ["lets-verify"]
    assert not left[0].exists()


def test_other_processes_give_what_this_one_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_itself = built(tmp_path / "1", some())
    monkeypatch.setattr(index_build, "ALONE", 50)
    monkeypatch.setattr(index_build, "BATCH", 20)
    assert answers(built(tmp_path / "2", some()), some()) == answers(by_itself, some())


@pytest.mark.slow
def test_a_large_build_goes_through_other_processes_and_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = some(ALONE + 1)
    grown: list[int] = []

    def count(index: tantivy.Index) -> None:
        index.reload()
        grown.append(index.searcher().num_docs)

    (tmp_path / "1").mkdir()
    build(tmp_path / "1", entries, TAGS, grown=count)
    assert grown == sorted(grown)
    assert 0 < grown[0] < len(entries)
    monkeypatch.setattr(index_build, "ALONE", 10_000)
    assert answers(tmp_path / "1", entries) == answers(built(tmp_path / "2", entries), entries)


async def test_a_helping_process_that_is_killed_is_no_end_of_searching(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(index_build, "ALONE", 50)
    monkeypatch.setattr(index_build, "_analysed_there", _die)
    search = TantivySearch(tmp_path)
    try:
        await search.take(a_catalog(*some()))
        with pytest.raises(OSError, match="terminated abruptly"):
            await search.whole()
        assert "cannot be written" in caplog.text
        await search.take(a_catalog(an_entry()))
        await search.whole()
        assert await keys(search, "verify") == ["lets-verify"]
    finally:
        await search.close()


def _die(_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
