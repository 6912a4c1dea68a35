"""The stand-in for Telegram: a Bot API server on real HTTP, with a page that shows channel and chat.

Imports nothing of the bot, which talks to it through the real python-telegram-bot; its page suggests the demo's
commands. ``rules.py`` holds limits and refusals, ``methods/`` one function per Bot API method, ``sandbox.py`` the
face for tests and the demo.
"""

from bot.sandbox.chats import Chat, Person, Rights
from bot.sandbox.faults import Fault
from bot.sandbox.inline import InlineAnswer
from bot.sandbox.messages import Message
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.state import Call, Toast
from bot.sandbox.view import ClockControl

__all__ = ["Call", "Chat", "ClockControl", "Fault", "InlineAnswer", "Message", "Person", "Rights", "Sandbox", "Toast"]
