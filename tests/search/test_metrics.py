"""The measures, on rankings made by hand."""

import pytest

from tests.search.judged import Asked, Judged, read
from tests.search.metrics import DEPTH, Answer, by_kind, mrr, recall, report


def judged(line: str, asked: Asked = Asked.TAG) -> Judged:
    (only,) = read({asked: line})
    return only


def answer(line: str, *found: str, asked: Asked = Asked.TAG) -> Answer:
    return Answer(judged=judged(line, asked), found=found)


@pytest.mark.parametrize(
    ("found", "rank"), [(["a"], 1), (["x", "a"], 1 / 2), (["b", "c", "a"], 1 / 3), (["b"], 0), ([], 0)]
)
def test_the_reciprocal_rank_is_that_of_the_wanted_first_result(found: list[str], rank: float) -> None:
    assert answer("q → a > b", *found).reciprocal_rank == rank


def test_of_the_equally_right_any_may_be_first() -> None:
    assert answer("q → a = b > c", "b", "c").reciprocal_rank == 1
    assert answer("q → a = b > c", "c", "b").reciprocal_rank == 1 / 2


def test_recall_is_the_share_of_the_expected_among_the_first_ten() -> None:
    assert answer("q → a > b > c", "c", "x", "a").recall == 2 / 3
    nobody = [f"x{number}" for number in range(DEPTH)]
    assert answer("q → a", *nobody, "a").recall == 0
    assert answer("q → a", *nobody, "a").reciprocal_rank == 0


def test_what_must_not_be_found_is_named() -> None:
    assert answer("q → a ! b c", "a", "c").wrong == ["c"]
    assert not answer("q → a ! b c", "a", "c").flawless
    assert answer("q → a ! b c", "a", "d").flawless


def test_the_means_are_over_queries() -> None:
    answers = [answer("q → a", "a"), answer("r → a > b", "x", "a")]
    assert mrr(answers) == 3 / 4
    assert recall(answers) == 3 / 4


def test_the_report_has_a_line_for_each_kind_and_each_flaw() -> None:
    answers = [answer("good → a", "a"), answer("bad → a", "b", asked=Asked.KEY)]
    assert list(by_kind(answers)) == [Asked.KEY, Asked.TAG]
    lines = report(answers).splitlines()
    assert lines[1].split() == ["keys", "1", "0.000", "0.000"]
    assert lines[2].split() == ["tags", "1", "1.000", "1.000"]
    assert lines[3].split() == ["all", "2", "0.500", "0.500"]
    assert lines[4:] == ["  keys: bad: b; expected a"]


def test_a_line_says_what_is_best_what_is_equal_and_what_is_wrong() -> None:
    line = judged('"a b" → one = two > three ! four five ~ a  b')
    assert (line.text, line.expected, line.equals) == ('"a b"', ("one", "two", "three"), 2)
    assert (line.never, line.witness) == (("four", "five"), "a  b")


def test_a_query_is_its_own_witness_unless_another_is_named() -> None:
    assert judged('"a b" → one').witness == "a b"
    assert judged("tag:a → one ~ -").witness is None


def test_a_line_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no arrow"):
        judged("no arrow")
