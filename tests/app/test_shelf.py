"""The shelf: a reload replaces the catalog, and search follows; a broken one changes neither."""

import shutil
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot import shipped
from bot.adapters.search_tantivy import TantivySearch
from bot.app.admins import Admins
from bot.app.shelf import CatalogShelf
from bot.app.wiring.library import open_library
from bot.domain.catalog import Catalog
from bot.domain.faults import Fault, FaultsError
from bot.domain.language import Language
from bot.domain.query import Query
from bot.domain.search import Hit
from tests.adapters.catalogs import FIELDS, a_data_folder, lines, numbered
from tests.app.conftest import Press
from tests.app.houses import a_config
from tests.worlds import a_catalog, a_channel, an_entry

BROKEN = FaultsError([Fault(place="a.yaml", line=3, key="star", what="no title", remedy="write one")])
OTHERWISE = FaultsError([Fault(place="b.yaml", what="is empty", remedy="delete it")])


class Folder:
    """What the next reading finds."""

    def __init__(self) -> None:
        self.finds: Catalog | Exception = a_catalog(an_entry("lets-verify"))

    def read(self) -> Catalog:
        if isinstance(self.finds, Exception):
            raise self.finds
        return self.finds


@pytest.fixture
def folder() -> Folder:
    return Folder()


@pytest.fixture
def search(tmp_path: Path) -> TantivySearch:
    return TantivySearch(tmp_path / "search")


@pytest.fixture
async def shelf(folder: Folder, search: TantivySearch, press: Press) -> AsyncIterator[CatalogShelf]:
    shelf = CatalogShelf(folder.read, search)
    shelf.admins = Admins(frozenset({1}), press.messenger, press.people, press.replies, press.notices)
    async with shelf.open():
        yield shelf


async def found(search: TantivySearch, words: str) -> list[str]:
    await search.whole()
    hits = (await search.find(Query.parse(words), language=Language.EN, limit=10)).hits
    return [hit.entry.key for hit in hits]


def test_a_catalog_broken_from_the_beginning_is_refused(folder: Folder, search: TantivySearch) -> None:
    folder.finds = BROKEN
    with pytest.raises(FaultsError):
        CatalogShelf(folder.read, search)


async def test_a_reload_brings_the_new_entries_and_finds_them(
    folder: Folder, shelf: CatalogShelf, search: TantivySearch
) -> None:
    folder.finds = a_catalog(an_entry("lets-verify"), an_entry("star", title={"en": "Self-taught", "zh": "自学"}))
    assert await shelf.reload() == ()
    assert list(shelf.catalog.entries) == ["lets-verify", "star"]
    assert await found(search, "自学") == ["star"]


async def test_a_broken_reload_keeps_the_last_good_catalog_and_returns_the_faults(
    folder: Folder, shelf: CatalogShelf, search: TantivySearch, caplog: pytest.LogCaptureFixture
) -> None:
    before = shelf.catalog
    folder.finds = BROKEN
    assert await shelf.reload() == shelf.faults == BROKEN.faults
    assert shelf.catalog is before
    assert "a.yaml:3: star: no title, write one" in caplog.text
    assert await found(search, "verify") == ["lets-verify"]


async def test_a_reload_refuses_what_a_start_would_refuse_a_tag_of_a_filter_that_is_gone(tmp_path: Path) -> None:
    data = shutil.copytree(shipped.data(), tmp_path / "data")
    tags = data / "tags.yaml"
    before = tags.read_text(encoding="utf-8")
    tags.write_text(f"{before.rstrip()}\n  novel:\n    en: Novel\n    zh: 小说\n", encoding="utf-8")
    channel = a_channel(filter=Query.parse("-tag:novel"))
    config = a_config("http://127.0.0.1:1", tmp_path, data=data, channels=(channel,))
    shelf = open_library(config).shelf
    last_good = shelf.catalog
    tags.write_text(before, encoding="utf-8")
    (fault,) = await shelf.reload()
    assert (fault.place, fault.key, fault.what) == ("digest.yaml", "daily.filter", "there is no tag 'novel'")
    assert shelf.catalog is last_good
    with pytest.raises(FaultsError, match="there is no tag 'novel'"):
        open_library(config)


async def test_collections_of_json_lines_are_read_searched_and_followed(tmp_path: Path) -> None:
    data = a_data_folder(tmp_path, bulk__jsonl=lines(*map(numbered, range(3))))
    config = a_config("http://127.0.0.1:1", tmp_path, data=data)
    shelf = open_library(config).shelf
    async with shelf.open():
        path = data / "entries" / "bulk.jsonl"
        path.write_text(lines(numbered(0), numbered(2), FIELDS), encoding="utf-8")
        before, faults = shelf.catalog, await shelf.reload()
        assert (faults, list(before.entries)) == ((), ["paper-0", "paper-1", "paper-2"])
        assert list(shelf.catalog.entries) == ["paper-0", "paper-2", "lets-verify"]
        assert (await hits(shelf, "verify step"))[0].entry.key == "lets-verify"
    again = open_library(config).shelf
    assert again.catalog.fingerprint == shelf.catalog.fingerprint
    async with again.open():
        assert [hit.entry.key for hit in await hits(again, "论文")] != []


async def hits(shelf: CatalogShelf, words: str) -> Sequence[Hit]:
    assert isinstance(shelf.search, TantivySearch)
    await shelf.search.whole()
    return (await shelf.search.find(Query.parse(words), language=Language.EN, limit=10)).hits


async def test_the_admins_hear_of_faults_once_and_when_they_are_over(
    folder: Folder, shelf: CatalogShelf, press: Press
) -> None:
    folder.finds = BROKEN
    await shelf.changed()
    await shelf.changed()
    assert len(press.told) == 1
    assert "a.yaml:3: star: no title, write one" in press.told[0]
    folder.finds = a_catalog(an_entry())
    await shelf.changed()
    await shelf.changed()
    assert len(press.told) == 2
    assert "1 entries ready" in press.told[1]
    assert shelf.faults == ()


async def test_other_faults_are_told_anew(folder: Folder, shelf: CatalogShelf, press: Press) -> None:
    for finds in (BROKEN, OTHERWISE):
        folder.finds = finds
        await shelf.changed()
    assert len(press.told) == 2


async def test_a_good_change_is_no_news(shelf: CatalogShelf, press: Press) -> None:
    await shelf.changed()
    assert press.told == []


async def test_after_each_good_reload_and_only_then_what_depends_on_it_is_told(
    folder: Folder, shelf: CatalogShelf
) -> None:
    seen: list[int] = []

    async def reloaded() -> None:
        seen.append(len(shelf.catalog))

    shelf.reloaded = reloaded
    folder.finds = a_catalog(an_entry("a"), an_entry("b"))
    await shelf.reload()
    folder.finds = BROKEN
    await shelf.reload()
    assert seen == [2]
    folder.finds = a_catalog(an_entry("a"))
    await shelf.changed()
    assert seen == [2, 1]
