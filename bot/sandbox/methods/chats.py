"""getChat and its relatives, sendChatAction, leaveChat."""

from dataclasses import replace
from typing import Any

from bot.sandbox.chats import Chat, Person
from bot.sandbox.parameters import Parameters
from bot.sandbox.render import message_json
from bot.sandbox.rules import bad_request, forbidden
from bot.sandbox.standing import bot_member, set_rights
from bot.sandbox.state import World

_ACTIONS = (
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
)  # fmt: skip
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_chat(world: World, given: Parameters) -> dict[str, Any]:
    chat = _visible(world, given)
    found = chat.as_json() | {"accent_color_id": 0, "max_reaction_count": 11}
    found["accepted_gift_types"] = dict.fromkeys(_GIFTS, True)
    if chat.username:
        found["active_usernames"] = [chat.username]
    if chat.protected:
        found["has_protected_content"] = True
    if chat.type in ("group", "supergroup"):
        found["permissions"] = {"can_send_messages": True}
    if chat.pinned and (pinned := chat.history.get(chat.pinned[-1])):
        found["pinned_message"] = message_json(world, pinned, nested=True)
    return found


def get_chat_member(world: World, given: Parameters) -> dict[str, Any]:
    chat = _visible(world, given)
    user = given.integer("user_id")
    if user == world.bot.id:
        return bot_member(world, chat)
    if chat.type == "channel" and not chat.rights.administrator:
        raise bad_request("member list is inaccessible")
    person = world.people.get(user)
    if person is None:
        raise bad_request("PARTICIPANT_ID_INVALID" if user > 0 else "invalid user_id specified")
    return _member(chat, person)


def get_chat_administrators(world: World, given: Parameters) -> list[dict[str, Any]]:
    chat = _visible(world, given)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    if chat.type == "channel" and not chat.rights.administrator:
        raise bad_request("member list is inaccessible")
    members = [_member(chat, world.people[i]) for i in sorted(chat.members)]
    admins = [member for member in members if member["status"] in ("creator", "administrator")]
    return admins + ([bot_member(world, chat)] if chat.rights.administrator else [])


def get_chat_member_count(world: World, given: Parameters) -> int:
    chat = _visible(world, given)
    return 2 if chat.type == "private" else len(chat.members) + int(chat.rights.inside)


def _visible(world: World, given: Parameters) -> Chat:
    """A chat that may be asked about: public ones always, others from inside."""
    chat = world.find_chat(given.chat_key())
    if chat.type != "private" and not chat.username:
        world.reachable(chat.id)
    return chat


def _member(chat: Chat, person: Person) -> dict[str, Any]:
    user = person.as_json()
    if chat.type != "private" and person.id not in chat.members:
        return {"user": user, "status": "left"}
    if chat.type != "private" and person.role == "admin":
        return {"user": user, "status": "creator", "is_anonymous": False}
    return {"user": user, "status": "member"}


def send_chat_action(world: World, given: Parameters) -> bool:
    chat = world.chat_to_write(given.chat_key())
    if (action := given.text("action")) not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.actions.append((chat.id, action))
    return True


def leave_chat(world: World, given: Parameters) -> bool:
    chat = world.find_chat(given.chat_key())
    if chat.type == "private":
        raise bad_request("can't leave private chats")
    if not chat.rights.inside:
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    set_rights(world, chat, replace(chat.rights, status="left"), by_bot=True)
    return True


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "sendChatAction": send_chat_action,
    "leaveChat": leave_chat,
}
