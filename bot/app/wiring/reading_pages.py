"""Reading pages: the web behind its guard, and arXiv's API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import partial

from bot.adapters.web_fetch import Limits, WebFetch
from bot.adapters.web_guard import Guard
from bot.app.config import Config
from bot.domain.pages import Pages
from bot.intake.arxiv_client import API, open_client
from bot.intake.pages import ReadPages
from bot.intake.pages_arxiv import ArxivDesk

# A person waits: arXiv's page is read where its API does not answer at once.
_API_TIMEOUT = 10.0


@asynccontextmanager
async def open_pages(
    config: Config, *, guard: Guard | None = None, limits: Limits | None = None, api: str = API
) -> AsyncIterator[Pages]:
    """For as long as the block. Nothing of the configuration is needed yet; what is after it is for tests."""
    with closing(ArxivDesk(partial(open_client, api=api, retries=0, timeout=_API_TIMEOUT))) as papers:
        yield ReadPages(WebFetch(guard, limits), papers)
