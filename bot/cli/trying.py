"""Trying it out: `digestbot demo`. Apart from `run`, which needs neither the sandbox nor its server."""

import asyncio
import errno
import os
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from bot.app.clock import SystemClock
from bot.app.logs import set_up
from bot.app.run import stop_on_signals
from bot.cli.console import complain, out
from bot.cli.local_zone import local_zone
from bot.demo import open_demo
from bot.domain.channel import Style


def demo(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Where the page is; 0: any free port.")] = 8765,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the page.")] = False,
    state: Annotated[
        Path | None,
        typer.Option("--state", file_okay=False, help="Keep the database in this folder; default: a temporary one."),
    ] = None,
    style: Annotated[Style, typer.Option("--style", help="What the channel's cards are.")] = Style.PICTURE,
) -> None:
    """Try everything in a browser: a stand-in for Telegram, the bot, and today's card. No token, no network."""
    set_up(quiet=True)
    try:
        asyncio.run(_demo(port, state, style, browser=not no_browser))
    except OSError as failure:
        if failure.filename is not None:  # the state folder's trouble
            raise
        why = (
            "is in use" if failure.errno == errno.EADDRINUSE else f"cannot be used ({os.strerror(failure.errno or 0)})"
        )
        complain(f"port {port} {why}; try another with --port, or any free one with --port 0")
        raise typer.Exit(1) from failure


async def _demo(port: int, state: Path | None, style: Style, *, browser: bool) -> None:
    stopped = asyncio.Event()
    stop_on_signals(stopped)
    world = open_demo(port=port, state=state, style=style, today=SystemClock().now(), zone=local_zone())
    async with world as running:
        console = out()
        console.print(f"[bold green]digestbot demo[/bold green]  {running.url}/")
        console.print("Today's card is in the channel.")
        console.print(
            "In the chat, try [bold]/search 推理[/bold], [bold]/random[/bold] and [bold]/picture[/bold]; "
            "as admin, [bold]/post[/bold] and [bold]/review[/bold]."
        )
        console.print("Ctrl-C stops.", style="dim")
        if browser:
            await asyncio.to_thread(webbrowser.open, f"{running.url}/")
        await stopped.wait()
    out().print("Stopped.")
