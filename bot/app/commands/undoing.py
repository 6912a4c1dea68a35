"""Taking back the last post of a channel: look at it, confirm, and it is deleted."""

import re
from typing import Any

from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk, rows_of
from bot.app.commands.posting import CHANNELS_SHOWN
from bot.app.commands.reading import readable
from bot.app.status import post_link
from bot.domain.card import Button, Rows
from bot.domain.channel import Channel
from bot.domain.conversation import Reply
from bot.domain.delivery import Delivery, State
from bot.domain.errors import LedgerError, OutcomeUnknown, Refused, TryLater

TOKEN = re.compile(r"[a-z0-9]{15}")
FREE = "free"


async def undo(desk: Desk, ask: Ask) -> Reply:
    """``[channel]``: its last post, with buttons to delete it. A button says so too, once the channel is chosen."""
    name, channels = ask.words.strip().lower(), desk.services.channels
    if name and name not in channels:
        return desk.say("channel_unknown", ask, name=ask.words.strip(), names=list(channels))
    if not name and len(channels) > 1:
        buttons = [Button(text=each, callback=f"undo:{each}") for each in list(channels)[:CHANNELS_SHOWN]]
        return desk.say("undo_where", ask, more=len(channels) - len(buttons), buttons=rows_of(buttons, 2))
    channel = channels[name] if name else next(iter(channels.values()))
    post = await _last_post(desk, channel)
    return desk.say(
        "undo",
        ask,
        **_told(desk, channel, post),
        buttons=await _choices(desk, ask, channel, post) if post and post.message_id else (),
        replace=ask.pressed,
    )


async def _choices(desk: Desk, ask: Ask, channel: Channel, post: Delivery) -> Rows:
    label = "button.undo_delete" if post.slot.time is None else "button.undo_empty"
    rows = [(desk.button(label, ask, f"delete:{post.token}"),)]
    if await desk.services.queue.cycles_to_leave(channel, post, ask.now):
        rows.insert(0, (desk.button("button.undo_another", ask, f"delete:{post.token}:{FREE}"),))
    return (*rows, (desk.button("button.cancel", ask, f"keep:{post.token}"),))


async def _last_post(desk: Desk, channel: Channel) -> Delivery | None:
    latest = await desk.services.ledger.latest(channel=channel.name, limit=1)
    return latest[0] if latest else None


def _told(desk: Desk, channel: Channel, post: Delivery | None) -> dict[str, Any]:
    """What the templates say of a post."""
    return {
        "channel": channel,
        "post": post,
        "entry": readable(desk, post.key) if post else None,
        "when": post.settled_at.astimezone(channel.zone) if post and post.settled_at else None,
        "link": post_link(post.chat, post.message_id) if post else None,
    }


async def delete(desk: Desk, ask: Ask) -> Reply:
    """``<token>``: the post's slot stays empty; ``<token>:free``: another entry gets it. Pressed again, nothing more.

    The message goes first: if the bot dies then, the post can be taken back once more.
    """
    token, _, how = ask.words.partition(":")
    post = await desk.services.ledger.by_token(token) if TOKEN.fullmatch(token) else None
    channel = desk.services.channels.get(post.slot.channel) if post else None
    if post is None or channel is None:
        return Reply(toast=desk.phrase("button_unknown", ask.language))
    if post.state is State.WITHDRAWN:
        return Reply(toast=desk.phrase("undo.done", ask.language), alert=True)
    last = await _last_post(desk, channel)
    if last is None or last.token != token or last.message_id is None:
        return Reply(toast=desk.phrase("undo.late", ask.language), alert=True)
    cycles = await desk.services.queue.cycles_to_leave(channel, post, ask.now) if how == FREE else frozenset()
    if how == FREE and not cycles:
        return Reply(toast=desk.phrase("undo.no_other", ask.language), alert=True)
    try:
        await desk.services.messenger.delete(last.chat, last.message_id)
    except (TryLater, OutcomeUnknown):  # to delete it once more does no harm
        return Reply(toast=desk.phrase("undo.again", ask.language), alert=True)
    except Refused as failure:
        return desk.say("undo_refused", ask, **_told(desk, channel, last), detail=str(failure))
    return await _withdraw(desk, ask, channel, last, last.message_id, cycles)


async def _withdraw(
    desk: Desk, ask: Ask, channel: Channel, post: Delivery, message_id: int, cycles: frozenset[int]
) -> Reply:
    """The message is gone: take the post out of the ledger, and put its entry aside where another is to come."""
    for cycle in cycles:  # before its slot is free, or the next tick might choose the same entry
        await desk.services.queue.skip(channel.name, cycle, post.key)
    try:
        await desk.services.ledger.withdraw(post.slot, message_id=message_id, now=ask.now, free=bool(cycles))
    except LedgerError:  # pressed twice at once
        return Reply(toast=desk.phrase("undo.done", ask.language), alert=True)
    return desk.say("undone", ask, replace=True, **_told(desk, channel, post), freed=bool(cycles))


async def keep(desk: Desk, ask: Ask) -> Reply:
    """The admin thought better of it."""
    return desk.say("undo_cancelled", ask, replace=True)
