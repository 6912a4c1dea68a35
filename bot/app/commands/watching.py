"""Watching over the channels: status, pause, resume, reload."""

from collections.abc import Sequence

from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk
from bot.app.status import ChannelStatus, post_link, status_of
from bot.domain.card import TEXT_LIMIT, Card, visible_length
from bot.domain.channel import Channel
from bot.domain.conversation import Reply

BETWEEN = 2  # line ends between two channels


async def status(desk: Desk, ask: Ask) -> Reply:
    """``[channel]``: last post, next slot, what was skipped and why, what is left, what is wrong.

    Of more channels than a message holds, those come that somebody should look at.
    """
    services = desk.services
    found = [
        await status_of(channel, ask.now, catalog=services.shelf.catalog, ledger=services.ledger, plans=services.plans)
        for channel in _named(desk, ask) or services.channels.values()
    ]
    found.sort(key=lambda each: not each.matters)

    def drawn(count: int) -> Card:
        hidden = found[count:]
        html = services.replies.render(
            "status",
            ask.language,
            channels=found[:count],
            hidden=len(hidden),
            hidden_mattering=sum(each.matters for each in hidden),
            faults=[str(fault) for fault in services.shelf.faults],
            post_link=post_link,
            now=desk.local(ask.now),
        )
        return Card(html=html)

    return Reply(card=drawn(_fitting(desk, ask, found, TEXT_LIMIT - drawn(0).length)))


def _fitting(desk: Desk, ask: Ask, found: Sequence[ChannelStatus], room: int) -> int:
    """How many fit into so many characters, one at least: of a message too long the end would be cut."""
    for count, each in enumerate(found):
        html = desk.services.replies.render("_status_channel", ask.language, status=each, post_link=post_link)
        room -= visible_length(html) + BETWEEN
        if room < 0:
            return max(count, 1)
    return len(found)


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
