"""No tofu: what no font has is found before it is drawn."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

from bot.adapters.picture_glyphs import Glyphs
from bot.adapters.picture_templates import CARD, theme_path
from bot.adapters.picture_typst import TypstPictures
from bot.adapters.picture_words import printed
from bot.domain.picture import PictureError
from tests.adapters.pictures import SHEET, THEMES, opened, picture

FAMILY = "👨\u200d👩\u200d👧"
ACUTE = "\u0301"


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TypstPictures]:
    with opened(tmp_path_factory.mktemp("glyphs")) as opened_pictures:
        yield opened_pictures


@pytest.fixture(scope="module")
def glyphs(pictures: TypstPictures) -> Glyphs:
    return Glyphs(pictures._drawn_with)


@pytest.mark.parametrize(
    "text",
    [
        "Let’s Verify Step by Step — O(n²), ℝ, α, ≤, “x”",
        "让我们一步一步地验证：「思维链」！",
        "繁體字、かな、カナ",
        "naïve Übergröße, Đặng, Łódź, e\u0301",
        "Привет, Ελλάδα",
        "☀ ★ → ✓",
        "zero\u200bwidth, no\u00a0break, word\u2060joiner",
        "two\nlines",
        "字\U000e0100",
        "",
    ],
)
def test_what_the_fonts_have_is_left_as_it_is(text: str, glyphs: Glyphs) -> None:
    assert glyphs.drawable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Step by step 🎉", "Step by step"),
        ("🚀 Launch", "Launch"),
        ("one 🧠 two", "one two"),
        (f"a {FAMILY} b", "a b"),
        ("👍🏽 well done", "well done"),
        ("🇨🇳 China 🇺🇸", "China"),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f England", "England"),
        ("1\ufe0f\u20e3 first", "1 first"),
        ("private \ue123 use \U0010fffd", "private use"),
        ("never assigned \U000e0fff \u0378", "never assigned"),
        ("bell \a, \x1b[31m red, \x00", "bell , [31m red,"),
        ("soft\u00adly", "softly"),
        ("a \ufe0fb \ufe0f\u3164 c\u034f", "a b c"),
        ("\u200ca\u200c b \u200c c\u200c\u200cd", "a b c\u200cd"),
        ("half \ud83d a pair", "half a pair"),
        ("backwards \u202eabc\u202c \u2066x\u2069", "backwards abc x"),
        ("🎉", ""),
    ],
)
def test_emoji_and_what_cannot_be_seen_are_left_out_whole(text: str, shown: str, glyphs: Glyphs) -> None:
    assert glyphs.drawable(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"中{ACUTE}文", "中文"),  # typst would draw the accent alone
        ("a\u20e3b", "ab"),
        ("a" + "\u20e3" * 100, "a"),
    ],
)
def test_marks_that_do_not_go_with_their_letter_are_left_out(text: str, shown: str, glyphs: Glyphs) -> None:
    assert glyphs.drawable(text) == shown


def test_letters_of_mathematics_that_no_font_has_are_plain_ones() -> None:
    def without(_: str, units: Sequence[str]) -> list[list[str]]:
        return [[unit if unit.isascii() else "tofu"] for unit in units]

    assert Glyphs(without).drawable("𝔸 ﬁ ①") == "A fi 1"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Ethiopic ጀ", "“ጀ” (ETHIOPIC SYLLABLE JA, U+1300)"),
        ("ᠮᠣᠩ", "MONGOLIAN LETTER"),
        ("𒀀", "CUNEIFORM SIGN A, U+12000"),
        ("ကခဂဃင", "and 2 more"),
    ],
)
def test_a_letter_that_no_font_has_is_named(text: str, what: str, glyphs: Glyphs) -> None:
    with pytest.raises(PictureError) as lacking:
        glyphs.drawable({"titles": ["all right", text]})
    assert what in lacking.value.what
    assert "DIGEST_FONTS" in lacking.value.remedy


def test_the_rest_of_the_sheet_keeps_its_shape(glyphs: Glyphs) -> None:
    sheet = {"a": ["x 🎉", {"b": "y"}], "c": 1, "d": None, "🎉": ""}
    assert glyphs.drawable(sheet) == {"a": ["x", {"b": "y"}], "c": 1, "d": None, "🎉": ""}


def test_what_was_asked_once_is_remembered(pictures: TypstPictures) -> None:
    asked = []

    def ask(font: str, units: Sequence[str]) -> list[list[str]]:
        asked.append(units)
        return pictures._drawn_with(font, units)

    glyphs = Glyphs(ask)
    assert [glyphs.drawable("思维链 🎉") for _ in range(3)] == ["思维链"] * 3
    assert len(asked) == 1


class Tofu(PDFTextDevice):
    """Counts the glyphs that stand for no character: in every font, number 0."""

    count = 0

    def render_char(self, *arguments: Any) -> float:
        font, cid = arguments[1], arguments[5]
        self.count += cid == 0
        return float(font.char_width(cid))


def tofu(pdf: bytes) -> int:
    resources = PDFResourceManager()
    device = Tofu(resources)
    for page in PDFPage.get_pages(io.BytesIO(pdf)):
        PDFPageInterpreter(resources, device).process_page(page)
    return device.count


@pytest.mark.parametrize("theme", THEMES)
def test_no_glyph_of_a_picture_is_tofu(theme: str, pictures: TypstPictures) -> None:
    hostile = f"思维链 🎉 中{ACUTE} {FAMILY} 𝔸 ℝ \U000e0fff x\u0353 \u0378 a\u20e3 ☀\ufe0f"
    both = {"zh": hostile, "en": hostile}
    words: dict[str, Any] = dict.fromkeys(("houses", "authors", "brand", "address", "date"), hostile)
    words |= {"titles": both, "overviews": both, "tags": {"zh": [hostile], "en": [hostile]}}
    assert tofu(pictures.render(picture(theme, **words), "pdf")) == 0
    # Left as they are, these words would have some.
    inputs = {"card": printed({**SHEET, **words}, ""), "theme": theme_path(theme), "format": "portrait"}
    assert tofu(pictures._printed(main=CARD, format="pdf", inputs=inputs)[0]) > 0


async def test_an_entry_in_a_script_without_a_font_is_a_picture_error(pictures: TypstPictures) -> None:
    with pytest.raises(PictureError, match="U\\+1300"):
        await pictures.draw(picture(authors="ጀ"))
