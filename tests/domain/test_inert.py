"""Text that stays text: Telegram finds nothing in it to tap but links."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.inert import MARK, inert, inert_line, inert_runs
from bot.sandbox.detection import find_entities

SIGILS = st.text(st.sampled_from("#@/$<> ab1_A字·\u200c\u2060\n.:，é\u0301İ²"), max_size=40)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#推理", f"#{MARK}推理"),
        ("see #o1.", f"see #{MARK}o1."),
        ("@durov", f"@{MARK}durov"),
        ("/start", f"/{MARK}start"),
        ("好。/start@some_bot", f"好。/{MARK}start@some_bot"),
        ("x²$USD", f"x²${MARK}USD"),
        ("$O(n)$ and $USD", f"${MARK}O(n)$ and ${MARK}USD"),
    ],
)
def test_what_telegram_would_make_tappable_is_broken(text: str, expected: str) -> None:
    assert inert(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "C# and F#",
        "ranked #1",
        "and/or",
        "24/7",
        "https://example.org/a/b",
        "someone@example.org",
        "a @ b",
        "$5",
        "x < y > z",
        "👨‍👩‍👧 e\u0301 العربية",
    ],
)
def test_what_telegram_leaves_alone_is_left_alone(text: str) -> None:
    assert inert(text) == text


def test_control_characters_bidi_overrides_and_lone_surrogates_are_dropped() -> None:
    assert inert("a\0b\x1bc\u202ed\u2066e\ud800f\x85g\th") == "abcdef\ng h"


def test_runs_of_blank_lines_become_one() -> None:
    assert inert("one  \r\n \n\t\n\ntwo\nthree") == "one\n\ntwo\nthree"


def test_a_title_is_one_line() -> None:
    assert inert_line("  A\ntitle \u2028 of\t lines ") == "A title of lines"


@given(st.one_of(st.text(st.characters()), SIGILS))
def test_nothing_but_links_is_found_in_any_text_however_it_is_cut(text: str) -> None:
    made = inert(text)
    for end in range(len(made) + 1):
        assert {entity.type for entity in find_entities(made[:end] + " …")} <= {"url", "email"}


@given(st.one_of(st.text(st.characters()), SIGILS))
def test_made_inert_twice_is_made_inert_once(text: str) -> None:
    assert inert(inert(text)) == inert(text)
    assert inert_line(inert_line(text)) == inert_line(text)


@given(st.one_of(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Z"])), SIGILS))
def test_only_marks_are_added_to_clean_text(text: str) -> None:
    def letters(of: str) -> str:
        return "".join(of.replace(MARK, "").split())

    assert letters(inert(text)) == letters(text)


@pytest.mark.parametrize("piece", [" ", "\n ", "#", "#1", "@", "/", "$", "\u200d", "e\u0301", "a"])
def test_a_hundred_kilobytes_of_anything_take_no_quadratic_time(piece: str) -> None:
    start = time.perf_counter()
    inert(piece * (100_000 // len(piece)))
    assert time.perf_counter() - start < 20  # seconds; what is quadratic takes minutes


# Marked up


def test_a_line_in_runs_says_what_is_in_a_span() -> None:
    assert list(inert_runs("Let us  verify", [(4, 6), (8, 14)])) == [
        ("Let ", False),
        ("us", True),
        (" ", False),
        ("verify", True),
    ]


def test_a_hashtag_stays_broken_where_markup_comes_between_its_sign_and_its_word() -> None:
    assert list(inert_runs("#o1", [(1, 3)])) == [(f"#{MARK}", False), ("o1", True)]
    assert list(inert_runs("a/start", [(0, 1)])) == [("a", True), ("/start", False)]


def test_what_is_dropped_shifts_no_span() -> None:
    assert list(inert_runs("\0\u202ea\r\nb c", [(5, 6)])) == [("a ", False), ("b", True), (" c", False)]


@given(
    st.one_of(SIGILS, st.text(max_size=40)),
    st.lists(st.tuples(st.integers(-2, 45), st.integers(-2, 45)), max_size=4),
)
def test_a_line_in_runs_is_the_same_line(text: str, spans: list[tuple[int, int]]) -> None:
    runs = list(inert_runs(text, spans))
    assert "".join(run for run, _ in runs) == inert_line(text)
    assert all(run for run, _ in runs)
    assert all(one[1] is not other[1] for one, other in pairwise(runs))
