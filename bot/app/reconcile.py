"""What became of an unknown delivery (the posting protocol, steps 5 and 6)."""

import asyncio
import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping

from bot.app.admins import Admins
from bot.app.look import Absent, Found, Look, Unsure
from bot.app.settle import COPIES_AFTER, MOVED, NEVER_ARRIVED, STOPPED, Settlement, doubt_of
from bot.app.status import post_link
from bot.app.steps import Passing, Step
from bot.domain.card import Button, Rows
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, State
from bot.domain.errors import LedgerError, Refused, SendError, StoreError, Trouble, TryLater
from bot.domain.language import Language
from bot.domain.ledger import Ledger
from bot.domain.ports import Messenger, Replies
from bot.domain.slot import Slot

log = logging.getLogger(__name__)

LOOKS = 2  # searches in a row that do not find the card: it is surely absent
ATTEMPTS = 10  # found absent each time; a bot that is killed in its sends, again and again, must not lose the slot
AT_ONCE = 8  # chats searched side by side: cards and answers share the pace with them
STALE = dt.timedelta(minutes=5)  # no send takes so long: its process (`digestbot post`) has died
UNANSWERED = dt.timedelta(minutes=1)  # until a search is tried again that Telegram did not answer
CLOSED = dt.timedelta(minutes=10)  # the same where the bot has no access to the chat


class Reconciler:
    """Finds out what became of deliveries, and takes surplus copies away. Asks the admins where it cannot tell."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        look: Look,
        messenger: Messenger,
        admins: Admins,
        replies: Replies,
        settlement: Settlement,
        channels: Mapping[str, Channel],
        under_way: Callable[[Slot], bool],
        after: dt.timedelta,
        passing: Passing,
    ) -> None:
        """``under_way``: whether a slot's card is just being sent by this process. ``after``: the quiet period."""
        self._ledger = ledger
        self._look = look
        self._messenger = messenger
        self._admins = admins
        self._replies = replies
        self._settlement = settlement
        self._channels = channels
        self._under_way = under_way
        self._after = after
        self._pass = passing
        self._busy: defaultdict[int | str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._places = asyncio.Semaphore(AT_ONCE)
        self._searching: set[asyncio.Task[None]] = set()

    def end(self) -> None:
        """The bot stops: searches under way break off, wherever they are; the next start begins them anew."""
        for search in self._searching:
            search.cancel()

    async def recover(self, now: dt.datetime) -> None:
        """At start-up: a row left SENDING by a crash may or may not be in the channel, or arrive yet."""
        await self._doubt(now, before=None)
        for delivery in await self._ledger.in_state(State.UNKNOWN):
            if delivery.asked and (channel := self._channels.get(delivery.slot.channel)):
                await self._ask(channel, delivery, delivery.detail)  # in case the question got lost

    async def reconcile(self, now: dt.datetime) -> None:
        """Search for what is due. A chat that is being searched already is left alone; chats do not wait for others."""
        await self._doubt(now, before=now - STALE)
        by_chat: defaultdict[int | str, list[Delivery]] = defaultdict(list)
        for delivery in await self._due(now):
            if delivery.slot.channel in self._channels and not self._busy[delivery.chat].locked():
                by_chat[delivery.chat].append(delivery)
        searches = [asyncio.create_task(self._search_chat(chat, due, now)) for chat, due in by_chat.items()]
        self._searching.update(searches)
        try:
            results = await asyncio.gather(*searches, return_exceptions=True)
        finally:
            self._searching.difference_update(searches)
        for chat, result in zip(by_chat, results, strict=True):
            if isinstance(result, Exception):
                log.error("chat %s: the search failed: %r", chat, result, exc_info=result)
            elif isinstance(result, BaseException) and not isinstance(result, asyncio.CancelledError):
                raise result

    async def _due(self, now: dt.datetime) -> list[Delivery]:
        """What is to be searched for now; also where the clock was set back since that was said."""
        unknown = await self._ledger.in_state(State.UNKNOWN)
        far = now + self._after + CLOSED
        astray = [each for each in unknown if each.look_at and each.look_at > far]
        return [*await self._ledger.to_look_at(now), *astray]

    async def _doubt(self, now: dt.datetime, *, before: dt.datetime | None) -> None:
        """What was begun ``before``, or at all, and is not under way here."""
        for delivery in await self._ledger.in_state(State.SENDING):
            begun = delivery.begun_at or delivery.planned_at
            if self._under_way(delivery.slot) or self._settlement.knows(delivery.slot):
                continue
            if (
                before and before < begun <= now + STALE
            ):  # what was begun later still, was so before the clock went back
                continue
            if delivery.slot.channel not in self._channels:
                log.warning("%s was under way in a channel that is no longer configured", delivery.slot)
            await self._settlement.unknown(delivery, STOPPED, now)
            self._pass(Step.DOUBTED)

    async def _search_chat(self, chat: int | str, due: list[Delivery], now: dt.datetime) -> None:
        async with self._busy[chat], self._places:
            began = asyncio.get_running_loop().time()
            for delivery in due:
                took = dt.timedelta(seconds=asyncio.get_running_loop().time() - began)
                await self._search(self._channels[delivery.slot.channel], delivery, now + took)

    async def _search(self, channel: Channel, delivery: Delivery, now: dt.datetime) -> None:
        began = asyncio.get_running_loop().time()
        try:
            if delivery.chat != channel.chat:  # the configuration has another one now, or the group has moved
                await self._give_over(channel, delivery, MOVED)
            elif delivery.state is State.SENT:
                await self._take_copies(channel, delivery)
            else:
                found = await self._look.search(delivery)
                took = dt.timedelta(seconds=asyncio.get_running_loop().time() - began)
                await self._resolve(channel, delivery, found, now + took)
        except Refused as failure:
            if failure.trouble is Trouble.MIGRATED:
                await self._give_over(channel, delivery, MOVED)
            else:
                await self._later(delivery, failure, now)
                await self._settlement.channel_is_ill(channel, failure, again=False)
        except SendError as failure:
            await self._later(delivery, failure, now)
        except LedgerError as late:  # the send ended well after all, or an admin was faster
            log.info("%s has gone on meanwhile: %s", delivery.slot, late)
        except StoreError:
            raise
        except Exception as failure:
            log.error("%s: the search failed: %r", delivery.slot, failure, exc_info=failure)
            await self._put_back(delivery, now + CLOSED)

    async def _resolve(
        self, channel: Channel, delivery: Delivery, found: Found | Absent | Unsure, now: dt.datetime
    ) -> None:
        slot, attempt = delivery.slot, delivery.attempt
        match found:
            case Found(message_ids=[message_id, *_]):
                self._pass(Step.RECOGNISED)
                copies = now + COPIES_AFTER if attempt > 1 else None
                await self._ledger.settle_sent(slot, attempt=attempt, message_id=message_id, now=now, look_at=copies)
                log.info("%s was posted: found as message %s", slot, message_id)
                await self._admins.over(doubt_of(delivery))
                self._pass(Step.RESOLVED)
            case Absent() | Unsure(absent=True) if delivery.looks + 1 < LOOKS:
                await self._ledger.not_found(slot, attempt=attempt, look_at=now + self._after)
                log.info("%s was not found; the channel is searched once more", slot)
                self._pass(Step.MISSED)
            case Absent() if attempt < ATTEMPTS:
                await self._ledger.plan_again(slot, attempt=attempt, detail=delivery.detail)
                log.info("%s was not posted: it will be sent again", slot)
                self._pass(Step.REPLANNED)
            case Absent():
                await self._ledger.plan_again(slot, attempt=attempt)
                await self._settlement.given_up(channel, delivery, now, why=NEVER_ARRIVED)
            case Unsure(why=why):
                await self._give_over(channel, delivery, why)

    async def _give_over(self, channel: Channel, delivery: Delivery, why: str) -> None:
        if delivery.state is State.SENT:
            await self._ledger.looked_over(delivery.slot)
            return
        await self._ledger.leave_to_admins(delivery.slot, attempt=delivery.attempt, detail=why)
        log.error("%s: nobody can tell whether it was posted (%s); the admins are asked", delivery.slot, why)
        self._pass(Step.ASKED)
        await self._ask(channel, delivery, why)

    async def _take_copies(self, channel: Channel, delivery: Delivery) -> None:
        """After several attempts: whatever carries the card's buttons beside the card is a copy that came late."""
        found = await self._look.search(delivery, copies=True)
        for message_id in found.message_ids if isinstance(found, Found) else ():
            self._pass(Step.COPY_FOUND)
            await self._delete_copy(channel, delivery, message_id)
            self._pass(Step.COPY_DELETED)
        if isinstance(found, Unsure):
            log.warning(
                "%s: nobody can tell whether a second copy of the card came late (%s)", delivery.slot, found.why
            )
        await self._ledger.looked_over(delivery.slot)
        self._pass(Step.LOOKED_OVER)

    async def _delete_copy(self, channel: Channel, delivery: Delivery, message_id: int) -> None:
        try:
            await self._messenger.delete(delivery.chat, message_id)
        except Refused as failure:  # after 48 hours, say: somebody else has to
            log.error("%s: message %s is a second copy and cannot be deleted: %s", delivery.slot, message_id, failure)
            link = post_link(delivery.chat, message_id)
            await self._admins.tell("alert_copy", channel=channel, delivery=delivery, link=link, detail=str(failure))
        else:
            log.warning("%s: message %s was a second copy of the card and is deleted", delivery.slot, message_id)

    async def _later(self, delivery: Delivery, failure: SendError, now: dt.datetime) -> None:
        match failure:
            case TryLater(after=after):
                wait = after
            case Refused():
                wait = CLOSED
            case _:
                wait = UNANSWERED
        log.warning("%s: the channel cannot be searched now: %s", delivery.slot, failure)
        await self._put_back(delivery, now + wait)

    async def _put_back(self, delivery: Delivery, look_at: dt.datetime) -> None:
        try:
            await self._ledger.look_later(delivery.slot, attempt=delivery.attempt, look_at=look_at)
        except LedgerError as late:
            log.info("%s has gone on meanwhile: %s", delivery.slot, late)

    async def _ask(self, channel: Channel, delivery: Delivery, why: str) -> None:
        fate = f"{delivery.token}:{delivery.attempt}"

        def buttons(language: Language) -> Rows:
            return (
                (
                    Button(text=self._replies.phrase("button.arrived", language), callback=f"arrived:{fate}"),
                    Button(text=self._replies.phrase("button.absent", language), callback=f"absent:{fate}"),
                ),
            )

        await self._admins.tell_once(
            doubt_of(delivery),
            "alert_unknown",
            buttons=buttons,
            slot=delivery.slot,
            channel=channel,
            delivery=delivery,
            why=why,
            attempt=str(delivery.attempt),  # of another attempt it is another question
        )
