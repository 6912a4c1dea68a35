"""The query language, as readers type it and as channels are configured with it: how a text is read."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.folding import folded
from bot.domain.query import MOST_GROUPS, Field, Query
from tests.domain.queries import POSTED, TEXTS, author, kind, lang, no, org, phrase, query, tag, word, year
from tests.worlds import TAGS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", query()),
        ("gpt-4 推理", query(word("gpt-4"), word("推理"))),
        ('"chain of  thought" cot', query(phrase("chain of thought"), word("cot"))),
        ("《思维链》 “step by step”", query(phrase("思维链"), phrase("step by step"))),
        ("「推理」 『模型』 «reward» ＂x＂", query(phrase("推理"), phrase("模型"), phrase("reward"), phrase("x"))),
        ("tag:verifiers", query(tag("verifiers"))),
        ("tag:a tag:b,c", query(tag("a"), (tag("b"), tag("c")))),
        ("tag:a|b", query((tag("a"), tag("b")))),
        ('tag:"Process supervision"', query(tag("Process supervision"))),
        ("tag:#推理", query(tag("推理"))),
        ("kind:Papers,仓库", query((kind("paper"), kind("repo")))),
        ("kind:poem", query(kind("poem"))),
        ("year:2023", query(year("2023"))),
        ("year:2023..2024", query(year("2023..2024"))),
        ("year:2024-2023", query(year("2023..2024"))),
        ("year:2023..", query(year("2023.."))),
        ("year:..2023", query(year("..2023"))),
        ('author:"Lightman, Hunter"', query(author("Lightman, Hunter"))),
        ("author:cobbe|lightman", query((author("cobbe"), author("lightman")))),
        ("lang:ZH-hans", query(lang("zh"))),
        ("lang:fr,日文", query((lang("fr"), lang("ja")))),
        ("is:posted", query(POSTED)),
        ("-word -tag:x,y -kind:帖子 -year:2023 -is:posted", query(
            no("word"), no("x", Field.TAG), no("y", Field.TAG), no("thread", Field.KIND), no("2023", Field.YEAR),
            no("posted", Field.IS))),
        ('-"two words"', query(no("two words", phrase=True))),
        ("－ｗｏｒｄ　ＧＰＴ", query(no("word"), word("GPT"))),
        ("a a", query(word("a"))),
    ],
)  # fmt: skip
def test_a_text_is_read_as_its_author_means_it(text: str, expected: Query) -> None:
    assert Query.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CoT | 思维链 math", query((word("CoT"), word("思维链")), word("math"))),
        ("a|b", query((word("a"), word("b")))),
        ("推理｜思维链", query((word("推理"), word("思维链")))),
        ("a | b | c d | e", query((word("a"), word("b"), word("c")), (word("d"), word("e")))),
        ("tag:math | 数学", query((tag("math"), word("数学")))),
        ("tag:a|kind:post", query((tag("a"), kind("post")))),
        ("kind:paper | tag:a,b", query((kind("paper"), tag("a"), tag("b")))),
        ('"a b"|c', query((phrase("a b"), word("c")))),
        ("a | -b", query((word("a"), no("b")))),
        ("a | -tag:x,y", query((word("a"), no("x", Field.TAG)), (word("a"), no("y", Field.TAG)))),
        ("a | b | a", query((word("a"), word("b")))),
        ("a|b b|a", query((word("a"), word("b")))),
        ("a OR b", query(word("a"), word("OR"), word("b"))),
        ("https://x.org/?q=a|b c", query(word("https://x.org/?q=a|b"), word("c"))),
        ('"a|b"', query(phrase("a|b"))),
    ],
)
def test_a_bar_means_or_and_binds_tighter_than_the_space(text: str, expected: Query) -> None:
    assert Query.parse(text) == expected


@pytest.mark.parametrize("text", ["| a | | b |", "|a||b|", "a || b", "｜ a ｜ b", "tag: | a | b"])
def test_a_bar_that_joins_nothing_is_nothing(text: str) -> None:
    assert Query.parse(text).groups[-1][-2:] == (word("a"), word("b"))


def test_a_sign_that_says_nothing_is_no_alternative() -> None:
    assert Query.parse("a 🔥 | b") == query(word("a"), word("b"))
    assert Query.parse("a | 🔥 b") == query(word("a"), word("b"))
    assert not Query.parse("| 🔥 | - |").groups


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("kind:post a kind:paper", "kind:post,paper a"),
        ("year:2020 year:2023..2024", "year:2020,2023..2024"),
        ("lang:zh lang:en", "lang:zh,en"),
        ("kind:paper|post kind:repo kind:post", "kind:paper,post,repo"),
    ],
)
def test_two_values_where_an_entry_has_one_mean_either(text: str, same: str) -> None:
    assert Query.parse(text) == Query.parse(same)


@pytest.mark.parametrize("text", ["tag:a tag:b", "author:a author:b", "-kind:a -kind:b", "kind:a | x kind:b"])
def test_all_else_that_is_repeated_means_both(text: str) -> None:
    assert len(Query.parse(text).groups) == 2


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("标签：推理", "tag:推理"), ("標籤：推理", "tag:推理"),
        ("主题:推理、数学", "tag:推理,数学"), ("主題： 推理", "tag:推理"),
        ("类型：论文", "kind:paper"), ("類型：論文", "kind:paper"), ("-种类:讨论串", "-kind:thread"),
        ("年份：2023年至2024年", "year:2023..2024"), ("年:2023年", "year:2023"),
        ("作者：陈", "author:陈"),
        ("机构:OpenAI", "org:OpenAI"), ("機構：OpenAI", "org:OpenAI"),
        ("语言：中文", "lang:zh"), ("語言：英文", "lang:en"), ("lang:Chinese", "lang:zh"), ("lang:english", "lang:en"),
        ("状态：已发布", "is:posted"), ("狀態：發過", "is:posted"), ("-is:发过", "-is:posted"),
    ],
)  # fmt: skip
def test_chinese_spellings_mean_what_the_english_ones_do(chinese: str, english: str) -> None:
    assert Query.parse(chinese) == Query.parse(english)
    assert Query.parse(english).fields


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://arxiv.org/abs/2305.20050", query(word("https://arxiv.org/abs/2305.20050"))),
        ("venue:ICLR", query(word("venue:ICLR"))),
        ("year:soon", query(phrase("year:soon"))),
        ("lang:klingon", query(phrase("lang:klingon"))),
        ("is:great", query(phrase("is:great"))),
        ("year:2023,soon", query(phrase("year:2023,soon"))),
        ("tag:", query(phrase("tag:"))),
        ("tag: kind:paper", query(phrase("tag:"), kind("paper"))),
        ("tag: -draft", query(phrase("tag:"), no("draft"))),
        ('"tag:x"', query(phrase("tag:x"))),
        ("kınd:x", query(word("kınd:x"))),
        ('"open quote', query(word("open"), word("quote"))),
        ("- -- ! 🔥 c++", query(word("c++"))),
        ("zero\u200bwidth", query(word("zerowidth"))),
    ],
)
def test_what_is_no_field_is_a_word_and_what_says_nothing_is_dropped(text: str, expected: Query) -> None:
    assert Query.parse(text) == expected


def test_alternatives_that_multiply_do_not_fill_the_memory() -> None:
    many = " | ".join(f"-tag:a{number},b{number}" for number in range(40))
    assert len(Query.parse(many).groups) == MOST_GROUPS


@given(TEXTS)
def test_any_text_is_a_query_that_prints_as_itself(text: str) -> None:
    read = Query.parse(text)
    assert Query.parse(str(read)) == read


@given(TEXTS)
def test_no_group_is_empty_and_nothing_stands_twice(text: str) -> None:
    groups = Query.parse(text).groups
    assert all(groups)
    assert all(len(set(group)) == len(group) for group in groups)
    assert len({frozenset(group) for group in groups}) == len(groups)


@given(TEXTS)
def test_width_and_composition_of_characters_do_not_matter(text: str) -> None:
    for form in ("NFC", "NFKC"):
        assert Query.parse(unicodedata.normalize(form, text)) == Query.parse(text)


@pytest.mark.parametrize(
    ("value", "span"),
    [("2023", (2023, 2023)), ("2023..2024", (2023, 2024)), ("2024..", (2024, 9999)), ("..2020", (0, 2020))],
)
def test_a_year_knows_its_span(value: str, span: tuple[int, int]) -> None:
    (found,) = Query.parse(f"year:{value}").fields
    assert (found.value, found.span) == (value, span)
    assert word("2023").span is None


def test_words_and_fields_are_told_apart() -> None:
    asked = Query.parse('a | tag:x -b "c d" -year:2023')
    assert asked.words == (word("a"), phrase("c d"))
    assert asked.fields == (tag("x"), no("2023", Field.YEAR))


@pytest.mark.parametrize(
    ("text", "asks"), [("", False), ("-a", False), ("-a | -b", False), ("a", True), ("-tag:x", True), ("-a | b", True)]
)
def test_a_query_that_only_leaves_words_out_asks_for_nothing(text: str, asks: bool) -> None:
    assert bool(Query.parse(text)) is asks


def test_only_what_asks_for_it_needs_to_know_what_was_posted() -> None:
    assert Query.parse("x | -is:posted").asks_posted
    assert not Query.parse('posted "is:posted"').asks_posted


def test_tags_are_resolved_by_key_name_and_hashtag() -> None:
    tags = 'tag:过程监督 tag:"Chain of Thought,#process_supervision" -tag:验证器 tag:unheard'
    asked = Query.parse(f"{tags} 推理|tag:推理")
    assert asked.resolved(TAGS) == query(
        tag("process-supervision"),
        (tag("chain-of-thought"), tag("process-supervision")),
        no("verifiers", Field.TAG),
        tag("unheard"),
        (word("推理"), tag("reasoning")),
    )
    assert Query.parse("tag:推理 | tag:Reasoning").resolved(TAGS) == query(tag("reasoning"))
    assert org("推理") in Query.parse("org:推理").resolved(TAGS).fields


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
