"""Slips of a query: told with their place, and refused in a channel's filter."""

import pytest
from hypothesis import given

from bot.domain.query import Query, QueryError, Slip
from tests.domain.queries import TEXTS
from tests.worlds import TAGS

KNOWN = [tag.key for tag in TAGS]


def slips(text: str) -> list[tuple[str, str]]:
    """What is told of a text: the part of it that is meant, and the words."""
    _, found = Query.read(text, tags=KNOWN)
    return [(text[slip.position : slip.position + slip.length], slip.words) for slip in found]


@pytest.mark.parametrize(
    ("text", "part", "words"),
    [
        ("kind:paper tag:verifier", "tag:verifier", "there is no tag “verifier”; did you mean “verifiers”?"),
        ("tag:zzz", "tag:zzz", "there is no tag “zzz”"),
        ("-tag:reasoning,prm x", "-tag:reasoning,prm", "there is no tag “prm”"),
        ("tag:resoning", "tag:resoning", "there is no tag “resoning”; did you mean “reasoning”?"),
        ("x|kind:papr", "kind:papr", "there is no kind “papr”; did you mean “paper”?"),
        ("year:soon", "year:soon", "“soon” is not a year such as 2023 or 2023..2024"),
        ("语言：火星文", "语言：火星文", "“火星文” is not a language such as zh, en or 中文"),
        ("is:great", "is:great", "“great” is nothing an entry can be; there is only is:posted"),
        ("tag:,", "tag:,", "“tag:,” says nothing to look for"),
        ("kind:paper tag: -x", "tag:", "“tag:” says nothing to look for"),
        ("\u200bＴＡＧ：ｚｚｚ　ａ", "ＴＡＧ：ｚｚｚ", "there is no tag “zzz”"),
        ("㈱ tag:zzz", "tag:zzz", "there is no tag “zzz”"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_the_part_it_is_about(text: str, part: str, words: str) -> None:
    assert slips(text) == [(part, words)]


def test_every_slip_of_a_text_is_told_in_its_order() -> None:
    _, found = Query.read("year:soon tag:resoning,zzz good kind:papr", tags=KNOWN)
    assert [(slip.slip, slip.written, slip.near) for slip in found] == [
        (Slip.NO_YEAR, "soon", ""),
        (Slip.NO_TAG, "resoning", "reasoning"),
        (Slip.NO_TAG, "zzz", ""),
        (Slip.NO_KIND, "papr", "paper"),
    ]


@pytest.mark.parametrize(
    "text",
    ["", "words", '"tag:"', "tag:verifiers,Process_Supervision", "kind:论文", "x:y https://a.org", "-is:posted | a"],
)
def test_what_can_be_meant_is_no_slip(text: str) -> None:
    assert slips(text) == []


def test_a_tags_name_is_good_where_it_is_among_the_known() -> None:
    names = [name for tag in TAGS for name in (tag.key, tag.en, tag.zh)]
    assert Query.read('tag:过程监督 tag:"chain of thought"', tags=names)[1] == ()
    assert len(Query.read("tag:过程监督", tags=KNOWN)[1]) == 1


def test_a_filter_without_a_slip_is_a_query() -> None:
    text = "tag:verifiers,reasoning -kind:thread year:2023.. author:Cobbe 推理 | 思维链 -is:posted"
    assert Query.of_filter(text, KNOWN) == Query.parse(text)
    assert Query.of_filter("", KNOWN) == Query()


def test_a_filter_with_slips_is_refused_with_the_first() -> None:
    with pytest.raises(QueryError, match="soon") as refused:
        Query.of_filter("x year:soon tag:zzz", KNOWN)
    assert (refused.value.position, refused.value.length) == (2, 9)


def test_a_filter_read_before_the_tags_are_known_takes_any_tag_but_no_other_slip() -> None:
    assert Query.of_filter("tag:unheard", None) == Query.parse("tag:unheard")
    with pytest.raises(QueryError, match="papr"):
        Query.of_filter("kind:papr", None)


@given(TEXTS)
def test_every_slip_is_inside_the_text_and_the_query_is_the_same_with_slips(text: str) -> None:
    read, found = Query.read(text, tags=KNOWN)
    assert read == Query.parse(text)
    for slip in found:
        assert 0 <= slip.position < slip.position + slip.length <= len(text)
