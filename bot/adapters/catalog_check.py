"""A catalog judged for its curator: a large one in a read model that is gone afterwards, so that memory has no part."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bot.adapters import catalog_kept
from bot.adapters.catalog_columns import FAULTY, READY
from bot.adapters.catalog_database import empty, temporary
from bot.adapters.catalog_entry import Record
from bot.adapters.catalog_judges import Judges
from bot.adapters.catalog_kept import checked, in_several_processes, in_silence, no_room
from bot.adapters.catalog_model import Model
from bot.adapters.catalog_records import records_of
from bot.adapters.catalog_sources import Sources
from bot.adapters.catalog_stored import Seat, catalog_of
from bot.adapters.catalog_update import Told, Update
from bot.adapters.catalog_yaml import Reading, as_asked, read_catalog, sources_of
from bot.domain.catalog import Catalog
from bot.domain.faults import FaultsError


def check_catalog(path: Path, told: Told = in_silence) -> Reading:
    """As ``read_catalog``. Of a large catalog not all faults are told, and the records can be gone through once."""
    sources, written = sources_of(path)
    if sources.size <= catalog_kept.SMALL:
        return read_catalog(path)

    def read(judges: Judges) -> Reading:
        connection = temporary()
        model = empty(connection)
        faults = checked(Update(model, sources, judges, now=0, told=told), model, sources)
        if faults:
            _leave_the_good(model)
        catalog = catalog_of(Seat(connection))
        return Reading(catalog=catalog, faults=faults, records=_records(catalog, model, sources))

    try:
        return as_asked(path, written, in_several_processes(read))
    except sqlite3.Error as failure:
        raise FaultsError([no_room(sources, failure)]) from failure


def _records(catalog: Catalog, model: Model, sources: Sources) -> Iterator[Record]:
    """Holds the catalog, with which the model would go."""
    for _, record in records_of(model, sources, entries=True):
        yield record
    del catalog


def _leave_the_good(model: Model) -> None:
    """Take out what is faulty by itself, and of several entries of one key all but the first."""
    columns = model.all_columns()
    gone = set(columns.ids[columns.flag(FAULTY)].tolist())
    question = "SELECT id, key FROM names WHERE key IN (SELECT key FROM names GROUP BY key HAVING count(*) > 1)"
    twice = {id: key for id, key in model.ask(question) if id not in gone}
    seen: set[str] = set()
    for id in columns.ids[np.isin(columns.ids, list(twice))].tolist():
        if twice[id] in seen:
            gone.add(id)
        seen.add(twice[id])
    for row in model.files():
        own = model.columns(row.id)
        if len(own):
            model.put_columns(row.id, own.where(~np.isin(own.ids, list(gone))))
    model.drop(gone)
    left = model.all_columns()
    model.set_meta(entries=len(left), ready=int(np.count_nonzero(left.flag(READY))))
