"""A small world served over real HTTP, and the real python-telegram-bot talking to it."""

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from httpx_aiohttp import AiohttpTransport
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.sandbox import Chat, Sandbox

READER, ADMIN, STRANGER = 1001, 1002, 1003
CHANNEL = "@o1_daily"
GROUP = -1_002_000_000_001


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **span: float) -> None:
        self.time += timedelta(**span)


async def polled(sandbox: Sandbox) -> None:
    """Until a getUpdates waits there, which nobody announces."""
    async with asyncio.timeout(20):
        while not sandbox.updates.polled:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def _timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-telegram-bot warns about the old type of retry_after unless asked for the new one."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> Sandbox:
    world = Sandbox(clock=clock)
    world.add_person(READER, "Lin", language="zh")
    world.add_person(ADMIN, "Ada", role="admin")
    world.add_person(STRANGER, "Sam", started=False)
    world.add_channel(username=CHANNEL[1:], title="o1 Daily")
    world.add_group(GROUP, "Reading group")
    return world


@pytest.fixture
def channel(sandbox: Sandbox) -> Chat:
    return sandbox.channel(CHANNEL)


@pytest.fixture
async def url(sandbox: Sandbox) -> AsyncIterator[str]:
    async with sandbox.serve() as root:
        yield root


Connect = Callable[..., Bot]


@pytest.fixture
async def connect(url: str, sandbox: Sandbox) -> AsyncIterator[Connect]:
    """Makes further bots: ``connect(token=…, read_timeout=…)``; not initialised, closed at the end."""
    made: list[Bot] = []

    def make(token: str | None = None, read_timeout: float = 20, *, aiohttp: bool = False) -> Bot:
        # No TLS here: loading certificates would be the slowest part of every test.
        kwargs: dict[str, Any] = {"verify": False, "trust_env": False}
        requests = [
            HTTPXRequest(
                read_timeout=read_timeout,
                httpx_kwargs=kwargs | ({"transport": AiohttpTransport()} if aiohttp else {}),
            )
            for _ in range(2)
        ]
        made.append(
            Bot(
                token or sandbox.token,
                base_url=f"{url}/bot",
                base_file_url=f"{url}/file/bot",
                request=requests[0],
                get_updates_request=requests[1],
            )
        )
        return made[-1]

    yield make
    for bot in made:
        for request in (bot.request, bot._request[0]):
            await request.shutdown()


@pytest.fixture
async def bot(connect: Connect) -> Bot:
    made = connect()
    await made.initialize()
    return made


@pytest.fixture
async def raw(url: str, sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    """A plain HTTP client at the bot's own address: ``raw.post("sendMessage", json=…)``."""
    async with httpx.AsyncClient(base_url=f"{url}/bot{sandbox.token}/", trust_env=False, verify=False) as client:
        yield client


@pytest.fixture
async def page(url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser, as far as the control API knows."""
    async with httpx.AsyncClient(base_url=url, trust_env=False, verify=False) as client:
        yield client


def png(width: int, height: int) -> bytes:
    """A real picture, all black."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    rows = zlib.compress(bytes((width + 1) * height)) if width * height < 4_000_000 else b""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
