"""editMessage…, stopMessageLiveLocation: changes to messages that stand."""

from dataclasses import dataclass, field, fields, replace
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
from bot.sandbox.rich import RichMessage, read_rich
from bot.sandbox.rules import bad_request
from bot.sandbox.state import World


@dataclass(frozen=True, kw_only=True)
class _Content:
    """All that an edit can change; equal contents are "not modified"."""

    body: Formatted = field(default_factory=Formatted)
    photo: Photo | None = None
    rich: RichMessage | None = None
    preview: Preview | None = None
    preview_disabled: bool = False
    caption_above: bool = False
    spoiler: bool = False
    keyboard: Keyboard = ()


def edit_message_text(world: World, given: Parameters) -> dict[str, Any] | bool:
    """A text or a rich message, whichever it was before, becomes the one or the other."""
    if world.knows_rich and "rich_message" in given:
        content = _Content(rich=read_rich(given))
    else:
        body = _long_text_in_capitals(given)
        preview, disabled = read_preview(given, body)
        content = _Content(body=body, preview=preview, preview_disabled=disabled)
    chat, message = _target(world, given)
    if message.photo is not None:
        raise bad_request("there is no text in the message to edit")
    return _apply(world, chat, message, given, content)


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
    content = replace(_content(message), body=body, caption_above=given.flag("show_caption_above_media"))
    return _apply(world, chat, message, given, content)


def edit_message_media(world: World, given: Parameters) -> dict[str, Any] | bool:
    """Another picture with its caption; a text or a rich message becomes a picture."""
    media = given.object("media")
    if not isinstance(media, dict):
        raise bad_request("can't parse input media: expected an Object")
    if media.get("type") != "photo":
        raise bad_request("the sandbox takes media of type photo only")
    chat, message = _target(world, given)
    if given.files and "inline_message_id" in given:
        # Nothing can be uploaded into a chat that may be none of the bot's business.
        raise bad_request("invalid message content specified")
    described = Parameters(values=media)
    photo = read_photo(world, given, described.text("media"), "media")
    content = _Content(
        body=read_caption(described),
        photo=photo,
        caption_above=described.flag("show_caption_above_media"),
        spoiler=described.flag("has_spoiler"),
    )
    return _apply(world, chat, message, given, content)


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
    world: World, chat: Chat, message: Message, given: Parameters, wanted: _Content | None = None
) -> dict[str, Any] | bool:
    """Edits, or raises "message is not modified". An absent reply_markup takes the keyboard away.

    Without ``wanted`` only the keyboard changes, which leaves no date. The message itself comes back only to those
    who named it by its chat.
    """
    keyboard, _ = read_markup(given.object("reply_markup"), channel=chat.type == "channel")
    before = _content(message)
    content = replace(wanted or before, keyboard=keyboard)
    if content == before:
        raise bad_request(rules.NOT_MODIFIED)
    for part in fields(_Content):
        setattr(message, part.name, getattr(content, part.name))
    if wanted is not None:
        message.edited_at = world.now()
    world.changed()
    return True if "inline_message_id" in given else message_json(world, message)


def _content(message: Message) -> _Content:
    return _Content(**{part.name: getattr(message, part.name) for part in fields(_Content)})


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "stopMessageLiveLocation": stop_message_live_location,
}
