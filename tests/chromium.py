"""A page of the sandbox in Chromium, which must keep its own rules."""

import contextlib
from collections.abc import AsyncIterator

from playwright.async_api import Page, Route, async_playwright


@contextlib.asynccontextmanager
async def open_page(chromium: str, url: str) -> AsyncIterator[Page]:
    """The page at ``url``, in a context of its own.

    Raises AssertionError at the end if it broke its rules: an exception, a request to anywhere else, a style or
    script that ``default-src 'self'`` forbids.
    """
    broken: list[str] = []

    async def watch(route: Route) -> None:
        if not route.request.url.startswith(url):
            broken.append(f"asked for {route.request.url}")
            await route.abort()
        else:
            await route.continue_()

    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(chromium)
        context = await browser.new_context(viewport={"width": 1400, "height": 800}, reduced_motion="reduce")
        page = await context.new_page()
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda line: broken.append(line.text) if line.type == "error" else None)
        await page.route("**/*", watch)
        answer = await page.goto(url)
        assert answer
        assert answer.headers["content-security-policy"] == "default-src 'self'"
        yield page
        await context.close()
        await browser.close()
    assert broken == []
