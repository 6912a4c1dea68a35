"""The crash matrix: what Telegram does to the first send, where the bot is killed meanwhile, and one case played."""

import asyncio
import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.app.steps import Step
from bot.domain.channel import Channel
from bot.domain.slot import Slot
from bot.sandbox import Chat, Sandbox
from tests.adapters.bots import ADMIN
from tests.proof.child import FastClock, Kill, Life
from tests.proof.lives import Living, living
from tests.proof.town import (
    OPEN,
    OTHERS,
    UTC,
    Books,
    Tally,
    a_town,
    cards,
    changed_by_others,
    channels,
    move_in,
    questions,
    settings,
    token_of,
)

NINE = dt.datetime(2026, 11, 22, 9, tzinfo=UTC)
RATE = 300.0  # five minutes in a second: the quiet period of 90 s is 0.3 s
PATIENCE = 120.0  # real seconds until all hope is lost; the other processor has tests of its own to do
GLANCE = 0.03
PAST = 2  # channels with a card of yesterday


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What becomes of the first ``times`` sends into the channel: a fault of the sandbox. Times are real seconds."""

    name: str
    kind: str | None = None
    times: int = 1
    seconds: float = 30
    description: str | None = None
    rate: float = RATE

    def prepare(self, sandbox: Sandbox, chat: int) -> None:
        if self.kind:
            more: dict[str, Any] = {"seconds": self.seconds, "description": self.description, "retry_after": 1}
            sandbox.faults.add(self.kind, method="sendMessage", chat=chat, times=self.times, **more)


TOO_LONG = "Bad Request: message is too long"
NO_ENTITIES = 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0'
NO_PREVIEW = "Bad Request: WEBPAGE_CURL_FAILED"

CUT = Reply(name="accepted and cut", kind="cut_after")
LOST = Reply(name="cut, nothing accepted", kind="cut_before")
COPIED = Reply(name="cut, and it arrives when it has been sent again", kind="cut_before", rate=1000)
REPLIES = (
    Reply(name="accepted and answered"),
    Reply(name="accepted, answered slowly", kind="slow", seconds=0.1),
    CUT,
    Reply(name="accepted, unreadable answer", kind="garbage"),
    Reply(name="accepted, silence, cut", kind="hang_after", seconds=0.2),
    Reply(name="accepted 20 s later", kind="late", seconds=20 / RATE),
    Reply(name="accepted 60 s later", kind="late", seconds=60 / RATE),
    LOST,
    Reply(name="twice cut, nothing accepted", kind="cut_before", times=2),
    Reply(name="silence, nothing accepted", kind="hang", seconds=0.2),
    Reply(name="500", kind="500"),
    Reply(name="502", kind="502"),
    Reply(name="429", kind="429"),
    Reply(name="refused: the channel", kind="403"),
    Reply(name="refused: the rights", kind="400"),
    Reply(name="refused: the entry", kind="400", description=TOO_LONG),
    Reply(name="refused: the markup", kind="400", description=NO_ENTITIES),
    Reply(name="refused: the picture of the link", kind="400", description=NO_PREVIEW),
)
LEFT_BEHIND = tuple(reply for reply in REPLIES if reply.kind in ("cut_after", "garbage", "late", "cut_before", "500"))
PUBLISH = tuple(Step)[: tuple(Step).index(Step.DOUBTED)]
RECONCILE = tuple(Step)[len(PUBLISH) :]
COPIES = (Step.COPY_FOUND, Step.COPY_DELETED, Step.LOOKED_OVER)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A slot comes due in each of some channels; one life of the bot after the other is killed, the last is not."""

    reply: Reply
    kills: tuple[Kill, ...]
    channels: int = 1
    first_ever: bool = False  # nothing was ever posted by the bot or heard of others

    def __str__(self) -> str:
        kills = ", then ".join(f"{kill.step} ({kill.nth})" for kill in self.kills)
        first = ", the first card ever" if self.first_ever else ""
        return f"{self.reply.name}; killed at {kills}; {self.channels} channel(s){first}"


def killed_at(step: Step, reply: Reply, **more: Any) -> Case:
    """For a step of reconciling there must be something to reconcile: first a kill right after the call."""
    first = () if step in PUBLISH else (Kill(step=Step.ANSWERED),)
    return Case(reply=reply, kills=(*first, Kill(step=step)), **more)


def matrix() -> Iterator[Case]:
    """Every step × every reply, and what needs a world of its own.

    For the steps of reconciling fewer replies tell the rest: the bot that heard the reply is dead by then, and all that
    is left of it is whether the card is in the channel, or will be.
    """
    for step in Step:
        yield from (killed_at(step, reply) for reply in (REPLIES if step in PUBLISH else LEFT_BEHIND))
        for reply in (CUT,) if step in PUBLISH else (CUT, LOST):
            yield killed_at(step, reply, first_ever=True)
            yield Case(reply=reply, kills=(Kill(step=Step.ANSWERED), *2 * [Kill(step=step)]))  # and once more
            yield Case(reply=reply, kills=(Kill(step=Step.ANSWERED, nth=2), Kill(step=step, nth=2)), channels=2)
    for nth in (7, 25, 26, 40):  # in the middle of a search, or of two
        yield Case(reply=LOST, kills=(Kill(step=Step.ANSWERED), Kill(step=Step.LOOKED, nth=nth)), channels=2)
    yield from (Case(reply=COPIED, kills=(Kill(step=step),)) for step in COPIES)


def sample() -> Iterator[Case]:
    """Every step and every reply at least once, for the quick suite. What lasts longest begins first."""
    yield from (Case(reply=COPIED, kills=(Kill(step=step),)) for step in COPIES)
    telling = {Step.ASKED: killed_at(Step.ASKED, LOST, first_ever=True)}
    telling |= {step: killed_at(step, LOST) for step in (Step.MISSED, Step.REPLANNED)}
    telling |= {step: killed_at(step, CUT) for step in RECONCILE if step not in (*telling, *COPIES)}
    yield from telling.values()
    yield from (killed_at(PUBLISH[number % len(PUBLISH)], reply) for number, reply in enumerate(REPLIES))


async def a_past(folder: Path, posted_to: tuple[Channel, ...], now: dt.datetime) -> Sandbox:
    """A town in which the bot has posted the latest card of each channel; its database is in ``folder``."""
    past = a_town(posted_to)
    async with past.serve() as url:
        life = Life(config=settings(url, folder, posted_to), clock=FastClock.from_now(now))
        async with living(life) as bot:
            calm = asyncio.ensure_future(Books(life.config).until("state = 'sent'", len(posted_to), PATIENCE))
            await asyncio.wait({calm, asyncio.ensure_future(bot.ended.wait())}, return_when=asyncio.FIRST_COMPLETED)
    if not calm.done() or not calm.result():
        raise AssertionError(f"the bot does not post at all: {life.log.read_text()}")
    for file in (life.steps, life.log):
        file.unlink()
    return past


async def play(case: Case, folder: Path, past: Sandbox, past_state: Path) -> tuple[str, set[Step]]:
    """What is wrong afterwards, with the bot's log; empty if nothing is. And the steps that were passed."""
    posted_to = channels(case.channels, [NINE.time()])
    sandbox = a_town(channels(PAST, [NINE.time()]))
    chats = [sandbox.channel(str(channel.chat)) for channel in posted_to]
    if not case.first_ever:
        move_in(sandbox, past)
        shutil.copytree(past_state, folder / "state")
    for chat in chats:
        case.reply.prepare(sandbox, chat.id)
    async with sandbox.serve() as url:
        config = settings(url, folder, posted_to)
        life = Life(config=config, clock=FastClock.from_now(NINE - dt.timedelta(seconds=10), case.reply.rate))
        late = asyncio.create_task(_arrive_late(sandbox, chats[0])) if case.reply is COPIED else None
        for kill in (*case.kills, None):
            if not case.first_ever:
                for chat in chats:
                    await sandbox.post(chat.id, OTHERS)
            async with living(replace(life, kill=kill)) as bot:
                calm = await _calm(case, sandbox, bot, Books(config))
            if calm:
                break
        if late:
            await late
        wrong = _wrong(case, sandbox, calm=calm)
        wrong += await _on_show(case, posted_to, chats, Books(config))
    shown = "\n".join(f"{chat.username}: {[(each.id, token_of(each)) for each in cards(chat)]}" for chat in chats)
    report = f"{case}: {'; '.join(wrong)}\n{shown}\n{life.log.read_text()}" if wrong else ""
    return report, {Step(line) for line in life.steps.read_text().split()}


async def _arrive_late(sandbox: Sandbox, chat: Chat) -> None:
    """Beside the card that was sent again, the first one turns up after all: the same text, the same buttons."""
    again = await sandbox.wait_for(lambda: cards(chat)[1:], timeout=PATIENCE)
    sandbox.world.store(replace(again[0], id=chat.next_id()))


async def _calm(case: Case, sandbox: Sandbox, bot: Living, books: Books) -> bool:
    """Wait until the bot is dead or has nothing left to do; whether the latter."""
    expected = case.channels + (0 if case.first_ever else PAST)
    unfinished = f"{OPEN} OR look_at IS NOT NULL" if case.reply is COPIED else OPEN
    for _ in range(int(PATIENCE / GLANCE)):
        if bot.ended.is_set():
            return False
        if books.count("true") == expected and not books.count(unfinished):
            return True
        for question in questions(sandbox) if case.first_ever else []:
            arrived, absent = question.buttons  # the admin, who can see the channel, says what is so
            there = case.channels == sum(len(cards(chat)) for chat in sandbox.world.chats.values() if chat.id != ADMIN)
            await sandbox.press(ADMIN, ADMIN, question.id, (arrived if there else absent)["callback_data"])
        await asyncio.sleep(GLANCE)
    return False


def _wrong(case: Case, sandbox: Sandbox, *, calm: bool) -> list[str]:
    wrong = [] if calm else ["it never came to rest"]
    if not case.first_ever:  # of a channel nothing is known of, nobody can say that a card is not there
        wrong += [f"the admin was asked: {question.text}" for question in questions(sandbox)]
    return wrong


async def _on_show(case: Case, posted_to: tuple[Channel, ...], chats: list[Chat], books: Books) -> list[str]:
    """What the channels show: one card for each slot, and people's posts as they were."""
    rows = {row.slot: row for row in await books.rows()}
    days = [NINE.date()] if case.first_ever else [NINE.date() - dt.timedelta(days=1), NINE.date()]
    tally = Tally()
    for channel, chat in zip(posted_to, chats, strict=True):
        tally.count(chat, [Slot.at(channel.name, day, NINE.time()) for day in days], rows, {})
    changed = [f"changed: {text}" for chat in chats for text in changed_by_others(chat)]
    return [*(f"lost: {each}" for each in tally.lost), *(f"doubled: {each}" for each in tally.doubled), *changed]
