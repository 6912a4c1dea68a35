"""Search in both languages, as people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.analysis_text import Text
from bot.adapters.search_scan import SNIPPET, ScanSearch
from bot.domain.catalog import Catalog
from bot.domain.language import Language
from bot.domain.ports import Hit
from bot.domain.query import Query
from tests.worlds import a_catalog, a_draft, an_entry


def the_catalog() -> Catalog:
    return a_catalog(
        an_entry("lets-verify", ids={"arxiv": "2305.20050"}, url="https://arxiv.org/abs/2305.20050", venue="ICLR 2024"),
        an_entry(
            "chain-of-thought",
            title={"en": "Chain-of-Thought Prompting Elicits Reasoning", "zh": "思维链提示激发推理"},
            authors=["Jason Wei", "Xuezhi Wang"],
            organizations=["Google Research"],
            published={"year": 2022, "month": 1},
            tags=["chain-of-thought", "reasoning"],
            overview={
                "en": "Showing a few worked examples lets large language models reason step by step.",
                "zh": "只需给出几个示范，大型语言模型就会逐步推理。",
            },
        ),
        an_entry(
            "o1-post",
            kind="post",
            title={"en": "Learning to Reason with LLMs", "zh": "学习用大模型推理"},
            authors=["OpenAI"],
            published={"year": 2024, "month": 9, "day": 12},
            tags=["reasoning", "reinforcement-learning"],
            overview={
                "en": "OpenAI o1 thinks before it answers and beats GPT-4o on hard problems.",
                "zh": "OpenAI o1 先思考再回答，在难题上胜过 GPT-4o。",
            },
        ),
        an_entry(
            "gpt-4-report",
            title={"en": "GPT-4 Technical Report", "zh": "GPT-4 技术报告"},
            authors=["OpenAI"],
            published={"year": 2023, "month": 3},
            tags=["reasoning"],
            ids={"doi": "10.48550/arxiv.2303.08774"},
            overview={"en": "A large multimodal model, and policies for its release.", "zh": "一个大型多模态模型。"},
        ),
        an_entry(
            "prm800k",
            kind="repo",
            title={"en": "PRM800K", "zh": "PRM800K 数据集"},
            published={"year": 2023},
            url="https://github.com/openai/prm800k",
            overview={"en": "800,000 step-level labels of solutions.", "zh": "八十万条步骤级标注。"},
        ),
        an_entry(
            "membership",
            title={"en": "Membership Inference", "zh": "成员推断"},
            authors=["Florian Tramèr", "陳丹琦"],
            published={"year": 2021},
            tags=["verifiers"],
            overview={"en": "The model remembers whom it has seen.", "zh": "模型记得见过谁。"},
        ),
        an_entry("undated", published=None, title={"en": "Sampling twice", "zh": "再次采样"}, tags=[]),
        a_draft("draft", overview={"en": "Chain of thought, unfinished.", "zh": "思维链，未完成。"}),
    )


@pytest.fixture(scope="module")
def search() -> ScanSearch:
    return ScanSearch(the_catalog())


def found(search: ScanSearch, text: str) -> list[str]:
    return [hit.entry.key for hit in search.find(Query.parse(text))]


def best(search: ScanSearch, text: str) -> Hit:
    return search.find(Query.parse(text))[0]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("思维链", "chain-of-thought"),
        ("链", "chain-of-thought"),
        ("思維鏈", "chain-of-thought"),
        ("學習", "o1-post"),
        ("多模态", "gpt-4-report"),
        ("大模型推理", "o1-post"),
        ("语言模型推理", "chain-of-thought"),  # stand apart in the entry
        ("GPT-4技术", "gpt-4-report"),
        ("gpt4报告", "gpt-4-report"),
        ("gpt4", "gpt-4-report"),
        ("GPT 4", "gpt-4-report"),
        ("ｇｐｔ－４", "gpt-4-report"),
        ("chain of thought", "chain-of-thought"),
        ("chain-of-thought", "chain-of-thought"),
        ("chainofthought", "chain-of-thought"),
        ("prompt", "chain-of-thought"),  # while typing
        ("multimodals", "gpt-4-report"),
        ("policy", "gpt-4-report"),
        ("membership", "membership"),
        ("tramer", "membership"),
        ("Tramèr Florian", "membership"),
        ('"Tramèr, Florian"', "membership"),
        ("陈丹琦", "membership"),
        ("wei jason", "chain-of-thought"),
        ("google", "chain-of-thought"),
        ("强化学习", "o1-post"),
        ("reinforcement", "o1-post"),
        ("iclr", "lets-verify"),
        ("lets verify", "lets-verify"),
        ("let's verify step by step", "lets-verify"),
        ("prm800k", "prm800k"),
        ("o1-post", "o1-post"),
        ("2305.20050", "lets-verify"),
        ("arXiv:2305.20050v2", "lets-verify"),
        ("https://arxiv.org/pdf/2305.20050v1.pdf", "lets-verify"),
        ("https://www.github.com/openai/prm800k/?tab=readme#top", "prm800k"),
        ("https://doi.org/10.48550/arXiv.2303.08774", "gpt-4-report"),
    ],
)
def test_the_entry_meant_comes_first(search: ScanSearch, text: str, first: str) -> None:
    assert found(search, text)[0] == first


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-reasoning",
        '"',
        "them",  # in "the model", but no word of it
        "ought",  # in "thought", but not its beginning
        "链思",
        "推理 量子",
        "2305.99999",
        "unfinished",
        "tag:unheard",
        "kind:poem",
        "大模型量子推理",
    ],
)
def test_nothing_is_found_that_was_not_asked_for(search: ScanSearch, text: str) -> None:
    assert found(search, text) == []


def test_all_words_must_stand_somewhere_in_the_entry(search: ScanSearch) -> None:
    assert found(search, "openai multimodal") == ["gpt-4-report"]
    assert found(search, "lightman 2023 监督 verifiers") == ["lets-verify", "prm800k"]


def test_a_title_is_worth_more_than_a_name_and_a_name_more_than_an_overview(search: ScanSearch) -> None:
    assert found(search, "推理") == ["o1-post", "chain-of-thought", "gpt-4-report"]
    assert [hit.field for hit in search.find(Query.parse("openai"))][-1] != "title"
    assert best(search, "思考").field == "overview"


def test_a_hit_names_the_field_and_language_that_matched(search: ScanSearch) -> None:
    assert (best(search, "思维链").field, best(search, "思维链").language) == ("title", Language.ZH)
    assert (best(search, "过程监督").field, best(search, "过程监督").language) == ("tag", Language.ZH)
    assert (best(search, "cobbe").field, best(search, "cobbe").language) == ("author", None)
    assert best(search, "google").field == "organization"
    assert best(search, "iclr").field == "venue"
    assert best(search, "2305.20050").field == "key"


def test_a_whole_word_is_worth_more_than_its_beginning() -> None:
    titles = {"a": "Reasonable people", "b": "Reason and people"}
    entries = (an_entry(key, title={"en": title, "zh": "标题"}, tags=[]) for key, title in titles.items())
    assert found(ScanSearch(a_catalog(*entries)), "reason") == ["b", "a"]


def test_the_very_title_is_worth_more_than_a_title_with_more_in_it() -> None:
    titles = {"a": "Scaling laws", "b": "Scaling"}
    entries = (an_entry(key, title={"en": title, "zh": "标题"}, tags=[]) for key, title in titles.items())
    assert found(ScanSearch(a_catalog(*entries)), "scaling") == ["b", "a"]


def test_words_that_stand_together_are_worth_more() -> None:
    titles = {"a": "Models of world language", "b": "Language models of the world"}
    entries = (an_entry(key, title={"en": title, "zh": "标题"}, tags=[]) for key, title in titles.items())
    assert found(ScanSearch(a_catalog(*entries)), "language models") == ["b", "a"]


def test_ties_go_newest_first_then_by_key_and_undated_last() -> None:
    years = {"c": 2023, "b": 2023, "d": 2024, "a": None}
    entries = (an_entry(key, published={"year": year} if year else None) for key, year in years.items())
    search = ScanSearch(a_catalog(*entries))
    assert found(search, "verify") == ["d", "b", "c", "a"]
    assert found(search, "kind:paper") == ["d", "b", "c", "a"]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("kind:仓库", {"prm800k"}),
        ("类型：博客", {"o1-post"}),
        ("tag:强化学习", {"o1-post"}),
        ('tag:"Reinforcement Learning"', {"o1-post"}),
        ("tag:reinforcement_learning", {"o1-post"}),
        ("tag:reasoning -tag:思维链 year:2023..", {"o1-post", "gpt-4-report"}),
        ("author:tramer", {"membership"}),
        ("org:google 推理", {"chain-of-thought"}),
        ("reasoning -multimodal -kind:post", {"chain-of-thought"}),
        ("推理 -思维", {"o1-post", "gpt-4-report"}),
    ],
)
def test_fields_and_excluded_words_narrow_the_search(search: ScanSearch, text: str, keys: set[str]) -> None:
    assert set(found(search, text)) == keys


def test_excluding_the_beginning_of_a_word_does_not_exclude_the_word(search: ScanSearch) -> None:
    assert found(search, "membership -member") == ["membership"]


PIECES = [
    "推理",
    "gpt",
    "4",
    "-",
    "思维",
    "tag:",
    "kind:",
    "“",
    '"',
    "https://arxiv.org/abs/",
    "2305.20050",
    "s",
    "ies",
]


@given(st.text() | st.lists(st.sampled_from(PIECES)).map("".join) | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_text_can_be_searched_and_has_a_snippet(search: ScanSearch, text: str) -> None:
    query = Query.parse(text)
    hits = search.find(query)
    assert all(hit.entry.ready for hit in hits)
    for language in Language:
        assert 0 < len(search.snippet(an_entry(), query, language)) <= SNIPPET


@given(st.text(), st.text())
def test_a_query_made_by_hand_cannot_raise_either(search: ScanSearch, word: str, other: str) -> None:
    search.find(Query(words=(word,), excluded=(other,), tags=(other,), authors=(word,)))


@given(st.text())
def test_every_text_stands_in_itself(text: str) -> None:
    analysed = Text.of(text)
    match = analysed.find(analysed)
    assert match is None if not analysed.letters else match is not None and match.whole


LONG = "Some words that come before it. " * 4 + "Here verifiers are trained on every step. " + "And some after it. " * 8


def test_a_snippet_shows_the_match_between_ellipses() -> None:
    entry = an_entry(overview={"en": LONG, "zh": "短。"})
    shown = ScanSearch(a_catalog(entry)).snippet(entry, Query.parse("verifier"), Language.EN)
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "Here verifiers are trained" in shown
    assert len(shown) <= SNIPPET


def test_a_snippet_without_a_match_is_the_beginning() -> None:
    entry = an_entry(overview={"en": LONG, "zh": "短。"})
    assert (
        ScanSearch(a_catalog(entry))
        .snippet(entry, Query.parse("nowhere"), Language.EN)
        .startswith("Some words that come")
    )
    assert ScanSearch(a_catalog(entry)).snippet(entry, Query.parse("nowhere"), Language.ZH) == "短。"


def test_a_match_at_the_end_fills_the_snippet() -> None:
    entry = an_entry(overview={"en": "Filler words only. " * 20 + "The last word is zebra", "zh": "短。"})
    shown = ScanSearch(a_catalog(entry)).snippet(entry, Query.parse("zebra"), Language.EN)
    assert shown.endswith("The last word is zebra")
    assert SNIPPET - 12 < len(shown) <= SNIPPET
