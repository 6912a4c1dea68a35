"""The parameters of a call: JSON, form, multipart or query; numbers and objects perhaps as strings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.sandbox.files import Upload
from bot.sandbox.rules import bad_request

_TRUE = ("true", "yes", "1")


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """Named values of one call; ``files`` hold what a multipart request uploaded."""

    values: Mapping[str, Any]
    files: Mapping[str, Upload] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) not in (None, "") or name in self.files

    def text(self, name: str) -> str:
        """A string; empty when absent."""
        found = self.values.get(name)
        return "" if found is None else found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)

    def integer(self, name: str, default: int = 0) -> int:
        """A number, as tdlib's ``to_integer`` reads it: what is no number is 0."""
        found = self.values.get(name)
        if found in (None, ""):
            return default
        try:
            return int(found)
        except (TypeError, ValueError):
            return 0

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in _TRUE

    def object(self, name: str) -> Any:
        """A JSON value, given as such or as a string; None when absent. Raises ApiError 400."""
        found = self.values.get(name)
        if not isinstance(found, str):
            return found
        if not found:
            return None
        try:
            return json.loads(found)
        except ValueError:
            raise bad_request(f"can't parse {_WORDS.get(name, name)} JSON object") from None

    def chat_key(self, name: str = "chat_id") -> int | str:
        """``@name`` or a number; an empty string when absent."""
        found = self.values.get(name)
        return found if isinstance(found, int) else self.text(name).strip()


_WORDS = {
    "reply_markup": "reply keyboard markup",
    "commands": "commands list",
    "reply_parameters": "reply parameters",
    "rich_message": "rich message",
}


async def read_parameters(request: Request) -> Parameters:
    """All parameters of a request, the body's over the query's. Raises ApiError 400 for broken JSON."""
    values: dict[str, Any] = dict(request.query_params)
    files: dict[str, Upload] = {}
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if request.method == "POST" and kind == "application/json":
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        if isinstance(body, dict):
            values |= body
    elif request.method == "POST" and kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
        # The whole body first: a client lost halfway would leave the form's files open.
        await request.body()
        async with request.form(max_files=100, max_part_size=50 * 1024 * 1024) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    files[name] = Upload(name=value.filename or name, content=await value.read())
                else:
                    values[name] = value
    return Parameters(values=values, files=files)
