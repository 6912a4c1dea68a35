"""Real bots on our own transport, talking to a sandbox over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Bot

from bot.adapters.client_telegram import request
from bot.sandbox import Rights, Sandbox

ADMIN = 1002
CHANNEL = "@daily_digest"  # as in tests.worlds
FORUM = -1_002_000_000_007


def a_town() -> Sandbox:
    """A channel, a forum group and an admin who has opened the chat with the bot."""
    sandbox = Sandbox()
    sandbox.add_person(ADMIN, "Ada", role="admin")
    sandbox.add_channel(username=CHANNEL[1:], title="Daily digest", bot_rights=Rights(edit=True))
    sandbox.add_group(FORUM, "Forum")
    return sandbox


@asynccontextmanager
async def a_bot(url: str, token: str, *, read_timeout: float = 20) -> AsyncIterator[Bot]:
    """Not checked in: every call is one that the test makes."""
    calls, polls = (request(url, connections=8, read_timeout=read_timeout) for _ in range(2))
    try:
        yield Bot(token, base_url=f"{url}/bot", request=calls, get_updates_request=polls)
    finally:
        await calls.shutdown()
        await polls.shutdown()
