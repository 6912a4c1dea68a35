"""The sheet of a picture: the words of an entry, plain and bounded, with nothing of how they are drawn."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import shipped
from bot.adapters.phrases_yaml import Phrases
from bot.adapters.picture_sheet import address, sheet_of
from bot.domain.entry import NAME_LIMIT, OVERVIEW_LIMIT, TITLE_LIMIT, Entry, Kind
from bot.domain.inert import MARK
from bot.domain.language import Language
from tests.worlds import TAGS, a_catalog, a_draft, an_entry

EN, ZH = Language.EN, Language.ZH
BOTH = (ZH, EN)
PHRASES = Phrases.load(shipped.templates())


def sheet(entry: Entry, languages: Sequence[Language] = BOTH, brand: str = "@o1_daily") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sheet_of(entry, a_catalog(entry), languages, PHRASES, brand=brand))
    return found


def people(count: int) -> list[str]:
    return [f"Person Number{at}" for at in range(count)]


def test_a_sheet_holds_the_words_of_an_entry() -> None:
    assert sheet(an_entry(venue="ICLR 2024", url="https://arxiv.org/abs/2305.20050")) == {
        "languages": ["zh", "en"],
        "kind": "paper",
        "kind_names": {"zh": "论文", "en": "Paper"},
        "houses": "OpenAI · ICLR 2024",
        "date": "2023-05-31",
        "titles": {"zh": "让我们逐步验证", "en": "Let's Verify Step by Step"},
        "authors": "Hunter Lightman, Vineet Kosaraju, Karl Cobbe",
        "overviews": {
            "zh": "与只奖励最终答案相比，奖励解题的每一步能训练出更可靠的验证器。",
            "en": "Rewarding every step of a solution trains better verifiers than rewarding the answer.",
        },
        "tags": {"zh": ["过程监督", "验证器"], "en": ["Process supervision", "Verifiers"]},
        "url": "https://arxiv.org/abs/2305.20050",
        "address": "arxiv.org/abs/2305.20050",
        "brand": "@o1_daily",
        "scan": "扫码阅读\nScan to read",
    }


def test_a_sheet_in_one_language_holds_nothing_of_the_other() -> None:
    found = sheet(an_entry(), (EN,))
    assert found["languages"] == ["en"]
    for name in ("kind_names", "titles", "overviews", "tags"):
        assert list(found[name]) == ["en"]
    assert found["scan"] == "Scan to read"


def test_the_channels_first_language_comes_first() -> None:
    found = sheet(an_entry(), (EN, ZH))
    assert found["languages"] == ["en", "zh"]
    assert found["scan"] == "Scan to read\n扫码阅读"


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_named(kind: Kind) -> None:
    found = sheet(an_entry(kind=kind))
    assert found["kind"] == kind
    assert all(found["kind_names"].values())


def test_an_author_that_is_a_house_is_named_once() -> None:
    found = sheet(an_entry(authors=["OpenAI"], organizations=["OpenAI"]))
    assert (found["houses"], found["authors"]) == ("OpenAI", "")


@pytest.mark.parametrize(
    ("languages", "ending"),
    [
        (BOTH, " et al. 等 49 人"),
        ((EN, ZH), " et al. 等 49 人"),
        ((EN,), " et al. (49 in all)"),
        ((ZH,), " 等 49 人"),
    ],
)
def test_of_many_authors_the_first_are_named_and_all_are_counted(languages: Sequence[Language], ending: str) -> None:
    line = sheet(an_entry(authors=people(49)), languages)["authors"]
    assert line.startswith("Person Number0, Person Number1, Person Number2")
    assert line.endswith(ending)
    assert "、" not in line


def test_authors_that_fit_in_two_lines_are_all_named() -> None:
    assert sheet(an_entry(authors=people(7)))["authors"] == ", ".join(people(7))


def test_chinese_authors_are_parted_by_the_chinese_comma() -> None:
    assert sheet(an_entry(authors=["张三", "李四"]))["authors"] == "张三、李四"


def test_a_first_author_is_named_however_long_the_name() -> None:
    line = sheet(an_entry(authors=["N" * NAME_LIMIT] * 3))["authors"]
    assert line.startswith("NNNN")
    assert line.endswith("… et al. 等 3 人")


def test_of_many_houses_the_first_are_named_and_the_venue_stays() -> None:
    houses = ["Massachusetts Institute of Technology", "University of California, Berkeley", "OpenAI"]
    line = sheet(an_entry(organizations=houses, venue="NeurIPS 2024"))["houses"]
    assert line == "Massachusetts Institute of Technology 等 3 家机构 · NeurIPS 2024"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://arxiv.org/abs/2305.20050", "arxiv.org/abs/2305.20050"),
        ("http://www.example.org/", "example.org"),
        ("https://example.org/?q=www.x", "example.org/?q=www.x"),
        ("", ""),
    ],
)
def test_an_address_is_printed_as_people_write_it(url: str, shown: str) -> None:
    assert address(url) == shown


def test_a_long_address_is_cut_at_its_end() -> None:
    shown = address("https://example.org/" + "path/" * 90)
    assert shown.startswith("example.org/path/")
    assert shown.endswith("pat…")
    assert len(shown) == 56


def test_what_an_entry_does_not_have_is_empty() -> None:
    found = sheet(a_draft(title={"en": "Notes"}, overview={}, authors=[], organizations=[], published=None, url=None))
    assert found["titles"] == {"en": "Notes"}
    assert found["overviews"] == {}
    assert [found[name] for name in ("houses", "authors", "date", "url", "address", "scan")] == [""] * 6


def test_a_title_there_is_stands_in_for_the_only_one_asked_for() -> None:
    assert sheet(a_draft(title={"en": "Notes"}), (ZH,))["titles"] == {"zh": "Notes"}


def test_a_sheet_is_plain_text_without_marks() -> None:
    found = sheet(an_entry(title={"en": "#tag @name /start $USD", "zh": "一\u202e二\n三"}))
    assert found["titles"] == {"en": "#tag @name /start $USD", "zh": "一二 三"}
    assert MARK not in json.dumps(found, ensure_ascii=False)


def test_a_tag_that_the_catalog_does_not_know_is_left_out() -> None:
    assert sheet(an_entry(tags=["verifiers", "no-such-tag"]))["tags"]["en"] == ["Verifiers"]


@given(char=st.sampled_from("W长, \u0301😀#"), languages=st.sampled_from([BOTH, (EN, ZH), (EN,), (ZH,)]))
def test_however_much_an_entry_holds_its_sheet_is_small(char: str, languages: Sequence[Language]) -> None:
    text = "a" + char * (NAME_LIMIT - 1)
    entry = an_entry(
        title={"en": "a" + char * (TITLE_LIMIT - 1), "zh": "a" + char * (TITLE_LIMIT - 1)},
        overview={"en": "a" + char * (OVERVIEW_LIMIT - 1), "zh": "a" + char * (OVERVIEW_LIMIT - 1)},
        authors=[text] * 200,
        organizations=[text[:-1] + "x"] * 20,
        venue=text,
        tags=[tag.key for tag in TAGS],
        url="https://example.org/" + "a" * 480,
    )
    found = sheet(entry, languages, brand=text)
    rest = {name: value for name, value in found.items() if name not in ("titles", "overviews", "url")}
    assert len(json.dumps(rest, ensure_ascii=False)) < 1200
