"""The Typer application, and how failures become messages and exit codes."""

import sys
from typing import Annotated

import typer

from bot import __version__
from bot.cli import posting, reading, running, setting_up
from bot.cli.console import complain
from bot.domain.errors import SendError
from bot.domain.faults import FaultsError

USAGE = 2  # the arguments or the configuration cannot be used
FAILED = 1  # what was asked for did not happen

app = typer.Typer(
    name="digestbot",
    help="A curated bilingual reading list, posted to Telegram one card a day, exactly once.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog="Start with [bold]digestbot demo[/bold]: it needs no token and no network.",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"digestbot {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Options of the command as a whole."""


app.command(rich_help_panel="Try and run")(running.demo)
app.command(rich_help_panel="Try and run")(running.run)
app.command(rich_help_panel="Try and run")(setting_up.init)
app.command(rich_help_panel="Try and run")(running.check)
app.command(rich_help_panel="Try and run")(running.health)
app.command(rich_help_panel="Post")(posting.queue)
app.command(rich_help_panel="Post")(posting.post)
app.command(rich_help_panel="Curate")(reading.validate)
app.command(rich_help_panel="Curate")(reading.preview)
app.command(rich_help_panel="Curate")(reading.search)
app.command(rich_help_panel="Curate")(reading.schema)


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 it did not happen, 2 it could not be tried as written."""
    try:
        app()
    except FaultsError as broken:
        complain(*map(str, broken.faults))
        sys.exit(USAGE)
    except SendError as failure:
        complain(str(failure))
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(130)
