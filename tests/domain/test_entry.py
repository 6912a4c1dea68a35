"""Entries: what makes an edition."""

import pytest
from pydantic import ValidationError

from tests.worlds import an_entry


def test_an_edition_outlives_fields_that_the_entry_does_not_use() -> None:
    """Known from before there was a ``language``: were it another, all posted cards would be edited."""
    assert an_entry().edition == "20fc59357b8e55e3"
    assert an_entry(language="en").edition == "20fc59357b8e55e3"


def test_an_edition_changes_with_the_language() -> None:
    assert an_entry(language="zh").edition not in (an_entry().edition, an_entry(language="ja").edition)


@pytest.mark.parametrize("language", ["", "z", "ZH", "zho", "zh-hans", "中文"])
def test_a_language_is_a_code_of_two_letters(language: str) -> None:
    with pytest.raises(ValidationError):
        an_entry(language=language)


def test_an_edition_is_of_what_cards_show() -> None:
    """Not of how it came about: a review alone must edit no posted card."""
    review = {"by": "Ada", "at": "2026-11-29"}
    assert an_entry(abstract="We train…", drafted="machine", reviewed=review).edition == an_entry().edition


def test_a_machine_s_text_is_ready_once_a_person_has_reviewed_it() -> None:
    drafted = an_entry(drafted="machine")
    assert (drafted.ready, drafted.unreviewed) == (False, True)
    seen = an_entry(drafted="machine", reviewed={"by": "Ada", "at": "2026-11-29"})
    assert (seen.ready, seen.unreviewed) == (True, False)


def test_what_was_rejected_is_neither_ready_nor_waiting() -> None:
    rejected = an_entry(status="rejected", drafted="machine")
    assert (rejected.ready, rejected.unreviewed) == (False, False)
