"""The way to Telegram through the environment's proxy, and around it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest

from bot.adapters.client_telegram import request
from bot.adapters.messenger_telegram import TelegramMessenger
from bot.domain.card import Card
from bot.domain.errors import TryLater
from bot.domain.faults import FaultsError
from bot.sandbox import Sandbox
from tests.adapters.bots import CHANNEL, a_bot, a_town
from tests.worlds import a_channel

CARD = Card(html="today’s card")
TELEGRAM = "http://telegram.test"  # a name that nobody but the proxy knows


@dataclass(kw_only=True)
class Proxy:
    """An HTTP proxy that finds every host at one port of this machine, and refuses to CONNECT."""

    target: int
    url: str = ""
    heads: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def serve(self) -> AsyncIterator["Proxy"]:
        server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        async with server:
            self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            yield self

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.heads.append(head)
        method, url, rest = head.split(" ", 2)
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        else:
            path = url.removeprefix(TELEGRAM)
            answers, asks = await asyncio.open_connection("127.0.0.1", self.target)
            asks.write(f"{method} {path} {rest[:-2]}Connection: close\r\n\r\n".encode())
            body = asyncio.create_task(_copy(reader, asks))
            await _copy(answers, writer)
            body.cancel()
            asks.close()
        writer.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while part := await reader.read(1 << 16):
            writer.write(part)


@pytest.fixture(autouse=True)
def _no_proxy_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def sandbox() -> Sandbox:
    return a_town()


@pytest.fixture
async def url(sandbox: Sandbox) -> AsyncIterator[str]:
    async with sandbox.serve() as root:
        yield root


@pytest.fixture
async def proxy(url: str) -> AsyncIterator[Proxy]:
    async with Proxy(target=int(url.rpartition(":")[2])).serve() as serving:
        yield serving


@pytest.mark.parametrize("written", ["{}", "{without_scheme}"])
async def test_calls_go_through_the_proxy_of_the_environment(
    sandbox: Sandbox, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", written.format(proxy.url, without_scheme=proxy.url.removeprefix("http://")))
    async with a_bot(TELEGRAM, sandbox.token) as bot:
        await TelegramMessenger(bot).send(a_channel(), CARD)
    assert [message.text for message in sandbox.channel(CHANNEL).messages] == [CARD.html]
    assert [head.split("/bot")[0] for head in proxy.heads] == [f"POST {TELEGRAM}"]


async def test_a_name_and_password_of_the_proxy_are_given(
    sandbox: Sandbox, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("//", "//ada:pa55word@"))
    async with a_bot(TELEGRAM, sandbox.token) as bot:
        await TelegramMessenger(bot).send(a_channel(), CARD)
    assert "Proxy-Authorization: Basic YWRhOnBhNTV3b3Jk\r\n" in proxy.heads[0]


@pytest.mark.parametrize("names", ["elsewhere.test,telegram.test", ".test", "*"])
async def test_what_no_proxy_names_is_called_directly(
    sandbox: Sandbox, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, names: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", names)
    async with a_bot(TELEGRAM, sandbox.token) as bot:
        with pytest.raises(TryLater):  # nobody knows that name
            await TelegramMessenger(bot).send(a_channel(), CARD)
    assert proxy.heads == []


async def test_this_machine_is_never_called_through_a_proxy(
    sandbox: Sandbox, url: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the demo would fail for everybody who has one."""
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    for root in (url, url.replace("127.0.0.1", "localhost")):
        async with a_bot(root, sandbox.token) as bot:
            await TelegramMessenger(bot).send(a_channel(), CARD)
    assert proxy.heads == []


async def test_a_proxy_that_is_out_of_reach_or_unwilling_is_tried_later(
    sandbox: Sandbox, proxy: Proxy, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for there in (proxy.url, f"http://127.0.0.1:{unused_tcp_port}"):
        monkeypatch.setenv("HTTPS_PROXY", there)
        async with a_bot(TELEGRAM.replace("http:", "https:"), sandbox.token) as bot:
            with pytest.raises(TryLater) as raised:
                await TelegramMessenger(bot).send(a_channel(), CARD)
        assert sandbox.token not in str(raised.value)
    assert [head.split("\r\n")[0] for head in proxy.heads] == ["CONNECT telegram.test:443 HTTP/1.1"]


@pytest.mark.parametrize("there", ["socks5://127.0.0.1:1080", "https://proxy.test"])
def test_a_proxy_that_cannot_be_used_is_a_fault(monkeypatch: pytest.MonkeyPatch, there: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", there)
    with pytest.raises(FaultsError, match="^environment: HTTPS_PROXY: proxies by (socks5|https) are not supported, "):
        request("https://telegram.test", connections=1)
