"""A process that draws cards and nothing else: both ends of it.

The cards go in as lines of JSON, so that neither process has to load a catalog; the figures come back.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, cast

import psutil

from bot.adapters import picture_png
from bot.domain.picture import Picture

Draw = Callable[[Picture], Awaitable[bytes]]

_PIXELS = (1080, 1350)


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """Cards that were drawn: seconds from first to last, and of each; bytes of each; CPU seconds of all processes."""

    wall: float
    times: Sequence[float]
    sizes: Sequence[int]
    typst: bool  # loaded in the process itself
    cpu: float = 0.0


def merged(parts: Sequence[Drawn]) -> Drawn:
    """All of them, one after the other."""
    return Drawn(
        wall=sum(part.wall for part in parts),
        times=[each for part in parts for each in part.times],
        sizes=[each for part in parts for each in part.sizes],
        typst=any(part.typst for part in parts),
        cpu=sum(part.cpu for part in parts),
    )


@dataclass(frozen=True, kw_only=True)
class Memory:
    """Bytes, as Linux shares them out among the processes that use them (PSS); of these, what no file stands behind."""

    whole: int = 0
    anonymous: int = 0

    def __add__(self, other: "Memory") -> "Memory":
        return Memory(whole=self.whole + other.whole, anonymous=self.anonymous + other.anonymous)


class Child:
    """The parent's end. ``end`` it."""

    def __init__(self, module: str, *arguments: object) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        )
        self._jobs = cast(IO[bytes], self._process.stdin)
        self._answers = cast(IO[bytes], self._process.stdout)

    def draw(self, cards: Sequence[Picture], keep: Path | None = None) -> Drawn:
        """The last of them is kept as a file, if one is named."""
        before = self._cpu()
        job = {"cards": [asdict(card) for card in cards], "keep": str(keep) if keep else None}
        self._jobs.write(json.dumps(job).encode() + b"\n")
        self._jobs.flush()
        answer = self._answers.readline()
        assert answer, "the process that draws has ended: see above"
        return Drawn(**json.loads(answer), cpu=self._cpu() - before)

    def memory(self) -> tuple[Memory, Memory]:
        """Of what draws, presses or a browser; and of all, with the process that asks and Playwright's driver."""
        own, below = self._processes()
        return _sum([process for process in below if not _drives(process)]), _sum([own, *below])

    def _processes(self) -> tuple[psutil.Process, list[psutil.Process]]:
        own = psutil.Process(self._process.pid)
        return own, own.children(recursive=True)

    def _cpu(self) -> float:
        """Of those that have ended, too: browsers have a process for each page."""
        own, below = self._processes()
        spent = 0.0
        for process in [own, *below]:
            with suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                spent += times.user + times.system + times.children_user + times.children_system
        return spent

    def end(self) -> None:
        self._jobs.close()
        self._process.wait()
        self._answers.close()


def _drives(process: psutil.Process) -> bool:
    """Whether it is Playwright's driver, which hands on what is to be drawn."""
    with suppress(psutil.NoSuchProcess):
        return process.name().startswith("node")
    return False


def _sum(processes: Sequence[psutil.Process]) -> Memory:
    return sum(map(_memory, processes), Memory())


def _memory(process: psutil.Process) -> Memory:
    """Of Linux alone; nothing for a process that has just ended."""
    with suppress(FileNotFoundError, ProcessLookupError):
        lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
        bytes_of = {name: 1024 * int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
        return Memory(whole=bytes_of["Pss"], anonymous=bytes_of["Pss_Anon"])
    return Memory()


async def serve(draw: Draw, *, at_once: int) -> None:
    """The child's end: draw what comes, so many cards at once, until nothing comes any more."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        job = json.loads(line)
        print(json.dumps(await _drawn(draw, job, at_once)), flush=True)


async def _drawn(draw: Draw, job: dict[str, Any], at_once: int) -> dict[str, Any]:
    waiting = iter([Picture.from_json(fields) for fields in job["cards"]])
    times: list[float] = []
    made: list[bytes] = []

    async def work() -> None:
        for card in waiting:
            began = time.perf_counter()
            png = await draw(card)
            times.append(time.perf_counter() - began)
            made.append(png)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(work())
    return _figures(time.perf_counter() - began, times, made, job["keep"])


def _figures(wall: float, times: Sequence[float], made: Sequence[bytes], keep: str | None) -> dict[str, Any]:
    assert {picture_png.size(png) for png in made} == {_PIXELS}
    if keep:
        Path(keep).write_bytes(made[-1])
    return {"wall": wall, "times": times, "sizes": list(map(len, made)), "typst": "typst" in sys.modules}
