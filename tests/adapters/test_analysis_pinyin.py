"""Pinyin: how a typed word may be taken apart, and what a run of characters sounds like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.analysis_pinyin import LONGEST, MOST
from tests.adapters.searching import an_analysis, the_tables

pinyin = an_analysis().pinyin
SIGNS = {sign: syllable for syllable in the_tables().syllables for sign in pinyin.spelled(syllable) if len(sign) == 1}


def ways(word: str) -> list[list[str]]:
    return [[SIGNS[sign] for sign in signs] for signs in pinyin.spelled(word)]


def heard(text: str) -> list[list[str]]:
    return [[SIGNS[sign] for sign in signs] for signs in pinyin.syllables([text])]


def test_a_word_is_read_as_syllables() -> None:
    assert ways("siweilian")[0] == ["si", "wei", "lian"]


def test_the_way_with_the_fewest_syllables_comes_first() -> None:
    assert ways("xian")[:2] == [["xian"], ["xi", "an"]]


def test_an_umlaut_is_typed_as_v_or_u() -> None:
    assert ways("lvse")[0] == ["lv", "se"]
    assert ways("luse")[0] == ["lu", "se"]


@pytest.mark.parametrize("word", ["", "verifier", "siweil", "gpt", "si wei", "si4", "思", "SIWEI", "sí", "a" * 49])
def test_what_is_no_pinyin_is_read_in_no_way(word: str) -> None:
    assert ways(word) == []


def test_of_very_many_ways_a_few_are_looked_at() -> None:
    assert len(ways("xianxianxianxianxianxianxianxian")) == MOST


@given(st.lists(st.sampled_from(sorted(the_tables().syllables)), min_size=1, max_size=6))
def test_every_way_spells_the_word(syllables: list[str]) -> None:
    word = "".join(syllables)
    found = ways(word)
    assert found
    assert all("".join(way) == word and max(map(len, way)) <= LONGEST for way in found)
    assert list(map(len, found)) == sorted(map(len, found))


def test_a_title_is_heard_in_all_common_readings() -> None:
    assert heard("重庆") == [["zhong"], ["chong"], ["qing"], ["zhong", "qing"], ["chong", "qing"]]


def test_a_long_text_is_heard_as_neighbours_in_their_commonest_reading() -> None:
    assert {tuple(SIGNS[sign] for sign in pair) for pair in pinyin.sounds(["思维链", "重庆"])} == {
        ("si", "wei"), ("wei", "lian"), ("zhong", "qing"),
    }  # fmt: skip


def test_neighbours_of_different_runs_are_not_heard_together() -> None:
    assert pinyin.sounds(["思", "维"]) == set()


def test_what_is_not_chinese_is_not_heard() -> None:
    assert heard("かな한글") == []
    assert pinyin.readings_of("a") == ""


@pytest.mark.parametrize(("signs", "count"), [("si", 1), ("siwei", 1), ("siweilian", 2)])
def test_the_index_has_syllables_by_their_neighbours(signs: str, count: int) -> None:
    assert len(pinyin.terms(pinyin.spelled(signs)[0])) == count
