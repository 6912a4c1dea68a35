"""Words made ready for typst: shortened step by step, breakable, formulas in Unicode, nothing else changed."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.picture_tex import untexed
from bot.adapters.picture_words import BREAK, MOST, SHORTEST, breakable, kept, plain, printed, shortenings
from bot.domain.fit import ELLIPSIS
from bot.domain.inert import MARK

EN = "Models reason in steps. Rewarding each of them works better than rewarding the answer. So the data is released. "
ZH = "模型一步步推理。奖励每一步，胜过只奖励答案。数据也已公开。"
SHEET = {
    "languages": ["zh", "en"],
    "kind": "paper",
    "kind_names": {"zh": "论文", "en": "Paper"},
    "houses": "OpenAI",
    "date": "2023-05-31",
    "titles": {"zh": "让模型推理", "en": "Self-talk, $O(n^2)$"},
    "authors": "A, B",
    "overviews": {"zh": ZH, "en": EN},
    "tags": {"zh": ["推理"], "en": ["Reasoning"]},
    "url": "https://example.org/a",
    "address": "example.org/a",
    "brand": "@o1_daily",
    "scan": "扫码阅读\nScan to read",
}

anything = st.text(st.characters(exclude_categories=()), max_size=400)
prose = st.text(st.sampled_from("ab 。，. ,；x推理\n"), max_size=800) | anything


def made(**changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed(SHEET | changes, "<svg/>"))
    return found


def bare(text: str) -> str:
    return text.replace(BREAK, "").replace(MARK, "")


def test_the_first_candidate_is_the_whole_of_both_texts() -> None:
    assert shortenings({"zh": ZH, "en": EN.strip()})[0] == {"zh": ZH, "en": EN.strip()}


def test_texts_that_any_card_has_room_for_are_not_shortened() -> None:
    assert shortenings({"zh": "短。", "en": "Short."}) == [{"zh": "短。", "en": "Short."}]


def test_both_texts_give_way_evenly_at_the_ends_of_sentences() -> None:
    whole, *shorter = shortenings({"zh": ZH * 6, "en": EN * 6})
    middle = shorter[len(shorter) // 2]
    assert re.search(r"。\s…$", middle["zh"])
    assert re.search(r"[.]\s…$", middle["en"])
    assert abs(len(middle["zh"]) / len(whole["zh"]) - len(middle["en"]) / len(whole["en"])) < 0.25


def test_one_text_alone_is_shortened_too() -> None:
    candidates = shortenings({"en": EN * 12})
    assert len(candidates) > 10
    assert {tuple(texts) for texts in candidates} == {("en",)}


def test_no_texts_make_one_empty_candidate() -> None:
    assert shortenings({}) == [{}]


@given(zh=prose, en=prose)
def test_candidates_are_few_distinct_and_never_longer_than_the_one_before(zh: str, en: str) -> None:
    candidates = shortenings({"zh": zh, "en": en})
    lengths = [len(bare(texts["zh"])) + len(bare(texts["en"])) for texts in candidates]
    assert 1 <= len(candidates) <= MOST
    assert len({tuple(texts.values()) for texts in candidates}) == len(candidates)
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[-1] <= SHORTEST


@given(anything)
def test_a_plain_text_is_one_line_that_can_be_encoded(text: str) -> None:
    line = plain(text)
    line.encode()
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", line)


def test_breaks_that_an_entry_brings_along_are_dropped() -> None:
    assert plain("\u00ad \u00ad " * 900 + "rea\u00adson\u200bing") == "reasoning"


@given(st.text(max_size=300))
def test_breaks_are_all_that_is_added(text: str) -> None:
    assert breakable(text).replace(BREAK, "") == text.replace(BREAK, "")


@given(st.text(st.sampled_from("aW-/.é\u0301，！_"), max_size=300))
def test_no_run_is_left_that_a_line_could_not_hold(text: str) -> None:
    assert not re.search(r"[^\s\u200b]{32,}", breakable(text))


@pytest.mark.parametrize("text", ["internationalization", "arxiv.org/abs/2305.1", "模型" * 40, "a b " * 40])
def test_what_lines_can_hold_is_left_alone(text: str) -> None:
    assert breakable(text) == text


def test_an_address_is_parted_where_people_part_it() -> None:
    assert breakable("https://example.org/papers/reasoning.html") == BREAK.join(
        ["https://", "example.", "org/", "papers/", "reasoning.", "html"]
    )


def test_a_cluster_is_not_parted() -> None:
    parts = breakable("e\u0301" * 40).split(BREAK)
    assert len(parts) > 1
    assert not any(part.startswith("\u0301") for part in parts)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("in $O(n^2)$ steps", "in O(n²) steps"),
        ("$O(n \\log n)$", "O(n log n)"),
        ("$\\log_2 n$", "log₂ n"),
        ("$x \\in \\mathbb{R}^n$", "x ∈ ℝⁿ"),
        ("$\\alpha_i \\le \\beta$", "αᵢ ≤ β"),
        ("$x_{ij}$，$\\frac{1}{2}$", "xᵢⱼ，1/2"),
        ("$\\text{softmax}(x)$", "softmax(x)"),
        ("$\\sqrt{ab}$ and $\\sqrt{2}$", "√(ab) and √2"),
        ("$k \\to \\infty$", "k → ∞"),
        ("$n$ of $n=64$", "n of n=64"),
        ("$p<0.05$", "p<0.05"),
    ],
)
def test_a_formula_is_printed_in_unicode(written: str, shown: str) -> None:
    assert untexed(written) == shown


@pytest.mark.parametrize(
    "text",
    [
        "$5 and $10",
        "$5-$10, or US$6 and A$7",
        "from $3/month to $4/month",
        "a $ b = c $ d",
        "$\\lfoo$",  # begins like \l
        "$a^{q}$",  # there is no such superscript
        "$\\pi_\\theta$",
        "$\\begin{x}$",
        "$HOME and $PATH",
        "\\$O(n)$",
        "O(n^2) and x_1",
    ],
)
def test_what_is_no_formula_or_has_no_such_form_stays_as_written(text: str) -> None:
    assert untexed(text) == text


@given(st.text(st.sampled_from("$\\{}^_logfrac2n \u0301"), max_size=60))
def test_no_formula_is_a_failure(text: str) -> None:
    untexed(text)


def test_words_of_a_chinese_title_that_its_overview_has_too_are_kept_whole() -> None:
    assert kept("大模型的推理能力", "考察模型的推理。") == "大" + MARK.join("模型的推理") + "能力"


def test_a_line_of_a_title_does_not_begin_with_a_particle() -> None:
    assert kept("语言的边界", "") == "语言" + MARK + "的边界"


def test_no_word_of_a_title_grows_longer_than_a_line() -> None:
    words = re.findall(f"的(?:{MARK}的)*", kept("的" * 300, "的" * 300))
    assert max(map(len, words)) < 16


def test_short_compounds_of_a_title_are_kept_whole() -> None:
    assert kept("GPT-4 and self-talk", "") == f"GPT-{MARK}4 and self-{MARK}talk"
    assert kept("well-nightmarishly", "") == "well-nightmarishly"


@given(st.text(st.sampled_from("模型推理的a- ：x"), max_size=80), st.text(st.sampled_from("模型推理的"), max_size=40))
def test_joiners_are_all_that_is_added_to_a_title(title: str, known: str) -> None:
    assert kept(title, known).replace(MARK, "") == title


def test_what_is_printed_is_the_sheet_with_candidates_and_code() -> None:
    found = made()
    assert found["candidates"][0] == {"zh": ZH, "en": EN.strip()}
    assert found["qr"] == "<svg/>"
    assert "overviews" not in found
    assert found["scan"] == SHEET["scan"]
    assert bare(found["titles"]["en"]) == "Self-talk, O(n²)"
    unchanged = ("languages", "kind", "kind_names", "houses", "date", "authors", "tags", "address", "brand")
    assert {name: found[name] for name in unchanged} == {name: SHEET[name] for name in unchanged}


@given(anything)
def test_whatever_a_sheet_says_can_be_printed(text: str) -> None:
    found = made(titles={"zh": text, "en": text}, authors=text, overviews={"en": text}, address=text, brand=text)
    json.dumps(found, ensure_ascii=False).encode()


def test_a_sheet_that_keeps_to_no_bounds_is_cut() -> None:
    found = made(titles={"en": "word " * 9000}, tags={"en": ["tag " * 900] * 90}, authors="A, " * 9000)
    assert len(json.dumps(found, ensure_ascii=False)) < 3000


def test_a_shortened_text_says_so() -> None:
    assert all(texts["en"].endswith(ELLIPSIS) for texts in shortenings({"en": EN * 4})[1:])
