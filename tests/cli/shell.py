"""A terminal for the tests: runs `digestbot` as a process of its own, or quickly in this one."""

import asyncio
import datetime as dt
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.sandbox import Sandbox
from tests.sources import ROOT

ADMIN = 1002
CHANNEL = "@o1_daily"
PATIENCE = 30.0


def an_hour_ago() -> str:
    """A time of day in UTC whose slot is due, and no other."""
    return f"{dt.datetime.now(dt.UTC) - dt.timedelta(hours=1):%H:%M}"


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


class Shell:
    """One working folder, and an environment without any setting but ``settings``."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.settings: dict[str, str] = {}
        self._monkeypatch = monkeypatch

    def environment(self, settings: Mapping[str, str]) -> dict[str, str]:
        """The whole environment of a process: 80 columns wide, in UTC."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith(("DIGEST_", "TELEGRAM_"))}
        return {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "80", "TZ": "UTC", **self.settings, **settings}

    @staticmethod
    def command(*arguments: str) -> list[str]:
        return [sys.executable, "-m", "bot", *arguments]

    def quick(self, *arguments: str, answers: str | bytes | None = None, **settings: str) -> Ran:
        """Run a command in this process, which saves the imports."""
        wanted = self.environment(settings)
        for name in set(os.environ) - set(wanted):
            self._monkeypatch.delenv(name)
        for name, text in wanted.items():
            if os.environ.get(name) != text:
                self._monkeypatch.setenv(name, text)
        self._monkeypatch.chdir(self.folder)
        result = CliRunner().invoke(app, arguments, input=answers, prog_name="digestbot")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(code=result.exit_code, out=result.stdout, err=result.stderr)

    async def beside(self, *arguments: str, answers: str | None = None, **settings: str) -> Ran:
        """``quick`` in a thread, while this loop serves the sandbox."""
        return await asyncio.to_thread(self.quick, *arguments, answers=answers, **settings)

    async def run(self, *arguments: str, answers: str = "", **settings: str) -> Ran:
        """Run the real command to its end."""
        async with self.running(*arguments, **settings) as process:
            out, err = await asyncio.wait_for(process.communicate(answers.encode()), PATIENCE)
        return Ran(code=process.returncode or 0, out=out.decode(), err=err.decode())

    @asynccontextmanager
    async def running(self, *arguments: str, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """The real command, running; killed in the end if it did not end by itself."""
        process = await asyncio.create_subprocess_exec(
            *self.command(*arguments), cwd=self.folder, env=self.environment(settings),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()


async def stop(process: asyncio.subprocess.Process, sign: signal.Signals) -> Ran:
    """Send the signal and wait for the end; what was read before is not in the answer."""
    process.send_signal(sign)
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode is not None
    return Ran(code=process.returncode, out=out.decode(), err=err.decode())


@dataclass(frozen=True, kw_only=True)
class Telegram:
    """A served sandbox with an admin and a channel, and the settings of a bot there."""

    sandbox: Sandbox
    url: str

    @property
    def settings(self) -> dict[str, str]:
        return {
            "TELEGRAM_BOT_TOKEN": self.sandbox.token,
            "DIGEST_API_URL": self.url,
            "DIGEST_CHANNEL": CHANNEL,
            "DIGEST_ADMINS": str(ADMIN),
        }

    @property
    def posts(self) -> list[str]:
        """The texts in the channel, oldest first."""
        return [message.text or "" for message in self.sandbox.channel(CHANNEL).messages]

    @property
    def alerts(self) -> list[str]:
        """What the admin was told."""
        return [message.text or "" for message in self.sandbox.chat(ADMIN).messages]

    async def posted(self, count: int = 1) -> None:
        await self.sandbox.wait_for(lambda: len(self.posts) >= count, timeout=PATIENCE)


@asynccontextmanager
async def a_telegram() -> AsyncIterator[Telegram]:
    sandbox = Sandbox()
    sandbox.add_person(ADMIN, "Ada", role="admin")
    sandbox.add_channel(username=CHANNEL.removeprefix("@"), title="o1 Daily")
    async with sandbox.serve() as url:
        yield Telegram(sandbox=sandbox, url=url)
