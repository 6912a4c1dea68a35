"""The search engine follows its catalog."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.search_tantivy import TantivySearch
from bot.domain.query import Query
from bot.domain.search import Found
from tests.adapters.searching import CATALOG, STRAWBERRY, first, found, keys, nothing_ready, with_synonyms
from tests.search.engines import an_engine
from tests.worlds import a_catalog, a_draft, an_entry


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[TantivySearch]:
    async with an_engine(tmp_path, CATALOG) as engine:
        yield engine


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[TantivySearch]:
    """An engine that has not yet been given anything."""
    engine = TantivySearch(tmp_path / "search")
    yield engine
    await engine.close()


async def test_what_is_asked_at_once_waits_a_moment_for_the_first_index(empty: TantivySearch) -> None:
    await empty.take(CATALOG)
    assert await keys(empty, "strawberry") == ["strawberry"]


async def test_where_there_is_no_index_nothing_is_found(empty: TantivySearch) -> None:
    strawberry = Query.parse("strawberry")
    one, other, third = await asyncio.gather(
        found(empty, "strawberry"), empty.keys(strawberry, most=5), empty.similar(STRAWBERRY, most=5)
    )
    assert (one, other, third) == (Found(), [], [])


async def test_it_is_whole_at_once_where_nothing_was_to_be_done(empty: TantivySearch) -> None:
    await empty.whole()


async def test_a_catalog_without_entries_has_an_index_too(empty: TantivySearch) -> None:
    await empty.take(nothing_ready())
    await empty.whole()
    assert await found(empty, "strawberry") == await found(empty, "")


async def test_what_changed_is_found_once_the_index_is_whole(own: TantivySearch) -> None:
    changed = an_entry("strawberry", title={"en": "Counting letters of raspberry", "zh": "数树莓的字母"})
    await own.take(a_catalog(changed, an_entry("new", title={"en": "Xylophones", "zh": "木琴"})))
    await own.whole()
    assert await keys(own, "raspberry") == ["strawberry"]
    assert await keys(own, "木琴") == ["new"]
    assert await keys(own, "草莓") == []
    assert (await first(own, "xylofones")).entry.key == "new"


async def test_what_is_gone_is_not_found_at_once(own: TantivySearch) -> None:
    await own.take(a_catalog(an_entry()))
    assert await keys(own, "strawberry") == []
    assert await own.keys(Query.parse("strawberry"), most=5) == []
    like_it = STRAWBERRY.model_copy(update={"key": "like-it"})
    assert "strawberry" not in [entry.key for entry in await own.similar(like_it, most=5)]


async def test_what_became_a_draft_is_not_found_at_once(own: TantivySearch) -> None:
    await own.take(a_catalog(an_entry(), STRAWBERRY.model_copy(update={"status": a_draft().status})))
    assert await keys(own, "strawberry") == []
    await own.whole()
    assert own.about().entries == 1


async def test_an_index_is_not_built_twice(tmp_path: Path) -> None:
    async with an_engine(tmp_path, CATALOG) as search:
        before = search.about()
    async with an_engine(tmp_path, CATALOG) as search:
        assert search.about() == before
        await search.take(CATALOG, rebuild=True)
        await search.whole()
        assert search.about().folder != before.folder
        assert await keys(search, "strawberry") == ["strawberry"]


async def test_what_there_is_to_say_of_it(own: TantivySearch, tmp_path: Path) -> None:
    about = own.about()
    assert about.entries == 2
    assert about.folder.parent == tmp_path
    assert about.size > 1_000


async def test_other_synonyms_need_no_other_index(own: TantivySearch) -> None:
    before = own.about().folder
    assert await keys(own, "o1") == []
    await own.take(with_synonyms(CATALOG, ("o1", "strawberry", "草莓")))
    await own.whole()
    assert await keys(own, "o1") == ["strawberry"]
    await own.take(CATALOG)
    await own.whole()
    assert await keys(own, "o1") == []
    assert own.about().folder == before
