"""The Bot API over HTTP: who asks, which method, which trouble; the answer in Telegram's envelope."""

import asyncio
import contextlib
import inspect
import re
import time
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.sandbox import rules
from bot.sandbox.faults import Fault
from bot.sandbox.methods import BY_LOWER_NAME, Method
from bot.sandbox.parameters import Parameters, read_parameters
from bot.sandbox.pictures import pictures_in
from bot.sandbox.rules import ApiError
from bot.sandbox.silence import Abort, Silence, stayed, unless_gone
from bot.sandbox.state import Call, World

_TOKEN = re.compile(r"\d+:[\w-]+")
_GATEWAY_PAGE = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)
_CALLS_KEPT = 5000


class BotApi:
    """Answers /bot{token}/{method} and /file/bot{token}/{path}. ``abort`` cuts a request's TCP connection."""

    def __init__(self, world: World, *, token: str, abort: Abort) -> None:
        self._world = world
        self._token = token
        self._abort = abort
        self._late: set[asyncio.TimerHandle] = set()

    def routes(self) -> list[Route]:
        return [
            Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._file, methods=["GET"]),
        ]

    def close(self) -> None:
        """Forgets the calls that a fault has kept for later."""
        for handle in self._late:
            handle.cancel()
        self._late.clear()

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
            # From here to the effect nothing waits: a client killed after its last byte is served all the same.
            fault = self._take_fault(name, given)
            if fault is not None and fault.kind == "late":
                self._keep(name, method, given, began, fault.seconds)
                return Silence(self._world, self._abort)
            response, reply = await self._perform(request, method, given, fault)
        except ApiError as refusal:
            reply = _envelope(refusal)
            response = JSONResponse(reply, status_code=refusal.status)
        except ClientDisconnect:
            return Silence(self._world, self._abort)
        self._note(name, given, reply, 0 if isinstance(response, Silence) else response.status_code, began)
        return response

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise ApiError(404, "Not Found")
        if token != self._token or self._world.token_revoked:
            raise ApiError(401, rules.UNAUTHORIZED)

    async def _perform(
        self, request: Request, method: Method, given: Parameters, fault: Fault | None
    ) -> tuple[Response, dict[str, Any] | None]:
        """The response and the envelope the bot reads, None where it reads none."""
        if fault is not None and not fault.accepts:
            return self._trouble(fault, given)
        result = method(self._world, given)
        if inspect.isawaitable(result):
            result = await unless_gone(request.receive, result)
        reply = {"ok": True, "result": result}
        if fault is None:
            return JSONResponse(reply), reply
        return await self._trouble_after(request, fault, reply)

    def _keep(self, name: str, method: Method, given: Parameters, began: float, seconds: float) -> None:
        """Performs the call after so many seconds, whoever is still there; nobody reads what becomes of it."""

        def arrive() -> None:
            self._late.discard(handle)
            with contextlib.suppress(ApiError):
                method(self._world, given)
            self._note(name, given, None, 0, began)

        handle = asyncio.get_running_loop().call_later(seconds, arrive)
        self._late.add(handle)

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
        fault = self._world.faults.take(name, names, pictures_in(name, given))
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

    async def _trouble_after(
        self, request: Request, fault: Fault, reply: dict[str, Any]
    ) -> tuple[Response, dict[str, Any] | None]:
        if fault.kind == "garbage":
            return Response('{"ok":true,"resu', media_type="application/json"), None
        if fault.kind == "slow" and await stayed(self._world, request.receive, fault.seconds):
            return JSONResponse(reply), reply
        return Silence(self._world, self._abort, fault.seconds if fault.kind == "hang_after" else 0), None

    def _note(self, name: str, given: Parameters, reply: dict[str, Any] | None, status: int, began: float) -> None:
        if name == "getUpdates" and reply is not None and reply.get("result") == []:
            return
        world = self._world
        call = Call(
            n=world.calls[-1].n + 1 if world.calls else 1,
            at=world.now(),
            method=name,
            params={**given.values, **{k: f"<{len(f.content)} bytes>" for k, f in given.files.items()}},
            reply=reply,
            status=status,
            ms=round((time.perf_counter() - began) * 1000),
            uploaded=sum(len(file.content) for file in given.files.values()),
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
