"""The contract of the port Pictures, kept by typst and by the plain ones of other tests."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import shipped
from bot.adapters.picture_typst import TypstPictures
from bot.domain.language import Language
from bot.domain.picture import DEFAULT_THEME, THEME, Format, Look, Picture, PictureError
from bot.domain.ports import Pictures
from bot.sandbox.files import picture_size
from tests.adapters.test_cards_jinja import CARDS
from tests.fakes.pictures import MemoryPictures
from tests.worlds import a_catalog, an_entry

SIZES = {Format.PORTRAIT: (1080, 1350), Format.SQUARE: (1080, 1080)}


def a_picture(title: str = "Let's Verify Step by Step", **look: object) -> Picture:
    entry = an_entry(title={"en": title, "zh": "让我们逐步验证"})
    card = CARDS.picture(entry, a_catalog(entry), Language.EN, replace(Look(), **look))  # type: ignore[arg-type]
    assert card.picture
    return card.picture


@pytest.fixture(scope="module", params=["typst", "memory"])
def pictures(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pictures]:
    if request.param == "memory":
        yield MemoryPictures()
        return
    real = TypstPictures(templates=[shipped.templates()], folder=tmp_path_factory.mktemp("pictures"))
    yield real
    real.close()


@pytest.mark.parametrize("format", SIZES)
async def test_a_picture_is_a_png_of_just_the_formats_size(pictures: Pictures, format: Format) -> None:
    assert picture_size(await pictures.draw(a_picture(format=format))) == ("image/png", *SIZES[format])


async def test_a_long_picture_is_at_least_a_portrait(pictures: Pictures) -> None:
    size = picture_size(await pictures.draw(a_picture(format=Format.LONG)))
    assert size
    assert size[1] == 1080
    assert size[2] >= 1350


def test_the_themes_have_names_in_both_languages_and_one_is_usual(pictures: Pictures) -> None:
    assert DEFAULT_THEME in pictures.themes
    for theme in pictures.themes:
        assert THEME.fullmatch(theme)
        assert all(pictures.theme_name(theme)[language] for language in Language)
    assert pictures.installed


def test_a_name_is_the_pictures_own(pictures: Pictures) -> None:
    names = [
        pictures.name(each)
        for each in (a_picture(), a_picture("Another"), a_picture(theme="night"), a_picture(format=Format.SQUARE))
    ]
    assert len(set(names)) == 4
    assert all(re.fullmatch(r"[0-9a-f]{64}", name) for name in names)
    assert pictures.name(a_picture()) == names[0]


async def test_the_same_picture_comes_out_the_same_however_many_ask(pictures: Pictures) -> None:
    drawn = await asyncio.gather(*(pictures.draw(a_picture()) for _ in range(3)))
    assert len(set(drawn)) == 1


async def test_a_theme_that_is_not_there_cannot_be_drawn(pictures: Pictures) -> None:
    with pytest.raises(PictureError, match="there is no theme .*xuan"):
        await pictures.draw(a_picture(theme="../xuan"))


def test_typst_is_not_loaded_by_who_only_makes_pictures(tmp_path: Path) -> None:
    TypstPictures(templates=[tmp_path], folder=tmp_path / "pictures").close()
    assert not (tmp_path / "pictures").exists()
