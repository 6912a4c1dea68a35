"""What the tests of the search engine's parts share."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.adapters.analysis_tables import Tables, tables
from bot.adapters.analysis_tokens import Analysis
from bot.adapters.search_tantivy import TantivySearch
from bot.domain.catalog import Catalog
from bot.domain.language import Language
from bot.domain.query import Query
from bot.domain.search import Found, Hit
from bot.domain.synonyms import Synonyms
from tests.worlds import a_catalog, a_draft, an_entry

STRAWBERRY = an_entry(
    "strawberry",
    title={"en": "Counting letters of strawberry", "zh": "数草莓的字母"},
    authors=["Florian Tramèr", "陈天奇"],
    organizations=["Anthropic"],
    published={"year": 2024, "month": 9},
    tags=["reasoning"],
    kind="post",
    overview={"en": "Tokens hide letters. It counts them.", "zh": "词元看不见字母，要逐个数。"},
)
CATALOG = a_catalog(an_entry(), STRAWBERRY, a_draft())


@cache
def the_tables() -> Tables:
    """Made once for all tests."""
    with TemporaryDirectory() as folder:
        return tables(Path(folder))


@cache
def an_analysis() -> Analysis:
    return Analysis(the_tables())


def with_synonyms(catalog: Catalog, *groups: tuple[str, ...]) -> Catalog:
    return Catalog.of(catalog, catalog.tags.values(), catalog.collections, catalog.fingerprint, Synonyms(groups=groups))


def nothing_ready() -> Catalog:
    return Catalog.of((), a_catalog().tags.values())


async def found(
    search: TantivySearch, text: str, *, language: Language = Language.EN, limit: int = 10, offset: int = 0
) -> Found:
    return await search.find(Query.parse(text), language=language, limit=limit, offset=offset, explained=True)


async def keys(search: TantivySearch, text: str) -> list[str]:
    return [hit.entry.key for hit in (await found(search, text)).hits]


async def first(search: TantivySearch, text: str, *, language: Language = Language.EN) -> Hit:
    return (await found(search, text, language=language)).hits[0]
