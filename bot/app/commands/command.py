"""The rows of the command table."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.app.commands.ask import Access, Ask
from bot.domain.conversation import Reply
from bot.domain.language import BothNames

Handler = Callable[[Any, Ask], Awaitable[Reply]]  # given the desk, which is built from these rows


@dataclass(frozen=True, kw_only=True)
class Command:
    """One ``/name``; ``says`` is the description in the menus (Telegram: 1–256 characters)."""

    name: str
    says: BothNames
    handler: Handler
    access: Access = Access.EVERYONE
    usage: BothNames | None = None  # its arguments, as /help shows them


@dataclass(frozen=True, kw_only=True)
class Action:
    """What a button with the callback data ``name`` or ``name:words`` does."""

    name: str
    handler: Handler
    access: Access = Access.EVERYONE
