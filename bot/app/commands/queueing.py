"""The queue of the next 14 days: look, skip, swap, pin."""

import datetime as dt

from bot.app.commands.ask import Ask, Reply
from bot.app.commands.desk import Desk, rows_of
from bot.app.commands.kept import Kind, keep_slot, kept_slot
from bot.app.commands.posting import draw
from bot.app.queue import Planned
from bot.domain.card import Button
from bot.domain.channel import Channel
from bot.domain.selection import Selection

ROWS = 28  # as many as a message holds, and two a day for 14 days


async def queue(desk: Desk, ask: Ask) -> Reply:
    """The coming slots with their entries and reasons; a number opens what can be done with the row."""
    name = ask.words.strip().lower()
    channel = desk.services.channels.get(name) if name else next(iter(desk.services.channels.values()))
    if channel is None:
        return desk.say("channel_unknown", ask, name=ask.words.strip(), names=list(desk.services.channels))
    return await _show(desk, ask, channel, replace=ask.pressed)


async def _show(desk: Desk, ask: Ask, channel: Channel, *, replace: bool, done: str = "") -> Reply:
    ahead = await desk.services.queue.ahead(channel, ask.now)
    numbers = [
        Button(text=str(number), callback=f"row:{await _id_of(desk, planned)}")
        for number, planned in enumerate(ahead[:ROWS], 1)
        if isinstance(planned, Selection)
    ]
    others = [name for name in desk.services.channels if name != channel.name][:20]
    return desk.say(
        "queue",
        ask,
        channel=channel,
        rows=[(planned, _when(planned, channel)) for planned in ahead[:ROWS]],
        total=len(ahead),
        numbered=bool(numbers),
        done=done,
        buttons=rows_of(numbers, 7) + rows_of([Button(text=name, callback=f"queue:{name}") for name in others], 3),
        replace=replace,
    )


def _when(planned: Planned, channel: Channel) -> dt.datetime:
    return planned.slot.instant(channel.zone).astimezone(channel.zone)


async def _id_of(desk: Desk, selection: Selection) -> str:
    """For a button that means this entry in this slot, even if the queue has changed by the time it is pressed."""
    return await keep_slot(desk.services.people, Kind.ROW, selection.slot, selection.entry.key)


async def _meant(desk: Desk, ask: Ask, text_id: str) -> tuple[Channel, list[Planned], Selection] | None:
    """The row a button means, if it still stands so in the queue."""
    found = await kept_slot(desk.services.people, Kind.ROW, text_id)
    channel = desk.services.channels.get(found[0].channel) if found else None
    if found is None or channel is None:
        return None
    ahead = await desk.services.queue.ahead(channel, ask.now)
    for planned in ahead:
        if isinstance(planned, Selection) and (planned.slot, planned.entry.key) == found:
            return channel, ahead, planned
    return None


def _stale(desk: Desk, ask: Ask) -> Reply:
    return Reply(toast=desk.phrase("queue_stale", ask.language), alert=True)


async def row(desk: Desk, ask: Ask) -> Reply:
    """What can be done with one row."""
    meant = await _meant(desk, ask, ask.words)
    if meant is None:
        return _stale(desk, ask)
    channel, _, planned = meant
    buttons = (
        (
            desk.button("button.swap", ask, f"swap:{ask.words}"),
            desk.button("button.skip", ask, f"skip:{ask.words}"),
            desk.button("button.pin", ask, f"pin:{ask.words}"),
        ),
        (
            desk.button("button.look", ask, f"look:{ask.words}"),
            desk.button("button.back", ask, f"queue:{channel.name}"),
        ),
    )
    return desk.say("queue_row", ask, planned=planned, when=_when(planned, channel), buttons=buttons, replace=True)


async def look(desk: Desk, ask: Ask) -> Reply:
    """The row's card, as it would be posted."""
    meant = await _meant(desk, ask, ask.words)
    if meant is None:
        return _stale(desk, ask)
    channel, _, planned = meant
    return Reply(card=draw(desk, planned.entry.key, channel))


async def skip(desk: Desk, ask: Ask) -> Reply:
    """Put the entry aside for this cycle."""
    meant = await _meant(desk, ask, ask.words)
    if meant is None:
        return _stale(desk, ask)
    channel, _, planned = meant
    await desk.services.queue.skip(channel.name, planned.cycle, planned.entry.key)
    return await _show(desk, ask, channel, replace=True, done="queue.skipped")


async def swap(desk: Desk, ask: Ask) -> Reply:
    """``<row>`` asks with which other row; ``<row>:<other row>`` exchanges their entries."""
    first, _, second = ask.words.partition(":")
    meant = await _meant(desk, ask, first)
    if meant is None:
        return _stale(desk, ask)
    channel, ahead, planned = meant
    if not second:
        return await _ask_which(desk, ask, "swap", channel, ahead, planned)
    other = await _meant(desk, ask, second)
    if other is None or other[0] != channel:
        return _stale(desk, ask)
    await desk.services.queue.swap(planned, other[2])
    return await _show(desk, ask, channel, replace=True, done="queue.swapped")


async def pin(desk: Desk, ask: Ask) -> Reply:
    """``<row>`` asks to which date; ``<row>:<row of that date>`` gives the row's entry that slot for certain."""
    first, _, second = ask.words.partition(":")
    meant = await _meant(desk, ask, first)
    if meant is None:
        return _stale(desk, ask)
    channel, ahead, planned = meant
    if not second:
        return await _ask_which(desk, ask, "pin", channel, ahead, planned)
    other = await _meant(desk, ask, second)
    if other is None or other[0] != channel:
        return _stale(desk, ask)
    await desk.services.queue.pin(other[2].slot, planned.entry.key)
    return await _show(desk, ask, channel, replace=True, done="queue.pinned")


async def _ask_which(
    desk: Desk, ask: Ask, action: str, channel: Channel, ahead: list[Planned], planned: Selection
) -> Reply:
    buttons = []
    for number, other in enumerate(ahead[:ROWS], 1):
        if isinstance(other, Selection) and (action == "pin" or other != planned):
            when = _when(other, channel)
            label = str(number) if action == "swap" else f"{when:%m-%d %H:%M}"
            buttons.append(Button(text=label, callback=f"{action}:{ask.words}:{await _id_of(desk, other)}"))
    back = desk.button("button.back", ask, f"row:{ask.words}")
    return desk.say(
        f"queue_{action}",
        ask,
        planned=planned,
        when=_when(planned, channel),
        rows=[(each, _when(each, channel)) for each in ahead[:ROWS]],
        buttons=(*rows_of(buttons, 7 if action == "swap" else 3), (back,)),
        replace=True,
    )
