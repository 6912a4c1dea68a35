"""The collections of a data folder → Catalog in memory, each fault with file, line and key.

A data folder holds ``tags.yaml``, ``entries/**/*.yaml`` and ``.jsonl`` and, if its curators want it, ``synonyms.yaml``;
hidden files and folders are not looked at.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

from bot.adapters.catalog_entry import Record, read_record
from bot.adapters.catalog_faults import no_collection, no_entries, no_folder, no_tags, same_name, unreadable
from bot.adapters.catalog_head import read_head
from bot.adapters.catalog_jsonl import head_in, item_in, lines_of, parts
from bot.adapters.catalog_rules import duplicate_faults, related_faults, tag_faults
from bot.adapters.catalog_sources import ENTRIES, SUFFIXES, SYNONYMS, TAGS, Source, Sources, source_alone, sources_in
from bot.adapters.synonyms_yaml import read_synonyms
from bot.adapters.tags_yaml import read_tags
from bot.domain.catalog import Catalog, Collection, Tag
from bot.domain.entry import Entry
from bot.domain.faults import Fault, FaultsError
from bot.domain.synonyms import NO_SYNONYMS, Synonyms
from bot.formats.marked_yaml import Document, read_marked

__all__ = ["ENTRIES", "SUFFIXES", "SYNONYMS", "TAGS", "Reading", "load_catalog", "read_catalog"]

_HEAD = "write `collection:` with title {en, zh} and source"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What could be read: the entries without faults, and all faults in order of place."""

    catalog: Catalog
    faults: tuple[Fault, ...]
    records: Iterable[Record] = ()  # all items of the collections asked about, which know their lines
    unchecked: str = ""  # a sentence, where a single file was read outside a data folder


def load_catalog(folder: Path) -> Catalog:
    """The catalog of a data folder; FaultsError with every fault if there is any."""
    reading = read_catalog(folder)
    if reading.faults:
        raise FaultsError(reading.faults)
    return reading.catalog


def read_catalog(path: Path) -> Reading:
    """A data folder, or one of its files: then only that file's faults, but judged beside all the others.

    Places in faults are as ``path`` was written. A collection with no ``tags.yaml`` in a folder above it is
    judged by itself.
    """
    sources, written = sources_of(path)
    reading = as_asked(path, written, read_sources(sources))
    return replace(reading, records=tuple(reading.records))


def sources_of(path: Path) -> tuple[Sources, Path | None]:
    """What is to be read, and under which name the file asked about is in it; None where it is a folder, or alone."""
    if not path.is_file():
        return sources_in(path), None
    for written in (path, path.absolute()):  # a bare file name has no folders to look in
        for folder in written.parents:
            if (folder / TAGS).is_file():
                return sources_in(folder, last=written), written
    return source_alone(path), None


def as_asked(path: Path, written: Path | None, reading: Reading) -> Reading:
    """Of one file its own faults and records alone, under the name it was asked about."""
    if written is None:
        alone = path.is_file() and path.name != SYNONYMS
        unchecked = f"no {TAGS} in a folder above {path}: its tags and related entries were not checked"
        return replace(reading, unchecked=unchecked) if alone else reading
    own = (replace(fault, place=str(path)) for fault in reading.faults if fault.place == str(written))
    records = (record.at(str(path)) for record in reading.records if record.document.place == str(written))
    return replace(reading, faults=tuple(own), records=records)


@dataclass(kw_only=True)
class _Gathered:
    """What the files of one reading have yielded so far."""

    records: list[Record] = field(default_factory=list)
    collections: dict[str, Collection] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)  # their hashes, by the files' names in the folder
    whole: bool = True  # False once a collection was unreadable: then nobody can say that a key does not exist

    def read(self, path: Path, label: str) -> bytes | None:
        """The file's content, which goes into the fingerprint."""
        try:
            content = path.read_bytes()
        except OSError as error:
            self.faults.append(unreadable(path, error))
            return None
        self.contents[label] = hashlib.sha256(content).digest()
        return content

    def document(self, path: Path, label: str) -> Document | None:
        content = self.read(path, label)
        if content is None:
            return None
        document, faults = read_marked(content, str(path))
        self.faults += faults
        return document


def fingerprint(contents: Iterable[tuple[str, bytes]]) -> str:
    """Of files' names and the hashes of their contents, in order: changes whenever the content does."""
    digest = hashlib.sha256()
    for label, content in contents:
        name = label.encode("utf-8", "surrogateescape")
        digest.update(b"%d:" % len(name) + name + content)
    return digest.hexdigest()


def read_sources(sources: Sources) -> Reading:
    """Everything in memory, and all faults."""
    gathered = _Gathered()
    folder = sources.place
    if sources.tags and not folder.is_dir():
        return _finished(gathered, [no_folder(folder)])
    tags, keys = _tags(sources.tags, gathered) if sources.tags else ([], None)
    synonyms = _synonyms(sources.synonyms, gathered) if sources.synonyms else NO_SYNONYMS
    for source in sources.collections:
        _collection(source, gathered)
    records = gathered.records
    faults = list(duplicate_faults(records))
    if sources.tags and (not sources.collections or not (records or gathered.faults)):
        faults.append(no_entries(folder))
    if keys is not None:
        faults += tag_faults(records, keys)
    if sources.tags and gathered.whole:
        faults += related_faults(records, {record.key for record in records if record.key})
    return _finished(gathered, faults, tags, synonyms)


def _finished(
    gathered: _Gathered, faults: Sequence[Fault] = (), tags: Sequence[Tag] = (), synonyms: Synonyms = NO_SYNONYMS
) -> Reading:
    entries: dict[str, Entry] = {}
    for record in gathered.records:
        if record.entry:
            entries.setdefault(record.entry.key, record.entry)
    marked = fingerprint(gathered.contents.items())
    catalog = Catalog.of(entries.values(), tags, gathered.collections, marked, synonyms)
    faults = tuple(sorted([*gathered.faults, *faults]))
    return Reading(catalog=catalog, faults=faults, records=tuple(gathered.records))


def _tags(path: Path, gathered: _Gathered) -> tuple[list[Tag], set[str] | None]:
    """The tags and all their keys; None for the keys where the file says nothing about which there are."""
    if not path.exists():
        gathered.faults.append(no_tags(path))
        return [], None
    document = gathered.document(path, TAGS)
    if document is None:
        return [], None
    tags, keys, faults = read_tags(document)
    gathered.faults += faults
    return tags, keys or None


def _synonyms(path: Path, gathered: _Gathered) -> Synonyms:
    if not path.exists() and not path.is_symlink():  # a link that leads nowhere was meant to lead somewhere
        return NO_SYNONYMS
    document = gathered.document(path, SYNONYMS)
    if document is None:
        return NO_SYNONYMS
    synonyms, faults = read_synonyms(document)
    gathered.faults += faults
    return synonyms


def _collection(source: Source, gathered: _Gathered) -> None:
    if source.of_lines:
        content = gathered.read(source.path, source.label)
        if content is None:
            gathered.whole = False
            return
        head = _lines(content, source, gathered)
    else:
        document = gathered.document(source.path, source.label)
        if document is None:
            gathered.whole = False
            return
        if not isinstance(document.value, dict):
            gathered.faults.append(no_collection(document))
            return
        head, records, faults = collection_in(document)
        gathered.records += records
        gathered.faults += faults
    if source.name in gathered.collections:
        gathered.faults.append(same_name(source))
    elif head:
        gathered.collections[source.name] = head


def _lines(content: bytes, source: Source, gathered: _Gathered) -> Collection | None:
    first, rest = parts(lines_of(BytesIO(content), hashlib.sha256()))
    head, faults = head_in(first, str(source.path))
    gathered.faults += faults
    for position, line in enumerate(rest):
        item = item_in(line, position, str(source.path))
        gathered.records.append(item.record)
        gathered.faults += item.faults
        gathered.whole &= item.readable
    return head


def collection_in(document: Document) -> tuple[Collection | None, list[Record], list[Fault]]:
    """The head and the records of a YAML document that is a mapping."""
    head, faults = read_head(document, ("collection", "entries"), _HEAD)
    items = document.value.get("entries")
    if not isinstance(items, list):
        what, remedy = "entries is missing or not a list", "write `entries:` and one `- key: …` for each"
        return head, [], [*faults, document.fault(("entries",), what=what, remedy=remedy)]
    records = []
    for position, item in enumerate(items):
        record, own = read_record(document, ("entries", position), item)
        records.append(record)
        faults += own
    return head, records, faults
