"""The collection that the product ships: whole, in both languages, of the promised shape."""

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from bot.adapters.catalog_yaml import load_catalog, read_catalog
from bot.domain.catalog import Catalog
from bot.domain.entry import Entry

DATA = Path(__file__).parents[2] / "data"

ENGLISH_WORD = re.compile(r"[^\W_][^\s]*")  # between spaces: “o1-preview”, “74.4%”
HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(DATA)


def test_the_first_collection_holds_the_fourteen_entries_of_its_source(catalog: Catalog) -> None:
    assert Counter(entry.kind.value for entry in catalog.ready) == {"repo": 1, "post": 5, "thread": 1, "paper": 7}
    assert set(catalog.collections) == {"openai-o1"}
    assert catalog.collections["openai-o1"].source is not None


def test_every_overview_has_the_length_that_the_guide_asks_for(catalog: Catalog) -> None:
    def lengths(entry: Entry) -> tuple[int, int]:
        english, chinese = entry.overview.en or "", entry.overview.zh or ""
        return len(ENGLISH_WORD.findall(english)), len(HAN.findall(chinese))

    outside = {
        entry.key: lengths(entry)
        for entry in catalog
        if not (60 <= lengths(entry)[0] <= 120 and 100 <= lengths(entry)[1] <= 220)
    }
    assert outside == {}


def test_every_entry_has_two_to_five_tags_and_every_tag_an_entry(catalog: Catalog) -> None:
    assert {entry.key: entry.tags for entry in catalog if not 2 <= len(entry.tags) <= 5} == {}
    assert {tag for entry in catalog for tag in entry.tags} == set(catalog.tags)


def test_related_entries_lead_everywhere(catalog: Catalog) -> None:
    assert [entry.key for entry in catalog if not entry.related] == []
    assert set(catalog.entries) - {key for entry in catalog for key in entry.related} == set()


def test_english_overviews_have_typographic_quotes(catalog: Catalog) -> None:
    assert [entry.key for entry in catalog if re.search("['\"]", entry.overview.en or "")] == []


def test_every_fault_that_the_guide_quotes_is_what_its_example_gets(tmp_path: Path) -> None:
    guide = (DATA / "README.md").read_text(encoding="utf-8")
    quoted = re.findall(r"^[\w/.-]+\.yaml:\d+: .+$", guide, flags=re.MULTILINE)
    name = quoted[0].partition(":")[0]
    example = re.search(rf"`{re.escape(name)}`:\n\n```yaml\n(.*?)^```", guide, flags=re.MULTILINE | re.DOTALL)
    assert example
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text(example[1], encoding="utf-8")
    shutil.copy(DATA / "tags.yaml", tmp_path / "data")
    printed = [str(fault).replace(f"{tmp_path}/", "") for fault in read_catalog(tmp_path / "data").faults]
    assert quoted == printed
