"""What is asked of a model: the gaps of an entry, the glossary, and the record as data."""

import json
from decimal import Decimal

import pytest

from bot.domain.drafter import Price, Usage
from bot.domain.drafting import Gap, commission_for, gaps_of, may_be_drafted
from bot.domain.drafting_numbers import numbers_in, values_in
from bot.domain.drafting_request import prompt, record_of, tokens_asked, tokens_of
from tests.drafting_endpoint import CHINESE, CHINESE_TITLE, ENGLISH, TAGS, TITLE, a_draft


def names(gaps: tuple[Gap, ...]) -> list[str]:
    return [gap.name for gap in gaps]


def test_what_is_missing_is_named_titles_first() -> None:
    assert names(gaps_of(a_draft())) == ["title_zh", "overview_en", "overview_zh"]
    whole = a_draft(title={"en": TITLE, "zh": CHINESE_TITLE}, overview={"en": ENGLISH, "zh": CHINESE})
    assert names(gaps_of(whole)) == []
    assert not may_be_drafted(whole)


@pytest.mark.parametrize(
    ("fields", "asked", "left"),
    [
        ({}, ["title_zh", "overview_en", "overview_zh"], False),
        ({"abstract": None}, ["title_zh"], True),
        ({"abstract": None, "overview": {"zh": CHINESE}}, ["title_zh", "overview_en"], False),
        ({"abstract": None, "title": {"en": TITLE, "zh": CHINESE_TITLE}}, [], True),
        ({"title": {}}, [], True),
    ],
    ids=["abstract", "nothing", "one overview", "titles alone", "no title"],
)
def test_only_what_has_a_source_is_asked_for(fields: dict[str, object], asked: list[str], left: bool) -> None:
    commission = commission_for(a_draft(**fields), TAGS)
    assert (names(commission.gaps), bool(commission.left)) == (asked, left)


def test_the_glossary_has_the_entrys_tags_and_those_whose_names_stand_in_its_texts() -> None:
    commission = commission_for(a_draft(tags=["math"], abstract="A game of fine-tuning verifiers."), TAGS)
    assert commission.glossary == (("Math", "数学"), ("Verifiers", "验证器"), ("Fine-tuning", "微调"))
    commission = commission_for(
        a_draft(tags=None, abstract=None, overview={"zh": "一种博弈。"}, title={"zh": "博弈"}), TAGS
    )
    assert commission.glossary == (("Games", "博弈"),)


def test_the_rules_name_what_is_wanted_and_how_long_it_is() -> None:
    rules = prompt(commission_for(a_draft(title={"en": TITLE, "zh": CHINESE_TITLE}), TAGS)).messages[0].text
    assert "overview_en: 60 to 120 words" in rules
    assert "overview_zh: 100 to 220 汉字" in rules
    assert "title_zh" not in rules
    assert "{" not in rules


def test_the_record_is_json_with_the_facts_and_no_more() -> None:
    record = json.loads(record_of(commission_for(a_draft(authors=[f"A{n}" for n in range(14)]), TAGS)))["record"]
    assert set(record) == {"kind", "title", "authors", "published", "site", "abstract"}
    assert (record["authors"][-1], record["site"]) == ("and 2 more", "example.org")


def test_tokens_are_guessed_by_characters() -> None:
    assert tokens_of("汉字汉字 abcd efg") == 4 + 3
    assert 300 < tokens_asked(prompt(commission_for(a_draft(), TAGS))) < 2000


def test_a_price_is_of_a_million_tokens() -> None:
    price = Price(read=Decimal("0.15"), written=Decimal("0.60"))
    assert price.of(Usage(read=2_000_000, written=500_000)) == Decimal("0.60")
    assert (Usage(read=1) + Usage(written=2, guessed=True)) == Usage(read=1, written=2, guessed=True)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("100,000", 100_000), ("100K", 100_000), ("10 万", 100_000), ("十万", 100_000), ("0.1 million", 100_000),
        ("one hundred thousand", 100_000), ("１００，０００", 100_000), ("三百六十万", 3_600_000),
        ("78.20%", Decimal("78.2")), ("twenty-five", 25), ("二〇二四", 2024),
        ("1.5B", 1_500_000_000), ("15 亿", 1_500_000_000),
    ],
)  # fmt: skip
def test_a_number_is_the_same_however_it_is_written(written: str, value: int | Decimal) -> None:
    assert [number.value for number in numbers_in(f"of {written} in")] == [value]
    assert Decimal(value) in values_in(f"of {written} in")


@pytest.mark.parametrize(
    "text", ["GPT-4o and o1-mini", "两三种", "十分重要", "成千上万", "万一", "一一说明", "v2.5", "上百个"]
)
def test_what_is_no_figure_is_none(text: str) -> None:
    assert [number.written for number in numbers_in(text) if number.exact] == []
