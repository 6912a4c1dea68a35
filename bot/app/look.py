"""One search of a chat for a card: probe the message ids after those known before the card was sent (DESIGN 5)."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.app.recognise import Recogniser, Uncertain
from bot.app.steps import Passing, Step
from bot.domain.delivery import Delivery
from bot.domain.errors import OutcomeUnknown, Refused, SendError
from bot.domain.ledger import Ledger
from bot.domain.ports import Probe, Sight

log = logging.getLogger(__name__)

GAP = 25  # so many ids in a row without a message: there is nothing after them
FARTHEST = 2_000  # ids from the base: about half an hour at one a second, then people are faster
CONTROLS = 5  # own posts that may have been deleted before one is found to try the classifier on
TRIES = 3  # of one id that Telegram does not answer for

# Why a search cannot tell: phrases ``detail.<word>``. With the first two a card that is found is believed nevertheless.
NO_BASE = "no_base"  # nothing is known of the chat's ids before the card: absence cannot be shown
NO_CONTROL = "no_control"  # no own post to try the classifier on
NOT_TRUSTED = "not_trusted"  # Telegram's answer for an own post is not what we know
NOT_APART = "not_apart"  # own posts cannot be told from others'
UNCLEAR = "unclear"  # an answer that is not known
TOO_FAR = "too_far"  # more ids than can be looked at
RESTORED = "restored"  # the ledger was put back from a backup: it does not know all its posts


@dataclass(frozen=True, kw_only=True)
class Found:
    """The message that is the card; for a search for copies, all that are."""

    message_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Absent:
    """Surely not in the chat at the time of the search."""


@dataclass(frozen=True, kw_only=True)
class Unsure:
    """The search could not tell; ``why`` is one of the words above. ``absent``: it has not seen the card at least."""

    why: str
    absent: bool = False


@dataclass(kw_only=True)
class _Place:
    """How far a search has come: one that was broken off goes on from there."""

    message_id: int
    absent: int = 0
    found: tuple[int, ...] = ()


class Look:
    """Searches chats, about one id in each ``pace`` seconds."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        probe: Probe,
        recogniser: Recogniser,
        pace: float,
        passing: Passing,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._ledger = ledger
        self._probe = probe
        self._recogniser = recogniser
        self._pace = pace
        self._pass = passing
        self._sleep = sleep
        self._places: dict[tuple[str, int, int], _Place] = {}

    async def search(self, delivery: Delivery, *, copies: bool = False) -> Found | Absent | Unsure:
        """Where the delivery's card is, beside what the ledger knows. Raises SendError where Telegram does not answer.

        ``copies`` goes on after the first.
        """
        try:
            doubt = await self._doubt(delivery)
        except Uncertain as uncertain:
            return Unsure(why=str(uncertain))
        if doubt and doubt != NO_CONTROL:
            return Unsure(why=doubt)
        which = (delivery.token, delivery.attempt, delivery.looks)
        place = self._places.pop(which, None) or _Place(message_id=delivery.base_id)
        try:
            why = await self._walk(delivery, place, copies=copies)
        except SendError:
            self._places[which] = place
            raise
        if why:
            return Unsure(why=why)
        if place.found or copies:
            return Found(message_ids=place.found)
        if not delivery.base_id:
            return Unsure(why=NO_BASE, absent=True)
        return Unsure(why=doubt, absent=True) if doubt else Absent()

    async def _walk(self, delivery: Delivery, place: _Place, *, copies: bool) -> str:
        """From id to id; why it cannot go on, or nothing."""
        top = await self._ledger.known_top(delivery.chat)  # a gap before it proves nothing
        while place.absent < GAP or place.message_id < top:
            message_id = place.message_id + 1
            if message_id - delivery.base_id > FARTHEST:
                return TOO_FAR
            if message_id in await self._ledger.messages_of(delivery.chat, above=place.message_id):
                sight = Sight.FOREIGN
            else:
                await self._sleep(self._pace)
                try:
                    sight = await self._patiently(lambda: self._recogniser.sight(delivery, message_id))  # noqa: B023
                except Uncertain as doubt:
                    return str(doubt)
                self._pass(Step.LOOKED)
            if sight is Sight.UNCLEAR:
                return UNCLEAR
            place.message_id = message_id
            place.absent = place.absent + 1 if sight is Sight.ABSENT else 0
            if sight is Sight.OURS:
                place.found += (message_id,)
                if not copies:
                    break
        return ""

    async def _patiently(self, call: Callable[[], Awaitable[Sight]]) -> Sight:
        """Looking twice does no harm, so a call without an answer is made again."""
        for _ in range(TRIES - 1):
            try:
                return await call()
            except OutcomeUnknown as failure:
                log.debug("no answer: %s", failure)
                await self._sleep(self._pace)
        return await call()

    async def _doubt(self, delivery: Delivery) -> str:
        """Why the classifier would prove nothing here; empty where it may be believed."""
        if not self._recogniser.by_text:
            if await self._may_meet_lost_posts(delivery):
                return RESTORED
            if not await self._probe.tells_apart(delivery.chat):
                return NOT_APART
        return await self._control(delivery)

    async def _may_meet_lost_posts(self, delivery: Delivery) -> bool:
        """Posts made between a backup and its restore are own ones that the ledger does not know."""
        restored = await self._ledger.restored_at()
        if restored is None:
            return False
        since = [post for post in await self._ledger.sent_since(restored) if post.chat == delivery.chat]
        return not any(post.message_id and post.message_id <= delivery.base_id for post in since)

    async def _control(self, delivery: Delivery) -> str:
        """Try the classifier on a known own post: in this chat, else wherever there is one."""
        here = await self._ledger.latest(channel=delivery.slot.channel, limit=CONTROLS)
        elsewhere = await self._ledger.latest(limit=CONTROLS)
        there = [post for post in here if post.chat == delivery.chat]
        for post in (*there, *(post for post in elsewhere if post.chat != delivery.chat)):
            if post.message_id is None:
                continue
            try:
                sight = await self._patiently(lambda: self._recogniser.sight_of_own(post))  # noqa: B023
            except Refused:
                if post in there:
                    raise
                continue  # another channel's trouble is not this one's
            if sight is Sight.OURS:
                self._pass(Step.TRUSTED)
                return ""
            if sight is not Sight.ABSENT:  # an absent one was deleted by somebody, and proves nothing
                return NOT_TRUSTED
        return NO_CONTROL
