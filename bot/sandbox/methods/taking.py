"""deleteMessage(s), pinChatMessage, unpinChatMessage: what happens to messages without editing them."""

from bot.sandbox import rules
from bot.sandbox.chats import Chat
from bot.sandbox.messages import Message
from bot.sandbox.parameters import Parameters
from bot.sandbox.render import message_json
from bot.sandbox.rules import bad_request
from bot.sandbox.state import World


def delete_message(world: World, given: Parameters) -> bool:
    chat = world.reachable(given.chat_key())
    message = chat.history.get(_message_id(given))
    if message is None:
        raise bad_request("message to delete not found")
    if not _may_delete(world, chat, message):
        raise bad_request("message can't be deleted")
    world.delete(chat, message.id)
    return True


def delete_messages(world: World, given: Parameters) -> bool:
    chat = world.reachable(given.chat_key())
    ids = given.object("message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > rules.DELETE_LIMIT:
        raise bad_request("too many message identifiers specified")
    # Absent messages are skipped in silence; one that may not go stops all.
    found = [chat.history[int(i)] for i in ids if int(i) in chat.history]
    if not all(_may_delete(world, chat, message) for message in found):
        raise bad_request("message can't be deleted")
    for message in found:
        world.delete(chat, message.id)
    return True


def _may_delete(world: World, chat: Chat, message: Message) -> bool:
    """Nothing older than two days, anywhere: https://core.telegram.org/bots/api#deletemessage and tdlib."""
    if world.now() - message.date >= rules.DELETE_AGE:
        return False
    if chat.type == "channel":
        return chat.rights.administrator and (chat.rights.delete or (message.by_bot and chat.rights.post))
    if chat.type == "private":
        return True
    return message.by_bot or (chat.rights.administrator and chat.rights.delete)


def pin_chat_message(world: World, given: Parameters) -> bool:
    chat = _chat_to_pin(world, given)
    message = chat.history.get(_message_id(given))
    if message is None or message.service is not None:
        raise bad_request("message to pin not found")
    if chat.pinned[-1:] == [message.id]:
        raise bad_request("CHAT_NOT_MODIFIED")
    chat.pinned = [i for i in chat.pinned if i != message.id] + [message.id]
    notice = world.store(
        Message(
            id=chat.next_id(),
            chat_id=chat.id,
            date=world.now(),
            author=world.bot.id,
            by_bot=True,
            silent=given.flag("disable_notification"),
            service={"pinned": message.id},
        )
    )
    # Of the service message, unlike of its own posts, the bot hears.
    world.notify("channel_post" if chat.type == "channel" else "message", message_json(world, notice))
    return True


def unpin_chat_message(world: World, given: Parameters) -> bool:
    chat = _chat_to_pin(world, given)
    if "message_id" in given and given.integer("message_id") not in chat.pinned:
        raise bad_request("message to unpin not found")
    unpinned = given.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    chat.pinned = [i for i in chat.pinned if i != unpinned]
    world.changed()
    return True


def _chat_to_pin(world: World, given: Parameters) -> Chat:
    chat = world.reachable(given.chat_key())
    # In a channel pinning is part of editing (https://core.telegram.org/bots/api#pinchatmessage).
    allowed = chat.rights.edit if chat.type == "channel" else chat.rights.pin
    if chat.type != "private" and not (chat.rights.administrator and allowed):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


def _message_id(given: Parameters) -> int:
    if "message_id" not in given:
        raise bad_request("message identifier is not specified")
    return given.integer("message_id")


METHODS = {
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
}
