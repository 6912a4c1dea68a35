"""What a person asks of arXiv."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.identity import canonical_arxiv
from bot.intake.arxiv_words import Wanted, wanted
from tests.intake.sizes import NASTY_SIZE


def ids(text: str) -> list[str]:
    return [paper.id for paper in wanted(text).papers]


@pytest.mark.parametrize(
    "spelling",
    [
        "2201.11903",
        "2201.11903v6",
        "arXiv:2201.11903",
        "arXiv: 2201.11903v6 [cs.CL]",
        "https://arxiv.org/abs/2201.11903",
        "http://www.arxiv.org/pdf/2201.11903v3.pdf?download=1",
        "arxiv.org/abs/2201.11903",
        "<https://arxiv.org/html/2201.11903v1>",
        "10.48550/arXiv.2201.11903",
        "doi:10.48550/arXiv.2201.11903",
        "https://doi.org/10.48550/arXiv.2201.11903",
        "(2201.11903).",
        "《2201.11903》",
    ],
)
def test_a_paper_is_known_however_it_is_written(spelling: str) -> None:
    assert wanted(spelling) == wanted("2201.11903")
    assert ids(spelling) == ["2201.11903"]


def test_several_papers_stand_on_lines_or_between_commas_and_spaces() -> None:
    text = "2201.11903, cs.CL/0501001;2110.14168\r\n\r\n2203.02155\t2204.02311，2205.11916"
    found = wanted(text)
    assert [(paper.id, paper.line) for paper in found.papers] == [
        ("2201.11903", 1), ("cs/0501001", 1), ("2110.14168", 1),
        ("2203.02155", 3), ("2204.02311", 3), ("2205.11916", 3),
    ]  # fmt: skip
    assert (found.query, found.skipped) == ("", ())


def test_a_paper_is_asked_for_once() -> None:
    found = wanted("2201.11903v1\n\n2201.11903v2 2201.11903")
    assert [paper.id for paper in found.papers] == ["2201.11903"]
    assert [(each.line, each.text, each.reason) for each in found.skipped] == [
        (3, "2201.11903v2", "is asked for on line 1 already"),
        (3, "2201.11903", "is asked for on line 1 already"),
    ]


def test_what_is_no_id_is_told_with_its_line() -> None:
    found = wanted("2201.11903\nhttps://example.org/a\n2201.1")
    assert [(each.line, each.text) for each in found.skipped] == [(2, "https://example.org/a"), (3, "2201.1")]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("chain of thought", "all:chain AND all:of AND all:thought"),
        ('  "chain of thought"  2022 ', 'all:"chain of thought" AND all:2022'),
        ("o1: reasoning (again)", "all:o1 AND all:reasoning AND all:again"),
        ("思维链", "all:思维链"),
        ("ti:checkerboard", "ti:checkerboard"),
        ("au:wei AND ti:chain", "au:wei AND ti:chain"),
        ("query:chain  of\nthought", "chain of thought"),
        ("Query: 2201.11903", "2201.11903"),
    ],
)
def test_words_are_a_search(text: str, query: str) -> None:
    assert wanted(text) == Wanted(query=query)


@pytest.mark.parametrize(
    "text", ["hello\nworld", "https://example.org/a", "2201.1", "2201.119034 chain", "!?", "word " * 200]
)
def test_what_looks_like_a_list_is_no_search(text: str) -> None:
    found = wanted(text)
    assert found.query == ""
    assert found.papers == ()
    assert len(found.skipped) >= 1 or text == "!?"


def test_a_query_of_no_words_is_told() -> None:
    assert [each.reason for each in wanted(" query: ").skipped] == ["has no words to search for"]


SPELLING = st.sampled_from(["2201.11903", "arXiv:", " ", ",", "\n", "[cs.CL]", "v2", "query:", '"', "10.48550/arXiv."])


@given(st.lists(SPELLING | st.text(max_size=5)).map("".join))
def test_any_text_is_read_the_same_twice_and_gives_ids_that_are_ids(text: str) -> None:
    found = wanted(text)
    assert found == wanted(text)
    assert not (found.query and found.papers)
    lines = text.split("\n")
    assert all(canonical_arxiv(paper.id) == paper.id for paper in found.papers)
    assert {paper.line for paper in found.papers} <= set(range(1, len(lines) + 1))
    assert {each.line for each in found.skipped} <= set(range(1, len(lines) + 1))


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["a", "a-", "arxiv: ", "[a-", "2201.11903 ", "(", "\n", '"', "1", "https://arxiv.org/abs/", " :", "cs/"]
)
def test_ten_megabytes_take_seconds(piece: str) -> None:
    begun = time.monotonic()
    wanted(piece * (NASTY_SIZE // len(piece)))
    assert time.monotonic() - begun < 30
