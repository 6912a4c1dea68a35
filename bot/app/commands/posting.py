"""Posting on demand: preview, confirm, cancel."""

import datetime as dt
import html
import secrets
from dataclasses import dataclass, replace

from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk, rows_of
from bot.app.commands.kept import Kind, Offer, keep, keep_offer, kept, kept_offer
from bot.app.commands.reading import entry as entry_by_key
from bot.app.commands.reading import readable
from bot.app.publish import POSTED_MEANWHILE
from bot.app.status import post_link
from bot.domain.card import Button, Card
from bot.domain.channel import Channel
from bot.domain.conversation import Reply
from bot.domain.delivery import State
from bot.domain.fit import cut_markup
from bot.domain.picture import PictureError
from bot.domain.reason import Code, Reason
from bot.domain.slot import Slot

PREVIEW_TOKEN = "0" * 15  # stands where a delivery's token will be
CHANNELS_SHOWN = 90  # Telegram shows at most 100 buttons of a message
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
    if words.key and readable(desk, words.key) is None:
        return _not_ready(desk, ask, words.key, words.channel or _first_channel(desk))
    if words.channel is None and len(desk.services.channels) > 1:
        return await _choose_channel(desk, ask, words.key)
    return await _offer(desk, ask, words.key, words.channel or _first_channel(desk))


async def preview(desk: Desk, ask: Ask) -> Reply:
    """The card as the channel would get it, without posting; of a draft, what there is."""
    words = _read(desk, ask.words)
    if words.stray:
        return await _misread(desk, ask, words, words.stray)
    channel = words.channel or _first_channel(desk)
    key = words.key or await _next_key(desk, ask, channel)
    if key is None:
        return desk.say("queue_empty", ask, channel=channel)
    card = await draw(desk, ask, key, channel)
    return Reply(card=card if readable(desk, key) else noted(card, desk.phrase("preview.draft", ask.language)))


def _read(desk: Desk, text: str) -> _Words:
    key: str | None = None
    channel: Channel | None = None
    for word in text.split():
        name = word.lower()
        if name in desk.services.channels and channel is None:
            channel = desk.services.channels[name]
        elif desk.services.shelf.catalog.get(name) and key is None:
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
    text_id = await keep(desk.services.people, ask.now, Kind.CHOICE, key or "")
    names = list(desk.services.channels)
    buttons = [Button(text=name, callback=f"where:{text_id}:{name}") for name in names[:CHANNELS_SHOWN]]
    more = len(names[CHANNELS_SHOWN:])
    return desk.say("post_where", ask, more=more, key=key, buttons=rows_of(buttons, 2))


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


async def draw(desk: Desk, ask: Ask, key: str, channel: Channel) -> Card:
    """The card of an entry as the channel would get it; with the reason, where its picture cannot be drawn."""
    services = desk.services
    entry = services.shelf.catalog.entries[key]
    card = services.cards.for_channel(entry, services.shelf.catalog, channel, token=PREVIEW_TOKEN)
    if card.picture is None:
        return card
    try:
        await services.pictures.draw(card.picture)
    except PictureError as failure:
        return noted(card.instead or card, desk.phrase("preview.no_picture", ask.language, why=failure))
    return card


def noted(card: Card, note: str) -> Card:
    """With a line of plain text beneath, for which the words make room."""
    said = html.escape(note)
    if card.rich:  # far from its limit
        return replace(card, html=f"{card.html}\n<p><i>{said}</i></p>")
    room = card.limit - len(note) - len("\n\n")
    return replace(card, html=f"{cut_markup(card.html, room)}\n\n<i>{said}</i>")


async def _offer(desk: Desk, ask: Ask, key: str | None, channel: Channel) -> Reply:
    key = key or await _next_key(desk, ask, channel)
    if key is None:
        return desk.say("queue_empty", ask, channel=channel)
    if readable(desk, key) is None:
        return _not_ready(desk, ask, key, channel)
    if key in (await desk.services.plans.of(channel.name)).quarantined:
        return _refusal(desk, ask, key, channel, Reason.of(Code.CHOSEN_QUARANTINED, key=key))
    # The nonce becomes the slot's identity: pressing twice, or replaying the press, claims the same slot.
    date = ask.now.astimezone(channel.zone).date()
    slot = Slot.on_demand(channel.name, date, secrets.token_hex(6))
    offer = Offer(slot=slot, key=key, posted=await _times_posted(desk, channel, key))
    text_id = await keep_offer(desk.services.people, ask.now, offer)
    card = await draw(desk, ask, key, channel)
    row = (
        desk.button("button.post", ask, f"post:{text_id}", channel=channel.name),
        desk.button("button.cancel", ask, f"cancel:{text_id}"),
    )
    return Reply(card=card.with_buttons((*card.buttons, row)))


def _not_ready(desk: Desk, ask: Ask, key: str, channel: Channel) -> Reply:
    """Nothing to offer: the entry is a draft, or has left the catalog since the channel was asked for."""
    code = Code.CHOSEN_DRAFT if desk.services.shelf.catalog.get(key) else Code.CHOSEN_GONE
    return _refusal(desk, ask, key, channel, Reason.of(code, key=key))


def _refusal(desk: Desk, ask: Ask, key: str, channel: Channel, reason: Reason) -> Reply:
    why = desk.services.replies.why(reason, ask.language)
    return desk.say("posted", ask, channel=channel, key=key, entry=None, state=State.REFUSED, detail=why, link=None)


async def _times_posted(desk: Desk, channel: Channel, key: str) -> int:
    """Deliveries of the entry, those included of which nobody knows whether they are in the channel."""
    return sum(delivery.key == key for delivery in await desk.services.ledger.history(channel.name))


async def confirm(desk: Desk, ask: Ask) -> Reply:
    """The admin pressed "post": publish once, and say what became of it."""
    offer = await kept_offer(desk.services.people, ask.words)
    channel = desk.services.channels.get(offer.slot.channel) if offer else None
    if offer is None or channel is None:
        return Reply(toast=desk.phrase("button_unknown", ask.language))
    slot, key = offer.slot, offer.key
    taken = await desk.services.ledger.find(slot)
    if taken is None and ask.now.astimezone(channel.zone).date() - slot.date > OFFER_HOLDS:
        return Reply(toast=desk.phrase("offer_old", ask.language), alert=True)
    posted = None if taken else offer.posted
    outcome = await desk.services.publisher.publish(channel, slot, ask.now, key=key, posted=posted)
    if outcome.nothing and outcome.nothing.reason.code == POSTED_MEANWHILE:
        return Reply(toast=desk.phrase("offer_late", ask.language), alert=True)
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
