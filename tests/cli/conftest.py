"""A terminal in an empty folder, and a Telegram beside it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.cli.shell import Shell, Telegram, a_telegram


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(tmp_path, monkeypatch)


@pytest_asyncio.fixture
async def telegram(shell: Shell) -> AsyncIterator[Telegram]:
    """A served sandbox; the shell's environment holds the settings of a bot there."""
    async with a_telegram() as served:
        shell.settings |= served.settings
        yield served
