"""The /sandbox/* API of the page and the tests: see the world, act as people, switch faults."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.sandbox import people
from bot.sandbox.rules import ApiError
from bot.sandbox.state import World
from bot.sandbox.view import ClockControl, state_json

_PAGE = Path(__file__).parent / "page"
POLICY = "default-src 'self'"  # hostile text in a message must not even be able to load a picture
_PAGE_FILE = re.compile(r"[\w-]+(\.[\w-]+)+")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_COALESCE = 0.05
_PING = 15.0

Act = Callable[[dict[str, Any]], dict[str, Any]]


class Control:
    """Answers everything that is not the Bot API. ``clock`` asks for the demo's clock at each use."""

    def __init__(self, world: World, clock: Callable[[], ClockControl | None]) -> None:
        self._world = world
        self._clock = clock

    def routes(self) -> list[Route]:
        acts: dict[str, Act] = {
            "say": self._say,
            "press": self._press,
            "start": self._start,
            "language": self._language,
            "delete": self._delete,
            "post": self._post,
            "inline": self._inline,
            "choose": self._choose,
            "server": self._server,
        }
        return [
            Route("/", self._page),
            Route("/page/{file}", self._page),
            Route("/sandbox/state", self._state),
            Route("/sandbox/events", self._events),
            Route("/sandbox/file/{unique_id}", self._file),
            Route("/sandbox/jump", self._jump, methods=["POST"]),
            Route("/sandbox/faults", self._faults, methods=["POST", "DELETE"]),
            *(Route(f"/sandbox/{name}", self._acting(act), methods=["POST"]) for name, act in acts.items()),
        ]

    async def _page(self, request: Request) -> Response:
        name = request.path_params.get("file", "index.html")
        path = _PAGE / name
        if (refused := _not_from_here(request)) is not None:
            return refused
        if not _PAGE_FILE.fullmatch(name) or not path.is_file():
            return PlainTextResponse("there is no such page", status_code=404)
        return FileResponse(path, headers={"cache-control": "no-cache", "content-security-policy": POLICY})

    async def _state(self, request: Request) -> Response:
        return _not_from_here(request) or JSONResponse(state_json(self._world, self._clock()))

    async def _events(self, request: Request) -> Response:
        headers = {"cache-control": "no-cache", "x-accel-buffering": "no"}
        return _not_from_here(request) or StreamingResponse(
            self._changes(), media_type="text/event-stream", headers=headers
        )

    async def _changes(self) -> AsyncIterator[str]:
        """One event now, then one per change (those within 50 ms as one), a comment every 15 s."""
        world, told = self._world, -1
        while world.open:
            if world.revision != told:
                told = world.revision
                yield f"event: changed\ndata: {json.dumps({'revision': told})}\n\n"
            try:
                async with asyncio.timeout(_PING):
                    await world.change()
            except TimeoutError:
                yield ": ping\n\n"
            else:
                if world.open:
                    await asyncio.sleep(_COALESCE)

    async def _file(self, request: Request) -> Response:
        photo = self._world.files.by_unique_id(request.path_params["unique_id"])
        if photo is None:
            return PlainTextResponse("there is no such file", status_code=404)
        return _not_from_here(request) or Response(photo.content, media_type=photo.mime)

    async def _jump(self, request: Request) -> Response:
        if (refused := _not_from_here(request)) is not None:
            return refused
        clock = self._clock()
        if clock is None:
            return JSONResponse({"ok": False, "error": "no clock to jump is attached"}, status_code=404)
        await clock.jump()
        self._world.changed()
        return JSONResponse({"ok": True})

    async def _faults(self, request: Request) -> Response:
        if request.method == "POST":
            return await self._acting(self._add_fault)(request)
        if (refused := _not_from_here(request)) is not None:
            return refused
        self._world.faults.clear()
        self._world.changed()
        return JSONResponse({"ok": True})

    def _acting(self, act: Act) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            if (refused := _not_from_here(request)) is not None:
                return refused
            try:
                body = json.loads(await request.body() or b"{}")
                return JSONResponse({"ok": True} | act(body))
            except LookupError as missing:
                return JSONResponse({"ok": False, "error": str(missing)}, status_code=404)
            except (ApiError, ValueError, TypeError) as wrong:
                return JSONResponse({"ok": False, "error": str(wrong)}, status_code=400)

        return endpoint

    def _say(self, body: dict[str, Any]) -> dict[str, Any]:
        message = people.say(self._world, body["person"], body["text"], body.get("chat"), body.get("reply_to"))
        return {"message_id": message.id}

    def _press(self, body: dict[str, Any]) -> dict[str, Any]:
        where = body["chat"], body["message_id"]
        return {"query_id": people.press(self._world, body["person"], *where, body["data"])}

    def _start(self, body: dict[str, Any]) -> dict[str, Any]:
        return {"message_id": people.start(self._world, body["person"], body.get("payload") or "").id}

    def _language(self, body: dict[str, Any]) -> dict[str, Any]:
        self._world.people[body["person"]].language = str(body["language"])
        self._world.changed()
        return {}

    def _delete(self, body: dict[str, Any]) -> dict[str, Any]:
        chat = self._world.chats[body["chat"]]
        if body["message_id"] not in chat.history:
            raise LookupError(f"there is no message {body['message_id']}")
        self._world.delete(chat, body["message_id"])
        return {}

    def _post(self, body: dict[str, Any]) -> dict[str, Any]:
        return {"message_id": people.post(self._world, body["chat"], body["text"]).id}

    def _inline(self, body: dict[str, Any]) -> dict[str, Any]:
        asked = str(body["text"]), str(body.get("offset") or "")
        return {"query_id": people.type_inline(self._world, body["person"], *asked, body.get("chat"))}

    def _choose(self, body: dict[str, Any]) -> dict[str, Any]:
        chosen = str(body["query_id"]), str(body["result_id"])
        return {"message_id": people.choose_inline(self._world, body["person"], body["chat"], *chosen).id}

    def _server(self, body: dict[str, Any]) -> dict[str, Any]:
        self._world.knows_rich = bool(body["knows_rich"])
        self._world.changed()
        return {}

    def _add_fault(self, body: dict[str, Any]) -> dict[str, Any]:
        known = ("method", "times", "chat", "retry_after", "seconds", "description")
        fault = self._world.faults.add(str(body["kind"]), **{k: body[k] for k in known if k in body})
        self._world.changed()
        return {"fault": fault.as_json()}


def _not_from_here(request: Request) -> Response | None:
    """A refusal unless both the Host and, if a browser sent one, the Origin are this machine's own names.

    Otherwise any web page could drive the sandbox through DNS rebinding or a form.
    """
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    origin = request.headers.get("origin")
    named = [host] if origin is None else [host, urlsplit(origin).hostname]
    if all(name in _LOOPBACK for name in named):
        return None
    return PlainTextResponse("the sandbox answers on this machine only", status_code=403)
