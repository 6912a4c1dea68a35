"""The queue of the next 14 days: look, skip, swap, pin, and undo all of it."""

import datetime as dt

from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk, rows_of
from bot.app.commands.kept import keep_row, kept_row
from bot.app.commands.posting import draw
from bot.app.queue import Planned, swappable
from bot.domain.card import Button
from bot.domain.channel import Channel
from bot.domain.conversation import Reply
from bot.domain.selection import Selection

ROWS = 28  # as many as a message holds, and two a day for 14 days


async def queue(desk: Desk, ask: Ask) -> Reply:
    """The coming slots with their entries and reasons; a number opens what can be done with the row.

    A button may also say ``<channel>:undo``, which takes back all that was changed.
    """
    words, _, act = ask.words.partition(":") if ask.pressed else (ask.words, "", "")
    name = words.strip().lower()
    channel = desk.services.channels.get(name) if name else next(iter(desk.services.channels.values()))
    if channel is None:
        return desk.say("channel_unknown", ask, name=ask.words.strip(), names=list(desk.services.channels))
    if act == "undo" and await desk.services.queue.changes(channel, ask.now):
        await desk.services.queue.undo(channel)
        return await _show(desk, ask, channel, replace=True, done="queue.undone")
    return await _show(desk, ask, channel, replace=ask.pressed)


async def _show(desk: Desk, ask: Ask, channel: Channel, *, replace: bool, done: str = "") -> Reply:
    ahead = await desk.services.queue.ahead(channel, ask.now)
    numbers = [
        Button(text=str(number), callback=f"row:{await _id_of(desk, ask, planned)}")
        for number, planned in enumerate(ahead[:ROWS], 1)
        if isinstance(planned, Selection)
    ]
    changes = await desk.services.queue.changes(channel, ask.now)
    undo = [desk.button("button.undo", ask, f"queue:{channel.name}:undo")] if changes else []
    others = [name for name in desk.services.channels if name != channel.name][:20]
    return desk.say(
        "queue",
        ask,
        channel=channel,
        rows=[(planned, _when(planned, channel)) for planned in ahead[:ROWS]],
        total=len(ahead),
        numbered=bool(numbers),
        done=done,
        changes=changes,
        buttons=(
            *rows_of(numbers, 7),
            *rows_of(undo, 1),
            *rows_of([Button(text=name, callback=f"queue:{name}") for name in others], 3),
        ),
        replace=replace,
    )


def _when(planned: Planned, channel: Channel) -> dt.datetime:
    return planned.slot.instant(channel.zone).astimezone(channel.zone)


async def _id_of(desk: Desk, ask: Ask, selection: Selection) -> str:
    """For a button that means this entry in this slot, even if the queue has changed by the time it is pressed."""
    return await keep_row(desk.services.people, ask.now, selection.slot, selection.entry.key)


async def _meant(desk: Desk, ask: Ask, text_id: str) -> tuple[Channel, list[Planned], Selection] | None:
    """The row a button means, if it still stands so in the queue."""
    found = await kept_row(desk.services.people, text_id)
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
    return Reply(card=await draw(desk, ask, planned.entry.key, channel))


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
        return await _ask_which_day(desk, ask, channel, ahead, planned)
    other = await _meant(desk, ask, second)
    if other is None or other[0] != channel or not swappable(planned, other[2]):
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
        return await _ask_date(desk, ask, channel, ahead, planned)
    other = await _meant(desk, ask, second)
    if other is None or other[0] != channel:
        return _stale(desk, ask)
    await desk.services.queue.pin(other[2].slot, planned.entry.key)
    return await _show(desk, ask, channel, replace=True, done="queue.pinned")


async def _ask_which_day(desk: Desk, ask: Ask, channel: Channel, ahead: list[Planned], planned: Selection) -> Reply:
    """The rows that this one may change places with, by the numbers that they have in the queue."""
    rows = [
        (number, other)
        for number, other in enumerate(ahead[:ROWS], 1)
        if isinstance(other, Selection) and swappable(planned, other)
    ]
    numbers = [
        Button(text=str(number), callback=f"swap:{ask.words}:{await _id_of(desk, ask, other)}")
        for number, other in rows
    ]
    return desk.say(
        "queue_swap",
        ask,
        planned=planned,
        when=_when(planned, channel),
        rows=[(number, other, _when(other, channel)) for number, other in rows],
        buttons=(*rows_of(numbers, 7), (desk.button("button.back", ask, f"row:{ask.words}"),)),
        replace=True,
    )


async def _ask_date(desk: Desk, ask: Ask, channel: Channel, ahead: list[Planned], planned: Selection) -> Reply:
    """The slots that the entry may be pinned to."""
    dates = [
        Button(text=_label(desk, ask, channel, other), callback=f"pin:{ask.words}:{await _id_of(desk, ask, other)}")
        for other in ahead[:ROWS]
        if isinstance(other, Selection)
    ]
    back = desk.button("button.back", ask, f"row:{ask.words}")
    return desk.say("queue_pin", ask, planned=planned, buttons=(*rows_of(dates, 2), (back,)), replace=True)


def _label(desk: Desk, ask: Ask, channel: Channel, planned: Planned) -> str:
    """The slot's day, with the time of day as the queue shows it: where it does not go without saying."""
    when = _when(planned, channel)
    day = desk.services.replies.day(when.date(), ask.language)
    return day if channel.at == (when.time(),) else f"{day} {when:%H:%M}"
