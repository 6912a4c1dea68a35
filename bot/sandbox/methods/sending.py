"""sendMessage, sendPhoto, sendRichMessage, forwardMessage, copyMessage: new messages."""

from typing import Any

from bot.sandbox import rules
from bot.sandbox.chats import Chat
from bot.sandbox.entities import Formatted, cut
from bot.sandbox.files import Photo, Upload
from bot.sandbox.formatting import read_text
from bot.sandbox.keyboards import read_markup
from bot.sandbox.links import checked_link
from bot.sandbox.messages import Message, Preview
from bot.sandbox.parameters import Parameters
from bot.sandbox.render import message_json, origin_json
from bot.sandbox.rich import read_rich
from bot.sandbox.rules import ApiError, bad_request
from bot.sandbox.state import World


def send_message(world: World, given: Parameters) -> dict[str, Any]:
    body = read_body(given, "text")
    chat = world.chat_to_write(given.chat_key())
    message = new_message(world, chat, given, body=body)
    message.preview, message.preview_disabled = read_preview(given, body)
    return _post(world, chat, message)


def send_photo(world: World, given: Parameters) -> dict[str, Any]:
    chat = world.chat_to_write(given.chat_key())
    photo = read_photo(world, given, given.text("photo"), "photo")
    message = new_message(world, chat, given, body=read_caption(given), photo=photo)
    message.caption_above = given.flag("show_caption_above_media")
    message.spoiler = given.flag("has_spoiler")
    return _post(world, chat, message)


def send_rich_message(world: World, given: Parameters) -> dict[str, Any]:
    if not world.knows_rich:
        raise ApiError(404, rules.METHOD_NOT_FOUND)
    rich = read_rich(given)
    chat = world.chat_to_write(given.chat_key())
    message = new_message(world, chat, given)
    message.rich = rich
    return _post(world, chat, message)


def forward_message(world: World, given: Parameters) -> dict[str, Any]:
    original = _original(world, given, "forward")
    chat = world.chat_to_write(given.chat_key())
    message = _same(world, chat, given, original)
    message.forward_origin = origin_json(world, original)
    return _post(world, chat, message)


def copy_message(world: World, given: Parameters) -> dict[str, Any]:
    original = _original(world, given, "copy")
    chat = world.chat_to_write(given.chat_key())
    message = _same(world, chat, given, original)
    if original.photo and "caption" in given.values:
        message.body, message.caption_above = read_caption(given), given.flag("show_caption_above_media")
    return {"message_id": _post(world, chat, message)["message_id"]}


def _same(world: World, chat: Chat, given: Parameters, original: Message) -> Message:
    """A new message with what another one says and shows, without its buttons."""
    message = new_message(world, chat, given, body=original.body, photo=original.photo)
    message.rich = original.rich
    message.preview, message.preview_disabled = original.preview, original.preview_disabled
    message.caption_above, message.spoiler = original.caption_above, original.spoiler
    return message


def _original(world: World, given: Parameters, verb: str) -> Message:
    source = world.reachable(given.chat_key("from_chat_id"))
    original = source.history.get(given.integer("message_id"))
    if original is None:
        raise bad_request(f"message to {verb} not found")
    if original.service is not None or original.protected or source.protected:
        raise bad_request(f"message can't be {'forwarded' if verb == 'forward' else 'copied'}")
    return original


def new_message(
    world: World, chat: Chat, given: Parameters, *, body: Formatted | None = None, photo: Photo | None = None
) -> Message:
    """A message as the parameters common to all sending methods describe it; not yet numbered or stored."""
    keyboard, force_reply = read_markup(given.object("reply_markup"), channel=chat.type == "channel")
    reply_to = _read_reply(chat, given)
    thread = given.integer("message_thread_id") or None
    if thread is not None and (chat.type != "supergroup" or thread not in chat.history):
        raise bad_request("message thread not found")
    return Message(
        id=0,
        chat_id=chat.id,
        date=world.now(),
        author=world.bot.id,
        by_bot=True,
        body=body or Formatted(),
        photo=photo,
        keyboard=keyboard,
        force_reply=force_reply,
        reply_to=reply_to,
        thread=thread,
        silent=given.flag("disable_notification"),
        protected=given.flag("protect_content"),
    )


def _post(world: World, chat: Chat, message: Message) -> dict[str, Any]:
    world.rates.admit(chat.id, group=chat.type in ("group", "supergroup"), now=world.now())
    message.id = chat.next_id()
    return message_json(world, world.store(message))


def _read_reply(chat: Chat, given: Parameters) -> int | None:
    parameters = given.object("reply_parameters")
    if parameters is None:
        wanted, optional = given.integer("reply_to_message_id"), given.flag("allow_sending_without_reply")
    elif isinstance(parameters, dict):
        wanted = int(parameters.get("message_id") or 0)
        optional = bool(parameters.get("allow_sending_without_reply"))
    else:
        raise bad_request("can't parse reply parameters JSON object")
    if wanted and wanted not in chat.history:
        if optional:
            return None
        raise bad_request("message to be replied not found")
    return wanted or None


def read_body(given: Parameters, name: str) -> Formatted:
    """The text of a message. Raises ApiError for broken markup, no text or too much of it."""
    text = given.text(name)
    if not text:
        raise bad_request("message text is empty")
    body = read_text(text, parse_mode=given.text("parse_mode"), entities=given.object("entities"))
    if len(body.text) > rules.TEXT_LIMIT:
        raise bad_request("message is too long")
    return body


def read_caption(given: Parameters) -> Formatted:
    """A caption, perhaps empty."""
    body = read_text(
        given.text("caption"),
        parse_mode=given.text("parse_mode"),
        entities=given.object("caption_entities"),
        may_be_empty=True,
    )
    if len(body.text) > rules.CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return body


def read_photo(world: World, given: Parameters, named: str, field: str) -> Photo:
    """A picture from an upload, ``attach://`` or a file_id. The sandbox fetches nothing from the network."""
    upload: Upload | None = given.files.get(field)
    if named.startswith("attach://"):
        upload = given.files.get(named.removeprefix("attach://"))
        if upload is None:
            raise bad_request("invalid file HTTP URL specified: Unsupported URL protocol")
    if upload is not None:
        return world.files.keep_photo(upload)
    if not named:
        raise bad_request("there is no photo in the request")
    if named.lower().startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    photo = world.files.by_file_id(named)
    if photo is None:
        raise bad_request(rules.FILE_UNKNOWN)
    return photo


def read_preview(given: Parameters, body: Formatted) -> tuple[Preview | None, bool]:
    """(preview, disabled): what link preview the message asks for; by default that of the first link."""
    options = given.object("link_preview_options") or {}
    if options.get("is_disabled") or given.flag("disable_web_page_preview"):
        return None, True
    url = checked_link(str(options["url"])) if options.get("url") else _first_link(body)
    if url is None and not options:
        return None, False
    return Preview(
        url=url or None,
        large=bool(options.get("prefer_large_media")),
        small=bool(options.get("prefer_small_media")),
        above=bool(options.get("show_above_text")),
    ), False


def _first_link(body: Formatted) -> str | None:
    for entity in body.entities:
        if entity.type == "text_link":
            return entity.url
        if entity.type == "url":
            url = cut(body.text, entity.offset, entity.length)
            if "/" in url.removeprefix("https://").removeprefix("http://"):
                return checked_link(url) or None
    return None


METHODS = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendRichMessage": send_rich_message,
    "forwardMessage": forward_message,
    "copyMessage": copy_message,
}
