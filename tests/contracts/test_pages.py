"""What the Pages port promises, of the real one and of the fake."""

from collections.abc import AsyncIterator
from contextlib import nullcontext

import pytest
import pytest_asyncio

from bot import shipped
from bot.adapters.phrases_yaml import Phrases
from bot.adapters.web_fetch import WebFetch
from bot.domain.candidate import Candidate, Provenance
from bot.domain.language import Bilingual, Language
from bot.domain.pages import PageError, Pages, PageTrouble
from bot.intake.arxiv_client import open_client
from bot.intake.pages import ReadPages
from bot.intake.pages_arxiv import ArxivDesk
from tests.fakes.pages import MemoryPages
from tests.web_sites import a_page, some_sites

PAGE = "http://blog.site.org/page"


@pytest_asyncio.fixture(params=["web", "memory"])
async def pages(request: pytest.FixtureRequest) -> AsyncIterator[Pages]:
    if request.param == "memory":
        fake = MemoryPages()
        provenance = Provenance(format="page", source=PAGE)
        fake.tell(PAGE, Candidate(provenance=provenance, title=Bilingual(en="A Post"), url=PAGE))
        fake.tell("http://blog.site.org/wall", PageTrouble.NOTHING)
        fake.tell("http://blog.site.org/none", PageTrouble.REFUSED)
        yield fake
        return
    async with some_sites(page=a_page("A Post"), wall=a_page("Just a moment...")) as sites:
        with open_client() as client:
            yield ReadPages(WebFetch(sites.guard), ArxivDesk(lambda: nullcontext(client)))


async def test_a_page_is_a_candidate_with_its_address_as_source(pages: Pages) -> None:
    found = await pages.candidate(PAGE)
    assert (found.title.en, found.url) == ("A Post", PAGE)
    assert (found.provenance.format, found.provenance.source) == ("page", PAGE)


@pytest.mark.parametrize(
    ("url", "trouble"),
    [
        ("http://blog.site.org/wall", PageTrouble.NOTHING),
        ("http://blog.site.org/none", PageTrouble.REFUSED),
        ("http://nowhere.site.org/", PageTrouble.UNREACHABLE),
        ("no address", PageTrouble.ADDRESS),
        ("ftp://blog.site.org/", PageTrouble.ADDRESS),
        ("http://ada:secret@blog.site.org/", PageTrouble.ADDRESS),
    ],
)
async def test_what_is_no_document_is_a_page_error(pages: Pages, url: str, trouble: PageTrouble) -> None:
    with pytest.raises(PageError) as caught:
        await pages.candidate(url)
    assert caught.value.trouble is trouble
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://localhost/", "http://10.0.0.1/"])
async def test_a_private_address_is_never_asked(pages: Pages, url: str) -> None:
    with pytest.raises(PageError) as caught:
        await pages.candidate(url)
    assert caught.value.trouble in (PageTrouble.PRIVATE, PageTrouble.ADDRESS)


def test_every_trouble_has_a_sentence_in_both_languages() -> None:
    phrases = Phrases.load(shipped.templates())
    for trouble in PageTrouble:
        assert all(phrases(language, f"page.{trouble}") for language in Language)
