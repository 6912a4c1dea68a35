"""The list this project began with, counted by its rule."""

from collections import Counter

import pytest

from bot.domain.candidate import Harvest
from bot.domain.identity import canonical_url
from bot.intake.awesome import read
from tests.sources import ROOT

LIST = ROOT.parent / "shared" / "facts" / "awesome-llm-strawberry.md"
COUNTS = {
    "OpenAI Docs": 1, "News": 11, "Blogs": 16, "Talks": 3, "Courses": 1, "Twitter": 3, "Models": 13, "Codebase": 15,
    "Technical Report on o1 Models": 23, "2025": 62, "2024": 65, "2023": 9, "2022": 6, "2021": 4, "Before 2021": 3,
}  # fmt: skip

pytestmark = pytest.mark.skipif(not LIST.is_file(), reason="the list is not here")


@pytest.fixture(scope="module")
def harvest() -> Harvest:
    return read(LIST.read_text(), "strawberry.md")


def test_every_section_has_its_count(harvest: Harvest) -> None:
    counts = Counter(name for each in harvest.candidates for name in each.provenance.section if name in COUNTS)
    assert counts == COUNTS
    assert len(harvest.candidates) == 235


def test_the_addresses_and_arxiv_ids_are_told_apart(harvest: Harvest) -> None:
    assert len({canonical_url(each.url or "") for each in harvest.candidates}) == 233
    assert len({each.ids.arxiv for each in harvest.candidates if each.ids.arxiv}) == 148


def test_no_author_line_is_taken_for_a_description(harvest: Harvest) -> None:
    described = [each.provenance.line for each in harvest.candidates if each.overview.en or each.overview.zh]
    assert described == [113]


def test_every_record_of_the_papers_names_who_made_it(harvest: Harvest) -> None:
    papers = [each for each in harvest.candidates if each.provenance.section[0] == "Papers"]
    assert [each.provenance.line for each in papers if not each.authors and not each.organizations] == []


def test_pictures_and_the_example_in_the_fence_are_left_out(harvest: Harvest) -> None:
    reasons = Counter(each.reason for each in harvest.skipped)
    assert reasons == {"is an image": 13, "is a code block": 1, "is prose, not an item of a list": 2}
