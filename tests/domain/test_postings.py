"""Numbers by what they share: as a dict of lists, whatever hashes meet, and in a fraction of its memory."""

import tracemalloc
from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.postings import Postings

# Numbers are their own hashes: these come into few places, and over the end of the table. The codes of 0 and 1 are one.
TRAITS = st.integers(2, 20).map(lambda number: number * 64 * 8) | st.integers(2, 2**60)


@given(st.lists(TRAITS, max_size=200), st.integers(1, 5))
def test_the_numbers_of_a_trait_are_those_added_in_their_order_and_no_more_than_asked(
    traits: list[int], most: int
) -> None:
    postings, wanted = Postings(), defaultdict[int, list[int]](list)
    for number, trait in enumerate(traits):
        postings.add(trait, number, most)
        if len(wanted[hash(trait)]) < most:
            wanted[hash(trait)].append(number)
    assert all(list(postings.of(trait)) == wanted[hash(trait)] for trait in traits)


def test_what_nobody_has_is_nobodys() -> None:
    postings = Postings()
    postings.add("a", 1, most=1)
    assert list(postings.of("b")) == []


def test_many_take_some_thirty_bytes_each() -> None:
    tracemalloc.start()
    postings = Postings()
    for number in range(20_000):
        postings.add(("title", number), number, most=1)
    size, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size / 20_000 < 40
    assert peak < 1.3 * size
