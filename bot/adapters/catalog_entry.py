"""One entry as written → Entry, with everything that is wrong with it by itself."""

from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from bot.adapters.catalog_complaints import Complaint, complaints_about, text_at, texts_at
from bot.adapters.catalog_text import pruned
from bot.domain.entry import KEY, Entry
from bot.domain.faults import Fault
from bot.domain.identity import canonical_arxiv, canonical_doi
from bot.formats.marked_yaml import Document
from bot.formats.sentences import complaints_of
from bot.formats.yaml_tree import Path


@dataclass(frozen=True, kw_only=True)
class Record:
    """One item of a collection's ``entries``; ``entry`` is None where it is faulty."""

    document: Document
    path: Path
    fields: dict[str, Any]
    entry: Entry | None

    @property
    def key(self) -> str | None:
        """The entry's key, if it has a valid one: a faulty entry still occupies its key."""
        return key if isinstance(key := self.fields.get("key"), str) and KEY.fullmatch(key) else None

    @property
    def place(self) -> str:
        return f"{self.document.place}:{self.document.line_of((*self.path, 'key'))}"

    def at(self, place: str) -> "Record":
        """The same, with its file called otherwise."""
        return replace(self, document=replace(self.document, place=place))

    def text(self, *path: str) -> str | None:
        """The text at a path of the entry, None where there is none."""
        return text_at(self.fields, *path)

    def texts(self, name: str) -> list[tuple[int, str]]:
        """The texts of a list, with their positions."""
        return texts_at(self.fields, name)

    def fault(self, path: Path, what: str, remedy: str) -> Fault:
        name = self.key or f"entry {int(self.path[-1]) + 1}"
        return self.document.fault((*self.path, *path), key=name, what=what, remedy=remedy)


def read_record(document: Document, path: Path, value: Any, *, plain: bool = False) -> tuple[Record, list[Fault]]:
    """Read the item at ``path`` of a collection's document. ``plain`` as for ``complaints_about``."""
    fields = pruned(value) if isinstance(value, dict) else {}
    if not fields:
        record = Record(document=document, path=path, fields={}, entry=None)
        return record, [record.fault((), "is not an entry", "write its fields (key, kind, title …) or delete it")]
    entry, complaints = judged(fields, plain=plain)
    record = Record(document=document, path=path, fields=fields, entry=entry)
    return record, [record.fault(*complaint) for complaint in complaints]


def judged(fields: dict[str, Any], *, plain: bool = False) -> tuple[Entry | None, list[Complaint]]:
    """The entry that pruned fields make, None where they are faulty, and everything that is wrong with them."""
    complaints = list(complaints_about(fields, plain=plain))
    entry = None
    try:
        entry = Entry.model_validate(_canonical(fields))
    except ValidationError as error:
        said = {path for path, _, _ in complaints}
        complaints += (found for found in complaints_of(error, Entry) if found[0] not in said)
    return None if complaints else entry, complaints


def _canonical(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with their identifiers as Entry keeps them."""
    ids = fields.get("ids")
    if not isinstance(ids, dict):
        return fields
    known = dict(ids)
    for name, canonical in (("arxiv", canonical_arxiv), ("doi", canonical_doi)):
        if isinstance(written := ids.get(name), str):
            try:
                known[name] = canonical(written)
            except ValueError:
                continue  # complained of already
    return fields | {"ids": known}
