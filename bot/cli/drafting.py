"""Drafting from the shell: a language model writes the texts that drafts lack."""

import asyncio
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.app.clock import SystemClock
from bot.app.config import Config, read_config
from bot.app.drafting import AT_ONCE, Drafted, Drafting, DraftingBook, commissions
from bot.app.wiring.drafting import INSTALL, catalog_of, drafter, installed
from bot.app.wiring.filling import open_book
from bot.cli.bars import a_bar
from bot.cli.console import complain, out, print_json, remark
from bot.cli.dotenv import environment
from bot.cli.drafting_says import as_json, counts, plan_as_json, plan_counts, plan_table, table, unwritten
from bot.domain.catalog import Catalog
from bot.domain.drafting import Commission, may_be_drafted
from bot.domain.entry import Entry, Status
from bot.formats.nearest import did_you_mean, shown

FAILED, USAGE = 1, 2


def draft(
    keys: Annotated[
        list[str] | None, typer.Argument(metavar="KEY", help="These drafts; default: all that lack something.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="At most so many.")] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", min=1, max=64, help="So many at the same time; 1 for a local server that has one.")
    ] = AT_ONCE,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be asked for, and ask nobody.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Let a language model write the titles and overviews that drafts lack; a person approves them with /review.

    Each text is written as soon as it is there, marked `drafted: machine`; what is written already stays as it is. Run
    again, it goes on with the rest. Exit code 1 if something could not be drafted.
    """
    needs = {"needs_token": False, "needs_channels": False, "needs_draft": not dry_run}
    config = read_config(environment(), Path.cwd(), **needs)
    if not dry_run and not installed():
        _unusable(f"drafting needs the package openai: {INSTALL}")
    catalog = catalog_of(config)
    entries = _named(catalog, keys) if keys else list(catalog)
    refused = _refused(entries) if keys else False
    asked = list(commissions(entries, list(catalog.tags.values()), limit=limit))
    if dry_run:
        _show_plan(asked, config, json=json)
        return
    drafted = asyncio.run(_drafted(config, open_book(config, Path.cwd()), asked, jobs))
    _show(drafted, config, json=json)
    if refused or not drafted.whole:
        raise typer.Exit(FAILED)


def _named(catalog: Catalog, keys: Sequence[str]) -> list[Entry]:
    found = []
    for key in dict.fromkeys(keys):
        entry = catalog.get(key)
        if entry is None:
            nearest = did_you_mean(key, catalog.entries, otherwise="see the collections in the data folder")
            _unusable(f"there is no entry {shown(key)}, {nearest}")
        found.append(entry)
    return found


def _refused(entries: Sequence[Entry]) -> bool:
    """Says of each that was named why it is not drafted; whether that is more than that it lacks nothing."""
    refused = False
    for entry in entries:
        if entry.status is Status.REJECTED:
            complain(f"{entry.key} was rejected; delete its `status: rejected` to have it drafted")
            refused = True
        elif not may_be_drafted(entry):
            remark(f"{entry.key} lacks nothing")
    return refused


async def _drafted(config: Config, book: DraftingBook, asked: Sequence[Commission], jobs: int) -> Drafted:
    stopped = asyncio.Event()
    _stop_gently(stopped)
    with a_bar("drafting") as told:
        async with drafter(config.draft) as model:
            drafting = Drafting(model, book, today=SystemClock().now().date(), at_once=jobs)
            return await drafting.run(asked, stopped, told)


def _stop_gently(stopped: asyncio.Event) -> None:
    """The first Ctrl-C lets the answers under way come in, for they are paid for; the second ends it at once."""
    loop = asyncio.get_running_loop()

    def stop() -> None:
        loop.remove_signal_handler(signal.SIGINT)
        stopped.set()
        remark("waiting for the answers under way; Ctrl-C again to give them up")

    with suppress(ValueError, RuntimeError, NotImplementedError):  # not in the main thread, or on Windows
        loop.add_signal_handler(signal.SIGINT, stop)


def _show_plan(asked: Sequence[Commission], config: Config, *, json: bool) -> None:
    if json:
        print_json(plan_as_json(asked, config.draft.price))
        return
    if asked:
        out().print(plan_table(asked))
    out().print(plan_counts(asked, config.draft.price))


def _show(drafted: Drafted, config: Config, *, json: bool) -> None:
    if json:
        print_json(as_json(drafted, config.draft.price))
        return
    if drafted.outcomes:
        out().print(table(drafted))
    for line in unwritten(drafted):
        out().print(line)
    out().print(*counts(drafted, config.draft.price), sep="\n")
    if drafted.unasked:
        complain(f"{drafted.ended}; {drafted.unasked} not asked for: run it again to go on")


def _unusable(why: str) -> NoReturn:
    complain(why)
    raise typer.Exit(USAGE)
