"""init: it asks until it understands, verifies with Telegram, and leaves files that work, or none at all."""

import asyncio
import json
import os
import pty
import stat
from pathlib import Path

import pytest
import yaml

from bot import shipped
from bot.sandbox.chats import Rights
from tests.cli.shell import ADMIN, CHANNEL, PATIENCE, Shell, Telegram, an_hour_ago

NOWHERE = "http://127.0.0.1:1"  # where nothing listens


@pytest.fixture
def newcomer(shell: Shell, telegram: Telegram) -> Shell:
    """A shell that knows where Telegram is and nothing else."""
    shell.settings.clear()
    shell.settings["DIGEST_API_URL"] = telegram.url
    return shell


def answers(telegram: Telegram, *more: str, **changes: str) -> str:
    """What a newcomer types, one line a question."""
    lines = {
        "token": telegram.sandbox.token,
        "chat": CHANNEL,
        "admins": str(ADMIN),
        "at": an_hour_ago(),
        "zone": "",
        "languages": "",
    } | changes
    return "".join(f"{line}\n" for line in (*lines.values(), *more))


def written(shell: Shell) -> list[str]:
    return sorted(path.name for path in shell.folder.iterdir())


async def test_the_files_it_writes_are_all_that_check_and_run_need(newcomer: Shell, telegram: Telegram) -> None:
    ran = await newcomer.run("init", answers=answers(telegram))
    assert (ran.code, ran.err) == (0, "")
    assert telegram.sandbox.token not in ran.out
    assert "✓ channel o1-daily: o1 Daily: the bot may post" in ran.out
    assert written(newcomer) == [".env", "digest.yaml"]
    assert stat.S_IMODE((newcomer.folder / ".env").stat().st_mode) == 0o600

    newcomer.settings.clear()
    checked = await newcomer.beside("check", "--json")
    assert (checked.code, json.loads(checked.out)["good"]) == (0, True)
    async with newcomer.running("run"):
        await telegram.posted()


async def test_digest_yaml_says_what_was_answered(newcomer: Shell, telegram: Telegram) -> None:
    await newcomer.beside("init", answers=answers(telegram, at="21:00，9:05", admins=f"{ADMIN}, 7", languages="en"))
    assert yaml.safe_load((newcomer.folder / "digest.yaml").read_text(encoding="utf-8")) == {
        "admins": [7, ADMIN],
        "api_url": telegram.url,
        "channels": [
            {
                "chat": CHANNEL,
                "at": ["09:05", "21:00"],
                "time_zone": "UTC",
                "languages": ["en"],
            }
        ],
    }


async def test_a_wrong_answer_is_asked_again(newcomer: Shell, telegram: Telegram) -> None:
    typed = answers(
        telegram,
        token=f"hello\n{telegram.sandbox.token}",
        chat=f"o1 daily\n{CHANNEL}",
        admins=f"@ada\n,\n{ADMIN}",
        at="9 o'clock\n09:00",
        zone="Shanghai\nAsia/Shanghai",
        languages="fr\nzh",
    )
    ran = await newcomer.beside("init", answers=typed)
    assert ran.code == 0
    assert [line.partition(",")[0] for line in ran.err.splitlines()] == [
        "this is not a bot token",
        "'o1 daily' is not a channel",
        "'@ada' is not a user id",
        "no user id is given",
        '"9 o\'clock" is not a time of day',
        "'Shanghai' is not an IANA time zone",
        "'fr' is not a language of the cards",
    ]


async def test_the_token_is_not_shown_on_a_terminal(newcomer: Shell, telegram: Telegram) -> None:
    ours, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *newcomer.command("init"), cwd=newcomer.folder, env=newcomer.environment({}),
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    screen = asyncio.StreamReader()
    reading, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(screen), os.fdopen(os.dup(ours), "rb", buffering=0)
    )
    try:
        async with asyncio.timeout(PATIENCE):
            shown = await screen.readuntil(b"BotFather: ")
            os.write(ours, f"{telegram.sandbox.token}\n".encode())
            shown += await screen.readuntil(b"Channel: its @name or id: ")
            os.write(ours, b"\x04")  # Ctrl-D
            shown += await screen.readuntil(b"nothing was written")
            assert await process.wait() == 1
    finally:
        reading.close()
        os.close(ours)
        if process.returncode is None:
            process.kill()
    assert telegram.sandbox.token.partition(":")[2].encode() not in shown
    assert written(newcomer) == []


@pytest.mark.parametrize("lines", range(6))
async def test_leaving_at_any_question_writes_nothing(newcomer: Shell, telegram: Telegram, lines: int) -> None:
    typed = answers(telegram).splitlines(keepends=True)[:lines]
    ran = await newcomer.beside("init", "--with-data", answers="".join(typed))
    assert ran.code == 1
    assert ran.err.endswith("nothing was written\n")
    assert written(newcomer) == []


@pytest.mark.parametrize(("confirmed", "code", "files"), [("y", 0, [".env", "digest.yaml"]), ("n", 1, []), ("", 1, [])])
async def test_what_telegram_does_not_confirm_is_written_only_if_wanted(
    newcomer: Shell, telegram: Telegram, confirmed: str, code: int, files: list[str]
) -> None:
    telegram.sandbox.channel(CHANNEL).rights = Rights(post=False)
    ran = await newcomer.beside("init", answers=answers(telegram, confirmed))
    assert "✗ channel o1-daily: the bot may not post in o1 Daily; give it that right" in ran.out
    assert (ran.code, written(newcomer)) == (code, files)


async def test_without_a_connection_the_files_can_still_be_written(newcomer: Shell, telegram: Telegram) -> None:
    ran = await newcomer.beside("init", answers=answers(telegram, "y"), DIGEST_API_URL=NOWHERE)
    assert ran.code == 0
    assert "✗ " in ran.out
    assert f"api_url: {NOWHERE}" in (newcomer.folder / "digest.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("there", ["digest.yaml", ".env"])
def test_files_that_are_there_are_not_touched(shell: Shell, there: str) -> None:
    (shell.folder / there).write_text("# mine", encoding="utf-8")
    ran = shell.quick("init")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"already here: {there}; --force overwrites digest.yaml and .env")
    assert (shell.folder / there).read_text(encoding="utf-8") == "# mine"


async def test_force_replaces_both_files_and_closes_the_secret(newcomer: Shell, telegram: Telegram) -> None:
    (newcomer.folder / "digest.yaml").write_text("# mine", encoding="utf-8")
    secret = newcomer.folder / ".env"
    secret.write_text("TELEGRAM_BOT_TOKEN=1:old\n", encoding="utf-8")
    secret.chmod(0o644)
    assert (await newcomer.beside("init", "--force", answers=answers(telegram))).code == 0
    assert secret.read_text(encoding="utf-8") == f"TELEGRAM_BOT_TOKEN={telegram.sandbox.token}\n"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert "# mine" not in (newcomer.folder / "digest.yaml").read_text(encoding="utf-8")


async def test_with_data_the_collection_and_the_templates_are_copied(newcomer: Shell, telegram: Telegram) -> None:
    ran = await newcomer.beside("init", "--with-data", answers=answers(telegram))
    assert ran.code == 0
    assert _files(newcomer.folder / "data") == _files(shipped.data())
    assert _files(newcomer.folder / "templates") == _files(shipped.templates())
    assert newcomer.quick("validate", "data").code == 0


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_data_that_are_there_are_not_even_replaced_by_force(shell: Shell) -> None:
    (shell.folder / "data").mkdir()
    ran = shell.quick("init", "--with-data", "--force")
    assert ran.code == 2
    assert ran.err.startswith("already here: data; ")


@pytest.mark.parametrize("name", ["TELEGRAM_BOT_TOKEN", "DIGEST_CHANNEL", "DIGEST_CONFIG"])
def test_an_environment_that_would_win_over_the_files_is_pointed_out(shell: Shell, name: str) -> None:
    ran = shell.quick("init", **{name: "something"})
    assert (ran.code, ran.out) == (2, "")
    assert f"{name}; unset first" in ran.err


def test_an_address_that_is_none_is_told_before_anything_is_asked(shell: Shell) -> None:
    ran = shell.quick("init", DIGEST_API_URL="nowhere")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("DIGEST_API_URL: 'nowhere' is not the address of a server")
