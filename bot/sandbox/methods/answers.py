"""answerCallbackQuery."""

from bot.sandbox import rules
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


METHODS = {"answerCallbackQuery": answer_callback_query}
