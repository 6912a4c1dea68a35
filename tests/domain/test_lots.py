"""Lots: the candidate with the lowest hash is next, however little of the order is remembered."""

import hashlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.entries import ListedEntries
from bot.domain.lots import Lots
from tests.worlds import an_entry

KEYS = [f"e{number:02}" for number in range(12)]
ENTRIES = ListedEntries(map(an_entry, KEYS))
SOME = st.sets(st.integers(0, 11), min_size=1)


def flags(positions: set[int]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    found = np.zeros(len(KEYS), np.bool_)
    found[list(positions)] = True
    return found


def lowest(channel: str, cycle: int, candidates: set[int]) -> int:
    return min(candidates, key=lambda n: hashlib.sha256(f"{channel}\n{cycle}\n{KEYS[n]}".encode()).digest())


@given(
    st.integers(1, 12),
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 2), SOME, SOME), min_size=1, max_size=12),
)
def test_the_first_candidate_is_that_of_the_lowest_lot_whatever_was_asked_before(
    front: int, asked: list[tuple[str, int, set[int], set[int]]]
) -> None:
    lots = Lots(ENTRIES, front=front)
    for channel, cycle, candidates, others in asked:
        first = lots.first(channel, cycle, flags(candidates), among=flags(candidates | others))
        assert first == lowest(channel, cycle, candidates)


@given(st.integers(1, 12))
def test_a_cycle_goes_through_all_in_the_order_of_their_lots(front: int) -> None:
    lots, free = Lots(ENTRIES, front=front), set(range(12))
    while free:
        first = lots.first("daily", 1, flags(free), among=flags(free))
        assert first == lowest("daily", 1, free)
        free.remove(first)
