"""Builders of slots and deliveries for the ledger's tests."""

import datetime as dt
from typing import Any

from bot.domain.card import Button, Card, Preview
from bot.domain.delivery import Delivery, State
from bot.domain.ledger import Ledger
from bot.domain.slot import Slot
from tests.worlds import at

NOON = at("2026-11-22 12:00")
CARD = Card(
    html="<b>让我们逐步验证</b> &amp; more “quotes”",
    buttons=((Button(text="阅读 Read", url="https://example.org/1"), Button(text="更多", callback="more:1")),),
    preview=Preview(url="https://example.org/1", large=True),
)


def minutes(count: float) -> dt.timedelta:
    return dt.timedelta(minutes=count)


def a_slot(day: int = 22, label: str = "09:00", channel: str = "daily") -> Slot:
    return Slot(channel=channel, date=dt.date(2026, 11, day), label=label)


def a_delivery(slot: Slot | None = None, **changes: Any) -> Delivery:
    """An intent as ``publish`` claims it."""
    fields: dict[str, Any] = {
        "slot": slot or a_slot(),
        "key": "lets-verify",
        "cycle": 1,
        "reason": "balanced kind=paper",
        "chat": -1001234567890,
        "card": CARD,
        "token": "k3v9x0q2m4z7a1b",
        "state": State.PLANNED,
        "base_id": 17,
        "attempt": 0,
        "planned_at": NOON,
    }
    return Delivery(**fields | changes)


def as_begun(now: dt.datetime = NOON, **changes: Any) -> Delivery:
    """``a_delivery`` after its first ``begin``."""
    fields: dict[str, Any] = {"state": State.SENDING, "attempt": 1, "begun_at": now}
    return a_delivery(**fields | changes)


async def found(ledger: Ledger, slot: Slot | None = None) -> Delivery:
    delivery = await ledger.find(slot or a_slot())
    assert delivery is not None
    return delivery


async def sending(ledger: Ledger, slot: Slot, now: dt.datetime = NOON, **changes: Any) -> None:
    """The slot's delivery, claimed and begun."""
    assert await ledger.claim(a_delivery(slot, **changes))
    assert await ledger.begin(slot, now=now)


async def unknown(ledger: Ledger, slot: Slot, now: dt.datetime = NOON, **changes: Any) -> None:
    """To be searched for at ``now``."""
    await sending(ledger, slot, now, **changes)
    await ledger.settle_unknown(slot, attempt=1, detail="timed out", now=now, look_at=now)


async def sent(
    ledger: Ledger,
    slot: Slot,
    message_id: int,
    now: dt.datetime = NOON,
    look_at: dt.datetime | None = None,
    **changes: Any,
) -> None:
    await sending(ledger, slot, **changes)
    await ledger.settle_sent(slot, attempt=1, message_id=message_id, now=now, look_at=look_at)
