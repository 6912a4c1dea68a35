"""What a channel did, what it skipped and why, and when it posts next (law 7)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.app.aside import aside
from bot.app.planning import plan_for
from bot.app.queue import put_aside
from bot.domain.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, State
from bot.domain.entry import Entry
from bot.domain.ledger import Ledger
from bot.domain.plan import Plan
from bot.domain.ports import Plans
from bot.domain.reason import Reason
from bot.domain.schedule import LOOK_BACK, next_slot
from bot.domain.selection import Past, left_in_cycle, running_cycle
from bot.domain.slot import Slot

NAMES_OF_UTC = {"UTC", "UCT", "Universal", "Zulu"}  # with Etc/ before it or without (IANA)


@dataclass(frozen=True, kw_only=True)
class ChannelStatus:
    """All that ``/status`` says of one channel. Instants are aware.

    ``posted``, ``put_aside`` and ``left`` are of the running cycle: together, all that the channel's filter admits.
    """

    channel: Channel
    last: Delivery | None
    last_entry: Entry | None  # of ``last``; None when it is no longer on the list
    next: Slot
    posted: int  # what is on its way included
    put_aside: tuple[Entry, ...]
    quarantined: tuple[Entry, ...]  # whose cards Telegram does not take
    left: int
    paused_at: dt.datetime | None
    passed_over: tuple[tuple[Slot, Reason], ...]  # newest first
    troubled: tuple[Delivery, ...]  # planned, sending, unknown or lately refused; newest first

    @property
    def next_utc(self) -> dt.datetime:
        return self.next.instant(self.channel.zone)

    @property
    def next_local(self) -> dt.datetime:
        return self.next_utc.astimezone(self.channel.zone)

    @property
    def in_utc(self) -> bool:
        """The channel's zone is UTC itself, so that its times need not be told twice."""
        return self.channel.zone.key.removeprefix("Etc/") in NAMES_OF_UTC

    @property
    def matters(self) -> bool:
        """Somebody should look at it."""
        return bool(self.paused_at or self.troubled or self.passed_over or self.quarantined)


@dataclass(frozen=True, kw_only=True)
class _Round:
    """Where the running cycle is."""

    posted: int
    put_aside: tuple[Entry, ...]
    quarantined: tuple[Entry, ...]
    left: int

    @classmethod
    def of(cls, catalog: Catalog, channel: Channel, history: Sequence[Past], plan: Plan) -> "_Round":
        columns, cycle = catalog.columns, running_cycle(history)
        groups, unreviewed = channel.filter.groups, channel.unreviewed
        admitted = columns.admitted(groups, posted=plan.posted, unreviewed=unreviewed).flags
        posted = {past.key for past in history if past.cycle == cycle}
        held_back = sorted(columns.positions(plan.quarantined))
        return cls(
            posted=sum(bool(admitted[position]) for position in columns.positions(posted)),
            put_aside=tuple(put_aside(catalog, channel, history, plan, cycle)),
            quarantined=tuple(catalog.entries.at(position for position in held_back if admitted[position])),
            left=left_in_cycle(catalog, channel, history, plan),
        )


async def status_of(
    channel: Channel, now: dt.datetime, *, catalog: Catalog, ledger: Ledger, plans: Plans
) -> ChannelStatus:
    """Gather the status of one channel from the ledger."""
    latest = await ledger.latest(channel=channel.name, limit=1)
    last = latest[0] if latest else None
    last_entry = catalog.get(last.key) if last else None
    history = [Past.of(delivery) for delivery in await ledger.history(channel.name)]
    plan = await plan_for(channel, plans=plans, ledger=ledger)
    running = await aside(catalog, lambda: _Round.of(catalog, channel, history, plan), asked=channel.filter.groups)
    since = now - LOOK_BACK
    passed_over = await ledger.passed_over(channel.name, since=since.astimezone(channel.zone).date())
    refused = [d for d in await ledger.in_state(State.REFUSED, channel=channel.name) if d.planned_at >= since]
    open_ones = await ledger.in_state(State.UNKNOWN, State.PLANNED, State.SENDING, channel=channel.name)
    return ChannelStatus(
        channel=channel,
        last=last,
        last_entry=last_entry if last_entry and channel.may_post(last_entry) else None,
        next=next_slot(channel, now),
        posted=running.posted,
        put_aside=running.put_aside,
        quarantined=running.quarantined,
        left=running.left,
        paused_at=plan.paused_at,
        passed_over=tuple((slot, Reason.parse(reason)) for slot, reason in passed_over),
        troubled=tuple(sorted((*open_ones, *refused), key=lambda delivery: delivery.planned_at, reverse=True)),
    )


def post_link(chat: int | str, message_id: int | None) -> str | None:
    """The t.me address of a channel's post; None where there is none yet."""
    if message_id is None:
        return None
    if isinstance(chat, str):
        return f"https://t.me/{chat.removeprefix('@')}/{message_id}"
    return f"https://t.me/c/{str(chat).removeprefix('-100')}/{message_id}"
