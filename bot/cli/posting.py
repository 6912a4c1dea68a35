"""Posting from the shell: what comes next, and post now."""

import asyncio
import secrets
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bot.app.clock import SystemClock
from bot.app.config import Config, read_config
from bot.app.publish import Outcome
from bot.app.queue import DAYS, Planned, Queue
from bot.app.status import post_link
from bot.app.wiring.house import open_house, open_records
from bot.app.wiring.library import Library, open_library
from bot.cli.console import complain, out, print_json
from bot.cli.dotenv import environment
from bot.domain.channel import Channel
from bot.domain.delivery import State
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
    library = open_library(config)
    channels = [named(config, channel)] if channel else list(config.channels)
    ahead = asyncio.run(_ahead(config, library, channels, days))
    if json:
        print_json([_row(each, planned, library) for each, rows in ahead for planned in rows])
        return
    for each, rows in ahead:
        table = Table("when", "key", "title", "why", title=f"{each.name} ({each.zone.key})", title_justify="left")
        for planned in rows:
            row = _row(each, planned, library)
            table.add_row(row["at"][:16].replace("T", " "), row["key"] or "–", row["title"], row["why"])
        out().print(table)


async def _ahead(
    config: Config, library: Library, channels: list[Channel], days: int
) -> list[tuple[Channel, list[Planned]]]:
    now = SystemClock().now()
    async with open_records(config) as store:
        planner = Queue(catalogs=library.shelf, ledger=store.ledger, plans=store.plans)
        return [(channel, await planner.ahead(channel, now, days=days)) for channel in channels]


def _row(channel: Channel, planned: Planned, library: Library) -> dict[str, str]:
    at = planned.slot.instant(channel.zone).astimezone(channel.zone)
    entry = planned.entry if isinstance(planned, Selection) else None
    return {
        "channel": channel.name,
        "at": at.isoformat(),
        "key": entry.key if entry else "",
        "title": entry.title[Language.EN] if entry else "",
        "why": library.replies.why(planned.reason, Language.EN),
    }


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
    channel: Annotated[str, typer.Option("--channel", help="To this channel.")] = "",
) -> None:
    """Post a card now, once; exit code 1 unless Telegram confirmed it."""
    config = read_config(environment(), Path.cwd())
    outcome = asyncio.run(_post(config, named(config, channel), key))
    if outcome is None:
        complain("there is nothing to post; `digestbot queue` says why")
        raise typer.Exit(1)
    delivery = outcome.delivery
    if delivery is None:
        complain(f"there is no entry {key!r} that could be posted; `digestbot search WORDS` finds keys")
        raise typer.Exit(1)
    if delivery.state is not State.SENT:
        complain(f"{delivery.key}: {delivery.state}: {delivery.detail}")
        raise typer.Exit(1)
    out().print(f"posted {delivery.key}: {post_link(delivery.chat, delivery.message_id)}")


async def _post(config: Config, channel: Channel, key: str | None) -> Outcome | None:
    clock = SystemClock()
    async with open_house(config, clock) as house:
        now = clock.now()
        if key is None:
            head = await house.queue.head(channel, now)
            if head is None:
                return None
            key = head.entry.key
        date = now.astimezone(channel.zone).date()
        slot = Slot.on_demand(channel.name, date, secrets.token_hex(6))
        return await house.publisher.publish(channel, slot, now, key=key)
