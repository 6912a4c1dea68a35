"""Work on a large catalog leaves the event loop free; on a small one it is done at once."""

import asyncio
import threading

import pytest

from bot.app.aside import LARGE, LARGE_TO_READ, aside
from bot.domain.catalog import Catalog
from bot.domain.query import Query
from tests.bench.selection_catalog import made_up

WORDS = Query.parse("entropy").groups


async def where(catalog: Catalog, text: str = "") -> bool:
    """Whether the work was done in the thread of the event loop."""
    return await aside(catalog, threading.get_ident, asked=Query.parse(text).groups) == threading.get_ident()


@pytest.mark.parametrize(
    ("size", "text", "at_once"),
    [
        (14, "", True),
        (14, "entropy", True),
        (LARGE_TO_READ, "kind:paper", True),
        (LARGE_TO_READ, "entropy", False),
        (LARGE, "", False),
    ],
)
async def test_only_a_catalog_that_takes_long_is_looked_at_aside(size: int, text: str, at_once: bool) -> None:
    assert await where(made_up(size, seed=1), text) is at_once


async def test_the_loop_goes_on_meanwhile_and_others_of_the_same_sort_wait_their_turn() -> None:
    catalog, begun, may_end, order = made_up(LARGE, seed=1), threading.Event(), threading.Event(), list[str]()

    def first() -> None:
        begun.set()
        may_end.wait()
        order.append("first")

    one = asyncio.create_task(aside(catalog, first, asked=WORDS))
    await asyncio.to_thread(begun.wait)
    other = asyncio.create_task(aside(catalog, lambda: order.append("second"), asked=WORDS))
    await aside(catalog, lambda: order.append("reads nothing"))
    may_end.set()
    await asyncio.gather(one, other)
    assert order == ["reads nothing", "first", "second"]


async def test_what_the_work_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        await aside(made_up(LARGE, seed=1), lambda: 1 // 0)
    assert await aside(made_up(14, seed=1), lambda: 3) == 3
