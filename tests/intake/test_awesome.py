"""What a record of an awesome list looks like, in all the ways that people write one."""

import pytest

from bot.domain.candidate import Candidate
from bot.domain.entry import Kind
from bot.intake.awesome import read

PLAIN = "https://example.org/a"


def records(text: str) -> tuple[Candidate, ...]:
    return read(text, "list.md").candidates


def only(text: str) -> Candidate:
    (candidate,) = records(text)
    return candidate


@pytest.mark.parametrize(
    "text",
    [
        f"- [A Plain Thing]({PLAIN})",
        f"* [A Plain Thing]({PLAIN})",
        f"+ [A Plain Thing]({PLAIN})",
        f"1. [A Plain Thing]({PLAIN})",
        f"2) [A Plain Thing]({PLAIN})",
        f"• [A Plain Thing]({PLAIN})",
        f"-[A Plain Thing]({PLAIN})",
        f"*[A Plain Thing]({PLAIN})",
        f"1.[A Plain Thing]({PLAIN})",
        f"    - [A Plain Thing]({PLAIN})",
        f"> - [A Plain Thing]({PLAIN})",
        f"- **[A Plain Thing]({PLAIN})**",
        f"- [**A Plain Thing**]({PLAIN})",
        f"- [*A* `Plain` Thing]({PLAIN})",
        f"- [:rocket: A Plain Thing]({PLAIN}) :fire:",
        f"- 🔥 [A Plain Thing 🚀]({PLAIN})",
        f"- [[A Plain Thing]({PLAIN})]",
        f"- [[A Plain Thing]]({PLAIN})",
        f"- [A Plain Thing] ({PLAIN})",
        f"- [A Plain Thing]([{PLAIN})",
        f"- [A Plain Thing]([{PLAIN}]({PLAIN}))",
        f"- [A Plain Thing]({PLAIN}",
        f"- [A Plain Thing({PLAIN})",
        f"- A Plain Thing]({PLAIN})",
        f"- [A Plain Thing]（{PLAIN}）",
        f"- 【A Plain Thing】({PLAIN})",
        f"- A Plain Thing: {PLAIN}",
        f"- A Plain Thing {PLAIN}",
        f"- A Plain Thing <{PLAIN}>",
        f"- **A Plain Thing** [[paper]({PLAIN})]",
        f"- **A Plain Thing** [![Paper](https://img.example.org/paper.svg)]({PLAIN})",
        f"- “A Plain Thing”, [link]({PLAIN})",
        f'- <a href="{PLAIN}">A Plain Thing</a>',
        f'- <a href="{PLAIN}"><b>A Plain Thing</b></a>',
        f"- [A Plain Thing][thing]\n\n[thing]: {PLAIN}",
        f"- [A Plain Thing]\n\n[A Plain Thing]: {PLAIN}",
        f"- A Plain Thing\n  - link: {PLAIN}",
        f"- A Plain Thing\n  - [paper]({PLAIN})",
        f"- {PLAIN} - A Plain Thing",
        f"<details><summary>More</summary>\n- [A Plain Thing]({PLAIN})\n</details>",
        f"<ul>\n\n- [A Plain Thing]({PLAIN})\n\n</ul>",
    ],
)
def test_a_title_and_its_address_are_found_however_they_are_written(text: str) -> None:
    candidate = only(text)
    assert (candidate.title.en, candidate.url) == ("A Plain Thing", PLAIN)
    assert candidate.overview.en is None
    assert candidate.labels == ()
    assert not candidate.struck


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("- [T](https://example.org/wiki/A_(b))", "https://example.org/wiki/A_(b)"),
        ("- T: https://example.org/wiki/A_(b).", "https://example.org/wiki/A_(b)"),
        ("- T (https://example.org/a)", PLAIN),
        ("- T：https://example.org/a。", PLAIN),
        ("- [T](https://example.org/two words)", "https://example.org/two%20words"),
        ('- [T](https://example.org/a "its title")', PLAIN),
        ("- [T](www.example.org/a)", "https://www.example.org/a"),
        ("- [T](HTTPS://example.org/a)", PLAIN),
        ("- [T](https://example.org/中文)", "https://example.org/中文"),
        ("- [T](https://example.org/?a=1&b=2)", "https://example.org/?a=1&b=2"),
    ],
)
def test_an_address_is_taken_whole_and_as_it_is_written(text: str, url: str) -> None:
    assert only(text).url == url


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"- [{PLAIN}]({PLAIN})", PLAIN),
        (f"- [REINFORCE++ | the baseline]({PLAIN}) | [Code](https://github.com/a/b)", "REINFORCE++ | the baseline"),
        (f"- [Q*: a search]({PLAIN})", "Q*: a search"),
        (f"- [A (short) title]({PLAIN})", "A (short) title"),
        (f"- [What? A title!]({PLAIN})", "What? A title!"),
        (f"- [AT&amp;T &lt;3]({PLAIN})", "AT&T <3"),
    ],
)
def test_a_title_is_plain_text_and_keeps_its_own_marks(text: str, title: str) -> None:
    assert only(text).title.en == title


@pytest.mark.parametrize("separator", [" - ", " – ", " — ", ": ", "：", " ", " | ", ", "])
def test_what_follows_the_link_is_the_overview(separator: str) -> None:
    assert only(f"- [T]({PLAIN}){separator}Does a **thing** well.").overview.en == "Does a thing well."


def test_a_description_in_chinese_is_the_chinese_overview() -> None:
    candidate = only(f"- [推理模型综述]({PLAIN}) - 一篇关于推理的综述")
    assert (candidate.title.zh, candidate.title.en, candidate.language) == ("推理模型综述", None, "zh")
    assert (candidate.overview.zh, candidate.overview.en) == ("一篇关于推理的综述", None)


def test_a_description_in_both_languages_is_sorted_by_its_lines() -> None:
    overview = only(f"- [T]({PLAIN})\n  - It shows how models search.\n  - 它展示了模型如何搜索。").overview
    assert (overview.en, overview.zh) == ("It shows how models search.", "它展示了模型如何搜索。")


def test_a_link_inside_a_description_is_one_of_its_words() -> None:
    assert only(f"- [T]({PLAIN}) - Made for [Rust](https://rust-lang.org) users").overview.en == "Made for Rust users"


def test_a_struck_record_is_marked() -> None:
    assert only(f"- ~~[T]({PLAIN})~~ gone").struck
    assert only(f"- <del>[T]({PLAIN})</del>").struck
    assert only(f"- ~~**T** [paper]({PLAIN})~~").struck


def test_the_other_links_go_where_they_belong_by_name_and_host() -> None:
    candidate = only(
        "- **T** [[arXiv]](https://arxiv.org/abs/2401.00001) [[pdf]](https://arxiv.org/pdf/2401.00001v1)"
        " [Code](https://git.example.org/t) [Dataset](https://example.org/data) [Project Page](https://t.example.org)"
    )
    links = candidate.links
    assert candidate.url == "https://arxiv.org/abs/2401.00001"
    assert candidate.ids.arxiv == "2401.00001"
    assert (links.code, links.dataset) == ("https://git.example.org/t", "https://example.org/data")
    assert links.companion == "https://t.example.org"


def test_a_link_without_a_telling_name_is_known_by_its_host() -> None:
    links = only(f"- [T]({PLAIN})\n  - https://github.com/a/b\n  - https://huggingface.co/datasets/a/b").links
    assert (links.code, links.dataset) == ("https://github.com/a/b", "https://huggingface.co/datasets/a/b")


def test_code_before_the_paper_is_not_the_document() -> None:
    candidate = only("- **T** [Code](https://github.com/a/b) [Paper](https://arxiv.org/abs/2401.00001)")
    assert candidate.url == "https://arxiv.org/abs/2401.00001"
    assert candidate.links.code == "https://github.com/a/b"


def test_a_repository_keeps_no_id_of_its_paper() -> None:
    candidate = only("- [T](https://github.com/a/b) | [Paper](https://arxiv.org/abs/2401.00001)")
    assert (candidate.kind, candidate.ids.arxiv) == (Kind.REPO, None)
    assert candidate.links.companion == "https://arxiv.org/abs/2401.00001"


@pytest.mark.parametrize(
    ("section", "url", "kind"),
    [
        ("Any", "https://arxiv.org/abs/2401.00001", Kind.PAPER),
        ("Any", "https://openreview.net/forum?id=abc", Kind.PAPER),
        ("Any", "https://aclanthology.org/2023.acl-long.1/", Kind.PAPER),
        ("Papers", "https://github.com/a/b", Kind.REPO),
        ("Papers", "https://github.com/a/b/blob/main/report.pdf", Kind.PAPER),
        ("Papers", "https://lab.example.org/thing", Kind.PAPER),
        ("Papers", "https://lab.example.org/blog/thing", Kind.POST),
        ("Any", "https://lab.example.org/thing", Kind.POST),
        ("Any", "https://lab.example.org/slides.pdf", Kind.POST),
        ("Any", "https://x.com/a/status/1", Kind.THREAD),
        ("Any", "https://www.youtube.com/watch?v=eaAonE58sLU", Kind.TALK),
        ("Any", "https://youtu.be/eaAonE58sLU", Kind.TALK),
        ("Courses", "https://www.youtube.com/watch?v=eaAonE58sLU", Kind.COURSE),
        ("课程", PLAIN, Kind.COURSE),
        ("Books", PLAIN, Kind.BOOK),
        ("论文", PLAIN, Kind.PAPER),
    ],
)
def test_the_kind_is_told_by_host_and_section(section: str, url: str, kind: Kind) -> None:
    assert only(f"## {section}\n- [T]({url})").kind is kind


@pytest.mark.parametrize(
    ("text", "date", "venue"),
    [
        (f"- [T]({PLAIN}) (2024)", "2024", None),
        (f"- [2024.05] [T]({PLAIN})", "2024-05", None),
        (f"- 2024-05-13 [T]({PLAIN})", "2024-05-13", None),
        (f"- [T]({PLAIN}), May 2024", "2024-05", None),
        (f"- [T]({PLAIN}) - 2024年5月13日", "2024-05-13", None),
        (f"- [T]({PLAIN}) (arXiv 2024)", "2024", None),
        (f"- [T]({PLAIN}) *ICLR 2024*", "None", "ICLR 2024"),
        (f"- (NeurIPS'23) [T]({PLAIN})", "None", "NeurIPS'23"),
        (f"- [T]({PLAIN})\n  - Date: 2024/05\n  - Venue: Some Journal", "2024-05", "Some Journal"),
        (f"- [T]({PLAIN}) (2024.13)", "None", None),
        ("- [T](https://arxiv.org/abs/2407.00215)", "None", None),
        (f"## 2024\n- [T]({PLAIN})", "None", None),
    ],
)
def test_a_date_is_only_what_the_record_itself_says(text: str, date: str, venue: str | None) -> None:
    candidate = only(text)
    assert (str(candidate.published), candidate.venue) == (date, venue)


def test_chinese_fields_below_a_name_describe_it() -> None:
    candidate = only(
        "- 推理工具箱\n  - 地址：https://github.com/a/b\n  - 简介：一个用于推理的工具箱\n  - 作者：张三、李四"
    )
    assert (candidate.title.zh, candidate.url) == ("推理工具箱", "https://github.com/a/b")
    assert candidate.overview.zh == "一个用于推理的工具箱"
    assert candidate.authors == ("张三", "李四")


def test_fields_indented_too_little_still_hang_on_their_record() -> None:
    candidate = only(f"1. [T]({PLAIN})\n  - Ann Smith, Bob Jones\n  - [code](https://github.com/a/b)")
    assert candidate.authors == ("Ann Smith", "Bob Jones")
    assert candidate.links.code == "https://github.com/a/b"


def test_nested_bullets_are_attributes_of_the_outermost_record() -> None:
    text = f"- [T]({PLAIN})\n  - [Another title](https://example.org/b)\n    - [A third](https://example.org/c)"
    assert only(text).title.en == "T"


def test_an_item_without_a_link_is_a_heading_for_the_records_below() -> None:
    first, second = records(f"## Papers\n- Surveys:\n  - [A]({PLAIN})\n  - [B](https://example.org/b)")
    assert first.provenance.section == second.provenance.section == ("Papers", "Surveys")
    assert (first.provenance.line, second.provenance.line) == (3, 4)
