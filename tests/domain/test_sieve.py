"""The sieve says of all entries at once what a query says of each, and reads an entry once for the same words."""

from collections.abc import Iterable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.columns import Columns
from bot.domain.distinct_likes import DistinctLikes
from bot.domain.entries import ListedEntries
from bot.domain.entry import Entry
from bot.domain.query import Field, Query, Term
from bot.domain.sieve import Sieve, reads_entries
from tests.domain.test_query_admits import ENTRIES, POSTED
from tests.worlds import a_draft, an_entry

ALL = [
    *ENTRIES,
    an_entry("undated", published=None, authors=["Florian Tramèr"], organizations=[]),
    an_entry("untagged", tags=[], kind="talk", language="ja"),
    an_entry("early", published={"year": 2021, "month": 1, "day": 1}),
    an_entry("late", published={"year": 2021, "month": 12, "day": 31}),
    a_draft("draft"),
]
ASKED = [
    Term(value=value, field=field, negated=negated)
    for field, value in [
        (None, "twice"), (None, "推理"), (Field.TAG, "verifiers"), (Field.TAG, "Verifiers"), (Field.TAG, "nobody"),
        (Field.KIND, "paper"), (Field.KIND, "talk"), (Field.KIND, "poem"), (Field.YEAR, "2021"),
        (Field.YEAR, "2022.."), (Field.YEAR, "..2021"), (Field.YEAR, "0000..9999"), (Field.AUTHOR, "tramer"),
        (Field.AUTHOR, "cobbe"), (Field.ORG, "openai"), (Field.LANG, "zh"), (Field.LANG, "fr"), (Field.IS, "posted"),
    ]
    for negated in (False, True)
]  # fmt: skip
TERMS = st.sampled_from(ASKED)
QUERIES = st.builds(
    lambda groups: Query(groups=tuple(map(tuple, groups))),
    st.lists(st.lists(TERMS, min_size=1, max_size=3), max_size=4),
)


class CountedEntries(ListedEntries):
    """Notes which positions were read."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        super().__init__(entries)
        self.read: list[int] = []

    def at(self, positions: Iterable[int]) -> Iterator[Entry]:
        for position in positions:
            self.read.append(position)
            yield from super().at([position])


def sieve_of(entries: ListedEntries) -> Sieve:
    return Sieve(entries, DistinctLikes(entries.glances.distinct))


def flags(*positions: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    found = np.zeros(len(ALL), np.bool_)
    found[list(positions)] = True
    return found


EVERYBODY = flags(*range(len(ALL)))
POSTED_ONES = flags(*(position for position, entry in enumerate(ALL) if entry.key in POSTED))


@pytest.mark.parametrize("term", ASKED, ids=lambda term: str(Query(groups=((term,),))))
def test_a_term_lets_through_what_it_says_of_each_entry(term: Term) -> None:
    query = Query(groups=((term,),))
    let_through = sieve_of(ListedEntries(ALL)).admits(query.groups, EVERYBODY, POSTED_ONES)
    assert let_through.tolist() == [query.admits(entry, posted=POSTED) for entry in ALL]


@given(
    st.lists(QUERIES, min_size=1, max_size=4),
    st.sets(st.integers(0, len(ALL) - 1)).map(lambda left_out: set(range(len(ALL))) - left_out),
)
def test_a_query_lets_through_what_it_says_of_each_entry_whatever_was_asked_before(
    queries: list[Query], among: set[int]
) -> None:
    sieve = sieve_of(ListedEntries(ALL))
    for query in queries:
        let_through = sieve.admits(query.groups, flags(*among), POSTED_ONES)
        each = [number in among and query.admits(entry, posted=POSTED) for number, entry in enumerate(ALL)]
        assert let_through.tolist() == each


@pytest.mark.parametrize("text", ["kind:paper -tag:reasoning", "year:2021 lang:en", "is:posted | tag:verifiers"])
def test_what_the_columns_say_is_read_in_no_entry(text: str) -> None:
    entries = CountedEntries(ALL)
    asked = Query.parse(text).groups
    assert not reads_entries(asked)
    sieve_of(entries).admits(asked, EVERYBODY, POSTED_ONES)
    assert entries.read == []


def test_words_are_looked_for_once_and_only_where_the_columns_leave_a_doubt() -> None:
    entries = CountedEntries(ALL)
    sieve = sieve_of(entries)
    zh_posts = [n for n, entry in enumerate(ALL) if entry.language == "zh" and entry.kind == "post"]
    asked = Query.parse("twice lang:zh kind:post").groups
    assert reads_entries(asked)
    first = sieve.admits(asked, EVERYBODY, POSTED_ONES)
    assert entries.read == zh_posts
    assert sieve.admits(asked, EVERYBODY, POSTED_ONES).tolist() == first.tolist()
    assert entries.read == zh_posts
    sieve.admits(Query.parse("twice lang:zh").groups, EVERYBODY, POSTED_ONES)
    assert sorted(entries.read) == [n for n, entry in enumerate(ALL) if entry.language == "zh"]


def test_where_one_of_several_holds_without_the_words_no_entry_is_read_for_them() -> None:
    entries = CountedEntries(ALL)
    sieve_of(entries).admits(Query.parse("twice | lang:zh").groups, EVERYBODY, POSTED_ONES)
    assert entries.read == [n for n, entry in enumerate(ALL) if entry.language != "zh"]


def test_what_holds_without_the_words_holds_too_where_they_were_looked_for_before() -> None:
    sieve = sieve_of(ListedEntries(ALL))
    for text in ("推理", "推理 | lang:zh", "推理 | is:posted"):
        let_through = sieve.admits(Query.parse(text).groups, EVERYBODY, POSTED_ONES)
        assert let_through.tolist() == [Query.parse(text).admits(entry, posted=POSTED) for entry in ALL]


def test_several_words_are_looked_for_in_one_go() -> None:
    entries = CountedEntries(ALL)
    sieve = sieve_of(entries)
    both = sieve.admits(Query.parse("twice 推理").groups, EVERYBODY, POSTED_ONES)
    assert both.any()
    assert entries.read == list(range(len(ALL)))


def test_what_passes_before_or_after_it_was_posted_counts_for_both() -> None:
    columns = Columns(ListedEntries(ALL))
    ready = sum(entry.ready for entry in ALL)
    posts = sum(entry.kind == "post" for entry in ALL if entry.ready)
    assert columns.ever_admitted(Query.parse("-is:posted").groups).total == ready
    assert columns.ever_admitted(Query.parse("is:posted kind:post").groups).total == posts
