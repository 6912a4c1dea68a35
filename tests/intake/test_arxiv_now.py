"""What arXiv knows of papers now, by the real client over real HTTP."""

import asyncio

import pytest
from starlette.responses import Response

from bot.domain.linkcheck import Preprint
from bot.intake.arxiv_client import open_client
from bot.intake.arxiv_now import preprints
from bot.intake.errors import SourceError
from tests.intake.arxiv_desk import Desk, a_desk, an_entry


async def known(desk: Desk, *papers: str) -> tuple[list[tuple[str, Preprint]], Exception | None]:
    def ask() -> tuple[list[tuple[str, Preprint]], Exception | None]:
        came: list[tuple[str, Preprint]] = []
        try:
            with open_client(api=desk.at, delay=0, retries=0, timeout=5, page_size=100) as client:
                client._session.trust_env = False  # no proxy stands between
                came.extend(preprints(papers, client))
        except SourceError as error:
            return came, error
        return came, None

    return await asyncio.to_thread(ask)


async def test_a_paper_has_its_version_and_its_day() -> None:
    async with a_desk("2201.11903") as desk:
        found, _ = await known(desk, "2201.11903", "2101.00001")
    assert found == [("2201.11903", Preprint(version=3, updated="2023-01-10")), ("2101.00001", Preprint())]


async def test_where_it_came_out_is_told() -> None:
    more = "<arxiv:doi>10.1145/3442188.3445922</arxiv:doi><arxiv:journal_ref>JMLR 23 (2022)</arxiv:journal_ref>"
    async with a_desk() as desk:
        desk.papers["2201.11903"] = an_entry("2201.11903", more=more)
        [(_, found)], _ = await known(desk, "2201.11903")
    assert (found.doi, found.journal) == ("10.1145/3442188.3445922", "JMLR 23 (2022)")


@pytest.mark.parametrize(
    ("comment", "withdrawn"),
    [
        ("This paper has been withdrawn by the authors", True),
        ("Withdrawn due to an error in Lemma 2", True),
        ("12 pages; this submission was withdrawn because of a mistake", True),
        ("We have withdrawn this", True),
        ("12 pages, accepted at ICLR", False),
        ("On withdrawn papers and their readers", False),
    ],
)
async def test_a_paper_that_was_withdrawn_says_so(comment: str, withdrawn: bool) -> None:
    async with a_desk() as desk:
        desk.papers["2201.11903"] = an_entry("2201.11903", more=f"<arxiv:comment>{comment}</arxiv:comment>")
        [(_, found)], _ = await known(desk, "2201.11903")
    assert found.withdrawn is withdrawn


async def test_papers_are_asked_for_by_the_hundred() -> None:
    papers = [f"2201.{number:05}" for number in range(1, 251)]
    async with a_desk(*papers) as desk:
        found, trouble = await known(desk, *papers)
    assert trouble is None
    assert [paper for paper, _ in found] == papers
    assert [len(each["id_list"].split(",")) for each in desk.asked] == [100, 100, 50]


async def test_an_id_that_arxiv_refuses_costs_no_other_its_answer() -> None:
    papers = [f"2201.{number:05}" for number in range(1, 9)]
    async with a_desk(*papers) as desk:
        desk.refused = {papers[2]}
        found, trouble = await known(desk, *papers)
    assert trouble is None
    assert [paper for paper, preprint in found if not preprint.version] == [papers[2]]


async def test_where_arxiv_cannot_be_asked_that_is_told() -> None:
    async with a_desk("2201.11903") as desk:
        desk.answers = [Response(status_code=503)]
        found, trouble = await known(desk, "2201.11903")
    assert found == []
    assert str(trouble) == "arXiv answers HTTP 503: try again later"
