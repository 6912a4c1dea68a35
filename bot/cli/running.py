"""Running from the shell: demo, run, check."""

import asyncio
import dataclasses
import errno
import os
import webbrowser
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
from bot.cli.console import a_table, complain, out, print_findings, print_json
from bot.cli.dotenv import environment
from bot.cli.local_zone import local_zone
from bot.demo import open_demo


def demo(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Where the page is; 0: any free port.")] = 8765,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the page.")] = False,
    state: Annotated[
        Path | None,
        typer.Option("--state", file_okay=False, help="Keep the database in this folder; default: a temporary one."),
    ] = None,
) -> None:
    """Try everything in a browser: a stand-in for Telegram, the bot, and today's card. No token, no network."""
    set_up(quiet=True)
    try:
        asyncio.run(_demo(port, state, browser=not no_browser))
    except OSError as failure:
        if failure.filename is not None:  # the state folder's trouble
            raise
        why = (
            "is in use" if failure.errno == errno.EADDRINUSE else f"cannot be used ({os.strerror(failure.errno or 0)})"
        )
        complain(f"port {port} {why}; try another with --port, or any free one with --port 0")
        raise typer.Exit(1) from failure


async def _demo(port: int, state: Path | None, *, browser: bool) -> None:
    stopped = asyncio.Event()
    stop_on_signals(stopped)
    async with open_demo(port=port, state=state, today=SystemClock().now(), zone=local_zone()) as running:
        console = out()
        console.print(f"[bold green]digestbot demo[/bold green]  {running.url}/")
        console.print("Today's card is in the channel.")
        console.print(
            "In the chat, try [bold]/search 推理[/bold] and [bold]/random[/bold]; as admin, [bold]/post[/bold]."
        )
        console.print("Ctrl-C stops.", style="dim")
        if browser:
            await asyncio.to_thread(webbrowser.open, f"{running.url}/")
        await stopped.wait()
    out().print("Stopped.")


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
    """Check token, channel rights, zones, templates and catalog; show the next five slots. Exit code 1 on trouble."""
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
