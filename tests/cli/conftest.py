"""A terminal in an empty folder, and a Telegram beside it."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app.logs import NAGGING, TALKATIVE
from tests.cli.shell import Shell, Telegram, a_telegram


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    """What a command changes in this process's logging is undone."""
    root = logging.getLogger()
    handlers = root.handlers[:]
    levels = {name: logging.getLogger(name).level for name in ("root", "bot", *TALKATIVE, *NAGGING)}
    yield Shell(tmp_path, monkeypatch)
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest_asyncio.fixture
async def telegram(shell: Shell) -> AsyncIterator[Telegram]:
    """A served sandbox; the shell's environment holds the settings of a bot there."""
    async with a_telegram() as served:
        shell.settings |= served.settings
        yield served
