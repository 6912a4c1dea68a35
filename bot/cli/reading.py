"""The catalog from the shell: validate, schema."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.app.config import Config, read_config
from bot.app.wiring.library import (
    Library,
    collection_schema,
    open_library,
    read_catalog,
    synonyms_schema,
    tags_schema,
)
from bot.cli.console import complain, counted, out, print_json
from bot.cli.dotenv import environment


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
    return config, open_library(config)


def validate(
    path: Annotated[
        Path | None, typer.Argument(help="A data folder or one file; default: the configured data.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Check collections, tags and synonyms; all faults at once, exit code 1 if there are any."""
    reading = read_catalog(path or configuration().data)
    catalog, faults = reading.catalog, reading.faults
    if json:
        keys = ("place", "line", "key", "what", "remedy")
        print_json(
            {
                "entries": len(catalog),
                "ready": len(catalog.ready),
                "faults": [{key: getattr(fault, key) for key in keys} for fault in faults],
            }
        )
    else:
        complain(*map(str, faults), *filter(None, [reading.unchecked]))
        if faults:
            complain(counted(len(faults), "fault", "faults"))
        else:
            ready, drafts = len(catalog.ready), len(catalog) - len(catalog.ready)
            counts = (
                (ready, "entry ready", "entries ready"),
                (drafts, "draft", "drafts"),
                (len(catalog.tags), "tag", "tags"),
                (len(catalog.synonyms.groups), "group of synonyms", "groups of synonyms"),
            )
            out().print(f"[green]✓[/green] {', '.join(counted(*count) for count in counts)}")
    if faults:
        raise typer.Exit(1)


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
