"""Drafting: a machine writes what drafts lack, and each text is in its file as soon as it is there."""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.catalog import Tag
from bot.domain.changes import Changes, UnknownKey
from bot.domain.drafter import Drafter, NoAnswer, Unusable, Usage
from bot.domain.drafting import Commission, Gap, changes_of, commission_for, drafted_entry, may_be_drafted, text_of
from bot.domain.drafting_facts import Facts
from bot.domain.drafting_judge import Objection, Verdict, judge
from bot.domain.drafting_request import again, prompt
from bot.domain.entry import Entry, Status
from bot.domain.faults import FaultsError
from bot.domain.suspicion import Ground, Suspicion, suspicions

AT_ONCE = 4  # entries
ROUNDS = 3  # answers asked for one entry
GIVE_UP = 3  # entries in a row that were not answered: then the endpoint is down

Told = Callable[[int, int], None]  # how many entries are done, of how many


class DraftingBook(Protocol):
    """The curated files, as drafting needs them."""

    def entry(self, key: str) -> Entry:
        """As its file has it now. Raises UnknownKey and FaultsError."""

    def change(self, key: str, changes: Changes) -> None:
        """All of it or nothing. Raises UnknownKey, FaultsError and OSError."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one entry."""

    key: str
    wrote: Mapping[Gap, str] = field(default_factory=dict)
    unwritten: Mapping[Gap, str] = field(default_factory=dict)  # drafted and paid for, yet in no file
    reason: str = ""  # why a text is still missing; empty where none is
    tries: int = 0  # answers it took
    usage: Usage = field(default_factory=Usage)
    suspicions: tuple[Suspicion, ...] = ()
    gives_orders: bool = False  # one of its texts speaks to a machine


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """A whole run, in the order of the entries."""

    outcomes: Sequence[Outcome]
    unasked: int = 0  # entries that were not come to
    ended: str = ""  # why

    @property
    def usage(self) -> Usage:
        return sum((outcome.usage for outcome in self.outcomes), Usage())

    @property
    def whole(self) -> bool:
        return not self.unasked and not self.ended and not any(outcome.reason for outcome in self.outcomes)


def commissions(entries: Iterable[Entry], tags: Sequence[Tag], *, limit: int | None) -> Iterator[Commission]:
    """For drafts that lack something, until so many can be asked for; those that cannot be come with the reason."""
    asked = 0
    for entry in filter(may_be_drafted, entries):
        if limit is not None and asked >= limit:
            return
        commission = commission_for(entry, tags)
        asked += bool(commission.gaps)
        yield commission


@dataclass(kw_only=True)
class _Attempt:
    """One entry, while the model is asked for it."""

    commission: Commission
    facts: Facts
    texts: dict[Gap, str] = field(default_factory=dict)  # good
    spare: dict[Gap, str] = field(default_factory=dict)  # good enough
    objections: tuple[Objection, ...] = ()
    usage: Usage = field(default_factory=Usage)
    tries: int = 0
    reason: str = ""

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(gap for gap in self.commission.gaps if gap not in self.texts)

    @property
    def enough(self) -> bool:
        """What is not good has been asked for twice, and is good enough."""
        return self.tries > 1 and all(gap in self.spare for gap in self.gaps)

    def take(self, verdict: Verdict, *, cut: bool) -> None:
        self.texts |= verdict.flawless
        self.spare |= verdict.texts
        self.objections = tuple(each for each in verdict.objections if each.gap is None or each.gap in self.gaps)
        if cut and self.gaps:
            self.objections = (Objection(gap=None, what="was cut off; it is far too long"), *self.objections)

    def settle(self) -> None:
        """After the last answer."""
        self.texts |= {gap: self.spare[gap] for gap in self.gaps if gap in self.spare}
        if self.gaps and not self.reason:
            self.reason = (
                "; ".join(each.for_people for each in self.objections if each.grave) or "the model has left it out"
            )

    @property
    def reasons(self) -> str:
        return "; ".join(filter(None, (self.reason, self.commission.left)))


class Drafting:
    """One run over some entries. What is written stays, however the run ends."""

    def __init__(self, drafter: Drafter, book: DraftingBook, *, today: dt.date, at_once: int = AT_ONCE) -> None:
        self._drafter = drafter
        self._book = book
        self._today = today
        self._at_once = at_once
        self._outcomes: dict[str, Outcome] = {}
        self._unanswered = 0  # in a row
        self._ended = ""

    async def run(self, asked: Sequence[Commission], stopped: asyncio.Event, told: Told = lambda *_: None) -> Drafted:
        """In order, a few at a time. Once ``stopped``, no other is begun; those under way are finished."""
        waiting = iter(asked)
        # One thread writes, for the files are read through at each change; what was given to it, it writes.
        with ThreadPoolExecutor(1, thread_name_prefix="drafts") as pen:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._at_once):
                    group.create_task(self._work(waiting, pen, stopped, lambda: told(len(self._outcomes), len(asked))))
        outcomes = [self._outcomes[each.entry.key] for each in asked if each.entry.key in self._outcomes]
        unasked = len(asked) - len(outcomes)
        ended = self._ended or ("it was stopped" if unasked else "")
        return Drafted(outcomes=outcomes, unasked=unasked, ended=ended)

    async def _work(
        self, waiting: Iterator[Commission], pen: ThreadPoolExecutor, stopped: asyncio.Event, told: Callable[[], None]
    ) -> None:
        while not stopped.is_set() and not self._ended and (commission := next(waiting, None)):
            self._outcomes[commission.entry.key] = await self._drafted(commission, pen)
            told()

    async def _drafted(self, commission: Commission, pen: ThreadPoolExecutor) -> Outcome:
        if not commission.gaps:
            return Outcome(key=commission.entry.key, reason=commission.left)
        attempt = _Attempt(commission=commission, facts=Facts.of(commission))
        try:
            await self._ask(attempt)
            self._unanswered = 0
        except NoAnswer as failure:
            attempt.reason = str(failure)
            self._unanswered += not attempt.tries
            if self._unanswered >= GIVE_UP:
                self._ended = f"{self._unanswered} entries in a row were not answered"
        except Unusable as failure:
            attempt.reason = self._ended = str(failure)
        finally:
            attempt.settle()
            writing = asyncio.shield(asyncio.wrap_future(pen.submit(self._written, attempt)))
        return await writing

    async def _ask(self, attempt: _Attempt) -> None:
        asked = prompt(attempt.commission)
        for _ in range(ROUNDS):
            reply = await self._drafter.answer(asked)
            attempt.tries += 1
            attempt.usage += reply.usage
            if reply.refusal:
                attempt.reason = reply.refusal
                return
            verdict = judge(reply.text, attempt.commission, attempt.facts, attempt.gaps)
            attempt.take(verdict, cut=reply.cut)
            if not attempt.gaps or attempt.enough:
                return
            asked = again(asked, reply.text, attempt.objections, attempt.gaps)

    def _written(self, attempt: _Attempt) -> Outcome:
        """In the pen's thread. What somebody has written meanwhile is left as it is."""
        key, entry = attempt.commission.entry.key, attempt.commission.entry
        new, failure = {gap: attempt.texts[gap] for gap in attempt.commission.gaps if gap in attempt.texts}, ""
        try:
            if new:
                entry = self._book.entry(key)
                new = {gap: text for gap, text in new.items() if not text_of(entry, gap)}
                if entry.status is not Status.DRAFT:
                    failure = f"it is {entry.status} meanwhile" if new else ""
                elif new:
                    self._book.change(key, dict(changes_of(new)))
        except UnknownKey:
            failure = "the entry is gone"
        except FaultsError as broken:
            failure = str(broken.faults[0])
        except OSError as broken:
            failure = f"its file cannot be written ({broken.strerror or broken})"
        after = drafted_entry(entry, {} if failure else new)
        return Outcome(
            key=key,
            wrote={} if failure else new,
            unwritten=new if failure else {},
            reason="; ".join(filter(None, (failure, attempt.reasons))),
            tries=attempt.tries,
            usage=attempt.usage,
            suspicions=tuple(self._of_texts(after)) if new and not failure else (),
            gives_orders=attempt.facts.gives_orders,
        )

    def _of_texts(self, entry: Entry) -> Iterator[Suspicion]:
        """What the model may be to blame for; that it was one is said anyhow."""
        for found in suspicions(entry, self._today):
            if found.field.startswith(("title", "overview")) and found.code is not Ground.MACHINE:
                yield found
