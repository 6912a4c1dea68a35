"""The query language, as readers type it and as channels are configured with it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.query import Query, QueryError, folded
from tests.worlds import TAGS, an_entry

KNOWN = [tag.key for tag in TAGS]
PIECES = [
    *(
        "tag:",
        "标签：推理",
        "tag:a,b",
        "-tag:x",
        "tag:,",
        "kind:论文",
        "KIND:Paper",
        "-kind:post",
        "year:..",
        "year:abc",
    ),
    *(
        "year:2023",
        "year:2023..2024",
        "-year:2020",
        'author:"Hunter Lightman"',
        "-author:x",
        "作者：陈",
        "org:OpenAI",
    ),
    *(
        "gpt-4",
        "-word",
        "-",
        "--",
        '"chain of thought"',
        "“思维链”",
        "《论文》",
        "https://arxiv.org/abs/2305.20050v2",
    ),
    *(
        "x:y",
        ",",
        ":",
        '"',
        "＂",
        "：",
        "\u3000",
        "é",
        "e\u0301",
        "ｇｐｔ",
        "\u200b",
        "\ud800",
        "\x00",
        "\u0338",
        "🔥",
    ),
]
SCRAPS = st.lists(st.sampled_from(PIECES))
TEXTS = st.one_of(st.text(), SCRAPS.map(" ".join), SCRAPS.map("".join))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Query()),
        ("gpt-4 推理", Query(words=("gpt-4", "推理"))),
        ('"chain of  thought" cot', Query(words=("chain of thought", "cot"))),
        ("《思维链》 “step by step”", Query(words=("思维链", "step by step"))),
        ("tag:verifiers", Query(tags=("verifiers",))),
        ("tag:a tag:b,c", Query(tags=("a", "b,c"))),
        ('tag:"Process supervision"', Query(tags=("Process supervision",))),
        ("tag:#推理", Query(tags=("推理",))),
        ("标签：推理 作者：陈", Query(tags=("推理",), authors=("陈",))),
        ("标签： 推理", Query(tags=("推理",))),
        ("类型：论文", Query(kinds=("paper",))),
        ("kind:Papers,仓库", Query(kinds=("paper", "repo"))),
        ("kind:poem", Query(kinds=("poem",))),
        ("year:2023", Query(years=(2023, 2023))),
        ("year:2023..2024", Query(years=(2023, 2024))),
        ("年份：2023年至2024年", Query(years=(2023, 2024))),
        ("year:2024-2023", Query(years=(2023, 2024))),
        ("year:2023..", Query(years=(2023, 9999))),
        ("year:..2023", Query(years=(0, 2023))),
        ("机构:OpenAI", Query(orgs=("OpenAI",))),
        ("-word -tag:x,y -kind:帖子 -year:2023", Query(
            excluded=("word",), not_tags=("x", "y"), not_kinds=("thread",), not_years=((2023, 2023),))),
        ('-"two words"', Query(excluded=("two words",))),
        ("－ｗｏｒｄ　ＧＰＴ", Query(excluded=("word",), words=("GPT",))),
        ("a a", Query(words=("a",))),
    ],
)  # fmt: skip
def test_a_text_is_read_as_its_author_means_it(text: str, query: Query) -> None:
    assert Query.parse(text) == query


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("https://arxiv.org/abs/2305.20050", ("https://arxiv.org/abs/2305.20050",)),
        ("venue:ICLR", ("venue:ICLR",)),
        ("year:soon", ("year:soon",)),
        ("tag:", ("tag:",)),
        ('"tag:x"', ("tag:x",)),
        ('"open quote', ("open", "quote")),
        ("- -- ! 🔥 c++", ("c++",)),
        ("zero\u200bwidth", ("zerowidth",)),
    ],
)
def test_what_is_no_field_is_a_word_and_what_says_nothing_is_dropped(text: str, words: tuple[str, ...]) -> None:
    assert Query.parse(text) == Query(words=words)


def test_a_field_without_a_value_does_not_swallow_the_next_one() -> None:
    assert Query.parse("tag: kind:paper") == Query(words=("tag:",), kinds=("paper",))
    assert Query.parse("tag: -draft") == Query(words=("tag:",), excluded=("draft",))


@given(TEXTS)
def test_any_text_is_a_query_that_prints_as_itself(text: str) -> None:
    query = Query.parse(text)
    assert Query.parse(str(query)) == query


@given(TEXTS)
def test_width_and_composition_of_characters_do_not_matter(text: str) -> None:
    for form in ("NFC", "NFKC"):
        assert Query.parse(unicodedata.normalize(form, text)) == Query.parse(text)


@pytest.mark.parametrize(
    ("text", "admitted"),
    [
        ("", True),
        ("words are not its business", True),
        ("tag:verifiers", True),
        ("tag:Verifiers tag:process-supervision", True),
        ("tag:verifiers tag:reasoning", False),
        ("tag:reasoning,verifiers", True),
        ("-tag:reasoning", True),
        ("-tag:reasoning,verifiers", False),
        ("kind:paper", True),
        ("kind:post", False),
        ("kind:post kind:paper", True),
        ("kind:poem", False),
        ("-kind:post", True),
        ("-kind:论文", False),
        ("year:2023", True),
        ("year:2024..", False),
        ("year:2020..2023", True),
        ("-year:2023", False),
        ("-year:2022", True),
        ("author:lightman", True),
        ('author:"Lightman, Hunter"', True),
        ('author:"Hunter Cobbe"', False),
        ("author:lightman author:COBBE", True),
        ("-author:cobbe", False),
        ("org:openai", True),
        ("org:google", False),
        ("-org:open", False),
    ],
)
def test_fields_admit_what_they_describe(text: str, admitted: bool) -> None:
    assert Query.parse(text).admits(an_entry()) is admitted


def test_accents_do_not_hide_an_author() -> None:
    assert Query.parse("author:tramer").admits(an_entry(authors=["Florian Tramèr"]))
    assert Query.parse("author:Süß").admits(an_entry(authors=["Anna Suss"]))


def test_an_entry_without_a_date_is_in_no_year_and_out_of_none() -> None:
    undated = an_entry(published=None)
    assert not Query.parse("year:0000..9999").admits(undated)
    assert Query.parse("-year:2023").admits(undated)


def test_tags_are_resolved_by_key_name_and_hashtag() -> None:
    query = Query.parse('tag:过程监督 tag:"Chain of Thought,#process_supervision" -tag:验证器 tag:unheard')
    assert query.resolved(TAGS) == Query(
        tags=("process-supervision", "chain-of-thought,process-supervision", "unheard"),
        not_tags=("verifiers",),
    )


def test_only_fields_count_as_fields() -> None:
    assert Query.parse("-x year:2023").has_fields
    assert not Query.parse("a -b").has_fields


def test_a_filter_of_known_fields_is_a_query() -> None:
    text = "tag:verifiers,reasoning -kind:thread year:2023.. author:Cobbe"
    assert Query.of_filter(text, KNOWN) == Query.parse(text)
    assert Query.of_filter("", KNOWN) == Query()


def test_a_filter_read_before_the_tags_are_known_takes_any_tag_but_no_other_slip() -> None:
    assert Query.of_filter("tag:unheard", None) == Query(tags=("unheard",))
    with pytest.raises(QueryError, match="papr"):
        Query.of_filter("kind:papr", None)


@pytest.mark.parametrize(
    ("text", "words", "position"),
    [
        ("kind:paper tag:verifier", "there is no tag “verifier”; did you mean “verifiers”?", 11),
        ("tag:zzz", "there is no tag “zzz”", 0),
        ("-tag:verifiers,resoning", "there is no tag “resoning”; did you mean “reasoning”?", 0),
        ("kind:papr", "there is no kind “papr”; did you mean “paper”?", 0),
        ("year:soon", "“soon” is not a year such as 2023 or 2023..2024", 0),
        ("year:2023 year:2024 kind:paper", "only one year: can hold; write a span such as year:2023..2024", 10),
        ("tag:,", "“tag:,” says nothing to look for", 0),
        (
            "kind:paper scaling",
            "“scaling” is a word; a filter takes only tag:, kind:, year:, author: and org:",
            11,
        ),
    ],
)
def test_a_filter_that_cannot_be_meant_is_refused_with_its_place(text: str, words: str, position: int) -> None:
    with pytest.raises(QueryError) as refused:
        Query.of_filter(text, KNOWN)
    assert str(refused.value) == words
    assert refused.value.position == position


@given(TEXTS)
def test_a_filter_is_refused_with_its_place_or_read_like_any_query(text: str) -> None:
    position, query = 0, Query.parse(text)
    try:
        query = Query.of_filter(text, KNOWN)
    except QueryError as refused:
        position = refused.position
    assert 0 <= position <= len(unicodedata.normalize("NFKC", text))
    assert query == Query.parse(text)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
