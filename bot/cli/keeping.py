"""Keeping what the bot knows: backup, restore."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.app.clock import SystemClock
from bot.app.config import read_config
from bot.app.wiring import keeping
from bot.app.wiring.keeping import STAMP
from bot.cli.console import complain, counted, out
from bot.cli.dotenv import environment
from bot.domain.backup import Contents


def backup(
    file: Annotated[Path, typer.Argument(help="Where to; in a folder the copy is named after the time.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file if it is there.")] = False,
) -> None:
    """Keep a copy of the database; the bot may be running. Prints what is in it."""
    config = read_config(environment(), Path.cwd(), needs_token=False, needs_channels=False)
    if file.is_dir():
        file = file / f"digestbot-{SystemClock().now():{STAMP}}.sqlite3"
    if not force and (file.exists() or file.is_symlink()):
        complain(f"{file}: already there; --force overwrites it")
        raise typer.Exit(2)
    _say(f"{file}: {_in_words(keeping.backup(config, file))}")


def restore(
    file: Annotated[Path, typer.Argument(help="What `digestbot backup` made.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a backup into the place of the database, which is kept beside. The bot must be stopped."""
    config = read_config(environment(), Path.cwd(), needs_token=False, needs_channels=False)
    if not yes and not sys.stdin.isatty():
        complain("there is nobody to ask; --yes restores without asking")
        raise typer.Exit(2)

    def agree(found: Contents) -> None:
        _say(f"{file}: {_in_words(found)}")
        if not yes:
            typer.confirm(f"Put it into the place of {keeping.database_of(config)}?", abort=True)

    try:
        restored = keeping.restore(config, file, SystemClock().now(), agree=agree)
    except typer.Abort:
        complain("nothing was restored")
        raise typer.Exit(1) from None
    _say(f"restored {restored.database}")
    if restored.before:
        _say(f"What it held before is in {restored.before}")
    _say("Slots up to now get no card any more, because what was posted after the backup is not known.")
    _say("An admin's /post posts by hand; look into the channels first.")


def _in_words(found: Contents) -> str:
    newest = f", the newest of {found.newest:%Y-%m-%d %H:%M} UTC" if found.newest else ""
    return f"{_sized(found.size)}, {counted(found.cards, 'card', 'cards')} posted{newest}"


def _sized(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"


def _say(line: str) -> None:
    out().print(line, markup=False)
