"""How cards look: sizes, margins, the order of their parts and the lines of their titles.

Judged from the PDF and from where there is ink at all, so that another version of a font changes nothing.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.domain.entry import OVERVIEW_LIMIT, TITLE_LIMIT, Entry
from bot.domain.language import Language
from tests.adapters.picture_pages import (
    BOTH,
    CATALOG,
    FORMATS,
    MARGIN,
    PHRASES,
    THEMES,
    WIDTH,
    Page,
    blank_margins,
    page_of,
    picture_of,
    squeezed,
)
from tests.worlds import an_entry

EN, ZH = Language.EN, Language.ZH
LOOKS = list(product(THEMES, FORMATS))
HEIGHTS = {"portrait": 675, "square": 540}


@cache
def entries() -> list[Entry]:
    return list(CATALOG.entries.values())


@cache
def shipped_page(key: str, theme: str, format: str) -> Page:
    return page_of(next(entry for entry in entries() if entry.key == key), theme, format)


@pytest.fixture(scope="module", params=["a third", pytest.param("all", marks=pytest.mark.slow)])
def pictures(request: pytest.FixtureRequest) -> dict[tuple[str, str, str], Image.Image]:
    """Every shipped entry in every theme, small; in one format by turns, or in all."""
    looks = list(product(enumerate(entries()), enumerate(THEMES), enumerate(FORMATS)))
    taken = [look for look in looks if request.param == "all" or sum(at for at, _ in look) % len(FORMATS) == 0]
    wanted = [(entry, theme, format) for (_, entry), (_, theme), (_, format) in taken]
    with ThreadPoolExecutor(2) as pool:
        made = pool.map(lambda one: picture_of(*one), wanted)
        return {(entry.key, theme, format): image for (entry, theme, format), image in zip(wanted, made, strict=True)}


# Over all that is shipped


def test_every_card_has_exactly_its_size(pictures: dict[tuple[str, str, str], Image.Image]) -> None:
    for (_, _, format), picture in pictures.items():
        assert picture.width == WIDTH / 2
        if format in HEIGHTS:
            assert picture.height == (HEIGHTS[format] + 1) // 2
        else:
            assert picture.height >= HEIGHTS["portrait"] // 2


def test_nothing_stands_in_the_margins_of_any_card(pictures: dict[tuple[str, str, str], Image.Image]) -> None:
    assert [which for which, picture in pictures.items() if not blank_margins(picture, which[1])] == []


@pytest.mark.parametrize("key", [entry.key for entry in entries()])
def test_titles_are_printed_whole_and_end_in_no_widow(key: str) -> None:
    page, entry = shipped_page(key, "xuan", "portrait"), CATALOG.entries[key]
    for title in (entry.title[ZH], entry.title[EN]):
        lines = page.lines_of(title)
        assert len(lines) <= 3
        assert len(lines) == 1 or len(lines[-1].text) >= 4


@pytest.mark.parametrize("key", [entry.key for entry in entries()])
def test_a_portrait_has_room_for_both_overviews(key: str) -> None:
    page, entry = shipped_page(key, "xuan", "portrait"), CATALOG.entries[key]
    text = page.text.replace("-", "")  # of hyphenation
    for overview in (entry.overview[ZH], entry.overview[EN]):
        assert squeezed(overview).replace("-", "") in text


# The parts of one card

CARD = CATALOG.entries["lets-verify-step-by-step"]


@pytest.mark.parametrize(("theme", "format"), LOOKS)
def test_parts_stand_in_the_order_of_the_languages(theme: str, format: str) -> None:
    page = shipped_page(CARD.key, theme, format)
    parts = [CARD.title[ZH], CARD.title[EN], CARD.authors[0], CARD.overview[ZH][:9], CARD.overview[EN][:9], "#过程监督"]
    bases = [page.where(part).base for part in [*parts, "arxiv.org/abs/", "@o1_daily"]]
    assert bases == sorted(bases, reverse=True)  # a PDF counts from the bottom


def test_with_english_first_english_is_on_top_and_larger() -> None:
    page = page_of(CARD, languages=(EN, ZH))
    english, chinese = page.where(CARD.title[EN]), page.where(CARD.title[ZH])
    assert english.base > chinese.base
    assert english.size > chinese.size
    assert page.where(CARD.overview[EN][:9]).base > page.where(CARD.overview[ZH][:9]).base


@pytest.mark.parametrize(("theme", "format"), LOOKS)
def test_lines_do_not_overlap(theme: str, format: str) -> None:
    page = shipped_page(CARD.key, theme, format)
    column = sorted((line for line in page.lines if line.left < MARGIN + 8), key=lambda line: -line.base)
    assert len(column) > 10
    for above, below in pairwise(column):
        assert above.base - below.base >= below.size * 0.98 or above.base == below.base


@pytest.mark.parametrize(("theme", "format"), [look for look in LOOKS if look[1] in HEIGHTS])
def test_a_card_fills_its_height(theme: str, format: str) -> None:
    page = shipped_page(CARD.key, theme, format)
    assert page.lines[0].top < 60
    assert 20 <= min(line.base for line in page.lines) <= 40


def test_a_line_of_letters_ends_within_the_margin() -> None:
    for theme, format in LOOKS:
        left, right = shipped_page(CARD.key, theme, format).ink
        assert left >= MARGIN - 0.5
        assert right <= WIDTH - MARGIN + 0.5


def test_a_square_shortens_both_overviews_and_says_so() -> None:
    page = shipped_page(CARD.key, "xuan", "square")
    assert page.text.count("…") + page.text.count("⋯") == 2
    assert squeezed(CARD.overview[ZH]) not in page.text
    assert squeezed(CARD.overview[ZH][:40]) in page.text


def test_the_kind_is_a_seal_in_two_lines() -> None:
    first, second = shipped_page(CARD.key, "xuan", "portrait").lines[:2]
    assert (first.text, second.text) == ("论", "文")
    assert first.left == pytest.approx(second.left, abs=0.5)


def test_tags_of_both_languages_are_printed() -> None:
    text = shipped_page(CARD.key, "xuan", "portrait").text
    assert "#过程监督#奖励模型#验证器" in text
    assert "#Processsupervision#Rewardmodels" in text


# Cards of all sorts


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("theme", THEMES)
def test_a_card_in_one_language_holds_nothing_of_the_other(theme: str, language: Language) -> None:
    page = page_of(an_entry(), theme, languages=(language,))
    entry = an_entry()
    assert page.lines_of(entry.title[language])
    for text in (entry.title[language.other], PHRASES(language.other, "picture.scan")):
        assert squeezed(text) not in page.text


def test_a_short_text_is_set_larger_than_a_long_one() -> None:
    little, much = page_of(an_entry()), shipped_page(CARD.key, "xuan", "portrait")
    assert little.where("与只奖励").size > much.where(CARD.overview[ZH][:4]).size + 3


def test_a_long_card_shows_all_of_a_long_text() -> None:
    chinese, english = "推理要一步一步来。" * 120, "Reasoning goes step by step, always. " * 40
    page = page_of(an_entry(overview={"zh": chinese, "en": english.strip()}), format="long")
    assert page.height > 1200
    assert squeezed(chinese) in page.text
    assert squeezed(english) in page.text


def test_a_long_card_with_little_text_is_a_portrait() -> None:
    assert page_of(an_entry(), format="long").height == HEIGHTS["portrait"]


def test_what_is_missing_leaves_no_gap_to_fall_into() -> None:
    page = page_of(
        an_entry(authors=[], tags=[], published=None, organizations=[], overview={"zh": "短。", "en": "Short."})
    )
    assert page.height == HEIGHTS["portrait"]
    assert page.text.startswith("论文PAPER让我们逐步验证Let'sVerifyStepbyStep短。Short.")


def test_real_numbers_and_powers_are_printed() -> None:
    page = page_of(an_entry(overview={"zh": "共 $O(n^2)$ 步，$x \\in \\mathbb{R}$。", "en": "A price of $5 or $10."}))
    assert "O(n²)步，x∈ℝ。" in page.text
    assert "Apriceof$5or$10." in page.text


WORDS = st.sampled_from(
    ["W", "长", "self-talk ", "推理，", "。", "A price of $5. ", "https://example.org/a/b?c=d&e=f", "ℝ", "“", " "]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=12)


@settings(max_examples=20)
@given(
    titles=st.tuples(TEXTS, TEXTS),
    texts=st.tuples(TEXTS, TEXTS),
    many=st.sampled_from([1, 5, 400]),
    authors=st.sampled_from([[], ["Ann Lee"], ["W" * 100] * 60]),
    look=st.tuples(st.sampled_from(THEMES), st.sampled_from(FORMATS)),
    languages=st.sampled_from([BOTH, (EN, ZH), (EN,), (ZH,)]),
)
def test_no_entry_leaves_its_card(
    titles: tuple[list[str], list[str]],
    texts: tuple[list[str], list[str]],
    many: int,
    authors: list[str],
    look: tuple[str, str],
    languages: Sequence[Language],
) -> None:
    en, zh = (("x" + "".join(title) * many)[:TITLE_LIMIT] for title in titles)
    english, chinese = (("x" + "".join(text) * many)[:OVERVIEW_LIMIT] for text in texts)
    entry = an_entry(title={"en": en, "zh": zh}, overview={"en": english, "zh": chinese}, authors=authors)
    theme, format = look
    picture = picture_of(entry, theme, format, languages)
    assert picture.width == WIDTH / 2
    assert picture.height >= 270 if format == "square" else picture.height >= 337
    assert blank_margins(picture, theme)
