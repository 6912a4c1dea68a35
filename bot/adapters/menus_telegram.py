"""The command menus that Telegram shows, per audience and language."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    error,
)

from bot.domain.language import Language

log = logging.getLogger(__name__)

Rows = Mapping[Language, Sequence[tuple[str, str]]]  # language → (name, description)


@dataclass(frozen=True, kw_only=True)
class Menus:
    """Who sees which commands: the admins' menu only in the admins' own chats."""

    everyone: Rows
    admin: Rows
    admins: frozenset[int]

    async def show(self, bot: Bot) -> None:
        """Set all menus. An admin who never opened the chat has none until ``welcome``; that is no fault."""
        private, groups = BotCommandScopeAllPrivateChats(), BotCommandScopeAllGroupChats()
        wanted: list[tuple[BotCommandScope, Rows]] = [(private, self.everyone), (groups, self.everyone)]
        wanted += [(BotCommandScopeChat(person), self.admin) for person in sorted(self.admins)]
        for scope, rows in wanted:
            for language, commands in rows.items():
                await _set(bot, scope, language, commands)

    async def welcome(self, bot: Bot, person: int) -> None:
        """A person has opened the chat: an admin gets the menu that could not be set before."""
        if person in self.admins:
            for language, commands in self.admin.items():
                await _set(bot, BotCommandScopeChat(person), language, commands)


async def _set(bot: Bot, scope: BotCommandScope, language: Language, commands: Sequence[tuple[str, str]]) -> None:
    code = None if language is Language.EN else language.value  # English is also everybody else's
    try:
        await bot.set_my_commands([BotCommand(*row) for row in commands], scope=scope, language_code=code)
    except error.TelegramError as failure:
        log.info("menu for %s not set: %s", getattr(scope, "chat_id", scope.type), failure)
