"""Import from the shell: a list, a bibliography, a feed or papers become drafts."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.app.clock import SystemClock
from bot.app.import_formats import FORMATS, Format, Source
from bot.app.importing import Imported, sort_out
from bot.app.wiring.filling import SUFFIXES, YamlDraftBook, collection_for, open_draft_book
from bot.cli.bars import a_bar
from bot.cli.console import complain, out, print_json
from bot.cli.importing_says import as_json, counts, table
from bot.cli.reading import configuration
from bot.formats.nearest import did_you_mean, shown
from bot.intake.errors import SourceError

STANDARD_INPUT = "-"


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
    content, path = _source(reader, source), _collection(into, format, source)
    book = open_draft_book(configuration(), path)
    imported = _sorted(reader, content, book)
    if not dry_run:
        book.add(path, imported.drafts, source=content.name)
    if json:
        print_json(as_json(imported, book, path, written=bool(imported.new) and not dry_run))
    else:
        if rows := table(imported):
            out().print(rows)
        out().print(*counts(imported, path, dry_run=dry_run), sep="\n")
    if imported.broken:
        complain(str(imported.broken))
        raise typer.Exit(1)


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


def _source(reader: Format, source: str) -> Source:
    """Raises OSError."""
    if source == STANDARD_INPUT:
        return Source(name="standard input", content=sys.stdin.buffer.read())
    if _is_file(source):
        return Source(name=source, content=Path(source).read_bytes())
    if not reader.asks:
        _unusable(f"{source}: no such file")
    return Source(name=reader.name, content=source.encode("utf-8", "replace"))


def _is_file(name: str) -> bool:
    """Or a pipe; a folder is none, nor is a name that no file can have."""
    with suppress(OSError, ValueError):
        return Path(name).exists() and not Path(name).is_dir()
    return False


def _sorted(reader: Format, source: Source, book: YamlDraftBook) -> Imported:
    with a_bar("reading") as told:
        try:
            found = reader.read(source)
        except SourceError as broken:
            return Imported(broken=broken)
        total = len(found) if isinstance(found, tuple) else 0
        return sort_out(found, book, SystemClock().now().date(), lambda done: told(done, max(done, total)))


def _unusable(why: str) -> NoReturn:
    complain(why)
    raise typer.Exit(2)
