"""Import from the shell: a list, a bibliography, a feed or papers become drafts."""

import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.app.clock import SystemClock
from bot.app.import_formats import FORMATS, Format, Source
from bot.app.importing import Arrival, Outcomes
from bot.app.wiring.filling import SUFFIXES, collection_for, open_draft_book
from bot.cli.bars import a_bar
from bot.cli.console import complain, out
from bot.cli.importing_json import JsonReport, json_report
from bot.cli.importing_says import Summary
from bot.cli.reading import configuration
from bot.domain.candidate import Candidate, Skipped
from bot.domain.incoming import Draft
from bot.formats.nearest import did_you_mean, shown

STANDARD_INPUT = "-"
_EACH = 100


def import_(
    format: Annotated[str, typer.Argument(metavar="FORMAT", help=f"What it is: {', '.join(FORMATS)}.")],
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="A file, - for standard input, or for arxiv ids, addresses, words.")
    ],
    into: Annotated[
        Path | None, typer.Option("--into", help="The collection; default: one named after the source, in the data.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Bring records in as drafts: what is new is added to a collection, what is there already is left alone.

    Done again, it adds nothing. Exit code 1 if the source could not be read to its end, or nothing be written.
    """
    reader = _format(format)
    path = _collection(into, format, source)
    with _source(reader, source) as content, ExitStack() as held:
        book = open_draft_book(configuration(), path)
        found = held.enter_context(closing(_found(reader, content)))
        outcomes, summary = Outcomes(found, book, SystemClock().now().date()), Summary()
        told = held.enter_context(json_report(book)) if json else summary
        drafts = _drafts(outcomes, dict.fromkeys((summary, told)))
        if dry_run:
            deque(drafts, maxlen=0)
        else:
            book.add(path, drafts, source=content.name)
        if isinstance(told, JsonReport):
            for line in told.lines(path, written=bool(summary.new) and not dry_run, broken=outcomes.broken):
                print(line)
        else:
            if rows := summary.table():
                out().print(rows)
            out().print(*summary.counts(path, dry_run=dry_run), sep="\n")
    if outcomes.broken:
        complain(str(outcomes.broken))
        raise typer.Exit(1)


def _drafts(outcomes: Outcomes, reports: Iterable[Summary | JsonReport]) -> Iterator[Draft]:
    """Those of what is new, as they come; of all that comes is told."""
    for outcome in outcomes:
        for report in reports:
            report.take(outcome)
        if isinstance(outcome, Arrival):
            yield outcome.draft


def _format(name: str) -> Format:
    if name not in FORMATS:
        _unusable(f"there is no format {shown(name)}, {did_you_mean(name, FORMATS, otherwise='see --help')}")
    return FORMATS[name]


def _collection(into: Path | None, format: str, source: str) -> Path:
    if into is None:
        file = source != STANDARD_INPUT and not (FORMATS[format].asks and not _is_file(source))
        path = collection_for(configuration(), Path.cwd(), source if file else format)
        if path is None:
            _unusable("the data are those that came with the bot; name a collection of your own with --into FILE")
        return path
    if into.suffix not in SUFFIXES or into.is_dir():
        _unusable(f"{into}: a collection is a file with a name such as {into.with_suffix(SUFFIXES[0]).name}")
    return into


@contextmanager
def _source(reader: Format, source: str) -> Iterator[Source]:
    """Raises OSError."""
    if source == STANDARD_INPUT:
        yield Source(name="standard input", content=sys.stdin.buffer)
    elif _is_file(source):
        with Path(source).open("rb") as file:
            yield Source(name=source, content=file)
    elif reader.asks:
        yield Source(name=reader.name, content=source.encode("utf-8", "replace"))
    else:
        _unusable(f"{source}: no such file")


def _is_file(name: str) -> bool:
    """Or a pipe; a folder is none, nor is a name that no file can have."""
    with suppress(OSError, ValueError):
        return Path(name).exists() and not Path(name).is_dir()
    return False


def _found(reader: Format, source: Source) -> Generator[Candidate | Skipped, None, None]:
    """What the reader finds, with a bar for whoever waits for it. Raises SourceError."""
    with a_bar("reading") as told:
        found = reader.read(source)
        for done, each in enumerate(found, start=1):
            yield each
            if done <= _EACH or done % _EACH == 0:  # of a million not each
                total = len(found) if isinstance(found, tuple) else round(done / (source.share or 1))
                told(done, max(done, total))


def _unusable(why: str) -> NoReturn:
    complain(why)
    raise typer.Exit(2)
