"""A Chinese reading list becomes candidates, in both grammars; the first article gives its fifteen records."""

import pytest

from bot.domain.entry import Kind, Published
from bot.intake.article import read
from tests.intake.articles import BARE, BULLETED, only, reasons, titles
from tests.sources import ROOT

SEED = ROOT.parent / "shared" / "facts" / "seed-article.txt"

# The two grammars


def test_bulleted_and_bare_records_are_found_in_order_with_their_lines() -> None:
    harvest = read(BULLETED + "\n" + BARE, "list.txt")
    assert [(candidate.provenance.line, candidate.kind, title) for candidate, title in zip(
        harvest.candidates, titles(harvest), strict=True
    )] == [
        (2, Kind.REPO, "reading-notes"),
        (7, Kind.POST, "Thinking Slowly"),
        (12, Kind.THREAD, "A Summary of the Q&A"),
        (19, Kind.POST, "Search, Verifiers, and Luck"),
        (29, Kind.PAPER, "Counting Apples with Transformers"),
        (39, Kind.PAPER, "Doubting Pears"),
        (49, Kind.POST, "一篇介绍推理的文章，附清单！三天整理完"),
    ]  # fmt: skip


def test_sections_are_the_headings_and_the_names_of_groups() -> None:
    harvest = read(BULLETED + "\n" + BARE, "list.txt")
    assert [candidate.provenance.section for candidate in harvest.candidates] == [
        ("推理模型",),
        *[("推理模型", "关于慢思考的博客")] * 3,
        *[("论文", "推荐先读的论文")] * 2,
        ("参考",),
    ]


def test_what_is_left_out_is_reported_once_each() -> None:
    assert reasons(read(BULLETED + "\n" + BARE, "list.txt")) == [
        (4, "is of no record, neither a field nor a heading"),
        (37, "is an image"),
        (45, "is an image"),
    ]


def test_a_bare_record_is_read_whole() -> None:
    found = read(BARE, "list.txt").candidates[0]
    assert found.authors == ("Ada Example", "Bo Example", "蔡例", "Dora Example")
    assert found.organizations == ("Example Research, Fruit Team（水果组，上海)", "Orchard AI")
    assert found.url == "https://arxiv.org/abs/2101.00001"
    assert found.ids.arxiv == "2101.00001"
    assert found.published == Published(year=2021, month=3)
    assert found.overview.zh == "发布于2021年3月，研究了数苹果。作者给出了两千道题。"
    assert found.overview.en is None
    assert found.language == "en"
    assert str(found.provenance) == "list.txt:4 › 论文 › 推荐先读的论文"


def test_the_date_is_never_taken_from_an_arxiv_id() -> None:
    assert read(BARE, "list.txt").candidates[1].published is None


# Overviews


def test_an_overview_goes_on_in_a_sibling_bullet() -> None:
    overview = read(BULLETED, "list.txt").candidates[2].overview
    assert overview.zh == "这条长帖汇总了问答。其中包括：价格、速率、上下文长度等内容。"


def test_lines_are_joined_with_a_space_between_latin_words_only() -> None:
    overview = read(BULLETED, "list.txt").candidates[3].overview
    assert overview.zh == "文章比较了三种搜索。还讨论了 verifier training 的代价。"


@pytest.mark.parametrize(
    "more",
    [
        "\n  第二段。",
        "\n第二段。",
        "\n\n   第二段。",
        "\n- 第二段。",
        "\n\n- 第二段。",
    ],
)
def test_an_overview_goes_on_indented_bare_or_bulleted(more: str) -> None:
    assert only(f"- 论文：A Title\n- 概述：第一段。{more}").overview.zh == "第一段。第二段。"


def test_numbered_points_of_an_overview_keep_their_numbers() -> None:
    found = only("论文：A Title\n概述：有两点：\n1. 快；\n2. 准。")
    assert found.overview.zh == "有两点：1. 快；2. 准。"


def test_a_sentence_with_a_colon_in_it_goes_on_with_the_overview() -> None:
    found = only("论文：A Title\n概述：第一段。\n作者认为：要多想。\n研究发现：有用。\n文末声明：仅供参考。")
    assert found.overview.zh == "第一段。作者认为：要多想。研究发现：有用。文末声明：仅供参考。"


def test_label_words_in_running_text_are_no_fields() -> None:
    text = "概述里提到，论文：见下，链接：https://a.example.org 与作者：某人。"
    found = only(f"论文：A Title\n概述：{text}")
    assert (found.overview.zh, found.url, found.authors) == (text, None, ())


def test_prose_after_a_blank_line_is_reported_and_not_put_into_the_overview() -> None:
    harvest = read("论文：A Title\n链接：https://a.example.org\n概述：第一段。\n\n感谢阅读，我们下周再见。", "x")
    assert harvest.candidates[0].overview.zh == "第一段。"
    assert reasons(harvest) == [(5, "is of no record, neither a field nor a heading")]


def test_where_every_line_stands_alone_a_blank_line_ends_no_overview() -> None:
    text = (
        "论文：A Title\n\n作者：B\n\n链接：https://a.example.org\n\n概述：第一段。\n\n第二段。\n\n论文：Next\n\n作者：C"
    )
    first, second = read(text, "x").candidates
    assert first.overview.zh == "第一段。第二段。"
    assert second.title.en == "Next"


def test_an_english_overview_is_the_english_one() -> None:
    found = only("论文：A Title\n概述：它很好。\n英文概述：It is good.")
    assert (found.overview.zh, found.overview.en) == ("它很好。", "It is good.")


# The article it was made for


@pytest.mark.skipif(not SEED.exists(), reason="the article is not in this copy")
def test_the_first_article_gives_its_fifteen_records() -> None:
    harvest = read(SEED.read_text(encoding="utf-8"), "seed-article.txt")
    found = harvest.candidates
    arxiv = "https://arxiv.org/"
    assert [(one.kind.value, one.title.en or one.title.zh, one.url, len(one.authors)) for one in found] == [
        ("repo", "Awesome-LLM-Strawberry", "https://github.com/hijkzzz/Awesome-LLM-Strawberry", 0),
        ("post", "Learning to Reason with LLMs", "https://openai.com/index/learning-to-reason-with-llms/", 1),
        ("post", "OpenAI o1-mini", "https://openai.com/index/openai-o1-mini-advancing-cost-efficient-reasoning/", 1),
        (
            "post",
            "Finding GPT-4’s mistakes with GPT-4",
            "https://openai.com/index/finding-gpt4s-mistakes-with-gpt-4/",
            1,
        ),
        (
            "thread",
            "Summary of what we have learned during AMA hour with the OpenAI o1 team",
            "https://x.com/btibor91/status/1834686946846597281",
            1,
        ),
        (
            "post",
            "OpenAI’s Strawberry, LM self-talk, inference scaling laws, and spending more on inference",
            "https://www.interconnects.ai/p/openai-strawberry-and-inference-scaling-laws",
            1,
        ),
        (
            "post",
            "Reverse engineering OpenAI’s o1",
            "https://www.interconnects.ai/p/reverse-engineering-openai-o1",
            1,
        ),
        ("paper", "Training Verifiers to Solve Math Word Problems", arxiv + "abs/2110.14168", 12),
        ("paper", "Generative Language Modeling for Automated Theorem Proving", arxiv + "abs/2009.03393", 2),
        (
            "paper",
            "Chain-of-Thought Prompting Elicits Reasoning in Large Language Models",
            arxiv + "pdf/2201.11903",
            1,
        ),
        ("paper", "Let’s Verify Step by Step", arxiv + "abs/2305.20050", 10),
        ("paper", "LLM Critics Help Catch LLM Bugs", arxiv + "abs/2407.00215", 6),
        ("paper", "Self-critiquing models for assisting human evaluators", arxiv + "pdf/2206.05802", 7),
        ("paper", "Scalable Online Planning via Reinforcement Learning Fine-Tuning", arxiv + "pdf/2109.15316", 5),
        (
            "post",
            "关注o1必备GitHub仓库，上线3天狂揽1.5k星！英伟达工程师出品，承诺持续更新",
            "https://mp.weixin.qq.com/s/5C-wB8bzr-ysNO99Zg4DYQ",
            0,
        ),
    ]
    assert [one.provenance.line for one in found] == [2, 7, 12, 17, 22, 29, 34, 43, 54, 65, 75, 86, 96, 107, 117]
    papers = found[7:14]
    assert [str(one.published) for one in papers] == [
        "2021-10", "2020-09", "2022-01", "2023-05", "2024-06", "2022-06", "None",
    ]  # fmt: skip
    teams = [
        ("OpenAI",),
        ("OpenAI",),
        ("Google Research, Brain Team（谷歌大脑)",),
        *[("OpenAI",)] * 3,
        ("Facebook AI",),
    ]
    assert [one.organizations for one in papers] == teams
    assert [bool(one.overview.zh) for one in found] == [False, *[True] * 13, False]
    overviews = [one.overview.zh or "" for one in found]
    assert "主要内容和特性。其中包括：模型的推理范式" in overviews[4]
    assert "表现更出色。还讨论了o1的设计" in overviews[6]
    assert "小学数学题。研究发现，即使" in overviews[7]
    assert overviews[13].endswith("取得更好的性能。")
    assert [skipped.line for skipped in harvest.skipped] == [4, 52, 63, 73, 84, 94, 105]
