"""The synthetic corpus: the same for everybody, and shaped like text."""

from collections import Counter
from itertools import islice

import pytest

from bot.domain.entry import Entry
from tests.search import corpus, names, words
from tests.search.corpus import BLOCK, arxiv_of, entries

SOME = 2 * BLOCK + 7


@pytest.fixture(scope="module")
def some() -> list[Entry]:
    return list(entries(2_000))


def test_the_same_seed_gives_the_same_entries() -> None:
    assert list(entries(SOME, seed=7)) == list(entries(SOME, seed=7))


def test_another_seed_gives_others() -> None:
    assert next(entries(1, seed=7)) != next(entries(1, seed=8))


def test_a_smaller_corpus_begins_a_larger_one() -> None:
    assert list(entries(BLOCK + 1)) == list(islice(entries(SOME), BLOCK + 1))


def test_the_first_entry_is_what_it_was() -> None:
    """Figures of different days are of the same text; who changes the corpus measures anew."""
    first = next(entries(1))
    assert first.title.zh == "安全裳模型恳钎劲妨询皮"
    assert (first.key, str(first.published)) == ("descent-heasfleeckthud-0", "2010-06-24")


def test_every_entry_is_valid_and_ready(some: list[Entry]) -> None:
    for entry in some[:300]:
        assert Entry.model_validate_json(entry.model_dump_json(by_alias=True)) == entry
        assert entry.ready


def test_keys_addresses_and_ids_are_unique(some: list[Entry]) -> None:
    assert len({entry.key for entry in some}) == len({entry.url for entry in some}) == len(some)
    assert len({arxiv_of(number) for number in range(100_000)}) == 100_000


def test_tags_are_known_and_two_to_five(some: list[Entry]) -> None:
    known = {tag.key for tag in names.tags()}
    assert len(known) >= 60
    assert {tag for entry in some for tag in entry.tags} <= known
    assert {len(entry.tags) for entry in some} == {2, 3, 4, 5}


def test_texts_are_as_long_as_real_ones(some: list[Entry]) -> None:
    assert 75 < sum(len(entry.overview.en.split()) for entry in some if entry.overview.en) / len(some) < 85
    assert 110 < sum(len(entry.overview.zh) for entry in some if entry.overview.zh) / len(some) < 140
    assert all(3 <= len((entry.title.en or "").split()) <= 14 for entry in some)
    assert all(3 <= len(entry.title.zh or "") <= 40 for entry in some)


def test_words_follow_the_law_of_zipf(some: list[Entry]) -> None:
    texts = [set((entry.overview.en or "").casefold().replace(".", "").split()) for entry in some]
    spread = Counter(word for text in texts for word in text)
    assert 0.57 < spread["model"] / len(some) < 0.63
    counts = Counter(word for entry in some for word in (entry.overview.en or "").replace(".", "").split())
    by_rank = [count for _, count in counts.most_common()]
    assert by_rank[0] / by_rank[90] == pytest.approx((91 + 9) / (1 + 9), rel=0.3)
    assert by_rank[90] / by_rank[990] == pytest.approx((991 + 9) / (91 + 9), rel=0.3)


def test_the_vocabularies_are_as_large_as_they_say() -> None:
    assert len(set(words.english())) == words.ENGLISH_WORDS
    assert len(set(words.chinese())) == words.CHINESE_WORDS
    assert len(set(words.characters())) == words.CHARACTERS
    assert {len(word) for word in words.chinese()} == {1, 2, 3, 4}


def test_authors_are_western_and_chinese(some: list[Entry]) -> None:
    people = {name for entry in some for name in entry.authors}
    assert any(name > "\u4e00" for name in people)
    assert any(not name.isascii() and name < "\u4e00" for name in people)
    assert len(set(names.authors())) == names.AUTHORS


def test_the_seed_of_the_figures_is_fixed() -> None:
    assert corpus.SEED == 2026
