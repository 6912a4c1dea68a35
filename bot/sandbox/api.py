"""The Bot API over HTTP: who asks, which method, which trouble; the answer in Telegram's envelope."""

import asyncio
import inspect
import re
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.sandbox import rules
from bot.sandbox.faults import Fault
from bot.sandbox.methods import BY_LOWER_NAME
from bot.sandbox.parameters import Parameters, read_parameters
from bot.sandbox.rules import ApiError
from bot.sandbox.state import Call, World

_TOKEN = re.compile(r"\d+:[\w-]+")
_GATEWAY_PAGE = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)
_CALLS_KEPT = 5000

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
        gone = asyncio.ensure_future(_disconnect(receive))
        if self._seconds:
            closed = asyncio.ensure_future(_closed(self._world))
            await asyncio.wait({gone, closed}, timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED)
            closed.cancel()
            await asyncio.gather(closed, return_exceptions=True)
        self._abort(scope)
        # The server would answer 500 for us unless it has seen the connection go.
        await gone


async def _disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """The outcome of the work. Raises ClientDisconnect when nobody waits for it (a long poll given up)."""
    task, gone = asyncio.ensure_future(work), asyncio.ensure_future(_disconnect(request.receive))
    await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
    finished = task.done()
    for other in (task, gone):
        other.cancel()
    await asyncio.gather(task, gone, return_exceptions=True)
    if not finished:
        raise ClientDisconnect
    return task.result()


async def _closed(world: World) -> None:
    while world.open:
        await world.change()


class BotApi:
    """Answers /bot{token}/{method} and /file/bot{token}/{path}. ``abort`` cuts a request's TCP connection."""

    def __init__(self, world: World, *, token: str, abort: Abort) -> None:
        self._world = world
        self._token = token
        self._abort = abort

    def routes(self) -> list[Route]:
        return [
            Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._file, methods=["GET"]),
        ]

    async def _answer(self, request: Request) -> Response:
        began = time.perf_counter()
        name = request.path_params["method"]
        given = Parameters(values={})
        try:
            self._check_token(request.path_params["token"])
            if (found := BY_LOWER_NAME.get(name.lower())) is None:
                raise ApiError(404, rules.METHOD_NOT_FOUND)
            name, method = found
            given = await read_parameters(request)
            response, reply = await _unless_gone(request, self._perform(name, method, given))
        except ApiError as refusal:
            reply = _envelope(refusal)
            response = JSONResponse(reply, status_code=refusal.status)
        except ClientDisconnect:
            return Silence(self._world, self._abort)
        self._note(name, given, reply, response, began)
        return response

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise ApiError(404, "Not Found")
        if token != self._token:
            raise ApiError(401, rules.UNAUTHORIZED)

    async def _perform(
        self, name: str, method: Callable[[World, Parameters], Any], given: Parameters
    ) -> tuple[Response, dict[str, Any] | None]:
        """The response and the envelope the bot reads, None where it reads none."""
        fault = self._take_fault(name, given)
        if fault is not None and not fault.accepts:
            return self._trouble(fault, given)
        result = method(self._world, given)
        if inspect.isawaitable(result):
            result = await result
        reply = {"ok": True, "result": result}
        if fault is None:
            return JSONResponse(reply), reply
        return await self._trouble_after(fault, reply)

    def _take_fault(self, name: str, given: Parameters) -> Fault | None:
        if not self._world.faults.waiting:
            return None
        key = given.chat_key()
        names: tuple[int | str, ...] = (key,)
        try:
            chat = self._world.find_chat(key)
            names = (chat.id, f"@{chat.username}", key)
        except ApiError:
            pass
        fault = self._world.faults.take(name, names)
        if fault is not None:
            self._world.changed()
        return fault

    def _trouble(self, fault: Fault, given: Parameters) -> tuple[Response, dict[str, Any] | None]:
        key = given.text("chat_id")
        if (refusal := fault.refusal(private=not key.startswith(("-", "@")))) is not None:
            raise refusal
        if fault.kind in ("502", "html"):
            return HTMLResponse(_GATEWAY_PAGE, status_code=502), None
        return Silence(self._world, self._abort, fault.seconds if fault.kind == "hang" else 0), None

    async def _trouble_after(self, fault: Fault, reply: dict[str, Any]) -> tuple[Response, dict[str, Any] | None]:
        if fault.kind == "garbage":
            return Response('{"ok":true,"resu', media_type="application/json"), None
        if fault.kind == "slow":
            await asyncio.wait({closed := asyncio.ensure_future(_closed(self._world))}, timeout=fault.seconds)
            closed.cancel()
            return JSONResponse(reply), reply
        return Silence(self._world, self._abort, fault.seconds if fault.kind == "hang_after" else 0), None

    def _note(
        self, name: str, given: Parameters, reply: dict[str, Any] | None, response: Response, began: float
    ) -> None:
        if name == "getUpdates" and reply is not None and reply.get("result") == []:
            return
        world = self._world
        call = Call(
            n=world.calls[-1].n + 1 if world.calls else 1,
            at=world.now(),
            method=name,
            params={**given.values, **{k: f"<{len(f.content)} bytes>" for k, f in given.files.items()}},
            reply=reply,
            status=0 if isinstance(response, Silence) else response.status_code,
            ms=round((time.perf_counter() - began) * 1000),
        )
        world.calls.append(call)
        del world.calls[:-_CALLS_KEPT]
        world.changed()

    async def _file(self, request: Request) -> Response:
        try:
            self._check_token(request.path_params["token"])
        except ApiError as refusal:
            return JSONResponse(_envelope(refusal), status_code=refusal.status)
        photo = self._world.files.by_path(request.path_params["path"])
        if photo is None:
            return JSONResponse(_envelope(ApiError(404, "Not Found")), status_code=404)
        return Response(photo.content, media_type="application/octet-stream")


def _envelope(refusal: ApiError) -> dict[str, Any]:
    reply: dict[str, Any] = {
        "ok": False,
        "error_code": refusal.status,
        "description": refusal.description,
    }
    return reply | ({"parameters": refusal.parameters} if refusal.parameters else {})
