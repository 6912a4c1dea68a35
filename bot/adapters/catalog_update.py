"""Brings the read model up to its files: what has not changed is not read, and lines that are known are not judged.

All inside a transaction of the caller's, who commits it, or rolls it back where there are faults.
"""

import hashlib
import json
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.adapters.catalog_columns import READY, FileColumns, Growing, Seeker
from bot.adapters.catalog_faults import Faults, no_collection, no_entries, no_folder, no_tags, same_name, unreadable
from bot.adapters.catalog_intake import Intake
from bot.adapters.catalog_jsonl import Line, head_in, lines_of, parts
from bot.adapters.catalog_judges import BATCH, Batch, Judges, judged
from bot.adapters.catalog_model import FileRow, Model
from bot.adapters.catalog_sources import SYNONYMS, TAGS, Signature, Source, Sources
from bot.adapters.catalog_yaml import collection_in, fingerprint
from bot.adapters.synonyms_yaml import read_synonyms
from bot.adapters.tags_yaml import read_tags
from bot.domain.catalog import Collection
from bot.formats.marked_yaml import read_marked

Told = Callable[[int, int], None]  # bytes done, of how many


def unchanged(rows: Sequence[FileRow], sources: Sources) -> bool:
    """Whether the files are what they were, as far as can be told without opening one."""
    files = list(sources.files())
    if [row.label for row in rows] != [label for _, label in files]:
        return False
    try:
        return all(
            row.settled and row.signature == Signature.of(path.stat())
            for row, (path, _) in zip(rows, files, strict=True)
        )
    except OSError:
        return False


class Update:
    """One reading. ``now`` is the present of the file system's clock, in nanoseconds."""

    def __init__(self, model: Model, sources: Sources, judges: Judges, *, now: int, told: Told) -> None:
        self.faults = Faults()
        self.whole = True  # False once something was unreadable: then nobody can say that a key does not exist
        self.tags: frozenset[str] | None = None  # None where nothing is known of which there are
        self._model, self._sources, self._judges = model, sources, judges
        self._now, self._told = now, told
        self._intake = Intake(model)
        self._before = {row.label: row for row in model.files()}
        labels = {label for _, label in sources.files()}
        self._vanished = [row for label, row in self._before.items() if label not in labels]
        self._rows: list[FileRow] = []
        self._last_file = max((row.id for row in self._before.values()), default=0)
        self._gone: list[NDArray[np.int32]] = []  # ids
        self._done, self._total = 0, sources.size

    def run(self) -> None:
        """What is wrong with a file or an entry by itself is in ``faults`` then."""
        if self._sources.tags and not self._sources.place.is_dir():
            self.faults.add(no_folder(self._sources.place))
            self._settle()
            return
        for path, label in self._sources.files():
            if label == TAGS and not path.exists():
                self.faults.add(no_tags(path))
            elif label in (TAGS, SYNONYMS):
                self._words(path, label)
        names: set[str] = set()
        for source in self._sources.collections:
            self._collection(source)
            if source.name in names:
                self.faults.add(same_name(source))
            names.add(source.name)
        self._settle()

    def _settle(self) -> None:
        for row in self._vanished:
            self._gone.append(self._model.columns(row.id).ids)
            self._model.drop_file(row.id)
        self._model.drop(np.concatenate(self._gone).tolist() if self._gone else ())
        for place, row in enumerate(self._rows):
            self._model.put_file(row, place)
        columns = self._model.all_columns()
        if self._sources.tags and not len(columns) and not self.faults:
            self.faults.add(no_entries(self._sources.place))
        self._intake.forget_unused(columns)
        self._model.set_meta(
            fingerprint=fingerprint((row.label, row.content) for row in self._rows),
            entries=len(columns),
            ready=int(np.count_nonzero(columns.flag(READY))),
            turn=1 + int(self._model.meta().get("turn", 0)),
        )

    # Files

    def _known(self, path: Path, label: str) -> FileRow | None:
        """The file's row where its content is known, under this name or one that is gone. Raises OSError."""
        signature = Signature.of(path.stat())
        row = self._before.get(label)
        if row and row.settled and row.signature == signature:
            return row
        others = [other for other in self._vanished if not row and Path(other.label).suffix == path.suffix]
        if signature.size not in [known.signature.size for known in ([row] if row else others)]:
            return None
        with path.open("rb") as file:
            signature = Signature.of(os.fstat(file.fileno()))
            content = hashlib.file_digest(file, "sha256").digest()
        row = next((known for known in ([row] if row else others) if known.content == content), None)
        if row in self._vanished:
            self._vanished.remove(row)
        return row and row._replace(label=label, signature=signature, settled=signature.settled(self._now))

    def _row(self, label: str, signature: Signature, content: bytes, says: str | None) -> FileRow:
        before = self._before.get(label)
        if before is None:
            self._last_file += 1
        id = before.id if before else self._last_file
        return FileRow(id, label, signature, signature.settled(self._now), content, says)

    def _words(self, path: Path, label: str) -> None:
        """The tags or the synonyms."""
        try:
            row = self._known(path, label)
            if row is None:
                signature, content = Signature.of(path.stat()), path.read_bytes()
                says = self._said(content, path, label)
                row = self._row(label, signature, hashlib.sha256(content).digest(), says)
        except OSError as error:
            self.faults.add(unreadable(path, error))
            return
        self._rows.append(row)
        if label == TAGS and row.says:
            self.tags = self.tags or frozenset(tag["key"] for tag in json.loads(row.says))

    def _said(self, content: bytes, path: Path, label: str) -> str | None:
        document, faults = read_marked(content, str(path))
        self.faults.add(*faults)
        if document is None:
            return None
        if label == TAGS:
            tags, keys, faults = read_tags(document)
            self.faults.add(*faults)
            self.tags = frozenset(keys) or None
            return json.dumps([tag.model_dump() for tag in tags])
        synonyms, faults = read_synonyms(document)
        self.faults.add(*faults)
        return json.dumps(synonyms.groups)

    # Collections

    def _collection(self, source: Source) -> None:
        try:
            row = self._known(source.path, source.label)
            if row is None:
                row = self._lines(source) if source.of_lines else self._yaml(source)
        except OSError as error:
            self.faults.add(unreadable(source.path, error))
            self.whole = False
            return
        self._rows.append(row)
        self._done += row.signature.size
        self._told(self._done, self._total)

    def _columns_before(self, source: Source) -> FileColumns:
        before = self._before.get(source.label)
        return self._model.columns(before.id if before else 0)

    def _kept(
        self, source: Source, signature: Signature, content: bytes, head: Collection | None, new: Growing
    ) -> FileRow:
        row = self._row(source.label, signature, content, head.model_dump_json() if head else None)
        columns = new.done()
        self._gone.append(np.setdiff1d(self._columns_before(source).ids, columns.ids))
        self._model.put_columns(row.id, columns)
        return row

    def _yaml(self, source: Source) -> FileRow:
        signature, content = Signature.of(source.path.stat()), source.path.read_bytes()
        before = self._columns_before(source)
        new = Growing(before)
        head = None
        document, faults = read_marked(content, str(source.path))
        self.faults.add(*faults)
        if document is None:
            self.whole = False
        elif not isinstance(document.value, dict):
            self.faults.add(no_collection(document))
        else:
            head, records, faults = collection_in(document)
            self.faults.add(*faults)
            known = {entry: place for place, entry in enumerate(self._model.entries(before.ids.tolist()))}
            fresh = []
            for position, record in enumerate(records):
                one = judged(record, ())
                place = known.pop(one.fields, -1)  # only once: the same again is for the rules to judge
                new.add(before=place)
                if place < 0:
                    fresh.append((position, one))
            self._intake.take([place for place, _ in fresh], [one for _, one in fresh], new)
        return self._kept(source, signature, hashlib.sha256(content).digest(), head, new)

    def _lines(self, source: Source) -> FileRow:
        place, meter = str(source.path), _Meter()
        before = self._columns_before(source)
        new = Growing(before)
        handed: deque[Batch] = deque()
        with source.path.open("rb") as file:
            signature = Signature.of(os.fstat(file.fileno()))
            first, rest = parts(lines_of(file, meter))
            head, faults = head_in(first, place)
            self.faults.add(*faults)
            for judgements in self._judges.judged(_batches(rest, Seeker(before), new, handed), place):
                self._intake.take([position for _, position in handed.popleft()], judgements, new)
                self.faults.add(*(fault for one in judgements for fault in one.faults))
                self.whole &= all(one.readable for one in judgements)
                self._told(self._done + meter.count, self._total)
        return self._kept(source, signature, meter.digest(), head, new)


def _batches(lines: Iterator[Line], seeker: Seeker, new: Growing, handed: deque[Batch]) -> Iterator[Batch]:
    """Of the lines that are not known. Each is noted in ``handed`` too, before it is judged elsewhere."""
    batch: list[tuple[Line, int]] = []
    for position, line in enumerate(lines):
        digest = int.from_bytes(blake2b(line.text, digest_size=8).digest())
        known = seeker.place(digest)
        new.add(before=-1 if known is None else known, line=line.number, digest=digest)
        if known is None:
            batch.append((line, position))
        if len(batch) == BATCH:
            handed.append(batch)
            yield batch
            batch = []
    if batch:
        handed.append(batch)
        yield batch


class _Meter:
    """A hash that counts what it was updated with."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self.count = 0

    def update(self, part: bytes) -> None:
        self._digest.update(part)
        self.count += len(part)

    def digest(self) -> bytes:
        return self._digest.digest()
