"""The whole use case of one card: gather, decide, claim, send, settle (the posting protocol, steps 1–4)."""

import asyncio
import datetime as dt
import logging
import secrets
import string
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from bot.app.admins import Admins
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, State
from bot.domain.errors import OutcomeUnknown, Refused, SendError, TryLater
from bot.domain.ports import Cards, Catalogs, Ledger, Messenger, Plans
from bot.domain.reason import Reason
from bot.domain.selection import Nothing, Past, Selection, choose, select
from bot.domain.slot import Slot

log = logging.getLogger(__name__)

NOT_DRAWN = "not_drawn"  # a reason beside those of selection · key, detail
TOKEN_ALPHABET = string.ascii_lowercase + string.digits
TOKEN_LENGTH = 15  # with a key of 48 and a separator it fills Telegram's 64 characters of a start parameter


def new_token() -> str:
    """77 random bits that only this delivery's button carries."""
    return "".join(secrets.choice(TOKEN_ALPHABET) for _ in range(TOKEN_LENGTH))


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
        self._catalogs = catalogs
        self._cards = cards
        self._messenger = messenger
        self._admins = admins
        self._token = token
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

    async def give_up(self, channel: Channel, delivery: Delivery, now: dt.datetime) -> None:
        """The window of a delivery that could never be sent has closed."""
        why = delivery.detail or "nothing ran"
        await self._ledger.give_up(delivery.slot, detail=f"too late: {why}", now=now)
        log.error("%s given up, its catch-up window is over: %s", delivery.slot, why)
        await self._admins.tell("alert_refused", slot=delivery.slot, channel=channel, delivery=delivery, detail=why)

    async def _publish(self, channel: Channel, slot: Slot, now: dt.datetime, key: str | None) -> Outcome:
        async with self._writers[channel.name]:
            # Gather
            catalog = self._catalogs.catalog
            history = [Past.of(delivery) for delivery in await self._ledger.history(channel.name)]
            plan = await self._plans.of(channel.name)

            # Decide
            chosen = (
                choose(catalog, channel, history, slot, key) if key else select(catalog, channel, history, plan, slot)
            )
            if isinstance(chosen, Nothing):
                return Outcome(slot=slot, nothing=chosen)
            token = self._token()
            try:
                card = self._cards.for_channel(chosen.entry, catalog, channel, token=token)
            except Exception as failure:
                return Outcome(slot=slot, nothing=await self._not_drawn(channel, chosen, failure))

            # Claim
            intent = Delivery(
                slot=slot,
                key=chosen.entry.key,
                cycle=chosen.cycle,
                reason=str(chosen.reason),
                chat=channel.chat,
                card=card,
                token=token,
                state=State.PLANNED,
                base_id=await self._ledger.known_top(channel.chat),
                attempt=0,
                planned_at=now,
            )
            if not await self._ledger.claim(intent):
                return Outcome(slot=slot, delivery=await self._ledger.find(slot))

            # Send and settle
            return await self._attempt(channel, slot, now)

    async def _send(self, channel: Channel, slot: Slot, now: dt.datetime) -> Outcome:
        async with self._writers[channel.name]:
            return await self._attempt(channel, slot, now)

    async def _not_drawn(self, channel: Channel, chosen: Selection, failure: Exception) -> Nothing:
        """A fault of the card's template (an operator may have one of his own) or of the entry itself."""
        key, detail = chosen.entry.key, f"{type(failure).__name__}: {failure}"
        log.debug("%s: the card of %s cannot be drawn", chosen.slot, key, exc_info=failure)
        topic = f"card of {channel.name}"
        await self._admins.tell_once(
            topic, "alert_not_drawn", channel=channel, slot=chosen.slot, key=key, detail=detail
        )
        return Nothing(slot=chosen.slot, reason=Reason(code=NOT_DRAWN, args={"key": key, "detail": detail}))

    async def _attempt(self, channel: Channel, slot: Slot, now: dt.datetime) -> Outcome:
        """Commit SENDING, call once, settle. Nothing is retried here."""
        delivery = await self._ledger.begin(slot, now=now)
        if delivery is None:  # another process has it, or it is not due yet
            return Outcome(slot=slot, delivery=await self._ledger.find(slot))
        try:
            message_id = await self._messenger.send(channel, delivery.card)
        except TryLater as failure:
            await self._ledger.put_off(slot, retry_at=now + failure.after, detail=str(failure))
            log.warning("%s put off for %ss: %s", slot, int(failure.after.total_seconds()), failure)
        except Refused as failure:
            await self._ledger.settle_refused(slot, detail=str(failure), now=now)
            log.error("%s refused: %s", slot, failure)
            await self._admins.tell("alert_refused", slot=slot, channel=channel, delivery=delivery, detail=str(failure))
        except OutcomeUnknown as failure:
            await self._settle_unknown(channel, delivery, str(failure), now)
        except Exception as failure:  # a fault of our own: the card may have left before it
            await self._settle_unknown(channel, delivery, f"{type(failure).__name__}: {failure}", now)
            log.debug("%s: the send broke off", slot, exc_info=failure)
        else:
            await self._ledger.settle_sent(slot, message_id=message_id, now=now)
            log.info("%s sent: %s as message %s", slot, delivery.key, message_id)
            await self._pin(channel, message_id)
        return Outcome(slot=slot, delivery=await self._ledger.find(slot))

    async def _settle_unknown(self, channel: Channel, delivery: Delivery, detail: str, now: dt.datetime) -> None:
        await self._ledger.settle_unknown(delivery.slot, detail=detail, now=now)
        log.error("%s unknown: %s; it will not be repeated", delivery.slot, detail)
        await self._admins.tell("alert_unknown", slot=delivery.slot, channel=channel, delivery=delivery, detail=detail)

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
                await self._settle_unknown(channel, delivery, "the program stopped during the send", now)

    async def _to_the_end(self, work: Coroutine[object, object, Outcome]) -> Outcome:
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def tell_again(self) -> None:
        """Tell the admins what could not be told when it happened."""
        await self._admins.tell_again()

    async def finish(self) -> None:
        """Wait for sends under way (graceful stop)."""
        while self._under_way:
            await asyncio.wait(set(self._under_way))
