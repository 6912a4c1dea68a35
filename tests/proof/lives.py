"""Starts and ends the bot's processes. Each is forked from one that has imported everything: 30 ms instead of 1.3 s."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Barrier

from tests.proof.child import Life, live

PATIENCE = 30.0

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.proof.race"])


def a_barrier(parties: int) -> Barrier:
    """That processes can be given."""
    return _context.Barrier(parties)


class Living:
    """A process that runs. ``ended`` is set when it does not any more, for whatever reason."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process
        self.ended = asyncio.Event()
        asyncio.get_running_loop().add_reader(process.sentinel, self._end)

    def _end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._process.sentinel)
        self.ended.set()

    def signal(self, sign: signal.Signals) -> None:
        if not self.ended.is_set() and self._process.pid:
            with suppress(ProcessLookupError):  # it has just died
                os.kill(self._process.pid, sign)

    async def end(self) -> int:
        """Kill it if it lives, and its exit code; -9 after SIGKILL."""
        self.signal(signal.SIGKILL)
        async with asyncio.timeout(PATIENCE):
            await self.ended.wait()
        self._process.join()
        return self._process.exitcode or 0


@asynccontextmanager
async def process(target: Callable[..., None], *given: object) -> AsyncIterator[Living]:
    """Runs beside the block, and is killed at its end."""
    started = _context.Process(target=target, args=given, daemon=True)
    started.start()
    living = Living(started)
    try:
        yield living
    finally:
        await living.end()
        started.close()


@asynccontextmanager
async def living(life: Life) -> AsyncIterator[Living]:
    """The bot runs beside the block, and is killed at its end."""
    life.config.state.mkdir(parents=True, exist_ok=True)
    async with process(live, life) as alive:
        yield alive
