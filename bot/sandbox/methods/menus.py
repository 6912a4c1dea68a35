"""setMyCommands, getMyCommands, deleteMyCommands and the menu button."""

from typing import Any

from bot.sandbox import rules
from bot.sandbox.menus import DEFAULT, PLAIN_SCOPES, Scope, checked_commands, checked_language
from bot.sandbox.parameters import Parameters
from bot.sandbox.rules import bad_request
from bot.sandbox.state import World


def set_my_commands(world: World, given: Parameters) -> bool:
    commands = checked_commands(given.object("commands"))
    world.menus.set(_scope(world, given), checked_language(given.text("language_code")), commands)
    world.changed()
    return True


def get_my_commands(world: World, given: Parameters) -> list[dict[str, str]]:
    return world.menus.get(_scope(world, given), checked_language(given.text("language_code")))


def delete_my_commands(world: World, given: Parameters) -> bool:
    world.menus.set(_scope(world, given), checked_language(given.text("language_code")), [])
    world.changed()
    return True


def _scope(world: World, given: Parameters) -> Scope:
    """The scope of a call. Raises ApiError for an unknown type, chat or a chat of the wrong kind."""
    scope = given.object("scope")
    if scope is None:
        return DEFAULT
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in PLAIN_SCOPES:
        return str(kind), None, None
    if kind not in ("chat", "chat_administrators", "chat_member"):
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    chat = world.find_chat(scope.get("chat_id", ""))
    if chat.type == "private" and not world.people[chat.id].started:
        raise bad_request("chat not found")  # the bot has never met this person
    if chat.type == "channel":
        raise bad_request("can't change commands in channel chats")
    if kind != "chat" and chat.type == "private":
        raise bad_request("can't use specified scope in private chats")
    return str(kind), chat.id, int(scope["user_id"]) if kind == "chat_member" else None


def set_chat_menu_button(world: World, given: Parameters) -> bool:
    button = given.object("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse menu button: Unsupported type specified")
    if len(str(button.get("text", ""))) > rules.MENU_BUTTON_TEXT_LIMIT:
        raise bad_request("BUTTON_TEXT_INVALID")
    world.profile.menu_buttons[_private_chat(world, given)] = button
    world.changed()
    return True


def get_chat_menu_button(world: World, given: Parameters) -> dict[str, Any]:
    buttons = world.profile.menu_buttons
    return buttons.get(_private_chat(world, given), buttons.get(None, {"type": "commands"}))


def _private_chat(world: World, given: Parameters) -> int | None:
    if "chat_id" not in given:
        return None
    chat = world.find_chat(given.chat_key())
    if chat.type != "private":
        raise bad_request("chat must be a private chat")
    return chat.id


METHODS = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
