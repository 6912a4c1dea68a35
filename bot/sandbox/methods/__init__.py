"""The Bot API methods the sandbox answers: one function each, gathered in one table."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.sandbox.methods import answers, chats, editing, inline, menus, profile, sending, taking, updates
from bot.sandbox.parameters import Parameters
from bot.sandbox.state import World

Method = Callable[[World, Parameters], Any | Awaitable[Any]]

METHODS: Mapping[str, Method] = {
    **updates.METHODS,
    **sending.METHODS,
    **editing.METHODS,
    **taking.METHODS,
    **answers.METHODS,
    **inline.METHODS,
    **menus.METHODS,
    **profile.METHODS,
    **chats.METHODS,
}

# Telegram does not mind the case of a method's name.
BY_LOWER_NAME: Mapping[str, tuple[str, Method]] = {name.lower(): (name, METHODS[name]) for name in METHODS}
