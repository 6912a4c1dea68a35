"""Builds the python-telegram-bot client: which server, which transport, which timeouts."""

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from telegram.request import HTTPXRequest

SEND_TIMEOUT = 25.0  # seconds; a shorter wait would turn slow answers into unknown deliveries
POLL_TIMEOUT = 30  # seconds of long polling; Telegram allows 50


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


def request(*, connections: int, read_timeout: float = SEND_TIMEOUT) -> HTTPXRequest:
    """An HTTP client for so many calls at a time; ``read_timeout`` in seconds."""
    limits = httpx.Limits(max_connections=connections)
    return HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=read_timeout,
        write_timeout=20.0,
        connect_timeout=10.0,
        pool_timeout=10.0,
        httpx_kwargs={"transport": Transport(limits=limits)},
    )
