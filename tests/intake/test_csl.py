"""CSL-JSON: what Zotero exports, and what it might."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.candidate import Candidate
from bot.domain.entry import Ids, Kind, Published
from bot.domain.language import Bilingual
from bot.intake.csl import read
from tests.intake.sizes import NASTY_SIZE

ITEMS: list[dict[str, Any]] = [
    {
        "id": "voles/items/AB12",
        "type": "article-journal",
        "title": 'How <i>moles</i> drink H<sub>2</sub>O &amp; <span class="nocase">iPads</span> do 10<sup>6</sup> ops',
        "container-title": "Journal of <b>Burrows</b>",
        "abstract": "<p>They drink.</p><p>If a < b and c > d, they stop.</p>",
        "author": [
            {"family": "Mole", "given": "Ada"},
            {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van", "suffix": "Jr."},
            {"literal": "The Burrow Group"},
            {"family": "李", "given": "明"},
        ],
        "issued": {"date-parts": [["2023", 5, 31], [2023, 6, 2]]},
        "DOI": "10.1145/3442188.3445922",
        "URL": "https://example.org/moles",
        "language": "en-GB",
        "keyword": "moles, water; burrows",
    },
    {
        "id": 7,
        "type": "article",
        "title": "让我们逐步验证",
        "publisher": "arXiv",
        "number": "arXiv:2305.20050",
        "issued": {"raw": "2023-05"},
        "language": "zh-CN",
    },
]


def one(**fields: Any) -> Candidate:
    """The only item of a file, a page with a title and these fields."""
    item = {"id": "x", "type": "webpage", "title": "A title"} | {
        name.replace("_", "-"): value for name, value in fields.items()
    }
    (candidate,) = read(json.dumps([item]), "zotero.json").candidates
    return candidate


def test_every_field_of_an_article_is_read() -> None:
    article = read(json.dumps(ITEMS), "zotero.json").candidates[0]
    assert article.title == Bilingual(en="How moles drink H₂O & iPads do 10⁶ ops")
    assert article.authors == ("Ada Mole", "Ludwig van Beethoven Jr.", "李明")
    assert article.organizations == ("The Burrow Group",)
    assert article.published == Published(year=2023, month=5, day=31)
    assert article.venue == "Journal of Burrows"
    assert article.abstract == "They drink.\nIf a < b and c > d, they stop."
    assert article.ids == Ids(doi="10.1145/3442188.3445922")
    assert article.url == "https://example.org/moles"
    assert article.labels == ("moles", "water", "burrows")
    assert (article.kind, article.language) == (Kind.PAPER, "en")


def test_a_chinese_preprint_is_known_by_its_number_and_stands_on_the_chinese_side() -> None:
    preprint = read(json.dumps(ITEMS), "zotero.json").candidates[1]
    assert preprint.title == Bilingual(zh="让我们逐步验证")
    assert preprint.language == "zh"
    assert preprint.ids == Ids(arxiv="2305.20050")
    assert preprint.url == "https://arxiv.org/abs/2305.20050"
    assert preprint.provenance.id == "7"


@pytest.mark.parametrize(
    "text", [json.dumps(ITEMS, indent=2), json.dumps({"items": ITEMS}), "\ufeff" + json.dumps(ITEMS)]
)
def test_a_list_and_an_object_with_items_are_the_same(text: str) -> None:
    harvest = read(text, "zotero.json")
    assert [candidate.provenance.id for candidate in harvest.candidates] == ["voles/items/AB12", "7"]
    assert harvest.skipped == ()


def test_an_item_knows_its_line() -> None:
    text = '[\n  {"id": "a", "title": "A"},\n  {"id": "b",\n   "title": "B"},\n  {"id": "c", "title": "C"}\n]'
    assert [found.provenance.line for found in read(text, "zotero.json").candidates] == [2, 3, 5]


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ({"date-parts": [[2023]]}, "2023"),
        ({"date-parts": [[2023, 2, 30]]}, "2023-02"),
        ({"date-parts": [["2023", "13"]]}, "2023"),
        ({"date-parts": [[]], "literal": "May 2023"}, "2023-05"),
        ({"literal": "31 May 2023"}, "2023-05-31"),
        ({"raw": "2023-05-31T12:00:00Z"}, "2023-05-31"),
        ({"raw": "2023年5月31日"}, "2023-05-31"),
        ("2023-05", "2023-05"),
        ({"raw": "5/2023"}, "2023-05"),
        ({"raw": "7/4/2023"}, "2023"),
        ({"date-parts": [[None]]}, None),
        ({"date-parts": "2023"}, None),
        ({"literal": "n.d."}, None),
        ([2023], None),
    ],
)
def test_a_date_is_as_precise_as_the_source(issued: Any, date: str | None) -> None:
    published = one(issued=issued).published
    assert (str(published) if published else None) == date


@pytest.mark.parametrize(
    "fields",
    [
        {"note": "arXiv:2305.20050 [cs]\nComment: 12 pages"},
        {"number": "arXiv:2305.20050v2"},
        {"note": "arXiv: 2305.20050"},
        {"archive": "arXiv", "archive_location": "2305.20050"},
        {"URL": "http://arxiv.org/abs/2305.20050v1"},
        {"DOI": "10.48550/arXiv.2305.20050"},
        {"container_title": "arXiv preprint arXiv:2305.20050"},
    ],
)
def test_a_preprint_is_known_by_its_arxiv_id_and_is_a_paper(fields: dict[str, str]) -> None:
    name = {"archive_location": "archive_location"}
    (candidate,) = read(
        json.dumps(
            [{"title": "T", "type": "document"} | {name.get(k, k.replace("_", "-")): v for k, v in fields.items()}]
        ),
        "zotero.json",
    ).candidates
    assert candidate.ids == Ids(arxiv="2305.20050")
    assert candidate.kind is Kind.PAPER
    assert candidate.venue is None


@pytest.mark.parametrize(
    ("type_", "url", "kind"),
    [
        ("book", "https://example.org", Kind.BOOK),
        ("paper-conference", "https://example.org", Kind.PAPER),
        ("post-weblog", "https://example.org", Kind.POST),
        ("webpage", "https://github.com/o/r", Kind.REPO),
        ("webpage", "https://example.org", Kind.POST),
        ("post", "https://x.com/ada/status/1", Kind.THREAD),
        ("motion_picture", "https://example.org", Kind.TALK),
        ("software", "https://example.org", Kind.REPO),
        (None, "https://example.org", Kind.POST),
    ],
)
def test_the_kind_follows_the_type_and_else_the_address(type_: str | None, url: str, kind: Kind) -> None:
    assert one(type=type_, URL=url).kind is kind


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ('"a text"', "is not an object with fields"),
        ("null", "is not an object with fields"),
        ('{"id": "b"}', "has no title"),
        ('{"title": ""}', "has no title"),
        ('{"title": {"en": "x"}}', "has a title that is not a text"),
        ('{"title": "x",}', "is not JSON"),
        ('{"title": "x"', "is not JSON"),
        ("{'title': 'x'}", "is not JSON"),
        ('{"title": ' + "9" * 5000 + "}", "a number of too many digits"),
        ('{"title": ' + "[" * 100_000 + "}", "nested too deep"),
    ],
)
def test_a_malformed_item_is_told_by_its_number_and_costs_no_other(item: str, reason: str) -> None:
    harvest = read(f'[\n{{"title": "First"}},\n{item},\n{{"title": "Last"}}\n]', "zotero.json")
    assert [candidate.title.en for candidate in harvest.candidates] == ["First", "Last"]
    (skipped,) = harvest.skipped
    assert skipped.line == 3
    assert skipped.text.startswith("item 2")
    assert reason in skipped.reason


def test_the_objects_inside_of_a_broken_item_are_no_items() -> None:
    text = '[\n  {\n    "author": [\n      {"title": "x"}\n    ]\n    "title": "Bad"\n  },\n  {"title": "Good"}\n]'
    harvest = read(text, "zotero.json")
    assert [candidate.title.en for candidate in harvest.candidates] == ["Good"]
    assert len(harvest.skipped) == 1


@pytest.mark.parametrize(
    ("text", "reason"), [("", "is not JSON"), ("5", "is not a list"), ('[{"title": "x"}', "closed")]
)
def test_a_file_that_is_no_list_of_items_is_told(text: str, reason: str) -> None:
    assert reason in read(text, "zotero.json").skipped[0].reason


def test_a_long_list_of_something_else_is_not_told_one_by_one() -> None:
    harvest = read(json.dumps([*range(5000), {"title": "T"}]), "zotero.json")
    assert (len(harvest.candidates), len(harvest.skipped)) == (0, 1001)
    assert harvest.skipped[-1].text == "item 1001"


def test_unseen_characters_are_left_out() -> None:
    assert one(title="A\u0000 \ud800title\u202e\nof two lines").title.en == "A title of two lines"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["2023-05", "<i>", "arXiv:"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["title", "author", "editor", "issued", "URL", "DOI", "note", "number", "container-title", "event-title", "type",
     "abstract", "keyword", "tags", "language", "id", "archive", "archive_location"]
)  # fmt: skip
NAMES = st.lists(
    st.dictionaries(st.sampled_from(["family", "given", "literal", "suffix"]), JSON, max_size=3), max_size=3
)
DATES = st.fixed_dictionaries({"date-parts": st.lists(st.lists(JSON, max_size=4), max_size=2)})


@given(st.lists(st.dictionaries(FIELDS, JSON | NAMES | DATES, max_size=8) | JSON, max_size=4))
def test_no_value_is_too_strange_to_be_read(items: list[Any]) -> None:
    harvest = read(json.dumps(items), "zotero.json")
    assert len(harvest.candidates) + len(harvest.skipped) == len(items)


@given(st.text() | st.lists(st.sampled_from([*'[]{},:"\n', '"title"', '"items"', "1"]), max_size=40).map("".join))
def test_no_text_is_too_broken_to_be_read(text: str) -> None:
    assert read(text, "zotero.json") == read(text, "zotero.json")


NASTY = {
    "lists in lists": ("", "[", ""),
    "objects in objects": ("[", '{"a":\n', ""),
    "items never closed": ("[", '{"a":[\n{"a":[1],', ""),
    "numbers": ("[", "1,", "]"),
    "items": ("[", '{"title":"x","abstract":"' + "y " * 200 + '"},\n', "]"),
    "open tags": ('[{"title":"', "<i <sub>", '"}]'),
    "references": ('[{"title":"', "&a", '"}]'),
    "ids": ('[{"title":"x","note":"', "arXiv: ", '"}]'),
    "blank lines": ('[{"title":"x","abstract":"', "\\n \\n", '"}]'),
    "names": ('[{"title":"x","author":[', '{"family":"x"},', "{}]}]"),
    "spaces": ("[", " ", "]"),
}


@pytest.mark.slow
@pytest.mark.parametrize("nasty", NASTY)
def test_ten_megabytes_of_malice_are_read_in_seconds(nasty: str) -> None:
    start_, middle, end = NASTY[nasty]
    text = start_ + middle * (NASTY_SIZE // len(middle)) + end
    start = time.process_time()
    read(text, "zotero.json")
    assert time.process_time() - start < 60
