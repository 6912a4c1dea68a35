"""Texts made comparable and taken apart: the same for what is indexed and for what is typed."""

import re

import pytest
from hypothesis import given

from bot.adapters.analysis_tokens import grams_of, parts_of, pieces_at, pieces_of
from tests.adapters.searching import an_analysis
from tests.domain.queries import TEXTS

analysis = an_analysis()
SIGN = re.compile(r"[\x00-\x7f](?<![a-z0-9'.-])")  # plain ASCII keeps them, and nobody looks at them


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("GPT", "gpt"),
        ("ＧＰＴ－４", "gpt-4"),
        ("Tramèr", "tramer"),
        ("Trame\u0300r", "tramer"),
        ("Łukasz Æsir", "lukasz aesir"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("ﬁne", "fine"),
        ("𝐁𝐨𝐥𝐝", "bold"),
        ("½", "1 2"),
        ("驗證器", "验证器"),
        ("後", "后"),
        ("ガ", "カ"),  # an accent, as others are
        ("Cobbe’s", "cobbe's"),
        ("chain‑of‐thought", "chain-of-thought"),
        ("“思维链”", " 思维链 "),
        ("a🔥b", "a b"),
        ("a\ud800b", "a b"),
        ("a\u200bb", "a b"),
    ],
)
def test_width_case_accents_and_script_do_not_count(written: str, folded: str) -> None:
    assert analysis.fold(written) == folded


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert analysis.fold(analysis.fold(text)) == analysis.fold(text)


@given(TEXTS)
def test_no_character_is_folded_otherwise_among_others(text: str) -> None:
    """What is found in a folded text is marked in the text itself, by the places of its characters."""
    one_by_one = "".join(map(analysis.fold, text))
    assert SIGN.sub(" ", one_by_one) == SIGN.sub(" ", analysis.fold(text))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", analysis.taken(text).latin))


@pytest.mark.parametrize("written", ["GPT-4", "gpt 4", "gpt4", "ＧＰＴ－４", "gpt‑4", "用 GPT 4 打分", "GPT-4。"])
def test_a_name_and_its_number_are_found_joined_and_apart(written: str) -> None:
    assert _words(written) == {"gpt", "4", "gpt4"}


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("o1-mini", {"o1", "o", "1", "mini", "o1mini"}),
        ("o 1", {"o", "1", "o1"}),
        ("prm800k", {"prm800k", "prm", "800", "k"}),
        ("GPT-4o", {"gpt", "4o", "4", "o", "gpt4o"}),
        ("chain-of-thought", {"chain", "of", "thought", "chainofthought"}),
        ("o'brien", {"o", "brien", "obrien"}),
        ("Llama 3 70b", {"llama", "3", "70b", "70", "b", "llama3"}),
        ("in 2023", {"in", "2023"}),
        ("AIME 2024", {"aime", "2024"}),
        ("2023-05-31", {"2023", "05", "31", "202305", "0531", "20230531"}),
        ("plain words", {"plain", "words"}),
        ("", set()),
        ("🔥 -- '", set()),
    ],
)
def test_compounds_come_to_their_parts_and_their_whole(written: str, words: set[str]) -> None:
    assert _words(written) == words


@pytest.mark.parametrize(
    ("chain", "parts"),
    [
        ("cobbe's", ["cobbe"]),
        ("don't", ["don"]),
        ("we've", ["we"]),
        ("o'brien", ["o", "brien"]),
        ("let's-verify", ["let", "s", "verify"]),
        ("chain-of-thought", ["chain", "of", "thought"]),
        ("v1.5", ["v1", "5"]),
    ],
)
def test_an_ending_after_an_apostrophe_is_no_part_of_a_word(chain: str, parts: list[str]) -> None:
    assert parts_of(chain) == parts


def test_writing_without_spaces_comes_as_runs() -> None:
    taken = analysis.taken("用 GPT-4 给思維鏈打分，カナ 한글")
    assert taken.runs == ["用", "给思维链打分", "カナ", analysis.fold("한글")]
    assert _words("用 GPT-4 给思維鏈打分") == {"gpt", "4", "gpt4"}


def test_a_run_and_a_word_without_a_space_between_are_two() -> None:
    assert pieces_of(analysis.fold("用GPT-4打分")) == [("用", ""), ("", "gpt-4"), ("打分", "")]


def test_runs_are_taken_as_characters_and_neighbours() -> None:
    assert list(grams_of(["思维链", "推"])) == ["思", "维", "链", "思维", "维链", "推"]


def test_neighbouring_words_are_pairs_in_their_order() -> None:
    there, back = analysis.taken("step by step").pairs, analysis.taken("by step").pairs
    assert len(there) == 2
    assert back == there[1:]
    assert analysis.taken("step by").pairs == there[:1]
    assert analysis.taken("by by").pairs != there[:1]


def test_a_pair_is_the_same_however_it_is_joined() -> None:
    assert analysis.taken("chain-of-thought").pairs == analysis.taken("Chain of, thought!").pairs


def test_a_run_and_a_word_that_meet_are_a_pair_and_two_characters_are_none() -> None:
    assert len(analysis.taken("用 GPT 打分").pairs) == 2
    assert analysis.taken("思维链").pairs == []
    assert analysis.taken("用 GPT").pairs == analysis.taken("我用 GPT").pairs


def test_texts_that_are_taken_together_are_no_neighbours() -> None:
    taken = analysis.taken("one", "two")
    assert taken.pairs == []
    assert _words("one two") == set(taken.latin.split())


@given(TEXTS)
def test_any_text_is_taken_apart(text: str) -> None:
    taken = analysis.taken(text)
    assert all(taken.runs)
    assert all(len(pair) == 1 for pair in taken.pairs)
    taken.latin.encode()  # the index takes nothing that is no Unicode


@given(TEXTS)
def test_pieces_are_where_they_are_said_to_be(text: str) -> None:
    folded = analysis.fold(text)
    assert [(piece, "") if is_run else ("", piece) for _, piece, is_run in pieces_at(folded)] == pieces_of(folded)
    assert all(folded[begin:].startswith(piece) for begin, piece, _ in pieces_at(folded))


@pytest.mark.timeout(10)  # a minute and more, if some pattern tried every way
@pytest.mark.parametrize(
    "scrap", ["-", "'", "a-", "a'", "1a", " 1", "a ", "思", "é", "e\u0301", "-.'é", "é-", "é 1", "\ud800", "ab12'é"]
)
def test_a_hundred_thousand_awkward_signs_are_taken_apart_in_time(scrap: str) -> None:
    analysis.taken(scrap * (100_000 // len(scrap)))
