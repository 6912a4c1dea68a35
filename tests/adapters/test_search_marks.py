"""What of an entry matched: the places in its title and snippet, and why."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.search_marks import Text, snippet
from bot.adapters.search_tantivy import TantivySearch
from bot.domain.language import Language
from bot.domain.search import SNIPPET, Hit, How, Marked
from tests.adapters.searching import an_analysis, first, with_synonyms
from tests.domain.queries import TEXTS
from tests.search.engines import an_engine
from tests.worlds import a_catalog, an_entry

EN, ZH = Language.EN, Language.ZH

in_one_loop = pytest.mark.asyncio(loop_scope="module")  # as the engine, which they share


def shown(marked: Marked) -> str:
    """As people see it: [bold] in brackets."""
    text = marked.text
    for begin, end in reversed(marked.spans):
        text = f"{text[:begin]}[{text[begin:end]}]{text[end:]}"
    return text


def reasons(hit: Hit) -> list[tuple[str, str]]:
    return [(match.how.value, match.field) for match in hit.why]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def search(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TantivySearch]:
    async with an_engine(tmp_path_factory.mktemp("search"), a_catalog()) as engine:
        yield engine


async def hit(search: TantivySearch, text: str, *, language: Language = EN, **changes: Any) -> Hit:
    """The entry with the changes, and nothing beside it, as it is found."""
    synonyms = ("chain of thought", "思维链", "CoT")
    await search.take(with_synonyms(a_catalog(an_entry("an-old-one", **changes)), synonyms))
    await search.whole()
    return await first(search, text, language=language)


@in_one_loop
@pytest.mark.parametrize(
    ("text", "title", "marked", "how"),
    [
        ("verify", "Let's Verify Step by Step", "Let's [Verify] Step by Step", How.EXACT),
        ("STEP", "Let's Verify Step by Step", "Let's Verify [Step] by [Step]", How.EXACT),
        ("let", "Let's Verify Step by Step", "[Let's] Verify Step by Step", How.EXACT),
        ("verified", "Let's Verify Step by Step", "Let's [Verify] Step by Step", How.STEM),
        ("verif", "Let's Verify Step by Step", "Let's [Verify] Step by Step", How.PREFIX),
        ("reason", "On Reasonable Doubt", "On [Reasonable] Doubt", How.STEM),
        ("xyloph", "Two Xylophones", "Two [Xylophones]", How.PREFIX),
        ("xylofones", "Two Xylophones", "Two [Xylophones]", How.TYPO),
        ("gpt4", "What GPT 4 can do", "What [GPT 4] can do", How.EXACT),
        ("gpt-4", "What GPT 4 can do", "What [GPT 4] can do", How.EXACT),
        ("gpt4", "What GPT-4 can do", "What [GPT-4] can do", How.EXACT),
        ("gpt 4", "What GPT4 can do", "What [GPT4] can do", How.EXACT),
        ("4o", "What GPT-4o can do", "What GPT-[4o] can do", How.EXACT),
        ("mini", "What o1-mini can do", "What o1-[mini] can do", How.EXACT),
        ("prm800k", "On PRM800K", "On [PRM800K]", How.EXACT),
        ("chain-of-thoughts", "A Chain of Thought", "A [Chain] [of] [Thought]", How.EXACT),
        ("cot", "A Chain of Thought here", "A [Chain of Thought] here", How.SYNONYM),
        ("cot", "A chain, a thought: CoT", "A chain, a thought: [CoT]", How.EXACT),
        ("tramer", "By Tramèr", "By [Tramèr]", How.EXACT),
        ("tramèr", "By Trame\u0300r et al.", "By [Trame\u0300r] et al.", How.EXACT),
        ("cafe", "In the cafe\u0301 of words", "In the [cafe\u0301] of words", How.EXACT),
        ("café", "Cafe\u0301", "[Cafe\u0301]", How.EXACT),
        ("fine", "A ﬁne “Tune” (PRM)", "A [ﬁne] “Tune” (PRM)", How.EXACT),
        ("prm", "A ﬁne “Tune” (PRM)", "A ﬁne “Tune” ([PRM])", How.EXACT),
        ("ｇｐｔ", "The GPT of old", "The [GPT] of old", How.EXACT),
        ("gpt", "The ＧＰＴ of old", "The [ＧＰＴ] of old", How.EXACT),
        ('"step by step"', "Step by Step, by a Step", "[Step by Step], by a Step", How.EXACT),
        ('"by step"', "Stepping by, step by step by: step", "Stepping [by, step] [by step] [by: step]", How.EXACT),
    ],
)  # fmt: skip
async def test_what_matched_in_an_english_title(
    search: TantivySearch, text: str, title: str, marked: str, how: How
) -> None:
    overview = {"en": "Nothing here.", "zh": "没有。"}
    found = await hit(search, text, title={"en": title, "zh": "甲"}, overview=overview, tags=[])
    assert shown(found.title) == marked
    assert (how.value, "title") in reasons(found)


@in_one_loop
@pytest.mark.parametrize(
    ("text", "title", "marked", "how"),
    [
        ("逐步", "让我们逐步验证", "让我们[逐步]验证", How.EXACT),
        ("验", "让我们逐步验证", "让我们逐步[验]证", How.EXACT),
        ("逐步驗證", "让我们逐步验证", "让我们[逐步验证]", How.EXACT),
        ("验证", "讓我們逐步驗證", "讓我們逐步[驗證]", How.EXACT),
        ("zhubu", "让我们逐步验证", "让我们[逐步]验证", How.PINYIN),
        ("zhu bu", "让我们逐步验证", "让我们[逐步]验证", How.PINYIN),
        ("zhubuyanzheng", "让我们逐步验证", "让我们[逐步验证]", How.PINYIN),
        ("lvse", "绿色的推理", "[绿色]的推理", How.PINYIN),
        ("chain of thought", "论思维链提示", "论[思维链]提示", How.SYNONYM),
        ("GPT", "用GPT-4打分", "用[GPT-4]打分", How.EXACT),
        ("打分 gpt4", "用GPT-4打分", "用[GPT-4打分]", How.EXACT),
        ('"逐步验证"', "逐步验证，步步验证", "[逐步验证]，步步验证", How.EXACT),
        ('"用 GPT"', "用 GPT，用过 GPT", "[用 GPT]，用过 GPT", How.EXACT),
    ],
)  # fmt: skip
async def test_what_matched_in_a_chinese_title(
    search: TantivySearch, text: str, title: str, marked: str, how: How
) -> None:
    overview = {"en": "Nothing here.", "zh": "没有。"}
    found = await hit(search, text, language=ZH, title={"en": "X", "zh": title}, overview=overview, tags=[])
    assert shown(found.title) == marked
    assert (how.value, "title") in reasons(found)


@in_one_loop
async def test_the_title_is_in_the_readers_language_whatever_matched(search: TantivySearch) -> None:
    assert (await hit(search, "逐步验证")).title == Marked(text="Let's Verify Step by Step")
    assert (await hit(search, "verify", language=ZH)).title == Marked(text="让我们逐步验证")


@in_one_loop
async def test_the_snippet_is_in_the_language_that_matched(search: TantivySearch) -> None:
    found = await hit(search, "解题")
    assert (found.language, shown(found.snippet)) == (
        ZH, "与只奖励最终答案相比，奖励[解题]的每一步能训练出更可靠的验证器。",
    )  # fmt: skip
    found = await hit(search, "solution", language=ZH)
    assert found.language is EN
    assert "[solution]" in shown(found.snippet)


@in_one_loop
async def test_where_both_matched_the_snippet_is_in_the_readers(search: TantivySearch) -> None:
    overview = {"en": "GPT-4 is a verifier.", "zh": "GPT-4 是验证器。"}
    assert shown((await hit(search, "gpt4", overview=overview)).snippet) == "[GPT-4] is a verifier."
    assert shown((await hit(search, "gpt4", language=ZH, overview=overview)).snippet) == "[GPT-4] 是验证器。"


@in_one_loop
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("verify", [("exact", "title")]),
        ("cobbe", [("exact", "author")]),
        ("vineet openai", [("exact", "author"), ("exact", "organization")]),
        ("supervision", [("exact", "tag")]),
        ("过程监督", [("exact", "tag")]),
        ("rewarding", [("exact", "overview")]),
        ("iclr", [("exact", "venue")]),
        ("an-old-one", [("exact", "key")]),
        ("https://example.org/4711?utm_source=x", [("exact", "id")]),
        ("arxiv:2305.20050v2", [("exact", "id")]),
        ("https://arxiv.org/pdf/2305.20050", [("exact", "id")]),
        ("rewards 解题", [("stem", "overview"), ("exact", "overview")]),
        ("hunter jiangli", [("exact", "author"), ("pinyin", "overview")]),
        ("kind:paper", []),
    ],
)
async def test_why_it_was_found(search: TantivySearch, text: str, why: list[tuple[str, str]]) -> None:
    known: dict[str, Any] = {"url": "https://example.org/4711", "ids": {"arxiv": "2305.20050"}}
    assert reasons(await hit(search, text, venue="ICLR 2024", **known)) == why


@in_one_loop
async def test_why_says_which_word_and_in_which_language(search: TantivySearch) -> None:
    found = await hit(search, "Verified 解题 cobbe")
    assert [(match.word, match.language) for match in found.why] == [("Verified", EN), ("解题", ZH), ("cobbe", None)]


LONG = "Some words stand before. " * 8 + "Then comes the Xylophone, at last, " + "and more words follow it. " * 8


@in_one_loop
async def test_a_snippet_is_short_and_around_the_first_match(search: TantivySearch) -> None:
    found = await hit(search, "xylophone", overview={"en": LONG, "zh": "没有。"})
    assert shown(found.snippet).startswith("…")
    assert shown(found.snippet).endswith("…")
    assert "Then comes the [Xylophone], at last, and more" in shown(found.snippet)
    assert 60 < len(found.snippet.text) <= SNIPPET


@in_one_loop
async def test_a_chinese_snippet_too(search: TantivySearch) -> None:
    overview = {"en": "Nothing.", "zh": "前面还有许多别的话，" * 12 + "终于说到木琴，" + "后面也有许多别的话，" * 12}
    found = await hit(search, "木琴", overview=overview)
    assert "终于说到[木琴]，后面" in shown(found.snippet)
    assert 60 < len(found.snippet.text) <= SNIPPET


@in_one_loop
async def test_without_a_match_the_snippet_is_the_beginning(search: TantivySearch) -> None:
    found = await hit(search, "kind:paper", overview={"en": LONG, "zh": "没有。"})
    assert found.snippet.text.startswith("Some words stand before. Some words")
    assert len(found.snippet.text) <= SNIPPET
    assert found.snippet.spans == ()


@given(
    text=st.one_of(TEXTS, st.text("ab 推理。…é\u0301", max_size=300)),
    cuts=st.lists(st.integers(0, 300), max_size=6, unique=True),
)
def test_a_snippet_has_its_first_match_whatever_the_text(text: str, cuts: list[int]) -> None:
    edges = sorted(cut for cut in cuts if cut <= len(text))
    spans = tuple(zip(edges[::2], edges[1::2], strict=False))
    cut = snippet(Marked(text=text, spans=spans))
    assert len(cut.text) <= SNIPPET
    flat = [edge for span in cut.spans for edge in span]
    assert flat == sorted(set(flat))
    assert all(0 <= edge <= len(cut.text) for edge in flat)
    for (begin, end), (there, then) in zip(cut.spans, spans, strict=False):
        assert text[there:then].startswith(cut.text[begin:end])


@given(TEXTS)
def test_every_place_of_a_folded_text_is_one_of_its_source(source: str) -> None:
    text = Text.of(source, an_analysis())
    assert len(text.places) == len(text.folded) + 1
    spans = [text.span(place, place + 1) for place in range(len(text.folded))]
    assert all(0 <= begin < end <= len(source) for begin, end in spans)
    assert spans == sorted(spans)
