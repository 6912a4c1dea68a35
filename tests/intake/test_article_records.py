"""Where a record of a reading list begins, whatever its spelling, and what is reported instead of lost."""

from collections.abc import Callable

import pytest

from bot.domain.candidate import Harvest
from bot.domain.entry import Kind
from bot.intake.article import read
from tests.intake.articles import only, reasons, titles

# Spellings


@pytest.mark.parametrize(
    "text",
    [
        "论文：A Title\n作者：Bo Example\n链接：https://a.example.org/x\n概述：很好。",
        "论文 1：A Title\n作者 ： Bo Example\n链接: https://a.example.org/x\n概述 :很好。",
        "论文１：A Title\n论文作者：Bo Example\n论文链接：https://a.example.org/x\n论文概述：很好。",
        "论文一：A Title\n第一作者：Bo Example\n地址：https://a.example.org/x\n摘要：很好。",
        "论文标题：A Title\n作者：Bo Example\n网址：https://a.example.org/x\n简介：很好。",
        "- **论文**：A Title\n- **作者：** Bo Example\n- **链接**: <https://a.example.org/x>\n- **概述**：很好。",
        "* 论文: A Title\n* 作者: Bo Example\n* 链接: [原文](https://a.example.org/x)\n* 概述: 很好。",
        "【论文】A Title\n【作者】Bo Example\n【链接】https://a.example.org/x\n【概述】很好。",
        "[论文]：A Title\n[作者]：Bo Example\n［链接］：https://a.example.org/x\n【概述】：很好。",
        "1. 论文：A Title\n   - 作者：Bo Example\n   - 链接：https://a.example.org/x\n   - 概述：很好。",
        "1、论文：A Title\n·作者：Bo Example\n•链接：https://a.example.org/x\n● 概述：很好。",
        "（1）论文：A Title\n\t作者：Bo Example\n\t链接：https://a.example.org/x\n\t概述：很好。",
        "(1) 论文（必读）：A Title\n作者(全部)：Bo Example\n链接：https://a.example.org/x。\n概述：很好。",
        "一、论文：A Title\n作者：Bo Example\n链接：ｈｔｔｐｓ：／／a.example.org/x\n概述：很好。",
        "１．论文：《A Title》\n作者：Bo Example\n链接：https://a.example.org/x\n概述：很好。",
        "① 论文：A Title\n作者：Bo Example\n链接：https://a.example.org/x\n概述：很好。",
        "## 1. 论文：A Title\n作者：Bo Example\n链接：https://a.example.org/x\n概述：很好。",
        "论文：\nA Title\n作者：\nBo Example\n链接：\nhttps://a.example.org/x\n概述：\n很好。",
        "论文：\n\n   A Title\n\n作者：\n   - Bo Example\n链接：\n\nhttps://a.example.org/x\n概述：\n\n很好。",
        "作者：Bo Example\n概述：很好。\n链接：https://a.example.org/x\n论文：A Title",
        "链接：https://a.example.org/x\n论文：A Title\n作者：Bo Example\n概述：很好。",
        "1. 标题：A Title\n2. 作者：Bo Example\n3. 链接：https://a.example.org/x\n4. 论文概述：很好。",
        "> 论文：A Title\n> 作者：Bo Example\n> 链接：https://a.example.org/x\n> 概述：很好。",
        "📄 论文：A Title\n👤 作者：Bo Example\n🔗 链接：https://a.example.org/x\n📝 概述：很好。",
        "Paper: A Title\nAuthors: Bo Example\nURL: https://a.example.org/x\nAbstract: 很好。",
        "论文：A Title（https://a.example.org/x）\n作者：Bo Example 等\n概述：很好。",
        "论文：A Title 链接：https://a.example.org/x\n作者：Bo Example et al.\n概述：很好。",
    ],
)
@pytest.mark.parametrize(
    "saved", [str, lambda text: text + "\n\n", lambda text: "\ufeff" + text.replace("\n", "\r\n") + "\r\n"]
)
def test_a_record_is_the_same_in_every_spelling(text: str, saved: Callable[[str], str]) -> None:
    harvest = read(saved(text), "list.txt")
    found = only(saved(text))
    assert found.title.en == "A Title"
    assert found.authors == ("Bo Example",)
    assert found.url == "https://a.example.org/x"
    assert found.overview.zh == "很好。"
    assert harvest.skipped == ()


@pytest.mark.parametrize("label", ["团队", "机构", "单位", "作者单位", "研究机构", "Affiliation", "论文机构"])
def test_teams_have_several_names(label: str) -> None:
    assert only(f"论文：A Title\n{label}：甲大学；乙公司").organizations == ("甲大学", "乙公司")


@pytest.mark.parametrize(
    ("names", "authors"),
    [
        ("A One, B Two", ("A One", "B Two")),
        ("A One，B Two、张三；李四; C", ("A One", "B Two", "张三", "李四", "C")),
        ("A One and B Two", ("A One", "B Two")),
        ("A One, B Two, and C Three", ("A One", "B Two", "C Three")),
        ("A One et al.", ("A One",)),
        ("A One, et al", ("A One",)),
        ("A One等人", ("A One",)),
        ("张三、李四 等12人", ("张三", "李四")),
        ("A One（甲，乙）, B Two (c, d)", ("A One（甲，乙）", "B Two (c, d)")),
        ("A One (甲, B Two", ("A One (甲", "B Two")),
        ("A One*, B Two†", ("A One", "B Two")),
        ("A One,, A One", ("A One",)),
        ("Ethan Setal, Anderson And", ("Ethan Setal", "Anderson And")),
    ],
)
def test_authors_are_told_apart(names: str, authors: tuple[str, ...]) -> None:
    assert only(f"论文：A Title\n作者：{names}").authors == authors


def test_authors_go_on_in_the_next_line() -> None:
    assert only("论文：T\n作者：A One,\nB Two\n团队：X").authors == ("A One", "B Two")
    assert only("- 论文：T\n- 作者：\n  - A One\n  - B Two\n- 团队：X").authors == ("A One", "B Two")


# Where a record begins


def test_records_begin_with_whatever_field_the_writer_begins_with() -> None:
    text = "".join(f"作者：A{n}\n标题：T{n}\n链接：https://a.example.org/{n}\n概述：好。\n" for n in range(3))
    found = read(text, "x").candidates
    assert [(one.title.en, one.authors, one.url) for one in found] == [
        (f"T{n}", (f"A{n}",), f"https://a.example.org/{n}") for n in range(3)
    ]


def test_records_with_numbered_fields_begin_again_with_the_title() -> None:
    text = "1. 标题：T1\n2. 作者：A1\n3. 链接：https://a.example.org/1\n\n1. 标题：T2\n2. 作者：A2\n3. 链接：https://a.example.org/2"
    found = read(text, "x").candidates
    assert [(one.title.en, one.authors) for one in found] == [("T1", ("A1",)), ("T2", ("A2",))]


@pytest.mark.parametrize("lead", ["1. {}", "2、{}", "（3）{}", "### {}", "{}"])
def test_a_line_before_fields_without_a_title_is_the_title(lead: str) -> None:
    first, second = lead.format("A First Title"), lead.format("A Second Title")
    fields = "\n- 作者：A\n- 链接：https://a.example.org/{}\n- 概述：好。\n\n"
    found = read(first + fields.format(1) + second + fields.format(2), "x").candidates
    assert [(one.title.en, one.url, one.provenance.line) for one in found] == [
        ("A First Title", "https://a.example.org/1", 1),
        ("A Second Title", "https://a.example.org/2", 6),
    ]
    assert [one.provenance.section for one in found] == [(), ()]


def test_a_label_above_numbered_titles_names_their_group() -> None:
    text = "博客：\n1. First\n   - 作者：A\n2. [Second](https://a.example.org/2)（必读）\n   - 作者：B"
    harvest = read(text, "x")
    assert titles(harvest) == ["First", "Second（必读）"]
    assert [one.provenance.section for one in harvest.candidates] == [("博客",)] * 2
    assert harvest.skipped == ()


def test_a_numbered_title_ends_the_record_before() -> None:
    text = "1. First\n   - 作者：A\n2. 论文：Second\n   - 作者：B"
    assert [(one.title.en, one.authors) for one in read(text, "x").candidates] == [
        ("First", ("A",)),
        ("Second", ("B",)),
    ]


def test_an_author_after_a_blank_line_is_not_of_a_complete_record() -> None:
    text = "标题：T1\n链接：https://a.example.org/1\n概述：好。\n\n作者：B\n标题：T2\n链接：https://a.example.org/2\n"
    assert [(one.title.en, one.authors) for one in read(text, "x").candidates] == [("T1", ()), ("T2", ("B",))]


def test_numbered_lines_with_an_address_are_records() -> None:
    found = read("1. A Title, https://a.example.org/1\n2. [Another](https://a.example.org/2)", "x").candidates
    assert [(one.title.en, one.url) for one in found] == [
        ("A Title", "https://a.example.org/1"),
        ("Another", "https://a.example.org/2"),
    ]


@pytest.mark.parametrize("mark", ["[1]", "［1］", "【1】", "[１] ", "[1]:"])
@pytest.mark.parametrize("between", [", ", "，", "：", " ", ",\n"])
def test_a_reference_is_a_record(mark: str, between: str) -> None:
    found = only(f"# 参考\n{mark} 题目，很长！{between}https://mp.weixin.qq.com/s/x")
    assert (found.title.zh, found.title.en, found.url) == ("题目，很长！", None, "https://mp.weixin.qq.com/s/x")
    assert (found.language, found.kind) == ("zh", Kind.POST)


# What is left out


@pytest.mark.parametrize("text", ["- {}\n- 作者：B", "{}\n作者：B", "{}\n\n作者：B"])
def test_an_unknown_label_is_reported(text: str) -> None:
    harvest = read("论文：T\n链接：https://a.example.org\n" + text.format("推荐指数：五颗星"), "x")
    assert harvest.candidates[0].authors == ("B",)
    assert reasons(harvest) == [(3, "has the label 推荐指数, which is unknown")]


def test_an_unknown_label_after_the_overview_is_not_put_into_it() -> None:
    harvest = read("- 论文：T\n- 概述：好。\n- 推荐指数：五颗星\n- 其中包括：甲。", "x")
    assert harvest.candidates[0].overview.zh == "好。"
    assert [skipped.line for skipped in harvest.skipped] == [3, 4]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("论文：T", "has nothing but a title"),
        ("[1] 王某，某书", "has nothing but a title"),
        ("作者：A", "has no title"),
        ("链接：https://a.example.org", "has no title"),
        ("图片", "is an image"),
        ("1. 某某", "is of no record, neither a field nor a heading"),
        ("今天天气很好。", "is of no record, neither a field nor a heading"),
        ("看 https://a.example.org", "is of no record, neither a field nor a heading"),
    ],
)
def test_what_is_no_record_is_reported(text: str, reason: str) -> None:
    harvest = read(text, "x")
    assert harvest.candidates == ()
    assert reasons(harvest) == [(1, reason)]


def test_nothing_is_found_in_nothing() -> None:
    assert read("", "x") == read("\n \r\n\ufeff", "x") == Harvest()
