"""Text made comparable, in time in proportion to its length."""

import re
import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.folding import bare, folded

MARKS = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.combining(chr(code))]


@pytest.mark.parametrize("fold", [folded, bare])
def test_a_long_run_of_marks_takes_no_longer_than_other_text(fold: object) -> None:
    """Unicode's normal forms sort the marks of a letter, each among all the others."""
    assert callable(fold)
    started = time.process_time()
    fold("e" + "\u0301\u0327" * 500_000 + "e")
    assert time.process_time() - started < 10


def test_no_mark_is_taken_for_a_letter() -> None:
    """What runs are found by: or somebody would find the mark that slips through."""
    assert [mark for mark in MARKS if re.match(r"[\w\s\x00-\x7f]", mark)] == []


@given(st.text(st.sampled_from("ae汉ＡÉ ") | st.sampled_from(MARKS[:60]), max_size=25))
def test_what_people_write_is_folded_as_before(text: str) -> None:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(char for char in plain if unicodedata.category(char) != "Mn")
    assert folded(text) == unicodedata.normalize("NFC", kept)
