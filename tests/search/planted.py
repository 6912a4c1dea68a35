"""Entries written by hand and planted in the synthetic corpus, so that the right answers are known.

What they are about is rare: their English words are none of the corpus's invented ones, and the telling characters are
of GB 2312's second level, of which the corpus has none.
"""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.domain.catalog import Catalog, Collection, Tag
from bot.domain.entry import Entry
from bot.domain.language import BothNames
from tests.search import corpus, names

AMONG = 2_000  # entries of the corpus

TAGS = (
    Tag(key="ornithology", en="Ornithology", zh="鸟类观察"),
    Tag(key="handicraft", en="Traditional handicraft", zh="传统手工艺"),
    Tag(key="volcanology", en="Volcanology", zh="火山学"),
)


@cache
def planted() -> tuple[Entry, ...]:
    """In the order of the file."""
    text = (Path(__file__).parent / "planted.yaml").read_text(encoding="utf-8")
    # As the bot reads a collection: a date stays text.
    return tuple(_entry(written) for written in yaml.load(text, yaml.CBaseLoader)["entries"])


def _entry(written: dict[str, Any]) -> Entry:
    usual = {"kind": "paper", "published": "2020-06-15", "tags": ["theory"]}
    return Entry.model_validate({**usual, "url": f"https://example.org/planted/{written['key']}", **written})


@cache
def synthetic() -> Catalog:
    """The corpus with what is planted in it."""
    head = Collection(title=BothNames(en="Synthetic", zh="合成语料"))
    return Catalog.of((*corpus.entries(AMONG), *planted()), (*names.tags(), *TAGS), {"synthetic": head}, "1")
