"""What does not fit behind a button (64 bytes): kept by the bot, and read back only as what it was kept for."""

import datetime as dt
import json
import re
from enum import StrEnum

from bot.domain.ports import People
from bot.domain.slot import Slot

TEXT_ID = re.compile(r"[A-Za-z0-9_-]{12}")


class Kind(StrEnum):
    """What a text was kept for. It is part of the text, so that what a reader searched for never reads as an offer."""

    SEARCH = "search"  # the words
    CHOICE = "choice"  # the key to post, empty for the next in the queue
    OFFER = "offer"  # a slot on demand and the key it was offered with
    ROW = "row"  # a slot of the schedule and the key it was shown with


async def keep(people: People, kind: Kind, *parts: str) -> str:
    """The id of the text; as JSON in ASCII, because a database may refuse what people type (NUL, half characters)."""
    return await people.keep_text(json.dumps([kind, *parts]))


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


async def keep_slot(people: People, kind: Kind, slot: Slot, key: str) -> str:
    return await keep(people, kind, slot.channel, slot.date.isoformat(), slot.label, key)


async def kept_slot(people: People, kind: Kind, text_id: str) -> tuple[Slot, str] | None:
    """The slot and the key; None where they are none, or the slot is of another sort than the kind's."""
    match await kept(people, kind, text_id):
        case [channel, date, label, key]:
            try:
                slot = Slot(channel=channel, date=dt.date.fromisoformat(date), label=label)
                on_demand = slot.time is None
            except ValueError:
                return None
            return (slot, key) if on_demand is (kind is Kind.OFFER) else None
    return None
