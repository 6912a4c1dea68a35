"""The front door, as a newcomer meets it: the demo's page in a real Chromium."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Locator, Page, expect

from bot.demo import ADMIN, READER, Demo, open_demo
from tests.chromium import open_page
from tests.worlds import at

pytestmark = pytest.mark.browser

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """The running demo and the page a newcomer looks at."""

    demo: Demo
    page: Page

    @property
    def channel(self) -> Locator:
        return self.page.get_by_test_id("channel")

    @property
    def chat(self) -> Locator:
        return self.page.get_by_test_id("chat")

    async def say(self, text: str) -> None:
        await self.page.get_by_test_id("composer").fill(text)
        await self.page.get_by_test_id("send").click()

    async def act_as(self, person: int) -> None:
        await self.page.get_by_test_id(f"person-{person}").click()

    def last(self) -> Locator:
        """The newest message of the chat."""
        return self.chat.locator("[data-testid^=message-]").last

    def cards(self) -> Locator:
        """The channel's posts."""
        return self.channel.locator("[data-testid^=message-]")


@asynccontextmanager
async def visit(chromium: str) -> AsyncIterator[Visit]:
    async with (
        open_demo(today=at("2026-11-22 15:00", "Asia/Shanghai"), zone=SHANGHAI) as demo,
        open_page(chromium, demo.url) as page,
    ):
        await expect(page.get_by_test_id(f"person-{READER}")).to_be_visible()
        yield Visit(demo=demo, page=page)


async def test_todays_card_is_in_the_channel_when_the_page_opens(chromium: str) -> None:
    async with visit(chromium) as newcomer:
        await expect(newcomer.cards()).to_have_count(1)
        card = newcomer.cards().first
        await expect(card.get_by_role("link", name="阅读原文")).to_be_visible()
        await expect(card).to_contain_text("#")


async def test_a_reader_searches_opens_a_result_and_asks_for_a_random_entry(chromium: str) -> None:
    async with visit(chromium) as reader:
        await reader.say("/search 思维链")
        await expect(reader.last()).to_contain_text("思维链提示激发大语言模型的推理能力")
        await reader.last().get_by_role("button", name="1", exact=True).click()
        await expect(reader.last()).to_contain_text("PaLM 540B")
        await reader.last().get_by_role("button", name="换一篇").click()
        await expect(reader.last()).not_to_contain_text("PaLM 540B 就在")
        await expect(reader.last().get_by_role("button", name="换一篇")).to_be_visible()


async def test_the_deep_link_of_the_card_opens_it_in_the_chat_where_it_can_be_saved(chromium: str) -> None:
    async with visit(chromium) as reader:
        await reader.cards().first.get_by_role("link", name="更多 · 收藏").click()
        await reader.last().get_by_role("button", name="收藏", exact=True).click()
        await expect(reader.last().get_by_role("button", name="✓ 已收藏")).to_be_visible()
        await reader.say("/saved")
        await expect(reader.last()).to_contain_text("我的收藏 · 1")


async def test_an_admin_previews_and_posts_and_it_appears_in_the_channel(chromium: str) -> None:
    async with visit(chromium) as admin:
        await admin.act_as(ADMIN)
        await admin.say("/preview gpt-f")
        await expect(admin.last()).to_contain_text("Generative Language Modeling")
        await admin.say("/post gpt-f")
        await admin.last().get_by_role("button", name="Post to o1").click()
        await expect(admin.last()).to_contain_text("Posted")
        await expect(admin.cards()).to_have_count(2)
        await expect(admin.cards().last).to_contain_text("Generative Language Modeling")


async def test_an_admin_reviews_a_draft_and_writes_what_another_one_lacks(chromium: str) -> None:
    async with visit(chromium) as admin:
        await admin.act_as(ADMIN)
        await admin.say("/review")
        await expect(admin.last()).to_contain_text("Draft 1 of 2 · self-consistency")
        await admin.last().get_by_role("button", name="✓ Approve").click()
        await expect(admin.chat).to_contain_text("✓ Approved: Self-Consistency")
        await expect(admin.chat).to_contain_text("of o1’s queue, planned for")
        await expect(admin.last()).to_contain_text("Missing: Chinese overview")
        await admin.last().get_by_role("button", name="✓ Approve").click()
        await admin.last().get_by_role("button", name="Chinese overview").click()
        await expect(admin.page.get_by_test_id("answering")).to_contain_text("Chinese overview")
        await admin.say("只要在答案前加上一句“让我们一步一步地想”，大语言模型不看示例也能逐步推理。")
        await expect(admin.last()).to_contain_text("✓ Chinese overview: written")
        await admin.last().get_by_role("button", name="✓ Approve").click()
        await expect(admin.last()).to_contain_text("There is nothing to review.")


async def test_a_stranger_cannot_post(chromium: str) -> None:
    async with visit(chromium) as stranger:
        await stranger.say("/post gpt-f")
        await expect(stranger.last()).to_contain_text("我不认识 /post")
        await expect(stranger.cards()).to_have_count(1)


async def test_the_jump_to_the_next_slot_posts_tomorrows_card(chromium: str) -> None:
    async with visit(chromium) as newcomer:
        first = await newcomer.cards().first.inner_text()
        await newcomer.page.get_by_test_id("jump").click()
        await expect(newcomer.cards()).to_have_count(2)
        assert await newcomer.cards().last.inner_text() != first
        channel = newcomer.demo.house.config.channels[0]
        assert newcomer.demo.clock.now().astimezone(SHANGHAI).date() == dt.date(2026, 11, 23)
        slots = [delivery.slot.date for delivery in await newcomer.demo.house.store.ledger.history(channel.name)]
        assert slots == [dt.date(2026, 11, 22), dt.date(2026, 11, 23)]
