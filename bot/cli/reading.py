"""The catalog from the shell: validate, schema."""

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from bot.app.config import Config, read_config
from bot.app.wiring.library import (
    Library,
    Reading,
    check_catalog,
    collection_schema,
    open_library,
    synonyms_schema,
    tags_schema,
)
from bot.cli.bars import a_bar
from bot.cli.console import complain, counted, out, print_json
from bot.cli.dotenv import environment
from bot.domain.faults import Fault
from bot.domain.suspicion import Suspicion, suspicions

MB = 1_000_000
TOLD = 10_000  # suspicions that are told; of more only how many there are


class Schema(StrEnum):
    """Which files a schema describes."""

    COLLECTION = "collection"
    TAGS = "tags"
    SYNONYMS = "synonyms"


def configuration() -> Config:
    """The configuration as far as reading needs it: neither token nor channels."""
    return read_config(environment(), Path.cwd(), needs_token=False, needs_channels=False)


def library() -> tuple[Config, Library]:
    config = configuration()
    return config, open_library(config, leave_nothing=True)


def validate(
    path: Annotated[
        Path | None, typer.Argument(help="A data folder or one file; default: the configured data.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Tell what looks like a mistake too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Check collections, tags and synonyms; all faults at once, exit code 1 if there are any."""
    with a_bar("reading, MB") as show:
        reading = check_catalog(path or configuration().data, lambda done, total: show(done // MB, total // MB))
    catalog, faults = reading.catalog, reading.faults
    found = _suspected(reading, dt.datetime.now(dt.UTC).date()) if strict else iter(())
    suspected = list(islice(found, TOLD))
    more = sum(1 for _ in found)
    if json:
        told = [{**_plain(fault), "code": each.code, "field": each.field} for each, fault in suspected]
        print_json(
            {
                "entries": len(catalog),
                "ready": len(catalog.ready),
                "faults": [_plain(fault) for fault in faults],
                **({"suspicions": told} if strict else {}),  # none is not the same as not looked for
            }
        )
    else:
        complain(*map(str, faults), *filter(None, [reading.unchecked]))
        complain(*(str(fault) for _, fault in suspected), style="yellow")
        if faults:
            complain(counted(len(faults), "fault", "faults"))
        if suspected:
            told_of = f", of which the first {TOLD:,} are told" if more else ""
            complain(counted(len(suspected) + more, "suspicion", "suspicions") + told_of, style="yellow")
        if not faults and not suspected:
            ready, drafts = len(catalog.ready), len(catalog) - len(catalog.ready)
            counts = (
                (ready, "entry ready", "entries ready"),
                (drafts, "draft", "drafts"),
                (len(catalog.tags), "tag", "tags"),
                (len(catalog.synonyms.groups), "group of synonyms", "groups of synonyms"),
            )
            out().print(f"[green]✓[/green] {', '.join(counted(*count) for count in counts)}")
    if faults or suspected:
        raise typer.Exit(1)


def _suspected(reading: Reading, today: dt.date) -> Iterator[tuple[Suspicion, Fault]]:
    """Each suspicion about an entry without faults of its own, and the same with its place."""
    for record in reading.records:
        for found in suspicions(record.entry, today) if record.entry else ():
            yield found, record.fault(tuple(found.field.split(".")), found.says, found.remedy)


def _plain(fault: Fault) -> dict[str, object]:
    return {name: getattr(fault, name) for name in ("place", "line", "key", "what", "remedy")}


def schema(
    which: Annotated[Schema, typer.Argument(help="The schema of which files.")] = Schema.COLLECTION,
) -> None:
    """Print the JSON Schema that editors use for the YAML files."""
    match which:
        case Schema.COLLECTION:
            print_json(collection_schema())
        case Schema.TAGS:
            print_json(tags_schema())
        case Schema.SYNONYMS:
            print_json(synonyms_schema())
