"""Inline keyboards: read as the Bot API server reads them, refused as it refuses them."""

import json
from typing import Any

from bot.sandbox import rules
from bot.sandbox.links import checked_button_url
from bot.sandbox.rules import bad_request

Keyboard = tuple[tuple[dict[str, Any], ...], ...]

_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_WORDS = {"web_app": "Web App", "login_url": "login"}
_STYLES = ("danger", "success", "primary")


def read_markup(markup: Any, *, channel: bool) -> tuple[Keyboard, bool]:
    """The inline keyboard of a ``reply_markup``, and whether it forces a reply; other kinds are not kept."""
    if markup is None or markup == "":
        return (), False
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return read_keyboard(markup["inline_keyboard"], channel=channel), False
    if channel and any(markup.get(name) for name in ("keyboard", "force_reply", "remove_keyboard")):
        raise bad_request("inline keyboard expected")
    return (), bool(markup.get("force_reply"))


def read_keyboard(rows: Any, *, channel: bool) -> Keyboard:
    """Rows of buttons in Telegram's own spelling; empty rows vanish. Raises ApiError."""
    if not isinstance(rows, list):
        raise bad_request('can\'t parse inline keyboard: Field "inline_keyboard" must be of type Array')
    keyboard: list[tuple[dict[str, Any], ...]] = []
    for row in rows:
        if not isinstance(row, list):
            raise bad_request("can't parse inline keyboard button: InlineKeyboardButton row must be an Array")
        buttons = tuple(_read_button(button, channel=channel) for button in row)
        if len(buttons) > rules.BUTTONS_IN_ROW:
            raise bad_request("BUTTONS_TOO_MUCH")
        if buttons:
            keyboard.append(buttons)
    if sum(map(len, keyboard)) > rules.BUTTONS_IN_ALL:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return tuple(keyboard)


def _read_button(button: Any, *, channel: bool) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [name for name in _ACTIONS if button.get(name) is not None]
    if not actions:
        raise bad_request("text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one optional field must be used")
    (action,) = actions
    found = {"text": text, action: _checked(action, button[action], channel=channel)}
    if (style := button.get("style")) is not None:
        if style not in _STYLES:
            raise bad_request("can't parse inline keyboard button: invalid button style specified")
        found["style"] = style
    return found


def _checked(action: str, argument: Any, *, channel: bool) -> Any:
    if action == "url":
        return checked_button_url(str(argument))
    if action == "callback_data":
        if not 1 <= len(str(argument).encode()) <= rules.CALLBACK_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        return str(argument)
    if action == "copy_text":
        copied = argument.get("text") if isinstance(argument, dict) else None
        if not isinstance(copied, str) or not 1 <= len(copied) <= rules.COPY_TEXT_LIMIT:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        return {"text": copied}
    if action.startswith("switch_inline_query") and channel:
        raise bad_request(rules.SWITCH_INLINE_IN_CHANNEL)
    if action in ("web_app", "login_url"):
        url = argument.get("url") if isinstance(argument, dict) else None
        if not isinstance(url, str) or not url.startswith("https://"):
            where = f"inline keyboard button {_WORDS[action]} URL '{url}'"
            raise bad_request(f"{where} is invalid: Only HTTPS links are allowed")
        if action == "web_app" and channel:
            raise bad_request("BUTTON_TYPE_INVALID")
    if action in ("callback_game", "pay"):
        raise bad_request("BUTTON_TYPE_INVALID")
    return argument


def as_seen(keyboard: Keyboard) -> list[list[dict[str, Any]]]:
    """What the page needs of each button: its text and one of url, data, copy, inline."""
    return [[_seen(button) for button in row] for row in keyboard]


def _seen(button: dict[str, Any]) -> dict[str, Any]:
    if "url" in button:
        return {"text": button["text"], "url": button["url"]}
    if "callback_data" in button:
        return {"text": button["text"], "data": button["callback_data"]}
    if "copy_text" in button:
        return {"text": button["text"], "copy": button["copy_text"]["text"]}
    for name in ("switch_inline_query", "switch_inline_query_current_chat"):
        if name in button:
            return {"text": button["text"], "inline": str(button[name])}
    if "switch_inline_query_chosen_chat" in button:
        return {"text": button["text"], "inline": str(button["switch_inline_query_chosen_chat"].get("query", ""))}
    return {"text": button["text"], "other": json.dumps(button, ensure_ascii=False)}
