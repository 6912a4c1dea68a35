"""The collections of a data folder → Catalog, each fault with file, line and key.

A data folder holds ``tags.yaml``, ``entries/**/*.yaml`` and, if its curators want it, ``synonyms.yaml``; hidden files
and folders are not looked at.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from bot.adapters.catalog_complaints import text_at, text_complaints, url_complaint
from bot.adapters.catalog_entry import Record, read_record
from bot.adapters.catalog_rules import duplicate_faults, related_faults, tag_faults
from bot.adapters.catalog_text import pruned
from bot.adapters.synonyms_yaml import read_synonyms
from bot.adapters.tags_yaml import read_tags
from bot.domain.catalog import Catalog, Collection, Tag
from bot.domain.entry import Entry
from bot.domain.faults import Fault, FaultsError
from bot.domain.synonyms import NO_SYNONYMS, Synonyms
from bot.formats.marked_yaml import Document, read_marked
from bot.formats.nearest import did_you_mean, shown
from bot.formats.sentences import complaints_of

TAGS = "tags.yaml"
SYNONYMS = "synonyms.yaml"
ENTRIES = "entries"
SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What could be read: the entries without faults, and all faults in order of place."""

    catalog: Catalog
    faults: tuple[Fault, ...]
    records: tuple[Record, ...] = ()  # all items of the collections asked about, which know their lines
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
    if not path.is_file():
        return _read_folder(path, last=None)
    for written in (path, path.absolute()):  # a bare file name has no folders to look in
        for folder in written.parents:
            if (folder / TAGS).is_file():
                reading = _read_folder(folder, last=written)
                own = (replace(fault, place=str(path)) for fault in reading.faults if fault.place == str(written))
                records = (record.at(str(path)) for record in reading.records if record.document.place == str(written))
                return replace(reading, faults=tuple(own), records=tuple(records))
    return _read_alone(path)


@dataclass(kw_only=True)
class _Gathered:
    """What the files of one reading have yielded so far."""

    records: list[Record] = field(default_factory=list)
    collections: dict[str, Collection] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    whole: bool = True  # False once a collection was unreadable: then nobody can say that a key does not exist

    def document(self, path: Path, name: str) -> Document | None:
        """The file's document; its contents go into the fingerprint, under its name in the folder."""
        try:
            content = path.read_bytes()
        except OSError as error:
            reason = (error.strerror or type(error).__name__).lower()
            self.faults.append(Fault(place=str(path), what=f"cannot be read ({reason})", remedy="check the file"))
            return None
        for part in (name.encode("utf-8", "surrogateescape"), content):
            self.digest.update(b"%d:" % len(part) + part)
        document, faults = read_marked(content, str(path))
        self.faults += faults
        return document


def _read_folder(folder: Path, *, last: Path | None) -> Reading:
    gathered = _Gathered()
    if not folder.is_dir():
        return _finished(gathered, [Fault(place=str(folder), what="no such file or folder", remedy="correct the path")])
    tags, keys = _tags(folder / TAGS, gathered)
    synonyms = _synonyms(folder / SYNONYMS, gathered)
    files = sorted(_collection_files(folder / ENTRIES), key=lambda path: path.relative_to(folder).as_posix())
    if last and last not in (folder / TAGS, folder / SYNONYMS):
        # Of two entries for one document the later is at fault: let it be the one in the file asked about.
        files = [*(path for path in files if path != last), last]
    for path in files:
        inside = path.is_relative_to(folder / ENTRIES)
        name = path.relative_to(folder / ENTRIES if inside else folder).with_suffix("").as_posix()
        _collection(path, name, gathered)
    records = gathered.records
    faults = list(duplicate_faults(records))
    if not files or not (records or gathered.faults):
        faults.append(Fault(place=str(folder / ENTRIES), what="no entries", remedy="add a collection file there"))
    if keys is not None:
        faults += tag_faults(records, keys)
    if gathered.whole:
        faults += related_faults(records, {record.key for record in records if record.key})
    return _finished(gathered, faults, tags, synonyms)


def _read_alone(path: Path) -> Reading:
    gathered = _Gathered()
    if path.name == SYNONYMS:
        return _finished(gathered, synonyms=_synonyms(path, gathered))
    _collection(path, path.stem, gathered)
    reading = _finished(gathered, list(duplicate_faults(gathered.records)))
    unchecked = f"no {TAGS} in a folder above {path}: its tags and related entries were not checked"
    return replace(reading, unchecked=unchecked)


def _finished(
    gathered: _Gathered, faults: Sequence[Fault] = (), tags: Sequence[Tag] = (), synonyms: Synonyms = NO_SYNONYMS
) -> Reading:
    entries: dict[str, Entry] = {}
    for record in gathered.records:
        if record.entry:
            entries.setdefault(record.entry.key, record.entry)
    catalog = Catalog.of(entries.values(), tags, gathered.collections, gathered.digest.hexdigest(), synonyms)
    faults = tuple(sorted([*gathered.faults, *faults]))
    return Reading(catalog=catalog, faults=faults, records=tuple(gathered.records))


def _tags(path: Path, gathered: _Gathered) -> tuple[list[Tag], set[str] | None]:
    """The tags and all their keys; None for the keys where the file says nothing about which there are."""
    if not path.exists():
        gathered.faults.append(Fault(place=str(path), what="no such file", remedy="write the tags' names there"))
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


def _collection_files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix in SUFFIXES and not hidden and not path.is_dir():
            yield path


def _collection(path: Path, name: str, gathered: _Gathered) -> None:
    document = gathered.document(path, f"{name}{path.suffix}")
    if document is None:
        gathered.whole = False
        return
    top = document.value
    if not isinstance(top, dict):
        what, remedy = "is not a collection", "write `collection:` and `entries:`"
        gathered.faults.append(document.fault((), what=what, remedy=remedy))
        return
    for unknown in top.keys() - {"collection", "entries"}:
        remedy = did_you_mean(unknown, ["collection", "entries"], otherwise="delete it")
        gathered.faults.append(document.fault((unknown,), what=f"unknown field {shown(unknown)}", remedy=remedy))
    if name in gathered.collections:
        what = f"another file is called {name} too"
        gathered.faults.append(document.fault((), what=what, remedy="rename one of them"))
    elif head := _head(document, gathered):
        gathered.collections[name] = head
    _entries(document, top.get("entries"), gathered)


def _head(document: Document, gathered: _Gathered) -> Collection | None:
    written = pruned(document.value.get("collection"))
    fields = written if isinstance(written, dict) else {}
    if not fields:
        fault = document.fault(
            ("collection",),
            what="collection is missing",
            remedy="write `collection:` with title {en, zh} and source",
        )
        gathered.faults.append(fault)
        return None
    complaints = list(text_complaints(fields))
    if url := text_at(fields, "source", "url"):
        complaints += url_complaint(url, ("source", "url"))
    head = None
    try:
        head = Collection.model_validate(fields)
    except ValidationError as error:
        complaints += complaints_of(error, Collection)
    gathered.faults += (
        document.fault(("collection", *path), key="collection", what=what, remedy=remedy)
        for path, what, remedy in complaints
    )
    return None if complaints else head


def _entries(document: Document, items: object, gathered: _Gathered) -> None:
    if not isinstance(items, list):
        what, remedy = "entries is missing or not a list", "write `entries:` and one `- key: …` for each"
        gathered.faults.append(document.fault(("entries",), what=what, remedy=remedy))
        return
    for position, item in enumerate(items):
        record, faults = read_record(document, ("entries", position), item)
        gathered.records.append(record)
        gathered.faults += faults
