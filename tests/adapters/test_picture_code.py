"""The QR code leads to the document, in every theme."""

import io
from collections.abc import Iterator

import pytest
import zxingcpp
from PIL import Image

from bot.adapters.picture_code import qr_code
from bot.adapters.picture_typst import TypstPictures
from bot.domain.picture import Format
from tests.adapters.pictures import THEMES, URL, opened, picture


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TypstPictures]:
    with opened(tmp_path_factory.mktemp("code")) as shipped_pictures:
        yield shipped_pictures


def read(png: bytes, *, smaller: int = 1) -> list[str]:
    """What the codes in the picture say."""
    with Image.open(io.BytesIO(png)) as image:
        return [found.text for found in zxingcpp.read_barcodes(image.convert("RGB").reduce(smaller))]


@pytest.mark.parametrize("format", Format)
@pytest.mark.parametrize("theme", THEMES)
async def test_the_code_of_every_theme_leads_to_the_document(
    theme: str, format: Format, pictures: TypstPictures
) -> None:
    assert read(await pictures.draw(picture(theme, format))) == [URL]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/?q=%E6%80%9D&a=<b>#\"x'",
        "https://例え.jp/思维链",
        "https://example.org/" + "long/" * 38,
    ],
    ids=["signs", "chinese", "long"],
)
async def test_addresses_of_all_sorts_can_be_read(url: str, pictures: TypstPictures) -> None:
    assert read(await pictures.draw(picture(url=url))) == [url]


@pytest.mark.parametrize("theme", THEMES)
async def test_a_picture_sent_on_at_half_its_size_can_still_be_read(theme: str, pictures: TypstPictures) -> None:
    assert read(await pictures.draw(picture(theme)), smaller=2) == [URL]


@pytest.mark.parametrize("url", ["", "https://example.org/" + "x" * 300, "https://example.org/" + "x" * 5000, "\ud800"])
async def test_an_address_too_long_to_be_read_has_no_code(url: str, pictures: TypstPictures) -> None:
    assert qr_code(url) == ""
    assert read(await pictures.draw(picture(url=url))) == []
