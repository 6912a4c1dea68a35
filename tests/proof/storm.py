"""Random trouble: kills, faults on sends, and people who post and delete in the same channels."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field

from bot.sandbox import Chat, Sandbox
from tests.proof.lives import Living
from tests.proof.town import OTHERS

FAULTS = ("cut_before", "cut_after", "garbage", "hang", "hang_after", "late", "slow", "403", "429", "500", "502")
LONGEST = 0.2  # seconds of a hang or a delay: a minute of the bot's time at 300 : 1
LIFE = 3.0  # seconds from start to kill, on the average; a start takes half a second, the first tick of 50 channels one
DOWN = (0.0, 0.3)


@dataclass(kw_only=True)
class Storm:
    """Breaks over the channels until ``until`` (time.monotonic()); all that is random comes from ``dice``."""

    sandbox: Sandbox
    chats: list[Chat]
    dice: random.Random
    until: float
    faults_a_second: float
    posts_a_second: float
    kills: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def over(self) -> bool:
        return time.monotonic() >= self.until

    async def rage(self, start: Callable[[], AbstractAsyncContextManager[Living]]) -> None:
        """One life of the bot after the other, each killed at a random moment."""
        around = [asyncio.create_task(self._faults()), asyncio.create_task(self._people())]
        try:
            while not self.over:
                async with start() as bot:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(self.dice.expovariate(1 / LIFE)):
                            await bot.ended.wait()
                            raise AssertionError("the bot ended by itself")
                self.kills += 1
                await asyncio.sleep(self.dice.uniform(*DOWN))
        finally:
            for task in around:
                task.cancel()
            await asyncio.gather(*around, return_exceptions=True)
            self.sandbox.faults.clear()

    async def _faults(self) -> None:
        """At most one waits for each channel: the next send there."""
        while True:
            await asyncio.sleep(self.dice.expovariate(self.faults_a_second))
            chat, kind = self.dice.choice(self.chats), self.dice.choice(FAULTS)
            seconds = self.dice.uniform(0, LONGEST)
            if not any(fault.chat == chat.id for fault in self.sandbox.faults.waiting):
                self.sandbox.faults.add(kind, method="sendMessage", chat=chat.id, seconds=seconds, retry_after=1)
                self.faults[kind] += 1

    async def _people(self) -> None:
        """They post, and delete about half of what they posted."""
        while True:
            await asyncio.sleep(self.dice.expovariate(self.posts_a_second))
            chat = self.dice.choice(self.chats)
            theirs = [message.id for message in chat.messages if not message.by_bot]
            if theirs and self.dice.random() < 0.4:
                self.sandbox.delete(chat.id, self.dice.choice(theirs))
            else:
                await self.sandbox.post(chat.id, OTHERS)
