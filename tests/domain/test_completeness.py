"""What a catalog consists of, and what it lacks."""

from bot.domain.completeness import KEYS_KEPT, completeness_of, lacks_of
from tests.worlds import a_draft, an_entry

REVIEW = {"by": "Ada", "at": "2026-11-29"}


def test_ready_drafts_and_rejected_add_up_to_all() -> None:
    found = completeness_of([an_entry("a"), an_entry("b"), a_draft("c"), an_entry("d", status="rejected")])
    assert (found.entries, found.ready, found.drafts, found.rejected) == (4, 2, 1, 1)


def test_a_ready_entry_lacks_nothing() -> None:
    assert list(lacks_of(an_entry())) == []


def test_what_a_draft_lacks_is_named_as_its_file_would() -> None:
    draft = a_draft("a", overview={"zh": "概述。"}, url=None, published=None, tags=(), authors=(), organizations=())
    lacks = ["title.zh", "overview.en", "url", "published", "tags", "authors"]
    assert list(lacks_of(draft)) == lacks
    found = completeness_of([draft, an_entry("b")])
    assert {name: some.keys for name, some in found.lacking.items() if some.count} == {name: ["a"] for name in lacks}


def test_organizations_may_stand_for_authors() -> None:
    assert list(lacks_of(an_entry(authors=(), organizations=("OpenAI",)))) == []


def test_what_was_rejected_lacks_nothing_any_more() -> None:
    found = completeness_of([an_entry("a", status="rejected", overview={}, drafted="machine")])
    assert not any(some.count for some in found.lacking.values())
    assert (found.unreviewed.count, found.kinds.total()) == (0, 0)


def test_a_machine_s_text_is_told_until_somebody_has_reviewed_it() -> None:
    drafts = [an_entry("a", status="draft", drafted="machine"), an_entry("b", drafted="machine", reviewed=REVIEW)]
    assert completeness_of(drafts).unreviewed.keys == ["a"]


def test_a_draft_that_lacks_nothing_only_waits_for_a_person() -> None:
    assert completeness_of([an_entry("a", status="draft"), a_draft("b", overview={})]).complete.keys == ["a"]


def test_kinds_languages_years_and_tags_are_counted() -> None:
    entries = [an_entry("a", kind="paper", published="2024-05-01", tags=["math", "verifiers"], language="zh")]
    entries += [an_entry("b", kind="post", published="2024", tags=["math"])]
    found = completeness_of(entries)
    assert (dict(found.kinds), dict(found.languages)) == ({"paper": 1, "post": 1}, {"zh": 1, "en": 1})
    assert (dict(found.years), dict(found.precision)) == ({"2024": 2}, {"day": 1, "year": 1})
    assert found.tags == {"math": 2, "verifiers": 1}


def test_of_very_many_only_the_first_keys_are_kept() -> None:
    some = completeness_of(a_draft(f"entry-{number:03}", url=None) for number in range(3 * KEYS_KEPT)).lacking["url"]
    assert (some.count, len(some.keys), some.keys[0]) == (3 * KEYS_KEPT, KEYS_KEPT, "entry-000")
