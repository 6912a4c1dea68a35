"""What the LinkWeb port promises, of the real one and of the fake."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from starlette.responses import Response

from bot.adapters.links_web import open_web_links
from bot.app.linking import LinkWeb
from bot.domain.linkcheck import Answer, Result, verdict
from bot.domain.pages import PageTrouble
from tests.fakes.links import ScriptedWeb
from tests.web_sites import a_page, moved, some_sites

SITE = "http://blog.site.org/"


@pytest_asyncio.fixture(params=["http", "scripted"])
async def web(request: pytest.FixtureRequest) -> AsyncIterator[LinkWeb]:
    if request.param == "scripted":
        new = SITE + "new"
        yield ScriptedWeb(
            {
                SITE + "fine": [Answer(status=200, end=SITE + "fine")],
                SITE + "gone": [Answer(status=404, end=SITE + "gone")],
                SITE + "moved": [Answer(status=200, permanent=new, end=new)],
                "http://10.0.0.1/": [Answer(trouble=PageTrouble.PRIVATE)],
            }
        )
        return
    pages = {"fine": a_page(), "gone": Response("no", 404), "moved": moved("/new", 301), "new": a_page()}
    async with some_sites(**pages) as sites, open_web_links(sites.guard) as links:
        yield links


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize(
    ("url", "result"),
    [
        (SITE + "fine", Result.FINE),
        (SITE + "gone", Result.GONE),
        (SITE + "moved", Result.MOVED),
        ("http://nowhere.site.org/", Result.UNREACHABLE),
        ("http://10.0.0.1/", Result.PRIVATE),
    ],
)
async def test_an_address_is_answered_for(web: LinkWeb, url: str, result: Result, whole: bool) -> None:
    answer = await web.ask(url, whole=whole)
    assert verdict(url, answer).result is result
    assert (answer.status == 0) == (answer.trouble is not None)
