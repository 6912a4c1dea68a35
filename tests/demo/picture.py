"""Takes the README's picture of the demo: ``uv run python -m tests.demo.picture`` (needs a Chromium)."""

import asyncio
import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.async_api import async_playwright, expect

from bot.demo import open_demo
from tests.worlds import at

PICTURE = Path(__file__).with_name("demo.png")


async def take() -> None:
    chromium = shutil.which("chromium")
    morning = at("2026-11-22 09:00", "Asia/Shanghai")
    async with open_demo(today=morning, zone=ZoneInfo("Asia/Shanghai")) as demo, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = await browser.new_page(viewport={"width": 1440, "height": 1130})
        await page.goto(demo.url)
        await page.get_by_test_id("composer").fill("/search 推理")
        await page.get_by_test_id("send").click()
        await expect(page.get_by_test_id("chat").get_by_role("button", name="5", exact=True)).to_be_visible()
        await page.mouse.move(0, 0)
        await page.screenshot(path=PICTURE, animations="disabled")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(take())
