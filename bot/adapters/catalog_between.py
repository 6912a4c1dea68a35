"""What entries owe each other, judged over all of a read model without holding them: see ``catalog_rules``.

First whether there may be anything, which the indexes tell; only then the records are gone through for the words.
"""

from collections.abc import Collection, Iterator

from bot.adapters.catalog_faults import KEPT
from bot.adapters.catalog_model import Model
from bot.adapters.catalog_records import records_of
from bot.adapters.catalog_rules import duplicate_faults, related_faults, tag_faults
from bot.adapters.catalog_sources import Sources
from bot.adapters.catalog_update import Update

_TAKEN_KEYS = "SELECT key FROM names WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1"
_TAKEN_DOCUMENTS = "SELECT number FROM documents GROUP BY number HAVING count(*) > 1"
_NOWHERE = "SELECT 1 FROM related WHERE NOT EXISTS (SELECT 1 FROM names WHERE names.key = related.key)"
_MOST = 20 * KEPT  # entries looked at for what is there twice


def suspected(model: Model, update: Update, sources: Sources) -> bool:
    """Whether a rule may be broken: never False where one is."""
    if any(model.ask(f"{question} LIMIT 1").fetchone() for question in (_TAKEN_KEYS, _TAKEN_DOCUMENTS)):
        return True
    if update.tags is not None and any(tag not in update.tags for _, likes in model.likes() for tag in likes.tags):
        return True
    return bool(sources.tags) and model.ask(f"{_NOWHERE} LIMIT 1").fetchone() is not None


def tell(model: Model, update: Update, sources: Sources) -> None:
    """Add to the faults of the update what is broken between entries."""
    twice = _twice(model)
    for fault in duplicate_faults(record for id, record in records_of(model, sources) if id in twice):
        update.faults.add(fault)
    if update.tags is not None:
        for fault in tag_faults((record for _, record in records_of(model, sources)), update.tags):
            update.faults.add(fault)
    if sources.tags and update.whole:
        for fault in related_faults((record for _, record in records_of(model, sources)), _Keys(model)):
            update.faults.add(fault)


def _twice(model: Model) -> set[int]:
    """Ids of entries whose key or document others have too: of so many as can be told of."""
    taken = (f"names WHERE key IN ({_TAKEN_KEYS} LIMIT ?)", f"documents WHERE number IN ({_TAKEN_DOCUMENTS} LIMIT ?)")
    return {
        id
        for those in taken
        for (id,) in model.ask(f"SELECT id FROM {those} ORDER BY id LIMIT ?", (KEPT, _MOST))  # noqa: S608
    }


class _Keys(Collection[str]):
    """All keys, to be asked for one. Among so many nobody looks for one that is like a mistyped one."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def __contains__(self, key: object) -> bool:
        return self._model.ask("SELECT 1 FROM names WHERE key = ?", (key,)).fetchone() is not None

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
