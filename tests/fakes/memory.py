"""The store's three ports in memory: as strict as the real ones, gone with the object."""

import base64
import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.domain.delivery import Delivery, State
from bot.domain.errors import LedgerError
from bot.domain.language import Language
from bot.domain.plan import Plan
from bot.domain.slot import Slot

_BEGUN = (State.SENDING, State.UNKNOWN)


class MemoryLedger:
    """The port ``Ledger``. ``deliveries`` are there from the start, in any state."""

    def __init__(self, deliveries: Iterable[Delivery] = ()) -> None:
        self.rows = {delivery.slot: delivery for delivery in deliveries}
        self._tops: dict[int | str, int] = {}
        self._passed: dict[Slot, str] = {}

    async def claim(self, delivery: Delivery) -> bool:
        if delivery.state is not State.PLANNED:
            raise LedgerError(f"{delivery.slot}: a claim is planned, this one is {delivery.state}")
        for instant in (delivery.planned_at, delivery.settled_at, delivery.retry_at):
            _refuse_naive(instant)
        if delivery.slot in self.rows:
            return False
        self.rows[delivery.slot] = delivery
        return True

    async def begin(self, slot: Slot, *, now: dt.datetime) -> Delivery | None:
        _refuse_naive(now)
        found = self.rows.get(slot)
        if found is None or found.state is not State.PLANNED or (found.retry_at and found.retry_at > now):
            return None
        begun = replace(found, state=State.SENDING, attempt=found.attempt + 1, retry_at=None, detail="")
        self.rows[slot] = begun
        return begun

    async def settle_sent(self, slot: Slot, *, message_id: int, now: dt.datetime) -> None:
        self._settle(slot, *_BEGUN, state=State.SENT, message_id=message_id, detail="", settled_at=now)

    async def settle_refused(self, slot: Slot, *, detail: str, now: dt.datetime) -> None:
        self._settle(slot, *_BEGUN, state=State.REFUSED, detail=detail, settled_at=now)

    async def settle_unknown(self, slot: Slot, *, detail: str, now: dt.datetime) -> None:
        self._settle(slot, *_BEGUN, state=State.UNKNOWN, detail=detail, settled_at=now)

    async def give_up(self, slot: Slot, *, detail: str, now: dt.datetime) -> None:
        self._settle(slot, State.PLANNED, state=State.REFUSED, detail=detail, settled_at=now, retry_at=None)

    async def put_off(self, slot: Slot, *, retry_at: dt.datetime, detail: str) -> None:
        attempt = self.rows[slot].attempt - 1 if slot in self.rows else 0
        changes = {"retry_at": retry_at, "detail": detail, "attempt": attempt}
        self._settle(slot, State.SENDING, state=State.PLANNED, **changes)

    async def find(self, slot: Slot) -> Delivery | None:
        return self.rows.get(slot)

    async def history(self, channel: str) -> list[Delivery]:
        return [row for row in self._of(channel) if row.state is not State.REFUSED]

    async def latest(self, *, channel: str | None = None, limit: int = 10, offset: int = 0) -> list[Delivery]:
        sent = [row for row in self._of(channel) if row.state is State.SENT and row.settled_at]
        # Oldest first and then turned round: of two settled in one instant the later claimed is the newer.
        oldest_first = sorted(sent, key=lambda row: row.settled_at or row.planned_at)
        return oldest_first[::-1][offset : offset + limit]

    async def in_state(self, *states: str, channel: str | None = None) -> list[Delivery]:
        return [row for row in self._of(channel) if row.state in states]

    async def pass_over(self, slot: Slot, *, reason: str, now: dt.datetime, keep: bool = False) -> None:
        _refuse_naive(now)
        if not (keep and slot in self._passed):
            self._passed[slot] = reason

    async def passed_over(self, channel: str, *, since: dt.date) -> list[tuple[Slot, str]]:
        theirs = [slot for slot in self._passed if slot.channel == channel and slot.date >= since]
        return [(slot, self._passed[slot]) for slot in sorted(theirs, reverse=True) if slot not in self.rows]

    async def first_planned(self, channel: str) -> dt.datetime | None:
        return next((row.planned_at for row in self._of(channel)), None)

    async def known_top(self, chat: int | str) -> int:
        ours = (row.message_id or 0 for row in self.rows.values() if row.chat == chat)
        return max(self._tops.get(chat, 0), *ours, 0)

    async def saw(self, chat: int | str, message_id: int) -> None:
        self._tops[chat] = max(self._tops.get(chat, 0), message_id)

    def _of(self, channel: str | None) -> list[Delivery]:
        return [row for row in self.rows.values() if channel is None or row.slot.channel == channel]

    def _settle(self, slot: Slot, *before: State, **changes: Any) -> None:
        _refuse_naive(changes.get("settled_at") or changes.get("retry_at"))
        found = self.rows.get(slot)
        if found is None or found.state not in before:
            raise _contradiction(slot, found)
        self.rows[slot] = replace(found, **changes)


class MemoryPlans:
    """The port ``Plans``."""

    def __init__(self) -> None:
        self._pins: dict[Slot, str] = {}
        self._skips: set[tuple[str, int, str]] = set()
        self._pauses: dict[str, dt.datetime] = {}

    async def of(self, channel: str) -> Plan:
        return Plan(
            pins={slot: key for slot, key in self._pins.items() if slot.channel == channel},
            skips=frozenset((cycle, key) for name, cycle, key in self._skips if name == channel),
            paused_at=self._pauses.get(channel),
        )

    async def pin(self, slot: Slot, key: str) -> None:
        self._pins[slot] = key

    async def unpin(self, slot: Slot) -> None:
        self._pins.pop(slot, None)

    async def skip(self, channel: str, cycle: int, key: str) -> None:
        self._skips.add((channel, cycle, key))

    async def clear(self, channel: str, *, cycle: int) -> None:
        self._pins = {slot: key for slot, key in self._pins.items() if slot.channel != channel}
        self._skips = {skip for skip in self._skips if skip[:2] != (channel, cycle)}

    async def pause(self, channel: str, now: dt.datetime) -> None:
        _refuse_naive(now)
        self._pauses.setdefault(channel, now)

    async def resume(self, channel: str) -> None:
        self._pauses.pop(channel, None)


class MemoryPeople:
    """The port ``People``."""

    def __init__(self) -> None:
        self._languages: dict[int, Language] = {}
        self._shown: defaultdict[int, set[str]] = defaultdict(set)
        self._saved: defaultdict[int, dict[str, dt.datetime]] = defaultdict(dict)
        self._texts: dict[str, tuple[str, dt.datetime]] = {}

    async def language(self, person: int) -> Language | None:
        return self._languages.get(person)

    async def choose_language(self, person: int, language: Language) -> None:
        self._languages[person] = language

    async def shown(self, person: int) -> frozenset[str]:
        return frozenset(self._shown[person])

    async def show(self, person: int, key: str) -> None:
        self._shown[person].add(key)

    async def forget_shown(self, person: int, keys: frozenset[str]) -> None:
        self._shown[person] -= keys

    async def saved(self, person: int) -> list[str]:
        theirs = self._saved[person]
        return sorted(theirs, key=lambda key: theirs[key])[::-1]

    async def save(self, person: int, key: str, now: dt.datetime) -> None:
        _refuse_naive(now)
        self._saved[person].setdefault(key, now)

    async def unsave(self, person: int, key: str) -> None:
        self._saved[person].pop(key, None)

    async def keep_text(self, text: str, now: dt.datetime) -> str:
        _refuse_naive(now)
        text_id = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()[:12]
        self._texts[text_id] = text, now
        return text_id

    async def kept_text(self, text_id: str) -> str | None:
        return self._texts[text_id][0] if text_id in self._texts else None

    async def forget_texts(self, before: dt.datetime) -> None:
        _refuse_naive(before)
        self._texts = {text_id: kept for text_id, kept in self._texts.items() if kept[1] >= before}


def _refuse_naive(instant: dt.datetime | None) -> None:
    if instant is not None and instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone")


def _contradiction(slot: Slot, found: Delivery | None) -> LedgerError:
    return LedgerError(f"{slot}: {f'its delivery is {found.state}' if found else 'it has no delivery'}")
