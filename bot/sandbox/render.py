"""Messages as the Bot API answers with them."""

from datetime import datetime
from typing import Any

from bot.sandbox.chats import Chat
from bot.sandbox.messages import Message
from bot.sandbox.state import World


def unix(at: datetime) -> int:
    return int(at.timestamp())


def message_json(world: World, message: Message, *, nested: bool = False) -> dict[str, Any]:
    """A Message object. A nested one (a reply's or pin's target) carries no further reply."""
    chat = world.chats[message.chat_id]
    found: dict[str, Any] = {"message_id": message.id, **_author(world, chat, message)}
    found |= {"chat": chat.as_json(), "date": unix(message.date)}
    if message.edited_at is not None:
        found["edit_date"] = unix(message.edited_at)
    if message.thread is not None:
        found |= {"message_thread_id": message.thread, "is_topic_message": True}
    if message.via_bot:
        found["via_bot"] = world.bot.as_json()
    if message.forward_origin is not None:
        found["forward_origin"] = message.forward_origin
    if message.protected or chat.protected:
        found["has_protected_content"] = True
    if message.reply_to is not None and not nested and (target := chat.history.get(message.reply_to)):
        found["reply_to_message"] = message_json(world, target, nested=True)
    found |= _content(world, message)
    if message.keyboard:
        found["reply_markup"] = {"inline_keyboard": [list(row) for row in message.keyboard]}
    return found


def _author(world: World, chat: Chat, message: Message) -> dict[str, Any]:
    if chat.type == "channel":
        return {"sender_chat": chat.as_json()}
    if message.by_bot:
        return {"from": world.bot.as_json()}
    if message.author is not None and message.author in world.people:
        return {"from": world.people[message.author].as_json()}
    return {}


def _content(world: World, message: Message) -> dict[str, Any]:
    if message.service is not None:
        if "pinned" not in message.service:
            return message.service
        pinned = world.chats[message.chat_id].history.get(message.service["pinned"])
        return {"pinned_message": message_json(world, pinned, nested=True)} if pinned else {}
    if message.rich is not None:
        return {"rich_message": message.rich.as_json()}
    entities = [entity.as_json() for entity in message.body.entities]
    found: dict[str, Any] = {}
    if message.photo is not None:
        found["photo"] = message.photo.sizes()
        if message.body.text:
            found["caption"] = message.body.text
            found |= {"caption_entities": entities} if entities else {}
        found |= {"show_caption_above_media": True} if message.caption_above else {}
        return found | ({"has_media_spoiler": True} if message.spoiler else {})
    found["text"] = message.body.text
    found |= {"entities": entities} if entities else {}
    if message.preview_disabled:
        found["link_preview_options"] = {"is_disabled": True}
    elif message.preview is not None and message.preview.url:
        found["link_preview_options"] = message.preview.as_json()
    return found


def origin_json(world: World, message: Message) -> dict[str, Any]:
    """The MessageOrigin that forwards of this message carry."""
    if message.forward_origin is not None:
        return message.forward_origin
    chat, date = world.chats[message.chat_id], unix(message.date)
    if chat.type == "channel":
        return {"type": "channel", "date": date, "chat": chat.as_json(), "message_id": message.id}
    person = None if message.by_bot else world.people.get(message.author or 0)
    return {"type": "user", "date": date, "sender_user": (person or world.bot).as_json()}
