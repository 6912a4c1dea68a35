"""Titles that are one title are found by what they share, without comparing each with each."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.likeness import TitleWords

WORDS = ["verifier", "verifiers", "verifer", "reward", "rewards", "model", "of", "the", "gpt4", "gpt5", "思维链", "2"]
TITLES = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


@given(TITLES, TITLES)
def test_two_that_are_one_share_a_trait(one: str, other: str) -> None:
    left, right = TitleWords(one), TitleWords(other)
    assert left.like(right) == right.like(left)
    if left.like(right):
        assert set(left.traits) & set(right.traits)


@given(st.lists(st.text("abcdefgh", min_size=5, max_size=9), min_size=3, max_size=12), st.randoms())
def test_a_title_with_one_slip_is_found_wherever_the_slip_is(words: list[str], dice: random.Random) -> None:
    place = dice.randrange(len(words))
    slipped = [*words]
    slipped[place] = words[place] + words[place][-1]  # a letter twice
    right, wrong = TitleWords(" ".join(words)), TitleWords(" ".join(slipped))
    assert right.like(wrong)
    assert set(right.traits) & set(wrong.traits)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Report of the matter 11", "Report of the matter 12"),
        ("Learning with supervised models", "Learning with unsupervised models"),
        ("Solving one hard problem", "Solving two hard problems"),
    ],
)
def test_titles_that_no_slip_makes_one_share_nothing_that_is_looked_at(one: str, other: str) -> None:
    assert not set(TitleWords(one).traits) & set(TitleWords(other).traits)


def test_a_title_of_signs_is_those_signs_and_an_empty_one_is_none() -> None:
    assert TitleWords("? !").like(TitleWords("?!"))
    assert not TitleWords("?!").like(TitleWords("!?"))
    assert not TitleWords(" ").like(TitleWords(" "))
    assert TitleWords(" ").traits == ()
