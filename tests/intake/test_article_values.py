"""What the fields of a reading list say: addresses, kinds, dates, languages."""

import pytest

from bot.domain.entry import Kind, Published
from bot.intake.article import read
from tests.intake.articles import BULLETED, only, reasons, titles

# Addresses and kinds


@pytest.mark.parametrize(
    ("label", "url", "kind"),
    [
        ("论文", "https://a.example.org/x", Kind.PAPER),
        ("博客", "https://a.example.org/x", Kind.POST),
        ("博客", "https://arxiv.org/abs/2101.00001", Kind.PAPER),
        ("标题", "https://arxiv.org/abs/2101.00001", Kind.PAPER),
        ("标题", "https://github.com/a/b", Kind.REPO),
        ("博客 3", "https://x.com/a/status/1", Kind.THREAD),
        ("标题", "https://www.youtube.com/watch?v=eaAonE58sLU", Kind.TALK),
        ("视频", "https://a.example.org/x", Kind.TALK),
        ("课程", "https://www.youtube.com/watch?v=eaAonE58sLU", Kind.COURSE),
        ("项目", "https://github.com/a/b", Kind.REPO),
        ("项目", "https://a.example.org/x", Kind.POST),
        ("仓库", "https://a.example.org/x", Kind.REPO),
        ("代码", "https://github.com/a/b", Kind.REPO),
        ("标题", "https://a.example.org/x", Kind.POST),
    ],
)
def test_the_kind_is_what_label_and_address_say(label: str, url: str, kind: Kind) -> None:
    assert only(f"{label}：A Title\n链接：{url}").kind is kind


@pytest.mark.parametrize(
    "line",
    ["Github (2.6k stars): {}", "1. GitHub：{}", "- 仓库：{}", "代码（1k 星）：{}", "项目地址：{}", "Ｇｉｔｈｕｂ：{}"],
)
def test_a_repository_without_a_title_has_its_own_name(line: str) -> None:
    found = only(line.format("https://github.com/someone/Some-List"))
    assert (found.title.en, found.kind) == ("Some-List", Kind.REPO)


def test_repositories_one_after_the_other_are_records() -> None:
    assert titles(read("Github：https://github.com/a/b\nGithub：https://github.com/c/d", "x")) == ["b", "d"]


def test_the_address_of_an_unroller_gives_way_to_the_true_one() -> None:
    found = read(BULLETED, "list.txt").candidates[2]
    assert found.url == "https://x.com/bo_example/status/1800000000000000001"
    assert found.links.copy_ == "https://threadreaderapp.com/thread/1800000000000000001.html"


def test_an_address_beside_the_documents_own_gives_way_wherever_it_stands() -> None:
    found = only("博客：T\n𝕏：https://x.com/a/status/1\n代码：https://github.com/a/b\n链接：https://a.example.org")
    assert found.url == "https://a.example.org"
    assert (found.links.companion, found.links.code) == ("https://x.com/a/status/1", "https://github.com/a/b")


def test_a_paper_has_its_code_video_data_and_blog_beside_it() -> None:
    found = only(
        "论文：T\n链接：https://arxiv.org/abs/2101.00001\nPDF：https://arxiv.org/pdf/2101.00001\n"
        "代码：https://github.com/a/b\n数据集：https://huggingface.co/datasets/a/b\n视频：https://youtu.be/eaAonE58sLU\n"
    )
    assert found.url == "https://arxiv.org/abs/2101.00001"
    assert found.links.model_dump(by_alias=True) == {
        "pdf": "https://arxiv.org/pdf/2101.00001",
        "code": "https://github.com/a/b",
        "dataset": "https://huggingface.co/datasets/a/b",
        "companion": "https://youtu.be/eaAonE58sLU",
        "copy": None,
    }


@pytest.mark.parametrize("between", [" ", "，", "、", "；", ", ", " / ", " 或 ", "\n"])
def test_several_addresses_stand_in_one_field(between: str) -> None:
    found = only(f"论文：T\n链接：https://arxiv.org/abs/2101.00001{between}https://github.com/a/b")
    assert (found.url, found.links.code) == ("https://arxiv.org/abs/2101.00001", "https://github.com/a/b")


def test_an_address_there_is_no_room_for_is_reported() -> None:
    harvest = read("博客：T\n链接：https://a.example.org/1 https://a.example.org/2 https://a.example.org/3", "x")
    assert reasons(harvest) == [(1, "has one more address than there is room for, https://a.example.org/3")]


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("arxiv.org/abs/2101.00001", "https://arxiv.org/abs/2101.00001"),
        ("2101.00001", "https://arxiv.org/abs/2101.00001"),
        ("github.com/a/b", "https://github.com/a/b"),
        ("https://zh.wikipedia.org/wiki/思维链_(提示)", "https://zh.wikipedia.org/wiki/思维链_(提示)"),
        ("（https://a.example.org/x）", "https://a.example.org/x"),
    ],
)
def test_an_address_is_read_as_people_write_it(value: str, url: str) -> None:
    assert only(f"论文：T\n链接：{value}").url == url


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("暂无", "says '暂无' where an address should be"),
        ("https://", "says 'https://' where an address should be"),
        ("https://a@b.example.org", "has an address that contains a user name or password"),
        ("https://a.example.org/" + "x" * 600, "has an address that has 622 characters, over its limit of 500"),
    ],
)
def test_what_is_no_address_is_reported_and_the_record_stays(value: str, reason: str) -> None:
    harvest = read(f"论文：T\n作者：A\n链接：{value}", "x")
    assert (titles(harvest), harvest.candidates[0].url) == (["T"], None)
    assert reasons(harvest) == [(3, reason)]


# Dates


@pytest.mark.parametrize("label", ["日期", "发布时间", "发表日期", "时间", "Date", "论文发布时间", "发表于"])
@pytest.mark.parametrize(
    "date", ["2024年9月12日", "2024-09-12", "2024.9.12", "2024/09/12", "２０２４年９月１２日", "2024 年 9 月 12 日"]
)
def test_a_date_is_read_from_its_field(label: str, date: str) -> None:
    assert only(f"论文：T\n{label}：{date}").published == Published(year=2024, month=9, day=12)


def test_a_date_that_is_none_is_reported() -> None:
    harvest = read("论文：T\n日期：2024年13月", "x")
    assert harvest.candidates[0].published is None
    assert reasons(harvest) == [(2, "says '2024年13月' where a date should be")]


@pytest.mark.parametrize(
    ("overview", "date"),
    [
        ("发布于2021年10月，文中指出。", "2021-10"),
        ("发表于 2021 年 10 月。", "2021-10"),
        ("这篇论文发布于２０２１年１０月，", "2021-10"),
        ("2021年10月发布，", "2021-10"),
        ("发布于2021年10月29日，", "2021-10-29"),
        ("发布于2021年，", "2021"),
        ("文章说，GPT-3发布于2020年5月。", None),
        ("2021年10月，作者还在读书。", None),
        ("发布于2021年13月，", None),
    ],
)
def test_a_date_is_what_the_overview_begins_with(overview: str, date: str | None) -> None:
    published = only(f"论文：T\n概述：{overview}").published
    assert (str(published) if published else None) == date


def test_a_place_of_publication_is_no_date() -> None:
    found = only("论文：T\n发表于：ICLR 2024\n标签：推理，搜索")
    assert (found.venue, found.published, found.labels) == ("ICLR 2024", None, ("推理", "搜索"))


# Languages of titles


@pytest.mark.parametrize("title", ["Let’s Verify “Step by Step”", "Step by Step（一步一步来验证）", "o1: 2 + 2 = 4?"])
def test_an_english_title_stays_exactly_as_it_is(title: str) -> None:
    assert (only(f"论文：{title}\n作者：A").title.en) == title


def test_a_chinese_title_is_the_chinese_one() -> None:
    found = only("博客：GPT-4 技术报告解读\n链接：https://a.example.org")
    assert (found.title.zh, found.title.en, found.language) == ("GPT-4 技术报告解读", None, "zh")


def test_a_translation_of_the_title_is_of_the_same_record() -> None:
    found = only("论文：A Title\n中文标题：一个标题\n作者：A")
    assert (found.title.en, found.title.zh) == ("A Title", "一个标题")
