"""The records of a read model, one after the other, each knowing its line: to find what entries owe each other."""

import json
from collections.abc import Iterator
from contextlib import suppress

from bot.adapters.catalog_columns import FAULTY
from bot.adapters.catalog_entry import Record
from bot.adapters.catalog_model import Model
from bot.adapters.catalog_sources import Source, Sources
from bot.adapters.catalog_yaml import collection_in
from bot.domain.entry import Entry
from bot.formats.marked_yaml import Document, read_marked


def records_of(model: Model, sources: Sources, *, entries: bool = False) -> Iterator[tuple[int, Record]]:
    """With their ids, in order. ``entries``: with their entries too, which costs as much again.

    Of YAML the model has no lines: those files are read again, one at a time.
    """
    rows = {row.label: row.id for row in model.files()}
    for source in sources.collections:
        if source.label not in rows:
            continue  # it could not be read
        if source.of_lines:
            yield from _of_lines(model, source, rows[source.label], entries=entries)
        else:
            ids = model.columns(rows[source.label]).ids.tolist()
            yield from zip(ids, _of_yaml(source), strict=False)


def _of_lines(model: Model, source: Source, file: int, *, entries: bool) -> Iterator[tuple[int, Record]]:
    columns = model.columns(file)
    ids, place = columns.ids.tolist(), str(source.path)
    faulty = columns.flag(FAULTY).tolist()
    for position, fields in enumerate(model.entries(ids)):
        entry = Entry.model_validate_json(fields) if entries and not faulty[position] else None
        document = Document(place=place, value=None, lines={(): int(columns.lines[position])})
        path = ("entries", position)
        yield ids[position], Record(document=document, path=path, fields=json.loads(fields), entry=entry)


def _of_yaml(source: Source) -> list[Record]:
    with suppress(OSError):
        document, _ = read_marked(source.path.read_bytes(), str(source.path))
        if document and isinstance(document.value, dict):
            return collection_in(document)[1]
    return []
