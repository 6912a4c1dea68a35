"""An OpenAI-compatible endpoint on this machine, whose model can be told to misbehave; and a record to draft from."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.adapters.drafting_openai import OpenAiDrafter, open_drafter
from bot.domain.catalog import Tag
from bot.domain.entry import Entry
from bot.sandbox.serving import Connections, serving

MODEL = "small-1"
KEY = "sk-very-secret-0123456789"

ABSTRACT = (
    "Language models often fail at arithmetic word problems that need many steps. We train verifiers that score "
    "100 candidate solutions for each problem and keep the best one. On a set of 1,319 test problems, a 6B model "
    "with a verifier reaches 55.4% accuracy, slightly above a fine-tuned model of 175B. The gain grows with the "
    "number of candidates up to 400 and falls beyond it. We release the 8,500 problems, called SchoolMath8K, with "
    "their solutions."
)
ENGLISH = (
    "Why do language models stumble over word problems that a pupil can solve? The authors look for the fault in "
    "single slips along a chain of many steps, and add a second model, a verifier, which scores 100 candidate "
    "solutions for each problem so that the best can be chosen. With it, a 6B model reaches 55.4% on 1,319 test "
    "problems, a little more than a fine-tuned model of 175B. More candidates help up to 400 and harm beyond. The "
    "data set SchoolMath8K, 8,500 problems with solutions, is released as well. Read it as an early case for "
    "checking answers instead of enlarging models."
)
CHINESE = (
    "为什么语言模型会在小学生都能解的应用题上出错？作者认为问题出在多步推理中的个别失误，于是另外训练一个验证器"
    "：对每道题的 100 个候选解答打分，只留下最好的一个。有了验证器，6B 模型在 1319 道测试题上达到 55.4% 的准确"
    "率，略高于 175B 的微调模型。候选数量在 400 以内越多越好，再多反而有害。作者还公开了数据集 SchoolMath8K，共"
    " 8500 道题及其解答。想了解为什么检验答案有时胜过扩大模型，可以从这篇读起。"
)
TITLE = "Patient Verifiers for School Mathematics"
CHINESE_TITLE = "面向小学数学的耐心验证器"
TEXTS = {"title_en": TITLE, "title_zh": CHINESE_TITLE, "overview_en": ENGLISH, "overview_zh": CHINESE}

TAGS = (
    Tag(key="verifiers", en="Verifiers", zh="验证器"),
    Tag(key="math", en="Math", zh="数学"),
    Tag(key="fine-tuning", en="Fine-tuning", zh="微调"),
    Tag(key="games", en="Games", zh="博弈"),
)


def a_draft(**fields: Any) -> Entry:
    """With an English title and an abstract; both overviews and the Chinese title are missing."""
    given = {
        "key": "patient-verifiers", "kind": "paper", "title": {"en": TITLE}, "authors": ["Ada Bell"],
        "published": "2021-10-27", "url": "https://example.org/patient", "tags": ["verifiers"], "status": "draft",
        "abstract": ABSTRACT,
    } | fields  # fmt: skip
    return Entry.model_validate({name: value for name, value in given.items() if value is not None})


Way = Callable[["Desk", dict[str, Any], Request], Awaitable[Response]]


@dataclass
class Desk:
    """What its model writes, how it fails first, and what it was asked."""

    texts: Mapping[str, str] = field(default_factory=lambda: dict(TEXTS))
    ways: list[Way] = field(default_factory=list)  # of the next answers; after them it behaves
    always: Way | None = None  # of all answers
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)  # that the drafter has made
    busy: int = 0
    busiest: int = 0  # calls at the same time
    at: str = ""
    connections: Connections = field(default_factory=Connections)
    _too_late: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: Request) -> Response:
        body = json.loads(await request.body())
        self.asked.append(body)
        self.headers.append(dict(request.headers))
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            way = self.always or (self.ways.pop(0) if self.ways else behaves)
            return await way(self, body, request)
        finally:
            self.busy -= 1

    @asynccontextmanager
    async def drafter(self, *, key: str = KEY, patience: float = 20.0) -> AsyncIterator[OpenAiDrafter]:
        """Whose pauses take no time, and are written down."""

        async def sleep(seconds: float) -> None:
            self.pauses.append(seconds)

        async with open_drafter(url=self.at, model=MODEL, key=key, patience=patience, sleep=sleep) as drafter:
            yield drafter

    def end(self) -> None:
        self._too_late.set()

    async def until_the_end(self) -> None:
        await self._too_late.wait()


@asynccontextmanager
async def a_desk(*ways: Way, **texts: str) -> AsyncIterator[Desk]:
    """Open; it fails in these ways first, and writes these texts in the place of the good ones."""
    desk = Desk(ways=list(ways), texts=TEXTS | texts)
    routes = [Route("/v1/chat/completions", desk.answer, methods=["POST"])]
    async with serving(Starlette(routes=routes), connections=desk.connections, on_end=desk.end) as url:
        desk.at = f"{url}/v1"
        yield desk


# Ways to answer


def completion(
    content: str | None, *, finish: str = "stop", refusal: str | None = None, usage: Any = (1200, 300)
) -> Response:
    """As the protocol has it; ``usage`` None leaves it out."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    answer = {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": MODEL,
        "choices": [{"index": 0, "finish_reason": finish, "message": message}],
    }  # fmt: skip
    if usage:
        answer["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
    return JSONResponse(answer)


def wanted(body: Mapping[str, Any]) -> list[str]:
    """The keys that it was asked for, read from the words of the prompt as a model would."""
    said = body["messages"][-1]["content"] if len(body["messages"]) > 3 else body["messages"][0]["content"]
    return [name for name in TEXTS if name in said.replace(f"{name} has", "").replace(f"{name} is", "")]


async def behaves(desk: Desk, body: dict[str, Any], request: Request) -> Response:
    return completion(json.dumps({name: desk.texts[name] for name in wanted(body)}, ensure_ascii=False))


def says(content: str | None, **how: Any) -> Way:
    """Just this."""

    async def way(*_: Any) -> Response:
        return completion(content, **how)

    return way


def writes(**texts: Any) -> Way:
    """These texts in the place of its own, and further keys."""

    async def way(desk: Desk, body: dict[str, Any], request: Request) -> Response:
        return completion(json.dumps({name: desk.texts[name] for name in wanted(body)} | texts, ensure_ascii=False))

    return way


def wrapped(before: str, after: str) -> Way:
    """The right answer between other words."""

    async def way(desk: Desk, body: dict[str, Any], request: Request) -> Response:
        answer = json.dumps({name: desk.texts[name] for name in wanted(body)}, ensure_ascii=False)
        return completion(f"{before}{answer}{after}")

    return way


def fails(status: int, message: str = "no", code: str | None = None, **headers: str) -> Way:
    async def way(*_: Any) -> Response:
        error = {"message": message, "type": "error", "code": code}
        return JSONResponse({"error": error}, status, {name.replace("_", "-"): text for name, text in headers.items()})

    return way


def sends(content: bytes, media_type: str = "application/json") -> Way:
    """Something that is no completion, with status 200."""

    async def way(*_: Any) -> Response:
        return Response(content, media_type=media_type)

    return way


async def too_late(desk: Desk, body: dict[str, Any], request: Request) -> Response:
    await desk.until_the_end()
    return await behaves(desk, body, request)


async def drips(desk: Desk, body: dict[str, Any], request: Request) -> Response:
    """Spaces without end, and never silent for long."""

    async def spaces() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0)

    return StreamingResponse(spaces(), media_type="application/json")


async def hangs_up(desk: Desk, body: dict[str, Any], request: Request) -> Response:
    desk.connections.abort(request.scope)
    return Response()


def knows_only(*, form: str | None, limit: str | None, system: bool = True) -> Way:
    """A server that refuses what it does not know of response_format, the limit's name and the roles."""

    async def way(desk: Desk, body: dict[str, Any], request: Request) -> Response:
        asked = body.get("response_format", {}).get("type")
        if not system and body["messages"][0]["role"] == "system":
            return await fails(500, "Jinja exception: System role not supported")(desk, body, request)
        for name in ("max_completion_tokens", "max_tokens"):
            if name in body and name != limit:
                return await fails(400, f"Unsupported parameter: '{name}'")(desk, body, request)
        if asked not in (form, None):
            return await fails(400, f"response_format type {asked} is not available")(desk, body, request)
        return await behaves(desk, body, request)

    return way
