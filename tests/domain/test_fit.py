"""Shortening keeps the limit, and breaks where a person would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.card import visible_length
from bot.domain.fit import cluster_start, cut_markup, fullest, share, shorten, shorten_prose
from bot.sandbox.html import parse_html

TEXTS = st.one_of(
    st.text(st.characters()),
    st.text(st.sampled_from("ab. 。，,!\n字👩\u200d🇩🇪\u0301👍🏽")),
)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("It works. It is fast. It is small.", 30, "It works. It is fast. …"),
        ("它有效。它很快。它很小，也很好。", 12, "它有效。它很快。 …"),
        ("他说：“真的吗？”然后就走了，再没有回来。", 16, "他说：“真的吗？” …"),
        ("It reaches 78.2 percent. Then more words follow here.", 30, "It reaches 78.2 percent. …"),
        (
            "As Smith et al. showed, e.g. in Fig. 3, it grows and grows.",
            45,
            "As Smith et al. showed, e.g. in Fig. 3 …",
        ),
        ("By J. K. Rowling and others of her kind", 20, "By J. K. Rowling…"),
        ("一段没有句号，只有逗号的话，还在继续下去", 16, "一段没有句号，只有逗号的话 …"),
        ("short", 5, "short"),
        ("wordy", 1, "…"),
        ("wordy", 0, ""),
    ],
)
def test_prose_ends_at_a_sentence_then_a_clause_then_a_word(text: str, limit: int, expected: str) -> None:
    assert shorten_prose(text, limit) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("Chain-of-Thought Prompting Elicits Reasoning", 24, "Chain-of-Thought…"),
        ("It scores 78.2 percent", 14, "It scores…"),
        ("思维链提示激发推理能力", 6, "思维链提示…"),
        ("使用 GPT-4o 评测", 8, "使用…"),
        ("Pneumonoultramicroscopicsilicovolcanoconiosis" * 2, 50, None),
    ],
)
def test_a_title_is_cut_between_words(text: str, limit: int, expected: str | None) -> None:
    made = shorten(text, limit)
    assert made == (expected if expected is not None else text[: limit - 1] + "…")


@pytest.mark.parametrize(
    "cluster", ["e\u0301", "👩\u200d👩\u200d👧", "👍🏽", "🇩🇪", "❤\ufe0f", "🏴\U000e0067\U000e0062\U000e007f"]
)
def test_a_character_of_several_code_points_is_never_split(cluster: str) -> None:
    text = "字" + cluster * 2 + "字"
    allowed = {0, 1, 1 + len(cluster), 1 + 2 * len(cluster), 2 + 2 * len(cluster)}
    assert {cluster_start(text, at) for at in range(len(text) + 1)} == allowed


@given(TEXTS, st.integers(0, 60))
def test_no_text_is_longer_than_its_limit(text: str, limit: int) -> None:
    for made in (shorten(text, limit), shorten_prose(text, limit)):
        assert len(made) <= limit
        assert made == text if len(text) <= limit else made.endswith("…") or not limit


@given(st.lists(TEXTS, max_size=3), st.integers(0, 120))
def test_shared_room_is_never_exceeded(texts: list[str], room: int) -> None:
    assert sum(map(len, share(texts, room))) <= room


def test_both_texts_give_way_evenly() -> None:
    long, short = "A sentence of words. " * 40, "一句话。" * 60
    kept = [len(made) / len(text) for made, text in zip(share((long, short), 540), (long, short), strict=True)]
    assert kept[0] == pytest.approx(kept[1], abs=0.03)


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_fullest_drawing_that_fits_is_found(fits_to: int, most: int) -> None:
    assert fullest(lambda room: room, lambda drawn: drawn <= fits_to, most) == min(fits_to, most)


def test_nothing_is_drawn_where_even_no_room_is_too_much() -> None:
    assert fullest(lambda room: room, lambda drawn: False, 10) is None


def test_markup_is_cut_at_a_line_end_and_its_tags_are_closed() -> None:
    assert cut_markup("<b>one &amp; two\n<i>three</i>\nfour</b> five", 16) == "<b>one &amp; two</b>\n…"


PIECES = st.recursive(
    st.text(st.sampled_from("ab\n &<字")).map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    lambda inner: st.tuples(st.sampled_from(("b", "i", "blockquote")), st.lists(inner, max_size=3)).map(
        lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>"
    ),
)


@given(st.lists(PIECES, max_size=8).map("".join), st.integers(2, 40))
def test_cut_markup_is_still_markup_and_within_the_limit(markup: str, limit: int) -> None:
    made = cut_markup(markup, limit)
    assert len(parse_html(made).text) == visible_length(made) <= limit
    assert visible_length(markup) > limit or made == markup
