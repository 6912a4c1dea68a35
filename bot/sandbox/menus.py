"""What the bot says about itself: command menus by scope and language, names and descriptions by language."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import rules
from bot.sandbox.rules import bad_request

# A scope as a key: its type, its chat, its person.
Scope = tuple[str, int | None, int | None]
DEFAULT: Scope = ("default", None, None)
PLAIN_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
Command = dict[str, str]


def checked_language(language: str | None) -> str:
    """An empty code or exactly two small letters. Raises ApiError."""
    if language and not rules.LANGUAGE_CODE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language or ""


def checked_commands(commands: Any) -> list[Command]:
    """A list of BotCommand. Raises ApiError."""
    if not isinstance(commands, list):
        raise bad_request("can't parse commands list JSON object")
    if len(commands) > rules.COMMAND_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_checked_command(command) for command in commands]


def _checked_command(command: Any) -> Command:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name, description = str(command.get("command", "")).removeprefix("/"), str(command.get("description", ""))
    if not name.strip():
        raise bad_request("command must be non-empty")
    if len(name) > rules.COMMAND_LENGTH:
        raise bad_request(f"command length must not exceed {rules.COMMAND_LENGTH}")
    if not rules.COMMAND_NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description.strip():
        raise bad_request("command description must be non-empty")
    if len(description) > rules.COMMAND_DESCRIPTION_LIMIT:
        limit = rules.COMMAND_DESCRIPTION_LIMIT
        raise bad_request(f"command description length must not exceed {limit}")
    return {"command": name, "description": description}


class Menus:
    """Commands per scope and language."""

    def __init__(self) -> None:
        self._commands: dict[tuple[Scope, str], list[Command]] = {}

    def set(self, scope: Scope, language: str, commands: list[Command]) -> None:
        if commands:
            self._commands[scope, language] = commands
        else:
            self._commands.pop((scope, language), None)

    def get(self, scope: Scope, language: str) -> list[Command]:
        """Exactly what was set for this scope and language."""
        return self._commands.get((scope, language), [])

    def seen_in_private(self, person: int, language: str) -> list[Command]:
        """The menu of a person's chat with the bot: the narrowest scope first, in it their own language.

        https://core.telegram.org/bots/api#determining-list-of-commands
        """
        return self._first([("chat", person, None), ("all_private_chats", None, None), DEFAULT], language)

    def seen_in_group(self, chat: int, person: int, language: str, *, administrator: bool) -> list[Command]:
        """The menu a person sees in a group."""
        scopes: list[Scope] = [("chat_member", chat, person)]
        scopes += [("chat_administrators", chat, None)] if administrator else []
        scopes += [("chat", chat, None)]
        scopes += [("all_chat_administrators", None, None)] if administrator else []
        return self._first([*scopes, ("all_group_chats", None, None), DEFAULT], language)

    def _first(self, scopes: list[Scope], language: str) -> list[Command]:
        for scope in scopes:
            for code in (language[:2], ""):
                if found := self._commands.get((scope, code)):
                    return found
        return []


@dataclass(kw_only=True)
class Profile:
    """Name and descriptions per language code, "" for everybody; menu buttons per chat, None for all."""

    name: str
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int | None, dict[str, Any]] = field(default_factory=dict)
