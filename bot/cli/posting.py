"""Posting from the shell: what comes next, and post now."""

import asyncio
import datetime as dt
import secrets
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Column
from rich.text import Text

from bot.app.clock import SystemClock
from bot.app.config import Config, read_config
from bot.app.queue import DAYS, Planned, Queue
from bot.app.status import post_link
from bot.app.wiring.house import open_house, open_records
from bot.app.wiring.library import Library, open_library
from bot.cli.console import a_table, complain, out, print_json
from bot.cli.dotenv import environment
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery, State
from bot.domain.language import Language
from bot.domain.selection import Selection
from bot.domain.slot import Slot


def queue(
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How far ahead.")] = DAYS,
    channel: Annotated[str, typer.Option("--channel", help="Only this channel.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """What each channel will post in the coming days, and why."""
    config = read_config(environment(), Path.cwd(), needs_token=False)
    channels = [named(config, channel)] if channel else list(config.channels)
    library = open_library(config)
    ahead = asyncio.run(_ahead(config, library, channels, days))
    if json:
        print_json([_as_json(each, planned, library) for each, rows in ahead for planned in rows])
        return
    for each, rows in ahead:
        _print(each, rows, library)


async def _ahead(
    config: Config, library: Library, channels: list[Channel], days: int
) -> list[tuple[Channel, list[Planned]]]:
    now = SystemClock().now()
    async with open_records(config) as store:
        planner = Queue(catalogs=library.shelf, ledger=store.ledger, plans=store.plans)
        return [(channel, await planner.ahead(channel, now, days=days)) for channel in channels]


def _as_json(channel: Channel, planned: Planned, library: Library) -> dict[str, Any]:
    """``key`` and ``title`` are null for a slot that gets nothing."""
    entry = planned.entry if isinstance(planned, Selection) else None
    return {
        "channel": channel.name,
        "at": _local(channel, planned).isoformat(),
        "key": entry.key if entry else None,
        "title": entry.title.model_dump() if entry else None,
        "why": library.replies.why(planned.reason, Language.EN),
    }


def _print(channel: Channel, rows: list[Planned], library: Library) -> None:
    console = out()
    longest = max((len(row.entry.key) for row in rows if isinstance(row, Selection)), default=0)
    table = a_table(
        Column("when", no_wrap=True),
        Column("entry", width=max(longest, min(60, console.width - 53))),  # a key cut short cannot be typed
        Column("why"),
        title=f"{channel.name} ({channel.zone.key})",
    )
    for row in rows:
        entry = row.entry if isinstance(row, Selection) else None
        cell = Text.assemble((entry.key, "bold"), f"\n{entry.title[Language.EN]}") if entry else Text("–")
        why = library.replies.why(row.reason, Language.EN)
        table.add_row(f"{_local(channel, row):%a %Y-%m-%d %H:%M}", cell, Text(why))
    console.print(table if rows else Text(f"{channel.name}: no slot in this time; --days looks further ahead"))


def _local(channel: Channel, planned: Planned) -> dt.datetime:
    return planned.slot.instant(channel.zone).astimezone(channel.zone)


def named(config: Config, name: str) -> Channel:
    """The channel of that name, or the only one."""
    for channel in config.channels:
        if channel.name == name or (not name and len(config.channels) == 1):
            return channel
    known = ", ".join(channel.name for channel in config.channels)
    complain(
        f"there is no channel {name!r}; known: {known}" if name else f"say which channel: --channel NAME ({known})"
    )
    raise typer.Exit(2)


def post(
    key: Annotated[str | None, typer.Argument(help="The entry's key; default: the next in the queue.")] = None,
    channel: Annotated[str, typer.Option("--channel", help="To this channel; default: the only one.")] = "",
) -> None:
    """Post a card now, once; exit code 1 unless Telegram confirmed it."""
    config = read_config(environment(), Path.cwd())
    delivery, why = asyncio.run(_post(config, named(config, channel), key))
    if delivery is None:
        complain(f"nothing was posted: {why}")
        raise typer.Exit(1)
    if delivery.state is not State.SENT:
        complain(_fate(delivery))
        raise typer.Exit(1)
    out().print(f"posted {delivery.key}: {post_link(delivery.chat, delivery.message_id)}")


async def _post(config: Config, channel: Channel, key: str | None) -> tuple[Delivery | None, str]:
    """The delivery as settled, or why there is none."""
    clock = SystemClock()
    async with open_house(config, clock) as house:
        now = clock.now()
        if key is None:
            head = await house.queue.head(channel, now)
            if head is None:
                return None, "the queue is empty; `digestbot queue` says why"
            key = head.entry.key
        slot = Slot.on_demand(channel.name, now.astimezone(channel.zone).date(), secrets.token_hex(6))
        try:
            outcome = await house.publisher.publish(channel, slot, now, key=key)
        finally:
            await house.publisher.finish()  # Ctrl-C must not leave the fate of a send under way unknown
        nothing = outcome.nothing
        return outcome.delivery, house.library.replies.why(nothing.reason, Language.EN) if nothing else ""


def _fate(delivery: Delivery) -> str:
    """What became of a card that is not surely in the channel, and what to do."""
    match delivery.state:
        case State.REFUSED:
            return f"{delivery.key} was not posted, Telegram refused it: {delivery.detail}"
        case State.PLANNED:
            return f"{delivery.key} is not posted yet: {delivery.detail}; a running bot tries again by itself"
        case _:
            remedy = "look into the channel before you post it again"
            return f"{delivery.key} may have been posted or not: {delivery.detail}; {remedy}"
