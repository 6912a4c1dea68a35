"""Importing: what a source holds is sorted out beside the curated files, and the new of it is written."""

import datetime as dt
import weakref
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from bot import shipped
from bot.adapters.catalog_yaml import load_catalog
from bot.app.config import Config, read_config
from bot.app.import_formats import FORMATS, Source
from bot.app.importing import Imported, Outcomes, sort_out
from bot.app.wiring.filling import FileDraftBook, collection_for, open_draft_book
from bot.domain.candidate import Candidate, Provenance, Skipped
from bot.domain.entry import Published
from bot.domain.faults import FaultsError
from bot.domain.language import Bilingual
from bot.domain.suspicion import Ground
from bot.intake.errors import SourceError
from tests.adapters.test_catalog_yaml import GOOD, TAGS, a_folder
from tests.sources import ROOT

TODAY = dt.date(2026, 11, 29)
PAPER = Candidate(
    provenance=Provenance(format="plain", source="list.txt", line=3),
    title=Bilingual(en="Solving math problems with patience"),
    authors=("Karl Cobbe",),
    published=Published(year=2024),
    url="https://example.org/patience",
    labels=("数学",),
)
THERE = replace(PAPER, title=Bilingual(en="Another name"), url="https://arxiv.org/pdf/2305.20050v2")
NOTHING = Skipped(line=9, text="- nothing", reason="has no link")


def a_book(folder: Path, name: str = "new") -> tuple[FileDraftBook, Path]:
    """The book of a data folder with one entry, and a collection in it."""
    into = folder / "data" / "entries" / f"{name}.yaml"
    return open_draft_book(a_config(folder), into), into


def a_config(folder: Path) -> Config:
    return read_config({}, folder, needs_token=False, needs_channels=False)


def imported(folder: Path, *found: Candidate | Skipped) -> Imported:
    """What comes of it, and is written."""
    book, into = a_book(folder)
    sorted_out = sort_out(found, book, TODAY)
    book.add(into, sorted_out.drafts, source="list.txt")
    return sorted_out


@pytest.fixture
def here(tmp_path: Path) -> Path:
    a_folder(tmp_path, GOOD)
    return tmp_path


def test_each_record_is_new_or_known_or_skipped(here: Path) -> None:
    found = imported(here, PAPER, THERE, replace(PAPER, title=Bilingual()), NOTHING)
    assert [draft.key for draft in found.drafts] == ["solving-math-problems-with-patience"]
    assert [(known.key, known.by) for known in found.known] == [("lets-verify", "arXiv 2305.20050")]
    assert found.skipped == [
        Skipped(line=3, text="https://example.org/patience", reason="title is missing"),
        NOTHING,
    ]


def test_what_is_new_is_a_draft_of_the_catalog_with_its_tags(here: Path) -> None:
    imported(here, PAPER)
    entry = load_catalog(here / "data").entries["solving-math-problems-with-patience"]
    assert (entry.tags, entry.ready) == (("math",), False)


def test_running_it_twice_adds_nothing(here: Path) -> None:
    imported(here, PAPER, THERE)
    before = (here / "data" / "entries" / "new.yaml").read_bytes()
    again = imported(here, PAPER, THERE)
    assert (again.new, len(again.known)) == ([], 2)
    assert (here / "data" / "entries" / "new.yaml").read_bytes() == before


def test_a_title_that_had_to_be_shortened_is_known_the_next_time(here: Path) -> None:
    long = replace(PAPER, title=Bilingual(en="patience " * 60), url=None)
    imported(here, long)
    assert imported(here, long).new == []


def test_nothing_new_makes_no_file(here: Path) -> None:
    imported(here, THERE)
    assert not (here / "data" / "entries" / "new.yaml").exists()


def test_what_is_suspicious_in_a_draft_is_told(here: Path) -> None:
    [arrival] = imported(here, replace(PAPER, published=Published(year=2030))).new
    assert [found.code for found in arrival.suspicions] == [Ground.FUTURE]


def test_what_came_before_a_source_broke_is_kept(here: Path) -> None:
    def breaking() -> Iterator[Candidate | Skipped]:
        yield PAPER
        raise SourceError("arXiv does not answer", "try again later")

    book, _ = a_book(here)
    found = sort_out(breaking(), book, TODAY)
    assert len(found.new) == 1
    assert str(found.broken) == "arXiv does not answer: try again later"


def test_records_are_asked_for_one_by_one_and_none_is_kept(here: Path) -> None:
    def endless() -> Iterator[Candidate]:
        for number in count():
            where = replace(PAPER.provenance, line=number)
            url = f"https://a.org/{number}"
            yield replace(PAPER, provenance=where, title=Bilingual(en=f"Patience {number}"), url=url)

    outcomes = iter(Outcomes(endless(), a_book(here)[0], TODAY))
    kept = weakref.ref(next(outcomes))
    next(outcomes)
    assert kept() is None


# The files


def test_a_faulty_collection_is_refused_before_anything_is_compared(here: Path) -> None:
    a_folder(here, GOOD.replace("venue:", "venu:"))
    with pytest.raises(FaultsError, match="unknown field “venu”"):
        a_book(here)


def test_a_folder_without_entries_yet_can_be_filled(tmp_path: Path) -> None:
    (tmp_path / "data" / "entries").mkdir(parents=True)
    (tmp_path / "data" / "tags.yaml").write_text(TAGS, encoding="utf-8")
    assert len(imported(tmp_path, PAPER).new) == 1
    assert imported(tmp_path, PAPER).new == []


def test_a_collection_of_another_data_folder_is_judged_by_that_one(here: Path, tmp_path: Path) -> None:
    other = a_folder(tmp_path / "other", GOOD.replace("2305.20050", "2201.11903"))
    book = open_draft_book(a_config(here), other / "entries" / "new.yaml")
    assert len(sort_out([THERE], book, TODAY).new) == 1


def test_a_file_in_no_data_folder_is_judged_beside_the_configured_one(here: Path) -> None:
    lone = here / "lone.yaml"
    book = open_draft_book(a_config(here), lone)
    found = sort_out([PAPER, THERE], book, TODAY)
    assert (len(found.new), len(found.known)) == (1, 1)
    book.add(lone, found.drafts, source="list.txt")
    assert sort_out([PAPER, THERE], open_draft_book(a_config(here), lone), TODAY).new == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("lists/Awesome_LLM (2).md", "awesome-llm-2.yaml"),
        ("清单.txt", "清单.yaml"),
        ("...", "imported.yaml"),
        ("list.md", "list.yml"),
        ("dumps/papers.jsonl", "papers.jsonl"),
    ],
)
def test_a_collection_is_named_after_its_source(here: Path, source: str, name: str) -> None:
    (here / "data" / "entries" / "list.yaml").rename(here / "data" / "entries" / "list.yml")
    assert collection_for(a_config(here), here, source) == here / "data" / "entries" / name


def test_the_shipped_data_are_nobodys_to_fill_from_elsewhere(tmp_path: Path) -> None:
    assert collection_for(a_config(tmp_path), tmp_path, "list.md") is None
    assert collection_for(a_config(ROOT), ROOT, "list.md") == shipped.data() / "entries" / "list.yaml"


# The sources

RECORDS = {
    "article": "论文 1：思维链提示\n链接：https://arxiv.org/abs/2201.11903\n",
    "awesome": "# List\n- [Patience](https://example.org/patience)\n",
    "bibtex": "@misc{patience, title={Patience}, url={https://example.org/patience}}",
    "csl": '[{"id": "a", "type": "webpage", "title": "Patience", "URL": "https://example.org/patience"}]',
    "feed": "<rss version='2.0'><channel><item><title>Patience</title><link>https://example.org/patience</link></item>"
    "</channel></rss>",
    "jsonl": '{"title": {"en": "Patience"}, "url": "https://example.org/patience"}\n',
}


@pytest.mark.parametrize("name", RECORDS)
def test_every_format_has_its_reader(name: str) -> None:
    found = list(FORMATS[name].read(Source(name="list", content=RECORDS[name].encode())))
    assert [type(each) for each in found] == [Candidate]


def test_no_format_is_left_without_a_try() -> None:
    assert {*RECORDS, "arxiv"} == set(FORMATS)


def test_a_source_that_is_no_text_says_so_with_its_line() -> None:
    with pytest.raises(SourceError, match=r"list:2 is not UTF-8"):
        FORMATS["awesome"].read(Source(name="list", content=b"# List\n\xff\n"))


def test_the_mark_that_some_editors_leave_is_no_part_of_the_text() -> None:
    assert Source(name="list", content="\ufeff# List".encode()).text == "# List"
