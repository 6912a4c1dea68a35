"""The port ``Reviews`` in memory: as strict as the real one, gone with the object."""

import datetime as dt

from bot.domain.reviews import Prompt
from tests.fakes.memory_ledger import refuse_naive


class MemoryReviews:
    """The port ``Reviews``."""

    def __init__(self) -> None:
        self._put_off: dict[str, dt.datetime] = {}
        self._prompts: dict[tuple[int, int], Prompt] = {}

    async def put_off(self, item: str, now: dt.datetime) -> None:
        refuse_naive(now)
        self._put_off[item] = now

    async def put_off_items(self) -> list[str]:
        return sorted(self._put_off, key=lambda item: (self._put_off[item], item))

    async def take_up(self, item: str) -> None:
        self._put_off.pop(item, None)

    async def ask(self, prompt: Prompt) -> None:
        refuse_naive(prompt.at)
        self._prompts[prompt.chat, prompt.message_id] = prompt

    async def asked(self, chat: int, message_id: int) -> Prompt | None:
        return self._prompts.get((chat, message_id))

    async def close(self, chat: int, message_id: int) -> None:
        self._prompts.pop((chat, message_id), None)

    async def forget_prompts(self, before: dt.datetime) -> None:
        refuse_naive(before)
        self._prompts = {place: prompt for place, prompt in self._prompts.items() if prompt.at >= before}
