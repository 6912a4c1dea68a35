"""A whole list: its sections, its tables, and what is left out and why."""

import pytest

from bot.intake.awesome import read
from bot.intake.awesome_lines import LINES

PLAIN = "https://example.org/a"
TABLE = f"""
| Title | Authors | Venue | Links | Date |
|---|:-:|---|---|---|
| A Table Paper | Ann Smith, Bob Jones | ICML 2023 | [paper]({PLAIN}) [code](https://github.com/z/z) | 2023-01 |
| nothing | | | | |
"""


def test_sections_are_the_headings_above_without_the_lists_own_name() -> None:
    text = (
        f"# Awesome\n## Papers\n### 2024\n- [A]({PLAIN}/1)\n"
        f"### 2023 ###\n- [B]({PLAIN}/2)\n\nTalks\n---\n- [C]({PLAIN}/3)"
    )
    sections = [candidate.provenance.section for candidate in read(text, "list.md").candidates]
    assert sections == [("Papers", "2024"), ("Papers", "2023"), ("Talks",)]


def test_headings_of_html_in_bold_and_of_folds_count_too() -> None:
    text = (
        f"<h2 align=center>Papers</h2>\n\n**Surveys**\n\n- [A]({PLAIN}/1)\n\n<details>\n<summary>Old <b>ones</b>"
        f"</summary>\n\n- [B]({PLAIN}/2)\n\n</details>\n\n- [C]({PLAIN}/3)"
    )
    sections = [candidate.provenance.section for candidate in read(text, "list.md").candidates]
    assert sections == [("Papers", "Surveys"), ("Papers", "Surveys", "Old ones"), ("Papers", "Surveys")]


def test_a_fold_ends_where_it_is_closed_even_right_below_an_item() -> None:
    text = f"<details><summary>X</summary>\n\n- [A]({PLAIN}/1)\n</details>\n\n- [B]({PLAIN}/2)"
    assert [each.provenance.section for each in read(text, "list.md").candidates] == [("X",), ()]


def test_a_table_is_read_by_the_names_of_its_columns() -> None:
    harvest = read(TABLE, "list.md")
    (candidate,) = harvest.candidates
    assert (candidate.title.en, candidate.url, candidate.provenance.line) == ("A Table Paper", PLAIN, 4)
    assert candidate.authors == ("Ann Smith", "Bob Jones")
    assert (candidate.venue, str(candidate.published)) == ("ICML 2023", "2023-01")
    assert candidate.links.code == "https://github.com/z/z"
    assert [(each.line, each.reason) for each in harvest.skipped] == [(5, "has no link")]


def test_a_table_in_chinese_is_read_likewise() -> None:
    text = f"|序号|名称|链接|简介|\n|-|-|-|-|\n|1|推理工具|[地址]({PLAIN})|一个推理工具箱|"
    (candidate,) = read(text, "list.md").candidates
    assert (candidate.title.zh, candidate.url, candidate.overview.zh) == ("推理工具", PLAIN, "一个推理工具箱")


def test_a_table_with_columns_nobody_knows_takes_the_linked_words() -> None:
    text = f"|No|Foo|Bar|\n|-|-|-|\n|7|[A Thing]({PLAIN})|Something good|"
    (candidate,) = read(text, "list.md").candidates
    assert (candidate.title.en, candidate.url) == ("A Thing", PLAIN)


def test_a_cell_broken_into_lines_holds_title_and_authors() -> None:
    text = f"|Paper|Code|\n|-|-|\n|[A Thing]({PLAIN})<br>Ann Smith, Bob Jones|[GitHub](https://github.com/a/b)|"
    (candidate,) = read(text, "list.md").candidates
    assert (candidate.title.en, candidate.authors) == ("A Thing", ("Ann Smith", "Bob Jones"))
    assert candidate.links.code == "https://github.com/a/b"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("- ![A picture](https://example.org/a.png)", 1, "is an image"),
        ('- <img src="https://example.org/a.png">', 1, "is an image"),
        ("[![badge](https://img.example.org/a.svg)](https://example.org)", 1, "is an image"),
        ("- [Papers](#papers)\n  - [2024](#2024)", 1, "is a table of contents"),
        ("\n- [More](docs/more.md)", 2, "has no link out of its own site"),
        ("- Just words", 1, "has no link"),
        ("Some [prose](https://example.org) here.", 1, "is prose, not an item of a list"),
        ("```\n- [Fake](https://example.org)\n```", 1, "is a code block"),
        ("## License\n- [MIT](https://example.org)", 2, "stands in the section “License”"),
        ("## Papers\n## 🤝 How to Contribute\n### Steps\n- [A](https://example.org)", 4,
         "stands in the section “How to Contribute”"),
        ("## 目录\n\n- [甲](https://example.org)", 3, "stands in the section “目录”"),
        ("x" * 9000, 1, "is too long for a record"),
    ],
)  # fmt: skip
def test_what_is_left_out_is_reported_with_line_and_reason(text: str, line: int, reason: str) -> None:
    harvest = read(text, "list.md")
    assert harvest.candidates == ()
    assert [(each.line, each.reason) for each in harvest.skipped] == [(line, reason)]


def test_comments_and_front_matter_are_not_read() -> None:
    text = f"---\ntitle: x\n---\n<!--\n- [Old](https://example.org/old)\n-->\n- [A]({PLAIN})"
    harvest = read(text, "list.md")
    assert [(each.title.en, each.provenance.line) for each in harvest.candidates] == [("A", 7)]
    assert harvest.skipped == ()


def test_lines_count_as_in_the_source_whatever_ends_them() -> None:
    text = f"# A\r\n\r\n- [A]({PLAIN})\r\n- [B]({PLAIN}/b)\r\n"
    assert [each.provenance.line for each in read(text, "list.md").candidates] == [3, 4]


def test_what_is_beyond_all_measure_is_said_not_to_be_read() -> None:
    harvest = read("\n" * LINES + f"- [A]({PLAIN})", "list.md")
    assert (harvest.candidates, harvest.skipped[0].line) == ((), LINES + 1)
