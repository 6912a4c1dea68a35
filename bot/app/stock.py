"""How long the cards of a channel last, and a word to the admins before the new ones run out."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from bot.app.admins import Admins
from bot.app.aside import aside
from bot.app.planning import plan_for
from bot.domain.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.ledger import Ledger
from bot.domain.plan import Plan
from bot.domain.ports import Catalogs, Plans
from bot.domain.selection import FIRST_CYCLE, Past, left_in_cycle

WEEK = 7


@dataclass(frozen=True, kw_only=True)
class Stock:
    """What a channel has to post. Days are rounded down."""

    channel: Channel
    admitted: int  # entries that it may post: one cycle
    left: int  # of the running cycle, neither posted in it nor put aside
    fresh: int  # never posted here

    @classmethod
    def of(cls, catalog: Catalog, channel: Channel, history: Sequence[Past], plan: Plan) -> Self:
        bare = replace(plan, skips=frozenset())  # what was put aside comes in another cycle, and is new then
        ever = [replace(past, cycle=FIRST_CYCLE) for past in history]
        return cls(
            channel=channel,
            admitted=left_in_cycle(catalog, channel, (), bare),
            left=left_in_cycle(catalog, channel, history, plan),
            fresh=left_in_cycle(catalog, channel, ever, bare),
        )

    def days(self, cards: int) -> int:
        """For how many days so many cards last."""
        return cards * WEEK // (len(self.channel.at) * len(self.channel.days))

    @property
    def cycle_days(self) -> int:
        return self.days(self.admitted)

    @property
    def days_left(self) -> int:
        return self.days(self.left)

    @property
    def fresh_days(self) -> int:
        return self.days(self.fresh)


async def stock_of(catalog: Catalog, channel: Channel, *, ledger: Ledger, plans: Plans) -> Stock:
    history = [Past.of(delivery) for delivery in await ledger.history(channel.name)]
    plan = await plan_for(channel, plans=plans, ledger=ledger)
    return await aside(catalog, lambda: Stock.of(catalog, channel, history, plan), asked=channel.filter.groups)


class StockWatch:
    """Tells the admins once when a channel's new cards will soon be out, once when they are, and when there are more.

    A channel that posts its few entries in turns all year is told of twice, and then no more.
    """

    def __init__(
        self,
        *,
        channels: Mapping[str, Channel],
        catalogs: Catalogs,
        ledger: Ledger,
        plans: Plans,
        admins: Admins,
        low: dt.timedelta | None,
    ) -> None:
        """``low``: what is little; None: nobody wants to hear of it."""
        self._channels = channels
        self._catalogs = catalogs
        self._ledger = ledger
        self._plans = plans
        self._admins = admins
        self._low = low

    async def look(self) -> None:
        if self._low is None:
            return
        for channel in list(self._channels.values()):
            await self._look_at(channel, self._low)

    async def _look_at(self, channel: Channel, low: dt.timedelta) -> None:
        catalog = self._catalogs.catalog
        if (await self._plans.of(channel.name)).paused_at:
            return
        stock = await stock_of(catalog, channel, ledger=self._ledger, plans=self._plans)
        topic = f"stock of {channel.name}"
        if not stock.admitted:
            return  # a slot without a card is told of by itself
        if dt.timedelta(days=stock.fresh_days) < low:
            waiting = int(catalog.entries.glances.draft.sum())
            state = "low" if stock.fresh else "out"
            await self._admins.tell_once(topic, "alert_stock", state=state, stock=stock, waiting=waiting)
        elif await self._admins.over(topic):
            await self._admins.tell("alert_stock_over", stock=stock)
