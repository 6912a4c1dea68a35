"""The command menus that Telegram shows, per audience and language."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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
    """Who sees which commands: those of curators and admins only in their own chats."""

    everyone: Rows
    admin: Rows
    admins: frozenset[int]
    curator: Rows = field(default_factory=dict)
    curators: frozenset[int] = frozenset()

    async def show(self, bot: Bot) -> None:
        """Set all menus. Who never opened the chat has none until ``welcome``; that is no fault."""
        private, groups = BotCommandScopeAllPrivateChats(), BotCommandScopeAllGroupChats()
        wanted: list[tuple[BotCommandScope, Rows]] = [(private, self.everyone), (groups, self.everyone)]
        wanted += [(BotCommandScopeChat(person), self._of(person)) for person in sorted(self.curators | self.admins)]
        for scope, rows in wanted:
            for language, commands in rows.items():
                await _set(bot, scope, language, commands)

    async def welcome(self, bot: Bot, person: int) -> None:
        """A person has opened the chat: an admin or a curator gets the menu that could not be set before."""
        for language, commands in self._of(person).items():
            await _set(bot, BotCommandScopeChat(person), language, commands)

    def _of(self, person: int) -> Rows:
        """What this person sees beyond everybody's: nothing, for most."""
        return self.admin if person in self.admins else self.curator if person in self.curators else {}


async def _set(bot: Bot, scope: BotCommandScope, language: Language, commands: Sequence[tuple[str, str]]) -> None:
    code = None if language is Language.EN else language.value  # English is also everybody else's
    try:
        await bot.set_my_commands([BotCommand(*row) for row in commands], scope=scope, language_code=code)
    except error.TelegramError as failure:
        log.info("menu for %s not set: %s", getattr(scope, "chat_id", scope.type), failure)
