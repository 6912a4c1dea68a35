"""Cards follow their entries: when an entry's YAML changes, its cards already posted are edited in place."""

import asyncio
import datetime as dt
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.app.admins import Admins
from bot.domain.card import Card
from bot.domain.catalog import Catalog
from bot.domain.channel import Channel, Style
from bot.domain.delivery import Delivery
from bot.domain.errors import LedgerError, OutcomeUnknown, Refused, Trouble, TryLater
from bot.domain.ledger import Ledger
from bot.domain.ports import Cards, Catalogs, Messenger

log = logging.getLogger(__name__)

PAUSE = dt.timedelta(seconds=1)  # between two edits; one a second is Telegram's pace for a chat
SOON = dt.timedelta(minutes=1)  # after an edit of which nobody knows whether it arrived
TRIES = 3  # at an edit that ends so; then it waits for the next reload
ROUND = 10  # edits; who stops the bot waits for the end of a round

# Nothing in the chat can be edited until somebody does something. What else is refused, is refused for this card.
OF_CHAT = frozenset({Trouble.GONE, Trouble.REMOVED, Trouble.RIGHT, Trouble.TOKEN})


class Editor:
    """Compares posted cards with their entries. Order and history of the channels stay as they are."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        catalogs: Catalogs,
        cards: Cards,
        messenger: Messenger,
        admins: Admins,
        channels: Mapping[str, Channel],
        window: dt.timedelta | None,
        pause: dt.timedelta = PAUSE,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """``window``: how long after it was posted a card is edited, None for never. ``channels`` by name."""
        self._ledger = ledger
        self._catalogs = catalogs
        self._cards = cards
        self._messenger = messenger
        self._admins = admins
        self._channels = channels
        self._window = window
        self._pause = pause
        self._sleep = sleep
        self._one_at_a_time = asyncio.Lock()
        self._unknown: Counter[str] = Counter()  # token → edits of which nobody knows whether they arrived
        self._followed: Catalog | None = None  # what was last compared with
        self.due_again: dt.datetime | None = None  # when to call ``edit`` again, for something is left

    async def follow(self, now: dt.datetime) -> None:
        """To be called often: ``edit`` at the start, after a reload, and when due again. Raises StoreError."""
        catalog = self._catalogs.catalog
        due = self.due_again is not None and self.due_again <= now
        if not self._one_at_a_time.locked() and (due or catalog is not self._followed):
            await self.edit(now)
            self._followed = catalog

    async def edit(self, now: dt.datetime) -> int:
        """Edit the cards whose entries have changed, newest first and paced; how many were edited.

        Where Telegram says to wait, and after a round of edits, the rest is left. Raises StoreError, never SendError.
        """
        async with self._one_at_a_time:
            self.due_again = None
            if self._window is None:
                return 0
            return await self._round(now, await self._ledger.sent_since(now - self._window))

    async def _round(self, now: dt.datetime, deliveries: list[Delivery]) -> int:
        began = asyncio.get_running_loop().time()
        edited = called = 0
        closed: set[int | str] = set()
        for delivery in deliveries:
            drawn = await self._changed(delivery)
            if drawn is None or delivery.chat in closed:
                continue
            if edited == ROUND:
                self.due_again = now + _since(began) + self._pause
                break
            if called:
                await self._sleep(self._pause.total_seconds())
            called += 1
            try:
                edited += await self._edit(delivery, *drawn)
            except (TryLater, OutcomeUnknown) as failure:
                if (wait := self._wait(delivery, failure)) is None:
                    continue
                self.due_again = now + _since(began) + wait
                log.warning("edits wait until %s: %s", f"{self.due_again:%H:%M:%S} UTC", failure)
                break
            except Refused as failure:  # whatever is to be edited there
                closed.add(delivery.chat)
                await self._tell(delivery, failure)
        return edited

    def _wait(self, delivery: Delivery, failure: TryLater | OutcomeUnknown) -> dt.timedelta | None:
        """Until this edit and the rest are tried again; None if it has been tried too often."""
        if isinstance(failure, TryLater):
            return failure.after
        self._unknown[delivery.token] += 1  # to edit it once more does no harm
        if self._unknown[delivery.token] < TRIES:
            return SOON
        del self._unknown[delivery.token]
        log.warning("%s: was message %s edited? %s", delivery.slot, delivery.message_id, failure)
        return None

    async def _changed(self, delivery: Delivery) -> tuple[Card, str] | None:
        """The card as its entry is now, with the edition; None where there is nothing to edit."""
        channel = self._channels.get(delivery.slot.channel)
        entry = self._catalogs.catalog.get(delivery.key)
        if channel is None or entry is None or not channel.may_post(entry) or not delivery.message_id:
            return None
        edition = entry.edition
        if edition == delivery.edition:
            return None
        if not delivery.edition:  # an older version did not note it: from now on changes will be seen
            await self._note(delivery, delivery.card, edition)
            return None
        channel = replace(channel, style=_style_of(delivery.card, channel))
        try:
            card = self._cards.for_channel(entry, self._catalogs.catalog, channel, token=delivery.token)
        except Exception as failure:  # of the entry, or of the template: an operator may have one of his own
            log.warning("%s stays as it is, the card of %s cannot be drawn: %s", delivery.slot, delivery.key, failure)
            log.debug("%s", delivery.slot, exc_info=failure)
            return None
        if card == delivery.card:
            await self._note(delivery, card, edition)
            return None
        return card, edition

    async def _edit(self, delivery: Delivery, card: Card, edition: str) -> bool:
        """Whether the card was edited. Refused goes on to the caller where it is not about this card alone."""
        slot, message_id = delivery.slot, delivery.message_id or 0
        try:
            await self._messenger.edit(delivery.chat, message_id, card)
        except Refused as failure:
            gone = self._is_gone(delivery, failure)
            if failure.trouble in OF_CHAT and not gone:
                raise
            log.info("%s: message %s stays as it is: %s", slot, message_id, failure)
            await self._note(delivery, delivery.card, edition)  # or it would be tried at every reload
            if not gone:
                await self._tell(delivery, failure)
            return False
        await self._note(delivery, card, edition)
        log.info("%s: message %s was edited, for its entry %s has changed", slot, message_id, delivery.key)
        if any([await self._admins.over(topic) for topic in _topics(delivery)]):
            await self._admins.tell("alert_not_edited_over", delivery=delivery)
        return True

    def _is_gone(self, delivery: Delivery, failure: Refused) -> bool:
        """The message, or its chat: nobody needs to be told."""
        elsewhere = self._channels[delivery.slot.channel].chat != delivery.chat
        return failure.missing or failure.trouble is Trouble.MIGRATED or (failure.trouble in OF_CHAT and elsewhere)

    async def _note(self, delivery: Delivery, card: Card, edition: str) -> None:
        self._unknown.pop(delivery.token, None)
        try:
            await self._ledger.redraw(delivery.slot, message_id=delivery.message_id or 0, card=card, edition=edition)
        except LedgerError as late:  # /undo was faster
            log.info("%s is edited no more: %s", delivery.slot, late)

    async def _tell(self, delivery: Delivery, failure: Refused) -> None:
        log.error("%s: message %s cannot be edited: %s", delivery.slot, delivery.message_id, failure)
        of_chat = failure.trouble in OF_CHAT
        topic = _topics(delivery)[0 if of_chat else 1]
        await self._admins.tell_once(topic, "alert_not_edited", delivery=delivery, of_chat=of_chat, detail=str(failure))


def _style_of(card: Card, channel: Channel) -> Style:
    """Cards stay what they were posted as: a photo cannot become a text, and readers do not expect the reverse."""
    if card.picture:
        return channel.style if channel.style in (Style.PICTURE, Style.BOTH) else Style.PICTURE
    return Style.RICH if card.rich else Style.TEXT


def _since(began: float) -> dt.timedelta:
    """What has passed by the loop's own time: who called has read the clock, and a round takes its time."""
    return dt.timedelta(seconds=asyncio.get_running_loop().time() - began)


def _topics(delivery: Delivery) -> tuple[str, str]:
    """What the admins may have been told about the channel's edits, and about this entry's."""
    channel = delivery.slot.channel
    return f"edit {channel}", f"edit {channel}: {delivery.key}"
