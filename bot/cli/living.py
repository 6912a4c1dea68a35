"""Is the bot alive? Apart from the other commands, because a container asks twice a minute."""

from pathlib import Path

import typer

from bot.app.clock import SystemClock
from bot.app.config import read_config
from bot.app.heartbeat import fresh, last_beat
from bot.cli.console import complain
from bot.cli.dotenv import environment


def health() -> None:
    """Is the bot alive that uses this state folder? Exit code 0 if so: for a container's health check."""
    config = read_config(environment(), Path.cwd(), needs_token=False, needs_channels=False)
    if not fresh(config.state, SystemClock().now()):
        last = last_beat(config.state)
        since = f"since {last:%Y-%m-%d %H:%M:%S} UTC" if last else "yet: the bot has not run with this folder"
        complain(f"no sign of life in {config.state} {since}")
        raise typer.Exit(1)
