"""The LinkWeb port on HTTP: whether an address answers, and where it leads."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.utils import parsedate_to_datetime

import aiohttp

from bot.adapters.web_fetch import PERMANENT, Limits, redirect
from bot.adapters.web_guard import Guard, check_address
from bot.adapters.web_session import in_our_words, open_session
from bot.domain.linkcheck import Answer
from bot.domain.pages import PageError, PageTrouble


class WebLinks:
    """Made by ``open_web_links``. Of the limits, those of a body are of no use here: none is read."""

    def __init__(self, session: aiohttp.ClientSession, guard: Guard, limits: Limits) -> None:
        self._session = session
        self._guard = guard
        self._limits = limits

    async def ask(self, url: str, *, whole: bool = False) -> Answer:
        permanent = ""
        try:
            with in_our_words():
                async with asyncio.timeout(self._limits.total):
                    here, for_good = url, True
                    for _ in range(self._limits.redirects + 1):
                        check_address(here, self._guard.admits)
                        method = "GET" if whole else "HEAD"
                        async with self._session.request(method, here, allow_redirects=False) as response:
                            if not (there := redirect(response)):
                                return _answer(response, permanent, here)
                            for_good = for_good and response.status in PERMANENT
                        here = there
                        permanent = here if for_good else permanent
        except PageError as failure:
            return Answer(trouble=failure.trouble, detail=failure.detail)
        many = f"it redirects more than {self._limits.redirects} times"
        return Answer(trouble=PageTrouble.REFUSED, detail=many)


@asynccontextmanager
async def open_web_links(guard: Guard | None = None, limits: Limits | None = None) -> AsyncIterator[WebLinks]:
    guard, limits = guard or Guard(), limits or Limits()
    async with open_session(guard, connect=limits.connect, keep=True) as session:
        yield WebLinks(session, guard, limits)


def _answer(response: aiohttp.ClientResponse, permanent: str, end: str) -> Answer:
    return Answer(status=response.status, permanent=permanent, end=end, wait=_wait(response))


def _wait(response: aiohttp.ClientResponse) -> float:
    """Seconds, from a number or from a date: seen by the site's own clock, or not at all."""
    said = response.headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        until = parsedate_to_datetime(said)
        there = parsedate_to_datetime(response.headers.get("Date", ""))
        return max(0.0, (until - there) / dt.timedelta(seconds=1))
    except (TypeError, ValueError):
        return 0.0
