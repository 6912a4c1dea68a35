"""answerInlineQuery: results read into the messages they would send, refused as Telegram refuses them.

The Bot API server reads the JSON and says "can't parse inline query result: …"; what it passes on, Telegram itself
checks and answers in capitals. The sandbox knows articles and pictures, and of message contents the text.
"""

from typing import Any
from urllib.parse import urlsplit

from bot.sandbox import rules
from bot.sandbox.files import Photo
from bot.sandbox.inline import InlineAnswer, InlineContent
from bot.sandbox.keyboards import Keyboard, read_markup
from bot.sandbox.links import checked_url
from bot.sandbox.methods.sending import read_body, read_caption, read_preview
from bot.sandbox.parameters import Parameters
from bot.sandbox.rules import ApiError, bad_request
from bot.sandbox.state import World

_UNREADABLE = "can't parse inline query result: "
_OTHER_TYPES = ("audio", "contact", "document", "game", "gif", "location", "mpeg4_gif", "sticker", "venue", "video",
                "voice")  # fmt: skip
_OTHER_CONTENTS = ("latitude", "phone_number", "title", "rich_message")
_SAID_ELSEWHERE = {
    "message is too long": "MESSAGE_TOO_LONG",
    "message caption is too long": "MEDIA_CAPTION_TOO_LONG",
}
_FILE = "/sandbox/file/"


def answer_inline_query(world: World, given: Parameters) -> bool:
    button = _read_button(given.object("button"))
    results = given.object("results") or []
    if not isinstance(results, list):
        raise bad_request("expected an Array of inline query results")
    if len(results) > rules.INLINE_RESULTS_LIMIT:
        raise bad_request("too many inline query results specified")
    contents: dict[str, InlineContent] = {}
    for result in results:
        content = _read_result(world, result)
        if str(result["id"]) in contents:
            raise bad_request("RESULT_ID_DUPLICATE")
        contents[str(result["id"])] = content
    next_offset = given.text("next_offset")
    if len(next_offset.encode()) > rules.INLINE_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    answer = InlineAnswer(
        results=tuple(results),
        contents=contents,
        cache_time=min(max(given.integer("cache_time", rules.INLINE_CACHE_SECONDS), 0), rules.INLINE_CACHE_LIMIT),
        is_personal=given.flag("is_personal"),
        next_offset=next_offset,
        button=button,
    )
    query = world.take_query(given.text("inline_query_id"), "inline")
    world.inline.answer(query.id, answer, world.now())
    world.changed()
    return True


def thumbnail(world: World, result: dict[str, Any]) -> Photo | None:
    """The small picture beside a result, where it is one of the sandbox's own: it fetches nothing."""
    if "photo_file_id" in result:
        return world.files.by_file_id(str(result["photo_file_id"]))
    return _own_photo(world, str(result.get("thumbnail_url") or ""))


def _own_photo(world: World, url: str) -> Photo | None:
    _, found, name = urlsplit(url).path.rpartition(_FILE)
    return world.files.by_unique_id(name) if found else None


def _read_result(world: World, result: Any) -> InlineContent:
    """The message a result would send. Raises ApiError."""
    if not isinstance(result, dict):
        raise bad_request(f"{_UNREADABLE}Inline query result must be an object")
    kind, identity = _needed(result, "type").lower(), _needed(result, "id")
    if kind in _OTHER_TYPES:
        raise bad_request("the sandbox takes inline results of type article and photo only")
    if kind not in ("article", "photo"):
        raise bad_request(f'{_UNREADABLE}type "{kind}" is unsupported for the inline query result')
    try:
        keyboard = _read_keyboard(result.get("reply_markup"))
        text = _read_text(result, keyboard)
        content = _read_article(result, text) if kind == "article" else _read_photo(world, result, text, keyboard)
    except ApiError as refusal:
        raise _as_said_of_results(refusal) from None
    if not 1 <= len(identity.encode()) <= rules.INLINE_RESULT_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    return content


def _read_article(result: dict[str, Any], text: InlineContent | None) -> InlineContent:
    if text is None:
        raise bad_request(f"{_UNREADABLE}Input message content is not specified")
    if not _needed(result, "title").strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    _check_address(result, "thumbnail_url")
    return text


def _read_photo(world: World, result: dict[str, Any], text: InlineContent | None, keyboard: Keyboard) -> InlineContent:
    given = Parameters(values=result)
    caption, photo, url = read_caption(given), None, str(result.get("photo_url") or "")
    if url:
        if not result.get("thumbnail_url"):
            raise bad_request("PHOTO_THUMB_URL_EMPTY")
        _check_address(result, "photo_url")
        _check_address(result, "thumbnail_url")
        photo = _own_photo(world, url)
    else:
        photo = world.files.by_file_id(_needed(result, "photo_file_id"))
        if photo is None:
            raise bad_request(rules.FILE_UNKNOWN)
    return text or InlineContent(
        body=caption,
        photo=photo,
        unfetched=url if photo is None else None,
        keyboard=keyboard,
        caption_above=given.flag("show_caption_above_media"),
    )


def _read_text(result: dict[str, Any], keyboard: Keyboard) -> InlineContent | None:
    """The input_message_content as a message; None where there is none."""
    content = result.get("input_message_content")
    if content is None:
        return None
    if not isinstance(content, dict):
        raise bad_request(f'{_UNREADABLE}Field "input_message_content" must be of type Object')
    if not content.get("message_text"):
        if any(name in content for name in _OTHER_CONTENTS):
            raise bad_request("the sandbox takes text as input_message_content only")
        return None
    given = Parameters(values=content)
    body = read_body(given, "message_text")
    preview, disabled = read_preview(given, body)
    return InlineContent(body=body, keyboard=keyboard, preview=preview, preview_disabled=disabled)


def _read_keyboard(markup: Any) -> Keyboard:
    if isinstance(markup, dict) and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    # Nobody knows yet into what chat: switch_inline_query is allowed.
    return read_markup(markup, channel=False)[0]


def _needed(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    if found is None:
        raise bad_request(f'{_UNREADABLE}Can\'t find field "{name}"')
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        raise bad_request(f'{_UNREADABLE}Field "{name}" must be of type String')
    return str(found)


def _check_address(result: dict[str, Any], name: str) -> None:
    if not (url := str(result.get(name) or "")):
        return
    try:
        checked_url(url)
    except ValueError:
        raise bad_request("WEBDOCUMENT_URL_INVALID") from None


def _as_said_of_results(refusal: ApiError) -> ApiError:
    """What is said of a message, as it is said of a result: faults of reading name the result as well."""
    words = refusal.description.removeprefix("Bad Request: ")
    if words.startswith(("can't parse", "unsupported parse_mode")) and not words.startswith(_UNREADABLE):
        return bad_request(_UNREADABLE + words[0].upper() + words[1:])
    return bad_request(_SAID_ELSEWHERE.get(words, words))


def _read_button(button: Any) -> dict[str, Any] | None:
    """An InlineQueryResultsButton. Raises ApiError."""
    if button is None or button == "":
        return None
    if not isinstance(button, dict):
        raise bad_request("can't parse inline query results button: Object expected as InlineQueryResultsButton")
    text, parameter, web_app = (button.get(name) for name in ("text", "start_parameter", "web_app"))
    if not isinstance(text, str):
        raise bad_request("can't parse inline query results button: Can't find field \"text\"")
    if (parameter is None) == (web_app is None):
        raise bad_request("can't parse inline query results button: exactly one optional field must be used")
    if not text.strip():
        raise bad_request("SWITCH_PM_TEXT_EMPTY")
    if web_app is not None:
        url = web_app.get("url") if isinstance(web_app, dict) else None
        if not isinstance(url, str) or not url.startswith("https://"):
            raise bad_request("SWITCH_WEBVIEW_URL_INVALID")
        return button
    if not str(parameter):
        raise bad_request("can't use empty start_parameter")
    if len(str(parameter)) > rules.START_PARAMETER_LIMIT:
        raise bad_request("too long start_parameter specified")
    if not rules.START_PAYLOAD.fullmatch(str(parameter)):
        raise bad_request("unallowed characters in start_parameter are used")
    return button


METHODS = {"answerInlineQuery": answer_inline_query}
