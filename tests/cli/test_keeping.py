"""backup and restore: what they print, what they ask, and how they refuse."""

import asyncio
import os
import pty
import re
import signal
import subprocess
from pathlib import Path

import pytest

from tests.adapters.copies import a_database, days_of
from tests.cli.shell import PATIENCE, Shell, Telegram, an_hour_ago, stop


@pytest.fixture
def database(shell: Shell) -> Path:
    return a_database(shell.folder / "state" / "digestbot.sqlite3", 20, 21)


def test_a_backup_says_what_is_in_it(shell: Shell, database: Path) -> None:
    ran = shell.quick("backup", "copy.sqlite3")
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(r"copy\.sqlite3: \d+ kB, 2 cards posted, the newest of 2026-11-22 12:21 UTC\n", ran.out)
    assert days_of(shell.folder / "copy.sqlite3") == [20, 21]


def test_in_a_folder_a_backup_is_named_after_the_time(shell: Shell, database: Path) -> None:
    (shell.folder / "copies").mkdir()
    assert shell.quick("backup", "copies").code == 0
    (copy,) = (shell.folder / "copies").iterdir()
    assert re.fullmatch(r"digestbot-\d{8}-\d{6}\.sqlite3", copy.name)


def test_a_backup_overwrites_a_file_only_when_told_to(shell: Shell, database: Path) -> None:
    (shell.folder / "copy.sqlite3").write_text("mine")
    ran = shell.quick("backup", "copy.sqlite3")
    assert (ran.code, ran.out, ran.err) == (2, "", "copy.sqlite3: already there; --force overwrites it\n")
    assert (shell.folder / "copy.sqlite3").read_text() == "mine"
    assert shell.quick("backup", "copy.sqlite3", "--force").code == 0
    assert days_of(shell.folder / "copy.sqlite3") == [20, 21]


def test_a_restore_puts_the_backup_back_and_says_what_that_means(shell: Shell, database: Path) -> None:
    shell.quick("backup", "copy.sqlite3")
    a_database(database, 22)
    ran = shell.quick("restore", "copy.sqlite3", "--yes")
    assert (ran.code, ran.err) == (0, "")
    assert "copy.sqlite3: " in ran.out
    assert "Slots up to now get no card any more" in ran.out
    assert "/post posts by hand" in ran.out
    (before,) = re.findall(r"What it held before is in (.*)\n", ran.out)
    assert days_of(Path(before)) == [20, 21, 22]
    assert days_of(database) == [20, 21]


def test_where_nobody_can_be_asked_nothing_is_restored(shell: Shell, database: Path) -> None:
    shell.quick("backup", "copy.sqlite3")
    ran = shell.quick("restore", "copy.sqlite3", answers="y\n")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "there is nobody to ask; --yes restores without asking\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "code", "left"), [("y", 0, [20, 21]), ("n", 1, [20, 21, 22]), ("", 1, [20, 21, 22])]
)
def test_on_a_terminal_the_person_is_asked(
    shell: Shell, database: Path, answer: str, code: int, left: list[int]
) -> None:
    shell.quick("backup", "copy.sqlite3")
    a_database(database, 22)
    terminal, keyboard = pty.openpty()
    try:
        os.write(terminal, f"{answer}\n".encode())
        ran = subprocess.run(
            shell.command("restore", "copy.sqlite3"), cwd=shell.folder, env=shell.environment({}),
            stdin=keyboard, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False,
        )  # fmt: skip
    finally:
        os.close(terminal)
        os.close(keyboard)
    assert ran.returncode == code
    assert f"Put it into the place of {database}? [y/N]" in ran.stdout
    assert ("nothing was restored" in ran.stderr) == bool(code)
    assert days_of(database) == left


# What is typed, and words that must be among what is said.
REFUSED = [
    ("backup nowhere/copy.sqlite3", "nowhere/copy.sqlite3: it cannot be written (No such file or directory), "),
    ("backup /dev/null/copy.sqlite3", "/dev/null/copy.sqlite3: it cannot be written (Not a directory), "),
    ("backup --force /dev/null", "/dev/null: this is no ordinary file, name another"),
    ("backup --force state/digestbot.sqlite3", "state/digestbot.sqlite3: this is the bot's own database"),
    ("restore --yes nosuch", "nosuch: there is no such file, name a file that `digestbot backup` made"),
    ("restore --yes state", "state: there is no such file"),
    ("restore --yes state/digestbot.sqlite3", "state/digestbot.sqlite3: this is the bot's own database"),
    ("restore --yes notes.txt", "notes.txt: this is not a database, or a damaged one, take another backup"),
]


@pytest.mark.parametrize(("line", "words"), REFUSED, ids=[line for line, _ in REFUSED])
def test_what_cannot_be_kept_or_put_back_is_said_in_a_line(shell: Shell, database: Path, line: str, words: str) -> None:
    (shell.folder / "notes.txt").write_text("notes of mine\n" * 200)
    ran = shell.quick(*line.split())
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert words in ran.err
    assert days_of(database) == [20, 21]


@pytest.mark.parametrize("line", ["backup copy.sqlite3", "restore --yes notes.txt"])
def test_a_database_of_postgresql_is_for_its_own_tools(shell: Shell, line: str) -> None:
    (shell.folder / "notes.txt").write_text("notes of mine\n")
    ran = shell.quick(*line.split(), DIGEST_DATABASE="postgresql://bot:hunter2@host/digest")
    assert (ran.code, ran.out) == (1, "")
    assert "pg_dump" in ran.err
    assert "hunter2" not in ran.err


def test_before_the_first_run_there_is_nothing_to_keep(shell: Shell) -> None:
    ran = shell.quick("backup", "copy.sqlite3")
    assert ran.code == 1
    assert "there is no database yet" in ran.err
    assert list(shell.folder.iterdir()) == []


@pytest.mark.slow
async def test_a_running_bot_is_kept_but_nothing_is_put_under_it(shell: Shell, telegram: Telegram) -> None:
    async with shell.running("run", DIGEST_AT=an_hour_ago()) as bot:
        await telegram.posted()
        async with asyncio.timeout(PATIENCE):
            while "1 card posted" not in (await shell.run("backup", "--force", "copy.sqlite3")).out:
                pass
        refused = await shell.run("restore", "--yes", "copy.sqlite3")
        assert refused.code == 1
        assert "has the database open, stop it first" in refused.err
        await stop(bot, signal.SIGTERM)
    assert (await shell.run("restore", "--yes", "copy.sqlite3")).code == 0
    async with shell.running("run", DIGEST_AT=an_hour_ago()) as bot:
        assert bot.stderr is not None
        async with asyncio.timeout(PATIENCE):
            while b"posts next" not in await bot.stderr.readline():
                pass
        await stop(bot, signal.SIGTERM)
    assert len(telegram.posts) == 1


def test_keeping_loads_neither_telegram_nor_the_scheduler(shell: Shell, database: Path) -> None:
    code = (
        "import sys; from bot.cli import main; sys.argv[0] = 'digestbot'\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(*sorted(sys.modules.keys() & {'telegram', 'apscheduler', 'starlette', 'httpx', 'alembic'}))"
    )
    ran = subprocess.run(
        [*shell.command()[:1], "-c", code, "backup", "copy.sqlite3"],
        cwd=shell.folder, env=shell.environment({}), capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert ran.stdout.splitlines()[1:] == [""]
