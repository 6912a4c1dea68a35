"""The whole world as the page wants it: small enough to fetch again after every change."""

from typing import Any, Protocol

from bot.sandbox.chats import Chat
from bot.sandbox.files import Photo
from bot.sandbox.keyboards import as_seen
from bot.sandbox.messages import Message
from bot.sandbox.methods.inline import thumbnail
from bot.sandbox.parameters import Parameters
from bot.sandbox.rules import ApiError
from bot.sandbox.state import Call, World

_MESSAGES_SHOWN = 200
_CALLS_SHOWN = 200
_BRIEF = 80
_FILE = "/sandbox/file/"


class ClockControl(Protocol):
    """What a demo attaches so that its time can be seen and moved."""

    zone: str

    def now(self) -> Any: ...

    def next(self) -> dict[str, Any] | None: ...

    async def jump(self) -> Any: ...


def state_json(world: World, clock: ClockControl | None) -> dict[str, Any]:
    """GET /sandbox/state."""
    return {
        "revision": world.revision,
        "bot": {"id": world.bot.id, "username": world.bot.username, "name": world.bot.name},
        "people": [{"id": p.id, "name": p.name, "role": p.role, "language": p.language} for p in world.people.values()],
        "clock": _clock(clock) if clock is not None else None,
        "chats": [_chat(world, chat) for chat in world.chats.values()],
        "commands": {str(p.id): world.menus.seen_in_private(p.id, p.language) for p in world.people.values()},
        "toasts": [
            {"id": t.id, "person": t.person, "text": t.text, "alert": t.alert, "url": t.url} for t in world.toasts
        ],
        "inline": {str(person): _inline(world, query_id) for person, query_id in world.inline.latest.items()},
        "calls": [_call(world, call) for call in world.calls[-_CALLS_SHOWN:]],
        "faults": [fault.as_json() for fault in world.faults.waiting],
        "server": {"knows_rich": world.knows_rich},
    }


def _clock(clock: ClockControl) -> dict[str, Any]:
    return {"now": clock.now().isoformat(), "zone": clock.zone, "next": clock.next()}


def _chat(world: World, chat: Chat) -> dict[str, Any]:
    found: dict[str, Any] = {"id": chat.id, "type": chat.type, "title": chat.title}
    if chat.type != "private":
        found |= {"username": chat.username, "pinned": chat.pinned, "members": len(chat.members)}
    return found | {"messages": [_message(world, message) for message in chat.messages[-_MESSAGES_SHOWN:]]}


def _message(world: World, message: Message) -> dict[str, Any]:
    preview = message.preview
    return {
        "id": message.id,
        "date": message.date.isoformat(),
        "from": _author(world, message),
        "edited": message.edited,
        "text": message.text,
        "entities": [entity.as_json() for entity in message.entities],
        "photo": _photo(message.photo) if message.photo else None,
        "rich": message.rich.as_json() if message.rich else None,
        "caption": message.caption,
        "caption_entities": [entity.as_json() for entity in message.caption_entities],
        "caption_above": message.caption_above,
        "keyboard": as_seen(message.keyboard),
        "preview": {"url": preview.url, "large": preview.large, "above": preview.above}
        if preview is not None and preview.url
        else None,
        "reply_to": message.reply_to,
        "force_reply": message.force_reply,
        "silent": message.silent,
        "via": world.bot.username if message.via_bot else None,
    }


def _photo(photo: Photo) -> dict[str, Any]:
    return {"url": f"{_FILE}{photo.unique_id}", "width": photo.width, "height": photo.height}


def _inline(world: World, query_id: str) -> dict[str, Any]:
    """A person's latest inline query; ``results`` is None until it is answered."""
    question, answer = world.inline.questions[query_id], world.inline.answers.get(query_id)
    found = {"id": query_id, "text": question.text, "offset": question.offset, "results": None}
    if answer is None:
        return found
    results = [_result(world, result) for result in answer.results]
    return found | {"results": results, "next_offset": answer.next_offset, "button": answer.button}


def _result(world: World, result: dict[str, Any]) -> dict[str, Any]:
    picture = thumbnail(world, result)
    return {
        "id": str(result["id"]),
        "title": str(result.get("title") or ""),
        "description": str(result.get("description") or ""),
        "thumbnail": f"{_FILE}{picture.unique_id}" if picture else None,
    }


def _author(world: World, message: Message) -> dict[str, Any]:
    if message.by_bot:
        return {"id": world.bot.id, "name": world.bot.name, "bot": True}
    person = world.people.get(message.author or 0)
    return {
        "id": person.id if person else 0,
        "name": person.name if person else "Another admin",
        "bot": False,
    }


def _call(world: World, call: Call) -> dict[str, Any]:
    params = call.params
    words = str(params.get("text") or params.get("caption") or _html(params))
    return {
        "n": call.n,
        "at": call.at.isoformat(),
        "method": call.method,
        "chat": _chat_id(world, params.get("chat_id")),
        "ok": call.ok,
        "status": call.status,
        "ms": call.ms,
        "uploaded": call.uploaded,
        "error": call.error,
        "brief": words[:_BRIEF],
    }


def _html(params: dict[str, Any]) -> str:
    """The markup of a rich message that a call carried."""
    try:
        wish = Parameters(values=params).object("rich_message")
    except ApiError:
        return ""
    return str(wish.get("html") or "") if isinstance(wish, dict) else ""


def _chat_id(world: World, named: Any) -> int | str | None:
    """The id of the chat a call named; what it named when there is no such chat."""
    try:
        return world.find_chat(named).id if named is not None else None
    except ApiError:
        return str(named)
