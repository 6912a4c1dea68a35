"""Guessing what a mistyped name was meant to be."""

import pytest

from bot.formats.nearest import did_you_mean, nearest, shown

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
