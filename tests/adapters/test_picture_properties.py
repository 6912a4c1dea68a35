"""Whatever an entry holds, there is a picture within the rules, or one PictureError."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.adapters.picture_glyphs import Glyphs
from bot.adapters.picture_typst import TypstPictures
from bot.domain.picture import Format, Look, Picture, PictureError
from tests.adapters.pictures import SHEET, dimensions, opened

# Far from the text of people, and near it: any code points, those that fonts have, and those that trip programs.
ANY = st.text(st.characters(exclude_categories=()), max_size=200)
MEANT = st.text(
    st.sampled_from("思维链推理，。！（）“”abcdefgh ABC-—…O(n²)$^_{}\\#*[]<>/@~`'\"\n\t0123456789"), max_size=400
)
TRAPS = (
    *("\ud800", "\x00", "\u202e", "\u200d", "\ufe0f", "\u0301", "\u2028", "\u3000", "\u00ad", "\ufdd0", "\U0010ffff"),
    *("🎉", "👨\u200d👩", "🇨", "ﬃ", "Z\u0489", '"', "\\u{41}", "#panic()", "$x$", "<svg>"),
    *("a" * 300, "的" * 300, "。" * 300, "-" * 300),
)
EVIL = st.lists(st.sampled_from(TRAPS), max_size=12).map("".join)
WORDS = ANY | MEANT | EVIL
BOTH = st.fixed_dictionaries({"zh": WORDS, "en": WORDS})


class Often(str):
    """A text so many times over, which a failing test shows in a line."""

    shown: str

    @classmethod
    def of(cls, pair: tuple[str, int]) -> "Often":
        text, times = pair
        made = cls(((text + " ") * times)[:200_000])
        made.shown = f"Often.of({pair!r})"
        return made

    def __repr__(self) -> str:
        return self.shown


HUGE = st.tuples(WORDS, st.integers(1, 3000)).map(Often.of)
SHEETS = st.fixed_dictionaries(
    {
        "languages": st.sampled_from([["zh", "en"], ["en", "zh"], ["zh"], ["en"]]),
        "kind": st.sampled_from(["paper", "post", "repo", "unknown"]),
        "kind_names": BOTH,
        "houses": WORDS,
        "date": WORDS | st.just("2024-09"),
        "titles": BOTH | st.fixed_dictionaries({"zh": HUGE, "en": HUGE}),
        "authors": WORDS | HUGE,
        "overviews": BOTH | st.fixed_dictionaries({"zh": HUGE, "en": HUGE}),
        "tags": st.fixed_dictionaries({"zh": st.lists(WORDS, max_size=60), "en": st.lists(WORDS, max_size=60)}),
        "url": WORDS | HUGE,
        "address": WORDS | HUGE,
        "brand": WORDS,
        "scan": WORDS,
    }
)
SIZES = {Format.PORTRAIT: (1080, 1350), Format.SQUARE: (1080, 1080)}
FEW = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TypstPictures]:
    with opened(tmp_path_factory.mktemp("properties")) as shipped:
        yield shipped


@FEW
@given(sheet=SHEETS, theme=st.sampled_from(["xuan", "night"]), format=st.sampled_from(Format))
@example(
    sheet={**SHEET, "overviews": {"zh": Often.of(("\u00ad", 3000)), "en": Often.of(("\u00ad", 3000))}},
    theme="xuan",
    format=Format.SQUARE,
)
@example(
    sheet={**SHEET, "titles": {"zh": "", "en": ""}, "overviews": {"zh": "", "en": ""}}, theme="xuan", format=Format.LONG
)
@example(
    sheet={**SHEET, "titles": {"zh": "🎉", "en": "🎉"}, "tags": {"zh": [], "en": []}},
    theme="xuan",
    format=Format.SQUARE,
)
def test_any_entry_is_a_picture_within_telegrams_rules_or_a_picture_error(
    sheet: dict[str, Any], theme: str, format: Format, pictures: TypstPictures
) -> None:
    try:
        png = pictures.render(Picture(sheet=json.dumps(sheet), look=Look(theme=theme, format=format)), "png")
    except PictureError as error:
        if "no font has" not in error.what:
            raise
        return
    width, height = dimensions(png)
    assert (width, height) == SIZES.get(format, (width, height))
    assert width == 1080
    assert 1080 <= height <= 10_000 - width
    assert len(png) <= 10_000_000


@FEW
@given(texts=st.lists(WORDS, max_size=5))
def test_what_is_drawable_stays_as_it_is(texts: list[str], pictures: TypstPictures) -> None:
    glyphs = Glyphs(pictures._drawn_with)
    try:
        once = glyphs.drawable(texts)
    except PictureError:
        return
    assert glyphs.drawable(once) == once
    "".join(once).encode()  # without lone surrogates


@given(
    said=st.recursive(st.none() | st.integers() | WORDS, lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner))
)
@settings(max_examples=30)
def test_any_json_in_place_of_a_sheet_is_a_picture_error(said: Any, pictures: TypstPictures) -> None:
    with pytest.raises(PictureError):
        pictures.render(Picture(sheet=json.dumps(said)), "png")
