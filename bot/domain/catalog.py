"""The catalog: all valid entries, an immutable snapshot."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict

from bot.domain.columns import Columns
from bot.domain.entries import Entries, ListedEntries
from bot.domain.entry import Entry
from bot.domain.language import Bilingual, BothNames
from bot.domain.synonyms import NO_SYNONYMS, Synonyms


class Tag(BaseModel):
    """A controlled label; its names become the hashtags of the card."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    en: str
    zh: str
    note: Bilingual = Bilingual()

    @property
    def names(self) -> BothNames:
        return BothNames(en=self.en, zh=self.zh)


class Source(BaseModel):
    """Whence a collection comes, to be credited."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    url: str


class Collection(BaseModel):
    """The head of one collection file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: BothNames
    source: Source | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Catalog:
    """All valid entries with the names of their tags: an immutable snapshot."""

    entries: Entries
    tags: Mapping[str, Tag]
    collections: Mapping[str, Collection]  # by file name without suffix
    synonyms: Synonyms = NO_SYNONYMS
    fingerprint: str = ""  # changes whenever the content does

    @classmethod
    def of(
        cls,
        entries: Iterable[Entry] | Entries,
        tags: Iterable[Tag],
        collections: Mapping[str, Collection] | None = None,
        fingerprint: str = "",
        synonyms: Synonyms = NO_SYNONYMS,
    ) -> "Catalog":
        return cls(
            entries=entries if isinstance(entries, Entries) else ListedEntries(entries),
            tags=MappingProxyType({tag.key: tag for tag in tags}),
            collections=MappingProxyType(dict(collections or {})),
            synonyms=synonyms,
            fingerprint=fingerprint,
        )

    @cached_property
    def columns(self) -> Columns:
        """Its entries by position: for whoever chooses among all of them, or counts them."""
        return Columns(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)

    def get(self, key: str) -> Entry | None:
        return self.entries.get(key)

    @property
    def ready(self) -> Sequence[Entry]:
        """The entries that may be published or shown, in order."""
        return self.entries.ready
