"""Start-up and memory, beside a plain bot: ``uv run python -m tests.bench.startup``.

Each figure is the median of several whole processes on this machine, ours and the plain one in turn, so that a noisy
machine disturbs both alike; the ratio is the median of the ratios pair by pair.
"""

import argparse
import asyncio
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from bot.demo import ADMIN
from bot.sandbox import Sandbox

CHANNEL = "@o1_daily"
IDLE = 3.0  # seconds after the first getUpdates at which memory is read


@dataclass(frozen=True, kw_only=True)
class Start:
    """One process: seconds to its first getUpdates and to its first card (0 if none), MiB resident when idle."""

    polling: float
    card: float
    memory: float


async def start(command: Sequence[str], sandbox: Sandbox, url: str) -> Start:
    """Run one bot against the sandbox until it is idle, and stop it."""
    before = len(sandbox.calls)
    calls = sandbox.world.calls
    with tempfile.TemporaryDirectory() as state:
        environment = _usual_environment() | {
            "TELEGRAM_BOT_TOKEN": sandbox.token,
            "DIGEST_API_URL": url,
            "DIGEST_CHANNEL": CHANNEL,
            "DIGEST_ADMINS": str(ADMIN),
            "DIGEST_AT": ",".join(f"{hour:02}:00" for hour in range(24)),
            "DIGEST_STATE": state,
        }
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *command, env=environment, cwd=Path.cwd(), stderr=asyncio.subprocess.DEVNULL
        )
        while not sandbox.updates.polled:  # noqa: ASYNC110 - an event in the sandbox would serve only this
            await asyncio.sleep(0.005)
        polling = time.perf_counter() - began
        card = 0.0
        if "run" in command:
            await sandbox.wait_for(lambda: any(call.method == "sendMessage" for call in calls[before:]), timeout=60)
            card = time.perf_counter() - began
        await asyncio.sleep(IDLE)
        memory = _memory(process.pid)
        process.terminate()
        await process.wait()
    return Start(polling=polling, card=card, memory=memory)


def _usual_environment() -> dict[str, str]:
    """People's Pythons keep compiled modules; a build machine's often do not, which triples the start."""
    return {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _memory(pid: int) -> float:
    """Resident MiB of the process."""
    return float(psutil.Process(pid).memory_info().rss) / 2**20


async def demo_seconds() -> float:
    """From the command `digestbot demo` to the line that says the card is posted."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--port", "0", "--no-browser"),
        env=_usual_environment(),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    await process.stdout.readline()
    seconds = time.perf_counter() - began
    process.terminate()
    await process.communicate()
    return seconds


async def measure(runs: int) -> None:
    ours, plain, demos = [], [], []
    sandbox = Sandbox()
    sandbox.add_person(ADMIN, "Ada", role="admin")
    sandbox.add_channel(username=CHANNEL.removeprefix("@"))
    async with sandbox.serve() as url:
        for number in range(runs + 1):
            demo = await demo_seconds()
            one = await start([sys.executable, "-m", "bot", "run", "-q"], sandbox, url)
            other = await start([sys.executable, "-m", "tests.bench.plain_bot", sandbox.token, url], sandbox, url)
            if number:  # the first round only warms the disk's cache
                demos.append(demo)
                ours.append(one)
                plain.append(other)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {runs} runs, medians")
    print(f"digestbot demo: command to today's card      {statistics.median(demos):6.2f} s")
    print(f"digestbot run:  command to first card        {statistics.median(o.card for o in ours):6.2f} s")
    _pair("command to first getUpdates, s", [o.polling for o in ours], [p.polling for p in plain])
    _pair("memory when idle, MiB", [o.memory for o in ours], [p.memory for p in plain])


def _pair(what: str, ours: Sequence[float], plain: Sequence[float]) -> None:
    ratio = statistics.median(one / other for one, other in zip(ours, plain, strict=True))
    print(f"{what:34} ours {statistics.median(ours):7.2f}  plain {statistics.median(plain):7.2f}  ratio {ratio:5.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    asyncio.run(measure(parser.parse_args().runs))
