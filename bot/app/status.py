"""What a channel did, what it skipped and why, and when it posts next (law 7)."""

import datetime as dt
from dataclasses import dataclass

from bot.domain.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, State
from bot.domain.ports import Ledger, Plans
from bot.domain.reason import Reason
from bot.domain.schedule import next_slot
from bot.domain.selection import Past, left_in_cycle
from bot.domain.slot import Slot

LOOK_BACK = dt.timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class ChannelStatus:
    """All that ``/status`` says of one channel. Instants are aware; ``left`` counts entries of the running cycle."""

    channel: Channel
    last: Delivery | None
    next: Slot
    left: int
    paused_at: dt.datetime | None
    passed_over: tuple[tuple[Slot, Reason], ...]
    troubled: tuple[Delivery, ...]  # planned, unknown or lately refused

    @property
    def next_utc(self) -> dt.datetime:
        return self.next.instant(self.channel.zone)

    @property
    def next_local(self) -> dt.datetime:
        return self.next_utc.astimezone(self.channel.zone)


async def status_of(
    channel: Channel, now: dt.datetime, *, catalog: Catalog, ledger: Ledger, plans: Plans
) -> ChannelStatus:
    """Gather the status of one channel from the ledger."""
    latest = await ledger.latest(channel=channel.name, limit=1)
    history = [Past.of(delivery) for delivery in await ledger.history(channel.name)]
    plan = await plans.of(channel.name)
    since = now - LOOK_BACK
    passed_over = await ledger.passed_over(channel.name, since=since.astimezone(channel.zone).date())
    refused = [d for d in await ledger.in_state(State.REFUSED, channel=channel.name) if d.planned_at >= since]
    open_ones = await ledger.in_state(State.UNKNOWN, State.PLANNED, channel=channel.name)
    return ChannelStatus(
        channel=channel,
        last=latest[0] if latest else None,
        next=next_slot(channel, now),
        left=left_in_cycle(catalog, channel, history, plan),
        paused_at=plan.paused_at,
        passed_over=tuple((slot, Reason.parse(reason)) for slot, reason in passed_over),
        troubled=(*open_ones, *refused),
    )


def post_link(chat: int | str, message_id: int | None) -> str | None:
    """The t.me address of a channel's post; None where there is none yet."""
    if message_id is None:
        return None
    if isinstance(chat, str):
        return f"https://t.me/{chat.removeprefix('@')}/{message_id}"
    return f"https://t.me/c/{str(chat).removeprefix('-100')}/{message_id}"
