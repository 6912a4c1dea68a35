"""Review over the curated files: what is lacking is what validation would say of the entry as a ready one."""

from collections.abc import Sequence
from pathlib import Path

from bot.adapters.catalog_entry import judged
from bot.adapters.catalog_text import pruned
from bot.adapters.drafts_fields import fitted, tag_names
from bot.adapters.store_sql import Store
from bot.app.config import Config
from bot.app.reviewing import Files, Lack, Reviewing
from bot.app.shelf import CatalogShelf
from bot.app.wiring.filling import open_book
from bot.domain.candidate import Candidate
from bot.domain.catalog import Catalog
from bot.domain.entry import Entry
from bot.domain.incoming import Fitted
from bot.domain.pages import Pages

ADDED = "added.yaml"
NOT_FOR_READERS = {"status", "abstract", "drafted", "reviewed"}


def open_reviewing(config: Config, folder: Path, shelf: CatalogShelf, store: Store, pages: Pages) -> Reviewing:
    """``folder`` is where the bot was started: there, the data of a checkout are the curator's own."""

    def files() -> Files:
        book = open_book(config, folder)
        return Files(book=book, entry=book.entry, fitted=_fitted, collection=config.data / "entries" / ADDED)

    return Reviewing(
        catalogs=shelf,
        reload=shelf.reload,
        reviews=store.reviews,
        suggestions=store.suggestions,
        files=files,
        lacking=lacking,
        pages=pages,
    )


def _fitted(candidate: Candidate, catalog: Catalog) -> Fitted:
    return fitted(candidate, tag_names(catalog.tags.values()))


def lacking(entry: Entry) -> Sequence[Lack]:
    """What the entry would be faulted for if it were to be published as it is."""
    fields = entry.model_dump(mode="json", by_alias=True, exclude=NOT_FOR_READERS, exclude_none=True)
    _, complaints = judged(pruned({name: value for name, value in fields.items() if value not in ([], {})}))
    return [Lack(path=tuple(map(str, path)), says=f"{what}, {remedy}") for path, what, remedy in complaints]
