"""The state machine: what may happen to the bot and its channel."""

import datetime as dt
from collections.abc import Coroutine
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.adapters.store_sql import open_store
from bot.app.settle import doubt_of
from bot.app.steps import Step
from bot.domain.channel import SKIP
from bot.domain.delivery import Delivery, State
from bot.domain.errors import Refused, SendError, Trouble, TryLater
from bot.domain.language import Language
from bot.domain.slot import Slot
from tests.app.conftest import Killed
from tests.fakes.messenger import Arrives
from tests.model.house import DAY, HOUR, MINUTE, SECOND, Bot
from tests.model.reference import Reference
from tests.model.world import CUT, FATES, START, key_of
from tests.worlds import a_catalog, a_channel, an_entry

OPEN = (State.PLANNED, State.SENDING, State.UNKNOWN)
TROUBLES: dict[str, SendError | Arrives] = {
    "flood": TryLater("flood", after=45 * SECOND),
    "no_answer": CUT,
    "done_but_no_answer": Arrives(CUT),
    "closed": Refused("kicked", trouble=Trouble.REMOVED),
}

minutes = st.sampled_from([0.5, 2.0, 5.0, 60.0, 360.0])
fates = st.lists(st.sampled_from(sorted(FATES)), max_size=3)
steps = st.sampled_from([None, None, None, *Step])


class Machine(Reference, RuleBasedStateMachine):
    """Over stores in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.deep = False  # one process takes over at a time
        self.world.meanwhile = self.another_takes_over

    # What happens

    @initialize(
        known=st.sampled_from([True, True, False]), seen=st.booleans(),
        catch_up=st.sampled_from([SKIP, 6 * HOUR, 5 * DAY]), both=st.booleans(),
    )  # fmt: skip
    def opens(self, known: bool, seen: bool, catch_up: dt.timedelta, both: bool) -> None:
        times = (dt.time(9), dt.time(9, 30)) if both else (dt.time(9),)
        self.channel = a_channel(at=times, catch_up=catch_up)
        self.run(self.open_stores())
        for _ in range(3):
            self.world.someone_posts()
        if seen:
            self.run(self.ledger.saw(self.channel.chat, 3))
        self.bot = Bot(self)
        if known:
            slot = Slot.at("daily", START.date() - DAY, dt.time(9))
            self.run(self.bot.publisher.publish(self.channel, slot, START - DAY + MINUTE))
        self._observe()

    @rule(minutes=minutes)
    def time_goes_on(self, minutes: float) -> None:
        self.world.goes_on(minutes * 60)

    @rule(late=st.sampled_from([0.0, 1.0, 100.0, 1000.0]), fates=fates, dies_at=steps, skipped=st.booleans())
    def a_slot_comes(self, late: float, fates: list[str], dies_at: Step | None, skipped: bool) -> None:
        """``skipped``: not the next one by the clock, but the next one that has not been."""
        self._to_next_slot(late, after=self.latest if skipped else None)
        self.world.fates = [FATES[name] for name in fates]
        self._may_die(dies_at, self._works(self.bot, 1))

    def _to_next_slot(self, late: float = 0.0, *, after: dt.datetime | None = None) -> None:
        after = max(after or self.clock, self.clock)
        at = min(slot.instant(self.channel.zone) for slot in self._slots(after, after + 2 * DAY))
        self.world.goes_on((at - self.clock).total_seconds() + late)

    @rule(minutes=st.sampled_from([-4320, -1440, -60, -10, -3, 3, 10, 60, 1440]))
    def clock_steps(self, minutes: int) -> None:
        self.world.offset += minutes * MINUTE
        self.stepped_forward = self.stepped_forward or minutes > 0

    @rule(dies_at=steps)
    def tick(self, dies_at: Step | None) -> None:
        self._may_die(dies_at, self._tick(self.bot))

    @rule(dies_at=steps)
    def reconcile(self, dies_at: Step | None) -> None:
        self._may_die(dies_at, self.bot.reconciler.reconcile(self.clock))

    @rule(minutes=st.sampled_from([2, 4, 70]), dies_at=steps)
    def works(self, minutes: int, dies_at: Step | None) -> None:
        self._may_die(dies_at, self._works(self.bot, minutes))

    async def _tick(self, bot: Bot) -> None:
        now = self.clock
        self.latest = max(self.latest, now)
        await bot.ticker.tick(now)
        await self._newest_is_cared_for(now)

    async def _works(self, bot: Bot, minutes: float) -> None:
        until = self.loop.elapsed + minutes * 60
        while self.loop.elapsed < until:
            await self._tick(bot)
            await bot.reconciler.reconcile(self.clock)
            self.world.goes_on(20 if minutes < HOUR / MINUTE else 80)

    def _may_die(self, step: Step | None, work: Coroutine[Any, Any, None]) -> None:
        self.dies_at = step
        try:
            self.run(work)
        except Killed as killed:
            self.say(f"  killed at {killed}")
            self._new_bot()
        finally:
            self.dies_at = None

    @rule()
    def restart(self) -> None:
        self._new_bot()

    def _new_bot(self) -> None:
        self.bot = Bot(self)
        self.run(self._starts(self.bot))

    async def _starts(self, bot: Bot) -> None:
        await bot.admins.remember()
        await bot.reconciler.recover(self.clock)

    async def another_takes_over(self) -> None:
        """The process that sends has been stopped; this one works for some minutes, and is the bot from now on."""
        if self.deep:
            return
        self.deep = True
        self.world.goes_on(25)
        other = Bot(self)
        try:
            await self._starts(other)
            await self._works(other, 7)
        except Killed as killed:
            self.say(f"  the other was killed at {killed}")
            other = Bot(self)
            await self._starts(other)
        finally:
            self.deep = False
        self.bot = other

    @rule(
        probes=st.lists(st.sampled_from([None, *sorted(TROUBLES)]), max_size=4),
        unclear=st.sampled_from([False, False, True]),
        hold=st.sampled_from([0, 0, 20, 900]),
        apart=st.sampled_from([True, True, False]),
    )
    def telegram_is_in_trouble(self, probes: list[str | None], unclear: bool, hold: int, apart: bool) -> None:
        self.probe.trouble = [TROUBLES[name] if name else None for name in probes]
        self.probe.unclear_answers = int(unclear)
        self.world.holds = [TryLater("hold", after=hold * SECOND)] if hold else []
        self.probe.apart = apart

    @rule(number=st.sampled_from([1, 2, 20]), seen=st.booleans())
    def others_post(self, number: int, seen: bool) -> None:
        for _ in range(number):
            message_id = self.world.someone_posts()
        if seen:
            self.run(self.ledger.saw(self.channel.chat, message_id))

    @precondition(lambda self: self.world.others or self.world.posts)
    @rule(whose=st.sampled_from(["one of others", "all of others", "our newest", "our oldest"]))
    def somebody_deletes(self, whose: str) -> None:
        ours = [post.message_id for post in self.world.posts]
        if whose.endswith("others"):
            gone = sorted(self.world.others)[0 if whose.startswith("all") else -1 :]
        else:
            gone = ours[-1:] if whose == "our newest" else ours[:1]
        for message_id in gone:
            self.removed |= {slot for slot in self.tokens if message_id in self.world.present(*self.tokens[slot])}
            self.world.someone_deletes(message_id)

    @rule(dies_at=steps, dies_at_once=st.sampled_from([False, False, True]))
    def admins_answer(self, dies_at: Step | None, dies_at_once: bool) -> None:
        """``dies_at_once``: as soon as the answer is in the ledger."""
        self._may_die(dies_at, self._answer(dies_at_once))

    async def _answer(self, dies_at_once: bool = False) -> None:
        """As the two buttons do."""
        for row in await self.ledger.in_state(State.UNKNOWN):
            if row.asked and f"{row.token}:{row.attempt}" in self.asked:
                self.admin_acts = True
                try:
                    await self._say(row, dies_at_once)
                finally:
                    self.admin_acts = False

    async def _say(self, row: Delivery, dies_at_once: bool) -> None:
        there = self.world.present(row.token)
        self.say(f"  of {row.slot} an admin says: {'arrived' if there else 'absent'}")
        if there:
            await self.ledger.settle_sent(row.slot, attempt=row.attempt, message_id=None, now=self.clock)
        else:
            await self.ledger.plan_again(row.slot, attempt=row.attempt)
        if dies_at_once:
            raise Killed("answer")
        await self.bot.admins.over(doubt_of(row))
        if not there:
            await self.bot.publisher.resend(self.channel, row, self.clock)

    @rule(paused=st.booleans())
    def pause(self, paused: bool) -> None:
        self.run(self.plans.pause("daily", self.clock) if paused else self.plans.resume("daily"))

    @precondition(lambda self: self.world.sent)
    @rule()
    def an_entry_changes(self) -> None:
        key = key_of(self.world.sent[-1].card)
        words = {
            "en": f"{self.entries[key].title[Language.EN]} (v{next(self.nonces)})",
            "zh": self.entries[key].title[Language.ZH],
        }
        self.entries[key] = an_entry(key, title=words)
        self.shelf.catalog = a_catalog(*self.entries.values())
        self.run(self.bot.editor.follow(self.clock))

    @rule(fates=fates, dies_at=steps, again=st.sampled_from([False, False, True]))
    def somebody_posts_from_the_shell(self, fates: list[str], dies_at: Step | None, again: bool) -> None:
        """`digestbot post`: a process of its own. ``again``: the entry of the latest card."""
        rows = self.run(self.rows())
        key = rows[-1].key if again and rows else None
        self.world.fates = [FATES[name] for name in fates]
        slot = Slot.on_demand("daily", self.clock.date(), f"{next(self.nonces):06}")
        self.dies_at = dies_at
        try:
            self.run(Bot(self).publisher.publish(self.channel, slot, self.clock, key=key))
        except Killed as killed:
            self.say(f"  killed at {killed}")
        finally:
            self.dies_at = None

    @rule()
    def calm(self) -> None:
        self.broken = True
        self.run(self._calm())

    @invariant()
    def holds(self) -> None:
        self._observe()

    # In the end

    async def _calm(self) -> None:
        """No more faults. What is open comes to its end, each slot has one card, and the next one comes in time."""
        self.world.fates.clear()
        self.world.holds.clear()
        self.probe.trouble.clear()
        self.probe.unclear_answers = 0
        self.probe.apart = True
        await self.plans.resume("daily")
        for lap in range(400):
            await self._tick(self.bot)
            await self.bot.reconciler.reconcile(self.clock)
            rows = await self.rows()
            await self._answer()
            rows = await self.rows()
            waiting = [row for row in rows if row.state in OPEN or row.look_at]
            if not waiting and not self.world.under_way:
                break
            stuck = [row for row in waiting if row.state in OPEN and not (row.retry_at and row.retry_at > self.clock)]
            assert lap < 60 or not stuck, [f"{row.slot} {row.state} begun {row.begun_at}" for row in stuck]
            self.world.goes_on(20 if lap < 20 else 300 if lap < 60 else 3600)
        else:
            raise AssertionError(f"never comes to an end: {waiting}")
        for row in rows:
            there = self.world.present(*self.tokens[row.slot])
            if row.state is State.SENT:
                assert len(there) == 1 or row.slot in self.removed, f"{row.slot}: {there}"
                assert len(there) <= 1, f"{row.slot}: {there}"
            else:
                assert not there, f"{row.slot} {row.state}: {there}"

    def teardown(self) -> None:
        try:
            if hasattr(self, "bot") and not self.broken:
                self._observe()
                self.run(self._calm())
                self._observe()
                self._to_next_slot(after=self.latest)
                due = self._slots(self.clock - SECOND, self.clock)[-1]
                self.run(self._tick(self.bot))
                row = self.run(self.ledger.find(due))
                assert row is not None, f"{due} has no card"
                assert row.state is State.SENT, f"{due}: {row}"
                self._observe()
        finally:
            self.run(self.stack.aclose())
            self.run(self.loop.shutdown_asyncgens())
            self.loop.close()


class SqlMachine(Machine):
    """Over the real stores, on SQLite."""

    async def open_stores(self) -> None:
        folder = Path(self.stack.enter_context(TemporaryDirectory()))
        store = await self.stack.enter_async_context(open_store(f"sqlite:///{folder}/digestbot.sqlite3"))
        self.ledger, self.plans = store.ledger, store.plans
        self.people, self.notices = store.people, store.notices
