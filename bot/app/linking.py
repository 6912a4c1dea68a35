"""`digestbot links`: asks the sites of the catalog's links, politely, and remembers what they said.

A host is asked one thing at a time, with a pause between; a few hosts side by side. What was asked is kept at once, so
that a check which is interrupted goes on where it was.
"""

import asyncio
import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.domain.address import Address
from bot.domain.linkcheck import BUSY, Answer, verdict
from bot.domain.pages import PageTrouble

PACE = 1.0  # seconds between two questions to one host
AT_ONCE = 8  # hosts
LONGEST_WAIT = 120.0  # seconds that a busy site may ask for; longer is another day
SECOND_LOOK = 20.0  # seconds after the first, for sites that did not answer
_ENOUGH = 429  # also after the time it asked for: then for today
GIVEN_UP = 3  # links in a row without an answer: the host has none for the others either

Told = Callable[[int, int], None]


class LinkWeb(Protocol):
    """Asks for an address and follows its redirects; never raises for what a site does."""

    async def ask(self, url: str, *, whole: bool = False) -> Answer:
        """With HEAD; ``whole`` as a reader would, with GET, though nothing is read of the page."""


class LinkMemory(Protocol):
    """What was said of something, kept between runs. Both are quick."""

    def recall(self, name: str, since: dt.datetime) -> Mapping[str, Any] | None:
        """What was kept of it at that moment or later."""

    def keep(self, name: str, at: dt.datetime, said: Mapping[str, Any]) -> None: ...


@dataclass(kw_only=True)
class LinkCheck:
    """One run. ``now`` is when it began; what is kept is kept as of then. After a run, ``answers`` has all of them."""

    web: LinkWeb
    memory: LinkMemory
    now: dt.datetime
    age: dt.timedelta
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)  # what was not remembered

    async def check(self, urls: Iterable[str], told: Told = lambda done, total: None) -> Mapping[str, Answer]:
        """An answer for each address."""
        urls = list(dict.fromkeys(urls))
        self.answers |= {url: known for url in urls if (known := self._remembered(url))}
        told(len(self.answers), len(urls))
        await self._round([url for url in urls if url not in self.answers], lambda: told(len(self.answers), len(urls)))
        if silent := [url for url in urls if url in self.asked and _is_silent(self.answers[url])]:
            await self.sleep(SECOND_LOOK)
            await self._round(silent, whole=True)
        return self.answers

    def _remembered(self, url: str) -> Answer | None:
        """Only what was well, or what nobody can do anything about."""
        said = self.memory.recall(url, self.now - self.age)
        try:
            known = Answer(**_read(said)) if said is not None else None
        except (TypeError, ValueError):  # an older edition kept it
            return None
        return known if known and known.status != _ENOUGH and not verdict(url, known).mend else None

    async def _round(
        self, urls: Sequence[str], tell: Callable[[], object] = lambda: None, *, whole: bool = False
    ) -> None:
        by_host: defaultdict[str, list[str]] = defaultdict(list)
        for url in urls:
            by_host[_host(url)].append(url)
        room = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as hosts:
            for of_host in by_host.values():
                hosts.create_task(self._of_host(of_host, room, tell, whole=whole))

    async def _of_host(
        self, urls: Sequence[str], room: asyncio.Semaphore, tell: Callable[[], object], *, whole: bool
    ) -> None:
        async with room:
            unanswered, answer = 0, Answer()
            for position, url in enumerate(urls):
                if unanswered < GIVEN_UP and answer.status != _ENOUGH:
                    if position:
                        await self.sleep(PACE)
                    answer = await self._asked(url, whole=whole)
                    self.memory.keep(url, self.now, dataclasses.asdict(answer))
                unanswered = unanswered + 1 if not answer.status else 0
                self.answers[url] = answer
                self.asked.add(url)
                tell()

    async def _asked(self, url: str, *, whole: bool) -> Answer:
        """By its head, and where that is answered oddly, as a reader would."""
        answer = await self._waited_for(url, whole=whole)
        if answer.doubtful and not whole:
            await self.sleep(PACE)
            answer = await self._waited_for(url, whole=True)
        if url.startswith("http://") and answer.well and not answer.permanent.startswith("https://"):
            await self.sleep(PACE)
            secure = await self.web.ask("https://" + url.removeprefix("http://"))
            answer = dataclasses.replace(answer, secure=secure.well)
        return answer

    async def _waited_for(self, url: str, *, whole: bool) -> Answer:
        """Once more where the site is busy, when it says so."""
        answer = await self.web.ask(url, whole=whole)
        if answer.status in BUSY and 0 < answer.wait <= LONGEST_WAIT:
            await self.sleep(max(answer.wait, PACE))
            answer = await self.web.ask(url, whole=whole)
        return answer


def nothing_answers(check: LinkCheck) -> bool:
    """Rather our own connection than all those sites: at least two hosts were asked, and none has answered."""
    hosts = {_host(url) for url in check.asked}
    return len(hosts) > 1 and not any(check.answers[url].status for url in check.asked)


def _is_silent(answer: Answer) -> bool:
    return not answer.came and answer.trouble not in (PageTrouble.PRIVATE, PageTrouble.ADDRESS, PageTrouble.REFUSED)


def _host(url: str) -> str:
    try:
        return Address.of(url).host
    except ValueError:
        return ""


def _read(said: Mapping[str, Any]) -> dict[str, Any]:
    trouble = said.get("trouble")
    return {**said, "trouble": PageTrouble(trouble) if trouble else None}
