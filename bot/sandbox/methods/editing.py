"""editMessage…, stopMessageLiveLocation: changes to messages that stand."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox import rules
from bot.sandbox.chats import Chat
from bot.sandbox.entities import Formatted
from bot.sandbox.files import Photo
from bot.sandbox.keyboards import Keyboard, read_markup
from bot.sandbox.messages import Message, Preview
from bot.sandbox.methods.sending import read_body, read_caption, read_photo, read_preview
from bot.sandbox.parameters import Parameters
from bot.sandbox.render import message_json
from bot.sandbox.rules import bad_request
from bot.sandbox.state import World


@dataclass(frozen=True, kw_only=True)
class _Content:
    """All that an edit can change; equal contents are "not modified"."""

    body: Formatted
    photo: Photo | None
    keyboard: Keyboard
    preview: Preview | None
    preview_disabled: bool
    caption_above: bool


def edit_message_text(world: World, given: Parameters) -> dict[str, Any] | bool:
    body = _long_text_in_capitals(given)
    chat, message = _target(world, given)
    if message.photo is not None:
        raise bad_request("there is no text in the message to edit")
    preview, disabled = read_preview(given, body)
    return _apply(world, chat, message, given, body=body, preview=preview, preview_disabled=disabled)


def _long_text_in_capitals(given: Parameters) -> Formatted:
    """Edits word the same refusal differently: the server's own constant comes through."""
    try:
        return read_body(given, "text")
    except rules.ApiError as refusal:
        if refusal.description == "Bad Request: message is too long":
            raise bad_request("MESSAGE_TOO_LONG") from None
        raise


def edit_message_caption(world: World, given: Parameters) -> dict[str, Any] | bool:
    body = read_caption(given)
    chat, message = _target(world, given)
    if message.photo is None:
        raise bad_request("there is no caption in the message to edit")
    return _apply(world, chat, message, given, body=body, caption_above=given.flag("show_caption_above_media"))


def edit_message_media(world: World, given: Parameters) -> dict[str, Any] | bool:
    media = given.object("media")
    if not isinstance(media, dict):
        raise bad_request("can't parse input media: expected an Object")
    if media.get("type") != "photo":
        raise bad_request("the sandbox takes media of type photo only")
    chat, message = _target(world, given)
    photo = read_photo(world, given, str(media.get("media", "")), "media")
    caption = Parameters(values=media, files={})
    above = bool(media.get("show_caption_above_media"))
    return _apply(world, chat, message, given, body=read_caption(caption), photo=photo, caption_above=above)


def edit_message_reply_markup(world: World, given: Parameters) -> dict[str, Any] | bool:
    chat, message = _target(world, given)
    return _apply(world, chat, message, given)


def stop_message_live_location(world: World, given: Parameters) -> dict[str, Any]:
    """The sandbox has no live locations: an own message always answers that there is none."""
    _target(world, given)
    raise bad_request("there is no live location in the message to edit")


def _target(world: World, given: Parameters) -> tuple[Chat, Message]:
    """The message to edit. Raises ApiError: absent, or another's that the bot has no right to."""
    if "inline_message_id" in given:
        return _sent_via_bot(world, given.text("inline_message_id"))
    chat = world.reachable(given.chat_key())
    if "message_id" not in given:
        raise bad_request("message identifier is not specified")
    message = chat.history.get(given.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message.service is not None or message.forward_origin is not None or not _may_edit(chat, message):
        raise bad_request("message can't be edited")
    return chat, message


def _sent_via_bot(world: World, inline_message_id: str) -> tuple[Chat, Message]:
    """A message of a person's that came from the bot's inline results, in whatever chat."""
    chat_id, message_id = world.inline.place(inline_message_id) or (0, 0)
    chat = world.chats.get(chat_id)
    message = chat.history.get(message_id) if chat is not None else None
    if chat is None or message is None:
        raise bad_request("MESSAGE_ID_INVALID")
    return chat, message


def _may_edit(chat: Chat, message: Message) -> bool:
    """As tdlib's ``can_edit_message``: without a right in the channel an own post answers like another's.

    That administrator rights are needed is said to those who send, never to those who edit.
    """
    if chat.type != "channel":
        return message.by_bot
    rights = chat.rights
    return rights.administrator and (rights.edit or (rights.post and message.by_bot))


def _apply(
    world: World,
    chat: Chat,
    message: Message,
    given: Parameters,
    **changes: Any,
) -> dict[str, Any] | bool:
    """Edits, or raises "message is not modified". An absent reply_markup takes the keyboard away.

    The message itself comes back only to those who named it by its chat.
    """
    keyboard, _ = read_markup(given.object("reply_markup"), channel=chat.type == "channel")
    before = _content(message)
    after = {name: getattr(before, name) for name in _Content.__dataclass_fields__} | changes
    content = _Content(**after | {"keyboard": keyboard})
    if content == before:
        raise bad_request(rules.NOT_MODIFIED)
    only_keyboard = not changes
    for name in _Content.__dataclass_fields__:
        setattr(message, name, getattr(content, name))
    if not only_keyboard:
        message.edited_at = world.now()
    world.changed()
    return True if "inline_message_id" in given else message_json(world, message)


def _content(message: Message) -> _Content:
    return _Content(
        body=message.body,
        photo=message.photo,
        keyboard=message.keyboard,
        preview=message.preview,
        preview_disabled=message.preview_disabled,
        caption_above=message.caption_above,
    )


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "stopMessageLiveLocation": stop_message_live_location,
}
