"""The command as a whole: version, help, exit codes, and no traceback whatever is typed."""

import subprocess
import sys

import pytest

import bot
from bot.cli.root import COMMANDS
from tests.cli.shell import Ran, Shell

NO_DATABASE = "sqlite:////there-is-no-such-folder/digestbot.sqlite3"
ONE_CHANNEL = {"DIGEST_CHANNEL": "@o1_daily"}


async def test_the_version_is_printed_and_nothing_else(shell: Shell) -> None:
    assert await shell.run("--version") == Ran(code=0, out=f"digestbot {bot.__version__}\n", err="")


def test_help_has_a_sentence_for_every_command(shell: Shell) -> None:
    helped = shell.quick("--help")
    assert helped.code == 0
    lines = helped.out.splitlines()
    for name in COMMANDS:
        (line,) = [line for line in lines if line.startswith(f"│ {name} ")]
        assert len(line.strip("│ ").removeprefix(name).split()) > 3, line


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_that_fits_into_80_columns(shell: Shell, command: str) -> None:
    helped = shell.quick(command, "--help")
    assert helped.code == 0
    assert f"Usage: digestbot {command}" in helped.out
    assert max(map(len, helped.out.splitlines())) <= 80


def test_without_arguments_the_help_is_shown(shell: Shell) -> None:
    ran = shell.quick()
    assert ran.code == 2
    assert "Usage: digestbot" in ran.said
    assert "digestbot demo" in ran.said


# What is typed (with settings), the exit code, and words that must be among what is said on standard error.
BAD = [
    ("nosuch", {}, 2, "No such command 'nosuch'"),
    ("--nosuch", {}, 2, "No such option"),
    ("queue --days 0", ONE_CHANNEL, 2, "--days"),
    ("queue --days many", ONE_CHANNEL, 2, "--days"),
    ("demo --port 99999", {}, 2, "--port"),
    ("demo --port -1", {}, 2, "--port"),
    ("search", {}, 2, "Missing argument"),
    ("search --limit 0 x", {}, 2, "--limit"),
    ("preview", {}, 2, "Missing argument"),
    ("preview o1-mini --format gif", {}, 2, "--format"),
    ("preview o1-mini --shape round", {}, 2, "--shape"),
    ("preview o1-mini --theme nigth", {}, 2, "there is no theme “nigth”; did you mean night?"),
    ("preview o1-mini --format png --out nosuch/a.png", {}, 2, "nosuch: there is no such folder; make it first"),
    ("preview nosuch", {}, 1, "there is no entry 'nosuch'; `digestbot search WORDS` finds keys"),
    ("preview o1-mini --channel nosuch", {}, 2, "there is no channel 'nosuch'"),
    ("gallery", {}, 2, "Missing option"),
    ("gallery --out g --theme nigth", {}, 2, "there is no theme “nigth”; did you mean night?"),
    ("gallery --out g --channel nosuch", {}, 2, "there is no channel 'nosuch'"),
    ("gallery --out /dev/null", {}, 2, "/dev/null: this is no folder; name another"),
    ("gallery --out /dev/null/g --theme night", {}, 1, "/dev/null/g"),
    ("queue --channel nosuch", ONE_CHANNEL, 2, "there is no channel 'nosuch'; known: o1-daily"),
    ("schema nosuch", {}, 2, "nosuch"),
    ("validate nosuch", {}, 1, "nosuch: no such file or folder, correct the path"),
    ("validate /dev/null/x", {}, 1, "/dev/null/x: no such file or folder, correct the path"),
    ("health", {}, 1, "no sign of life"),
]


@pytest.mark.parametrize(("line", "settings", "code", "words"), BAD, ids=[line for line, *_ in BAD])
def test_what_cannot_be_meant_is_said_in_words(
    shell: Shell, line: str, settings: dict[str, str], code: int, words: str
) -> None:
    ran = shell.quick(*line.split(), **settings)
    assert ran.code == code
    assert words in " ".join(ran.err.replace("│", " ").split())
    assert ran.out == ""


# The same for settings.
BAD_SETTINGS = [
    ("run", {}, 2, "TELEGRAM_BOT_TOKEN: there is no bot token"),
    ("check", {}, 2, "DIGEST_CHANNEL: no channel is configured"),
    ("post", {"TELEGRAM_BOT_TOKEN": "42"}, 2, "this is not a bot token"),
    ("queue", {}, 2, "DIGEST_CHANNEL: no channel is configured"),
    ("queue", ONE_CHANNEL | {"DIGEST_DATABASE": NO_DATABASE}, 1, "the database cannot be opened"),
    (
        "queue",
        ONE_CHANNEL | {"DIGEST_STATE": "/dev/null/state"},
        1,
        "/dev/null/state: the folder cannot be made (Not a directory), ",
    ),
    ("search x", {"DIGEST_STATTE": "x"}, 2, "DIGEST_STATTE: there is no such setting, did you mean DIGEST_STATE?"),
    ("demo --port 0 --no-browser --state /dev/null/state", {}, 1, "/dev/null/state: the folder cannot be made"),
    ("health", {"DIGEST_CONFIG": "nosuch.yaml"}, 2, "nosuch.yaml is not there"),
]


@pytest.mark.parametrize(("line", "settings", "code", "words"), BAD_SETTINGS)
def test_settings_that_cannot_be_used_are_said_in_words(
    shell: Shell, line: str, settings: dict[str, str], code: int, words: str
) -> None:
    ran = shell.quick(*line.split(), **settings)
    assert (ran.code, ran.out) == (code, "")
    assert words in ran.err


async def test_the_real_process_says_failures_in_words_too(shell: Shell) -> None:
    ran = await shell.run("validate", "\udcff")
    assert (ran.code, ran.out) == (1, "")
    assert "no such file or folder" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        (".env", b"\xff\xfe\x00", ".env: it is not text in UTF-8, save it as UTF-8"),
        (".env", b"GOOD=1\nthis is 'nothing\n", ".env:2: this is not a setting, write NAME=value"),
        ("digest.yaml", b"\xff\xfe\x00", "digest.yaml"),
        ("digest.yaml", b"channels: }", "digest.yaml:1: not YAML"),
        ("digest.yaml", b"\n" * 99 + b"chanels: []\n", "digest.yaml:100: chanels: there is no setting 'chanels'"),
    ],
    ids=["binary .env", "nonsense in .env", "binary yaml", "broken yaml", "misspelt yaml in line 100"],
)
def test_a_broken_file_of_settings_is_named_with_its_line(shell: Shell, file: str, content: bytes, words: str) -> None:
    (shell.folder / file).write_bytes(content)
    ran = shell.quick("health")
    assert ran.code == 2
    assert words in ran.err


def test_the_process_environment_wins_over_the_env_file(shell: Shell) -> None:
    (shell.folder / ".env").write_text("DIGEST_STATE=from-the-file\n", encoding="utf-8")
    assert "from-the-file" in shell.quick("health").err
    assert "from-the-shell" in shell.quick("health", DIGEST_STATE="from-the-shell").err


def test_a_dollar_in_the_env_file_is_a_dollar(shell: Shell) -> None:
    (shell.folder / ".env").write_text("DIGEST_STATE='a${HOME}b'\n", encoding="utf-8")
    assert "a${HOME}b" in shell.quick("health").err


LIGHT = """
import sys
from bot.cli import main
sys.argv = ["digestbot", *sys.argv[1:]]
try:
    main()
except SystemExit:
    pass
print(*sorted(sys.modules.keys() & {"telegram", "sqlalchemy", "apscheduler", "starlette", "httpx"}), file=sys.stderr)
"""


@pytest.mark.parametrize("line", ["validate", "preview o1-mini --format html", "search 推理", "health"])
def test_light_commands_load_neither_telegram_nor_the_database(shell: Shell, line: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LIGHT, *line.split()],
        cwd=shell.folder, env=shell.environment({}), capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert ran.stderr.splitlines()[-1] == ""
