"""Judges entries one by one, in other processes where there are many: each becomes what the read model keeps of it."""

import json
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from hashlib import blake2b
from multiprocessing import get_context
from typing import NamedTuple

from bot.adapters.catalog_entry import Record
from bot.adapters.catalog_jsonl import Line, item_in
from bot.domain.entry import Entry, Kind
from bot.domain.faults import Fault
from bot.domain.glances import Glance, Likes
from bot.domain.identity import identities

ALONE = 4_000  # entries that this process rather does by itself: others take a second to start
BATCH = 250  # entries that go to another process at a time

_UNKNOWN = Glance(likes=Likes(Kind.PAPER, ()), published=0, language="en", ready=False, unreviewed=False, draft=False)

Batch = Sequence[tuple[Line, int]]  # lines, and their positions among the file's entries


class Judged(NamedTuple):
    """One entry. Plain values, because they come from other processes by the million."""

    key: str | None
    edition: str | None  # None unless it is ready
    fields: bytes  # as JSON: the entry's, or those of a faulty one as written
    documents: tuple[int, ...]  # hashes of all it is known by
    related: tuple[str, ...]
    glance: Glance
    good: bool
    readable: bool
    faults: tuple[Fault, ...]


def as_json(entry: Entry) -> bytes:
    return entry.model_dump_json(by_alias=True, exclude_defaults=True).encode()


def judged(record: Record, faults: Iterable[Fault], *, readable: bool = True) -> Judged:
    """What is to be kept of a record; of a faulty one too, for it occupies its key and its document."""
    known = identities(record.text("url"), record.text("ids", "arxiv"), record.text("ids", "doi"))
    entry = record.entry
    return Judged(
        key=record.key,
        edition=entry.edition if entry and entry.ready else None,
        fields=as_json(entry) if entry else json.dumps(record.fields).encode(),
        documents=tuple(map(number_of, known)),
        related=tuple(key for _, key in record.texts("related")),
        glance=Glance.of(entry) if entry else _UNKNOWN,
        good=entry is not None,
        readable=readable,
        faults=tuple(faults),
    )


def number_of(document: str) -> int:
    """A document's number in the read model: a hash that fits SQLite's integers."""
    return int.from_bytes(blake2b(document.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)


def judge(batch: Batch, place: str) -> list[Judged]:
    items = (item_in(line, position, place) for line, position in batch)
    return [judged(record, faults, readable=readable) for record, faults, readable in items]


class Judges:
    """For one reading, of any number of files. Other processes are started once there is enough for them to do."""

    def __init__(self, *, alone: int | None = None) -> None:
        self._alone = ALONE if alone is None else alone
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Judges":
        return self

    def __exit__(self, *failure: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def judged(self, batches: Iterable[Batch], place: str) -> Iterator[list[Judged]]:
        """In the order of the batches. Raises BrokenExecutor where another process was killed."""
        under_way: deque[Future[list[Judged]]] = deque()
        for batch in batches:
            self._alone -= len(batch)
            if self._alone >= 0 or os.cpu_count() == 1:
                yield judge(batch, place)
                continue
            under_way.append(self._others().submit(judge, batch, place))
            if len(under_way) > 3 * (os.cpu_count() or 1):
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()

    def _others(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Not forked: the bot's process has threads and an event loop, which a copy of it would inherit half dead.
            self._pool = ProcessPoolExecutor(os.cpu_count() or 1, mp_context=get_context("spawn"))
        return self._pool
