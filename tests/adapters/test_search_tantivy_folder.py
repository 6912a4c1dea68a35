"""The search engine and its folder: damaged, of another edition, not to be written, shared, grown, and closed."""

import asyncio
import logging
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.adapters import index_build
from bot.adapters.index_folder import POINTER, STAMP, IndexFolder
from bot.adapters.search_tantivy import TantivySearch
from bot.domain.search import Progress
from tests.adapters.searching import found, keys
from tests.adapters.test_index_folder import numbered
from tests.search.engines import an_engine
from tests.worlds import a_catalog, an_entry

NEW = an_entry("new", title={"en": "Xylophones", "zh": "木琴"}, overview={"en": "Of wood.", "zh": "木头做的。"})
CATALOG = a_catalog(an_entry(), NEW)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index, to be copied."""
    folder = tmp_path_factory.mktemp("search")

    async def build() -> None:
        async with an_engine(folder, CATALOG):
            pass

    asyncio.run(build())
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "search"))


def in_use(folder: Path) -> Path:
    return folder / (folder / POINTER).read_text()


async def answers_right(folder: Path) -> bool:
    async with an_engine(folder, CATALOG) as search:
        return [await keys(search, text) for text in ("xylophones", "木琴", "xylofones", "step")] == [
            ["new"], ["new"], ["new"], ["lets-verify"],
        ]  # fmt: skip


async def test_a_whole_index_is_used_as_it_is(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = in_use(folder)
    assert await answers_right(folder)
    assert in_use(folder) == before
    assert caplog.text == ""


@pytest.mark.parametrize("change", ["stamp", "pointer", "no pointer", "no stamp", "no folder"])
async def test_an_index_of_another_edition_or_of_none_is_built_anew(folder: Path, change: str) -> None:
    used = in_use(folder)
    if change == "stamp":
        (used / STAMP).write_text("another")
    elif change == "pointer":
        (folder / POINTER).write_text("000009")
    elif change == "no pointer":
        (folder / POINTER).unlink()
    elif change == "no stamp":
        (used / STAMP).unlink()
    else:
        shutil.rmtree(used)
    assert await answers_right(folder)
    assert in_use(folder).name != "000009"


@pytest.mark.parametrize("damage", ["gone", "empty", "cut", "garbage"])
@pytest.mark.parametrize(
    "name",
    ["index/meta.json", "index/*.term", "manifest.sqlite3", "words-ends.npy"],
)
async def test_a_damaged_index_is_built_anew(
    folder: Path, caplog: pytest.LogCaptureFixture, name: str, damage: str
) -> None:
    before = in_use(folder)
    for file in before.glob("manifest.sqlite3-*"):
        file.unlink()
    (file,) = before.glob(name)
    content = file.read_bytes()
    file.unlink()
    if damage != "gone":
        file.write_bytes({"empty": b"", "cut": content[: len(content) // 2], "garbage": b"\xa5" * len(content)}[damage])
    assert await answers_right(folder)
    harmless = name == "manifest.sqlite3" and damage in ("gone", "empty")  # then everything differs
    assert ("is built anew" in caplog.text) != harmless
    assert (in_use(folder) == before) == harmless


async def test_what_shows_to_be_damaged_when_it_is_searched_is_built_anew(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    catalog = a_catalog(NEW, *(an_entry(f"entry-{number}") for number in range(50)))
    async with an_engine(folder, catalog):
        pass
    for file in (in_use(folder) / "index").glob("*.store"):
        content = file.read_bytes()
        file.write_bytes(b"\xff" * (len(content) - 180) + content[-180:])  # the footer is whole
    async with an_engine(folder, catalog) as search:
        assert (await found(search, "verify")).hits == ()
        assert "cannot be read and is built anew" in caplog.text
        await search.whole()
        assert len((await found(search, "verify")).hits) == 10


async def test_a_folder_that_cannot_be_written_finds_nothing_and_harms_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "search").write_text("a file in its place")
    search = TantivySearch(tmp_path / "search")
    try:
        await search.take(CATALOG)
        with pytest.raises(OSError, match="the search index cannot be written"):
            await search.whole()
        assert [record.levelno for record in caplog.records] == [logging.ERROR]
        assert (await found(search, "xylophones")).hits == ()
        (tmp_path / "search").unlink()
        await search.take(CATALOG)
        await search.whole()
        assert await keys(search, "xylophones") == ["new"]
    finally:
        await search.close()


async def test_what_one_engine_writes_another_sees_when_it_takes_the_catalog_too(folder: Path) -> None:
    after = a_catalog(an_entry(), an_entry("newest", title={"en": "Glockenspiel", "zh": "钟琴"}))
    async with an_engine(folder, CATALOG) as one, an_engine(folder, CATALOG) as other:
        await one.take(after)
        await one.whole()
        assert await keys(one, "glockenspiel") == ["newest"]
        assert await keys(other, "glockenspiel") == []
        assert await keys(other, "xylophones") == ["new"]
        await other.take(after)
        await other.whole()
        assert await keys(other, "glockenspiel") == ["newest"]
        assert await keys(other, "glockenspeil") == ["newest"]
        assert await keys(other, "xylophones") == []
        assert one.about() == other.about()


async def test_who_reads_goes_on_while_another_builds_anew(folder: Path) -> None:
    async with an_engine(folder, CATALOG) as one, an_engine(folder, CATALOG) as other:
        await one.take(CATALOG, rebuild=True)
        await one.whole()
        assert await keys(other, "xylophones") == ["new"]
        await other.take(CATALOG)
        await other.whole()
        assert await keys(other, "xylophones") == ["new"]
        assert other.about() == one.about()


@asynccontextmanager
async def a_stranger_writing(folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    arguments = (sys.executable, "-m", "tests.adapters.index_child", "hold", folder)
    child = await asyncio.create_subprocess_exec(*arguments, stdout=asyncio.subprocess.PIPE)
    assert child.stdout is not None
    assert await child.stdout.readline() == b"True\n"
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


async def test_who_comes_while_another_process_writes_waits_for_it(folder: Path) -> None:
    search = TantivySearch(folder)
    async with a_stranger_writing(folder) as child:
        await search.take(CATALOG)
        assert (await found(search, "xylophones")).hits == ()
        child.kill()
        await search.whole()
        assert await keys(search, "xylophones") == ["new"]
    await search.close()


async def test_closing_does_not_wait_for_another_process(folder: Path) -> None:
    search = TantivySearch(folder)
    async with a_stranger_writing(folder) as child:
        await search.take(CATALOG)
        await asyncio.wait_for(search.close(), 20)
        assert child.returncode is None


@pytest.fixture
def in_small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalog of a thousand is as large to the engine as one of many thousands."""
    monkeypatch.setattr(index_build, "BATCH", 50)
    monkeypatch.setattr(index_build, "FIRST_COMMIT", 200)


LARGE = a_catalog(*(an_entry(f"entry-{number}") for number in range(1_000)))


@pytest.mark.usefixtures("in_small_steps")
async def test_while_it_is_built_what_is_in_it_so_far_is_found(tmp_path: Path) -> None:
    search = TantivySearch(tmp_path)
    told: list[Progress] = []
    try:
        await search.take(LARGE)
        waiting = asyncio.create_task(search.whole(told.append))
        early = await found(search, "verify")
        assert len(early.hits) > 0
        assert early.progress is not None
        assert 0 < early.progress.done <= early.progress.total == 1_000
        await waiting
        assert [progress.done for progress in told] == sorted(progress.done for progress in told)
        assert told[-1] == Progress(done=1_000, total=1_000)
        late = await found(search, "verify", offset=995)
        assert (len(late.hits), late.total, late.progress) == (5, 1_000, None)
    finally:
        await search.close()


@pytest.mark.usefixtures("in_small_steps")
async def test_an_older_index_that_has_more_is_searched_until_the_new_one_is_whole(tmp_path: Path) -> None:
    async with an_engine(tmp_path, LARGE) as search:
        await search.take(LARGE, rebuild=True)
        while True:
            answer = await found(search, "verify", offset=995)
            assert len(answer.hits) == 5
            if answer.progress and answer.progress.done >= 200:
                break
        await search.whole()
        assert len((await found(search, "verify", offset=995)).hits) == 5


@pytest.mark.usefixtures("in_small_steps")
async def test_closing_gives_up_a_build_and_the_next_start_makes_it(tmp_path: Path) -> None:
    search = TantivySearch(tmp_path)
    await search.take(LARGE)
    while not (await found(search, "verify")).hits:
        pass
    await search.close()
    assert not (tmp_path / POINTER).exists()
    assert numbered(IndexFolder(tmp_path)) == []
    async with an_engine(tmp_path, LARGE) as again:
        assert again.about().entries == 1_000


async def test_closing_before_anything_was_done(tmp_path: Path) -> None:
    search = TantivySearch(tmp_path)
    await search.take(CATALOG)
    await search.close()
    await TantivySearch(tmp_path / "never").close()
