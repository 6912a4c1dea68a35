"""The Pages port: sites on this machine, arXiv's desk, and the process that reads."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, contextmanager
from functools import partial
from typing import Any

import pytest
from starlette.responses import Response

from bot.adapters.web_fetch import Limits, WebFetch
from bot.domain.candidate import Provenance
from bot.domain.entry import Kind
from bot.domain.pages import PageError, PageTrouble
from bot.domain.web import Document
from bot.intake import page_reading
from bot.intake.arxiv_client import open_client
from bot.intake.page_facts import Facts
from bot.intake.page_reading import facts_in
from bot.intake.pages import ReadPages, landing_of
from bot.intake.pages_arxiv import ArxivDesk, paper_at
from tests.intake.arxiv_desk import Desk, a_desk
from tests.web_sites import Sites, a_page, moved, some_sites

PAGE = "http://blog.site.org/page"


@contextmanager
def desk_client(api: str) -> Any:
    with open_client(api=api, delay=0, retries=0, timeout=2) as client:
        client._session.trust_env = False  # no proxy stands between
        yield client


@asynccontextmanager
async def pages_of(sites: Sites, *papers: str, desk: bool = True) -> AsyncIterator[tuple[ReadPages, Desk]]:
    async with a_desk(*papers) as knows:
        api = knows.at if desk else "http://127.0.0.1:1/api"
        with closing(ArxivDesk(partial(desk_client, api), patience=5)) as asked:
            yield ReadPages(WebFetch(sites.guard, Limits(body=20_000)), asked), knows


async def refusal(sites: Sites, url: str = PAGE) -> tuple[PageTrouble, str]:
    async with pages_of(sites) as (pages, _):
        with pytest.raises(PageError) as caught:
            await pages.candidate(url)
    return caught.value.trouble, caught.value.detail


# Pages


async def test_a_page_becomes_a_candidate_with_its_address_as_provenance() -> None:
    head = '<meta property="article:published_time" content="2024-09-12"><meta name="author" content="Ada Bell">'
    async with some_sites(page=moved("/there"), there=a_page("A Post", head)) as sites, pages_of(sites) as (pages, _):
        found = await pages.candidate(f" {PAGE}\n")
    assert found.provenance == Provenance(format="page", source=PAGE)
    assert (found.title.en, found.authors, str(found.published)) == ("A Post", ("Ada Bell",), "2024-09-12")
    assert found.url == "http://blog.site.org/there"


async def test_a_wall_is_told_instead_of_its_title() -> None:
    async with some_sites(page=a_page("Just a moment...")) as sites:
        assert await refusal(sites) == (PageTrouble.NOTHING, "it asks whether you are a robot")


@pytest.mark.parametrize(
    "url", ["https://x.com/a/status/1", "https://mobile.twitter.com/a", "https://www.linkedin.com/posts/x"]
)
async def test_a_site_that_shows_nothing_is_not_even_asked(url: str) -> None:
    async with some_sites() as sites:
        trouble, detail = await refusal(sites, url)
        assert (trouble, sites.looked_up) == (PageTrouble.NOTHING, [])
        assert "signed in" in detail


async def test_a_short_link_that_leads_to_such_a_site_says_nothing() -> None:
    async with some_sites(page=moved("http://x.com/a/status/1")) as sites:
        sites.pages["x.com/a/status/1"] = a_page("X")
        assert (await refusal(sites))[0] is PageTrouble.NOTHING


async def test_a_pdf_says_too_little() -> None:
    async with some_sites(page=Response(b"%PDF-1.7", media_type="application/pdf")) as sites:
        assert await refusal(sites) == (PageTrouble.NOTHING, "it is a PDF, which says too little of itself")


async def test_a_page_whose_head_is_there_is_read_although_it_was_cut() -> None:
    async with some_sites(page=a_page("Long", body="x" * 50_000)) as sites, pages_of(sites) as (pages, _):
        assert (await pages.candidate(PAGE)).title.en == "Long"


async def test_a_page_without_an_end_of_its_head_is_too_large() -> None:
    async with some_sites(page=a_page("Long", head="<!--" + "x" * 50_000)) as sites:
        assert (await refusal(sites))[0] is PageTrouble.LARGE


@pytest.mark.parametrize("url", ["", "no address", "ftp://x.org/", "https://user@x.org/"])
async def test_what_is_no_address_is_told_so(url: str) -> None:
    async with some_sites() as sites:
        assert (await refusal(sites, url))[0] is PageTrouble.ADDRESS


async def test_a_private_address_is_told_so() -> None:
    async with some_sites() as sites:
        assert (await refusal(sites, "http://192.168.0.1/"))[0] is PageTrouble.PRIVATE


@pytest.mark.parametrize(
    ("url", "landing"),
    [
        ("https://openreview.net/pdf?id=abc", "https://openreview.net/forum?id=abc"),
        ("https://aclanthology.org/2023.acl-long.1.pdf", "https://aclanthology.org/2023.acl-long.1/"),
        ("https://aclanthology.org/2023.acl-long.1v2.pdf", "https://aclanthology.org/2023.acl-long.1/"),
        ("https://site.org/paper.pdf", "https://site.org/paper.pdf"),
    ],
)
def test_the_page_that_describes_a_pdf_is_known_on_some_sites(url: str, landing: str) -> None:
    assert landing_of(url) == landing


# arXiv


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2201.11903", "http://www.arxiv.org/pdf/2201.11903v3.pdf", "https://arxiv.org/html/2201.11903v1",
        "https://ar5iv.labs.arxiv.org/html/2201.11903", "https://ar5iv.org/abs/2201.11903",
        "https://doi.org/10.48550/arXiv.2201.11903", "https://www.alphaxiv.org/abs/2201.11903v2",
        "https://huggingface.co/papers/2201.11903",
    ],
)  # fmt: skip
async def test_a_paper_comes_with_all_that_arxiv_knows(url: str) -> None:
    async with some_sites() as sites, pages_of(sites, "2201.11903") as (pages, desk):
        found = await pages.candidate(url)
    assert (found.title.en, found.kind, found.authors) == ("Paper 2201.11903", Kind.PAPER, ("Ada Bell",))
    assert (found.url, found.ids.arxiv) == ("https://arxiv.org/abs/2201.11903", "2201.11903")
    assert found.provenance == Provenance(format="page", source=url, id="2201.11903")
    assert ([each["id_list"] for each in desk.asked], sites.looked_up) == (["2201.11903"], [])


def test_old_ids_are_papers_and_other_pages_are_none() -> None:
    assert paper_at("https://arxiv.org/abs/cs.CL/0501001") == "cs/0501001"
    assert paper_at("https://arxiv.org/list/cs.CL/recent") is None
    assert paper_at("https://huggingface.co/papers") is None
    assert paper_at("https://alphaxiv.org/abs/something-else") is None


async def test_a_paper_that_arxiv_does_not_know_is_nothing() -> None:
    async with some_sites() as sites, pages_of(sites) as (pages, _):
        with pytest.raises(PageError, match="arXiv knows no paper 2201.11903") as caught:
            await pages.candidate("https://arxiv.org/abs/2201.11903")
    assert caught.value.trouble is PageTrouble.NOTHING


async def test_where_the_api_is_out_of_reach_the_papers_page_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    head = '<meta name="citation_title" content="A Paper"><meta name="citation_author" content="Bell, Ada">' + (
        '<meta name="citation_date" content="2022/01/28"><meta name="citation_arxiv_id" content="2201.11903">'
    )

    class PlainWeb:
        """https without a certificate."""

        def __init__(self, sites: Sites) -> None:
            self._web = WebFetch(sites.guard)

        async def get(self, url: str) -> Document:
            found = await self._web.get(url.replace("https:", "http:"))
            return Document(url=url, type=found.type, body=found.body)

    async with some_sites() as sites:
        sites.pages["arxiv.org/abs/2201.11903"] = a_page("[2201.11903] A Paper", head)
        with closing(ArxivDesk(partial(desk_client, "http://127.0.0.1:1/api"))) as papers:
            found = await ReadPages(PlainWeb(sites), papers).candidate("https://arxiv.org/pdf/2201.11903")
    assert (found.title.en, found.authors, str(found.published)) == ("A Paper", ("Ada Bell",), "2022-01-28")
    assert (found.ids.arxiv, found.kind, found.url) == ("2201.11903", Kind.PAPER, "https://arxiv.org/abs/2201.11903")
    assert found.provenance.source == "https://arxiv.org/pdf/2201.11903"


async def test_an_api_that_does_not_answer_is_given_up() -> None:
    async with a_desk("2201.11903") as desk:
        desk.answers = [None]
        with closing(ArxivDesk(partial(desk_client, desk.at), patience=0.3)) as papers:
            assert await papers.paper("2201.11903", "x") is None


async def test_several_papers_at_once_are_asked_for_one_after_the_other() -> None:
    async with some_sites() as sites, pages_of(sites, "2201.11903", "2110.14168") as (pages, _):
        urls = [f"https://arxiv.org/abs/{paper}" for paper in ("2201.11903", "2110.14168")]
        found = await asyncio.gather(*map(pages.candidate, urls))
    assert [each.ids.arxiv for each in found] == ["2201.11903", "2110.14168"]


# The process that reads


def a_document(body: bytes) -> Document:
    return Document(url=PAGE, type="text/html", body=body)


async def test_a_page_is_read_in_a_process_that_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:secret")
    assert "TELEGRAM_BOT_TOKEN" not in dict(page_reading._environment())
    assert await facts_in(a_document("<html><title>甲 \U0001f642</title><body></body></html>".encode())) == Facts(
        title="甲 \U0001f642"
    )


async def test_a_page_that_takes_too_long_to_read_is_given_up_and_its_process_with_it() -> None:
    began = time.monotonic()
    with pytest.raises(PageError) as caught:
        await facts_in(a_document(b"<p>x</p>"), patience=0.05)
    assert caught.value.trouble is PageTrouble.SLOW
    assert time.monotonic() - began < 5


async def test_a_reader_that_dies_is_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_reading, "_environment", lambda: iter([("PYTHONPATH", "/nowhere")]))
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(PageError) as caught:
        await facts_in(a_document(b"<p>x</p>" * 100_000))
    assert caught.value.trouble is PageTrouble.NOTHING


async def test_where_no_process_can_be_started_there_is_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(PageError):
        await facts_in(a_document(b"x"))
