"""No text makes the reader fail or hang, and what it brings home is fit to be looked at."""

import re
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.address import Address
from bot.domain.candidate import Harvest
from bot.intake.awesome import read
from tests.intake.sizes import NASTY_SIZE
from tests.whole import WHOLE

SHREDS = st.sampled_from(
    ["- ", "* ", "1. ", "  ", "    ", "\n", "\n\n", "[", "]", "(", ")", "](", "[a](https://example.org/a)", "https://",
     "https://x.org/b", "**", "*", "_", "~~", "`", "```\n", "|", "|-|-|\n", "# ", "## 2024\n", "<details>",
     "</details>",
     "<summary>S</summary>", "<a href='https://x.org'>", "</a>", "<br>", "<sup>", "<img alt='x'>", "<!--", "-->", "![",
     "![i](https://x.org/i.png)", "Ann Smith, Bob Jones", "et al.", "作者：", "张三、李四", "地址：", "：", "（", "）",
     "【", "】",
     ":fire:", "🔥", "2024", "(ICLR 2024)", ", ", "; ", " and ", "by ", "code", "pdf", "\\", "&amp;", "\r", "\t", "\0",
     "\ud800", "\u202e", "---\n", "> ", "[r]: https://x.org/r\n", "[r]", "Authors: ", "."]
)  # fmt: skip
PAGES = st.lists(SHREDS | st.text(max_size=8), max_size=40).map("".join)
LINE = re.compile(r"[\n\r\t\x00-\x1f\ud800-\udfff\u202a-\u202e]")


def texts_on_one_line(harvest: Harvest) -> list[str]:
    found = [each.text for each in harvest.skipped]
    for each in harvest.candidates:
        found += [each.title.en or "", each.title.zh or "", each.venue or ""]
        found += [*each.authors, *each.organizations, *each.labels, *each.provenance.section]
    return found


@given(text=PAGES)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_into_records_that_are_whole(text: str) -> None:
    harvest = read(text, "list.md")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    places = [each.provenance.line for each in harvest.candidates]
    assert places == sorted(places)
    assert all(1 <= place <= lines for place in (*places, *(each.line for each in harvest.skipped)))
    for each in harvest.candidates:
        assert each.title.en or each.title.zh
        assert Address.of(each.url or "").host
        assert each.language.isalpha()
    assert not any(LINE.search(found) for found in texts_on_one_line(harvest))


@given(text=PAGES)
@settings(max_examples=50, deadline=None)
def test_a_text_is_read_alike_every_time(text: str) -> None:
    assert read(text, "list.md") == read(text, "list.md")


@given(
    title=st.text(alphabet="abc DEF-:'0", min_size=1, max_size=40)
    .map(str.strip)
    .filter(lambda text: text[:1].isalpha())
)
def test_a_title_that_needs_no_escaping_comes_out_as_it_went_in(title: str) -> None:
    (candidate,) = read(f"- [Of {title} x]({'https://example.org/a'})", "list.md").candidates
    assert candidate.title.en == " ".join(f"Of {title} x".split())


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "shred",
    [
        "[", "- [\n", "- " + "[" * 3000 + "\n", "- " + "![" * 90 + "\n", "- " + "*a_" * 60 + "\n", "- [a](",
        "- - ", "- - a\n", "  - a\n", "|[a](https://x.org)" * 30 + "|\n", "|a", "> ", "<details>\n", "<!--", "a\n",
        "[a\n",
        "- [a](https://x.org) " + "A B, " * 1500 + "\n", "- [a](https://x.org) " + ":a" * 3000 + "\n", "# a\n",
        "`", "\n",
    ],
    ids=lambda shred: repr(shred[:12]),
)  # fmt: skip
def test_ten_million_characters_of_the_nasty_kind_take_seconds(shred: str) -> None:
    text = shred * (NASTY_SIZE // len(shred))
    start = process_time()
    read(text, "list.md")
    assert process_time() - start < 60


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_hundred_thousand_nested_bullets_and_a_giant_table_take_seconds() -> None:
    nested = "".join(f"{'  ' * line}- [a](https://x.org)\n" for line in range(3_200 if WHOLE else 800))
    table = "|a|b|\n|-|-|\n" + "|[a](https://x.org)|b|\n" * (NASTY_SIZE // 25)
    start = process_time()
    read("- " * 100_000 + "[a](https://x.org)", "list.md")
    read(nested, "list.md")
    read(table, "list.md")
    assert process_time() - start < 120
