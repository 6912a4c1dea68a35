"""The judged queries are many, of every kind, and right: what tells the expected entries is in no others."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest
from opencc import OpenCC
from pypinyin import lazy_pinyin
from rapidfuzz.distance import OSA

from bot import shipped
from bot.adapters.catalog_yaml import load_catalog
from bot.domain.catalog import Catalog
from bot.domain.entry import Entry
from tests.search import judged_shipped, judged_synthetic
from tests.search.judged import Asked, Judged
from tests.search.planted import planted, synthetic

ALL = (*judged_shipped.queries(), *judged_synthetic.queries())
AT_LEAST = 180


def test_there_are_enough_of_them() -> None:
    assert len({each.text for each in ALL}) >= AT_LEAST


@pytest.mark.parametrize("asked", Asked)
def test_every_kind_of_query_is_asked(asked: Asked) -> None:
    assert sum(each.asked is asked for each in ALL) >= 4


def test_no_query_is_asked_twice_of_a_catalog() -> None:
    for queries in (judged_shipped.queries(), judged_synthetic.queries()):
        counts = Counter((each.text, each.asked) for each in queries)
        assert [text for text, count in counts.items() if count > 1] == []


def test_all_keys_are_those_of_entries() -> None:
    for catalog, queries in (
        (load_catalog(shipped.data()), judged_shipped.queries()),
        (synthetic(), judged_synthetic.queries()),
    ):
        named = {key for each in queries for key in (*each.expected, *each.never)}
        assert {key for key in named if key not in catalog.entries} == set()


def test_not_more_is_expected_than_a_page_holds() -> None:
    assert [each.text for each in ALL if len(each.expected) > 10] == []


def test_nothing_is_planted_for_nobody() -> None:
    wanted = {key for each in judged_synthetic.queries() for key in (*each.expected, *each.never)}
    assert {entry.key for entry in planted()} - wanted == set()


# Whether the answers are right, found out without any search engine.


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(char for char in plain if unicodedata.category(char) != "Mn").translate(
        {ord("ð"): "d", ord("ł"): "l"}
    )
    return "".join(map(_simplifier().convert, kept))


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def texts(entry: Entry, catalog: Catalog) -> Iterator[str]:
    yield from (entry.title.en or "", entry.title.zh or "", entry.overview.en or "", entry.overview.zh or "")
    yield from (*entry.authors, *entry.organizations, entry.venue or "", entry.ids.arxiv or "", entry.ids.doi or "")
    for key in entry.tags:
        yield from (catalog.tags[key].en, catalog.tags[key].zh)


@cache
def haystacks() -> dict[str, str]:
    catalog = synthetic()
    return {entry.key: folded(" ; ".join(texts(entry, catalog))) for entry in catalog}


def holders(witness: str) -> set[str]:
    """The entries that have all of the witness's words: whole beginnings of words in Latin writing."""

    def stands(word: str, text: str) -> bool:
        place = text.find(word)
        while place >= 0:
            if not word[0].isascii() or place == 0 or not (text[place - 1].isascii() and text[place - 1].isalnum()):
                return True
            place = text.find(word, place + 1)
        return False

    words = folded(witness).translate(dict.fromkeys(map(ord, "「」“”"))).split()
    return {key for key, text in haystacks().items() if all(stands(word, text) for word in words)}


@pytest.mark.parametrize(
    "each", [each for each in judged_synthetic.queries() if each.witness], ids=lambda each: each.text
)
def test_what_tells_the_expected_entries_is_in_no_others(each: Judged) -> None:
    assert holders(str(each.witness)) == set(each.expected)


TYPED_WRONG = [each for each in judged_synthetic.queries() if each.asked in (Asked.TYPO, Asked.TYPOS)]


@cache
def vocabulary() -> frozenset[str]:
    return frozenset("".join(char if char.isalnum() else " " for char in " ".join(haystacks().values())).split())


@pytest.mark.parametrize("each", TYPED_WRONG, ids=lambda each: each.text)
def test_a_word_typed_wrong_is_near_to_the_word_that_is_meant_and_to_no_other(each: Judged) -> None:
    typed, meant = each.text.split()[0], str(each.witness)
    most = 1 if each.asked is Asked.TYPO else 2
    near = {word for word in vocabulary() if OSA.distance(typed, word, score_cutoff=most) <= most}
    assert {word for word in near if not word.startswith(meant)} == set()
    assert any(word.startswith(meant) for word in near)
    assert len(typed) >= (4 if most == 1 else 7)


SPELT = [each for each in judged_synthetic.queries() if each.asked is Asked.PINYIN]


@cache
def spellings() -> tuple[tuple[str, str], ...]:
    """Keys, and what their titles and Chinese names sound like."""
    texts = ((entry.key, text) for entry in synthetic() for text in (entry.title.zh or "", *entry.authors))
    return tuple((key, "".join(lazy_pinyin(text)).casefold()) for key, text in texts)


@pytest.mark.parametrize("each", SPELT, ids=lambda each: each.text)
def test_no_other_title_or_name_is_spelt_so(each: Judged) -> None:
    asked = each.text.replace(" ", "")
    assert {key for key, spelt in spellings() if asked in spelt} == set(each.expected)


def test_the_beginning_of_a_word_is_that_of_no_other() -> None:
    for each in judged_synthetic.queries():
        if each.asked is Asked.PREFIX:
            begun = {word for word in vocabulary() if word.startswith(each.text)}
            assert len(begun) in (1, 2), (each.text, begun)  # two: a word and its plural
