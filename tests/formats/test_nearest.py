"""Guessing what a mistyped name was meant to be."""

import pytest

from bot.formats.nearest import did_you_mean, near_keys, nearest, shown

FIELDS = ["title", "authors", "organizations", "published", "url"]


@pytest.mark.parametrize(
    ("name", "found"),
    [("titel", "title"), ("Author", "authors"), ("organisations", "organizations"), ("xyzzy", None), ("", None)],
)
def test_the_nearest_name_is_found_if_it_is_near_at_all(name: str, found: str | None) -> None:
    assert nearest(name, FIELDS) == found


def test_without_a_near_name_a_few_known_ones_are_listed_and_many_are_not() -> None:
    assert did_you_mean("titel", FIELDS, otherwise="delete it") == "did you mean title?"
    assert did_you_mean("cn", ["en", "zh"], otherwise="delete it") == "use one of en, zh"
    assert did_you_mean("xyzzy", map(str, range(100)), otherwise="delete it") == "delete it"
    assert did_you_mean("xyzzy", [], otherwise="delete it") == "delete it"


def test_somebodys_text_is_shown_short_and_without_what_a_terminal_obeys() -> None:
    assert shown("a\x1b[31m\u202e\n") == "“a<U+001B>[31m<U+202E><U+000A>”"
    assert shown("x" * 100, limit=5) == "“xxxx…”"


KEYS = ["o1-mini", "training-verifiers", "lets-verify-step-by-step", "reverse-engineering-o1", "gpt-f"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lets", ["lets-verify-step-by-step"]),
        ("Let's Verify", ["lets-verify-step-by-step"]),
        ("verif", ["training-verifiers", "lets-verify-step-by-step"]),
        ("o1", ["o1-mini", "reverse-engineering-o1"]),  # at the start of the key before the start of a word
        ("step", ["lets-verify-step-by-step"]),
        ("ing", ["training-verifiers", "reverse-engineering-o1"]),
        ("o1-minni", ["o1-mini"]),
        ("vreify", ["lets-verify-step-by-step"]),  # like a word of it
        ("zzzzzz", []),
        ("思维链", []),
        ("---", []),
        ("", []),
    ],
)
def test_part_of_a_key_finds_those_that_have_it_and_a_slip_those_that_are_like_it(typed: str, found: list[str]) -> None:
    assert near_keys(typed, KEYS, most=3) == found


def test_no_more_keys_are_offered_than_asked_for() -> None:
    assert near_keys("e", KEYS, most=2) == ["reverse-engineering-o1", "training-verifiers"]
