"""The house keeps its shape: floors, clocks, names, and the promises of README and change log."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

import bot
from bot.app.commands.table import COMMANDS
from bot.app.settings import SETTINGS
from bot.cli import app
from tests.sources import ROOT, Source, circles, floors, read_package

MODULES = read_package()
FLOORS = floors(bot.__doc__ or "")
README = (ROOT / "README.md").read_text(encoding="utf-8")

# On no floor: usable from everywhere, importing nothing of the bot.
CELLAR = {"bot", "bot.shipped"}
CLOCKS = {
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
    "time.gmtime",
    "time.localtime",
    "time.time",
    "time.time_ns",
}
OUTSIDE = {
    "aiohttp", "asyncio", "httpx", "os", "pathlib", "random", "secrets", "socket", "sqlalchemy", "subprocess",
    "telegram", "threading", "time",
}  # fmt: skip
AWAITING = {"Await", "AsyncFor", "AsyncWith"}
MAY_READ_THE_CLOCK = ("bot.app.clock", "bot.adapters.alarm_apscheduler", "bot.cli", "bot.demo", "bot.sandbox")
# Alembic executes these, and nothing else may.
RUN_BY_ALEMBIC = "bot.adapters.migrations.env"
NAMES_THAT_SAY_NOTHING = {
    "common", "core", "helper", "helpers", "manager", "managers", "misc", "util", "utils",
}  # fmt: skip
TOP_LEVEL = {
    ".ci", ".gitignore", "CHANGELOG.md", "Dockerfile", "LICENSE", "README.md",
    "bot", "data", "pyproject.toml", "templates", "tests", "uv.lock",
}  # fmt: skip
LINES = 300


def within(name: str, *folders: str) -> bool:
    return any(name == folder or name.startswith(f"{folder}.") for folder in folders)


def height(name: str) -> int:
    """How far from the top a module stands; ValueError for one on no floor."""
    return 0 if name == "bot.__main__" else FLOORS.index(name.split(".")[1])


@cache
def all_edges() -> dict[str, set[str]]:
    """What each module imports. Not at this module's import: it takes seconds, in each process of the suite."""
    return {name: source.imports(MODULES) for name, source in MODULES.items()}


def edges(name: str) -> Iterator[tuple[str, str]]:
    """What the modules under ``name`` import."""
    for source, targets in all_edges().items():
        if within(source, name):
            yield from ((source, target) for target in targets)


# Floors


def test_the_map_names_the_floors_from_the_top_down() -> None:
    assert FLOORS == ["cli", "demo", "app", "sandbox", "intake", "adapters", "formats", "domain"]


def test_every_module_stands_on_a_floor() -> None:
    assert {name.split(".")[1] for name in MODULES if name not in CELLAR} <= {"__main__", *FLOORS}


def test_imports_go_down_only() -> None:
    up = [
        f"{source} imports {target}"
        for source, target in edges("bot")
        if target not in CELLAR and (source in CELLAR or height(source) > height(target))
    ]
    assert up == []


def test_imports_run_in_no_circle() -> None:
    assert circles(all_edges()) == []


def test_a_circle_would_be_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == [["b", "c", "b"]]


def test_the_sandbox_knows_nothing_of_the_bot() -> None:
    assert [edge for edge in edges("bot.sandbox") if not within(edge[1], "bot.sandbox")] == []


def test_only_the_wiring_and_the_demo_name_concrete_adapters() -> None:
    named = {source for source, target in edges("bot") if within(target, "bot.adapters")}
    assert {name for name in named if not within(name, "bot.adapters", "bot.app.wiring", "bot.demo")} == set()
    assert any(within(name, "bot.app.wiring") for name in named)


@pytest.mark.parametrize(
    "statement",
    [
        "import bot.domain.slot",
        "from bot.domain.slot import Slot",
        "from bot.domain import slot",
        "from .slot import Slot",
    ],
)
def test_an_import_is_seen_however_it_is_written(statement: str) -> None:
    source = Source("bot.domain.channel", f"def late():\n    {statement}\n")
    assert source.imports({"bot.domain", "bot.domain.slot"}) == {"bot.domain.slot"}


# The domain and the clock


def test_the_domain_neither_waits_nor_reaches_outside() -> None:
    found = {
        name: source.libraries() & OUTSIDE
        | source.syntax() & AWAITING
        | set(source.names()) & {"open", "print", "input"}
        for name, source in MODULES.items()
        if within(name, "bot.domain")
    }
    assert {name: what for name, what in found.items() if what} == {}


def test_time_is_passed_in() -> None:
    found = {
        name: CLOCKS & set(source.names()) for name, source in MODULES.items() if not within(name, *MAY_READ_THE_CLOCK)
    }
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "text",
    [
        "import datetime\ndatetime.datetime.now()",
        "import datetime as dt\nclock = dt.datetime.now",
        "from datetime import datetime\ndatetime.utcnow()",
        "from datetime import date as day\nday.today()",
        "import time\ntime.time()",
        "from time import time\ntime()",
    ],
)
def test_a_clock_is_seen_however_it_is_read(text: str) -> None:
    assert CLOCKS & set(Source("bot.domain.late", text).names())


# Modules


def test_no_module_has_a_name_that_says_nothing() -> None:
    words = {name: set(re.split(r"[._]", name)) for name in MODULES}
    assert {name for name, parts in words.items() if parts & NAMES_THAT_SAY_NOTHING} == set()


def test_every_module_says_what_it_is_for() -> None:
    assert [name for name, source in MODULES.items() if source.text.strip() and not source.docstring()] == []


def test_a_file_is_one_sitting() -> None:
    lengths = {name: len(source.text.splitlines()) for name, source in MODULES.items()}
    assert {name: lines for name, lines in lengths.items() if lines > LINES} == {}


IMPORT_ALL = """
import importlib, os, sys, threading

before, folder = dict(os.environ), os.getcwd()
WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT
LOUD = ("socket.", "subprocess.", "shutil.", "os.mkdir", "os.rename", "os.remove", "os.system", "os.fork", "os.spawn")

def listen(event, arguments):
    if event.startswith(LOUD) or event == "open" and arguments[2] & WRITE:
        print(event, *arguments[:2])

import asyncio
def refuse(*_):
    print("an event loop")
    raise RuntimeError
asyncio.new_event_loop = asyncio.events.new_event_loop = refuse
sys.addaudithook(listen)
for name in sys.argv[1:]:
    importlib.import_module(name)
for found in (os.listdir(folder), threading.enumerate()[1:], set(os.environ.items()) ^ set(before.items())):
    if found:
        print(found)
"""


def told(names: Iterable[str], folder: Path, root: Path = ROOT) -> str:
    """What these modules do when a fresh Python imports them in an empty folder."""
    folder.mkdir()
    ran = subprocess.run(
        [sys.executable, "-B", "-c", IMPORT_ALL, *names],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return ran.stdout + ran.stderr


def test_importing_does_nothing(tmp_path: Path) -> None:
    assert told((name for name in MODULES if name != RUN_BY_ALEMBIC), tmp_path / "here") == ""


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("open('left', 'w').close()", "left"),
        ("import pathlib\npathlib.Path('made').mkdir()", "made"),
        ("import os\nos.environ['SET'] = 'here'", "SET"),
        ("import threading\nthreading.Thread(target=threading.Event().wait, args=(0.3,)).start()", "Thread"),
        ("import socket\nsocket.socket()", "socket"),
        ("import asyncio\nasyncio.new_event_loop()", "event loop"),
        ("raise SystemExit('help')", "help"),
    ],
    ids=["file", "folder", "environment", "thread", "socket", "loop", "exit"],
)
def test_an_import_that_does_something_is_seen(text: str, seen: str, tmp_path: Path) -> None:
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "__init__.py").touch()
    (tmp_path / "bot" / "loud.py").write_text(text)
    assert seen in told(["bot.loud"], tmp_path / "here", tmp_path)


# The tree


def test_nothing_else_lies_at_the_top_of_the_tree() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout, or git is not installed")
    # Root may run the tests in a checkout of somebody else's, which git calls dubious.
    listed = subprocess.run(
        [git, "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert {path.partition("/")[0] for path in listed.split("\0") if path} == TOP_LEVEL


def test_the_lock_file_names_public_hosts_only() -> None:
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    assert set(re.findall(r"[\w+]+://[^/\"\s]+", text)) == {"https://pypi.org", "https://files.pythonhosted.org"}
    sources = [package["source"] for package in tomllib.loads(text)["package"]]
    assert [each for each in sources if each not in ({"registry": "https://pypi.org/simple"}, {"editable": "."})] == []


# README and change log


def test_the_readme_begins_with_the_two_commands() -> None:
    first = re.search(r"^```\w*\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
    assert first is not None
    commands = [line.partition(" #")[0].strip() for line in first[1].splitlines() if line.strip()]
    assert commands == ["pip install uv && uv run digestbot demo", "pip install uv && uv run pytest"]


def unnamed(names: Iterable[str]) -> list[str]:
    """What the README does not name."""
    return [name for name in names if not re.search(rf"(?<![\w/.]){re.escape(name)}(?!\w)", README)]


def test_the_readme_names_every_command_of_the_bot() -> None:
    assert unnamed(f"/{command.name}" for command in COMMANDS) == []


def test_the_readme_names_every_setting() -> None:
    assert unnamed(setting.name for setting in SETTINGS) == []


def test_the_readme_names_every_command_of_the_shell() -> None:
    shell = get_command(app)
    assert isinstance(shell, TyperGroup)
    assert unnamed(f"digestbot {name}" for name in shell.commands) == []


def test_the_change_log_begins_with_this_version() -> None:
    versions = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert next(version for version in versions if version != "Unreleased") == bot.__version__
