"""From a slot to a card: what selection chooses, drawn; an entry that cannot be drawn makes way for another."""

import logging
import secrets
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.app.admins import Admins
from bot.app.aside import aside
from bot.domain.card import Card
from bot.domain.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.picture import PictureError
from bot.domain.plan import Plan
from bot.domain.ports import Cards, Catalogs, Pictures, Plans
from bot.domain.reason import Reason
from bot.domain.selection import Nothing, Past, Selection, choose, select
from bot.domain.slot import Slot

log = logging.getLogger(__name__)

NOT_DRAWN = "not_drawn"  # a reason beside those of selection · key, detail
TRIES = 3  # if so many entries cannot be drawn, the template is at fault and none is put aside
TOKEN_ALPHABET = string.ascii_lowercase + string.digits
TOKEN_LENGTH = 15  # with a key of 48 and a separator it fills Telegram's 64 characters of a start parameter


def new_token() -> str:
    """77 random bits that only this delivery's button carries."""
    return "".join(secrets.choice(TOKEN_ALPHABET) for _ in range(TOKEN_LENGTH))


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A digest and its card."""

    selection: Selection
    card: Card
    token: str

    @property
    def edition(self) -> str:
        return self.selection.entry.edition


class Drawing:
    """Chooses and draws."""

    def __init__(
        self,
        *,
        catalogs: Catalogs,
        cards: Cards,
        pictures: Pictures,
        plans: Plans,
        admins: Admins,
        token: Callable[[], str],
    ) -> None:
        self._catalogs = catalogs
        self._cards = cards
        self._pictures = pictures
        self._plans = plans
        self._admins = admins
        self._token = token

    async def selected(self, channel: Channel, history: Sequence[Past], plan: Plan, slot: Slot) -> Drawn | Nothing:
        """What selection gives the slot. An entry that cannot be drawn is put aside for the cycle."""
        failed: list[tuple[Selection, Exception]] = []
        for _ in range(TRIES):
            catalog = self._catalogs.catalog
            chosen = await aside(
                catalog, partial(select, catalog, channel, history, plan, slot), asked=channel.filter.groups
            )
            if isinstance(chosen, Nothing):
                return await self._tell(channel, *failed[0]) if failed else chosen
            try:
                drawn = await self._draw(channel, chosen, catalog)
            except Exception as failure:  # of the entry, or of the template: an operator may have one of his own
                failed.append((chosen, failure))
                pins = {place: key for place, key in plan.pins.items() if place != slot}
                plan = replace(plan, pins=pins, skips=plan.skips | {(chosen.cycle, chosen.entry.key)})
                continue
            for other, why in failed:
                await self._plans.skip(channel.name, other.cycle, other.entry.key)
                await self._tell(channel, other, why)
            return drawn
        return await self._tell(channel, *failed[0])

    async def named(
        self, channel: Channel, history: Sequence[Past], plan: Plan, slot: Slot, key: str
    ) -> Drawn | Nothing:
        """The entry an admin wants."""
        catalog = self._catalogs.catalog
        chosen = choose(catalog, channel, history, plan, slot, key)
        if isinstance(chosen, Nothing):
            return chosen
        try:
            return await self._draw(channel, chosen, catalog)
        except Exception as failure:
            return await self._tell(channel, chosen, failure)

    async def _draw(self, channel: Channel, chosen: Selection, catalog: Catalog) -> Drawn:
        token = self._token()
        card = self._cards.for_channel(chosen.entry, catalog, channel, token=token)
        return Drawn(selection=chosen, card=await self._with_picture(channel, chosen, card), token=token)

    async def _with_picture(self, channel: Channel, chosen: Selection, card: Card) -> Card:
        """Drawn before the slot is claimed; where it cannot be, the text takes its place, and the admins hear once."""
        if card.picture is None:
            return card
        topic = f"picture of {channel.name}"
        try:
            await self._pictures.draw(card.picture)
        except PictureError as failure:
            log.error("%s: the picture of %s cannot be drawn: %s", chosen.slot, chosen.entry.key, failure)
            await self._admins.tell_once(
                topic, "alert_no_picture", channel=channel, entry=chosen.entry, detail=str(failure)
            )
            return card.instead or card
        if await self._admins.over(topic):
            await self._admins.tell("alert_no_picture_over", channel=channel)
        return card

    async def _tell(self, channel: Channel, chosen: Selection, failure: Exception) -> Nothing:
        """Tell the admins once, and give the reason for the slot."""
        key, detail = chosen.entry.key, f"{type(failure).__name__}: {failure}"
        log.debug("%s: the card of %s cannot be drawn", chosen.slot, key, exc_info=failure)
        topic = f"card of {channel.name}: {key}"
        await self._admins.tell_once(
            topic, "alert_not_drawn", channel=channel, slot=chosen.slot, key=key, detail=detail
        )
        return Nothing(slot=chosen.slot, reason=Reason(code=NOT_DRAWN, args={"key": key, "detail": detail}))
