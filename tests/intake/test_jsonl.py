"""The bulk format: one candidate a line, there and back."""

import json
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.candidate import Candidate, Provenance, Skipped
from bot.domain.entry import Ids, Kind, Links, Published
from bot.domain.language import Bilingual
from bot.intake.jsonl import read, write
from tests.intake.sizes import NASTY_SIZE

FIELDS: dict[str, Any] = {
    "key": "lets-verify",
    "kind": "paper",
    "title": {"en": "Let's Verify Step by Step", "zh": "让我们逐步验证"},
    "authors": ["Hunter Lightman", "Karl Cobbe"],
    "organizations": ["OpenAI"],
    "published": "2023-05-31",
    "url": "https://arxiv.org/abs/2305.20050",
    "ids": {"arxiv": "arXiv:2305.20050v1"},
    "venue": "ICLR 2024",
    "links": {"copy": "https://example.org/copy"},
    "tags": ["math"],
    "labels": ["reward models", "math"],
    "overview": {"en": "Steps.\nOne by one."},
    "abstract": "We verify.",
    "related": ["another"],
    "status": "draft",
}


def one(**changes: Any) -> Candidate | Skipped:
    """What a line comes to; a field that is changed to ``...`` is not there."""
    fields = {name: value for name, value in (FIELDS | changes).items() if value is not ...}
    (found,) = read([json.dumps(fields)], "bulk.jsonl")
    return found


def test_a_line_has_the_fields_of_an_entry_and_labels_and_an_abstract() -> None:
    assert one() == Candidate(
        provenance=Provenance(format="jsonl", source="bulk.jsonl", line=1, id="lets-verify"),
        title=Bilingual(en="Let's Verify Step by Step", zh="让我们逐步验证"),
        kind=Kind.PAPER,
        authors=("Hunter Lightman", "Karl Cobbe"),
        organizations=("OpenAI",),
        published=Published(year=2023, month=5, day=31),
        url="https://arxiv.org/abs/2305.20050",
        ids=Ids(arxiv="2305.20050"),
        venue="ICLR 2024",
        links=Links(copy="https://example.org/copy"),
        labels=("math", "reward models"),
        overview=Bilingual(en="Steps.\nOne by one."),
        abstract="We verify.",
    )


def test_a_title_is_enough_and_the_address_says_the_kind() -> None:
    lines = ['{"title": {"zh": "验证"}}', '{"title": {"en": "R"}, "url": "https://github.com/o/r", "published": 2024}']
    alone, repo = read(lines, "bulk.jsonl")
    assert isinstance(alone, Candidate)
    assert (alone.kind, alone.title, alone.language) == (Kind.POST, Bilingual(zh="验证"), "en")
    assert isinstance(repo, Candidate)
    assert (repo.kind, repo.published) == (Kind.REPO, Published(year=2024))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"titel": "x"}, "unknown field “titel”, did you mean title?"),
        ({"title": ...}, "title is missing, add it"),
        ({"title": {"en": " "}}, "title is empty in both languages"),
        ({"title": {"en": "x", "fr": "y"}}, "unknown field “fr” in title"),
        ({"title": "x"}, "title is a bare text, write {en: …, zh: …}"),
        ({"title": {"en": "two\nlines"}}, "title runs over several lines"),
        ({"title": {"en": "x\u202ey"}}, "control character U+202E, delete it"),
        ({"authors": "Ada"}, "authors is not a list"),
        ({"authors": ["Ada", 5]}, "authors (item 2) is not a text"),
        ({"authors": [""]}, "authors (item 1) is empty"),
        ({"kind": "papr"}, "kind “papr” is unknown, did you mean paper?"),
        ({"published": "May"}, "published is not a date, write 2024-09-12"),
        ({"published": True}, "published is not a date"),
        ({"language": "english"}, "language"),
        ({"url": "example.org"}, "url"),
        ({"url": "https://exa mple.org"}, "url contains a space, copy it from the browser"),
        ({"ids": {"arxiv": "x"}}, "no arXiv id, write it like 2305.20050"),
        ({"ids": {"doi": "x"}}, "no DOI"),
        ({"struck": "perhaps"}, "struck is neither true nor false"),
        ({"abstract": 5}, "abstract is not a text"),
        ({str(number): 1 for number in range(50)}, "has 50 faults"),
    ],
)
def test_a_faulty_line_is_told_with_a_remedy(changes: dict[str, Any], reason: str) -> None:
    found = one(**changes)
    assert isinstance(found, Skipped)
    assert found.line == 1
    assert reason in found.reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "is not JSON"),
        ("[1]", "is not an object"),
        ("[" * 100_000, "is not JSON"),
        ('{"published": ' + "9" * 5000 + "}", "is not JSON"),
        (" " * 1_000_000 + "{}", "is longer than 1,000,000 characters"),
    ],
)
def test_a_line_that_is_no_object_is_told_and_the_next_is_read(line: str, reason: str) -> None:
    skipped, blank_line_after = read([line + "\n", "\n", json.dumps(FIELDS)], "bulk.jsonl")
    assert isinstance(skipped, Skipped)
    assert reason in skipped.reason
    assert isinstance(blank_line_after, Candidate)
    assert blank_line_after.provenance.line == 3


def test_the_mark_of_a_windows_editor_is_no_fault() -> None:
    (found,) = read(["\ufeff" + json.dumps(FIELDS) + "\r\n"], "bulk.jsonl")
    assert isinstance(found, Candidate)


def test_a_line_says_only_what_is_not_the_default() -> None:
    plain = Candidate(provenance=Provenance(format="feed", source="x"), title=Bilingual(en="标题 T"))
    assert write(plain) == '{"kind": "post", "title": {"en": "标题 T"}}'


SEEN = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf"]), min_size=1, max_size=20)
SIDES = st.none() | SEEN | st.tuples(SEEN, SEEN).map("\n".join)
URLS = st.from_regex(r"https://[a-z]{1,9}\.org/[a-zA-Z0-9/_.~-]{0,20}", fullmatch=True)
DATES = st.dates().flatmap(lambda day: st.sampled_from([str(day)[:4], str(day)[:7], str(day)])).map(Published.parse)


def words() -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(SEEN, max_size=3).map(tuple)


CANDIDATES = st.builds(
    Candidate,
    provenance=st.builds(Provenance, format=SEEN, source=SEEN, line=st.integers(0, 9), id=st.text(), section=words()),
    title=st.builds(Bilingual, en=st.none() | SEEN, zh=st.none() | SEEN).filter(
        lambda t: bool((t.en or t.zh or "").strip())
    ),
    kind=st.sampled_from(Kind),
    authors=words(),
    organizations=words(),
    published=st.none() | DATES,
    language=st.from_regex(r"[a-z]{2}", fullmatch=True),
    url=st.none() | URLS,
    ids=st.builds(
        Ids,
        arxiv=st.none() | st.from_regex(r"2[0-9]{3}\.[0-9]{5}", fullmatch=True),
        doi=st.none() | st.just("10.1145/abc.def"),
    ),
    venue=st.none() | SEEN,
    links=st.builds(Links, pdf=st.none() | URLS, code=st.none() | URLS, copy=st.none() | URLS),
    labels=words(),
    overview=st.builds(Bilingual, en=SIDES, zh=SIDES),
    abstract=st.just("") | SEEN,
    struck=st.booleans(),
)


@given(CANDIDATES)
def test_a_candidate_comes_back_as_it_went_but_for_where_it_was_found(candidate: Candidate) -> None:
    line = write(candidate)
    assert line.splitlines() == [line]
    line.encode("utf-8")
    (back,) = read([line], "bulk.jsonl")
    here = Provenance(format="jsonl", source="bulk.jsonl", line=1, id=candidate.provenance.id)
    assert back == replace(candidate, provenance=here)
    assert isinstance(back, Candidate)
    assert write(back) == line


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.text() | st.dictionaries(st.sampled_from([*FIELDS, "struck", "x"]), JSON).map(lambda d: json.dumps(FIELDS | d))
)
def test_no_line_is_too_strange_to_be_read(line: str) -> None:
    assert list(read([line], "bulk.jsonl")) == list(read([line], "bulk.jsonl"))


def test_lines_are_read_as_they_are_asked_for_and_not_kept() -> None:
    def endless() -> Iterator[str]:
        while True:
            yield json.dumps(FIELDS | {"abstract": "x" * 100_000})

    found = read(endless(), "bulk.jsonl")
    next(found)
    tracemalloc.start()
    for _ in range(200):
        next(found)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


NASTY = {
    "one open brace": ["{" * NASTY_SIZE],
    "unknown fields": [f'{{"x{number}": 1}}' for number in range(NASTY_SIZE // 17)],
    "unknown languages": [f'{{"title": {{"x{number}": 1}}}}' for number in range(NASTY_SIZE // 25)],
    "unknown kinds": [f'{{"kind": "pap{number}", "title": {{"en": "x"}}}}' for number in range(NASTY_SIZE // 40)],
    "wrong authors": ['{"authors": [' + "1," * (NASTY_SIZE // 24) + "1]}"] * 12,
    "digits": ['{"published": ' + "9" * (NASTY_SIZE // 11) + "}"] * 11,
    "candidates": ['{"kind": "paper", "title": {"en": "x"}, "url": "https://example.org/b"}'] * (NASTY_SIZE // 71),
}


@pytest.mark.slow
@pytest.mark.parametrize("nasty", NASTY)
def test_ten_megabytes_of_malice_are_read_in_seconds(nasty: str) -> None:
    start = time.process_time()
    assert all(found is not None for found in read(NASTY[nasty], "bulk.jsonl"))
    assert time.process_time() - start < 60
