"""Is a message this very card? By its buttons, which bear the delivery's token, or by a copy in the log chat."""

import datetime as dt
import logging
import secrets
from dataclasses import replace

from bot.domain.card import Button, Card
from bot.domain.delivery import Delivery, State
from bot.domain.errors import LedgerError, Refused
from bot.domain.ledger import Ledger
from bot.domain.ports import Copy, Probe, Sight

log = logging.getLogger(__name__)

BOT_LINK = "https://t.me/"
EARLIER = dt.timedelta(minutes=10)  # Telegram's clock and ours may differ so much


# Why one cannot tell: phrases ``detail.<word>``.
TWIN = "twin"  # another card of unknown fate has the same words
NO_LOG_CHAT = "no_log_chat"  # nothing can be forwarded into it


class Uncertain(Exception):
    """Nobody can tell whether the message is this card; ``str()`` is one of the words above."""


class Recogniser:
    """Looks at one message.

    To ask Telegram whether a message has a card's buttons is to give it these buttons if it has others. So the ledger
    is told before which message is tried, and "they are there already" is believed at the first try alone. After an
    answer that got lost, the message is given a mark nobody sees, which makes Telegram show its words. Another own card
    whose fate is unknown too gets its own buttons back.
    """

    def __init__(self, ledger: Ledger, probe: Probe, *, log_chat: int | str | None) -> None:
        self._ledger = ledger
        self._probe = probe
        self._log_chat = log_chat

    @property
    def by_text(self) -> bool:
        """Whether copies in the log chat are compared, and no message is touched."""
        return self._log_chat is not None

    async def sight(self, delivery: Delivery, message_id: int) -> Sight:
        """``OURS`` for this very card alone; another own message is ``FOREIGN`` here. Raises SendError, Uncertain."""
        sight = await self._probe.sight(delivery.chat, message_id)
        if sight is not Sight.OURS:
            return sight
        if self._log_chat is not None:
            return await self._by_copy(delivery, message_id, self._log_chat)
        return Sight.OURS if await self._by_buttons(delivery, message_id) else Sight.FOREIGN

    async def sight_of_own(self, post: Delivery) -> Sight:
        """The same of a card that is known to be this message, without touching it."""
        message_id = post.message_id or 0
        sight = await self._probe.sight(post.chat, message_id)
        if sight is Sight.OURS and self._log_chat is not None:
            copy = await self._copy(post, message_id, self._log_chat)
            return copy if isinstance(copy, Sight) else Sight.OURS if _same(copy.text, post.card) else Sight.FOREIGN
        return sight

    async def _copy(self, delivery: Delivery, message_id: int, log_chat: int | str) -> Copy | Sight:
        try:
            return await self._probe.copy(delivery.chat, message_id, into=log_chat)
        except Refused as failure:  # the channel itself has just answered
            log.error("nothing can be forwarded into the log chat %s: %s", log_chat, failure)
            raise Uncertain(NO_LOG_CHAT) from failure

    async def _by_copy(self, delivery: Delivery, message_id: int, log_chat: int | str) -> Sight:
        copy = await self._copy(delivery, message_id, log_chat)
        if isinstance(copy, Sight):
            return copy
        since = (delivery.begun_at or delivery.planned_at) - EARLIER
        in_time = bool(delivery.base_id) or copy.sent_at >= since  # without a base the search began at the first post
        return Sight.OURS if _same(copy.text, delivery.card) and in_time else Sight.FOREIGN

    async def _by_buttons(self, delivery: Delivery, message_id: int) -> bool:
        row = await self._ledger.find(delivery.slot)
        tried = row is not None and message_id in row.tried
        if not tried:
            await self._ledger.try_message(delivery.slot, attempt=delivery.attempt, message_id=message_id)
        text = await self._probe.carries(delivery.chat, message_id, _marked(delivery.card) if tried else delivery.card)
        if text is None:
            return True
        if _same(text, delivery.card):
            if await self._has_a_twin(delivery):
                raise Uncertain(TWIN)
            await self._probe.carries(delivery.chat, message_id, delivery.card)
            return True
        if text:
            await self._give_back(delivery, message_id, text)
        return False

    async def _give_back(self, delivery: Delivery, message_id: int, text: str) -> None:
        since = await self._ledger.sent_since(delivery.begun_at or delivery.planned_at)
        meanwhile = [each for each in since if (each.chat, each.message_id) == (delivery.chat, message_id)]
        for other in (*meanwhile, *await self._others(delivery)):
            if _same(text, other.card) and other.slot != delivery.slot:
                await self._probe.carries(delivery.chat, message_id, other.card)
                if other.state is State.SENT and other.message_id is None:
                    await self._now_known(other, message_id)
                return
        log.error("message %s in %s has got the buttons of %s", message_id, delivery.chat, delivery.slot)

    async def _now_known(self, other: Delivery, message_id: int) -> None:
        """An admin had seen it; now its id is known as well."""
        try:
            await self._ledger.settle_sent(
                other.slot,
                attempt=other.attempt,
                message_id=message_id,
                now=other.settled_at or other.planned_at,
            )
        except LedgerError as late:
            log.info("%s", late)

    async def _has_a_twin(self, delivery: Delivery) -> bool:
        others = [other for other in await self._others(delivery) if other.slot != delivery.slot]
        return any(_same(other.card.plain, delivery.card) for other in others)

    async def _others(self, delivery: Delivery) -> list[Delivery]:
        """Cards that may be in the chat without a known id."""
        open_ones = await self._ledger.in_state(State.UNKNOWN, State.SENDING)
        latest = await self._ledger.latest(channel=delivery.slot.channel, limit=20)
        seen = [each for each in latest if each.message_id is None]
        return [each for each in (*open_ones, *seen) if each.chat == delivery.chat]


def _same(text: str, card: Card) -> bool:
    """Whether a text that Telegram gives back is the card's. A rich message comes back in blocks, without the spaces
    and line ends that its HTML had between them.
    """
    return text.split() == card.plain.split() or (card.rich and "".join(text.split()) == "".join(card.plain.split()))


def _marked(card: Card) -> Card:
    """The card with a new mark in the address of its link to the bot: no message can have these buttons already."""
    mark = f"d={secrets.token_hex(4)}"

    def marked(button: Button) -> Button:
        if button.url is None or not button.url.startswith(BOT_LINK):
            return button
        return replace(button, url=f"{button.url}{'&' if '?' in button.url else '?'}{mark}")

    return replace(card, buttons=tuple(tuple(marked(button) for button in row) for row in card.buttons))
