"""Running from the shell: run, check."""

import asyncio
import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Column

from bot.app.checkup import Checkup, check_up
from bot.app.clock import SystemClock
from bot.app.config import Config, read_config
from bot.app.logs import set_up
from bot.app.run import run as run_bot
from bot.app.run import stop_on_signals
from bot.cli.console import a_table, out, print_findings, print_json
from bot.cli.dotenv import environment


def run(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log also how, with tracebacks.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Log only trouble.")] = False,
) -> None:
    """Run the bot until Ctrl-C or SIGTERM. Settings come from the environment, .env and digest.yaml."""
    set_up(verbose=verbose, quiet=quiet)
    asyncio.run(_run(read_config(environment(), Path.cwd())))


async def _run(config: Config) -> None:
    stopped = asyncio.Event()
    stop_on_signals(stopped)
    await run_bot(config, SystemClock(), stopped)


def check(
    json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Check token, rights, zones, templates, catalog and pictures; show the next five slots. Exit code 1 on trouble."""
    config = read_config(environment(), Path.cwd())
    checkup = asyncio.run(check_up(config, SystemClock().now()))
    if json:
        print_json(_as_json(checkup))
    else:
        _print(checkup)
    if not checkup.good:
        raise typer.Exit(1)


def _as_json(checkup: Checkup) -> dict[str, Any]:
    return {
        "good": checkup.good,
        "findings": [dataclasses.asdict(finding) for finding in checkup.findings],
        "ahead": {
            channel.name: [{"local": at.astimezone(channel.zone).isoformat(), "utc": at.isoformat()} for at in instants]
            for channel, instants in checkup.ahead
        },
    }


def _print(checkup: Checkup) -> None:
    console = out()
    print_findings(checkup.findings)
    for channel, instants in checkup.ahead:
        title = f"\n{channel.name}: the next slots ({channel.zone.key})"
        table = a_table(Column("local"), Column("UTC"), title=title)
        for at in instants:
            table.add_row(f"{at.astimezone(channel.zone):%a %Y-%m-%d %H:%M}", f"{at:%a %Y-%m-%d %H:%M}")
        console.print(table)
