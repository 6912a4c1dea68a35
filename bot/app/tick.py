"""Which slots are due now, and which pass without a card and why; decided from schedule and ledger alone."""

import asyncio
import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Mapping

from bot.app.publish import Outcome, Publisher
from bot.app.settle import MOVED
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, State
from bot.domain.errors import LedgerError
from bot.domain.ledger import Ledger
from bot.domain.ports import Plans
from bot.domain.reason import Reason
from bot.domain.schedule import LOOK_BACK, due, next_slot, slots_between
from bot.domain.slot import Slot

log = logging.getLogger(__name__)

# Why a slot passes without a card, beside what selection says: phrases ``reason.<code>``.
LATER_SLOT = Reason(code="later_slot")  # several were due at once: the newest gets its card
PAUSED = Reason(code="paused")
TOO_LATE = Reason(code="too_late")  # nothing ran until the window had closed
RESTORED = Reason(code="restored")  # before the ledger was put back from a backup, which may not know the card

A_DAY = dt.timedelta(days=1)
CLEARING_UP = dt.timedelta(minutes=15)  # what was claimed in time may take so long, whatever the window

LATELY = 10  # so many of the latest cards may have been made on demand
FORGET = dt.timedelta(days=14)  # beyond any catch-up window


class Ticker:
    """``tick(now)`` makes the ledger agree with the schedule. Late, early or often: the result is the same."""

    def __init__(self, channels: Mapping[str, Channel], ledger: Ledger, plans: Plans, publisher: Publisher) -> None:
        """``channels`` by name; looked up at every tick, for a group's chat may change."""
        self._channels = channels
        self._ledger = ledger
        self._plans = plans
        self._publisher = publisher
        self._busy: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        # What need not be asked or written again at the next tick.
        self._noted: dict[Slot, Reason | None] = {}  # slots without a card; None: it turned out to have one
        self._looked: dict[str, dt.datetime] = {}  # by channel: until when missed slots have been noted
        self._restored_at: dt.datetime | None = None
        self._next: dict[str, dt.datetime] = {}  # by channel: its next slot
        self._put_off: dict[str, dt.datetime] = {}  # by channel: when a card surely not sent is tried again

    async def tick(self, now: dt.datetime, *, patient: bool = True, hurry: bool = False) -> list[Outcome]:
        """Post what is due in every channel. A channel that fails or waits for Telegram does not hold up another.

        A channel still busy with an earlier tick is waited for, or with ``patient=False`` left to the next tick.
        ``hurry`` looks only at the channels that ``next_due`` had in mind: asking the ledger about a thousand others
        would make these late.
        """
        horizon = (now - FORGET).date()
        self._noted = {slot: reason for slot, reason in self._noted.items() if slot.date > horizon}
        await self._publisher.settlement.tidy_up(now)
        self._restored_at = await self._ledger.restored_at()
        channels = [
            each
            for each in self._channels.values()
            if (patient or not self._busy[each.name].locked()) and not (hurry and self._has_time(each.name, now))
        ]
        results = await asyncio.gather(
            *(self._tick_channel(channel, now) for channel in channels), return_exceptions=True
        )
        outcomes: list[Outcome] = []
        for channel, result in zip(channels, results, strict=True):
            if isinstance(result, Exception):
                await self._publisher.settlement.tick_failed(channel, result)
            elif isinstance(result, BaseException):
                raise result
            else:
                await self._publisher.settlement.tick_worked(channel)
                self._remember_waiting(channel, result)
                outcomes += result
        return outcomes

    def _has_time(self, channel: str, now: dt.datetime) -> bool:
        """Whether nothing is due there by what the last tick has seen."""
        wanted = [at for at in (self._next.get(channel), self._put_off.get(channel)) if at]
        return bool(wanted) and min(wanted) > now

    def next_due(self, now: dt.datetime) -> dt.datetime | None:
        """The instant of the next slot of all channels, or of the next try of a card that was put off."""
        for name, channel in self._channels.items():
            if name not in self._next or not now < self._next[name] < now + A_DAY:  # the clock may go back
                self._next[name] = next_slot(channel, now).instant(channel.zone)
        waiting = [at for at in self._put_off.values() if at > now]
        return min((*self._next.values(), *waiting), default=None)

    async def _tick_channel(self, channel: Channel, now: dt.datetime) -> list[Outcome]:
        async with self._busy[channel.name]:
            if channel.name not in self._looked:
                await self._remember(channel, now)
            slots = due(channel, now)
            outcomes = await self._retry(channel, slots[0] if slots else None, now)
            if slots:
                newest, *older = slots
                if await self._ledger.find(newest) is None:
                    outcomes += await self._post_or_pass(channel, newest, now)
                for slot in older:
                    await self._note(slot, LATER_SLOT, now, keep=True)
            await self._note_missed(channel, now)
            return outcomes

    def _remember_waiting(self, channel: Channel, outcomes: list[Outcome]) -> None:
        waiting = [each.delivery.retry_at for each in outcomes if each.delivery and each.state is State.PLANNED]
        if again := min((at for at in waiting if at), default=None):
            self._put_off[channel.name] = min(again, self._put_off.get(channel.name, again))

    async def _remember(self, channel: Channel, now: dt.datetime) -> None:
        """What an earlier run noted. Before a channel's first delivery there was nothing to miss."""
        since = now - LOOK_BACK
        noted = await self._ledger.passed_over(channel.name, since=since.date())
        self._noted |= {slot: Reason.parse(reason) for slot, reason in noted}
        first = await self._ledger.first_planned(channel.name)
        self._looked[channel.name] = max(first, since) if first else now

    async def _post_or_pass(self, channel: Channel, slot: Slot, now: dt.datetime) -> list[Outcome]:
        """A slot before one that had its card passes: the times of day were changed, or the clock went back."""
        if slot in self._noted and self._noted[slot] == LATER_SLOT:
            return []
        if await self._had_a_later_card(channel, slot):
            await self._note(slot, LATER_SLOT, now)
            return []
        if self._restored_at and slot.instant(channel.zone) <= self._restored_at:
            await self._note(slot, RESTORED, now)
            return []
        if (await self._plans.of(channel.name)).paused_at:
            await self._note(slot, PAUSED, now)
            return []
        outcome = await self._publisher.publish(channel, slot, now)
        if outcome.nothing:
            await self._note(slot, outcome.nothing.reason, now)
        return [outcome]

    async def _had_a_later_card(self, channel: Channel, slot: Slot) -> bool:
        posted = await self._ledger.latest(channel=channel.name, limit=LATELY)
        under_way = await self._ledger.in_state(State.PLANNED, State.SENDING, State.UNKNOWN, channel=channel.name)
        return any(_before(slot, delivery.slot, channel) for delivery in (*posted, *under_way))

    async def _retry(self, channel: Channel, newest: Slot | None, now: dt.datetime) -> list[Outcome]:
        """Deliveries surely not sent: again when their pause is over, until their catch-up window closes.

        A paused channel sends only what an admin has asked for. After an outage only the newest slot gets its card,
        whether the bot was running through it or not.
        """
        outcomes = []
        self._put_off.pop(channel.name, None)
        for delivery in await self._ledger.in_state(State.PLANNED, channel=channel.name):
            if delivery.retry_at and delivery.retry_at > now + A_DAY:  # the clock has gone back since
                await self._ledger.wait(delivery.slot, retry_at=now, detail=delivery.detail)
            elif delivery.retry_at and delivery.retry_at > now:
                self._put_off[channel.name] = min(delivery.retry_at, self._put_off.get(channel.name, delivery.retry_at))
                continue
            if self._restored_at and delivery.planned_at <= self._restored_at:
                await self._publisher.settlement.given_up(channel, delivery, now, why=RESTORED.code)
            elif newest and _before(delivery.slot, newest, channel):
                await self._publisher.settlement.dropped(delivery, now)
            elif now - _asked_at(delivery, channel) >= _window(delivery, channel):
                await self._publisher.settlement.given_up(channel, delivery, now)
            elif delivery.chat != channel.chat:
                await self._publisher.settlement.given_up(channel, delivery, now, why=MOVED)
            elif delivery.slot.time is None or not (await self._plans.of(channel.name)).paused_at:
                outcomes.append(await self._publisher.resend(channel, delivery, now))
        return outcomes

    async def _note_missed(self, channel: Channel, now: dt.datetime) -> None:
        """Slots that went by while nothing ran."""
        start, end = self._looked[channel.name], now - channel.catch_up
        for slot in slots_between(channel, start, end):
            await self._note(slot, TOO_LATE, now, keep=True)
        self._looked[channel.name] = max(start, end)

    async def _note(self, slot: Slot, reason: Reason, now: dt.datetime, *, keep: bool = False) -> None:
        """Note the reason of a slot without a card; ``keep`` leaves an earlier, better reason alone."""
        if slot in self._noted and (keep or self._noted[slot] in (reason, None)):
            return
        if not await self._has_a_row(slot):
            await self._ledger.pass_over(slot, reason=str(reason), now=now, keep=keep)
            self._noted[slot] = reason
            args = ", ".join(f"{name} {value}" for name, value in reason.args.items())
            why = reason.code.replace("_", " ") + (f" ({args})" if args else "")
            log.info("%s passes without a card: %s", slot, why)
        else:
            self._noted[slot] = None

    async def _has_a_row(self, slot: Slot) -> bool:
        """One that cannot be read is one too: the admins are told of it, and need not hear that the tick failed."""
        try:
            return await self._ledger.find(slot) is not None
        except LedgerError:
            return True


def _before(one: Slot, other: Slot, channel: Channel) -> bool:
    """Whether both are of the schedule and the one comes first."""
    scheduled = one.time is not None and other.time is not None
    return scheduled and one.instant(channel.zone) < other.instant(channel.zone)


def _window(delivery: Delivery, channel: Channel) -> dt.timedelta:
    """How long a claimed card may take: an admin who has asked for it does not wait for weeks."""
    longest = channel.catch_up if delivery.slot.time else min(channel.catch_up, A_DAY)
    return max(longest, CLEARING_UP)


def _asked_at(delivery: Delivery, channel: Channel) -> dt.datetime:
    """When the card should have come: the slot's instant, or the moment somebody asked for it."""
    return delivery.planned_at if delivery.slot.time is None else delivery.slot.instant(channel.zone)
