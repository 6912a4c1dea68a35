"""Papers from arXiv: the real client over real HTTP, against a desk of our own."""

import datetime as dt

import arxiv
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import Response

from bot.domain.candidate import Candidate, Provenance, Skipped
from bot.domain.entry import Kind, Links, Published
from bot.intake.arxiv import candidate_of
from bot.intake.errors import SourceError
from tests.intake.arxiv_desk import ATOM, FEED, a_desk, an_entry

HERE = Provenance(format="arxiv", source="list.txt", line=2, id="2201.11903")


def a_result(entry_id: str = "http://arxiv.org/abs/2201.11903v6", **fields: object) -> arxiv.Result:
    first = dt.datetime(2022, 1, 28, 2, 33, tzinfo=dt.UTC)
    return arxiv.Result(entry_id, **{"published": first, "title": "Chain of Thought", **fields})


def ids(came: list[Candidate | Skipped]) -> list[str | None]:
    return [each.ids.arxiv for each in came if isinstance(each, Candidate)]


def skipped(came: list[Candidate | Skipped]) -> list[tuple[int, str, str]]:
    return [(each.line, each.text, each.reason) for each in came if isinstance(each, Skipped)]


# A result becomes a candidate


def test_a_result_becomes_a_paper_with_all_that_arxiv_knows() -> None:
    result = a_result(
        title="Chain of\n  Thought",
        authors=[arxiv.Result.Author("Zoe Young", ["Google"]), arxiv.Result.Author("Ada Bell", ["Google"])],
        summary="First line\nsecond line.\n  A new paragraph.",
        journal_ref="NeurIPS\n 2022",
        doi="10.1145/3442188.3445922",
        primary_category="cs.CL",
        categories=["cs.AI", "cs.CL"],
        links=[arxiv.Result.Link("http://arxiv.org/pdf/2201.11903v6", title="pdf")],
    )
    candidate = candidate_of(result, HERE)
    assert candidate.provenance == HERE
    assert candidate.kind is Kind.PAPER
    assert (candidate.title.en, candidate.title.zh) == ("Chain of Thought", None)
    assert candidate.authors == ("Zoe Young", "Ada Bell")
    assert candidate.organizations == ("Google",)
    assert candidate.url == "https://arxiv.org/abs/2201.11903"
    assert (candidate.ids.arxiv, candidate.ids.doi) == ("2201.11903", "10.1145/3442188.3445922")
    assert candidate.venue == "NeurIPS 2022"
    assert candidate.links.pdf == "https://arxiv.org/pdf/2201.11903"
    assert candidate.labels == ("cs.CL", "cs.AI")
    assert candidate.abstract == "First line second line.\nA new paragraph."
    assert candidate.overview.en is None


def test_the_date_is_that_of_the_first_version_and_never_that_of_the_id() -> None:
    result = a_result(
        published=dt.datetime(2021, 12, 31, tzinfo=dt.UTC), updated=dt.datetime(2023, 1, 10, tzinfo=dt.UTC)
    )
    assert candidate_of(result, HERE).published == Published(year=2021, month=12, day=31)
    assert candidate_of(arxiv.Result("2201.11903"), HERE).published is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"Erd\H{o}s and Poincar\'e", "Erdős and Poincaré"),
        (r"G\"odel, {\L}ukasz, \v{C}ern{\'y}, \c{S}", "Gödel, Łukasz, Černý, Ş"),
        (r"Stra{\ss}e na\"{\i}ve \o re", "Straße naïve øre"),
        (r"95\% of $\hat{x}_i \'e$ stays", r"95% of $\hat{x}_i \'e$ stays"),
        (r"\emph{other} $O(n^2)$ {TeX}", r"\emph{other} $O(n^2)$ {TeX}"),
        ("Gödel", "Gödel"),
    ],
)
def test_accents_become_unicode_and_mathematics_stays_as_written(written: str, read: str) -> None:
    assert candidate_of(a_result(title=written), HERE).title.en == read


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("10.1145/ABC 10.1145/DEF", "10.1145/abc"),
        ("https://doi.org/10.1145/ABC", "10.1145/abc"),
        ("10.48550/arXiv.2201.11903", None),
        ("see the journal", None),
        ("", None),
    ],
)
def test_a_doi_is_taken_where_it_says_more_than_the_id(written: str, doi: str | None) -> None:
    assert candidate_of(a_result(doi=written), HERE).ids.doi == doi


def test_a_colon_is_no_author_and_nobody_is_one_twice() -> None:
    names = ("DeepSeek-AI", ":", "Ada Bell", "Ada  Bell", "")
    result = a_result(authors=[arxiv.Result.Author(name) for name in names])
    assert candidate_of(result, HERE).authors == ("DeepSeek-AI", "Ada Bell")


def test_a_paper_without_pdf_has_no_link_to_one() -> None:
    assert candidate_of(a_result(), HERE).links == Links()


@given(st.text(), st.text(), st.lists(st.text()), st.text(), st.text())
def test_any_words_of_arxiv_make_a_candidate(title: str, summary: str, names: list[str], venue: str, doi: str) -> None:
    authors = [arxiv.Result.Author(name) for name in names]
    result = a_result(title=title, summary=summary, authors=authors, journal_ref=venue, doi=doi)
    candidate = candidate_of(result, HERE)
    assert "\n" not in (candidate.title.en or "")
    assert candidate.url == "https://arxiv.org/abs/2201.11903"


# Papers by id


async def test_papers_come_in_the_order_they_were_asked_for() -> None:
    async with a_desk("2201.11903", "cs/0501001", "2110.14168") as desk:
        came, error = await desk.fetched("2110.14168\nhttps://arxiv.org/pdf/cs/0501001v2, arXiv:2201.11903v1")
    assert error is None
    assert ids(came) == ["2110.14168", "cs/0501001", "2201.11903"]
    assert [str(each.provenance) for each in came if isinstance(each, Candidate)] == [
        "list.txt:1 2110.14168",
        "list.txt:2 cs/0501001",
        "list.txt:2 2201.11903",
    ]


async def test_what_is_no_id_and_what_arxiv_does_not_know_is_told_with_its_line() -> None:
    async with a_desk("2201.11903") as desk:
        came, error = await desk.fetched("2201.11903\nhello\n2402.99999")
    assert error is None
    assert ids(came) == ["2201.11903"]
    assert skipped(came) == [
        (2, "hello", "is no arXiv id or address of a paper"),
        (3, "2402.99999", "is not known to arXiv"),
    ]


async def test_unknown_papers_do_no_harm_where_arxiv_counts_them() -> None:
    async with a_desk("2201.11903") as desk:
        desk.counts_the_unknown = True
        came, error = await desk.fetched("2201.11903 2402.99999")
    assert error is None
    assert ids(came) == ["2201.11903"]
    assert skipped(came) == [(1, "2402.99999", "is not known to arXiv")]


async def test_hundreds_of_papers_are_asked_for_by_the_hundred() -> None:
    papers = [f"2201.{number:05}" for number in range(1, 251)]
    async with a_desk(*papers) as desk:
        came, error = await desk.fetched("\n".join(papers))
    assert error is None
    assert ids(came) == papers
    assert [len(asked["id_list"].split(",")) for asked in desk.asked] == [100, 100, 50]


async def test_one_id_that_arxiv_refuses_costs_the_others_nothing() -> None:
    papers = [f"2201.{number:05}" for number in range(1, 8)]
    async with a_desk(*papers) as desk:
        desk.refused = {"9999.00001"}
        came, error = await desk.fetched(" ".join([*papers[:3], "9999.00001", *papers[3:]]))
    assert error is None
    assert ids(came) == papers
    assert skipped(came) == [(1, "9999.00001", "is not known to arXiv")]


async def test_a_refusal_that_comes_as_an_entry_is_no_paper() -> None:
    async with a_desk("2201.11903") as desk:
        desk.entry_of_refusal = "incorrect id format"
        came, error = await desk.fetched("2201.11903")
    assert error is None
    assert skipped(came) == [(1, "2201.11903", "is not known to arXiv")]


async def test_an_entry_without_a_date_is_not_taken_and_the_others_are() -> None:
    async with a_desk("2201.11903", "2110.14168") as desk:
        desk.papers["2110.14168"] = "<entry><id>http://arxiv.org/abs/2110.14168v1</id></entry>"
        came, error = await desk.fetched("2110.14168 2201.11903")
    assert error is None
    assert ids(came) == ["2201.11903"]
    assert skipped(came) == [(1, "2110.14168", "is not known to arXiv")]


async def test_nothing_asked_is_no_call() -> None:
    async with a_desk() as desk:
        assert await desk.fetched(" \n ") == ([], None)
        assert desk.asked == []


# A search


async def test_words_are_searched_for_page_by_page_up_to_the_limit() -> None:
    papers = [f"2201.{number:05}" for number in range(1, 31)]
    async with a_desk(*papers) as desk:
        came, error = await desk.fetched("chain of thought", limit=25, page_size=10)
    assert error is None
    assert ids(came) == papers[:25]
    assert [asked["start"] for asked in desk.asked] == ["0", "10", "20"]
    assert {asked["search_query"] for asked in desk.asked} == {"all:chain AND all:of AND all:thought"}
    assert str(came[0].provenance if isinstance(came[0], Candidate) else "") == "list.txt 2201.00001"


async def test_a_search_may_find_nothing() -> None:
    async with a_desk() as desk:
        assert await desk.fetched("query: ti:nothing") == ([], None)


async def test_a_limit_of_none_finds_none() -> None:
    async with a_desk("2201.11903") as desk:
        assert await desk.fetched("chain", limit=0) == ([], None)


async def test_a_query_that_arxiv_refuses_is_told_in_its_words() -> None:
    async with a_desk() as desk:
        desk.entry_of_refusal = "malformed query"
        came, error = await desk.fetched("query: ti:(")
    assert came == []
    assert isinstance(error, SourceError)
    assert str(error) == "arXiv does not take the search: malformed query: correct the query"


async def test_what_a_search_brings_without_an_id_is_told() -> None:
    async with a_desk("2201.11903") as desk:
        desk.papers["odd"] = an_entry("odd", "An odd one")
        came, error = await desk.fetched("chain of thought")
    assert error is None
    assert ids(came) == ["2201.11903"]
    assert skipped(came) == [(0, "An odd one", "has no arXiv id")]


# Trouble


async def test_arxiv_may_be_busy_and_then_well() -> None:
    async with a_desk("2201.11903") as desk:
        desk.answers = [Response(status_code=503), Response(status_code=429)]
        came, error = await desk.fetched("2201.11903", retries=2)
    assert error is None
    assert ids(came) == ["2201.11903"]


async def test_arxiv_that_stays_busy_is_one_clear_error() -> None:
    async with a_desk("2201.11903") as desk:
        desk.answers = [Response(status_code=503)] * 3
        came, error = await desk.fetched("2201.11903", retries=2)
    assert came == []
    assert isinstance(error, SourceError)
    assert (error.what, error.remedy) == ("arXiv answers HTTP 503", "try again later")


async def test_what_was_answered_before_the_trouble_is_not_lost() -> None:
    papers = [f"2201.{number:05}" for number in range(1, 21)]
    async with a_desk(*papers) as desk:
        well = Response(FEED.format(total=10, entries="".join(map(an_entry, papers[:10]))), media_type=ATOM)
        desk.answers = [well, Response(status_code=500)]
        came, error = await desk.fetched(" ".join(["hello", *papers]), page_size=10)
    assert isinstance(error, SourceError)
    assert ids(came) == papers[:10]
    assert skipped(came) == [(1, "hello", "is no arXiv id or address of a paper")]


async def test_a_search_keeps_the_pages_before_the_one_that_is_missing() -> None:
    papers = [f"2201.{number:05}" for number in range(1, 21)]
    async with a_desk(*papers) as desk:
        first = Response(FEED.format(total=20, entries="".join(map(an_entry, papers[:10]))), media_type=ATOM)
        desk.answers = [first, Response(FEED.format(total=20, entries=""), media_type=ATOM)]
        came, error = await desk.fetched("chain of thought", page_size=10)
    assert ids(came) == papers[:10]
    assert isinstance(error, SourceError)
    assert error.what == "arXiv leaves out a part of its answer"


@pytest.mark.parametrize(
    "answer",
    [
        Response("<html><body>We are down for maintenance</body></html>", media_type="text/html"),
        Response(FEED.format(total=1, entries=an_entry("2201.11903"))[:-60], media_type=ATOM),
        Response("not even XML", media_type=ATOM),
        Response("", media_type=ATOM),
        Response(b"\xff\xfe\x00", media_type=ATOM),
    ],
    ids=["page", "half", "text", "empty", "bytes"],
)
async def test_an_answer_that_is_no_feed_does_not_say_that_papers_are_unknown(answer: Response) -> None:
    async with a_desk("2201.11903") as desk:
        desk.answers = [answer]
        came, error = await desk.fetched("2201.11903")
        assert came == []
        assert isinstance(error, SourceError)
        assert error.what == "arXiv cannot be reached (ConnectionError)"
        desk.answers = [answer]
        came, error = await desk.fetched("2201.11903", retries=1)
    assert error is None
    assert ids(came) == ["2201.11903"]


async def test_a_date_that_is_none_is_trouble() -> None:
    async with a_desk("2201.11903") as desk:
        desk.papers["2201.11903"] = an_entry("2201.11903").replace("2022-01-28", "2022-13-28")
        _, error = await desk.fetched("2201.11903")
    assert isinstance(error, SourceError)
    assert error.what == "arXiv's answer cannot be read"


async def test_arxiv_that_does_not_answer_is_not_waited_for() -> None:
    async with a_desk("2201.11903") as desk:
        desk.answers = [None]
        came, error = await desk.fetched("2201.11903", patience=0.2)
    assert came == []
    assert isinstance(error, SourceError)
    assert error.what == "arXiv cannot be reached (ReadTimeout)"


async def test_nobody_at_the_desk_is_trouble() -> None:
    async with a_desk("2201.11903") as desk:
        pass
    came, error = await desk.fetched("2201.11903")
    assert came == []
    assert isinstance(error, SourceError)
    assert error.what == "arXiv cannot be reached (ConnectionError)"
