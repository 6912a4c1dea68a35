"""The bot's standing in a chat: how it is described, how it changes, and what the bot hears of that."""

from dataclasses import replace
from typing import Any

from bot.sandbox.chats import Chat, Person, Rights
from bot.sandbox.messages import Message
from bot.sandbox.render import message_json, unix
from bot.sandbox.state import World

_RIGHTS_NOBODY_GAVE = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories",
)  # fmt: skip
# Whom Telegram names where an admin acts without a name.
_ANONYMOUS = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


def bot_member(world: World, chat: Chat) -> dict[str, Any]:
    """The bot as a ChatMember."""
    user, rights = world.bot.as_json(), chat.rights
    if chat.type == "private":
        kicked = world.people[chat.id].blocked
        return {"user": user} | ({"status": "kicked", "until_date": 0} if kicked else {"status": "member"})
    if rights.status == "kicked":
        return {"user": user, "status": "kicked", "until_date": 0}
    if rights.status != "administrator":
        return {"user": user, "status": rights.status}
    found = {"user": user, "status": "administrator", "can_be_edited": False, "is_anonymous": False}
    found |= dict.fromkeys(_RIGHTS_NOBODY_GAVE, False)
    found |= {"can_manage_chat": True, "can_delete_messages": rights.delete}
    if chat.type == "channel":
        return found | {"can_post_messages": rights.post, "can_edit_messages": rights.edit}
    return found | {"can_pin_messages": rights.pin}


def block(world: World, person: Person, *, blocked: bool) -> None:
    """A person blocks or unblocks the bot, which hears of it."""
    chat = world.chats[person.id]
    before = bot_member(world, chat)
    person.blocked = blocked
    _tell(world, chat, before, by=person.as_json())


def set_rights(world: World, chat: Chat, rights: Rights, *, by_bot: bool = False) -> None:
    """An admin (or the bot itself, by leaving) changes the bot's standing in a channel or group."""
    before = bot_member(world, chat)
    if chat.rights.inside and not rights.inside:
        chat.former_rights = chat.rights
    chat.rights = rights
    _tell(world, chat, before, by=world.bot.as_json() if by_bot else _admin(world))


def allow_posting(world: World, chat: Chat, *, allowed: bool) -> None:
    set_rights(world, chat, replace(chat.rights, post=allowed))


def upgrade(world: World, old: Chat, new: Chat) -> None:
    """A basic group goes on as a supergroup: each says so in a service message, of which the bot hears."""
    old.migrated_to = new.id
    for chat, service in ((old, {"migrate_to_chat_id": new.id}), (new, {"migrate_from_chat_id": old.id})):
        message = Message(
            id=chat.next_id(),
            chat_id=chat.id,
            date=world.now(),
            author=_admin(world)["id"],
            by_bot=False,
            service=service,
        )
        world.notify("message", message_json(world, world.store(message)))


def _admin(world: World) -> dict[str, Any]:
    return next((person.as_json() for person in world.people.values() if person.role == "admin"), _ANONYMOUS)


def _tell(world: World, chat: Chat, before: dict[str, Any], *, by: dict[str, Any]) -> None:
    content = {"chat": chat.as_json(), "from": by, "date": unix(world.now())}
    world.notify("my_chat_member", content | {"old_chat_member": before, "new_chat_member": bot_member(world, chat)})
