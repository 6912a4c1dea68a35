"""Calls that take effect when nobody waits for them any more: accepted late, or asked by a client that was killed."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx
import pytest
from telegram import Bot
from telegram.error import NetworkError

from bot.sandbox import Chat, Sandbox
from tests.sandbox.conftest import CHANNEL, Connect, png

# Sends what it is given, says so, and waits to be killed.
CLIENT = """
import socket, sys, time
line = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
line.sendall(sys.stdin.buffer.read())
print("sent", flush=True)
time.sleep(600)
"""


@contextlib.asynccontextmanager
async def sent_and_killed(url: str, request: bytes) -> AsyncIterator[None]:
    """A process that has sent these bytes; killed with SIGKILL when the context ends."""
    client = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CLIENT, str(urlsplit(url).port),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert client.stdin is not None
    assert client.stdout is not None
    client.stdin.write(request)
    client.stdin.close()
    try:
        assert await client.stdout.readline() == b"sent\n"
        yield
    finally:
        client.kill()
        await client.wait()


def post(sandbox: Sandbox, body: bytes, kind: str = "application/json", method: str = "sendMessage") -> bytes:
    head = f"POST /bot{sandbox.token}/{method} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


TEXT = json.dumps({"chat_id": CHANNEL, "text": "x"}).encode()


async def test_a_late_call_takes_effect_and_its_number_after_the_connection_was_cut(
    bot: Bot, sandbox: Sandbox, channel: Chat
) -> None:
    sandbox.faults.add("late", method="sendMessage", seconds=0.05)
    sending = asyncio.create_task(bot.send_message(CHANNEL, "late"))
    await sandbox.wait_for(lambda: not sandbox.faults.waiting)
    assert channel.messages == []
    assert [call.method for call in sandbox.calls] == ["getMe"]
    await sandbox.post(channel.id, "another's")
    with pytest.raises(NetworkError):
        await sending
    await sandbox.wait_for(lambda: len(sandbox.calls) == 2)
    assert [(message.id, message.text) for message in channel.messages] == [(1, "another's"), (2, "late")]
    call = sandbox.calls[-1]
    assert (call.method, call.status, call.error) == ("sendMessage", 0, "connection cut")


async def test_a_late_call_that_is_no_longer_allowed_has_no_effect(bot: Bot, sandbox: Sandbox, channel: Chat) -> None:
    sandbox.faults.add("late", method="sendMessage", seconds=0.05)
    sending = asyncio.create_task(bot.send_message(CHANNEL, "late"))
    await sandbox.wait_for(lambda: not sandbox.faults.waiting)
    sandbox.delete_chat(CHANNEL)
    with pytest.raises(NetworkError):
        await sending
    await sandbox.wait_for(lambda: len(sandbox.calls) == 2)
    assert channel.messages == []


async def test_late_calls_still_to_come_are_forgotten_at_the_end(sandbox: Sandbox, channel: Chat) -> None:
    async with sandbox.serve() as url, httpx.AsyncClient(trust_env=False, verify=False) as client:
        sandbox.faults.add("late", seconds=0.2)
        with pytest.raises(httpx.HTTPError):
            await client.post(f"{url}/bot{sandbox.token}/sendMessage", json={"chat_id": CHANNEL, "text": "x"})
    async with sandbox.serve():
        await asyncio.sleep(0.4)
    assert channel.messages == []
    assert sandbox.calls == []


@pytest.mark.parametrize("kind", [None, "cut_after", "garbage", "hang_after", "slow", "late"])
async def test_a_call_takes_effect_once_though_its_client_is_killed(
    sandbox: Sandbox, channel: Chat, url: str, connect: Connect, kind: str | None
) -> None:
    if kind is not None:
        sandbox.faults.add(kind, seconds=0.3 if kind == "late" else 600)
    async with sent_and_killed(url, post(sandbox, TEXT)):
        pass
    await sandbox.wait_for(lambda: sandbox.calls)
    (call,) = sandbox.calls
    assert call.method == "sendMessage"
    assert call.status == (200 if kind in (None, "garbage") else 0)
    await connect().send_message(CHANNEL, "next")
    assert [message.text for message in channel.messages] == ["x", "next"]


async def test_a_hanging_call_has_no_effect_when_its_client_is_killed(
    sandbox: Sandbox, channel: Chat, url: str, connect: Connect
) -> None:
    sandbox.faults.add("hang", seconds=600)
    async with sent_and_killed(url, post(sandbox, TEXT)):
        await sandbox.wait_for(lambda: sandbox.calls)
    await connect().send_message(CHANNEL, "next")
    assert [message.text for message in channel.messages] == ["next"]


def form(picture: bytes) -> tuple[bytes, str]:
    made = httpx.Request("POST", "http://x", data={"chat_id": CHANNEL}, files={"photo": ("p.png", picture)})
    return made.read(), made.headers["content-type"]


# The larger picture is one that starlette would put on the disk.
PICTURES = [png(4, 4), png(2000, 2000) + bytes(3_000_000)]


@pytest.mark.parametrize("picture", PICTURES, ids=["small", "large"])
async def test_a_client_killed_while_it_sends_does_no_harm(
    sandbox: Sandbox, channel: Chat, url: str, connect: Connect, picture: bytes
) -> None:
    body, kind = form(picture)
    whole = post(sandbox, body, kind, "sendPhoto")
    for part in (whole[:20], whole[: -len(body)], whole[:-1]):
        async with sent_and_killed(url, part):
            pass
    assert channel.messages == []
    assert sandbox.calls == []
    async with sent_and_killed(url, whole):
        pass
    await sandbox.wait_for(lambda: channel.messages)
    await connect().send_message(CHANNEL, "next")
    assert len(channel.messages) == 2
