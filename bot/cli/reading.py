"""The catalog from the shell: validate, preview, search, schema."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Column
from rich.text import Text

from bot.app.config import Config, read_config
from bot.app.wiring.library import Library, collection_schema, open_library, read_catalog, tags_schema
from bot.cli.console import a_table, complain, counted, out, print_json
from bot.cli.dotenv import environment
from bot.domain.card import Card
from bot.domain.channel import Channel
from bot.domain.query import Query


class Format(StrEnum):
    """How a preview is printed."""

    HTML = "html"
    TEXT = "text"
    JSON = "json"


class Schema(StrEnum):
    """Which files a schema describes."""

    COLLECTION = "collection"
    TAGS = "tags"


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
    """Check collections and tags; all faults at once, exit code 1 if there are any."""
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
            )
            out().print(f"[green]✓[/green] {', '.join(counted(*count) for count in counts)}")
    if faults:
        raise typer.Exit(1)


def preview(
    key: Annotated[str, typer.Argument(help="The entry's key.")],
    format: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TEXT,
    channel: Annotated[str, typer.Option("--channel", help="As this channel would get it.")] = "",
) -> None:
    """Print an entry's card as it would be posted."""
    config, shelves = library()
    catalog = shelves.shelf.catalog
    entry = catalog.get(key)
    if entry is None:
        complain(f"there is no entry {key!r}; `digestbot search WORDS` finds keys")
        raise typer.Exit(1)
    card = shelves.cards.for_channel(entry, catalog, _channel(config, channel), token="0" * 15)
    if not entry.ready and format is not Format.JSON:
        complain(f"{key} is not ready: it is a draft or lacks a language, so it would not be posted")
    match format:
        case Format.HTML:
            print(card.html)
        case Format.TEXT:
            _print_text(card)
        case Format.JSON:
            print(card.to_json())


def _channel(config: Config, name: str) -> Channel:
    for channel in config.channels:
        if name in ("", channel.name):
            return channel
    if name:
        known = ", ".join(channel.name for channel in config.channels) or "none is configured"
        complain(f"there is no channel {name!r}; known: {known}")
        raise typer.Exit(2)
    return Channel(name="preview", chat="@preview", at=(), zone=ZoneInfo("UTC"))


def _print_text(card: Card) -> None:
    console = out()
    console.print(card.plain, markup=False)
    for row in card.buttons:
        console.print("  ".join(f"[ {button.text} ]" for button in row), style="cyan", markup=False)


def search(
    text: Annotated[list[str], typer.Argument(help="Words in either language, and tag: kind: year: author: org:.")],
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 10,
    json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Search as readers do; exit code 1 if nothing matches."""
    _, shelves = library()
    hits = shelves.shelf.search.find(Query.parse(" ".join(text)))
    if json:
        print_json(
            [
                {
                    "key": hit.entry.key,
                    "score": round(hit.score, 3),
                    "title": hit.entry.title.model_dump(),
                    "field": hit.field,
                }
                for hit in hits[:limit]
            ]
        )
    elif hits:
        found = hits[:limit]
        widest = max(len(hit.entry.key) for hit in found)
        # The key has its whole width, for one cut short cannot be typed; Chinese has no spaces to break a line at.
        table = a_table(Column("entry", width=max(widest, 19)), Column("title", overflow="fold"))
        for hit in found:
            entry = hit.entry
            about = " · ".join(filter(None, [entry.kind, str(entry.published or "")]))
            titles = "\n".join(filter(None, [entry.title.en, entry.title.zh]))
            table.add_row(Text.assemble((entry.key, "bold"), (f"\n{about}", "dim")), Text(titles))
        out().print(table)
    else:
        complain("nothing matches")
    if not hits:
        raise typer.Exit(1)


def schema(
    which: Annotated[Schema, typer.Argument(help="The schema of collections or of tags.yaml.")] = Schema.COLLECTION,
) -> None:
    """Print the JSON Schema that editors use for the YAML files."""
    print_json(collection_schema() if which is Schema.COLLECTION else tags_schema())
