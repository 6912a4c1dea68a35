"""The Typer application, and how failures become messages and exit codes."""

import io
import sys
from importlib import import_module
from keyword import iskeyword
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bot import __version__
from bot.app.logs import set_up
from bot.cli.console import complain
from bot.domain.errors import Refused, SendError, StoreError
from bot.domain.faults import FaultsError

USAGE = 2  # the arguments or the configuration cannot be used
FAILED = 1  # what was asked for did not happen

TRY, KEEP, POST, CURATE = "Try and run", "Keep", "Post", "Curate"

# Command → (module of bot.cli, panel of --help). The module is imported when its command is asked for: Telegram's and
# the database's libraries take a second, and a container's health check needs neither.
COMMANDS = {
    "demo": ("trying", TRY),
    "run": ("running", TRY),
    "init": ("setting_up", TRY),
    "check": ("running", TRY),
    "health": ("living", TRY),
    "backup": ("keeping", KEEP),
    "restore": ("keeping", KEEP),
    "queue": ("posting", POST),
    "post": ("posting", POST),
    "validate": ("reading", CURATE),
    "catalog": ("stocktaking", CURATE),
    "preview": ("previewing", CURATE),
    "gallery": ("exhibiting", CURATE),
    "import": ("importing", CURATE),
    "draft": ("drafting", CURATE),
    "links": ("linking", CURATE),
    "search": ("finding", CURATE),
    "index": ("finding", CURATE),
    "schema": ("reading", CURATE),
}


class OnDemand(TyperGroup):
    """Finds its commands in the table, and says their failures in words."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, panel = COMMANDS[cmd_name]
        single = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich")
        function = cmd_name + "_" * iskeyword(cmd_name)
        single.command(cmd_name, rich_help_panel=panel)(getattr(import_module(f"bot.cli.{module}"), function))
        return typer.main.get_command(single)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except StoreError as failure:
            complain(*map(str, failure.faults))
            raise typer.Exit(FAILED) from failure
        except FaultsError as broken:
            complain(*map(str, broken.faults))
            raise typer.Exit(USAGE) from broken
        except SendError as failure:
            complain(_no_telegram(failure))
            raise typer.Exit(FAILED) from failure
        except BrokenPipeError:  # whoever read our output has read enough: Typer's to end quietly
            raise
        except OSError as failure:
            complain(": ".join(str(part) for part in (failure.filename, failure.strerror or failure) if part))
            raise typer.Exit(FAILED) from failure


def _no_telegram(failure: SendError) -> str:
    """Why checking in failed; a card's own fate never comes up to here."""
    words = str(failure).rstrip(".")
    if isinstance(failure, Refused):
        return f"Telegram does not let the bot in: {words}; check the token with @BotFather"
    return f"Telegram cannot be reached: {words}"


app = typer.Typer(
    name="digestbot",
    cls=OnDemand,
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


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 it did not happen, 2 it could not be tried as written."""
    set_up(quiet=True)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal may have no Chinese
    app(prog_name="digestbot")
