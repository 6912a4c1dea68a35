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


class Ticker:
    """``tick(now)`` makes the ledger agree with the schedule. Late, early or often: the result is the same."""

    def __init__(self, channels: tuple[Channel, ...], ledger: Ledger, plans: Plans, publisher: Publisher) -> None:
        self._channels = channels
        self._ledger = ledger
        self._plans = plans
        self._publisher = publisher
        self._one_at_a_time = asyncio.Lock()

    async def tick(self, now: dt.datetime) -> list[Outcome]:
        """Post what is due in every channel. A channel that fails does not hold up another."""
        async with self._one_at_a_time:
            results = await asyncio.gather(
                *(self._tick_channel(channel, now) for channel in self._channels), return_exceptions=True
            )
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
        outcomes = await self._retry(channel, now)
        slots = due(channel, now)
        if slots:
            newest, *older = slots
            if await self._ledger.find(newest) is None:
                outcomes += await self._post(channel, newest, now)
            for slot in older:
                await self._note(slot, LATER_SLOT, now)
        await self._note_missed(channel, now)
        return outcomes

    async def _post(self, channel: Channel, slot: Slot, now: dt.datetime) -> list[Outcome]:
        if (await self._plans.of(channel.name)).paused_at:
            await self._note(slot, PAUSED, now)
            return []
        outcome = await self._publisher.publish(channel, slot, now)
        if outcome.nothing:
            await self._note(slot, outcome.nothing.reason, now)
        return [outcome]

    async def _retry(self, channel: Channel, now: dt.datetime) -> list[Outcome]:
        """Deliveries surely not sent: again when their pause is over, until their catch-up window closes."""
        outcomes = []
        for delivery in await self._ledger.in_state(State.PLANNED, channel=channel.name):
            if delivery.retry_at and delivery.retry_at > now:
                continue
            if now - _asked_at(delivery, channel) > channel.catch_up:
                await self._publisher.give_up(channel, delivery, now)
            else:
                outcomes.append(await self._publisher.resend(channel, delivery, now))
        return outcomes

    async def _note_missed(self, channel: Channel, now: dt.datetime) -> None:
        """Slots that went by while nothing ran; before a channel's first delivery there was nothing to miss."""
        first = await self._ledger.first_planned(channel.name)
        if first is None:
            return
        start = max(first, now - LOOK_BACK)
        for slot in slots_between(channel, start, now - channel.catch_up):
            await self._note(slot, TOO_LATE, now, keep=True)

    async def _note(self, slot: Slot, reason: Reason, now: dt.datetime, *, keep: bool = False) -> None:
        """Note the reason of a slot without a card; ``keep`` leaves an earlier, better reason alone."""
        if await self._ledger.find(slot) is None:
            await self._ledger.pass_over(slot, reason=str(reason), now=now, keep=keep)


def _asked_at(delivery: Delivery, channel: Channel) -> dt.datetime:
    """When the card should have come: the slot's instant, or the moment somebody asked for it."""
    return delivery.planned_at if delivery.slot.time is None else delivery.slot.instant(channel.zone)
