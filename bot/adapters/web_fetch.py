"""The Web port on HTTP: one page at a time, within limits of time and size, and every redirect looked at again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urljoin

import aiohttp

from bot.adapters.web_guard import Guard, check_address
from bot.adapters.web_inflate import Inflating
from bot.adapters.web_session import in_our_words, open_session
from bot.domain.pages import PageError, PageTrouble
from bot.domain.web import Document

PDF = "application/pdf"
# What a page can be made of; what says nothing of itself is looked at.
TYPES = {"", "text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain", "text/markdown", PDF}
_ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.8, text/plain;q=0.7, application/pdf;q=0.6, */*;q=0.1"
_CHUNK = 1 << 16
_LONGEST = 2_000  # characters of an address


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Seconds, and bytes after decompression."""

    total: float = 15.0  # everything: names, redirects, the body
    connect: float = 5.0
    body: int = 2_000_000
    redirects: int = 5


class WebFetch:
    """The Web port. Each page has connections and cookies of its own: nothing is carried from one to the next."""

    def __init__(self, guard: Guard | None = None, limits: Limits | None = None) -> None:
        self._guard = guard or Guard()
        self._limits = limits or Limits()

    async def get(self, url: str) -> Document:
        with in_our_words():
            async with asyncio.timeout(self._limits.total):
                async with open_session(self._guard, connect=self._limits.connect) as session:
                    return await self._followed(session, url)

    async def _followed(self, session: aiohttp.ClientSession, url: str) -> Document:
        for _ in range(self._limits.redirects + 1):
            check_address(url, self._guard.admits)
            async with self._asked(session, url) as response:
                if there := redirect(response):
                    url = there
                else:
                    return await self._document(response, url)
        raise PageError(PageTrouble.REFUSED, f"it redirects more than {self._limits.redirects} times")

    @asynccontextmanager
    async def _asked(self, session: aiohttp.ClientSession, url: str) -> AsyncIterator[aiohttp.ClientResponse]:
        async with session.get(url, allow_redirects=False, headers={"Accept": _ACCEPT}) as response:
            yield response

    async def _document(self, response: aiohttp.ClientResponse, url: str) -> Document:
        if response.status >= HTTPStatus.BAD_REQUEST:
            raise PageError(PageTrouble.REFUSED, f"HTTP {response.status}")
        if response.status not in (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION):
            raise PageError(PageTrouble.NOTHING, f"HTTP {response.status}")
        type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if type not in TYPES:
            raise PageError(PageTrouble.NOTHING, f"it is {type[:40]}, no page")
        if type == PDF:
            return Document(url=url, type=type)
        inflating = Inflating(response.headers.get("Content-Encoding", ""), self._limits.body)
        async for chunk in response.content.iter_chunked(_CHUNK):
            inflating.take(chunk)
            if inflating.cut:
                break
        charset = _charset(response)
        return Document(url=url, type=type, charset=charset, body=bytes(inflating.body), whole=not inflating.cut)


def redirect(response: aiohttp.ClientResponse) -> str | None:
    """Where to, where the answer is a redirect. PageError where that is nowhere."""
    if response.status not in REDIRECTS or not (place := response.headers.get("Location", "").strip()):
        return None
    if len(place) > _LONGEST:
        raise PageError(PageTrouble.REFUSED, "it redirects to an address that is too long")
    # A server that sends Chinese in a header sends it as UTF-8, which is read as these halves of surrogates.
    place = place.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return urljoin(str(response.url), place.replace(" ", "%20")).partition("#")[0]


PERMANENT = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
REDIRECTS = PERMANENT | {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}


def _charset(response: aiohttp.ClientResponse) -> str:
    try:
        return response.charset or ""
    except (LookupError, ValueError):
        return ""
