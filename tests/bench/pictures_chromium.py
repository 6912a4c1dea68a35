"""The same cards shot by headless Chromium: ``python -m tests.bench.pictures_chromium AT_ONCE STATE PROGRAM WAY``.

One browser is kept open, from the first card on. ``kept``, the best case for it: its pages, one for each card at once,
keep their fonts and are given only the next card's elements. ``anew``, as one would write it: a page for each card.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page, Playwright, async_playwright

from bot.domain.picture import Picture
from tests.bench.pictures_child import serve
from tests.bench.pictures_html import HEIGHT, WIDTH, Pages

_FLAGS = ("--no-sandbox", "--disable-gpu")


class Browsing:
    """Draws with a browser. ``close`` it."""

    def __init__(self, playwright: Playwright, program: str, page: Path, *, keeps: bool) -> None:
        self._playwright = playwright
        self._program = program
        self._at = page
        self._keeps = keeps
        self._pages = Pages()
        self._browser: Browser | None = None
        self._starting = asyncio.Lock()
        self._kept: list[Page] = []

    async def draw(self, picture: Picture) -> bytes:
        async with self._starting:
            self._browser = self._browser or await self._started()
        async with self._page(self._browser) as page:
            await page.evaluate("card => show(card)", self._pages.card(picture))
            return await page.screenshot(type="png")

    async def _started(self) -> Browser:
        self._at.write_text(self._pages.page(), encoding="utf-8")
        return await self._playwright.chromium.launch(executable_path=self._program, args=[*_FLAGS])

    @asynccontextmanager
    async def _page(self, browser: Browser) -> AsyncIterator[Page]:
        page = self._kept.pop() if self._kept else await self._opened(browser)
        yield page
        if self._keeps:
            self._kept.append(page)
        else:
            await page.close()

    async def _opened(self, browser: Browser) -> Page:
        page = await browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=2)
        await page.goto(self._at.as_uri())
        return page

    async def close(self) -> None:
        if self._browser:
            await self._browser.close()


async def main(at_once: int, state: Path, program: str, way: str) -> None:
    async with async_playwright() as playwright:
        browsing = Browsing(playwright, program, state / "page.html", keeps=way == "kept")
        try:
            await serve(browsing.draw, at_once=at_once)
        finally:
            await browsing.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]))
