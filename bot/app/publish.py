"""The whole use case of one card: gather, decide, claim, send, settle (the posting protocol, steps 1–4)."""

import asyncio
import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from bot.app.admins import Admins
from bot.app.draw import Drawing, Drawn, new_token
from bot.app.settle import STOPPED, Settlement
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, State
from bot.domain.errors import OutcomeUnknown, Refused, SendError, TryLater
from bot.domain.ports import Cards, Catalogs, Ledger, Messenger, Plans
from bot.domain.selection import Nothing, Past
from bot.domain.slot import Slot

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a slot: its delivery as settled, or why there is none."""

    slot: Slot
    delivery: Delivery | None = None
    nothing: Nothing | None = None

    @property
    def state(self) -> State | None:
        return self.delivery.state if self.delivery else None


class Publisher:
    """Posts cards. One writer per channel inside this process; the ledger's unique slot guards against others."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        plans: Plans,
        catalogs: Catalogs,
        cards: Cards,
        messenger: Messenger,
        admins: Admins,
        token: Callable[[], str] = new_token,
    ) -> None:
        self._ledger = ledger
        self._plans = plans
        self._messenger = messenger
        self._drawing = Drawing(catalogs=catalogs, cards=cards, plans=plans, admins=admins, token=token)
        self.settlement = Settlement(ledger, plans, admins)
        self._writers: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._under_way: set[asyncio.Task[Outcome]] = set()

    async def publish(self, channel: Channel, slot: Slot, now: dt.datetime, *, key: str | None = None) -> Outcome:
        """Give the slot its card: the entry ``key``, or the one selection chooses. Never raises SendError.

        Once begun it runs to its end even if the caller is cancelled: a send under way is always settled.
        """
        return await self._to_the_end(self._publish(channel, slot, now, key))

    async def resend(self, channel: Channel, delivery: Delivery, now: dt.datetime) -> Outcome:
        """Try a delivery again that surely was not sent (state PLANNED)."""
        return await self._to_the_end(self._send(channel, delivery.slot, now))

    async def _publish(self, channel: Channel, slot: Slot, now: dt.datetime, key: str | None) -> Outcome:
        async with self._writers[channel.name]:
            # Gather
            history = [Past.of(delivery) for delivery in await self._ledger.history(channel.name)]
            plan = await self._plans.of(channel.name)

            # Decide
            if key:
                decided = await self._drawing.named(channel, history, slot, key)
            else:
                decided = await self._drawing.selected(channel, history, plan, slot)
            if isinstance(decided, Nothing):
                return Outcome(slot=slot, nothing=decided)

            # Claim
            if not await self._ledger.claim(await self._intent(channel, decided, now)):
                return Outcome(slot=slot, delivery=await self._ledger.find(slot))
            if key:  # where it is pinned it would come a second time
                await asyncio.gather(*(self._plans.unpin(place) for place in plan.pins if plan.pins[place] == key))

            # Send and settle
            return await self._attempt(channel, slot, now)

    async def _intent(self, channel: Channel, drawn: Drawn, now: dt.datetime) -> Delivery:
        return Delivery(
            slot=drawn.selection.slot,
            key=drawn.selection.entry.key,
            cycle=drawn.selection.cycle,
            reason=str(drawn.selection.reason),
            chat=channel.chat,
            card=drawn.card,
            token=drawn.token,
            state=State.PLANNED,
            base_id=await self._ledger.known_top(channel.chat),
            attempt=0,
            planned_at=now,
        )

    async def _send(self, channel: Channel, slot: Slot, now: dt.datetime) -> Outcome:
        async with self._writers[channel.name]:
            return await self._attempt(channel, slot, now)

    async def _attempt(self, channel: Channel, slot: Slot, now: dt.datetime) -> Outcome:
        """Commit SENDING, call once, settle. Nothing is retried here."""
        delivery = await self._ledger.begin(slot, now=now)
        if delivery is None:  # another process has it, or it is not due yet
            return Outcome(slot=slot, delivery=await self._ledger.find(slot))
        began = asyncio.get_running_loop().time()
        try:
            message_id = await self._messenger.send(channel, delivery.card)
        except TryLater as failure:
            # Telegram's pause counts from its answer, and the call took a while.
            took = dt.timedelta(seconds=int(asyncio.get_running_loop().time() - began))
            await self.settlement.put_off(slot, until=now + took + failure.after, detail=str(failure))
        except Refused as failure:
            await self.settlement.refused(channel, delivery, failure, now)
        except OutcomeUnknown as failure:
            await self.settlement.unknown(channel, delivery, str(failure), now)
        except Exception as failure:  # a fault of our own: the card may have left before it
            await self.settlement.unknown(channel, delivery, f"{type(failure).__name__}: {failure}", now)
            log.debug("%s: the send broke off", slot, exc_info=failure)
        else:
            await self.settlement.sent(slot, delivery.key, message_id, now)
            await self._pin(channel, message_id)
        return Outcome(slot=slot, delivery=await self._ledger.find(slot))

    async def _pin(self, channel: Channel, message_id: int) -> None:
        """Pinning is a courtesy: the card is posted, whatever becomes of the pin."""
        if not channel.pin:
            return
        try:
            await self._messenger.pin(channel, message_id)
        except SendError as failure:
            log.warning("message %s of %s could not be pinned: %s", message_id, channel.name, failure)

    async def recover(self, channels: dict[str, Channel], now: dt.datetime) -> None:
        """At start-up: a row left SENDING by a crash may or may not be in the channel, so it is unknown."""
        for delivery in await self._ledger.in_state(State.SENDING):
            if channel := channels.get(delivery.slot.channel):
                await self.settlement.unknown(channel, delivery, STOPPED, now)
            else:
                log.warning("%s was under way in a channel that is no longer configured", delivery.slot)

    async def _to_the_end(self, work: Coroutine[object, object, Outcome]) -> Outcome:
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def finish(self) -> None:
        """Wait for sends under way (graceful stop)."""
        while self._under_way:
            await asyncio.wait(set(self._under_way))
