"""The real bot in a process of its own, on a clock that runs fast, killed where it is told to be."""

import asyncio
import datetime as dt
import logging
import multiprocessing
import os
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from bot.adapters.places_telegram import Limits
from bot.app.config import Config
from bot.app.lease import DEAD, Holder, Tenancy
from bot.app.run import serve, stop_on_signals
from bot.app.steps import Step
from bot.app.wiring.house import open_house

# No bottleneck: the pace is another test's matter, and minutes last a fraction of a second here.
NO_LIMITS = Limits(burst=1_000, per_second=10_000, apart=0)


@dataclass(frozen=True, kw_only=True)
class FastClock:
    """The Clock port: ``rate`` seconds in one. Of two processes with the same one, both show the same time."""

    start: dt.datetime  # what it shows ...
    since: float  # ... at this time.time()
    rate: float = 1.0

    @classmethod
    def from_now(cls, start: dt.datetime, rate: float = 1.0) -> "FastClock":
        return cls(start=start, since=time.time(), rate=rate)

    def now(self) -> dt.datetime:
        return self.start + self.rate * dt.timedelta(seconds=time.time() - self.since)


@dataclass(frozen=True, kw_only=True)
class Kill:
    """SIGKILL (or SIGSTOP) at a step, the ``nth`` time that one life passes it."""

    step: Step
    nth: int = 1
    sign: signal.Signals = signal.SIGKILL


@dataclass(frozen=True, kw_only=True)
class Life:
    """One start of the bot, as its process is told."""

    config: Config
    clock: FastClock
    name: str = "bot"
    kill: Kill | None = None
    pulse: dt.timedelta = dt.timedelta(seconds=0.1)  # real time, as all limits are
    limits: Limits = NO_LIMITS
    dead: float | None = None  # real seconds without a sign of life until another takes the lease; as shipped if None
    host: str = ""  # the machine it runs on, for others; this one if empty

    @property
    def steps(self) -> Path:
        """Where every step passed is written, one a line, before it kills."""
        return self.config.state / f"{self.name}.steps"

    @property
    def log(self) -> Path:
        return self.config.state / f"{self.name}.log"


class Executioner:
    """What a Life's bot is told to call at each step."""

    def __init__(self, life: Life) -> None:
        self._kill = life.kill
        self._passed: Counter[Step] = Counter()
        self._file = os.open(life.steps, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def __call__(self, step: Step) -> None:
        self._passed[step] += 1
        os.write(self._file, f"{step}\n".encode())
        if self._kill and (self._kill.step, self._kill.nth) == (step, self._passed[step]):
            os.kill(os.getpid(), self._kill.sign)


def keep_a_log(life: Life) -> None:
    logging.basicConfig(filename=life.log, level=logging.INFO, format=f"%(asctime)s {os.getpid()} %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)


def live(life: Life) -> None:
    """What the process runs until it is killed, or stopped by SIGTERM."""
    keep_a_log(life)
    try:
        asyncio.run(_live(life))
    except Exception:
        logging.exception("the bot came down")
        sys.exit(1)


async def _live(life: Life) -> None:
    if parent := multiprocessing.parent_process():  # a test that was killed itself can end nobody
        asyncio.get_running_loop().add_reader(parent.sentinel, os._exit, 1)
    stopped = asyncio.Event()
    stop_on_signals(stopped)
    async with open_house(
        life.config, life.clock, patient=True, passing=Executioner(life), pulse=life.pulse, limits=life.limits
    ) as house:
        me = Holder.this()
        me = replace(me, host=life.host or me.host)
        dead = life.dead or DEAD
        tenancy = Tenancy(house.store.leases, beat=dead / 4, dead=dead, me=me)
        await serve(replace(house, tenancy=tenancy), stopped)
