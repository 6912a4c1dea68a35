"""Builds the python-telegram-bot client: which server, which transport, which proxy, which timeouts."""

import ipaddress
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from telegram.request import HTTPXRequest

from bot.domain.faults import Fault, FaultsError

SEND_TIMEOUT = 25.0  # seconds; a shorter wait would turn slow answers into unknown deliveries
POLL_TIMEOUT = 30  # seconds of long polling; Telegram allows 50
RETRY_AFTER = 30  # seconds, where a 429 does not say how long


class Transport(AiohttpTransport):
    """httpx on aiohttp: httpx's own pool is quadratic in the calls under way (measured in DESIGN).

    httpx-aiohttp calls whatever happens to a connection a ConnectTimeout, which python-telegram-bot's polling takes for
    an empty answer: it would ask again at once and in silence for as long as Telegram is out of reach.
    """

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await super().handle_async_request(request)
        except httpx.ConnectTimeout as failure:
            cause = failure.__cause__
            out_of_reach = isinstance(cause, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
            meant = httpx.ConnectError if out_of_reach else httpx.ReadError
            raise meant(f"{cause or failure}") from cause


class PollingRequest(HTTPXRequest):
    """For getUpdates alone: python-telegram-bot ends its polling for good at the first 401 or 404, which a proxy or a
    server that restarts may answer. As a server's fault it is said in the log and tried again.

    ``answered`` is called whenever Telegram has given updates, or none, instead of a refusal.
    """

    def __init__(self, *given: Any, answered: Callable[[], object], **named: Any) -> None:
        super().__init__(*given, **named)
        self._answered = answered

    async def do_request(self, *given: Any, **named: Any) -> tuple[int, bytes]:
        code, payload = await super().do_request(*given, **named)
        if code == HTTPStatus.OK:
            self._answered()
        return (HTTPStatus.SERVICE_UNAVAILABLE if code in _ENDS_POLLING else code), payload


class CallRequest(HTTPXRequest):
    """For all other calls. A 4xx is a refusal, whatever its body: python-telegram-bot knows only six of them, and takes
    the others, and a 429 that does not say how long, for trouble after which the message may have been posted.
    """

    async def do_request(self, *given: Any, **named: Any) -> tuple[int, bytes]:
        code, payload = await super().do_request(*given, **named)
        if not HTTPStatus.BAD_REQUEST <= code < HTTPStatus.INTERNAL_SERVER_ERROR:
            return code, payload
        answer = _as_telegram_says_it(code, payload)
        if code == HTTPStatus.TOO_MANY_REQUESTS and not _seconds(answer["parameters"]):
            answer["parameters"] = {"retry_after": RETRY_AFTER}
        return (code if code in _KNOWN else HTTPStatus.BAD_REQUEST), json.dumps(answer).encode()


_ENDS_POLLING = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)
_KNOWN = (
    *_ENDS_POLLING,
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.CONFLICT,
    HTTPStatus.TOO_MANY_REQUESTS,
)


def _as_telegram_says_it(code: int, payload: bytes) -> dict[str, Any]:
    """A gateway's page, or anything else that is no Bot API error, becomes one with the status as its words."""
    try:
        said = json.loads(payload)
    except ValueError:
        said = None
    said = said if isinstance(said, dict) else {}
    words, parameters = said.get("description"), said.get("parameters")
    return {
        "description": words if isinstance(words, str) and words else _phrase(code),
        "parameters": parameters if isinstance(parameters, dict) else {},
    }


def _phrase(code: int) -> str:
    try:
        return f"{HTTPStatus(code).phrase} ({code})"
    except ValueError:  # a code of somebody's own
        return f"HTTP status {code}"


def _seconds(parameters: dict[str, Any]) -> int:
    found = parameters.get("retry_after")
    return found if isinstance(found, int) and found > 0 else 0


def request(
    server: str,
    *,
    connections: int,
    read_timeout: float = SEND_TIMEOUT,
    kind: Callable[..., HTTPXRequest] = CallRequest,
) -> HTTPXRequest:
    """An HTTP client of one server for so many calls at a time; ``read_timeout`` in seconds.

    It goes through the environment's proxy, without which Telegram cannot be reached from some countries. Raises
    FaultsError for one that cannot be used.
    """
    limits = httpx.Limits(max_connections=connections)
    return kind(
        connection_pool_size=connections,
        read_timeout=read_timeout,
        write_timeout=20.0,
        connect_timeout=10.0,
        pool_timeout=10.0,
        httpx_kwargs={"transport": Transport(limits=limits, proxy=_proxy(httpx.URL(server)))},
    )


def _proxy(server: httpx.URL) -> httpx.Proxy | None:
    """HTTPS_PROXY or HTTP_PROXY, as the server's scheme is, but for what NO_PROXY names and this machine: the demo.

    Looked up here because httpx leaves it to the transport, httpx-aiohttp to nobody, and aiohttp would read the
    environment and ~/.netrc anew, in a thread, for every call.
    """
    found = getproxies().get(server.scheme)
    if not found or _on_this_machine(server.host) or proxy_bypass(server.netloc.decode()):
        return None
    scheme, there, _ = found.rpartition("://")
    if there and scheme != "http":
        key = f"{server.scheme.upper()}_PROXY"
        what, remedy = f"proxies by {scheme} are not supported", "name an http:// one, or set NO_PROXY"
        raise FaultsError([Fault(place="environment", key=key, what=what, remedy=remedy)])
    proxy = httpx.Proxy(found if there else f"http://{found}")
    if proxy.auth is None:
        return proxy
    secret = aiohttp.encode_basic_auth(*proxy.auth)  # aiohttp would have it so, and gives it to the proxy alone
    return httpx.Proxy(proxy.url, headers={"Authorization": secret})


def _on_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
