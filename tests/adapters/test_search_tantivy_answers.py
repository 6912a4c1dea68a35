"""What the search engine finds in a small catalog, and what it says of it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.search_tantivy import TantivySearch
from bot.domain.language import Language
from bot.domain.query import Query
from tests.adapters.searching import CATALOG, STRAWBERRY, found, keys
from tests.domain.queries import PIECES, TEXTS
from tests.search.engines import an_engine
from tests.worlds import a_catalog, a_draft, an_entry

in_one_loop = pytest.mark.asyncio(loop_scope="module")  # as the engine, which they share


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("search")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def search(folder: Path) -> AsyncIterator[TantivySearch]:
    """Shared by those who only ask."""
    async with an_engine(folder / "shared", CATALOG) as engine:
        yield engine


@in_one_loop
@pytest.mark.parametrize(
    "text", ["unfinished", "notes", "key:unfinished", "kind:paper", "author:cobbe", "https://example.org/unfinished"]
)
async def test_drafts_are_never_found(search: TantivySearch, text: str) -> None:
    assert "unfinished" not in await keys(search, text)


@in_one_loop
async def test_only_what_was_posted(search: TantivySearch) -> None:
    async def posted(text: str, *which: str) -> set[str]:
        asked = await search.find(Query.parse(text), language=Language.EN, limit=9, posted=frozenset(which))
        assert await search.keys(Query.parse(text), most=9, posted=frozenset(which)) == [
            h.entry.key for h in asked.hits
        ]
        return {hit.entry.key for hit in asked.hits}

    assert await posted("is:posted", "strawberry", "never-was") == {"strawberry"}
    assert await posted("is:posted") == set()
    assert await posted("-is:posted", "strawberry") == {"lets-verify"}
    assert await posted("letters is:posted", "strawberry") == {"strawberry"}
    assert await posted("letters -is:posted", "strawberry") == set()


@in_one_loop
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tag:reasoning", ["strawberry"]),
        ("tag:推理", ["strawberry"]),
        ('tag:"Process supervision"', ["lets-verify"]),
        ("tag:reasoning,verifiers", ["strawberry", "lets-verify"]),
        ("-tag:reasoning kind:paper", ["lets-verify"]),
        ("kind:post", ["strawberry"]),
        ("year:2024", ["strawberry"]),
        ("year:..2023", ["lets-verify"]),
        ("author:cobbe", ["lets-verify"]),
        ('author:"Karl Cobbe"', ["lets-verify"]),
        ("author:kosa", ["lets-verify"]),
        ("author:Tramer", ["strawberry"]),
        ("author:天奇", ["strawberry"]),
        ("author:chentianqi", ["strawberry"]),
        ("org:openai", ["lets-verify"]),
        ("org:cobbe", []),
        ("lang:zh", []),
        ("letters -strawberry", []),
        ("strawberry|verify", ["strawberry", "lets-verify"]),
        ('"过程监督"', ["lets-verify"]),  # stands in a tag alone
        ('"step by step"', ["lets-verify"]),
        ('"字母"', ["strawberry"]),
    ],
)
async def test_what_is_asked_of_fields_holds(search: TantivySearch, text: str, expected: list[str]) -> None:
    assert sorted(await keys(search, text)) == sorted(expected)


@in_one_loop
@pytest.mark.parametrize("text", ["", "-strawberry", "🔥", "--", "|"])
async def test_who_asks_nothing_finds_nothing(search: TantivySearch, text: str) -> None:
    assert (await found(search, text)).hits == ()


@in_one_loop
async def test_what_asks_only_fields_is_newest_first(search: TantivySearch) -> None:
    assert await keys(search, "year:2000..") == ["strawberry", "lets-verify"]


@in_one_loop
async def test_nothing_has_it_all_but_some_have_a_part(search: TantivySearch) -> None:
    answer = await found(search, "strawberry xylophones")
    assert [hit.entry.key for hit in answer.hits] == ["strawberry"]
    assert answer.near
    assert await search.keys(Query.parse("strawberry xylophones"), most=5) == []
    assert not (await found(search, "strawberry letters")).near


@in_one_loop
async def test_a_phrase_that_nobody_has_finds_its_words(search: TantivySearch) -> None:
    answer = await found(search, '"strawberry letters"')
    assert ([hit.entry.key for hit in answer.hits], answer.near) == (["strawberry"], True)


@in_one_loop
async def test_a_mistyped_word_finds_what_was_meant_and_says_so(search: TantivySearch) -> None:
    answer = await found(search, "coutning -verify kind:post strawbery")
    assert [hit.entry.key for hit in answer.hits] == ["strawberry"]
    assert Query.parse(answer.instead) == Query.parse("counting -verify kind:post strawberry")
    assert not answer.near
    assert (await found(search, "counting")).instead == ""


@in_one_loop
async def test_where_nothing_is_near_nothing_is_found(search: TantivySearch) -> None:
    answer = await found(search, "qqqqqqqq")
    assert (answer.hits, answer.total, answer.near, answer.instead) == ((), 0, False, "")


@in_one_loop
async def test_keys_are_those_that_are_found(search: TantivySearch) -> None:
    assert await search.keys(Query.parse("year:2000.."), most=5) == ["strawberry", "lets-verify"]
    assert await search.keys(Query.parse("year:2000.."), most=1) == ["strawberry"]
    assert await search.keys(Query.parse("tag:推理"), most=5) == ["strawberry"]


@in_one_loop
async def test_pages_are_parts_of_the_same_list_and_equals_come_newest_first(tmp_path: Path) -> None:
    entries = [
        an_entry(f"of-{year}", published={"year": year}) for year in (*range(2001, 2024, 2), *range(2000, 2024, 2))
    ]
    async with an_engine(tmp_path, a_catalog(*entries[:20])) as search:
        await search.take(a_catalog(*entries))  # the last ones lie apart from the others
        await search.whole()
        for text in ("verify", "verify rewarding", "kind:paper"):
            every = [hit.entry.key for hit in (await found(search, text, limit=50)).hits]
            assert every == [f"of-{year}" for year in range(2023, 1999, -1)]
            pages = [await found(search, text, limit=5, offset=start) for start in range(0, 30, 5)]
            assert [hit.entry.key for page in pages for hit in page.hits] == every
            assert {(page.total, page.more) for page in pages} == {(24, False)}


@in_one_loop
async def test_very_many_are_not_counted(tmp_path: Path) -> None:
    entries = [an_entry(f"entry-{number}") for number in range(210)]
    async with an_engine(tmp_path, a_catalog(*entries)) as search:
        answer = await found(search, "verify")
        assert (len(answer.hits), answer.total, answer.more) == (10, 200, True)
        last = await found(search, "verify", offset=205)
        assert (len(last.hits), last.total, last.more) == (5, 210, False)


@in_one_loop
@pytest.mark.parametrize("offset", [2, 1_000, 10**9, 10**20])
async def test_beyond_the_last_is_nothing(search: TantivySearch, offset: int) -> None:
    answer = await found(search, "year:2000.. | letters | verify", offset=offset)
    assert (answer.hits, answer.total, answer.more) == ((), 2, False)


@in_one_loop
async def test_a_limit_beyond_all_measure_is_all(search: TantivySearch) -> None:
    assert len((await found(search, "letters | verify", limit=10**12)).hits) == 2
    assert len(await search.keys(Query.parse("letters | verify"), most=10**12)) == 2


@in_one_loop
async def test_alike_is_what_shares_topics_titles_and_people(tmp_path: Path) -> None:
    usual = {
        "authors": ["Nobody"],
        "title": {"en": "Else", "zh": "别的"},
        "organizations": [],
        "overview": {"en": "Other things.", "zh": "别的事情。"},
    }
    entries = [
        an_entry("tag", **usual | {"tags": ["verifiers"]}),
        an_entry("tags", **usual | {"tags": ["process-supervision", "verifiers"]}),
        an_entry("author", **usual | {"tags": [], "authors": ["Karl Cobbe"]}),
        an_entry("title", **usual | {"tags": [], "title": {"en": "Verify in steps", "zh": "别的"}}),
        an_entry("none", **usual | {"tags": ["reasoning"], "authors": ["Some"], "title": {"en": "X", "zh": "乙"}}),
        a_draft("draft", **usual | {"tags": ["process-supervision", "verifiers"]}),
    ]  # fmt: skip
    async with an_engine(tmp_path, a_catalog(an_entry(), *entries)) as search:
        alike = [entry.key for entry in await search.similar(an_entry(), most=9)]
        assert set(alike) == {"tag", "tags", "author", "title"}
        assert alike.index("tags") < alike.index("tag")
        assert [entry.key for entry in await search.similar(an_entry(), most=2)] == alike[:2]
        assert "draft" not in alike
        assert (await search.similar(entries[-1], most=1))[0].ready


@in_one_loop
@pytest.mark.parametrize("name", ["Florian Tramèr", "陈天奇"])
async def test_alike_is_what_has_the_same_author_however_the_name_is_written(tmp_path: Path, name: str) -> None:
    one = an_entry("one", authors=[name], tags=[], title={"en": "One", "zh": "甲"})
    other = an_entry("other", authors=[name], tags=[], title={"en": "Other", "zh": "乙"})
    async with an_engine(tmp_path, a_catalog(one, other, STRAWBERRY.model_copy(update={"authors": ("X",)}))) as search:
        assert [entry.key for entry in await search.similar(one, most=5)] == ["other"]


@in_one_loop
async def test_many_may_ask_at_once(search: TantivySearch) -> None:
    answers = await asyncio.gather(*(keys(search, text) for text in ["strawberry", "verify"] * 20))
    assert answers == [["strawberry"], ["lets-verify"]] * 20


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(
    texts=st.lists(st.one_of(TEXTS, st.sampled_from(PIECES)), min_size=8, max_size=20),
    language=st.sampled_from(Language),
)
def test_no_text_is_too_odd_to_search_for(folder: Path, texts: list[str], language: Language) -> None:
    odd = an_entry("odd", title={"en": "Naïve “GPT-4” (PRM): cafe\u0301 ½ ﬁne", "zh": "用 GPT-4 驗證？ｇｐｔ🔥推理"})
    ready = {"lets-verify", "strawberry", "odd"}

    async def ask() -> None:
        async with an_engine(folder / "odd", a_catalog(*CATALOG, odd)) as search:
            built = search.about().folder
            for text in texts:
                answer = await search.find(Query.parse(text), language=language, limit=9, posted=frozenset({"odd"}))
                assert {hit.entry.key for hit in answer.hits} <= ready
                assert len({hit.entry.key for hit in answer.hits}) == len(answer.hits) <= max(answer.total, 1)
                for marked in [each for hit in answer.hits for each in (hit.title, hit.snippet)]:
                    edges = [edge for span in marked.spans for edge in span]
                    assert edges == sorted(set(edges))
                    assert all(0 <= edge <= len(marked.text) for edge in edges)
                Query.parse(answer.instead)
            await search.whole()
            assert search.about().folder == built  # no question has made it doubt its index

    asyncio.run(ask())


@in_one_loop
@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "text",
    ["推理" * 2_000, "verify" * 600, "siweilian" * 400, "verify|" * 500, "x y " * 1_000, "-a " * 1_300,
     "tag:a,b|" * 500, '"' + "step by " * 500 + '"', "GPT-" * 1_000, "lian " * 800],
)  # fmt: skip
async def test_a_message_full_of_one_thing_is_answered(search: TantivySearch, text: str) -> None:
    await found(search, text)
