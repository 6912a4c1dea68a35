"""The head of a collection: its title and its source."""

from typing import Any

from pydantic import ValidationError

from bot.adapters.catalog_complaints import text_at, text_complaints, url_complaint
from bot.adapters.catalog_text import pruned
from bot.domain.catalog import Collection
from bot.domain.faults import Fault
from bot.formats.marked_yaml import Document
from bot.formats.nearest import did_you_mean, shown
from bot.formats.sentences import complaints_of


def read_head(document: Document, known: tuple[str, ...], remedy: str) -> tuple[Collection | None, list[Fault]]:
    """The field ``collection`` of a document that may have the ``known`` fields; ``remedy`` for where it is missing."""
    top: dict[str, Any] = document.value
    faults = [
        document.fault(
            (unknown,),
            what=f"unknown field {shown(unknown)}",
            remedy=did_you_mean(unknown, known, otherwise="delete it"),
        )
        for unknown in top.keys() - set(known)
    ]
    written = pruned(top.get("collection"))
    fields = written if isinstance(written, dict) else {}
    if not fields:
        return None, [*faults, document.fault(("collection",), what="collection is missing", remedy=remedy)]
    complaints = list(text_complaints(fields))
    if url := text_at(fields, "source", "url"):
        complaints += url_complaint(url, ("source", "url"))
    head = None
    try:
        head = Collection.model_validate(fields)
    except ValidationError as error:
        complaints += complaints_of(error, Collection)
    faults += (
        document.fault(("collection", *path), key="collection", what=what, remedy=remedy)
        for path, what, remedy in complaints
    )
    return None if complaints else head, faults
