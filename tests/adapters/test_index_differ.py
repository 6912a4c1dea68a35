"""What an index has otherwise than the catalog is found by key and edition, and by the names of the tags."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.adapters.index_build import build
from bot.adapters.index_differ import TooMany, differences, settle
from bot.adapters.index_manifest import UNSETTLED, Manifest
from bot.domain.catalog import Catalog
from bot.domain.entries import ListedEntries
from tests.search.engines import an_engine
from tests.worlds import TAGS, a_catalog, a_draft, an_entry

CATALOG = a_catalog(
    an_entry("one", tags=["reasoning"]), an_entry("two", tags=["verifiers"]), a_draft("later", tags=["reasoning"])
)
RENAMED = [tag.model_copy(update={"zh": "推断"}) if tag.key == "reasoning" else tag for tag in TAGS]


class Unlooked(ListedEntries):
    """Fails where anybody goes through it."""

    def editions(self) -> Iterator[tuple[str, str]]:
        raise AssertionError("nobody need go through it")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    build(tmp_path, CATALOG.ready, CATALOG.tags)
    settle(tmp_path, CATALOG)
    return tmp_path


def unlooked(fingerprint: str) -> Catalog:
    return Catalog.of(Unlooked(CATALOG), CATALOG.tags.values(), fingerprint=fingerprint)


def test_of_the_catalog_it_was_made_of_nothing_is_gone_through(folder: Path) -> None:
    assert differences(folder, unlooked(CATALOG.fingerprint), most=9) == ([], [])
    with pytest.raises(AssertionError):
        differences(folder, unlooked("another"), most=9)


def test_what_is_under_way_makes_it_go_through_all(folder: Path) -> None:
    with Manifest.open(folder) as manifest:
        manifest.note([("two", UNSETTLED)])
    assert differences(folder, CATALOG, most=9) == (["two"], [])


def test_a_renamed_tag_changes_the_ready_entries_that_have_it(folder: Path) -> None:
    assert differences(folder, a_catalog(*CATALOG, tags=RENAMED), most=9) == (["one"], [])
    assert differences(folder, a_catalog(*CATALOG, tags=TAGS[1:]), most=9) == (["one"], [])


def test_an_entry_that_is_no_more_ready_is_gone(folder: Path) -> None:
    other = a_catalog(an_entry("one", tags=["reasoning"]), a_draft("two", tags=["verifiers"]))
    assert differences(folder, other, most=9) == ([], ["two"])


def test_more_than_is_worth_an_update_is_not_listed(folder: Path) -> None:
    many = a_catalog(*(an_entry(f"entry-{number}") for number in range(5)))
    assert len(differences(folder, many, most=5)[0]) == 5
    with pytest.raises(TooMany):
        differences(folder, many, most=4)
    with pytest.raises(TooMany):
        differences(folder, a_catalog(*CATALOG, tags=RENAMED), most=0)


async def test_an_engine_notes_what_its_index_is_of(tmp_path: Path) -> None:
    async with an_engine(tmp_path, CATALOG) as search:
        assert differences(search.about().folder, unlooked(CATALOG.fingerprint), most=9) == ([], [])
    changed = a_catalog(*CATALOG, an_entry("three"))
    async with an_engine(tmp_path, changed) as search:
        assert differences(search.about().folder, unlooked(changed.fingerprint), most=9) == ([], [])
