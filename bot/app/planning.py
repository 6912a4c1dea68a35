"""A channel's plan, with all that its filter asks about."""

from dataclasses import replace

from bot.domain.channel import Channel
from bot.domain.ledger import Ledger
from bot.domain.plan import Plan
from bot.domain.ports import Plans


async def plan_for(channel: Channel, *, plans: Plans, ledger: Ledger) -> Plan:
    """What was posted anywhere is fetched only for a filter that asks for it.

    A tick plans hundreds of channels: one more question for each would make cards late.
    """
    plan = await plans.of(channel.name)
    return replace(plan, posted=await ledger.posted()) if channel.filter.asks_posted else plan
