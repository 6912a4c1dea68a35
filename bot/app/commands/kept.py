"""What does not fit behind a button (64 bytes): kept by the bot, and read back only as what it was kept for."""

import datetime as dt
import json
import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ports import People
from bot.domain.slot import Slot

TEXT_ID = re.compile(r"[A-Za-z0-9_-]{12}")
COUNT = re.compile(r"[0-9]{1,9}")


class Kind(StrEnum):
    """What a text was kept for. It is part of the text, so that what a reader searched for never reads as an offer."""

    SEARCH = "search"  # the words
    CHOICE = "choice"  # the key to post, empty for the next in the queue
    OFFER = "offer"  # a slot on demand, the key it was offered with, and how often that was in the ledger
    ROW = "row"  # a slot of the schedule and the key it was shown with
    DRAFT = "draft"  # a key and the edition that a curator was shown
    SUGGESTION = "suggestion"  # the document that a reader suggests


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A card that an admin was shown and asked about."""

    slot: Slot
    key: str
    posted: int  # deliveries of the key that the channel had by then


async def keep(people: People, now: dt.datetime, kind: Kind, *parts: str) -> str:
    """The id of the text; as JSON in ASCII, because a database may refuse what people type (NUL, half characters)."""
    return await people.keep_text(json.dumps([kind, *parts]), now)


async def kept(people: People, kind: Kind, text_id: str) -> list[str] | None:
    """The parts; None for an id that nobody kept, or kept for something else."""
    text = await people.kept_text(text_id) if TEXT_ID.fullmatch(text_id) else None
    try:
        found = json.loads(text or "null")
    except (ValueError, RecursionError):
        return None
    match found:
        case [head, *parts] if head == kind and all(isinstance(part, str) for part in parts):
            return parts
    return None


async def keep_row(people: People, now: dt.datetime, slot: Slot, key: str) -> str:
    return await keep(people, now, Kind.ROW, *_parts(slot), key)


async def kept_row(people: People, text_id: str) -> tuple[Slot, str] | None:
    """A slot of the schedule and its key; None where they are none."""
    match await kept(people, Kind.ROW, text_id):
        case [channel, date, label, key]:
            slot = _slot(channel, date, label, on_demand=False)
            return (slot, key) if slot else None
    return None


async def keep_offer(people: People, now: dt.datetime, offer: Offer) -> str:
    return await keep(people, now, Kind.OFFER, *_parts(offer.slot), offer.key, str(offer.posted))


async def kept_offer(people: People, text_id: str) -> Offer | None:
    match await kept(people, Kind.OFFER, text_id):
        case [channel, date, label, key, posted] if COUNT.fullmatch(posted):
            slot = _slot(channel, date, label, on_demand=True)
            return Offer(slot=slot, key=key, posted=int(posted)) if slot else None
    return None


def _parts(slot: Slot) -> tuple[str, str, str]:
    return slot.channel, slot.date.isoformat(), slot.label


def _slot(channel: str, date: str, label: str, *, on_demand: bool) -> Slot | None:
    """The slot; None if it is none, or one of the other sort."""
    try:
        slot = Slot(channel=channel, date=dt.date.fromisoformat(date), label=label)
        return slot if (slot.time is None) is on_demand else None
    except ValueError:
        return None
