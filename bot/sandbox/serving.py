"""An ASGI app on 127.0.0.1 inside a running loop, with an end that does not wait."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import cast

import uvicorn
from starlette.types import ASGIApp, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

_LAST_WORDS = 2.0
# An aborted connection is closed within two rounds of the loop.
_FAREWELLS = 3


class Connections:
    """The open connections of a server."""

    def __init__(self) -> None:
        self.state = ServerState()

    @property
    def protocols(self) -> list[H11Protocol]:
        return [cast(H11Protocol, protocol) for protocol in self.state.connections]

    def abort(self, scope: Scope) -> None:
        """Cuts the TCP connection of a request without an answer."""
        for protocol in self.protocols:
            if protocol.client == scope["client"]:
                protocol.transport.abort()

    async def end(self) -> None:
        """Lets running requests finish (they have been told), then cuts what is left."""
        for protocol in self.protocols:
            protocol.shutdown()
        if self.state.tasks:
            _, late = await asyncio.wait(self.state.tasks, timeout=_LAST_WORDS)
            for task in late:
                task.cancel()
        for protocol in self.protocols:
            protocol.transport.abort()
        for _ in range(_FAREWELLS):
            await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def serving(
    app: ASGIApp,
    port: int = 0,
    *,
    connections: Connections | None = None,
    on_end: Callable[[], None] = lambda: None,
) -> AsyncIterator[str]:
    """Serves until the context ends; the root URL. Port 0 takes a free one; raises OSError for one in use.

    ``on_end`` tells long requests to finish. uvicorn.Server itself would install signal handlers and look for
    its end only every 0.1 s.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        http=H11Protocol,
        server_header=False,
        date_header=False,
        timeout_keep_alive=75,  # longer than any client's: closed in the moment of a call, a connection loses the call
    )
    config.load()
    open_now = connections or Connections()
    # Not from a socket of our own making: asyncio sets TCP_NODELAY only where it knows the protocol, and without it
    # every answer waits 40 ms for an acknowledgement.
    server = await asyncio.get_running_loop().create_server(
        lambda: H11Protocol(config=config, server_state=open_now.state, app_state={}), "127.0.0.1", port
    )
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        on_end()
        await open_now.end()
        await server.wait_closed()
