"""Sessions of HTTP that ask only what the guard admits, and what their failures mean."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import aiohttp

from bot import __version__
from bot.adapters.web_guard import Guard
from bot.domain.pages import PageError, PageTrouble

# Some sites answer nobody but those who call themselves Mozilla.
AGENT = f"Mozilla/5.0 (compatible; digestbot/{__version__}; reads single pages for a curated reading list)"
_HEADERS = {"User-Agent": AGENT, "Accept-Language": "en, zh;q=0.9, *;q=0.5", "Accept-Encoding": "gzip, deflate"}
_LONGEST = 8_190  # bytes of a header
_HEADERS_MOST = 100
_NO_REASON = re.compile(r"\[Errno -?\d+\] *")


@asynccontextmanager
async def open_session(guard: Guard, *, connect: float, keep: bool = False) -> AsyncIterator[aiohttp.ClientSession]:
    """``connect`` in seconds; the total is the caller's. Bodies come as they were sent, compressed.

    ``keep``: connections are kept for the next call. Cookies live as long as the session, unless it is kept.
    """
    connector = aiohttp.TCPConnector(
        resolver=guard, use_dns_cache=False, socket_factory=guard.socket, force_close=not keep, limit=0
    )
    async with aiohttp.ClientSession(
        connector=connector,
        headers=_HEADERS,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=connect),
        cookie_jar=aiohttp.DummyCookieJar() if keep else aiohttp.CookieJar(),
        auto_decompress=False,  # aiohttp would do it without a limit
        trust_env=False,
        max_line_size=_LONGEST,
        max_field_size=_LONGEST,
        max_headers=_HEADERS_MOST,
    ) as session:
        yield session


@contextmanager
def in_our_words() -> Iterator[None]:
    """What aiohttp raises, and a time that is over, as PageError."""
    try:
        yield
    except TimeoutError as late:  # aiohttp's are such too, and ClientErrors besides
        raise PageError(PageTrouble.SLOW, "it did not answer in time") from late
    except aiohttp.ClientConnectorCertificateError as failure:
        raise PageError(PageTrouble.UNREACHABLE, "its certificate is not valid") from failure
    except aiohttp.ClientSSLError as failure:
        raise PageError(PageTrouble.UNREACHABLE, "no secure connection can be made") from failure
    except aiohttp.ClientConnectorDNSError as failure:
        raise PageError(PageTrouble.UNREACHABLE, "there is no such host") from failure
    except aiohttp.InvalidURL as failure:
        raise PageError(PageTrouble.ADDRESS, "it is not a well-formed address") from failure
    except (aiohttp.ClientError, OSError) as failure:
        raise PageError(PageTrouble.UNREACHABLE, _reason(failure)) from failure
    except ValueError as failure:  # of yarl, for a host that it takes for none
        raise PageError(PageTrouble.ADDRESS, "it is not a well-formed address") from failure


def _reason(failure: Exception) -> str:
    cause = failure.os_error if isinstance(failure, aiohttp.ClientConnectorError) else failure
    words = cause.strerror if isinstance(cause, OSError) else ""
    return _NO_REASON.sub("", words or "").strip().lower() or f"the connection failed ({type(failure).__name__})"
