"""One attempt at one card: wait for its turn, commit, call, settle; and what a refusal means for the slot."""

import asyncio
import datetime as dt
import logging
from collections.abc import MutableMapping
from dataclasses import dataclass, replace

from bot.app.admins import Admins
from bot.app.quarantine import topic
from bot.app.settle import EARLIER, Settlement
from bot.app.steps import Passing, Step
from bot.domain.card import Card
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, State
from bot.domain.errors import OutcomeUnknown, Refused, SendError, Trouble, TryLater
from bot.domain.ledger import Ledger
from bot.domain.plan import Quarantined
from bot.domain.ports import Messenger, Plans
from bot.domain.slot import Slot

log = logging.getLogger(__name__)

# Of the server, of a picture, of a preview: another entry would fare no better, so the entry is not put aside.
NOT_THE_ENTRY = frozenset({Trouble.PICTURE, Trouble.UNSUPPORTED})

SOON = dt.timedelta(seconds=5)
SOONEST, LATEST = dt.timedelta(seconds=30), dt.timedelta(minutes=15)  # between two tries at a channel in trouble


@dataclass(frozen=True, kw_only=True)
class NotTaken:
    """Telegram does not take the entry's card in whatever form: the slot, still SENDING, needs another entry."""

    delivery: Delivery
    failure: Refused


class Sender:
    """Sends planned deliveries. Its caller is the channel's one writer in this process."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        plans: Plans,
        messenger: Messenger,
        admins: Admins,
        settlement: Settlement,
        channels: MutableMapping[str, Channel],
        passing: Passing,
    ) -> None:
        """``channels`` by name; one whose group has become a supergroup is replaced in it."""
        self._ledger = ledger
        self._plans = plans
        self._messenger = messenger
        self._admins = admins
        self._settlement = settlement
        self._channels = channels
        self._pass = passing
        self.under_way: set[Slot] = set()

    async def attempt(self, channel: Channel, slot: Slot, now: dt.datetime) -> NotTaken | None:
        """Commit SENDING, call once, settle. Nothing is retried here but a card in a form that Telegram takes."""
        time = _Time(now)
        if on_hold := await self._turn(channel, slot):
            await self._ledger.wait(slot, retry_at=now + on_hold.after, detail=str(on_hold))
            return None
        self._pass(Step.READY)
        delivery = await self._ledger.begin(slot, now=now)
        if delivery is None:  # another process has it, or it is not due yet
            return None
        self._pass(Step.BEGUN)
        self.under_way.add(slot)
        try:
            return await self._send(channel, delivery, time)
        finally:
            self.under_way.discard(slot)

    async def _turn(self, channel: Channel, slot: Slot) -> TryLater | None:
        """Wait for the card's turn, before anything is committed: who dies waiting has surely not sent.

        While a card of the channel is searched for, no other is sent: a search could take the one for the other.
        """
        others = await self._ledger.in_state(State.UNKNOWN, State.SENDING, channel=channel.name)
        if any(other.slot != slot and not other.asked for other in others):
            return TryLater(EARLIER, after=SOON)
        try:
            await self._messenger.ready(channel.chat)
        except TryLater as failure:
            return failure
        return None

    async def _send(self, channel: Channel, delivery: Delivery, time: "_Time") -> NotTaken | None:
        try:
            message_id = await self._call(channel, delivery)
        except TryLater as failure:
            await self._settlement.put_off(delivery, until=time.now() + failure.after, detail=str(failure))
        except Refused as failure:
            return await self._refused(channel, delivery, failure, time)
        except OutcomeUnknown as failure:
            await self._settlement.unknown(delivery, str(failure), time.now())
        except Exception as failure:  # a fault of our own: the card may have left before it
            await self._settlement.unknown(delivery, f"{type(failure).__name__}: {failure}", time.now())
            log.debug("%s: the send broke off", delivery.slot, exc_info=failure)
        else:
            if await self._settlement.sent(channel, delivery, message_id, time.now()):
                self._pass(Step.SETTLED)
                await self._pin(channel, message_id)
            else:
                await self._take_back(channel, message_id)
            return None
        self._pass(Step.SETTLED)
        return None

    async def _call(self, channel: Channel, delivery: Delivery) -> int:
        try:
            return await self._messenger.send(channel, delivery.card)
        finally:
            self._pass(Step.ANSWERED)

    async def _refused(self, channel: Channel, delivery: Delivery, failure: Refused, time: "_Time") -> NotTaken | None:
        """Surely not in the channel."""
        if failure.of_content:
            return await self._in_another_form(channel, delivery, failure, time)
        if failure.trouble is Trouble.MIGRATED and failure.moved_to:
            await self._move(channel, delivery, failure.moved_to, time)
        elif delivery.slot.time is None:  # an admin waits for the answer, and asks again when it is mended
            await self._settlement.refused(delivery, str(failure), time.now())
            await self._settlement.channel_is_ill(channel, failure, demand=True)
        else:
            until = time.now() + _pause(time.now() - delivery.planned_at)
            await self._settlement.put_off(delivery, until=until, detail=str(failure))
            await self._settlement.channel_is_ill(channel, failure)
        self._pass(Step.SETTLED)
        return None

    async def _in_another_form(
        self, channel: Channel, delivery: Delivery, failure: Refused, time: "_Time"
    ) -> NotTaken | None:
        """Without what Telegram does not take: as plain text, as text in the place of a picture or of a rich message,
        without the preview of the link.
        """
        other = _other_form(delivery.card, failure.trouble)
        log.error("%s: Telegram does not take the card of %s: %s", delivery.slot, delivery.key, failure)
        at_fault = other is None or failure.trouble not in NOT_THE_ENTRY
        if at_fault:
            await self._plans.quarantine(
                Quarantined(key=delivery.key, edition=delivery.edition, reason=str(failure), since=time.now())
            )
        await self._admins.tell_once(
            topic(delivery.key) if at_fault else _topic(delivery, failure.trouble),
            "alert_not_taken",
            kept=at_fault,
            channel=channel,
            slot=delivery.slot,
            delivery=delivery,
            trouble=failure.trouble,
            as_text=other is not None and other == delivery.card.instead,
            detail=str(failure),
        )
        if other is None:
            return NotTaken(delivery=delivery, failure=failure)
        await self._ledger.change_card(delivery.slot, attempt=delivery.attempt, card=other)
        return await self._send(channel, replace(delivery, card=other), time)

    async def _move(self, channel: Channel, delivery: Delivery, new: int, time: "_Time") -> None:
        await self._settlement.put_off(delivery, until=time.now(), detail="")
        await self._ledger.move(channel.chat, new)
        for other in [each for each in self._channels.values() if each.chat == channel.chat]:
            self._channels[other.name] = replace(other, chat=new)
        log.warning("%s is now chat %s", channel.name, new)
        await self._settlement.channel_has_moved(channel, new)

    async def _pin(self, channel: Channel, message_id: int) -> None:
        """Pinning is a courtesy: the card is posted, whatever becomes of the pin."""
        if not channel.pin:
            return
        try:
            await self._messenger.pin(channel, message_id)
        except SendError as failure:
            log.warning("message %s of %s could not be pinned: %s", message_id, channel.name, failure)
        self._pass(Step.PINNED)

    async def _take_back(self, channel: Channel, message_id: int) -> None:
        """This process stood still for so long that another has posted the card in its place."""
        try:
            await self._messenger.delete(channel.chat, message_id)
        except SendError as failure:
            log.error("message %s of %s is a second copy of a card, delete it: %s", message_id, channel.name, failure)


def _topic(delivery: Delivery, trouble: Trouble) -> str:
    """What a server does not know is no news the next day; a picture or a link is another one then."""
    slot = delivery.slot
    return f"{trouble} {slot.channel}" if trouble is Trouble.UNSUPPORTED else f"{trouble} {slot}"


def _other_form(card: Card, trouble: Trouble) -> Card | None:
    if card.instead:
        return card.instead
    if trouble is Trouble.ENTITIES and card.markup:
        return card.as_plain()
    if trouble is Trouble.PICTURE and card.preview:
        return card.without_preview()
    return None


def _pause(since: dt.timedelta) -> dt.timedelta:
    """Longer and longer: half of the time that it has been tried for."""
    return min(max(since / 2, SOONEST), LATEST)


class _Time:
    """``now`` as it goes on during a call, to the second: the alarm read the clock, and a call may take a minute."""

    def __init__(self, now: dt.datetime) -> None:
        self._now = now
        self._began = asyncio.get_running_loop().time()

    def now(self) -> dt.datetime:
        return self._now + dt.timedelta(seconds=int(asyncio.get_running_loop().time() - self._began))
