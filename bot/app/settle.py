"""What becomes of a send: written into the ledger, logged, and told to the admins where they must know."""

import datetime as dt
import logging
from collections.abc import Awaitable, Callable

from bot.app.admins import Admins
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery
from bot.domain.errors import Refused, StoreError
from bot.domain.ports import Ledger, Plans
from bot.domain.slot import Slot

log = logging.getLogger(__name__)

# What became of a delivery in words of our own: phrases ``detail.<word>``. All else is Telegram's or the network's.
STOPPED = "stopped"  # the program ended during the send
LATER = "later_slot"  # after an outage the newest slot alone gets its card
MOVED = "moved"  # the channel's chat was changed in the configuration
NOTHING_RAN = "nothing_ran"  # claimed, and then the program ended until the window had closed


class Settlement:
    """Settles deliveries. What the database refuses to take is kept and written at a later tick."""

    def __init__(self, ledger: Ledger, plans: Plans, admins: Admins) -> None:
        self._ledger = ledger
        self._plans = plans
        self._admins = admins
        self._unsettled: dict[Slot, Callable[[], Awaitable[None]]] = {}

    async def sent(self, slot: Slot, key: str, message_id: int, now: dt.datetime) -> None:
        await self._write(slot, lambda: self._ledger.settle_sent(slot, message_id=message_id, now=now))
        log.info("%s sent: %s as message %s", slot, key, message_id)

    async def put_off(self, slot: Slot, *, until: dt.datetime, detail: str) -> None:
        await self._write(slot, lambda: self._ledger.put_off(slot, retry_at=until, detail=detail))
        log.warning("%s put off until %s: %s", slot, f"{until:%H:%M:%S} UTC", detail)

    async def refused(self, channel: Channel, delivery: Delivery, failure: Refused, now: dt.datetime) -> None:
        slot, detail = delivery.slot, str(failure)
        await self._write(slot, lambda: self._ledger.settle_refused(slot, detail=detail, now=now))
        log.error("%s refused: %s", slot, detail)
        if failure.of_content:  # or the same entry would be chosen, and refused, day after day
            await self._plans.skip(channel.name, delivery.cycle, delivery.key)
        template = "alert_not_taken" if failure.of_content else "alert_refused"
        await self._admins.tell(template, slot=slot, channel=channel, delivery=delivery, detail=detail)

    async def unknown(self, channel: Channel, delivery: Delivery, detail: str, now: dt.datetime) -> None:
        slot = delivery.slot
        await self._write(slot, lambda: self._ledger.settle_unknown(slot, detail=detail, now=now))
        log.error("%s unknown: %s; it will not be repeated", slot, detail)
        await self._admins.tell("alert_unknown", slot=slot, channel=channel, delivery=delivery, detail=detail)

    async def given_up(self, channel: Channel, delivery: Delivery, now: dt.datetime, *, why: str = "") -> None:
        """A delivery that could never be sent: its window has closed, or as ``why`` says."""
        why = why or delivery.detail or NOTHING_RAN
        await self._ledger.give_up(delivery.slot, detail=why, now=now)
        log.error("%s given up: %s", delivery.slot, why)
        await self._admins.tell("alert_given_up", slot=delivery.slot, channel=channel, delivery=delivery, detail=why)

    async def dropped(self, delivery: Delivery, now: dt.datetime) -> None:
        """A delivery whose place a later slot takes; nobody needs to be told."""
        await self._ledger.give_up(delivery.slot, detail=LATER, now=now)
        log.info("%s gives way to a later slot: %s", delivery.slot, delivery.detail)

    async def tidy_up(self, now: dt.datetime) -> None:
        """At every tick: write what the database refused, and tell the admins what could not be told."""
        for slot, write in list(self._unsettled.items()):
            try:
                await write()
            except StoreError:
                break  # the alert has been given, and the next would fare no better
            del self._unsettled[slot]
            log.info("%s is settled", slot)
        if not self._unsettled:
            self._admins.over("store")
        await self._admins.tell_again(now)

    async def _write(self, slot: Slot, write: Callable[[], Awaitable[None]]) -> None:
        """Until it is written the row says SENDING, which nobody sends again."""
        try:
            await write()
        except StoreError as failure:
            self._unsettled[slot] = write
            log.error("%s cannot be settled, it will be tried again: %s", slot, failure)
            await self._admins.tell_once("store", "alert_unsettled", slot=slot, detail=str(failure))
