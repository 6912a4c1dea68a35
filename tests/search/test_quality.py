"""Whether the right entry is first: the judged queries, asked of the real engine."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot import shipped
from bot.adapters.catalog_yaml import load_catalog
from bot.domain.catalog import Catalog
from bot.domain.language import Language
from bot.domain.query import Query
from tests.search import judged_shipped, judged_synthetic
from tests.search.engines import an_engine
from tests.search.judged import Asked, Judged
from tests.search.metrics import DEPTH, Answer, by_kind, mrr, recall, report
from tests.search.planted import synthetic

WANTED_MRR = 0.95


async def answers_of(folder: Path, catalog: Catalog, queries: Sequence[Judged]) -> list[Answer]:
    async with an_engine(folder, catalog) as search:
        answers = []
        for each in queries:
            query = Query.parse(each.text).resolved(catalog.tags.values())
            found = await search.find(query, language=Language.EN, limit=DEPTH)
            answers.append(Answer(judged=each, found=[hit.entry.key for hit in found.hits]))
        return answers


async def all_answers(folder: Path) -> list[Answer]:
    return [
        *await answers_of(folder / "shipped", load_catalog(shipped.data()), judged_shipped.queries()),
        *await answers_of(folder / "synthetic", synthetic(), judged_synthetic.queries()),
    ]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[Answer]:
    """Asked once for all tests; the index is built for them."""
    return asyncio.run(all_answers(tmp_path_factory.mktemp("search")))


def test_what_is_relevant_is_on_the_first_page(answers: list[Answer]) -> None:
    assert {asked.value: recall(kind) for asked, kind in by_kind(answers).items() if recall(kind) < 1} == {}, (
        "\n" + report(answers)
    )


def test_the_right_entry_is_first(answers: list[Answer]) -> None:
    assert mrr(answers) >= WANTED_MRR, "\n" + report(answers)


def test_what_must_not_be_found_is_not(answers: list[Answer]) -> None:
    assert [str(answer) for answer in answers if answer.wrong] == []


def test_title_comes_before_name_before_overview_and_exact_before_stem_before_prefix(answers: list[Answer]) -> None:
    ranked = [answer for answer in answers if answer.judged.asked is Asked.RANKING and answer.judged.equals == 1]
    assert len(ranked) >= 6
    assert [str(answer) for answer in ranked if tuple(answer.found) != answer.judged.expected] == []
