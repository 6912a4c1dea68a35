"""What becomes of a send: written into the ledger, logged, and told to the admins where they must know."""

import datetime as dt
import logging
from collections.abc import Awaitable, Callable

from bot.app.admins import Admins
from bot.app.quarantine import topic
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery
from bot.domain.errors import LedgerError, Refused, StoreError, Trouble
from bot.domain.ledger import Ledger
from bot.domain.slot import Slot

log = logging.getLogger(__name__)

# What became of a delivery in words of our own: phrases ``detail.<word>``. All else is Telegram's or the network's.
STOPPED = "stopped"  # the program ended during the send
LATER = "later_slot"  # after an outage the newest slot alone gets its card
MOVED = "moved"  # the channel's chat was changed in the configuration
NOTHING_RAN = "nothing_ran"  # claimed, and then the program ended until the window had closed
EARLIER = "earlier"  # the fate of an earlier card of the channel is unknown: one at a time is searched for
NEVER_ARRIVED = "never_arrived"  # sent several times, and surely not in the channel

COPIES_AFTER = dt.timedelta(hours=1)  # by then the first of several attempts has arrived if it ever does


class Settlement:
    """Settles deliveries. What the database refuses to take is kept and written at a later tick."""

    def __init__(self, ledger: Ledger, admins: Admins, *, reconcile_after: dt.timedelta) -> None:
        self._ledger = ledger
        self._admins = admins
        self._after = reconcile_after
        self._unsettled: dict[Slot, Callable[[], Awaitable[None]]] = {}

    def knows(self, slot: Slot) -> bool:
        """Whether the slot's outcome is known here and waits for the database."""
        return slot in self._unsettled

    async def sent(self, channel: Channel, delivery: Delivery, message_id: int, now: dt.datetime) -> bool:
        """False if the delivery has gone on without this attempt, whose message is one too many."""
        slot, attempt = delivery.slot, delivery.attempt
        look_at = now + COPIES_AFTER if attempt > 1 else None
        if not await self._write(
            slot,
            lambda: self._ledger.settle_sent(slot, attempt=attempt, message_id=message_id, now=now, look_at=look_at),
        ):
            log.warning("message %s in %s is one too many", message_id, channel.name)
            return False
        await self._admins.over(doubt_of(delivery))
        log.info("%s sent: %s as message %s", slot, delivery.key, message_id)
        await self.channel_is_well(channel)
        return True

    async def put_off(self, delivery: Delivery, *, until: dt.datetime, detail: str) -> None:
        slot, attempt = delivery.slot, delivery.attempt
        await self._write(slot, lambda: self._ledger.put_off(slot, attempt=attempt, retry_at=until, detail=detail))
        log.warning("%s put off until %s: %s", slot, f"{until:%H:%M:%S} UTC", detail)

    async def refused(self, delivery: Delivery, detail: str, now: dt.datetime) -> None:
        slot, attempt = delivery.slot, delivery.attempt
        await self._write(slot, lambda: self._ledger.settle_refused(slot, attempt=attempt, detail=detail, now=now))
        log.error("%s refused: %s", slot, detail)

    async def unknown(self, delivery: Delivery, detail: str, now: dt.datetime) -> None:
        """Perhaps in the channel. It is searched for after the quiet period, within which it may still arrive."""
        slot, attempt, look_at = delivery.slot, delivery.attempt, now + self._after
        await self._write(
            slot,
            lambda: self._ledger.settle_unknown(slot, attempt=attempt, detail=detail, now=now, look_at=look_at),
        )
        log.warning("%s unknown: %s; the channel is searched at %s", slot, detail, f"{look_at:%H:%M:%S} UTC")

    async def given_up(self, channel: Channel, delivery: Delivery, now: dt.datetime, *, why: str = "") -> None:
        """A delivery that could never be sent: its window has closed, or as ``why`` says."""
        why = why or delivery.detail or NOTHING_RAN
        await self._ledger.give_up(delivery.slot, detail=why, now=now)
        log.error("%s given up: %s", delivery.slot, why)
        if not self._admins.stands(_topic(channel)):  # or a channel that stays closed would be news every day
            await self.slot_is_empty(channel, delivery, why)

    async def slot_is_empty(self, channel: Channel, delivery: Delivery, why: str) -> None:
        await self._admins.tell("alert_given_up", slot=delivery.slot, channel=channel, delivery=delivery, detail=why)

    async def dropped(self, delivery: Delivery, now: dt.datetime) -> None:
        """A delivery whose place a later slot takes; nobody needs to be told."""
        await self._ledger.give_up(delivery.slot, detail=LATER, now=now)
        log.info("%s gives way to a later slot: %s", delivery.slot, delivery.detail)

    # The channels' troubles

    async def channel_is_ill(
        self, channel: Channel, failure: Refused, *, again: bool = True, demand: bool = False
    ) -> None:
        """Nothing can be posted there until somebody does something: told once, with what to do.

        ``again``: other words than those told before are news. ``demand``: it is not tried again by itself.
        """
        if not again and self._admins.stands(_topic(channel)):
            return
        await self._admins.tell_once(
            _topic(channel),
            "alert_channel",
            channel=channel,
            trouble=failure.trouble,
            detail=str(failure),
            demand=demand,
        )

    async def channel_is_well(self, channel: Channel) -> None:
        if await self._admins.over(_topic(channel)):
            await self._admins.tell("alert_channel_over", channel=channel)

    async def channel_has_moved(self, channel: Channel, new: int) -> None:
        await self._admins.tell_once(
            f"moved {channel.name}",
            "alert_channel",
            channel=channel,
            trouble=Trouble.MIGRATED,
            detail=str(new),
            demand=False,
        )

    async def none_was_taken(self, channel: Channel, delivery: Delivery, detail: str, *, several: bool) -> None:
        """Telegram took the cards of ``several`` entries not, and it is hardly the entries; or there was no other."""
        await self._admins.tell(
            "alert_none_taken", channel=channel, slot=delivery.slot, delivery=delivery, detail=detail, several=several
        )

    async def entry_is_well(self, key: str) -> None:
        """It was not the entry: its trouble is news again if it comes again."""
        await self._admins.over(topic(key))

    async def tick_failed(self, channel: Channel, failure: Exception) -> None:
        """One channel's trouble is not another's."""
        words = str(failure) if isinstance(failure, StoreError) else type(failure).__name__
        if await self._admins.tell_once(f"tick {channel.name}", "alert_tick", channel=channel, detail=words):
            log.error("channel %s: tick failed: %r", channel.name, failure, exc_info=failure)

    async def tick_worked(self, channel: Channel) -> None:
        if await self._admins.over(f"tick {channel.name}"):
            await self._admins.tell("alert_tick_over", channel=channel)

    # At every tick

    async def tidy_up(self, now: dt.datetime) -> None:
        """Write what the database refused, and tell the admins what could not be told."""
        for slot, write in list(self._unsettled.items()):
            try:
                await write()
            except StoreError:
                break  # the alert has been given, and the next would fare no better
            except LedgerError as late:
                log.warning("%s has gone on meanwhile: %s", slot, late)
            else:
                log.info("%s is settled", slot)
            self._unsettled.pop(slot, None)
        if not self._unsettled and await self._admins.over("store"):
            await self._admins.tell("alert_unsettled_over")
        for row, detail in self._ledger.unreadable.items():
            await self._admins.tell_once(f"row {row}", "alert_unreadable", row=row, detail=detail)
        await self._admins.tell_again(now)

    async def _write(self, slot: Slot, write: Callable[[], Awaitable[None]]) -> bool:
        """Until it is written the row says SENDING, which nobody sends again. False if the delivery has gone on."""
        try:
            await write()
        except LedgerError as late:
            log.warning("%s has gone on without this attempt: %s", slot, late)
            return False
        except StoreError as failure:
            self._unsettled[slot] = write
            log.error("%s cannot be settled, it will be tried again: %s", slot, failure)
            await self._admins.tell_once("store", "alert_unsettled", slot=slot, detail=str(failure))
        return True


def doubt_of(delivery: Delivery) -> str:
    """The topic of the question whether it was posted."""
    return f"doubt {delivery.token}"


def _topic(channel: Channel) -> str:
    return f"channel {channel.name}"
