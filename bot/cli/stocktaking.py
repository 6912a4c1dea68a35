"""What the catalog has in stock, from the shell."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer
from rich.table import Column, Table
from rich.text import Text

from bot.app.config import Config
from bot.app.stock import Stock, stock_of
from bot.app.wiring.house import open_records
from bot.app.wiring.keeping import has_database
from bot.cli.console import a_table, counted, out, print_json
from bot.cli.reading import library
from bot.domain.catalog import Catalog
from bot.domain.completeness import Completeness, Some, completeness_of
from bot.domain.plan import Plan

KEYS_SHOWN = 4


def catalog(
    json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """What the catalog has, what its drafts lack, and how long each channel's cards last."""
    config, opened = library()
    catalog = opened.shelf.catalog
    found = completeness_of(catalog)
    stocks = asyncio.run(_stocks(config, catalog))
    if json:
        print_json(_as_json(found, stocks, catalog))
    else:
        _print(found, stocks, catalog)


async def _stocks(config: Config, catalog: Catalog) -> list[Stock]:
    """Where the bot has never run there is no history, and a mere look makes no database."""
    if not has_database(config):
        return [Stock.of(catalog, channel, (), Plan()) for channel in config.channels]
    async with open_records(config) as store:
        return [await stock_of(catalog, channel, ledger=store.ledger, plans=store.plans) for channel in config.channels]


def _as_json(found: Completeness, stocks: Iterable[Stock], catalog: Catalog) -> dict[str, Any]:
    """``keys`` are the first 20 of a ``count``."""
    return {
        "entries": found.entries,
        "ready": found.ready,
        "drafts": found.drafts,
        "rejected": found.rejected,
        "complete_drafts": _some(found.complete),
        "unreviewed": _some(found.unreviewed),
        "lacking": {name: _some(some) for name, some in found.lacking.items() if some.count},
        "kinds": dict(found.kinds),
        "languages": dict(found.languages),
        "years": dict(sorted(found.years.items())),
        "dates": dict(found.precision),
        "tags": {tag: found.tags[tag] for tag in catalog.tags},
        "channels": [
            {
                "name": stock.channel.name,
                "entries": stock.admitted,
                "cycle_days": stock.cycle_days,
                "left": stock.left,
                "days_left": stock.days_left,
                "new": stock.fresh,
                "new_days": stock.fresh_days,
            }
            for stock in stocks
        ],
    }


def _some(some: Some) -> dict[str, Any]:
    return {"count": some.count, "keys": some.keys}


def _print(found: Completeness, stocks: list[Stock], catalog: Catalog) -> None:
    console = out()
    counts = [f"{found.ready} ready", counted(found.drafts, "draft", "drafts")]
    counts += [f"{found.rejected} rejected"] if found.rejected else []
    console.print(f"[bold]{counted(found.entries, 'entry', 'entries')}[/bold]: {', '.join(counts)}")
    console.print()
    if stocks:
        console.print(_channels(stocks))
    else:
        console.print(Text("no channel is configured", "yellow"))
    if rows := list(_wanting(found)):
        console.print()
        table = a_table(Column("drafts"), Column("", justify="right"), Column("", overflow="fold"))
        for what, some in rows:
            table.add_row(what, str(some.count), _keys(some))
        console.print(table)
    console.print()
    grid = Table.grid(padding=(0, 2))
    for name, shares in _shares(found, catalog):
        grid.add_row(Text(name, "bold"), Text(shares or "none"))
    console.print(grid)


def _channels(stocks: Iterable[Stock]) -> Any:
    numbers = [Column(name, justify="right") for name in ("entries", "a round", "left of it")]
    table = a_table(Column("channel"), *numbers, Column("new"))
    for stock in stocks:
        table.add_row(
            stock.channel.name,
            str(stock.admitted),
            counted(stock.cycle_days, "day", "days"),
            counted(stock.days_left, "day", "days"),
            _new(stock),
        )
    return table


def _new(stock: Stock) -> Text:
    if stock.fresh:
        return Text(f"{counted(stock.fresh_days, 'day', 'days')} of cards left ({stock.fresh})")
    return Text("none: its cards repeat" if stock.admitted else "none: its filter admits nothing", "yellow")


def _wanting(found: Completeness) -> Iterator[tuple[str, Some]]:
    """What keeps entries from being posted, each kind of it once."""
    kinds = [(f"no {name}", some) for name, some in found.lacking.items()]
    kinds += [
        ("drafted by a machine, not reviewed", found.unreviewed),
        ("complete, waiting for a word", found.complete),
    ]
    return ((what, some) for what, some in kinds if some.count)


def _keys(some: Some) -> Text:
    more = some.count - KEYS_SHOWN
    return Text(", ".join(some.keys[:KEYS_SHOWN]) + (f" and {more} more" if more > 0 else ""), "dim")


def _shares(found: Completeness, catalog: Catalog) -> Iterator[tuple[str, str]]:
    yield "kinds", _often(found.kinds)
    yield "languages", _often(found.languages)
    yield "years", ", ".join(f"{year} {count}" for year, count in sorted(found.years.items()))
    yield "dates", _often(found.precision)
    yield "tags", _often(Counter({tag: found.tags[tag] for tag in catalog.tags if found.tags[tag]}))
    if unused := [tag for tag in catalog.tags if not found.tags[tag]]:
        yield "no entry", ", ".join(unused)


def _often(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())
