"""Sites on this machine under names of the open web, behind the real guard: a resolver of our own leads to them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from bot.adapters.web_guard import Guard
from bot.sandbox.serving import serving

HERE = "127.0.0.1"
Answer = Response | Callable[[Request], Awaitable[Response]]


def a_page(title: str = "A Title", head: str = "", body: str = "", language: str = "en") -> Response:
    return HTMLResponse(
        f"<!DOCTYPE html><html lang={language}><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    )


def moved(there: str, status: int = 302) -> Response:
    return Response(status_code=status, headers={"Location": there})


@dataclass
class Sites:
    """What each ``host/path`` answers, and what was asked; a host that nobody knows is in no directory."""

    pages: dict[str, Answer] = field(default_factory=dict)
    leads_to: dict[str, list[str]] = field(
        default_factory=dict
    )  # host → its numbers, one for each look, the last again
    asked: list[Request] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)
    port: int = 0
    late: asyncio.Event = field(default_factory=asyncio.Event)  # set when everything ends: for answers that never come

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        self.asked.append(request)
        place = f"{request.headers['host']}{request.url.path}"
        answer = self.pages.get(place, Response("no such page", 404))
        if not isinstance(answer, Response):
            answer = await answer(request)
        await answer(scope, receive, send)

    async def resolve(self, host: str, port: int) -> Sequence[tuple[str, int]]:
        self.looked_up.append(host)
        if host in self.leads_to:
            numbers = self.leads_to[host]
            return [(numbers.pop(0) if len(numbers) > 1 else numbers[0], self.port)]
        if not any(place.startswith(f"{host}/") for place in self.pages):
            raise OSError("no such name")
        return [(HERE, self.port)]

    @property
    def guard(self) -> Guard:
        """Nothing is admitted but this server."""
        return Guard(admits=lambda number: number == HERE, resolve=self.resolve)

    @property
    def places(self) -> list[str]:
        return [f"{request.method} {request.headers['host']}{request.url.path}" for request in self.asked]


@asynccontextmanager
async def some_sites(**pages: Answer) -> AsyncIterator[Sites]:
    """Open, with these pages of blog.site.org."""
    sites = Sites(pages={f"blog.site.org/{name}": answer for name, answer in pages.items()})
    async with serving(sites, on_end=sites.late.set) as url:
        sites.port = int(url.rpartition(":")[2])
        yield sites
