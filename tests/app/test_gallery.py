"""Hanging a gallery: every picture whole, the page of what is there, and nothing written twice."""

import asyncio
from pathlib import Path

import pytest

from bot import shipped
from bot.adapters.cards_jinja import JinjaCards
from bot.adapters.phrases_yaml import Phrases
from bot.adapters.templates_jinja import templates
from bot.app.gallery import PAGE, Hanger, Hanging
from bot.domain.gallery import Gallery
from bot.domain.picture import Format, Look, Picture, PictureError
from tests.adapters.pictures import dimensions
from tests.fakes.pictures import MemoryPictures
from tests.worlds import a_catalog, a_channel, an_entry

PHRASES = Phrases.load(shipped.templates())
CARDS = JinjaCards(templates(PHRASES, shipped.templates()), PHRASES, "digest_bot")
ENTRIES = (an_entry("first"), an_entry("second"), an_entry("third"))
ALL = [f"{theme}/{entry.key}.png" for entry in ENTRIES for theme in ("night", "xuan")]


class InPairs(MemoryPictures):
    """Draws only when two are asked for at once."""

    def __init__(self) -> None:
        super().__init__()
        self._pair = asyncio.Barrier(2)

    async def draw(self, picture: Picture) -> bytes:
        await self._pair.wait()
        return await super().draw(picture)


class Breathing(MemoryPictures):
    """Lets others work while it draws, as the real one does."""

    async def draw(self, picture: Picture) -> bytes:
        await asyncio.sleep(0)
        return await super().draw(picture)


class WithoutNight(MemoryPictures):
    """One of its themes is broken."""

    async def draw(self, picture: Picture) -> bytes:
        if picture.look.theme == "night":
            raise PictureError("a bracket is open", "close it")
        return await super().draw(picture)


def hanger(pictures: MemoryPictures, format: Format = Format.PORTRAIT) -> Hanger:
    return Hanger(
        catalog=a_catalog(*ENTRIES),
        cards=CARDS,
        pictures=pictures,
        channel=a_channel(look=Look(format=format)),
        entries=ENTRIES,
        themes=("night", "xuan"),
    )


def listed(gallery: Gallery, folder: Path) -> str:
    """A page that is a list of paths."""
    assert all((folder / piece.path).is_file() for piece in gallery.hung)
    return "\n".join(piece.path for piece in gallery.hung)


async def hung(hanger: Hanger, folder: Path, hands: int = 1) -> Hanging:
    return await hanger.hang(folder, listed, hands=hands, told=lambda done: None)


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def page(folder: Path) -> list[str]:
    return (folder / PAGE).read_text(encoding="utf-8").splitlines()


async def test_every_entry_hangs_in_every_theme_in_order(tmp_path: Path) -> None:
    hanging = await hung(hanger(MemoryPictures()), tmp_path)
    assert page(tmp_path) == ALL
    assert files(tmp_path) == sorted([*ALL, PAGE])
    assert (hanging.changed, hanging.gallery.missing) == (len(ALL), ())


async def test_the_pictures_have_the_shape_that_was_asked_for(tmp_path: Path) -> None:
    await hung(hanger(MemoryPictures(), Format.SQUARE), tmp_path)
    assert {dimensions((tmp_path / path).read_bytes()) for path in ALL} == {(1080, 1080)}


async def test_two_are_drawn_at_once(tmp_path: Path) -> None:
    hanging = await asyncio.wait_for(hung(hanger(InPairs()), tmp_path, hands=2), 5)
    assert len(hanging.gallery.hung) == len(ALL)


async def test_who_watches_is_told_of_each_that_is_done(tmp_path: Path) -> None:
    told: list[int] = []
    await hanger(WithoutNight()).hang(tmp_path, listed, hands=1, told=told.append)
    assert told == [1, 2, 3, 4, 5, 6]


async def test_hung_again_only_what_differs_is_written(tmp_path: Path) -> None:
    await hung(hanger(MemoryPictures()), tmp_path)
    (tmp_path / ALL[2]).write_bytes(b"of before")
    before = {path: (tmp_path / path).stat() for path in [*ALL, PAGE]}
    hanging = await hung(hanger(MemoryPictures()), tmp_path)
    after = {path: (tmp_path / path).stat() for path in [*ALL, PAGE]}
    assert hanging.changed == 1
    assert [path for path in after if after[path].st_ino != before[path].st_ino] == [ALL[2]]


async def test_what_cannot_be_drawn_is_missing_with_the_reason_though_an_old_one_is_there(tmp_path: Path) -> None:
    await hung(hanger(MemoryPictures()), tmp_path)
    hanging = await hung(hanger(WithoutNight()), tmp_path)
    assert [each.piece.path for each in hanging.gallery.missing] == ALL[::2]
    assert {each.why for each in hanging.gallery.missing} == {"a bracket is open; close it"}
    assert page(tmp_path) == ALL[1::2]


@pytest.mark.parametrize("before", [False, True], ids=["into an empty folder", "over an earlier gallery"])
async def test_stopped_in_the_middle_it_leaves_whole_files_and_a_page_of_them(tmp_path: Path, before: bool) -> None:
    if before:
        await hung(hanger(MemoryPictures()), tmp_path)

    def stop_at_the_third(done: int) -> None:
        if done == 3:
            task.cancel()

    task = asyncio.create_task(hanger(Breathing()).hang(tmp_path, listed, hands=2, told=stop_at_the_third))
    with pytest.raises(asyncio.CancelledError):
        await task
    there = [path for path in ALL if (tmp_path / path).exists()]
    assert page(tmp_path) == there
    assert 3 <= len(there) < len(ALL) or (before and there == ALL)
    assert files(tmp_path) == sorted([*there, PAGE])
    assert {dimensions((tmp_path / path).read_bytes()) for path in there} == {(1080, 1350)}


async def test_a_folder_that_cannot_be_made_is_an_error_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "night").write_bytes(b"a file")
    with pytest.raises(OSError, match=r"night") as caught:
        await hung(hanger(MemoryPictures()), tmp_path)
    assert caught.value.filename == str(tmp_path / "night")
