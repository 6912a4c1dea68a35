"""Fetching a page over real HTTP: redirects, limits, and what is refused."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator

import pytest
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.adapters.web_fetch import Limits, WebFetch
from bot.domain.pages import PageError, PageTrouble
from bot.domain.web import Document
from tests.web_sites import Answer, a_page, moved, some_sites

PAGE = "http://blog.site.org/page"
SMALL = Limits(body=10_000)


async def got(answer: Answer, limits: Limits | None = None, **others: Answer) -> Document:
    async with some_sites(page=answer, **others) as sites:
        return await WebFetch(sites.guard, limits).get(PAGE)


async def trouble_with(answer: Answer, limits: Limits | None = None, **others: Answer) -> tuple[PageTrouble, str]:
    with pytest.raises(PageError) as caught:
        await got(answer, limits, **others)
    return caught.value.trouble, caught.value.detail


def squeezed(body: bytes, encoding: str = "gzip", pack: object = gzip.compress, type: str = "text/html") -> Response:
    return Response(body, headers={"Content-Encoding": encoding, "Content-Type": type})


# What comes


async def test_a_page_comes_with_its_place_type_and_charset() -> None:
    found = await got(Response("<title>甲</title>".encode("gbk"), headers={"Content-Type": "Text/HTML; Charset=GBK"}))
    assert (found.url, found.type, found.charset, found.whole) == (PAGE, "text/html", "GBK", True)
    assert found.body.decode("gbk") == "<title>甲</title>"


async def test_the_site_is_told_who_asks_and_nothing_else_of_us() -> None:
    async with some_sites(page=a_page()) as sites:
        await WebFetch(sites.guard).get(PAGE)
    headers = dict(sites.asked[0].headers)
    assert "digestbot" in headers.pop("user-agent")
    assert set(headers) == {"host", "accept", "accept-language", "accept-encoding", "connection"}


async def test_the_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert (await got(a_page())).whole


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"<title>x</title>")),
        ("X-GZIP", gzip.compress(b"<title>x</title>")),
        ("deflate", zlib.compress(b"<title>x</title>")),
        ("deflate", zlib.compress(b"<title>x</title>", wbits=-15)),
        ("identity", b"<title>x</title>"),
    ],
    ids=["gzip", "x-gzip", "deflate", "bare", "identity"],
)
async def test_what_comes_compressed_is_made_whole(encoding: str, packed: bytes) -> None:
    assert (await got(squeezed(packed, encoding))).body == b"<title>x</title>"


async def test_of_a_pdf_only_the_place_is_taken() -> None:
    found = await got(Response(b"%PDF" * 10_000, media_type="application/pdf"), SMALL)
    assert (found.type, found.body) == ("application/pdf", b"")


# Redirects


async def test_redirects_are_followed_to_the_page() -> None:
    async with some_sites(page=moved("there?a=1", 301), there=moved("http://www.site.org/end#part", 308)) as sites:
        sites.pages["www.site.org/end"] = a_page()
        found = await WebFetch(sites.guard).get(PAGE)
    assert found.url == "http://www.site.org/end"


async def test_cookies_set_on_the_way_are_kept_to_the_end_of_it_alone() -> None:
    async def gate(request: Request) -> Response:
        if request.cookies.get("seen"):
            return a_page()
        answer = moved("/page")
        answer.set_cookie("seen", "1")
        return answer

    async with some_sites(page=gate) as sites:
        web = WebFetch(sites.guard)
        await web.get(PAGE)
        await web.get(PAGE)
    assert [request.cookies.get("seen") for request in sites.asked] == [None, "1", None, "1"]


@pytest.mark.parametrize(
    ("there", "trouble"),
    [
        ("http://127.0.0.1/", PageTrouble.PRIVATE),
        ("http://169.254.169.254/latest/meta-data", PageTrouble.PRIVATE),
        ("http://[::ffff:127.0.0.1]/", PageTrouble.PRIVATE),
        ("//localhost/", PageTrouble.PRIVATE),
        ("http://2130706433/", PageTrouble.PRIVATE),
        ("file:///etc/passwd", PageTrouble.ADDRESS),
        ("http://user:secret@blog.site.org/", PageTrouble.ADDRESS),
        ("http://blog.site.org:6379/", PageTrouble.ADDRESS),
        ("http://[", PageTrouble.ADDRESS),
        ("http://nowhere.site.org/", PageTrouble.UNREACHABLE),
        ("/" + "x" * 3000, PageTrouble.REFUSED),
    ],
)
async def test_a_redirect_is_judged_like_the_first_address(there: str, trouble: PageTrouble) -> None:
    assert (await trouble_with(moved(there)))[0] is trouble


async def test_five_redirects_are_followed_and_no_sixth() -> None:
    steps: dict[str, Answer] = {f"s{step}": moved(f"/s{step + 1}") for step in range(1, 6)}
    assert (await got(moved("/s2"), None, **steps, s6=a_page())).url.endswith("/s6")
    trouble, detail = await trouble_with(moved("/s1"), None, **steps, s6=a_page())
    assert (trouble, detail) == (PageTrouble.REFUSED, "it redirects more than 5 times")


async def test_a_name_that_leads_inside_the_second_time_is_refused_the_second_time() -> None:
    async with some_sites(page=moved("/again"), again=a_page()) as sites:
        sites.leads_to["blog.site.org"] = ["127.0.0.1", "127.0.0.2"]
        with pytest.raises(PageError) as caught:
            await WebFetch(sites.guard).get(PAGE)
    assert caught.value.trouble is PageTrouble.PRIVATE
    assert sites.places == ["GET blog.site.org/page"]
    assert len(sites.looked_up) == 2


async def test_a_host_is_looked_up_once_for_each_call() -> None:
    async with some_sites(page=a_page()) as sites:
        sites.leads_to["blog.site.org"] = ["127.0.0.1", "127.0.0.2"]
        await WebFetch(sites.guard).get(PAGE)
    assert len(sites.looked_up) == 1


# Limits


async def test_a_page_that_is_too_long_is_cut() -> None:
    found = await got(a_page(body="x" * 50_000), SMALL)
    assert (len(found.body), found.whole) == (10_000, False)
    assert found.body.startswith(b"<!DOCTYPE html>")


async def test_a_page_that_just_fits_is_whole() -> None:
    found = await got(Response(b"x" * 10_000, media_type="text/html"), SMALL)
    assert (len(found.body), found.whole) == (10_000, True)


async def test_a_bomb_is_cut_off() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < 60_000
    found = await got(squeezed(bomb), Limits(body=100_000))
    assert (len(found.body), found.whole) == (100_000, False)


async def test_what_is_packed_twice_is_unpacked_once() -> None:
    inner = gzip.compress(bytes(1_000_000))
    assert (await got(squeezed(gzip.compress(inner)), SMALL)).body == inner


async def test_of_a_page_that_goes_on_and_on_no_more_is_read() -> None:
    sent = 0

    async def on_and_on() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 99:
            sent += 1
            yield b"x" * 100_000
            await asyncio.sleep(0.01)

    assert not (await got(StreamingResponse(on_and_on(), media_type="text/html"), SMALL)).whole
    assert sent < 99


async def test_a_site_that_does_not_answer_is_slow() -> None:
    async with some_sites() as sites:

        async def never(_: Request) -> Response:
            await sites.late.wait()
            return a_page()

        sites.pages["blog.site.org/page"] = never
        with pytest.raises(PageError) as caught:
            await WebFetch(sites.guard, Limits(total=0.2)).get(PAGE)
    assert caught.value.trouble is PageTrouble.SLOW


async def test_a_body_that_drips_ends_with_the_time() -> None:
    async with some_sites() as sites:

        async def drops() -> AsyncIterator[bytes]:
            while not sites.late.is_set():
                yield b"x"
                await asyncio.sleep(0.02)

        async def drip(_: Request) -> Response:
            return StreamingResponse(drops(), media_type="text/html")

        sites.pages["blog.site.org/page"] = drip
        with pytest.raises(PageError) as caught:
            await WebFetch(sites.guard, Limits(total=0.4)).get(PAGE)
    assert caught.value.trouble is PageTrouble.SLOW


async def test_time_is_counted_across_redirects() -> None:
    async def late(request: Request) -> Response:
        await asyncio.sleep(0.15)
        return moved(f"/page?{len(request.url.query)}x")

    trouble, _ = await trouble_with(late, Limits(total=0.4, redirects=50))
    assert trouble is PageTrouble.SLOW


@pytest.mark.parametrize("headers", [{"X-Long": "x" * 20_000}, {f"X-{number}": "x" for number in range(300)}])
async def test_headers_beyond_measure_are_refused(headers: dict[str, str]) -> None:
    trouble, _ = await trouble_with(Response("x", headers=headers))
    assert trouble is PageTrouble.UNREACHABLE
