"""Posting on demand: preview, confirm, cancel."""

import datetime as dt
import secrets
from dataclasses import dataclass, replace

from bot.app.commands.ask import Ask, Reply
from bot.app.commands.desk import Desk, rows_of
from bot.app.commands.kept import Kind, keep, keep_slot, kept, kept_slot
from bot.app.commands.reading import entry as entry_by_key
from bot.app.commands.reading import readable
from bot.app.status import post_link
from bot.domain.card import Button, Card
from bot.domain.channel import Channel
from bot.domain.delivery import State
from bot.domain.slot import Slot

PREVIEW_TOKEN = "0" * 15  # stands where a delivery's token will be
OFFER_HOLDS = dt.timedelta(days=1)  # days later the same press would post a card of a past date


@dataclass(frozen=True, kw_only=True)
class _Words:
    """What follows /post and /preview; ``stray`` is the first word that is neither an entry nor a channel."""

    key: str | None
    channel: Channel | None
    stray: str | None


async def post(desk: Desk, ask: Ask) -> Reply:
    """``[key] [channel]``, in either order: the preview with confirm and cancel; without key the next in the queue."""
    words = _read(desk, ask.words)
    if words.stray:
        return await _misread(desk, ask, words, words.stray)
    if words.channel is None and len(desk.services.channels) > 1:
        return await _choose_channel(desk, ask, words.key)
    return await _offer(desk, ask, words.key, words.channel or _first_channel(desk))


async def preview(desk: Desk, ask: Ask) -> Reply:
    """The card as the channel would get it, without posting."""
    words = _read(desk, ask.words)
    if words.stray:
        return await _misread(desk, ask, words, words.stray)
    channel = words.channel or _first_channel(desk)
    key = words.key or await _next_key(desk, ask, channel)
    if key is None:
        return desk.say("queue_empty", ask, channel=channel)
    return Reply(card=draw(desk, key, channel))


def _read(desk: Desk, text: str) -> _Words:
    key: str | None = None
    channel: Channel | None = None
    for word in text.split():
        name = word.lower()
        if name in desk.services.channels and channel is None:
            channel = desk.services.channels[name]
        elif readable(desk, name) and key is None:
            key = name
        else:
            return _Words(key=key, channel=channel, stray=word)
    return _Words(key=key, channel=channel, stray=None)


async def _misread(desk: Desk, ask: Ask, words: _Words, stray: str) -> Reply:
    if words.key and words.channel is None:
        return desk.say("channel_unknown", ask, name=stray, names=list(desk.services.channels))
    return await entry_by_key(desk, ask.with_words(stray))


def _first_channel(desk: Desk) -> Channel:
    return next(iter(desk.services.channels.values()))


async def _choose_channel(desk: Desk, ask: Ask, key: str | None) -> Reply:
    text_id = await keep(desk.services.people, Kind.CHOICE, key or "")
    buttons = [Button(text=name, callback=f"where:{text_id}:{name}") for name in desk.services.channels]
    return desk.say("post_where", ask, buttons=rows_of(buttons, 2))


async def where(desk: Desk, ask: Ask) -> Reply:
    """The channel was chosen: ``<text id of the key>:<channel>``."""
    text_id, _, name = ask.words.partition(":")
    channel = desk.services.channels.get(name)
    match await kept(desk.services.people, Kind.CHOICE, text_id):
        case [key] if channel:
            return await _offer(desk, ask, key or None, channel)
    return Reply(toast=desk.phrase("button_unknown", ask.language))


async def _next_key(desk: Desk, ask: Ask, channel: Channel) -> str | None:
    head = await desk.services.queue.head(channel, ask.now)
    return head.entry.key if head else None


def draw(desk: Desk, key: str, channel: Channel) -> Card:
    """The card of a readable entry as the channel would get it."""
    services = desk.services
    entry = services.shelf.catalog.entries[key]
    return services.cards.for_channel(entry, services.shelf.catalog, channel, token=PREVIEW_TOKEN)


async def _offer(desk: Desk, ask: Ask, key: str | None, channel: Channel) -> Reply:
    key = key or await _next_key(desk, ask, channel)
    if key is None or readable(desk, key) is None:
        return desk.say("queue_empty", ask, channel=channel)
    # The nonce becomes the slot's identity: pressing twice, or replaying the press, claims the same slot.
    date = ask.now.astimezone(channel.zone).date()
    slot = Slot.on_demand(channel.name, date, secrets.token_hex(6))
    text_id = await keep_slot(desk.services.people, Kind.OFFER, slot, key)
    card = draw(desk, key, channel)
    row = (
        desk.button("button.post", ask, f"post:{text_id}", channel=channel.name),
        desk.button("button.cancel", ask, f"cancel:{text_id}"),
    )
    return Reply(card=replace(card, buttons=(*card.buttons, row)))


async def confirm(desk: Desk, ask: Ask) -> Reply:
    """The admin pressed "post": publish once, and say what became of it."""
    offer = await kept_slot(desk.services.people, Kind.OFFER, ask.words)
    channel = desk.services.channels.get(offer[0].channel) if offer else None
    if offer is None or channel is None:
        return Reply(toast=desk.phrase("button_unknown", ask.language))
    slot, key = offer
    today = ask.now.astimezone(channel.zone).date()
    if today - slot.date > OFFER_HOLDS and await desk.services.ledger.find(slot) is None:
        return Reply(toast=desk.phrase("offer_old", ask.language), alert=True)
    outcome = await desk.services.publisher.publish(channel, slot, ask.now, key=key)
    delivery = outcome.delivery
    why = desk.services.replies.why(outcome.nothing.reason, ask.language) if outcome.nothing else ""
    return desk.say(
        "posted",
        ask,
        replace=True,
        channel=channel,
        key=key,
        entry=readable(desk, key),
        state=delivery.state if delivery else State.REFUSED,
        detail=delivery.detail if delivery else why,
        link=post_link(channel.chat, delivery.message_id) if delivery else None,
    )


async def cancel(desk: Desk, ask: Ask) -> Reply:
    return desk.say("post_cancelled", ask, replace=True)
