"""Whatever an article is, it is read to its end, and in time in proportion to its length."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.article import read
from tests.intake.sizes import NASTY_SIZE

# Whatever it is given

PIECES = st.sampled_from(
    [
        "论文：", "博客 2：", "标题:", "作者：", "团队：", "链接：", "概述：", "日期：", "代码：", "Github (1k): ",
        "中文标题：", "其中包括：", "评分：", "https://a.example.org/x",
        "https://github.com/a/b", "https://arxiv.org/abs/2101.00001",
        "https://[", "http://a:99999/", "10.1/", "arXiv:", "2024年9月", "2024年99月",
        "图片", "# ", "## ", "1. ", "（2）", "一、", "[1] ",
        "- ", "  ", "\t", "\n", "\n\n", "\r", "，", "、", "等", "et al.", "（", "）",
        "《", "》", "**", "【作者】", "A Title", "很好。",
        "\ufeff", "\u200b", "\x00", "\u2028", "１", "：", "|", "[", "](", ")",
    ]
)  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=60).map("".join))
def test_any_text_is_read_and_every_line_of_it_accounted_for(text: str) -> None:
    harvest = read(text, "x")
    assert harvest == read(text, "x")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    places = [candidate.provenance.line for candidate in harvest.candidates]
    assert places == sorted(places)
    assert all(1 <= line <= lines for line in places + [skipped.line for skipped in harvest.skipped])
    assert [skipped.line for skipped in harvest.skipped] == sorted(skipped.line for skipped in harvest.skipped)
    for candidate in harvest.candidates:
        assert candidate.title.en or candidate.title.zh
        assert "\n" not in f"{candidate.title.en}{candidate.title.zh}{candidate.authors}{candidate.overview}"


@given(st.text())
def test_a_title_of_any_text_harms_nothing(title: str) -> None:
    read(f"论文：{title}\n作者：{title}\n链接：{title}\n概述：{title}", "x")


NASTY = {
    "lines": "a\n",
    "paragraphs": "甲\n\n",
    "blank": "\n",
    "images": "图片\n\n",
    "spaces": " ",
    "stars": "*",
    "quotes": "> ",
    "hashes": "#",
    "brackets": "（",
    "closing": ")",
    "squares": "[",
    "commas": "，",
    "colons": "：",
    "han": "甲",
    "digits": "1",
    "marks": "- ",
    "numbers": "1. ",
    "titles": "论文：T\n",
    "empty titles": "标题：\n",
    "authors": "作者：A\n",
    "links": "链接：https://a.example.org/\n",
    "addresses": "https://a.example.org/) ",
    "repositories": "代码：https://github.com/a/b\n",
    "others": "等",
    "dates": "日期：2024\n",
    "overviews": "概述：好\n",
    "numbered": "1. 甲\n",
    "headings": "## 甲\n",
    "references": "[1] 甲\n",
    "unknown": "评分：5\n",
}
LONG = ("spaces", "quotes", "brackets", "closing", "commas", "addresses", "digits", "hashes", "stars")


def seconds(text: str) -> float:
    start = time.perf_counter()
    read(text, "x")
    return time.perf_counter() - start


@pytest.mark.slow
@pytest.mark.parametrize("before", ["", "论文：T\n概述："])
@pytest.mark.parametrize("piece", NASTY.values(), ids=NASTY.keys())
def test_half_a_megabyte_of_anything_is_read_in_seconds(piece: str, before: str) -> None:
    # What grows with the square takes minutes for as many lines as this.
    assert seconds(before + piece * (500_000 // len(piece.encode()))) < 60


@pytest.mark.slow
@pytest.mark.parametrize("piece", LONG)
def test_ten_megabytes_in_one_line_are_read_in_seconds(piece: str) -> None:
    assert seconds("论文：T\n作者：" + NASTY[piece] * (NASTY_SIZE // len(NASTY[piece].encode()))) < 30
