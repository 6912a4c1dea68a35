"""Takes the README's pictures: ``uv run python -m tests.demo.picture`` (needs a Chromium and a font with emoji)."""

import asyncio
import io
import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.async_api import async_playwright, expect

from bot.demo import Demo, open_demo
from bot.domain.channel import Style
from bot.domain.picture import Look
from tests.worlds import at

PICTURE = Path(__file__).with_name("demo.png")
SAMPLE = "lets-verify-step-by-step"
THEMES = ("xuan", "night")


async def take() -> None:
    morning = at("2026-11-22 09:00", "Asia/Shanghai")
    async with open_demo(today=morning, zone=ZoneInfo("Asia/Shanghai")) as demo:
        await _page(demo)
        for theme in THEMES:
            await _sample(demo, theme)


async def _page(demo: Demo) -> None:
    async with async_playwright() as playwright:
        chromium = shutil.which("chromium")
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = await browser.new_page(viewport={"width": 1440, "height": 1130})
        await page.goto(demo.url)
        await page.get_by_test_id("composer").fill("/search 推理")
        await page.get_by_test_id("send").click()
        await expect(page.get_by_test_id("chat").get_by_role("button", name="5", exact=True)).to_be_visible()
        await page.mouse.move(0, 0)
        PICTURE.write_bytes(_smaller(await page.screenshot(animations="disabled"), 1440))
        await browser.close()


async def _sample(demo: Demo, theme: str) -> None:
    library = demo.house.library
    channel = demo.house.config.channels[0]
    entry = library.shelf.catalog.entries[SAMPLE]
    card = library.cards.for_channel(entry, library.shelf.catalog, channel, token="0" * 15)
    assert channel.style is Style.PICTURE
    assert card.picture
    picture = type(card.picture)(sheet=card.picture.sheet, look=Look(theme=theme))
    png = await library.pictures.draw(picture)
    PICTURE.with_name(f"card-{theme}.png").write_bytes(_smaller(png, 720))


def _smaller(png: bytes, width: int) -> bytes:
    """In 256 colours: a README is read over slow lines too."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image = image.resize((width, image.height * width // image.width), Image.Resampling.LANCZOS)
    small = io.BytesIO()
    image.quantize(256, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


if __name__ == "__main__":
    asyncio.run(take())
