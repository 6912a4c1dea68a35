"""Connections that say nothing: waiting beside a client that may go away, and the cut without an answer."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.sandbox.state import World

T = TypeVar("T")
Abort = Callable[[Scope], None]


class Silence(Response):
    """Not a response: silent for ``seconds``, or until the other side or the sandbox ends; then a cut."""

    def __init__(self, world: World, abort: Abort, seconds: float = 0) -> None:
        super().__init__()
        self._world = world
        self._abort = abort
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._seconds:
            await stayed(self._world, receive, self._seconds)
        self._abort(scope)
        # The server would answer 500 for us unless it has seen the connection go.
        await _disconnect(receive)


async def stayed(world: World, receive: Receive, seconds: float) -> bool:
    """Waits so long, or until the other side or the sandbox ends; whether the other side is still there."""
    gone, ended = asyncio.ensure_future(_disconnect(receive)), asyncio.ensure_future(world.ended.wait())
    try:
        await asyncio.wait({gone, ended}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        return not gone.done()
    finally:
        await _end(gone, ended)


async def unless_gone(receive: Receive, work: Awaitable[T]) -> T:
    """The outcome of the work. Raises ClientDisconnect when nobody waits for it (a long poll given up)."""
    task, gone = asyncio.ensure_future(work), asyncio.ensure_future(_disconnect(receive))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientDisconnect
        return task.result()
    finally:
        await _end(task, gone)


async def _disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _end(*waiters: asyncio.Future[T] | asyncio.Future[None] | asyncio.Future[bool]) -> None:
    for waiter in waiters:
        waiter.cancel()
    await asyncio.gather(*waiters, return_exceptions=True)
