"""How a call brings its pictures along: uploaded with it, or named by the file_ids of earlier uploads."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.faults import Carried
from bot.sandbox.parameters import Parameters
from bot.sandbox.rules import ApiError

_FIELDS = {"sendPhoto": "photo", "editMessageMedia": "media", "answerInlineQuery": "results"}
_ELSEWHERE = ("attach://", "http://", "https://")


def pictures_in(method: str, given: Parameters) -> set[Carried]:
    """Both, one or neither; of what cannot be read, nothing: reading it is what refuses it."""
    if method not in _FIELDS:
        return set()
    found: set[Carried] = {"upload"} if given.files else set()
    if any(name and not name.startswith(_ELSEWHERE) for name in _named(method, given)):
        found.add("file_id")
    return found


def _named(method: str, given: Parameters) -> Iterator[str]:
    if method == "sendPhoto":
        yield given.text("photo")
        return
    try:
        described: Any = given.object(_FIELDS[method])
    except ApiError:
        return
    field = "media" if method == "editMessageMedia" else "photo_file_id"
    for each in described if isinstance(described, list) else [described]:
        if isinstance(each, dict):
            yield str(each.get(field) or "")
