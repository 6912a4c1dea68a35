"""`digestbot init`: asks, verifies against the Bot API, and writes digest.yaml and .env."""

import asyncio
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from tzlocal import get_localzone_name

from bot import shipped
from bot.app import settings
from bot.app.checkup import check_connection
from bot.app.config import TELEGRAM, Config, read_config
from bot.app.settings import Malformed
from bot.cli.console import complain, out, print_findings
from bot.cli.dotenv import environment

T = TypeVar("T")

YAML = """\
# Where and when the bot posts. The README explains every setting.
admins: [{admins}]
{api}channels:
  - name: {name}
    chat: "{chat}"
    at: [{at}]
    time_zone: {zone}
    languages: [{languages}]
"""


def init(
    with_data: Annotated[
        bool,
        typer.Option("--with-data", help="Also copy the first collection and the templates here, to be edited."),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite digest.yaml and .env.")] = False,
) -> None:
    """Ask what is needed to run, verify it with Telegram, and write digest.yaml and .env."""
    folder = Path.cwd()
    _refuse_to_overwrite(folder, force=force, with_data=with_data)
    token = _ask("Bot token, from @BotFather", settings.token, hide=True)
    chat = _ask("Channel: its @name or id", settings.chat)
    admins = _ask(
        "Your Telegram user id (several: comma-separated)", lambda text: settings.admins(settings.split(text))
    )
    at = _ask(
        "Time of day to post (several: comma-separated)",
        lambda text: settings.times(settings.split(text)),
        "09:00",
    )
    zone = _ask("Time zone", settings.zone, get_localzone_name() or "UTC")
    languages = _ask("Languages, first one on top", lambda text: settings.languages(settings.split(text)), "zh,en")
    api_url = environment(folder).get("DIGEST_API_URL", "")
    written = YAML.format(
        admins=", ".join(map(str, sorted(admins))),
        api=f"api_url: {api_url}\n" if api_url and api_url != TELEGRAM else "",
        name=re.sub("[^a-z0-9-]", "-", str(chat).lower()).strip("-")[:20],
        chat=chat,
        at=", ".join(f'"{time:%H:%M}"' for time in at),
        zone=zone.key,
        languages=", ".join(languages),
    )
    if not _verified(_config(token, written)) and not typer.confirm("Write the files all the same?"):
        complain("nothing was written")
        raise typer.Exit(1)
    _write(folder, token, written)
    if with_data:
        _copy(folder)
    out().print("Next: [bold]digestbot check[/bold], then [bold]digestbot run[/bold].")


def _refuse_to_overwrite(folder: Path, *, force: bool, with_data: bool) -> None:
    names = ["digest.yaml", ".env"] if not force else []
    names += ["data", "templates"] if with_data else []
    there = [name for name in names if (folder / name).exists()]
    if there:
        complain(
            f"{', '.join(there)} exist here already; --force overwrites digest.yaml and .env, never data or templates"
        )
        raise typer.Exit(2)


def _ask(question: str, parse: Callable[[str], T], default: str | None = None, *, hide: bool = False) -> T:
    """Ask until the answer can be meant."""
    while True:
        try:
            return parse(typer.prompt(question, default=default, hide_input=hide).strip())
        except Malformed as malformed:
            complain(str(malformed))


def _config(token: str, written: str) -> Config:
    """The configuration as `run` would read it from the files about to be written."""
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "digest.yaml").write_text(written, encoding="utf-8")
        return read_config({"TELEGRAM_BOT_TOKEN": token}, Path(scratch))


def _verified(config: Config) -> bool:
    findings = asyncio.run(check_connection(config))
    print_findings(findings)
    return all(finding.good for finding in findings)


def _write(folder: Path, token: str, written: str) -> None:
    (folder / "digest.yaml").write_text(written, encoding="utf-8")
    secret = folder / ".env"
    secret.touch(mode=0o600)
    secret.chmod(0o600)  # touch leaves the mode of a file that was there
    secret.write_text(f"TELEGRAM_BOT_TOKEN={token}\n", encoding="ascii")
    out().print("[green]✓[/green] wrote digest.yaml and .env (the token; readable by you alone)")


def _copy(folder: Path) -> None:
    shutil.copytree(shipped.data(), folder / "data")
    shutil.copytree(shipped.templates(), folder / "templates")
    out().print("[green]✓[/green] copied data/ and templates/: edit them, the bot uses these")
