"""The engine of pictures: themes, sizes, names, one drawing at a time, and what it says when it cannot draw."""

import asyncio
import gc
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pylopdf_fonts_zh_cn as noto
import pytest

from bot.adapters.picture_typst import TypstPictures
from bot.domain.picture import Format, Look, Picture, PictureError
from tests.adapters.pictures import CARD, THEME, dimensions, doing, opened, picture, small_templates, text_of

SIZES = {Format.PORTRAIT: (1080, 1350), Format.SQUARE: (1080, 1080)}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TypstPictures]:
    with opened(tmp_path_factory.mktemp("shipped")) as pictures:
        yield pictures


# Themes


def test_the_usual_theme_is_offered_first(shipped: TypstPictures) -> None:
    assert shipped.themes[0] == Look().theme
    assert list(shipped.themes[1:]) == sorted(shipped.themes[1:])


def test_every_shipped_theme_has_a_name_in_both_languages(shipped: TypstPictures) -> None:
    names = [shipped.theme_name(theme) for theme in shipped.themes]
    assert all(not name.zh.isascii() and name.en.isascii() for name in names)


def test_themes_are_known_without_typst(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with opened(tmp_path) as pictures:
        assert "xuan" in pictures.themes
        assert len(pictures.name(picture())) == 64


def test_themes_of_all_folders_are_there_and_the_first_folder_wins(tmp_path: Path) -> None:
    mine = small_templates(tmp_path / "mine", shared=THEME.format(zh="我的", en="Mine"))
    theirs = small_templates(tmp_path / "theirs", shared=THEME.format(zh="别人的", en="Theirs"), other=doing(""))
    with opened(tmp_path, mine, theirs) as pictures:
        assert pictures.themes == ("other", "plain", "shared")
        assert pictures.theme_name("shared").zh == "我的"


def test_a_theme_that_does_not_say_its_name_has_its_files(tmp_path: Path) -> None:
    with opened(tmp_path, small_templates(tmp_path / "templates", bare=doing(""))) as pictures:
        assert pictures.theme_name("bare").en == pictures.theme_name("bare").zh == "bare"


@pytest.mark.parametrize("theme", ["xaun", "../themes/xuan", "xuan.typ", "", "XUAN\x00"])
def test_a_theme_that_is_not_there_is_refused_by_name(theme: str, shipped: TypstPictures) -> None:
    with pytest.raises(PictureError) as refused:
        shipped.render(picture(theme), "png")
    assert "no theme" in refused.value.what
    assert "xuan" in refused.value.remedy


# Sizes


@pytest.mark.parametrize("format", SIZES)
@pytest.mark.parametrize("theme", ["xuan", "night"])
async def test_portraits_and_squares_have_exactly_their_size(
    theme: str, format: Format, shipped: TypstPictures
) -> None:
    assert dimensions(await shipped.draw(picture(theme, format))) == SIZES[format]


async def test_a_long_picture_grows_with_its_text(shipped: TypstPictures) -> None:
    overviews = {"zh": "过程监督更可靠。" * 80, "en": "Process supervision is more reliable. " * 80}
    width, height = dimensions(await shipped.draw(picture(format=Format.LONG, overviews=overviews)))
    assert (width, height > 1350) == (1080, True)


async def test_a_long_picture_with_little_text_is_a_portrait(shipped: TypstPictures) -> None:
    assert dimensions(await shipped.draw(picture(format=Format.LONG))) == (1080, 1350)


async def test_a_long_picture_of_far_too_much_text_is_shortened_to_what_telegram_takes(shipped: TypstPictures) -> None:
    overviews = {"zh": "过程监督更可靠。" * 2000, "en": "Process supervision is more reliable. " * 2000}
    png = await shipped.draw(picture(format=Format.LONG, overviews=overviews))
    width, height = dimensions(png)
    assert 6000 < height <= 10_000 - width
    assert len(png) <= 10_000_000


@pytest.mark.parametrize(
    ("card", "what"),
    [
        ("#set page(width: 500pt, height: 675pt)\nx", "draws 1000 × 1350 pixels as portrait, not 1080 × 1350"),
        ("#set page(width: 540pt, height: 675pt)\nx #pagebreak() y", "draws 2 pages"),
        ("#panic(sys.inputs.theme)", "themes/plain.typ"),
        ("#let x = (", "unclosed delimiter"),
        ("#import sys.inputs.theme: missing", "unresolved import"),
    ],
)
async def test_a_failing_template_says_what_fails(card: str, what: str, tmp_path: Path) -> None:
    templates = small_templates(tmp_path / "templates", card)
    with opened(tmp_path, templates) as pictures, pytest.raises(PictureError, match=what):
        await pictures.draw(picture("plain"))


async def test_a_long_picture_that_cannot_be_shortened_is_drawn_as_a_portrait(tmp_path: Path) -> None:
    card = CARD.replace("long: auto", "long: 4500pt")
    with opened(tmp_path, small_templates(tmp_path / "templates", card)) as pictures:
        assert dimensions(await pictures.draw(picture("plain", Format.LONG))) == (1080, 1350)


@pytest.mark.parametrize("sheet", ["", "[]", "{}", "null", '{"titles": 1}', '{"url": ["x"], "overviews": {"en": 3}}'])
async def test_a_sheet_that_is_none_is_a_picture_error(sheet: str, shipped: TypstPictures) -> None:
    with pytest.raises(PictureError):
        await shipped.draw(Picture(sheet=sheet))


def test_a_pdf_has_the_same_words(shipped: TypstPictures) -> None:
    assert "让我们一步一步地验证" in text_of(shipped.render(picture(), "pdf"))


# Names


async def test_the_name_depends_on_words_look_templates_and_fonts_alone(tmp_path: Path) -> None:
    templates = small_templates(tmp_path / "templates", other=doing(""))
    fonts = tmp_path / "fonts"
    fonts.mkdir()

    def name(of: Picture, state: Path = tmp_path) -> str:
        with opened(state, templates, fonts=fonts) as pictures:
            return pictures.name(of)

    same = picture("plain")
    before = name(same)
    assert name(same, tmp_path / "elsewhere") == before
    others = [name(picture("plain", authors="Somebody")), name(picture("other")), name(picture("plain", Format.SQUARE))]
    (templates / "themes" / "other.typ").write_text(doing("1"))
    others.append(name(same))
    (fonts / "more.otf").write_bytes(b"a font")
    others.append(name(same))
    assert len({before, *others}) == 6


# One drawing


class Counting(TypstPictures):
    """Counts what is drawn."""

    drawn = 0

    def render(self, *arguments: object) -> bytes:
        self.drawn += 1
        return super().render(*arguments)  # type: ignore[arg-type]


@pytest.fixture
def counting(tmp_path: Path) -> Iterator[Counting]:
    pictures = Counting(templates=[small_templates(tmp_path / "templates")], folder=tmp_path / "pictures")
    yield pictures
    pictures.close()


async def test_a_picture_that_many_ask_for_at_once_is_drawn_once(counting: Counting) -> None:
    drawn = await asyncio.gather(*(counting.draw(picture("plain")) for _ in range(20)))
    assert (len(set(drawn)), counting.drawn) == (1, 1)


async def test_a_picture_is_drawn_once_for_ever(counting: Counting, tmp_path: Path) -> None:
    first = await counting.draw(picture("plain"))
    with opened(tmp_path, tmp_path / "templates") as another:
        assert await another.draw(picture("plain")) == await counting.draw(picture("plain")) == first
    assert counting.drawn == 1


async def test_one_who_gives_up_takes_the_picture_from_nobody(counting: Counting) -> None:
    impatient = asyncio.create_task(counting.draw(picture("plain")))
    patient = asyncio.create_task(counting.draw(picture("plain")))
    await asyncio.sleep(0)
    impatient.cancel()
    assert dimensions(await patient) == (1080, 1350)
    assert impatient.cancelled()


async def test_the_event_loop_goes_on_while_a_picture_is_drawn(counting: Counting) -> None:
    drawing = asyncio.create_task(counting.draw(picture("plain")))
    turns = 0
    while not drawing.done():
        turns += 1
        await asyncio.sleep(0.001)
    assert turns > 10


async def test_a_failure_is_told_to_all_and_tried_again_for_the_next(tmp_path: Path) -> None:
    templates = small_templates(tmp_path / "templates", CARD, broken="#let theme = (before: panic())")
    with opened(tmp_path, templates) as pictures:
        asked = (pictures.draw(picture("broken")) for _ in range(3))
        told = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(each) for each in told] == [PictureError] * 3


# Whether there is anything to draw with


def test_nothing_is_amiss_in_a_full_install(shipped: TypstPictures) -> None:
    assert shipped.trouble() is None


@pytest.mark.parametrize("module", ["typst", "segno", "unicodeit"])
async def test_without_the_extra_it_says_what_to_install(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with opened(tmp_path) as pictures:
        found = pictures.trouble()
        assert not pictures.installed
        with pytest.raises(PictureError, match="is not installed; install digestbot"):
            await pictures.draw(picture())
    assert found is not None
    assert found.what == f"{module} is not installed"
    assert "digestbot[picture]" in found.remedy


def test_without_the_chinese_fonts_it_says_which_are_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pylopdf_fonts_zh_cn", None)
    with opened(tmp_path) as pictures:
        found = pictures.trouble()
    assert found is not None
    assert "Noto Sans SC" in found.what
    assert "Noto Serif SC" in found.what


def test_fonts_of_the_operator_are_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = tmp_path / "fonts" / "noto"
    fonts.mkdir(parents=True)
    for font in (noto.sans_path(), noto.serif_path()):
        shutil.copy(font, fonts)
    monkeypatch.setitem(sys.modules, "pylopdf_fonts_zh_cn", None)
    with opened(tmp_path, fonts=tmp_path / "fonts") as pictures:
        assert pictures.trouble() is None


def test_a_folder_of_fonts_that_is_not_there_is_trouble(tmp_path: Path) -> None:
    with opened(tmp_path, fonts=tmp_path / "nowhere") as pictures:
        assert "nowhere" in str(pictures.trouble())


async def test_templates_that_are_not_there_are_trouble(tmp_path: Path) -> None:
    with opened(tmp_path, tmp_path / "nowhere") as pictures:
        assert "no card.typ" in str(pictures.trouble())
        with pytest.raises(PictureError, match="no card.typ"):
            await pictures.draw(picture())


async def test_who_asked_may_go_away_and_nobody_complains(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    broken = small_templates(tmp_path / "templates", card="#panic()")
    with opened(tmp_path, broken) as pictures:
        asked = asyncio.ensure_future(pictures.draw(picture("plain")))
        await asyncio.sleep(0)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        with pytest.raises(PictureError):  # the same drawing: when it is heard here, it has ended
            await pictures.draw(picture("plain"))
    gc.collect()
    assert [each for each in caplog.records if each.name == "asyncio"] == []
