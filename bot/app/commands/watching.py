"""Watching over the channels: status, pause, resume, reload."""

from bot.app.commands.ask import Ask, Reply
from bot.app.commands.desk import Desk
from bot.app.status import post_link, status_of
from bot.domain.channel import Channel


async def status(desk: Desk, ask: Ask) -> Reply:
    """Every channel: last post, next slot, what was skipped and why, what is left, what is wrong."""
    services = desk.services
    channels = [
        await status_of(channel, ask.now, catalog=services.shelf.catalog, ledger=services.ledger, plans=services.plans)
        for channel in services.channels.values()
    ]
    return desk.say(
        "status",
        ask,
        channels=channels,
        faults=[str(fault) for fault in services.shelf.faults],
        post_link=post_link,
        now=desk.local(ask.now),
    )


def _named(desk: Desk, ask: Ask) -> list[Channel]:
    """The channels meant by the words: all where none is named."""
    name = ask.words.strip().lower()
    return [channel for channel in desk.services.channels.values() if not name or channel.name == name]


async def pause(desk: Desk, ask: Ask) -> Reply:
    """No scheduled posts until /resume; posting on demand still works."""
    channels = _named(desk, ask)
    for channel in channels:
        await desk.services.plans.pause(channel.name, ask.now)
    return _tell(desk, ask, "paused", channels)


async def resume(desk: Desk, ask: Ask) -> Reply:
    """Scheduled posts again; a slot still inside the catch-up window comes at once."""
    channels = _named(desk, ask)
    for channel in channels:
        await desk.services.plans.resume(channel.name)
    return _tell(desk, ask, "resumed", channels)


def _tell(desk: Desk, ask: Ask, template: str, channels: list[Channel]) -> Reply:
    if not channels:
        return desk.say("channel_unknown", ask, name=ask.words.strip(), names=list(desk.services.channels))
    return desk.say(template, ask, channels=channels)


async def reload(desk: Desk, ask: Ask) -> Reply:
    """Read the collections again; with faults the last good snapshot stays (law 8)."""
    faults = await desk.services.shelf.reload()
    return desk.say(
        "reloaded",
        ask,
        faults=[str(fault) for fault in faults],
        total=len(desk.services.shelf.catalog.ready),
        drafts=len(desk.services.shelf.catalog) - len(desk.services.shelf.catalog.ready),
    )
