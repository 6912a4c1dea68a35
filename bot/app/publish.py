"""The whole use case of one card: gather, decide, claim, send, settle (the posting protocol, steps 1–4)."""

import asyncio
import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Coroutine
from dataclasses import dataclass

from bot.app.draw import Drawing, Drawn
from bot.app.planning import plan_for
from bot.app.send import NotTaken, Sender
from bot.app.settle import Settlement
from bot.app.steps import Passing, Step
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, State
from bot.domain.ledger import Ledger
from bot.domain.ports import Plans
from bot.domain.reason import Reason
from bot.domain.selection import Nothing, Past
from bot.domain.slot import Slot

log = logging.getLogger(__name__)

POSTED_MEANWHILE = "posted_meanwhile"  # a reason beside those of selection · key
ENTRIES = 3  # if Telegram takes the cards of so many entries in a row not, it is not the entries


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
        drawing: Drawing,
        sender: Sender,
        settlement: Settlement,
        passing: Passing,
    ) -> None:
        self._ledger = ledger
        self._plans = plans
        self._drawing = drawing
        self._sender = sender
        self.settlement = settlement
        self._pass = passing
        self._writers: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._under_way: set[asyncio.Task[Outcome]] = set()

    async def publish(
        self, channel: Channel, slot: Slot, now: dt.datetime, *, key: str | None = None, posted: int | None = None
    ) -> Outcome:
        """Give the slot its card: the entry ``key``, or the one selection chooses. Never raises SendError.

        ``posted``: how often the channel has had the entry as far as the asker knows; if it has come again since,
        nothing is posted. Once begun it runs to its end even if the caller is cancelled: a send under way is always
        settled.
        """
        return await self._to_the_end(self._publish(channel, slot, now, key, posted))

    async def resend(self, channel: Channel, delivery: Delivery, now: dt.datetime) -> Outcome:
        """Try a delivery again that surely was not sent (state PLANNED)."""
        return await self._to_the_end(self._resend(channel, delivery.slot, now))

    async def _publish(
        self, channel: Channel, slot: Slot, now: dt.datetime, key: str | None, posted: int | None
    ) -> Outcome:
        async with self._writers[channel.name]:
            # Gather
            history = [Past.of(delivery) for delivery in await self._ledger.history(channel.name)]
            plan = await plan_for(channel, plans=self._plans, ledger=self._ledger)
            self._pass(Step.GATHERED)

            # Decide
            if key and posted is not None and sum(past.key == key for past in history) > posted:
                reason = Reason(code=POSTED_MEANWHILE, args={"key": key})
                return Outcome(slot=slot, nothing=Nothing(slot=slot, reason=reason))
            if key:
                decided = await self._drawing.named(channel, history, plan, slot, key)
            else:
                decided = await self._drawing.selected(channel, history, plan, slot)
            if isinstance(decided, Nothing):
                return Outcome(slot=slot, nothing=decided)
            self._pass(Step.DECIDED)

            # Claim
            if not await self._ledger.claim(await self._intent(channel, decided, now)):
                return Outcome(slot=slot, delivery=await self._ledger.find(slot))
            self._pass(Step.CLAIMED)
            if key:  # where it is pinned it would come a second time
                await asyncio.gather(*(self._plans.unpin(place) for place in plan.pins if plan.pins[place] == key))

            # Send and settle
            return await self._send(channel, slot, now, another=key is None)

    async def _intent(self, channel: Channel, drawn: Drawn, now: dt.datetime) -> Delivery:
        return Delivery(
            slot=drawn.selection.slot,
            key=drawn.selection.entry.key,
            cycle=drawn.selection.cycle,
            reason=str(drawn.selection.reason),
            chat=channel.chat,
            card=drawn.card,
            token=drawn.token,
            edition=drawn.edition,
            state=State.PLANNED,
            base_id=await self._ledger.known_top(channel.chat),
            attempt=0,
            planned_at=now,
        )

    async def _resend(self, channel: Channel, slot: Slot, now: dt.datetime) -> Outcome:
        async with self._writers[channel.name]:
            return await self._send(channel, slot, now, another=slot.time is not None)

    async def _send(self, channel: Channel, slot: Slot, now: dt.datetime, *, another: bool) -> Outcome:
        """Until there is an entry whose card Telegram takes; ``another`` one than the first only where nobody chose."""
        refused: list[NotTaken] = []
        while not_taken := await self._sender.attempt(channel, slot, now):
            refused.append(not_taken)
            if not another or len(refused) == ENTRIES or not await self._change(channel, not_taken.delivery, now):
                await self._give_in(channel, refused, now)
                break
        return Outcome(slot=slot, delivery=await self._ledger.find(slot))

    async def _change(self, channel: Channel, delivery: Delivery, now: dt.datetime) -> bool:
        """Give the slot another entry; False if there is none."""
        past = await self._ledger.history(channel.name)
        history = [Past.of(each) for each in past if each.slot != delivery.slot]
        plan = await plan_for(channel, plans=self._plans, ledger=self._ledger)
        drawn = await self._drawing.selected(channel, history, plan, delivery.slot)
        if isinstance(drawn, Nothing):
            return False
        await self._ledger.change_entry(await self._intent(channel, drawn, now), attempt=delivery.attempt)
        return True

    async def _give_in(self, channel: Channel, refused: list[NotTaken], now: dt.datetime) -> None:
        """The slot stays empty. Where every entry was refused, it is not the entries, which are let out again."""
        several = len(refused) == ENTRIES
        if several:
            for each in refused:
                await self._plans.release(each.delivery.key)
                await self.settlement.entry_is_well(each.delivery.key)
        last = refused[-1]
        await self.settlement.refused(last.delivery, str(last.failure), now)
        if last.delivery.slot.time:
            await self.settlement.none_was_taken(channel, last.delivery, str(last.failure), several=several)

    async def _to_the_end(self, work: Coroutine[object, object, Outcome]) -> Outcome:
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def finish(self) -> None:
        """Wait for sends under way (graceful stop)."""
        while self._under_way:
            await asyncio.wait(set(self._under_way))
