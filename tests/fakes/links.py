"""A LinkWeb that answers from a list, and notes when it was asked; by the loop's time, which may be virtual."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable

from bot.domain.address import Address
from bot.domain.linkcheck import Answer
from bot.domain.pages import PageTrouble

TAKES = 0.2  # seconds that each answer takes
NO_HOST = Answer(trouble=PageTrouble.UNREACHABLE, detail="there is no such host")


class ScriptedWeb:
    """``answers``: by address, one for each time it is asked, the last again."""

    def __init__(self, answers: dict[str, Iterable[Answer]]) -> None:
        self._answers = {url: list(of_url) for url, of_url in answers.items()}
        self.asked: list[tuple[float, str, str]] = []  # when, HEAD or GET, address
        self.at_once = 0
        self.most_at_once = 0
        self._busy: defaultdict[str, int] = defaultdict(int)
        self.most_of_a_host = 0

    async def ask(self, url: str, *, whole: bool = False) -> Answer:
        self.asked.append((asyncio.get_running_loop().time(), "GET" if whole else "HEAD", url))
        host = Address.of(url).host
        self._busy[host] += 1
        self.most_at_once = max(self.most_at_once, sum(self._busy.values()))
        self.most_of_a_host = max(self.most_of_a_host, self._busy[host])
        await asyncio.sleep(TAKES)
        self._busy[host] -= 1
        answers = self._answers.get(url, [NO_HOST])
        return answers.pop(0) if len(answers) > 1 else answers[0]
