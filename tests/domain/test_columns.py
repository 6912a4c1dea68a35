"""A catalog by position: counts, keys and entries of many, without going through them."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.columns import Columns
from bot.domain.distinct_likes import DistinctLikes
from bot.domain.entries import ListedEntries
from bot.domain.glances import Likes
from bot.domain.query import Query
from bot.domain.remembered import FEWEST, MOST, ROOM, Remembered
from tests.worlds import TAGS, a_draft, an_entry

TAG_KEYS = [tag.key for tag in TAGS]
SOME_TAGS = st.lists(st.sampled_from(TAG_KEYS), max_size=4, unique=True)
ENTRIES = [
    an_entry("a", tags=["reasoning", "verifiers"]),
    an_entry("b", kind="post", tags=["verifiers", "reasoning"]),
    a_draft("c", tags=["reasoning"]),
    an_entry("d", tags=[]),
    an_entry("e", drafted="machine", tags=["verifiers"]),
]


def columns() -> Columns:
    return Columns(ListedEntries(ENTRIES))


def test_keys_have_positions_and_positions_keys_but_for_keys_that_nobody_has() -> None:
    asked = columns()
    assert asked.positions(["d", "gone", "a"]) == [3, 0]
    assert (asked.position("gone"), asked.position("gone")) == (None, None)
    assert [asked.key(position) for position in range(5)] == list("abcde")
    assert asked.entry(1) == ENTRIES[1]


def test_what_is_ready_is_picked_in_the_curators_order() -> None:
    asked = columns()
    picked, keys = asked.entries(asked.ready), asked.keys(asked.ready)
    assert (len(picked), len(keys)) == (3, 3)
    assert [entry.key for entry in picked] == list(keys) == list(asked.all_keys(asked.ready)) == ["a", "b", "d"]
    assert (picked[-1].key, keys[-1]) == ("d", "d")
    assert [entry.key for entry in picked[1:9]] == list(keys[1:9]) == ["b", "d"]
    assert picked[5:] == []


def test_a_few_keys_are_asked_for_one_by_one() -> None:
    many = Columns(ListedEntries(an_entry(f"e{n:03}", kind="post" if n == 77 else "paper") for n in range(100)))
    posts = many.admitted(Query.parse("kind:post").groups)
    assert list(many.all_keys(posts)) == ["e077"]


def test_unreviewed_entries_are_admitted_only_where_they_are_asked_for() -> None:
    verifiers = Query.parse("tag:verifiers").groups
    asked = columns()
    assert list(asked.keys(asked.admitted(verifiers))) == ["a", "b"]
    assert list(asked.keys(asked.admitted(verifiers, unreviewed=True))) == ["a", "b", "e"]


def test_a_topic_has_the_ready_entries_with_this_very_tag() -> None:
    asked = columns()
    assert list(asked.keys(asked.tagged("reasoning"))) == ["a", "b"]
    assert list(asked.keys(asked.tagged("Reasoning"))) == []


def test_tags_are_counted_by_entries_in_whatever_order_they_are_named() -> None:
    asked = columns()
    assert asked.glances.likes[0] != asked.glances.likes[1]  # a paper and a post
    by_tag = asked.likes.by_tag(asked.ready.counts)
    assert {tag: int(by_tag[number]) for tag, number in asked.likes.tags.items()} == {"reasoning": 2, "verifiers": 2}
    again = Columns(
        ListedEntries([an_entry("x", tags=["reasoning", "verifiers"]), an_entry("y", tags=["verifiers", "reasoning"])])
    )
    assert len(again.likes) == 1


@given(st.sets(st.integers(0, 4)), st.sets(st.integers(0, 4)), st.sets(st.integers(0, 4)))
def test_a_pool_that_differs_from_another_counts_the_same_as_one_by_itself(
    first: set[int], removed: set[int], added: set[int]
) -> None:
    asked = columns()
    flags = asked.ready.flags.copy()
    flags[:] = [position in first for position in range(5)]
    pool = asked.pool(flags)
    changed = pool.without(sorted(removed))
    for position in added:
        changed = changed.with_one(position, value=True)
    wanted = (first - removed) | added
    assert set(changed.positions.tolist()) == wanted
    assert changed.total == len(wanted)
    assert changed.counts.tolist() == asked.pool(changed.flags.copy()).counts.tolist()
    assert set(pool.positions.tolist()) == first  # as it was


@given(st.lists(SOME_TAGS, min_size=1, max_size=6))
def test_likes_overlap_by_the_share_of_tags_that_both_have(tags: list[list[str]]) -> None:
    likes = DistinctLikes([Likes(ENTRIES[0].kind, tuple(each)) for each in tags])
    for number, one in enumerate(tags):
        shares = [len({*one} & {*other}) / (len({*one} | {*other}) or 1) for other in tags]
        assert likes.overlap(number).tolist() == shares
        assert likes.sharing(number).tolist() == [share > 0 for share in shares]


def test_answers_are_kept_as_long_as_there_is_room_and_the_latest_used_stay() -> None:
    found: list[int] = []
    remembered: Remembered[int, int] = Remembered(size=ROOM)

    def ask(key: int) -> int:
        def find() -> int:
            found.append(key)
            return key * 2

        return remembered.get(key, find)

    for key in range(FEWEST):
        assert ask(key) == key * 2
    ask(0)
    ask(FEWEST)  # the one too many: 1 goes
    assert found == list(range(FEWEST + 1))
    ask(0)
    ask(1)
    assert found[FEWEST + 1 :] == [1]


def test_of_small_answers_many_are_kept_but_not_without_end() -> None:
    found: list[int] = []
    remembered: Remembered[int, None] = Remembered(size=0)
    for key in (*range(MOST + 1), MOST, 0):
        remembered.get(key, lambda key=key: found.append(key))  # type: ignore[misc]
    assert found == [*range(MOST + 1), 0]
