"""answerCallbackQuery and answerInlineQuery."""

from typing import Any

from bot.sandbox import rules
from bot.sandbox.formatting import read_text
from bot.sandbox.keyboards import read_markup
from bot.sandbox.parameters import Parameters
from bot.sandbox.rules import bad_request
from bot.sandbox.state import Toast, World

_TOASTS_KEPT = 20


def answer_callback_query(world: World, given: Parameters) -> bool:
    text = given.text("text")
    if len(text) > rules.CALLBACK_ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    url = given.text("url") or None
    if url and not url.startswith((f"https://t.me/{world.bot.username}?", f"t.me/{world.bot.username}?")):
        raise bad_request("URL_INVALID")
    query = world.take_query(given.text("callback_query_id"), "callback")
    toast = Toast(id=query.id, person=query.person, text=text, alert=given.flag("show_alert"), url=url)
    world.toasts = [*world.toasts, toast][-_TOASTS_KEPT:]
    world.changed()
    return True


def answer_inline_query(world: World, given: Parameters) -> bool:
    results = given.object("results")
    if not isinstance(results, list):
        raise bad_request("can't parse inline query results: expected an Array")
    if len(results) > rules.INLINE_RESULTS_LIMIT:
        raise bad_request("too many inline query results specified")
    seen: set[str] = set()
    for result in results:
        _check_result(result)
        if str(result["id"]) in seen:
            raise bad_request("RESULT_ID_DUPLICATE")
        seen.add(str(result["id"]))
    query = world.take_query(given.text("inline_query_id"), "inline")
    world.inline_answers[query.id] = results
    world.changed()
    return True


def _check_result(result: Any) -> None:
    if not isinstance(result, dict) or "type" not in result:
        raise bad_request("can't parse inline query result: Inline query result must be an object")
    if not 1 <= len(str(result.get("id", "")).encode()) <= rules.INLINE_RESULT_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    read_markup(result.get("reply_markup"), channel=False)
    content = result.get("input_message_content")
    if isinstance(content, dict) and "message_text" in content:
        text, mode = str(content["message_text"]), content.get("parse_mode")
        body = read_text(text, parse_mode=mode, entities=content.get("entities"))
        if len(body.text) > rules.TEXT_LIMIT:
            raise bad_request("MESSAGE_TOO_LONG")


METHODS = {"answerCallbackQuery": answer_callback_query, "answerInlineQuery": answer_inline_query}
