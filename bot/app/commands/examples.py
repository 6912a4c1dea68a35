"""Examples of what can be searched for: each finds something in this very catalog."""

from collections.abc import Iterable
from enum import StrEnum

import numpy as np

from bot.app.commands.topics import topics_of
from bot.domain.catalog import Catalog
from bot.domain.columns import Columns
from bot.domain.entry import Kind
from bot.domain.pool import Pool
from bot.domain.query import Field, Query, Term
from bot.domain.query_values import print_span
from bot.domain.search import Search


class Way(StrEnum):
    """What an example shows."""

    WORDS = "words"
    PINYIN = "pinyin"
    PHRASE = "phrase"
    EITHER = "either"
    WITHOUT = "without"
    FIELDS = "fields"


LOOKED_AT = 20  # entries in which a name or a title is looked for
PINYIN = ("siweilian", "tuili", "moxing", "xuexi", "yuyan", "shuju")  # 思维链 推理 模型 学习 语言 数据


async def examples(search: Search, catalog: Catalog) -> list[tuple[Way, str]]:
    """One of each way that finds something; while the index knows little as yet, those that should."""
    made = _candidates(catalog)
    found = [(way, text) for way, texts in made.items() for text in [await _first(search, texts)] if text]
    return found or [(way, texts[0]) for way, texts in made.items() if texts and way is not Way.PINYIN]


async def _first(search: Search, texts: Iterable[str]) -> str:
    for text in texts:
        if await search.keys(Query.parse(text), most=1):
            return text
    return ""


def _candidates(catalog: Catalog) -> dict[Way, list[str]]:
    used = [tag for tag, _ in topics_of(catalog)]
    if not used:
        return {}
    first, second = used[0], used[min(1, len(used) - 1)]
    columns = catalog.columns
    having = columns.tagged(first.key)
    under = columns.entries(having)[:LOOKED_AT]
    kinds = reversed(_kinds(columns, having))
    phrases = [tag.en.lower() for tag in used if " " in tag.en]
    titles = (entry.title.en.split()[:2] for entry in under if entry.title.en)
    return {
        Way.WORDS: [f"{first.zh} {second.en.lower()}", first.zh],
        Way.PINYIN: list(PINYIN),
        Way.PHRASE: [f'"{phrase}"' for phrase in (*phrases[:3], *map(" ".join, titles)) if '"' not in phrase],
        Way.EITHER: [f"{_as_one(first.zh)} | {_as_one(second.en.lower())}"],
        Way.WITHOUT: [f"{_as_one(first.zh)} -kind:{kind}" for kind in kinds],
        Way.FIELDS: [f"tag:{first.key} kind:{entry.kind}" for entry in under[:1]],
    }


def _as_one(name: str) -> str:
    return f'"{name}"' if " " in name else name


def beginnings(catalog: Catalog) -> list[str]:
    """Two things to begin with: a topic in each language."""
    used = [tag for tag, _ in topics_of(catalog)]
    return [used[0].zh, used[min(1, len(used) - 1)].en.lower()] if used else []


def narrowings(catalog: Catalog) -> list[str]:
    """One example of each field, which finds something in this very catalog; none where nothing is ready."""
    columns = catalog.columns
    kinds = _kinds(columns, columns.ready)
    first_ones = columns.entries(columns.ready)[:LOOKED_AT]
    people = [name for entry in first_ones for name in entry.authors if name not in entry.organizations]
    organizations = [name for entry in first_ones for name in entry.organizations]
    languages = _languages(columns)
    spans = _years(columns)
    terms = [
        *(Term(field=Field.TAG, value=tag.key) for tag, _ in topics_of(catalog)[:1]),
        *(Term(field=Field.KIND, value=kind) for kind in kinds[:1]),
        *(Term(field=Field.YEAR, value=print_span(span)) for span in spans),
        *(Term(field=Field.AUTHOR, value=name.split()[-1]) for name in people[:1]),
        *(Term(field=Field.ORG, value=name) for name in organizations[:1]),
        *(Term(field=Field.LANG, value=code) for code in languages[1:2]),  # the first leaves out little
    ]
    return [str(Query(groups=((term,),))) for term in terms]


def _kinds(columns: Columns, pool: Pool) -> list[Kind]:
    """The kinds of these entries, most frequent first."""
    counts = dict(zip(columns.likes.kinds, columns.likes.by_kind(pool.counts).tolist(), strict=True))
    return sorted(filter(counts.__getitem__, counts), key=lambda kind: -counts[kind])


def _languages(columns: Columns) -> list[str]:
    """The languages of the ready entries, most frequent first."""
    spoken = columns.glances.languages
    counts = np.bincount(columns.glances.language[columns.ready.flags], minlength=len(spoken)).tolist()
    return sorted((code for code in spoken if counts[spoken.index(code)]), key=lambda code: -counts[spoken.index(code)])


def _years(columns: Columns) -> list[tuple[int, int]]:
    """The first year of the ready entries, and the last; none where none has a date."""
    years = columns.glances.published[columns.ready.flags] // 10_000  # see ``day_of``
    dated = years[years > 0]
    return [(int(dated.min()), int(dated.max()))] if len(dated) else []
