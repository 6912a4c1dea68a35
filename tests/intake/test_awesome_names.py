"""Who made it: authors in sub-bullets, paragraphs and descriptions, and tags in brackets."""

import pytest

from bot.domain.candidate import Candidate
from bot.intake.awesome import read

PLAIN = "https://example.org/a"


def only(text: str) -> Candidate:
    (candidate,) = read(text, "list.md").candidates
    return candidate


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Ann Smith, Bob Jones", ("Ann Smith", "Bob Jones")),
        ("Ann Smith, Bob Jones.", ("Ann Smith", "Bob Jones")),
        ("Ann Smith, Bob Jones, and Cem Öz.", ("Ann Smith", "Bob Jones", "Cem Öz")),
        ("Ann Smith and Bob Jones", ("Ann Smith", "Bob Jones")),
        ("Ann Smith & Bob Jones", ("Ann Smith", "Bob Jones")),
        ("Ann Smith, Bob Jones et al.", ("Ann Smith", "Bob Jones")),
        ("Ann Smith, Bob Jones, etc.", ("Ann Smith", "Bob Jones")),
        ("Ann Smith", ("Ann Smith",)),
        ("Ann B. Smith.", ("Ann B. Smith",)),
        ("*Ann Smith, Bob Jones*", ("Ann Smith", "Bob Jones")),
        ("Ann Smith*, Bob Jones<sup>1</sup>, Cem Öz†", ("Ann Smith", "Bob Jones", "Cem Öz")),
        ("Ann Smith (Some University), Bob Jones", ("Ann Smith", "Bob Jones")),
        ("Liu, Jiacheng, Ann Smith, and Bob Jones.", ("Jiacheng Liu", "Ann Smith", "Bob Jones")),
        ("Smith, A., Jones, B.", ("A. Smith", "B. Jones")),
        ("Smith, Ann; Jones, Bob", ("Ann Smith", "Bob Jones")),
        ("YuYue, Ann Smith, Xing W, J.H. Liu, Y.Wu", ("YuYue", "Ann Smith", "Xing W", "J.H. Liu", "Y.Wu")),
        ("An Yang, Long Ouyang, Ann Smith, Bob Jones, Cem Öz, Dee Fox, Eli Gray, Flo Hall",
         ("An Yang", "Long Ouyang", "Ann Smith", "Bob Jones", "Cem Öz", "Dee Fox", "Eli Gray", "Flo Hall")),
        ("Guido van Rossum, Wen-wai Yim", ("Guido van Rossum", "Wen-wai Yim")),
        ("张三，李四，王五", ("张三", "李四", "王五")),
        ("张三 李四", ("张三", "李四")),
        ("张三、李四等", ("张三", "李四")),
        ("Authors: Ann Smith, bob", ("Ann Smith", "bob")),
        ("**Authors**: Ann Smith, Bob Jones", ("Ann Smith", "Bob Jones")),
        ("by Ann Smith", ("Ann Smith",)),
        ("Deep Learning", ()),
        ("Python, Rust, and Go", ()),
        ("Machine Translation, Text Generation", ()),
        ("This is a copy of Another Thing", ()),
    ],
)  # fmt: skip
def test_an_author_line_names_each_author(line: str, authors: tuple[str, ...]) -> None:
    assert only(f"- [T]({PLAIN})\n  - {line}").authors == authors
    assert only(f"1. **[T]({PLAIN})**\n\n   {line}").authors == authors


@pytest.mark.parametrize(
    ("line", "organizations"),
    [
        ("NVIDIA", ("NVIDIA",)),
        ("Qwen Team ", ("Qwen Team",)),
        ("Prime Intellect Team", ("Prime Intellect Team",)),
        ("MoonShot & Numina", ("MoonShot", "Numina")),
        ("together.ai", ("together.ai",)),
        ("清华大学", ("清华大学",)),
        ("机构：某某研究院", ("某某研究院",)),
        ("Python", ()),
    ],
)
def test_a_team_in_the_place_of_authors_is_an_organisation(line: str, organizations: tuple[str, ...]) -> None:
    candidate = only(f"- [T]({PLAIN})\n  - {line}")
    assert (candidate.organizations, candidate.authors) == (organizations, ())


@pytest.mark.parametrize(
    ("tag", "authors", "organizations"),
    [
        ("Ann Smith", ("Ann Smith",), ()),
        ("Ann Smith, someone42", ("Ann Smith", "someone42"), ()),
        ("OpenAI", (), ("OpenAI",)),
        ("Sea AI Lab", (), ("Sea AI Lab",)),
        ("someone", (), ()),
        ("Machine Translation", (), ()),
        ("新智元", (), ()),
    ],
)
def test_a_tag_before_the_title_is_a_label_and_who_it_is_where_it_reads_so(
    tag: str, authors: tuple[str, ...], organizations: tuple[str, ...]
) -> None:
    candidate = only(f"- [{tag}] [A Title]({PLAIN})")
    assert candidate.title.en == "A Title"
    assert candidate.labels == (tag,)
    assert (candidate.authors, candidate.organizations) == (authors, organizations)


def test_authors_and_venue_behind_the_title_are_told_from_the_description() -> None:
    candidate = only(f"- [T]({PLAIN}) Ann Smith, Bob Jones. ICLR 2024. [[code]](https://github.com/a/b)")
    assert candidate.authors == ("Ann Smith", "Bob Jones")
    assert (candidate.venue, candidate.overview.en) == ("ICLR 2024", None)


def test_a_paper_in_bold_with_its_venue_and_a_paragraph_below_is_read_whole() -> None:
    candidate = only(
        "1. **A Survey of Things.** `ACL 2023 Findings`\n\n"
        f"    *Ann Smith, Dong shu, Bob Jones.* [[Paper]({PLAIN})] [[Code](https://github.com/a/b)], 2022.12"
    )
    assert (candidate.title.en, candidate.url) == ("A Survey of Things", PLAIN)
    assert candidate.authors == ("Ann Smith", "Dong shu", "Bob Jones")
    assert (candidate.venue, str(candidate.published)) == ("ACL 2023 Findings", "2022-12")
    assert candidate.links.code == "https://github.com/a/b"


def test_a_description_that_ends_with_its_author_loses_the_author() -> None:
    candidate = only(f"- [T]({PLAIN}) - A short course by Ann Smith.")
    assert (candidate.authors, candidate.overview.en) == (("Ann Smith",), "A short course")
