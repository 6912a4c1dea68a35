"""Running from the shell: demo, run, check."""

import asyncio
import dataclasses
import webbrowser
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.table import Table
from tzlocal import get_localzone_name

from bot.app.checkup import Checkup, check_up
from bot.app.clock import SystemClock
from bot.app.config import Config, read_config
from bot.app.logs import set_up
from bot.app.run import serve, stop_on_signals
from bot.app.wiring.house import open_house
from bot.cli.console import complain, out, print_findings, print_json
from bot.cli.dotenv import environment
from bot.demo import open_demo


def demo(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Where the page is; 0: any free port.")] = 8765,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the page.")] = False,
    state: Annotated[
        Path | None,
        typer.Option("--state", help="Keep the database in this folder; default: a temporary one."),
    ] = None,
) -> None:
    """Try everything in a browser: a stand-in for Telegram, the bot, and today's card. No token, no network."""
    set_up(quiet=True)
    try:
        asyncio.run(_demo(port, state, browser=not no_browser))
    except OSError as failure:
        complain(f"port {port} cannot be used ({failure.strerror}); try another with --port")
        raise typer.Exit(1) from failure


async def _demo(port: int, state: Path | None, *, browser: bool) -> None:
    stopped = asyncio.Event()
    stop_on_signals(stopped)
    zone = ZoneInfo(_local_zone())
    async with open_demo(port=port, state=state, today=SystemClock().now(), zone=zone) as running:
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


def _local_zone() -> str:
    """The machine's zone; UTC where it has none that IANA knows."""
    try:
        name = ZoneInfo(get_localzone_name()).key
    except (LookupError, ValueError, OSError):
        return "UTC"
    return name.removeprefix("Etc/")


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
    async with open_house(config, SystemClock(), patient=True) as house:
        await serve(house, stopped)


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
        table = Table(
            "local", "UTC", title=f"{channel.name}: the next slots ({channel.zone.key})", title_justify="left"
        )
        for at in instants:
            local = at.astimezone(channel.zone)
            table.add_row(f"{local:%a %Y-%m-%d %H:%M}", f"{at:%Y-%m-%d %H:%M}")
        console.print(table)
