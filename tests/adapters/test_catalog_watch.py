"""Noticing that the data folder has changed."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.adapters.catalog_watch import watch_catalog

pytestmark = pytest.mark.slow  # a watch of the disk takes its seconds


@asynccontextmanager
async def watching(folder: Path, *, moment: float = 30) -> AsyncIterator["asyncio.Queue[int]"]:
    """A queue that gets an item for every change; leaving it stops the watch cleanly."""
    calls: asyncio.Queue[int] = asyncio.Queue()
    stop = asyncio.Event()

    async def changed() -> None:
        calls.put_nowait(1)

    watch = asyncio.create_task(watch_catalog(folder, changed, stop=stop, debounce=50, moment=moment))
    probe = folder / "probe.yaml"
    while calls.empty() and not watch.done():  # until the watch is in place, nobody hears
        probe.write_text("x", encoding="utf-8")
        await asyncio.sleep(0.1)
    await quiet(calls)
    try:
        yield calls
    finally:
        stop.set()
        await asyncio.wait_for(watch, 20)


async def quiet(calls: "asyncio.Queue[int]") -> int:
    """The number of calls until none has come for half a second."""
    count = 0
    while True:
        try:
            count += await asyncio.wait_for(calls.get(), 0.5)
        except TimeoutError:
            return count


async def test_a_changed_a_new_and_a_deleted_file_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "entries").mkdir()
    async with watching(tmp_path) as calls:
        for change in (
            lambda: (tmp_path / "tags.yaml").write_text("tags:", encoding="utf-8"),
            lambda: (tmp_path / "synonyms.yaml").write_text("synonyms:", encoding="utf-8"),
            lambda: (tmp_path / "entries" / "new.yml").write_text("entries:", encoding="utf-8"),
            lambda: (tmp_path / "entries" / "new.yml").rename(tmp_path / "entries" / "newer.yml"),
            (tmp_path / "entries" / "newer.yml").unlink,
            lambda: (tmp_path / "entries" / "bulk.jsonl").write_text("{}", encoding="utf-8"),
        ):
            change()
            assert await asyncio.wait_for(calls.get(), 20) == 1
            await quiet(calls)


async def test_many_files_at_once_are_one_change(tmp_path: Path) -> None:
    async with watching(tmp_path) as calls:
        for number in range(20):
            (tmp_path / f"{number}.yaml").write_text("x", encoding="utf-8")
        assert 1 <= await quiet(calls) <= 2


async def test_an_editors_own_files_are_no_change(tmp_path: Path) -> None:
    async with watching(tmp_path) as calls:
        for name in (".list.yaml.swp", ".#list.yaml", "list.yaml~", "README.md"):
            (tmp_path / name).write_text("x", encoding="utf-8")
        assert await quiet(calls) == 0


async def test_a_swapped_link_of_a_mounted_volume_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "..1").mkdir()
    (tmp_path / "..2").mkdir()
    (tmp_path / "..data").symlink_to("..1")
    async with watching(tmp_path) as calls:
        (tmp_path / "..new").symlink_to("..2")
        (tmp_path / "..new").rename(tmp_path / "..data")
        assert await quiet(calls) == 1


def moved_away_and_replaced(folder: Path) -> None:
    folder.rename(folder.with_name("old"))
    folder.with_name("new").rename(folder)


def deleted_and_made_anew(folder: Path) -> None:
    """The trap: the new one mostly gets the number (inode) of the old one."""
    shutil.rmtree(folder)
    folder.mkdir()


@pytest.mark.parametrize("replace", [moved_away_and_replaced, deleted_and_made_anew])
async def test_a_folder_put_into_its_place_is_read_and_watched_from_then_on(
    tmp_path: Path, replace: Callable[[Path], None]
) -> None:
    data = tmp_path / "data"
    for folder in (data, tmp_path / "new"):
        folder.mkdir()
        (folder / "list.yaml").write_text("x", encoding="utf-8")
    async with watching(data) as calls:
        replace(data)
        assert await asyncio.wait_for(calls.get(), 20) == 1
        await quiet(calls)
        (data / "list.yaml").write_text("edited", encoding="utf-8")
        assert await asyncio.wait_for(calls.get(), 20) == 1
        if (tmp_path / "old").exists():
            await quiet(calls)
            (tmp_path / "old" / "list.yaml").write_text("edited", encoding="utf-8")
            assert await quiet(calls) == 0


async def test_a_link_that_points_to_another_folder_is_followed(tmp_path: Path) -> None:
    """As deployments do it: nothing happens in either folder."""
    for folder in (tmp_path / "release-1", tmp_path / "release-2"):
        folder.mkdir()
    data = tmp_path / "data"
    data.symlink_to("release-1")
    async with watching(data) as calls:
        (tmp_path / "next").symlink_to("release-2")
        (tmp_path / "next").rename(data)
        assert await asyncio.wait_for(calls.get(), 20) == 1
        (tmp_path / "release-2" / "list.yaml").write_text("x", encoding="utf-8")
        assert await asyncio.wait_for(calls.get(), 20) == 1


async def test_a_folder_that_is_missing_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    async with watching(data) as calls:
        data.rename(tmp_path / "old")
        assert await quiet(calls) == 0
        (tmp_path / "old").rename(data)
        assert await asyncio.wait_for(calls.get(), 20) == 1


async def test_a_folder_that_stays_away_is_a_change_and_so_is_its_coming_back(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    async with watching(data, moment=0.2) as calls:
        data.rename(tmp_path / "old")
        assert await asyncio.wait_for(calls.get(), 20) == 1
        assert await quiet(calls) == 0
        (tmp_path / "old").rename(data)
        assert await asyncio.wait_for(calls.get(), 20) == 1


async def test_the_watch_can_be_stopped_while_there_is_no_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    async with watching(data) as calls:
        shutil.rmtree(data)
        assert await quiet(calls) == 0


async def test_the_watch_ends_when_it_is_cancelled(tmp_path: Path) -> None:
    async def changed() -> None:
        raise AssertionError("nothing has changed")

    watch = asyncio.create_task(watch_catalog(tmp_path, changed, stop=asyncio.Event()))
    await asyncio.sleep(0.1)
    watch.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(watch, 20)


async def test_an_error_of_the_listener_ends_the_watch_with_it(tmp_path: Path) -> None:
    async def changed() -> None:
        raise LookupError("the listener's own")

    watch = asyncio.create_task(watch_catalog(tmp_path, changed, stop=asyncio.Event(), debounce=50))
    while not watch.done():
        (tmp_path / "a.yaml").write_text("x", encoding="utf-8")
        await asyncio.sleep(0.1)
    with pytest.raises(LookupError):
        await watch


async def test_a_missing_folder_is_told_at_once(tmp_path: Path) -> None:
    async def changed() -> None:
        raise AssertionError("nothing has changed")

    with pytest.raises(FileNotFoundError):
        await watch_catalog(tmp_path / "none", changed, stop=asyncio.Event())
