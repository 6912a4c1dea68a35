"""What every search engine keeps to, the stand-in of the other tests too."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.search_tantivy import TantivySearch
from bot.domain.catalog import Catalog
from bot.domain.entry import Entry
from bot.domain.language import Language
from bot.domain.query import Query
from bot.domain.search import SNIPPET, Found, How
from tests.fakes.search import MemorySearch
from tests.worlds import a_catalog, a_draft, an_entry

Engine = TantivySearch | MemorySearch

PANDAS = tuple(
    an_entry(
        f"panda-{year}",
        title={"en": f"Pandas of {year}", "zh": f"{year} 年的熊猫"},
        kind="post" if year % 2 else "paper",
        published={"year": year},
        overview={"en": "They eat bamboo, and little else.", "zh": "它们只吃竹子，别的几乎都不吃。"},
        tags=["reasoning"],
    )
    for year in range(2001, 2008)
)
OTHER = an_entry("rivers", title={"en": "Rivers", "zh": "河流"}, tags=["verifiers"])


def the_catalog(*more: Entry) -> Catalog:
    return a_catalog(*PANDAS, OTHER, a_draft("draft", title={"en": "Pandas, a draft"}), *more)


@pytest.fixture(params=["tantivy", "memory"])
async def search(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Engine]:
    engine: Engine = TantivySearch(tmp_path) if request.param == "tantivy" else MemorySearch()
    await engine.take(the_catalog())
    await settled(engine)
    yield engine
    await engine.close()


async def settled(engine: Engine) -> None:
    if isinstance(engine, TantivySearch):
        await engine.whole()


async def found(
    search: Engine, text: str, *, limit: int = 10, offset: int = 0, posted: frozenset[str] = frozenset()
) -> Found:
    return await search.find(Query.parse(text), language=Language.EN, limit=limit, offset=offset, posted=posted)


async def keys(search: Engine, text: str, *, posted: frozenset[str] = frozenset()) -> list[str]:
    return [hit.entry.key for hit in (await found(search, text, posted=posted)).hits]


NEWEST_FIRST = [entry.key for entry in reversed(PANDAS)]


@pytest.mark.parametrize("words", ["pandas", "竹子", "PANDAS bamboo", "tag:reasoning", "主题:推理"])
async def test_ready_entries_that_have_all_that_is_asked_are_found_and_equals_come_newest_first(
    search: Engine, words: str
) -> None:
    assert await keys(search, words) == NEWEST_FIRST


async def test_pages_are_parts_of_the_same_list(search: Engine) -> None:
    pages = [await found(search, "pandas", limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [hit.entry.key for page in pages for hit in page.hits] == NEWEST_FIRST
    assert {page.total for page in pages} == {7}
    assert not any(page.more or page.near or page.instead or page.progress for page in pages)


async def test_beyond_the_end_there_is_nothing_and_the_total_stays(search: Engine) -> None:
    page = await found(search, "pandas", offset=70)
    assert (page.hits, page.total) == ((), 7)


@pytest.mark.parametrize("asked", ["", "-pandas", "☃", '""'])
async def test_who_asks_nothing_or_only_what_to_leave_out_finds_nothing(search: Engine, asked: str) -> None:
    assert await keys(search, asked) == []


async def test_what_is_to_be_left_out_is(search: Engine) -> None:
    assert await keys(search, "pandas -kind:post") == ["panda-2006", "panda-2004", "panda-2002"]
    assert await keys(search, "-tag:reasoning kind:paper") == ["rivers"]


async def test_of_alternatives_one_is_enough(search: Engine) -> None:
    assert set(await keys(search, "rivers | year:2003")) == {"rivers", "panda-2003"}


async def test_what_was_posted_is_what_the_asker_says(search: Engine) -> None:
    posted = frozenset({"panda-2002", "draft", "gone"})
    assert await keys(search, "is:posted", posted=posted) == ["panda-2002"]
    assert await keys(search, "pandas -is:posted year:2001..2003", posted=posted) == ["panda-2003", "panda-2001"]
    assert await keys(search, "is:posted") == []


async def test_matches_are_marked_in_the_readers_title_and_in_a_short_snippet(search: Engine) -> None:
    (hit, *_) = (await found(search, "pandas")).hits
    assert [hit.title.text[begin:end].lower() for begin, end in hit.title.spans] == ["pandas"]
    (hit, *_) = (await found(search, "bamboo")).hits
    assert [hit.snippet.text[begin:end] for begin, end in hit.snippet.spans] == ["bamboo"]
    assert hit.language is Language.EN
    assert len(hit.snippet.text) <= SNIPPET
    assert hit.why == ()


async def test_why_it_was_found_is_said_where_that_is_asked_for(search: Engine) -> None:
    page = await search.find(Query.parse("pandas"), language=Language.EN, limit=1, explained=True)
    (match,) = page.hits[0].why
    assert (match.word, match.how, match.field) == ("pandas", How.EXACT, "title")


async def test_the_keys_alone_are_those_of_the_first_hits(search: Engine) -> None:
    assert await search.keys(Query.parse("pandas"), most=3) == NEWEST_FIRST[:3]
    posted = frozenset({"rivers"})
    assert await search.keys(Query.parse("is:posted"), most=3, posted=posted) == ["rivers"]


async def test_what_is_alike_is_never_the_entry_itself_nor_a_draft(search: Engine) -> None:
    alike = await search.similar(PANDAS[0], most=3)
    assert len(alike) == 3
    assert {entry.key for entry in alike} <= {entry.key for entry in PANDAS[1:]}


async def test_another_catalog_is_followed(search: Engine) -> None:
    await search.take(a_catalog(OTHER, an_entry("tigers", title={"en": "Tigers", "zh": "老虎"})))
    assert await keys(search, "pandas") == []  # at once
    await settled(search)
    assert await keys(search, "老虎") == ["tigers"]
    assert await keys(search, "rivers") == ["rivers"]
