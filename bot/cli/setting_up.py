"""`digestbot init`: asks, verifies against the Bot API, and writes digest.yaml and .env."""

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot import shipped
from bot.app import values
from bot.app.checkup import check_connection
from bot.app.config import TELEGRAM, Config, read_config
from bot.app.values import Malformed
from bot.cli.console import complain, out, print_findings
from bot.cli.dotenv import environment
from bot.cli.local_zone import local_zone

T = TypeVar("T")

SETTLED_HERE = ("digest.yaml", ".env")
CONTRADICTING = ("TELEGRAM_BOT_TOKEN", "TELEGRAM_BOT_TOKEN_FILE", "DIGEST_CHANNEL", "DIGEST_ADMINS", "DIGEST_CONFIG")

YAML = """\
# Where and when the bot posts. The README explains every setting.
admins: [{admins}]
{api}channels:
  - chat: "{chat}"
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
    _refuse_to_contradict()
    api_url = _api_url(folder)
    try:
        token, written = _interview(api_url)
        if not _verified(_config(token, written)):
            typer.confirm("Write the files all the same?", abort=True)
    except typer.Abort:
        complain("", "nothing was written")
        raise typer.Exit(1) from None
    _write(folder, token, written, with_data=with_data)
    out().print("Next: [bold]digestbot check[/bold], then [bold]digestbot run[/bold].")


def _refuse_to_overwrite(folder: Path, *, force: bool, with_data: bool) -> None:
    names = [] if force else list(SETTLED_HERE)
    names += ["data", "templates"] if with_data else []
    there = [name for name in names if (folder / name).exists()]
    if there:
        complain(f"already here: {', '.join(there)}; --force overwrites digest.yaml and .env, never data or templates")
        raise typer.Exit(2)


def _refuse_to_contradict() -> None:
    """What the environment says would win over the files about to be written, or quarrel with them."""
    there = [name for name in CONTRADICTING if os.environ.get(name, "").strip()]
    if there:
        complain(f"set in the environment, which wins over the files that init writes: {', '.join(there)}; unset first")
        raise typer.Exit(2)


def _api_url(folder: Path) -> str:
    try:
        return values.api_url(environment(folder).get("DIGEST_API_URL", "").strip() or TELEGRAM)
    except Malformed as malformed:
        complain(f"DIGEST_API_URL: {malformed}")
        raise typer.Exit(2) from malformed


def _interview(api_url: str) -> tuple[str, str]:
    """The token, and what digest.yaml shall say."""
    out().print("Six questions; then everything is verified with Telegram. Ctrl-C leaves, and nothing is written.")
    token = _ask("Bot token, from @BotFather", values.token, hide=True)
    chat = _ask("Channel: its @name or id", values.chat)
    admins = _ask("Your Telegram user id (several: comma-separated)", _admins)
    at = _ask("Time of day to post (several: comma-separated)", lambda text: values.times(values.split(text)), "09:00")
    zone = _ask("Time zone", values.zone, local_zone().key)
    languages = _ask("Languages, first one on top", lambda text: values.languages(values.split(text)), "zh,en")
    return token, YAML.format(
        admins=", ".join(map(str, sorted(admins))),
        api=f"api_url: {api_url}\n" if api_url != TELEGRAM else "",
        chat=chat,
        at=", ".join(f'"{time:%H:%M}"' for time in at),
        zone=zone.key,
        languages=", ".join(languages),
    )


def _ask(question: str, parse: Callable[[str], T], default: str | None = None, *, hide: bool = False) -> T:
    """Ask until the answer can be meant. What is hidden on a terminal is simply read from a pipe."""
    while True:
        try:
            return parse(typer.prompt(question, default=default, hide_input=hide and sys.stdin.isatty()).strip())
        except Malformed as malformed:
            complain(str(malformed))


def _admins(text: str) -> frozenset[int]:
    ids = values.admins(values.split(text))
    if not ids:
        raise Malformed("no user id is given", "write the number; @userinfobot tells people theirs")
    return ids


def _config(token: str, written: str) -> Config:
    """The configuration as `run` would read it from the files about to be written."""
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "digest.yaml").write_text(written, encoding="utf-8")
        return read_config({"TELEGRAM_BOT_TOKEN": token}, Path(scratch))


def _verified(config: Config) -> bool:
    findings = asyncio.run(check_connection(config))
    print_findings(findings)
    return all(finding.good for finding in findings)


def _write(folder: Path, token: str, written: str, *, with_data: bool) -> None:
    """All of it beside first and then moved into place, so that an interruption leaves nothing half-written."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".digestbot-init-") as beside:
        staged = Path(beside)
        (staged / "digest.yaml").write_text(written, encoding="utf-8")
        secret = staged / ".env"
        secret.touch(mode=0o600)  # before the token is in it
        secret.write_text(f"TELEGRAM_BOT_TOKEN={token}\n", encoding="ascii")
        if with_data:
            shutil.copytree(shipped.data(), staged / "data")
            shutil.copytree(shipped.templates(), staged / "templates")
        for path in sorted(staged.iterdir()):
            path.replace(folder / path.name)
    out().print("[green]✓[/green] wrote digest.yaml and .env (the token; readable by you alone)")
    if with_data:
        out().print("[green]✓[/green] copied data/ and templates/: edit them, the bot uses these")
