"""Two hundred people type inline at once: ``uv run python -m tests.bench.inline_load``.

The whole bot runs as a process of its own (``digestbot run``) against the sandbox over HTTP. Each person types some
queries letter by letter; every letter is an inline query, as Telegram's apps send them, and as Telegram does, the
sandbox answers from memory what it has an answer to that still holds. Latency is from the letter to the answer that the
sandbox has accepted. Where the time goes: CPU seconds of the bot's process and of this one, sandbox and typists.
"""

import argparse
import asyncio
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bot.sandbox import Sandbox
from tests.search import judged_shipped
from tests.search.judged import Asked

CHANNEL = "@o1_daily"
PEOPLE = 200
WORDS = 3  # queries that each of them types
PAUSE = 0.15  # seconds between two letters, half more or less
BETWEEN = 1.0  # seconds between two queries of a person
LAST = 15.0  # seconds after which an answer counts as lost: Telegram has forgotten the query by then
START = 60.0

# What people type without thinking of a grammar.
PLAIN = (Asked.TWO_CHARACTERS, Asked.MORE_CHARACTERS, Asked.STEM, Asked.PREFIX, Asked.TYPO, Asked.COMPOUND,
         Asked.AUTHOR, Asked.PINYIN, Asked.MIXED, Asked.SYNONYM)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Typed:
    """One letter more: the query as it then was."""

    at: float
    finished: bool  # the last letter of the query: this answer the person waits for


@dataclass(kw_only=True)
class Crowd:
    """Everybody's letters, and how long their answers took."""

    sandbox: Sandbox
    waiting: dict[str, Typed] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    remembered: int = 0
    results: int = 0

    async def type(self, person: int, texts: Sequence[str], dice: random.Random) -> None:
        await asyncio.sleep(dice.uniform(0, BETWEEN))
        for text in texts:
            for length in range(1, len(text) + 1):
                began = time.perf_counter()
                query = await self.sandbox.type_inline(person, text[:length])
                if self.sandbox.inline_answer(query):
                    self.remembered += 1
                else:
                    self.waiting[query] = Typed(at=began, finished=length == len(text))
                await asyncio.sleep(PAUSE * dice.uniform(0.5, 1.5))
            await asyncio.sleep(BETWEEN * dice.uniform(0.5, 1.5))

    async def watch(self) -> None:
        """One for all: two hundred waiting by themselves would keep the sandbox busier than the bot."""
        while True:
            await self.sandbox.world.change()
            for query in [query for query in self.waiting if self.sandbox.inline_answer(query)]:
                self.latencies.append(time.perf_counter() - self.waiting.pop(query).at)
                answer = self.sandbox.inline_answer(query)
                self.results += len(answer.results) if answer else 0

    async def patience(self) -> None:
        """Until all is answered, or nobody waits any longer."""
        until = time.perf_counter() + LAST
        while self.waiting and time.perf_counter() < until:  # noqa: ASYNC110 - ``watch`` has no need of an event
            await asyncio.sleep(0.05)


@asynccontextmanager
async def a_bot(sandbox: Sandbox, url: str, data: Path | None) -> AsyncIterator[psutil.Process]:
    """`digestbot run`, once it listens and answers."""
    with tempfile.TemporaryDirectory() as state:
        environment = os.environ | {
            "TELEGRAM_BOT_TOKEN": sandbox.token,
            "DIGEST_API_URL": url,
            "DIGEST_CHANNEL": CHANNEL,
            "DIGEST_STATE": state,
        }
        environment |= {"DIGEST_DATA": str(data)} if data else {}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "-q"), env=environment, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            query = await sandbox.type_inline(1, "o1")
            await sandbox.wait_for(lambda: sandbox.inline_answer(query), timeout=START)
            yield psutil.Process(process.pid)
        finally:
            process.terminate()
            await process.wait()


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


async def measure(people: int, words: int, seed: int, data: Path | None) -> None:
    texts = [each.text for each in judged_shipped.queries() if each.asked in PLAIN]
    dice = random.Random(seed)
    sandbox = Sandbox()
    for person in range(1, people + 1):
        sandbox.add_person(person, f"Reader {person}", language=dice.choice(("en", "zh")))
    sandbox.add_channel(username=CHANNEL.removeprefix("@"))
    crowd = Crowd(sandbox=sandbox)
    async with sandbox.serve() as url, a_bot(sandbox, url, data) as bot:
        watching = asyncio.create_task(crowd.watch())
        own = psutil.Process()
        before, began = (_seconds(bot), _seconds(own)), time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for person in range(1, people + 1):
                group.create_task(crowd.type(person, dice.choices(texts, k=words), random.Random(dice.random())))
        typing = time.perf_counter() - began
        await crowd.patience()
        spent = _seconds(bot) - before[0], _seconds(own) - before[1]
        took = time.perf_counter() - began
        watching.cancel()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, seed {seed}")
    _report(crowd, people, typing, took, spent)


def _report(crowd: Crowd, people: int, typing: float, took: float, spent: tuple[float, float]) -> None:
    late, lost = sorted(crowd.latencies), crowd.waiting.values()
    print(f"{people} people, {len(late) + len(lost) + crowd.remembered} letters in {typing:.1f} s")
    rate = f"{len(late) / took:.0f} a second"
    print(f"answered by the bot {len(late)}, {rate}; from Telegram's memory {crowd.remembered}")
    print(f"lost {len(lost)}, of them a query's last letter {sum(typed.finished for typed in lost)}")
    if late:
        middle, most = 1000 * statistics.median(late), 1000 * late[-1]
        p99 = 1000 * late[min(len(late) - 1, int(0.99 * len(late)))]
        print(f"from letter to answer: median {middle:.0f} ms, p99 {p99:.0f} ms, longest {most:.0f} ms")
        print(f"results in an answer: {crowd.results / len(late):.1f}")
    for who, seconds in zip(("bot", "sandbox and typists"), spent, strict=True):
        each = f", {1000 * seconds / len(late):.1f} ms an answer" if late else ""
        print(f"CPU of {who}: {seconds:.1f} s, {100 * seconds / took:.0f} % of a core{each}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--words", type=int, default=WORDS, help="queries that each of them types")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--data", type=Path, help="a folder of collections; by default what is shipped")
    given = parser.parse_args()
    asyncio.run(measure(given.people, given.words, given.seed, given.data))
