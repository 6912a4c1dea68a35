"""Which entry a document has: found by any of its names, whatever state it is in, wherever entries are kept."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from bot import shipped
from bot.adapters.catalog_kept import KeptCatalog
from bot.app.documents import entry_of
from bot.domain.catalog import Catalog
from bot.domain.entry import Entry
from bot.domain.identity import documents_of
from bot.domain.search import Search
from tests.fakes.search import MemorySearch
from tests.worlds import a_catalog, a_draft, an_entry

COT = "arXiv 2201.11903"
PAPER = an_entry(
    "cot", url="https://arxiv.org/abs/2201.11903", ids={"doi": "10.1000/cot"}, tags=["process-supervision"]
)


@dataclass
class Shelf:
    """The Catalogs port, with a search that knows words of the texts alone."""

    catalog: Catalog

    @property
    def search(self) -> Search:
        return MemorySearch(self.catalog)


MakeShelf = Callable[[Iterable[Entry]], Shelf]


@pytest.fixture(params=["listed", "kept"])
def make_shelf(request: pytest.FixtureRequest, tmp_path: Path) -> MakeShelf:
    """Of entries in memory, and of the same ones in files, read into the read model."""

    def listed(entries: Iterable[Entry]) -> Shelf:
        return Shelf(a_catalog(*entries))

    def kept(entries: Iterable[Entry]) -> Shelf:
        fields = [entry.model_dump(mode="json", by_alias=True, exclude_defaults=True) for entry in entries]
        head = {"title": {"en": "Reading list", "zh": "阅读清单"}}
        (tmp_path / "data" / "entries").mkdir(parents=True)
        (tmp_path / "data" / "tags.yaml").write_text((shipped.data() / "tags.yaml").read_text("utf-8"), "utf-8")
        text = yaml.safe_dump({"collection": head, "entries": fields}, allow_unicode=True)
        (tmp_path / "data" / "entries" / "list.yaml").write_text(text, "utf-8")
        return Shelf(KeptCatalog(tmp_path / "data", tmp_path / "state").load())

    return listed if request.param == "listed" else kept


async def key_of(document: str, shelf: Shelf) -> str | None:
    found = await entry_of(document, shelf)
    return found.key if found else None


@pytest.mark.parametrize("document", [COT, "DOI 10.1000/cot"])
async def test_an_entry_is_found_by_each_of_its_ids(make_shelf: MakeShelf, document: str) -> None:
    assert await key_of(document, make_shelf([an_entry(), PAPER])) == "cot"


async def test_an_entry_is_found_by_its_address_however_it_is_written_there(make_shelf: MakeShelf) -> None:
    shelf = make_shelf([an_entry(url="https://www.example.org/Paper/")])
    assert await key_of("https://example.org/Paper", shelf) == "lets-verify"
    assert await key_of("https://example.org/paper", shelf) is None
    assert await key_of("https://example.org", shelf) is None


async def test_code_data_and_companions_are_other_documents_and_copies_are_not(make_shelf: MakeShelf) -> None:
    links = {
        "code": "https://example.org/code",
        "companion": "https://example.org/blog",
        "copy": "https://example.net/",
    }
    paper = an_entry(links=links)
    assert documents_of(paper) == {"https://example.org/lets-verify", "https://example.net"}
    shelf = make_shelf([paper])
    for document in (links["code"], links["companion"]):
        assert await key_of(document, shelf) is None


@pytest.mark.parametrize("status", ["draft", "rejected"])
async def test_drafts_and_rejected_ones_are_known_too(make_shelf: MakeShelf, status: str) -> None:
    shelf = make_shelf([an_entry(), an_entry("later", status=status)])
    assert await key_of("https://example.org/later", shelf) == "later"


async def test_a_ready_entry_goes_before_a_draft_and_a_draft_before_a_rejected_one() -> None:
    same = {"url": PAPER.url}
    rejected, draft = an_entry("no", status="rejected", **same), a_draft("maybe", **same)
    assert await key_of(COT, Shelf(a_catalog(rejected, draft, PAPER))) == "cot"
    assert await key_of(COT, Shelf(a_catalog(rejected, draft))) == "maybe"
    assert await key_of(COT, Shelf(a_catalog(rejected))) == "no"


async def test_a_copy_is_found_by_the_search(make_shelf: MakeShelf) -> None:
    copied = an_entry(links={"copy": "https://example.net/copied"}, venue="https://example.net/copied")
    assert await key_of("https://example.net/copied", make_shelf([copied])) == "lets-verify"
