"""A served sandbox with the real telegram.Bot in it and the real page open in Chromium."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from playwright.async_api import Locator, Page, expect
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.request import HTTPXRequest

from bot.sandbox import Sandbox
from tests.chromium import open_page

LIN, ADA = 1001, 1002


@dataclass(kw_only=True)
class Clock:
    """A demo clock that counts how often it was asked to jump."""

    zone: str = "Asia/Shanghai"
    jumps: int = 0

    def now(self) -> datetime:
        return datetime(2026, 11, 22, 1, 0, tzinfo=UTC)

    def next(self) -> dict[str, Any]:
        return {"channel": "o1", "at": "2026-11-23T09:00:00+08:00"}

    async def jump(self) -> None:
        self.jumps += 1


@dataclass(kw_only=True)
class World:
    """A served sandbox, the bot that lives in it and the page that looks at it."""

    sandbox: Sandbox
    bot: Bot
    page: Page
    clock: Clock
    channel: int

    def message(self, chat: int, id: int) -> Locator:
        return self.page.get_by_test_id(f"message-{chat}-{id}")

    async def post(self, html: str, **more: Any) -> Locator:
        """The bot posts in the channel; the message as the page shows it."""
        sent = await self.bot.send_message(self.channel, html, parse_mode=ParseMode.HTML, **more)
        return self.message(self.channel, sent.message_id)

    async def update(self) -> Update:
        """What the bot hears next."""
        (update,) = await self.bot.get_updates(timeout=20, limit=1)
        await self.bot.get_updates(offset=update.update_id + 1, timeout=0)
        return update

    async def type(self, text: str) -> None:
        await self.page.get_by_test_id("composer").fill(text)


@contextlib.asynccontextmanager
async def opened_page(chromium: str) -> AsyncIterator[World]:
    """A world with a reader, an admin and an empty channel, and the page open on it."""
    sandbox, clock = Sandbox(), Clock()
    sandbox.add_person(LIN, "Lin", language="en")
    sandbox.add_person(ADA, "Ada", role="admin", language="en")
    channel = sandbox.add_channel(username="o1_daily", title="o1 Daily")
    sandbox.clock_control = clock
    request = HTTPXRequest(httpx_kwargs={"trust_env": False})
    async with sandbox.serve() as url, open_page(chromium, url) as page:
        bot = Bot(sandbox.token, base_url=f"{url}/bot", request=request, get_updates_request=request)
        await expect(page.get_by_test_id(f"person-{LIN}")).to_be_visible()
        async with bot:
            yield World(sandbox=sandbox, bot=bot, page=page, clock=clock, channel=channel.id)


def keys(*buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    """One row of buttons."""
    return InlineKeyboardMarkup([list(buttons)])
