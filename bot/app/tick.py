"""Which slots are due now, and which pass without a card and why; decided from schedule and ledger alone."""

import asyncio
import datetime as dt
import logging

from bot.app.publish import Outcome, Publisher
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, State
from bot.domain.ports import Ledger, Plans
from bot.domain.reason import Reason
from bot.domain.schedule import due, slots_between
from bot.domain.slot import Slot

log = logging.getLogger(__name__)

# Why a slot passes without a card, beside what selection says: phrases ``reason.<code>``.
LATER_SLOT = Reason(code="later_slot")  # several were due at once: the newest gets its card
PAUSED = Reason(code="paused")
TOO_LATE = Reason(code="too_late")  # nothing ran until the window had closed

LOOK_BACK = dt.timedelta(days=3)  # how far back a slot nobody posted is still worth a word
FORGET = dt.timedelta(days=14)  # beyond any catch-up window


class Ticker:
    """``tick(now)`` makes the ledger agree with the schedule. Late, early or often: the result is the same."""

    def __init__(self, channels: tuple[Channel, ...], ledger: Ledger, plans: Plans, publisher: Publisher) -> None:
        self._channels = channels
        self._ledger = ledger
        self._plans = plans
        self._publisher = publisher
        self._one_at_a_time = asyncio.Lock()
        # What need not be asked or written again at the next tick.
        self._noted: dict[Slot, Reason | None] = {}  # slots without a card; None: it turned out to have one
        self._looked: dict[str, dt.datetime] = {}  # by channel: until when missed slots have been noted

    async def tick(self, now: dt.datetime) -> list[Outcome]:
        """Post what is due in every channel. A channel that fails does not hold up another."""
        horizon = (now - FORGET).date()
        self._noted = {slot: reason for slot, reason in self._noted.items() if slot.date > horizon}
        async with self._one_at_a_time:
            results = await asyncio.gather(
                *(self._tick_channel(channel, now) for channel in self._channels), return_exceptions=True
            )
            await self._publisher.tell_again()
        outcomes: list[Outcome] = []
        for channel, result in zip(self._channels, results, strict=True):
            if isinstance(result, Exception):
                log.error("channel %s: tick failed: %r", channel.name, result, exc_info=result)
            elif isinstance(result, BaseException):
                raise result
            else:
                outcomes += result
        return outcomes

    async def _tick_channel(self, channel: Channel, now: dt.datetime) -> list[Outcome]:
        if channel.name not in self._looked:
            await self._remember(channel, now)
        outcomes = await self._retry(channel, now)
        slots = due(channel, now)
        if slots:
            newest, *older = slots
            if await self._ledger.find(newest) is None:
                outcomes += await self._post(channel, newest, now)
            for slot in older:
                await self._note(slot, LATER_SLOT, now, keep=True)
        await self._note_missed(channel, now)
        return outcomes

    async def _remember(self, channel: Channel, now: dt.datetime) -> None:
        """What an earlier run noted. Before a channel's first delivery there was nothing to miss."""
        since = now - LOOK_BACK
        noted = await self._ledger.passed_over(channel.name, since=since.date())
        self._noted |= {slot: Reason.parse(reason) for slot, reason in noted}
        first = await self._ledger.first_planned(channel.name)
        self._looked[channel.name] = max(first, since) if first else now - channel.catch_up

    async def _post(self, channel: Channel, slot: Slot, now: dt.datetime) -> list[Outcome]:
        if (await self._plans.of(channel.name)).paused_at:
            await self._note(slot, PAUSED, now)
            return []
        outcome = await self._publisher.publish(channel, slot, now)
        if outcome.nothing:
            await self._note(slot, outcome.nothing.reason, now)
        return [outcome]

    async def _retry(self, channel: Channel, now: dt.datetime) -> list[Outcome]:
        """Deliveries surely not sent: again when their pause is over, until their catch-up window closes.

        A paused channel sends only what an admin has asked for.
        """
        outcomes = []
        for delivery in await self._ledger.in_state(State.PLANNED, channel=channel.name):
            if delivery.retry_at and delivery.retry_at > now:
                continue
            if now - _asked_at(delivery, channel) >= channel.catch_up:
                await self._publisher.give_up(channel, delivery, now)
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
        if await self._ledger.find(slot) is None:
            await self._ledger.pass_over(slot, reason=str(reason), now=now, keep=keep)
            self._noted[slot] = reason
            why = " ".join(f"{name}={value}" for name, value in reason.args.items())
            log.info("%s passes without a card: %s %s", slot, reason.code, why)
        else:
            self._noted[slot] = None


def _asked_at(delivery: Delivery, channel: Channel) -> dt.datetime:
    """When the card should have come: the slot's instant, or the moment somebody asked for it."""
    return delivery.planned_at if delivery.slot.time is None else delivery.slot.instant(channel.zone)
