"""The reference: what is true of slots and cards, whatever the ledger says, and what must hold because of it."""

import datetime as dt
import itertools
from collections import defaultdict

from bot.domain.card import Card
from bot.domain.delivery import Delivery, State
from bot.domain.slot import Slot
from tests.model.house import DAY, MINUTE, House, hour
from tests.model.world import START, Fate


class Reference(House):
    """``faults`` are what it has seen going wrong while the bot was at work."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens: defaultdict[Slot, list[str]] = defaultdict(list)  # sent for the slot, in order
        self.removed: set[Slot] = set()  # a card of theirs was deleted by somebody
        self.latest = START - 365 * DAY  # by the clock: a slot at or before it may have given way to a later one
        self.stepped_forward = False
        self.admin_acts = False  # what is sent now was asked for by an admin
        self.asked: set[str] = set()  # token:attempt of the questions that the admins have got
        self.said: dict[Slot, str] = {}
        self.faults: list[str] = []
        self.broken = False  # something has failed already: there is nothing more to be shown
        self.world.before_send = self.about_to_send
        self.world.on_tell = self.asks

    async def about_to_send(self, card: Card, fate: Fate) -> None:
        """Before each send: its intent is committed, and it is no repetition of what is there."""
        rows = [row for row in await self.ledger.in_state(State.SENDING) if row.card == card]
        if len(rows) != 1:
            self.faults.append(f"sent without an intent in the ledger: {card.plain[:40]}")
            return
        row = rows[0]
        self.say(f"  {hour(self.clock)} {row.slot} attempt {row.attempt} {row.token} {row.key}: {fate}")
        tokens = self.tokens[row.slot]
        there = [each for each in self.world.present(*tokens) if not self._is_hidden(row.base_id, each)]
        if there:
            self.faults.append(f"{row.slot} is sent again, though it is there as {there}")
        self.faults += [f"{row.slot} is sent {why}" for why in await self._why_it_should_not_be_sent(row)]
        if row.slot.time:
            self.latest = max(self.latest, row.slot.instant(self.channel.zone))
        if row.token not in tokens:
            tokens.append(row.token)

    def _is_hidden(self, base_id: int, message_id: int) -> bool:
        """Behind 25 ids in a row without a message no search finds a card; an hour later at the latest it does."""
        there = {post.message_id for post in self.world.posts} | set(self.world.others)
        here = [base_id, *sorted(each for each in there if base_id < each <= message_id)]
        return any(after - before > 25 for before, after in itertools.pairwise(here))

    async def _why_it_should_not_be_sent(self, row: Delivery) -> list[str]:
        if row.slot.time is None or self.admin_acts:
            return []
        instant = row.slot.instant(self.channel.zone)
        others = [each for each in await self.ledger.in_state(*State) if each.slot.time and each.slot != row.slot]
        begun = row.begun_at or row.planned_at
        whys = {
            # Claimed in time it may be sent though the clock has gone back since; another entry is a claim anew.
            f"before its instant: {row.planned_at}": not self.tokens[row.slot] and row.planned_at < instant,
            "though the channel is paused": (await self.plans.of("daily")).paused_at is not None,
            f"too late: {begun}": begun - instant >= max(self.channel.catch_up, 15 * MINUTE),
            "though a later one has had its card": any(
                each.slot.instant(self.channel.zone) > instant and each.state in (State.SENT, State.UNKNOWN)
                for each in others
            ),
        }
        return [why for why, holds in whys.items() if holds]

    async def _newest_is_cared_for(self, now: dt.datetime) -> None:
        """After a tick the newest slot of the window has a delivery, unless there is a reason that it has none."""
        due = self._slots(now - self.channel.catch_up, now)
        plan = await self.plans.of("daily")
        if not due or plan.paused_at or await self.ledger.find(due[-1]) is not None:
            return
        following = self._slots(due[-1].instant(self.channel.zone), due[-1].instant(self.channel.zone) + DAY)[0]
        if following.instant(self.channel.zone) <= self.latest:  # the clock went back behind a later one
            return
        if len(plan.quarantined) == len(self.entries):
            return
        self.faults.append(f"at {now} {due[-1]} was due and got nothing: {await self._why_not(due[-1])}")

    async def _why_not(self, slot: Slot) -> str:
        noted = dict(await self.ledger.passed_over("daily", since=slot.date))
        return noted.get(slot, "no reason")

    async def rows(self) -> list[Delivery]:
        return await self.ledger.in_state(*State)

    def _observe(self) -> None:
        if not hasattr(self, "bot"):
            return
        self.broken = True
        rows = self.run(self.rows())
        for row in rows:
            words = (
                f"{row.slot} {row.state} attempt {row.attempt} looks {row.looks} message {row.message_id}"
                f" look_at {hour(row.look_at)} retry_at {hour(row.retry_at)} {row.detail!r}"
                f" in channel: {self.world.present(*self.tokens[row.slot])}"
            )
            if self.said.get(row.slot) != words:
                self.said[row.slot] = words
                self.say(f"  {hour(self.clock)} {words}")
        assert not self.faults, self.faults
        assert not self.world.wronged, self.world.wronged
        assert not self.probe.spoiled
        self._known_cards_are_themselves(rows)
        self._no_entry_comes_twice(rows)
        self._what_is_refused_is_not_there(rows)
        self.probe.was_unclear = False
        self.broken = False

    def _known_cards_are_themselves(self, rows: list[Delivery]) -> None:
        for row in rows:
            if row.state is not State.SENT or row.message_id is None:
                continue
            sent = [each for each in self.world.sent if each.message_id == row.message_id]
            assert [each.token for each in sent] == [row.token], f"{row.slot} is not message {row.message_id}"
            post = next((post for post in self.world.posts if post.message_id == row.message_id), None)
            assert post is None or post.card.buttons == row.card.buttons, f"{row.slot} shows other buttons"
        ids = [row.message_id for row in rows if row.message_id]
        assert len(ids) == len(set(ids)), ids

    def _no_entry_comes_twice(self, rows: list[Delivery]) -> None:
        chosen = [row for row in rows if "chosen" not in row.reason]
        had = [(row.cycle, row.key) for row in chosen if row.state is not State.REFUSED]
        assert len(had) == len(set(had)), had

    def _what_is_refused_is_not_there(self, rows: list[Delivery]) -> None:
        for row in rows:
            if row.state is State.REFUSED and not self.stepped_forward:
                there = self.world.present(*self.tokens[row.slot])
                assert not there, f"{row.slot} is said not to be there, and is: {there}"

    async def asks(self, card: Card) -> None:
        """Nothing is asked where the channel could tell."""
        pressed = [button.callback or "" for row in card.buttons for button in row]
        fates = {words.partition(":")[2] for words in pressed if words.startswith(("arrived:", "absent:"))}
        for fate in fates - self.asked:
            self.asked.add(fate)
            rows = await self.rows()
            row = next(row for row in rows if f"{row.token}:{row.attempt}" == fate)
            self.say(f"  {hour(self.clock)} asked about {row.slot}: {row.detail}")
            if not self.unwitnessed and not self._has_reason(row, rows):
                self.faults.append(f"asked about {row.slot} without a reason: {row.detail}")
            self.unwitnessed = False

    def _has_reason(self, row: Delivery, rows: list[Delivery]) -> bool:
        known = [each for each in rows if each.state is State.SENT and each.message_id]
        there = [each for each in known[-5:] if self.world.find(each.chat, each.message_id or 0)]
        reasons = {
            "no_base": row.base_id == 0 and not self.world.present(row.token),
            "no_control": not there,
            "not_trusted": self.probe.was_unclear,
            "unclear": self.probe.was_unclear,
            "twin": any(each.key == row.key for each in rows if each.slot != row.slot),
            "not_apart": not self.probe.apart,
        }
        return reasons.get(row.detail, False)
