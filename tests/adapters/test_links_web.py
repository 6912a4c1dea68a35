"""Asking for an address over real HTTP."""

import pytest
from starlette.requests import Request
from starlette.responses import Response

from bot.adapters.links_web import open_web_links
from bot.adapters.web_fetch import Limits
from bot.domain.linkcheck import Answer
from bot.domain.pages import PageTrouble
from tests.web_sites import Answer as SiteAnswer
from tests.web_sites import Sites, a_page, moved, some_sites

PAGE = "http://blog.site.org/page"


async def asked(sites: Sites, url: str = PAGE, *, whole: bool = False, total: float = 5) -> Answer:
    async with open_web_links(sites.guard, Limits(total=total)) as web:
        return await web.ask(url, whole=whole)


async def test_a_page_is_asked_for_by_its_head_alone() -> None:
    async with some_sites(page=a_page()) as sites:
        assert await asked(sites) == Answer(status=200, end=PAGE)
        assert await asked(sites, whole=True) == Answer(status=200, end=PAGE)
    assert sites.places == ["HEAD blog.site.org/page", "GET blog.site.org/page"]


async def test_nothing_of_a_long_page_is_read() -> None:
    async with some_sites(page=Response(b"x" * 50_000_000)) as sites:
        assert (await asked(sites, whole=True)).status == 200


@pytest.mark.parametrize("status", [200, 204, 301, 304, 400, 403, 404, 405, 410, 429, 451, 500, 501, 503, 520])
async def test_a_status_is_passed_on(status: int) -> None:
    async with some_sites(page=Response(status_code=status)) as sites:
        assert (await asked(sites)).status == status


@pytest.mark.parametrize(
    ("steps", "permanent"),
    [
        ([301], "/s1"), ([308], "/s1"), ([302], ""), ([303], ""), ([307], ""),
        ([301, 301], "/s2"), ([301, 302], "/s1"), ([302, 301], ""), ([308, 307, 301], "/s1"),
    ],
)  # fmt: skip
async def test_what_is_meant_for_good_counts_up_to_the_first_redirect_that_is_not(
    steps: list[int], permanent: str
) -> None:
    pages: dict[str, SiteAnswer] = {
        f"s{number}": moved(f"/s{number + 1}", status) for number, status in enumerate(steps)
    }
    async with some_sites(**pages, **{f"s{len(steps)}": a_page()}) as sites:
        answer = await asked(sites, "http://blog.site.org/s0")
    assert answer.permanent == (permanent and f"http://blog.site.org{permanent}")
    assert answer.end == f"http://blog.site.org/s{len(steps)}"


async def test_a_redirect_into_a_private_network_is_told_and_not_followed() -> None:
    async with some_sites(page=moved("http://169.254.169.254/latest")) as sites:
        assert (await asked(sites)).trouble is PageTrouble.PRIVATE
    assert len(sites.asked) == 1


async def test_redirects_without_an_end_are_told() -> None:
    async with some_sites(page=moved("/page")) as sites:
        answer = await asked(sites)
    assert (answer.trouble, len(sites.asked)) == (PageTrouble.REFUSED, 6)


async def test_a_site_that_does_not_answer_is_slow() -> None:
    async with some_sites() as sites:

        async def never(_: Request) -> Response:
            await sites.late.wait()
            return a_page()

        sites.pages["blog.site.org/page"] = never
        assert (await asked(sites, total=0.2)).trouble is PageTrouble.SLOW


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "30"}, 30.0),
        ({"Retry-After": "Sun, 29 Nov 2026 12:01:00 GMT", "Date": "Sun, 29 Nov 2026 12:00:00 GMT"}, 60.0),
        ({"Retry-After": "Sun, 29 Nov 2026 11:00:00 GMT", "Date": "Sun, 29 Nov 2026 12:00:00 GMT"}, 0.0),
        ({"Retry-After": "Sun, 29 Nov 2026 12:01:00 GMT"}, 0.0),
        ({"Retry-After": "soon"}, 0.0),
        ({"Retry-After": "-5"}, 0.0),
        ({"Retry-After": "9" * 400}, 999_999_999.0),
        ({}, 0.0),
    ],
)
async def test_a_busy_site_says_how_long(headers: dict[str, str], wait: float) -> None:
    async with some_sites(page=Response(status_code=429, headers=headers)) as sites:
        assert (await asked(sites)).wait == wait


async def test_cookies_are_not_kept() -> None:
    answer = a_page()
    answer.set_cookie("who", "we")
    async with some_sites(page=answer) as sites, open_web_links(sites.guard) as web:
        await web.ask(PAGE)
        await web.ask(PAGE)
    assert [request.cookies for request in sites.asked] == [{}, {}]
