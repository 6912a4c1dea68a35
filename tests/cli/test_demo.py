"""demo: one command shows a channel with today's card, and goes without a trace."""

import signal
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from tests.cli.shell import Ran, Shell, stop

pytestmark = pytest.mark.slow  # real processes, a second or more each to start


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What a visitor saw of a demo that has ended."""

    printed: str
    cards: list[str]
    clock: str
    ran: Ran


async def visit(shell: Shell, *arguments: str) -> Visit:
    """Start the demo, look at its state, and press Ctrl-C."""
    async with shell.running("demo", "--port", "0", "--no-browser", *arguments) as process:
        assert process.stdout is not None
        printed = (await process.stdout.readuntil(b"Ctrl-C stops.\n")).decode()
        url = printed.split()[2]
        async with httpx.AsyncClient(base_url=url) as client:
            assert (await client.get("/")).status_code == 200
            state = (await client.get("/sandbox/state")).json()
        ran = await stop(process, signal.SIGINT)
    (channel,) = [chat for chat in state["chats"] if chat["type"] == "channel"]
    return Visit(
        printed=printed,
        cards=[message["caption"] for message in channel["messages"]],
        clock=state["clock"]["now"],
        ran=ran,
    )


async def test_todays_card_is_there_and_ctrl_c_ends_it(shell: Shell) -> None:
    seen = await visit(shell)
    assert seen.printed.startswith("digestbot demo  http://127.0.0.1:")
    assert len(seen.cards) == 1
    assert (seen.ran.code, seen.ran.out, seen.ran.err) == (0, "Stopped.\n", "")
    assert list(shell.folder.iterdir()) == []


async def test_a_kept_folder_has_another_card_the_next_day(shell: Shell) -> None:
    first = await visit(shell, "--state", "kept")
    second = await visit(shell, "--state", "kept")
    assert len(first.cards) == len(second.cards) == 1
    assert first.cards != second.cards
    assert second.clock > first.clock
    assert second.ran == first.ran
    assert [path.name for path in shell.folder.iterdir()] == ["kept"]


@pytest.fixture
def port_in_use() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


def test_a_port_in_use_is_told(shell: Shell, port_in_use: int) -> None:
    ran = shell.quick("demo", "--no-browser", "--port", str(port_in_use))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"port {port_in_use} is in use; try another with --port, or any free one with --port 0\n"
