"""What an answer to a question about a field means, and what is shown to be copied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.catalog_text import unseen
from bot.app.fields import BY_NAME, FIELDS, EntryField, Form, fields_at, meant, shortened, stamp, tag_of, written
from bot.domain.entry import NAME_LIMIT
from bot.domain.inert import MARK
from tests.worlds import a_catalog, an_entry

lines = st.text(min_size=1, max_size=NAME_LIMIT).filter(
    lambda text: text == text.strip() and len(text.splitlines()) == 1 and MARK not in text and not unseen(text)
)
names = st.lists(
    lines.filter(lambda name: name[-1] not in ",，、;；" and not set(name) & set(";；")), min_size=1, max_size=4
)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_field_is_one_that_entries_have(field: EntryField) -> None:
    full = an_entry(venue="ICLR", links={"pdf": "https://example.org/a.pdf", "code": "https://example.org/code"})
    assert written(full, field)


@given(names)
def test_names_that_are_copied_and_sent_back_are_the_same(people: list[str]) -> None:
    """Commas of their own included."""
    entry = an_entry(authors=people)
    field = BY_NAME["authors"]
    assert meant(field, written(entry, field)) == people


@given(lines)
def test_a_line_that_is_copied_and_sent_back_is_the_same(text: str) -> None:
    entry = an_entry(venue=text)
    assert meant(BY_NAME["venue"], written(entry, BY_NAME["venue"])) == text


@given(st.text())
def test_any_answer_means_something_or_nothing(text: str) -> None:
    for field in FIELDS:
        found = meant(field, text)
        assert found != ""
        assert found != []
        assert MARK not in str(found)


@pytest.mark.parametrize(
    ("said", "people"),
    [
        ("Ada Lovelace, Alan Turing", ["Ada Lovelace", "Alan Turing"]),
        ("张三、李四，王五", ["张三", "李四", "王五"]),
        ("Lovelace, Ada; Turing, Alan；", ["Lovelace, Ada", "Turing, Alan"]),
        ("Lovelace, Ada\nTuring, Alan,", ["Lovelace, Ada", "Turing, Alan"]),
        (" , ,\n", None),
    ],
)
def test_names_are_told_apart_by_lines_or_else_by_commas(said: str, people: list[str] | None) -> None:
    assert meant(BY_NAME["authors"], said) == people


def test_what_is_missing_of_both_languages_are_two_fields() -> None:
    assert [field.name for field in fields_at(("overview",))] == ["overview.en", "overview.zh"]
    assert [field.name for field in fields_at(("title", "zh"))] == ["title.zh"]
    assert fields_at(("related", "0")) == []
    assert all(field.form is not Form.TAGS for field in fields_at(("links",)))


def test_a_tag_is_found_by_its_short_name() -> None:
    catalog = a_catalog()
    assert len({shortened(tag) for tag in catalog.tags}) == len(catalog.tags)
    assert all(tag_of(catalog, shortened(tag)) == tag for tag in catalog.tags)
    assert tag_of(catalog, "00000000") is None


def test_a_stamp_changes_with_its_field_alone() -> None:
    before, after = an_entry(), an_entry(venue="ICLR 2023")
    changed = [field.name for field in FIELDS if stamp(before, field) != stamp(after, field)]
    assert changed == ["venue"]
