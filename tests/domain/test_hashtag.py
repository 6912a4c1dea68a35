"""A tag's name becomes a hashtag that Telegram takes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.hashtag import LENGTH, hashtag


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Process supervision", "#process_supervision"),
        ("过程监督", "#过程监督"),
        ("Test-time compute", "#test_time_compute"),
        ("OpenAI o1", "#openai_o1"),
        ("o1 模型", "#o1模型"),
        ("过程监督（PRM）", "#过程监督prm"),
        ("人类反馈、强化学习", "#人类反馈强化学习"),
        ("GPT-4", "#gpt_4"),
        ("ÉCOLE", "#école"),
        ("snake_case", "#snake_case"),
        ("C++", "#c"),
        ("x²", "#x"),
    ],
)
def test_separators_become_underscores_or_vanish_beside_chinese(name: str, expected: str) -> None:
    assert hashtag(name) == expected


@pytest.mark.parametrize("name", ["", "2024", "4-1", "…", "___", "👍", "²", "Ⅷ"])
def test_a_name_without_a_letter_makes_no_hashtag(name: str) -> None:
    assert hashtag(name) == ""


@given(st.text(st.characters(), max_size=200))
def test_any_name_makes_one_whole_hashtag_or_none(name: str) -> None:
    made = hashtag(name)
    assert made == "" or (re.fullmatch(r"#\w+", made) and re.search(r"[^\W\d_]", made))
    assert len(made) <= LENGTH + 1
