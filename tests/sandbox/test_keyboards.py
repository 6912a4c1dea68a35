"""Inline keyboards: what Telegram takes and how it words a refusal."""

import json
from typing import Any

import httpx
import pytest

from bot.sandbox import Sandbox
from tests.sandbox.conftest import CHANNEL, READER

Button = dict[str, Any]


async def send(raw: httpx.AsyncClient, markup: Any, chat: int | str = READER) -> dict[str, Any]:
    answer = await raw.post("sendMessage", json={"chat_id": chat, "text": "x", "reply_markup": markup})
    found: dict[str, Any] = answer.json()
    assert answer.status_code == found.get("error_code", 200)
    return found


ACCEPTED: list[tuple[Button, Button]] = [
    ({"callback_data": "x" * 64}, {"callback_data": "x" * 64}),
    ({"callback_data": "理" * 21}, {"callback_data": "理" * 21}),
    ({"url": "https://t.me/demo_bot?start=abc"}, {"url": "https://t.me/demo_bot?start=abc"}),
    ({"url": "EXAMPLE.org"}, {"url": "http://example.org/"}),
    ({"url": "tg://user?id=1001"}, {"url": "tg://user?id=1001"}),
    ({"copy_text": {"text": "x" * 256}}, {"copy_text": {"text": "x" * 256}}),
    ({"switch_inline_query": ""}, {"switch_inline_query": ""}),
]


@pytest.mark.parametrize(("action", "kept"), ACCEPTED)
async def test_a_good_button_comes_back(raw: httpx.AsyncClient, action: Button, kept: Button) -> None:
    found = await send(raw, {"inline_keyboard": [[{"text": "b", **action}], []]})
    assert found["result"]["reply_markup"] == {"inline_keyboard": [[{"text": "b", **kept}]]}


INVALID = "inline keyboard button URL"
REFUSED: list[tuple[Button, str]] = [
    ({"text": "b", "callback_data": ""}, "BUTTON_DATA_INVALID"),
    ({"text": "b", "callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
    ({"text": "b", "callback_data": "理" * 22}, "BUTTON_DATA_INVALID"),
    ({"text": "b", "url": "localhost"}, f"{INVALID} 'localhost' is invalid: Wrong HTTP URL"),
    ({"text": "b", "url": "http://a b.c"}, f"{INVALID} 'http://a b.c' is invalid: Wrong HTTP URL"),
    ({"text": "b", "url": "file:///"}, f"{INVALID} 'file:///' is invalid: Unsupported URL protocol"),
    ({"text": "b"}, "text buttons are unallowed in the inline keyboard"),
    ({"text": " ", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
    ({"text": "b", "copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
    ({"text": "b", "url": "a.org", "callback_data": "x"},
     "can't parse inline keyboard button: exactly one optional field must be used"),
]  # fmt: skip


@pytest.mark.parametrize(("button", "words"), REFUSED)
async def test_a_bad_button_is_refused_and_nothing_is_sent(
    raw: httpx.AsyncClient, sandbox: Sandbox, button: Button, words: str
) -> None:
    found = await send(raw, {"inline_keyboard": [[button]]})
    assert found["description"] == f"Bad Request: {words}"
    assert sandbox.chat(READER).messages == []


@pytest.mark.parametrize("action", ["switch_inline_query", "switch_inline_query_current_chat"])
async def test_a_channel_refuses_switch_inline_buttons(raw: httpx.AsyncClient, action: str) -> None:
    found = await send(raw, {"inline_keyboard": [[{"text": "b", action: "x"}]]}, CHANNEL)
    assert found["description"].startswith("Bad Request: can't use switch_inline_query button in a channel chat")


@pytest.mark.parametrize(("rows", "ok"), [([12], True), ([13], False), ([12] * 25, True), ([12] * 25 + [1], False)])
async def test_a_row_holds_12_buttons_and_a_keyboard_300(raw: httpx.AsyncClient, rows: list[int], ok: bool) -> None:
    keyboard = [[{"text": "b", "callback_data": "x"}] * count for count in rows]
    assert (await send(raw, {"inline_keyboard": keyboard}))["ok"] is ok


@pytest.mark.parametrize("markup", ["{broken", '"text"', '{"inline_keyboard": {}}', '{"inline_keyboard": [["x"]]}'])
async def test_broken_markup_is_refused(raw: httpx.AsyncClient, markup: str) -> None:
    assert (await send(raw, markup))["error_code"] == 400


@pytest.mark.parametrize("send_as", ["json", "data", "params", "files"])
async def test_parameters_may_come_in_every_encoding(raw: httpx.AsyncClient, send_as: str) -> None:
    markup = json.dumps({"inline_keyboard": [[{"text": "b", "callback_data": "x"}]]})
    values = {"chat_id": str(READER), "text": "理", "reply_markup": markup, "disable_notification": "true"}
    if send_as == "files":
        answer = await raw.post("sendMessage", files={k: (None, v) for k, v in values.items()})
    elif send_as == "params":
        answer = await raw.get("SENDMESSAGE", params=values)
    else:
        answer = await raw.request("POST", "sendMessage", **{send_as: values})  # type: ignore[arg-type]
    assert answer.json()["result"]["text"] == "理"
