"""The curated files, to be filled and changed. For an import: the catalog that a candidate is compared with, and the
file that drafts go into.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from bot import shipped
from bot.adapters.book_files import SUFFIXES, FileBook
from bot.adapters.catalog_check import check_catalog
from bot.adapters.catalog_kept import KeptCatalog
from bot.adapters.catalog_yaml import ENTRIES, TAGS
from bot.adapters.drafts_fields import fields_of, fitted, tag_names
from bot.adapters.drafts_files import add_drafts
from bot.app.config import Config
from bot.app.wiring.finding import made_of
from bot.domain.candidate import Candidate
from bot.domain.catalog import Catalog
from bot.domain.entry import Entry
from bot.domain.faults import Fault, FaultsError
from bot.domain.incoming import Draft, Fitted

__all__ = ["SUFFIXES", "FileBook", "FileDraftBook", "collection_for", "open_book", "open_draft_book"]

_LONGEST = 60  # characters of a file's name that is made up
_SIGNS = re.compile(r"[^\w-]+|_+")


@dataclass(frozen=True, kw_only=True)
class FileDraftBook:
    """The catalog as it was when the book was opened."""

    entries: Iterable[Entry]  # to be gone through more than once, and not to be held: they may be a million
    tags: Mapping[str, str]

    def fitted(self, candidate: Candidate) -> Fitted:
        return fitted(candidate, self.tags)

    def fields(self, draft: Draft) -> Mapping[str, Any]:
        return fields_of(draft)

    def add(self, path: Path, drafts: Iterable[Draft], *, source: str) -> None:
        add_drafts(path, drafts, source=source)


def open_book(config: Config, folder: Path) -> FileBook:
    """The curator's own files, as seen from ``folder``. FaultsError where there are none but those of the package."""
    if _shipped(config, folder):
        what = "came with the bot, and is not yours to change"
        remedy = "make a copy to edit with `digestbot init --with-data`, or name your own folder in DIGEST_DATA"
        raise FaultsError([Fault(place=str(config.data), what=what, remedy=remedy)])
    return FileBook(config.data)


def open_draft_book(config: Config, into: Path) -> FileDraftBook:
    """Of the data folder that ``into`` is in, else of the configured one and ``into`` besides. Raises FaultsError."""
    home = next((folder for folder in into.absolute().parents if (folder / TAGS).is_file()), None)
    catalogs = [_catalog(_as_named(home, config) if home else config.data, config)]
    if into.exists() and not (home and into.absolute().is_relative_to(home / ENTRIES)):
        catalogs.append(_catalog(into, config))
    return FileDraftBook(entries=_Entries(catalogs), tags=tag_names(catalogs[0].tags.values()))


@dataclass(frozen=True)
class _Entries:
    """Of several catalogs, one after the other."""

    catalogs: Sequence[Catalog]

    def __iter__(self) -> Iterator[Entry]:
        return chain.from_iterable(self.catalogs)


def _as_named(home: Path, config: Config) -> Path:
    """In faults a folder is called what the person called it."""
    return config.data if config.data.absolute() == home else home


def _catalog(path: Path, config: Config) -> Catalog:
    """A folder of no entries yet is none at fault: an import fills it."""
    if path == config.data and config.state.is_dir():
        with suppress(FaultsError):  # which are told below
            return KeptCatalog(path, made_of(config, config.state, "catalog")).load()
    reading = check_catalog(path)
    faults = [fault for fault in reading.faults if fault.place != str(path / ENTRIES)]
    if faults:
        raise FaultsError(faults)
    return reading.catalog


def collection_for(config: Config, folder: Path, source: str) -> Path | None:
    """The file in the configured data that is named after the source: of its kind where that is one of ours.

    None where the data are those that came with the package, seen from elsewhere: they are not the curator's.
    """
    if _shipped(config, folder):
        return None
    name = _SIGNS.sub("-", Path(source).stem.lower())[:_LONGEST].strip("-") or "imported"
    kinds = sorted(SUFFIXES, key=lambda suffix: suffix != Path(source).suffix)  # what is one entry a line stays so
    files = [config.data / ENTRIES / f"{name}{suffix}" for suffix in kinds]
    return next(filter(Path.exists, files), files[0])


def _shipped(config: Config, folder: Path) -> bool:
    """Whether the data are those that came with the package. In a checkout they are the curator's."""
    return config.data.resolve() == shipped.data().resolve() != (folder / "data").resolve()
