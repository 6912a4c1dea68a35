"""The book: the files of a data folder, changed entry by entry. YAML and JSONL, each as it is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bot.adapters import book_jsonl, book_yaml
from bot.adapters.book_fields import NAMED, with_changes
from bot.adapters.book_jsonl import JsonlEntry
from bot.adapters.book_rules import Others, added_faults, changed_faults, removed_faults
from bot.adapters.book_yaml import YamlEntry
from bot.adapters.catalog_entry import Record, judged
from bot.adapters.catalog_faults import unreadable
from bot.adapters.catalog_rules import tag_faults
from bot.adapters.catalog_sources import ENTRIES, JSONL, TAGS, sources_in
from bot.adapters.catalog_sources import SUFFIXES as YAML
from bot.adapters.catalog_text import pruned
from bot.adapters.drafts_fields import fields_of
from bot.adapters.drafts_files import add_drafts
from bot.adapters.tags_yaml import read_tags
from bot.domain.changes import Changes, UnknownKey
from bot.domain.entry import Entry
from bot.domain.faults import Fault, FaultsError
from bot.domain.incoming import Draft
from bot.formats.marked_yaml import Document, read_marked
from bot.formats.whole_files import ChangedMeanwhile, replace_file

SUFFIXES = (*YAML, JSONL)

_TIMES = 5  # that a change is tried which others get in the way of


@dataclass(frozen=True)
class FileBook:
    """Of the data folder. Whatever is asked, the files are read anew: they are other people's too."""

    folder: Path

    def change(self, key: str, changes: Changes) -> None:
        _again(lambda: self._change(key, changes))

    def remove(self, key: str) -> None:
        _again(lambda: self._remove(key))

    def add(self, path: Path, drafts: Sequence[Draft], *, source: str) -> None:
        _again(lambda: self._add(path, drafts, source))

    def entry(self, key: str) -> Entry:
        """As the files have it. Raises UnknownKey, and FaultsError where it has faults."""
        record = self._found(key).record
        entry, complaints = judged(record.fields)
        if entry is None:
            raise FaultsError([record.fault(*complaint) for complaint in complaints])
        return entry

    def entries(self) -> Iterator[Entry]:
        """All that have no faults by themselves, in the files' order, read one after the other."""
        for record in Others(files=self._files(), read=_records_of):
            entry, _ = judged(record.fields)
            if entry:
                yield entry

    def place(self, key: str) -> str:
        """The entry's file and line. Raises UnknownKey."""
        return self._found(key).record.place

    def _change(self, key: str, changes: Changes) -> None:
        found = self._found(key)
        wanted = with_changes(found.fields, changes)
        record = replace(found.record, fields=pruned(wanted))
        _, complaints = judged(record.fields)
        faults = [found.record.fault(*complaint) for complaint in complaints]
        names = {name for name in wanted.keys() | found.fields if wanted.get(name) != found.fields.get(name)}
        if "tags" in names and (tags := self._tags()):
            faults += tag_faults([record], tags)
        if names & set(NAMED):
            between = changed_faults(record, self._others(found.record), key, names)
            faults += (replace(fault, key=key) if fault.key == record.key else fault for fault in between)
        if faults:
            raise FaultsError(list(dict.fromkeys(faults)))
        if wanted != found.fields:
            replace_file(_path(found), found.changed(wanted), still=found.still)

    def _remove(self, key: str) -> None:
        found = self._found(key)
        if faults := list(removed_faults(key, self._others(found.record, key))):
            raise FaultsError(faults)
        replace_file(_path(found), found.removed(), still=found.still)

    def _add(self, path: Path, drafts: Sequence[Draft], source: str) -> None:
        document = Document(place=str(path), value=None, lines={})
        records = [
            Record(document=document, path=(ENTRIES, number), fields=fields_of(draft), entry=None)
            for number, draft in enumerate(drafts)
        ]
        files = [*self._files(), *([path] if path.exists() and not self._has(path) else [])]
        if faults := list(added_faults(records, Others(files=files, read=_known))):
            raise FaultsError(list(dict.fromkeys(faults)))
        add_drafts(path, drafts, source=source)

    def _found(self, key: str) -> YamlEntry | JsonlEntry:
        faults: list[Fault] = []
        for path in self._files():
            try:
                if found := (JsonlEntry if path.suffix == JSONL else YamlEntry).find(path, key):
                    return found
            except FaultsError as error:
                faults += error.faults
            except OSError as error:
                faults.append(unreadable(path, error))
        if faults:  # it may well be in there
            raise FaultsError(faults)
        raise UnknownKey(key)

    def _files(self) -> list[Path]:
        """In the order of the catalog."""
        return [source.path for source in sources_in(self.folder).collections]

    def _has(self, path: Path) -> bool:
        return any(path.samefile(file) for file in self._files())

    def _others(self, record: Record, naming: str = "") -> Others:
        """All entries but this one; those alone in which the key may be named."""
        own = (record.document.place, record.path)
        return Others(
            files=self._files(),
            read=partial(_known, holding=naming.encode()),
            but=lambda other: (other.document.place, other.path) == own,
        )

    def _tags(self) -> set[str]:
        """All keys; none where the file does not say which there are."""
        try:
            document, _ = read_marked((self.folder / TAGS).read_bytes(), TAGS)
        except OSError:
            return set()
        return read_tags(document)[1] if document else set()


def _records_of(path: Path) -> Iterator[Record]:
    return book_jsonl.records_of(path) if path.suffix == JSONL else book_yaml.records_of(path)


def _known(path: Path, holding: bytes = b"") -> Iterator[Record]:
    """The entries with no more than what others know them by: in a long file that is all one has time for."""
    if path.suffix == JSONL:
        return book_jsonl.records_of(path, holding, NAMED)
    return book_yaml.records_of(path, holding)


def _path(found: YamlEntry | JsonlEntry) -> Path:
    return Path(found.record.document.place)


def _again(attempt: Callable[[], None]) -> None:
    for left in reversed(range(_TIMES)):
        try:
            attempt()
        except ChangedMeanwhile:
            if not left:
                raise
        else:
            return
