"""The curated files for an import: the catalog that a candidate is compared with, and the file that drafts go into."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import shipped
from bot.adapters.catalog_yaml import ENTRIES, SUFFIXES, TAGS, read_catalog
from bot.adapters.drafts_fields import fields_of, fitted, tag_names
from bot.adapters.drafts_yaml import add_drafts
from bot.app.config import Config
from bot.domain.candidate import Candidate
from bot.domain.catalog import Catalog
from bot.domain.entry import Entry
from bot.domain.faults import FaultsError
from bot.domain.incoming import Draft, Fitted

__all__ = ["SUFFIXES", "YamlDraftBook", "collection_for", "open_draft_book"]

_LONGEST = 60  # characters of a file's name that is made up
_SIGNS = re.compile(r"[^\w-]+|_+")


@dataclass(frozen=True, kw_only=True)
class YamlDraftBook:
    """The catalog as it was when the book was opened."""

    entries: tuple[Entry, ...]
    tags: Mapping[str, str]

    def fitted(self, candidate: Candidate) -> Fitted:
        return fitted(candidate, self.tags)

    def fields(self, draft: Draft) -> Mapping[str, Any]:
        return fields_of(draft)

    def add(self, path: Path, drafts: Sequence[Draft], *, source: str) -> None:
        name = Path(source).name or source
        add_drafts(path, drafts, title={"en": f"Imported: {name}"[:100], "zh": f"导入：{name}"[:100]})


def open_draft_book(config: Config, into: Path) -> YamlDraftBook:
    """Of the data folder that ``into`` is in, else of the configured one and ``into`` besides. Raises FaultsError."""
    home = next((folder for folder in into.absolute().parents if (folder / TAGS).is_file()), None)
    catalogs = [_catalog(_as_named(home, config) if home else config.data)]
    if into.exists() and not (home and into.absolute().is_relative_to(home / ENTRIES)):
        catalogs.append(_catalog(into))
    entries = {entry.key: entry for catalog in catalogs for entry in catalog}
    return YamlDraftBook(entries=tuple(entries.values()), tags=tag_names(catalogs[0].tags.values()))


def _as_named(home: Path, config: Config) -> Path:
    """In faults a folder is called what the person called it."""
    return config.data if config.data.absolute() == home else home


def _catalog(path: Path) -> Catalog:
    """A folder of no entries yet is none at fault: an import fills it."""
    reading = read_catalog(path)
    faults = [fault for fault in reading.faults if fault.place != str(path / ENTRIES)]
    if faults:
        raise FaultsError(faults)
    return reading.catalog


def collection_for(config: Config, folder: Path, source: str) -> Path | None:
    """The file in the configured data that is named after the source.

    None where the data are those that came with the package, seen from elsewhere: they are not the curator's.
    """
    if config.data.resolve() == shipped.data().resolve() != (folder / "data").resolve():
        return None
    name = _SIGNS.sub("-", Path(source).stem.lower())[:_LONGEST].strip("-") or "imported"
    files = [config.data / ENTRIES / f"{name}{suffix}" for suffix in SUFFIXES]
    return next(filter(Path.exists, files), files[0])
