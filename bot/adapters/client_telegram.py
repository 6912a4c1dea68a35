"""Builds the python-telegram-bot client: which server, which transport, which timeouts."""

import httpx
from httpx_aiohttp import AiohttpTransport
from telegram.request import HTTPXRequest

SEND_TIMEOUT = 25.0  # seconds; a shorter wait would turn slow answers into unknown deliveries
POLL_TIMEOUT = 30  # seconds of long polling; Telegram allows 50


def request(*, connections: int, read_timeout: float = SEND_TIMEOUT) -> HTTPXRequest:
    """An HTTP client on aiohttp: httpx's own pool is quadratic in the calls under way (measured in DESIGN)."""
    limits = httpx.Limits(max_connections=connections)
    return HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=read_timeout,
        write_timeout=20.0,
        connect_timeout=10.0,
        pool_timeout=10.0,
        httpx_kwargs={"transport": AiohttpTransport(limits=limits)},
    )
