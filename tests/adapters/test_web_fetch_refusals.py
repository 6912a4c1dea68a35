"""What is no page, and servers that hardly speak HTTP."""

import asyncio
import shutil
import ssl
from pathlib import Path

import pytest
from starlette.responses import Response

from bot.adapters.web_fetch import Limits, WebFetch
from bot.domain.pages import PageError, PageTrouble
from tests.adapters.test_web_fetch import PAGE, squeezed, trouble_with
from tests.web_sites import a_page, some_sites


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 500, 503])
async def test_an_error_of_the_site_is_a_refusal_with_its_number(status: int) -> None:
    assert await trouble_with(Response("no", status)) == (PageTrouble.REFUSED, f"HTTP {status}")


@pytest.mark.parametrize("status", [204, 206, 300, 304])
async def test_an_answer_without_a_page_is_nothing(status: int) -> None:
    assert (await trouble_with(Response(status_code=status)))[0] is PageTrouble.NOTHING


@pytest.mark.parametrize("type", ["image/png", "application/zip", "application/json", "video/mp4", "text/css"])
async def test_what_is_no_page_is_nothing(type: str) -> None:
    assert await trouble_with(Response(b"x", headers={"Content-Type": type})) == (
        PageTrouble.NOTHING,
        f"it is {type}, no page",
    )


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "rot13"])
async def test_an_encoding_that_nobody_asked_for_is_nothing(encoding: str) -> None:
    assert (await trouble_with(squeezed(b"x", encoding)))[0] is PageTrouble.NOTHING


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_compression_that_is_broken_is_nothing(encoding: str) -> None:
    assert await trouble_with(squeezed(b"no such thing", encoding)) == (
        PageTrouble.NOTHING,
        "its compression is broken",
    )


async def test_a_host_that_nobody_knows_is_unreachable() -> None:
    async with some_sites() as sites:
        with pytest.raises(PageError, match="there is no such host"):
            await WebFetch(sites.guard).get("http://nowhere.site.org/")


async def test_a_port_where_nobody_listens_is_unreachable() -> None:
    async with some_sites(page=a_page()) as sites:
        sites.port = 1
        with pytest.raises(PageError, match="refused|failed") as caught:
            await WebFetch(sites.guard).get(PAGE)
    assert caught.value.trouble is PageTrouble.UNREACHABLE


async def test_a_server_that_speaks_no_tls_is_unreachable_by_https() -> None:
    async with some_sites(page=a_page()) as sites:
        with pytest.raises(PageError) as caught:
            await WebFetch(sites.guard).get(PAGE.replace("http:", "https:"))
    assert caught.value.trouble is PageTrouble.UNREACHABLE


async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    made = await asyncio.create_subprocess_exec(
        openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "certificate"), "-subj", "/CN=blog.site.org",
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert await made.wait() == 0
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "certificate", tmp_path / "key")

    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(never, "127.0.0.1", 0, ssl=tls) as server, some_sites(page=a_page()) as sites:
        sites.port = server.sockets[0].getsockname()[1]
        with pytest.raises(PageError) as caught:
            await WebFetch(sites.guard, Limits(total=5)).get(PAGE.replace("http:", "https:"))
    assert caught.value.trouble is PageTrouble.UNREACHABLE
    assert caught.value.detail == "its certificate is not valid"


# Servers that hardly speak HTTP


@pytest.mark.parametrize(
    "said",
    [
        b"", b"\x16\x03\x01", b"hello\r\n\r\n", b"HTTP/1.1 200 OK\r\n", b"HTTP/9.9 xyz OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"HTTP/1.1 200 OK\r\n\0: \0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe/\r\n\r\n", b"HTTP/1.1 302 Found\r\nLocation: //\r\n\r\n",
        b"HTTP/1.1 99 Low\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n" * 50,
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\"\r\nContent-Encoding: ,\r\n\r\n",
    ],
)  # fmt: skip
async def test_whatever_a_server_says_is_a_page_or_a_trouble(said: bytes) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(speak, "127.0.0.1", 0) as server, some_sites(page=a_page()) as sites:
        sites.port = server.sockets[0].getsockname()[1]
        with pytest.raises(PageError):
            await WebFetch(sites.guard, Limits(total=2)).get(PAGE)
