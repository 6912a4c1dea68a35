"""Writes the index: whole, in as many processes as there are cores, or the entries that differ."""

import json
import os
import re
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import ExitStack
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path

import tantivy

from bot.adapters.analysis_tables import Tables, tables
from bot.adapters.analysis_tokens import Analysis, analysis_of
from bot.adapters.index_manifest import UNSETTLED, Manifest
from bot.adapters.index_record import Record, document_of, record_of, topics_of
from bot.adapters.index_schema import create
from bot.adapters.search_vocabulary import Vocabulary
from bot.domain.catalog import Tag
from bot.domain.entry import Entry

_WORD = re.compile(r"[a-z0-9]+")

BATCH = 250  # entries that go to another process at a time
ALONE = 4_000  # entries that this process rather does by itself: others take a second to start
# What was added is findable from then on. Each commit makes a segment, so the next ones come after four times as many.
FIRST_COMMIT = 2_000
HEAP = 400_000_000  # bytes of the writer; a larger one makes fewer segments, which are then seldom merged
SMALL_HEAP = 15_000_000  # the least that the library takes
FEW = 200  # entries for which that is enough

Told = Callable[[int], None]


def in_silence(done: int) -> None:
    """Nobody wants to know how far it is."""


def build(
    folder: Path,
    entries: Iterable[Entry],
    tags: Mapping[str, Tag],
    *,
    told: Told = in_silence,
    grown: Callable[[tantivy.Index], None] | None = None,
) -> None:
    """A new index in an empty folder; ``told`` how many entries are in it, ``grown`` the index with more findable ones.

    Entries that are not ready are not among ``entries``. Raises OSError, ValueError, sqlite3.Error, TablesError.
    """
    records = (record_of(entry, tags) for entry in entries)
    known = tables(folder.parent)
    index = create(_made(folder / "index"))
    first = list(islice(records, ALONE + 1))
    large = len(first) > ALONE
    writer = index.writer(HEAP if len(first) > FEW else SMALL_HEAP, 1)
    done, due = 0, FIRST_COMMIT
    with ExitStack() as stack:
        stack.callback(writer.wait_merging_threads)  # where it fails too: nobody shall write any more when it returns
        manifest = stack.enter_context(Manifest.open(folder))
        pool = stack.enter_context(_pool(folder.parent)) if large else None
        for batch in _documents(chain(first, records), pool, known):
            for document, _ in batch:
                writer.add_json(document)
            manifest.note([noted for _, noted in batch])
            done += len(batch)
            told(done)
            if done >= due:
                due = 4 * done
                writer.commit()
                if grown:
                    grown(index)
        writer.commit()
        manifest.settle("", topics_of(tags))  # of which catalog as a whole, only who has it knows
    index.reload()
    Vocabulary.of(index.searcher().terms_with_prefix("words", "")).save(folder)


def update(
    folder: Path, index: tantivy.Index, changed: Collection[Record], gone: Collection[str], analysis: Analysis
) -> list[str]:
    """Put the changed entries in the place of their former selves, and take out the gone. Raises as ``build`` does.

    Returns the words that nobody had before.
    """
    keys = [*(record.key for record in changed), *gone]
    before = index.searcher()
    documents = [document_of(record, analysis) for record in changed]
    with Manifest.open(folder) as manifest:
        manifest.note((key, UNSETTLED) for key in keys)
        writer = index.writer(HEAP if len(changed) > FEW else SMALL_HEAP, 1)
        for key in keys:
            writer.delete_documents_by_term("key", key)
        for document in documents:
            writer.add_json(json.dumps(document, ensure_ascii=False))
        writer.commit()
        words = {word for document in documents for word in _WORD.findall(str(document["words"]))}
        new = [word for word in words if not before.doc_freq("words", word)]
        manifest.add_words(new)
        manifest.note((record.key, record.edition) for record in changed)
        manifest.forget(gone)
    return new


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


_Made = list[tuple[str, tuple[str, str]]]  # a document as JSON, and its line of the manifest


def _documents(records: Iterable[Record], pool: Executor | None, known: Tables) -> Iterator[_Made]:
    """Batches, in the order of the records; of those that other processes make only a few are under way."""
    remaining = iter(records)
    batches = iter(lambda: list(islice(remaining, BATCH)), [])
    if pool is None:
        analysis = analysis_of(known)
        yield from (_analysed(batch, analysis) for batch in batches)
        return
    under_way: deque[Future[_Made]] = deque()
    for batch in batches:
        under_way.append(pool.submit(_analysed_there, batch))
        if len(under_way) > 3 * (os.cpu_count() or 1):
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _json(record: Record, analysis: Analysis) -> str:
    return json.dumps(document_of(record, analysis), ensure_ascii=False)


def _analysed(batch: Iterable[Record], analysis: Analysis) -> _Made:
    return [(_json(record, analysis), (record.key, record.edition)) for record in batch]


def _pool(folder: Path) -> ProcessPoolExecutor:
    # Not forked: the bot's process has threads and an event loop, which a copy of it would inherit half dead.
    return ProcessPoolExecutor(
        max_workers=os.cpu_count() or 1, mp_context=get_context("spawn"), initializer=_begin, initargs=(folder,)
    )


_here: dict[str, Analysis] = {}  # of a process that does nothing but analyse


def _begin(folder: Path) -> None:
    _here["analysis"] = analysis_of(tables(folder))


def _analysed_there(batch: list[Record]) -> _Made:
    return _analysed(batch, _here["analysis"])
