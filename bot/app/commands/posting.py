"""Posting on demand: preview, confirm, cancel."""

import datetime as dt
import json
import secrets
from dataclasses import replace

from bot.app.commands.ask import Ask, Reply
from bot.app.commands.desk import Desk, rows_of
from bot.app.commands.reading import entry as entry_by_key
from bot.app.commands.reading import readable
from bot.app.status import post_link
from bot.domain.card import Button, Card
from bot.domain.channel import Channel
from bot.domain.delivery import State
from bot.domain.slot import Slot

PREVIEW_TOKEN = "0" * 15  # stands where a delivery's token will be


async def post(desk: Desk, ask: Ask) -> Reply:
    """``[key] [channel]``, in either order: the preview with confirm and cancel; without key the next in the queue."""
    key, channel, stray = _read(desk, ask.words)
    if stray:
        return await entry_by_key(desk, ask.with_words(stray))
    if channel is None and len(desk.services.channels) > 1:
        return await _choose_channel(desk, ask, key)
    channel = channel or next(iter(desk.services.channels.values()))
    return await _offer(desk, ask, key, channel)


async def preview(desk: Desk, ask: Ask) -> Reply:
    """The card as the channel would get it, without posting."""
    key, channel, stray = _read(desk, ask.words)
    if stray:
        return await entry_by_key(desk, ask.with_words(stray))
    channel = channel or next(iter(desk.services.channels.values()))
    key = key or await _next_key(desk, ask, channel)
    if key is None:
        return desk.say("queue_empty", ask, channel=channel)
    return Reply(card=_draw(desk, key, channel))


def _read(desk: Desk, words: str) -> tuple[str | None, Channel | None, str | None]:
    """Key, channel, and the first word that is neither."""
    key: str | None = None
    channel: Channel | None = None
    for word in words.split():
        name = word.lower()
        if name in desk.services.channels and channel is None:
            channel = desk.services.channels[name]
        elif readable(desk, name) and key is None:
            key = name
        else:
            return key, channel, word
    return key, channel, None


async def _choose_channel(desk: Desk, ask: Ask, key: str | None) -> Reply:
    kept = await desk.services.people.keep_text(key or "")
    buttons = [Button(text=name, callback=f"where:{kept}:{name}") for name in desk.services.channels]
    return desk.say("post_where", ask, buttons=rows_of(buttons, 2))


async def where(desk: Desk, ask: Ask) -> Reply:
    """The channel was chosen: ``<text id of the key>:<channel>``."""
    text_id, _, name = ask.words.partition(":")
    key = await desk.services.people.kept_text(text_id)
    channel = desk.services.channels.get(name)
    if channel is None or key is None:
        return Reply(toast=desk.phrase("button_unknown", ask.language))
    return await _offer(desk, ask, key or None, channel)


async def _next_key(desk: Desk, ask: Ask, channel: Channel) -> str | None:
    head = await desk.services.queue.head(channel, ask.now)
    return head.entry.key if head else None


def _draw(desk: Desk, key: str, channel: Channel) -> Card:
    services = desk.services
    entry = services.shelf.catalog.entries[key]
    return services.cards.for_channel(entry, services.shelf.catalog, channel, token=PREVIEW_TOKEN)


async def _offer(desk: Desk, ask: Ask, key: str | None, channel: Channel) -> Reply:
    key = key or await _next_key(desk, ask, channel)
    if key is None or readable(desk, key) is None:
        return desk.say("queue_empty", ask, channel=channel)
    # The nonce becomes the slot's identity: pressing twice, or replaying the press, claims the same slot.
    nonce = secrets.token_hex(6)
    date = ask.now.astimezone(channel.zone).date()
    slot = Slot.on_demand(channel.name, date, nonce)
    kept = await desk.services.people.keep_text(json.dumps([str(slot.date), slot.label, channel.name, key]))
    card = _draw(desk, key, channel)
    row = (
        desk.button("button.post", ask, f"post:{kept}", channel=channel.name),
        desk.button("button.cancel", ask, f"cancel:{kept}"),
    )
    return Reply(card=replace(card, buttons=(*card.buttons, row)))


async def confirm(desk: Desk, ask: Ask) -> Reply:
    """The admin pressed "post": publish once, and say what became of it."""
    kept = await desk.services.people.kept_text(ask.words)
    offer = json.loads(kept) if kept and kept.startswith("[") else None
    channel = desk.services.channels.get(offer[2]) if offer else None
    if offer is None or channel is None:
        return Reply(toast=desk.phrase("button_unknown", ask.language))
    slot = Slot(channel=channel.name, date=dt.date.fromisoformat(offer[0]), label=offer[1])
    outcome = await desk.services.publisher.publish(channel, slot, ask.now, key=offer[3])
    delivery = outcome.delivery
    link = post_link(channel.chat, delivery.message_id) if delivery else None
    return desk.say(
        "posted",
        ask,
        replace=True,
        channel=channel,
        key=offer[3],
        entry=readable(desk, offer[3]),
        state=delivery.state if delivery else State.REFUSED,
        detail=delivery.detail if delivery else "",
        link=link,
    )


async def cancel(desk: Desk, ask: Ask) -> Reply:
    return desk.say("post_cancelled", ask, replace=True)
