"""The store's ports in memory: as strict as the real ones, gone with the object."""

import base64
import datetime as dt
import hashlib
from collections import defaultdict

from bot.domain.language import Language
from bot.domain.plan import Plan, Quarantined
from bot.domain.slot import Slot
from bot.domain.upkeep import Lease
from tests.fakes.memory_ledger import MemoryLedger, refuse_naive

__all__ = [
    "MemoryHolds",
    "MemoryLeases",
    "MemoryLedger",
    "MemoryNotices",
    "MemoryPeople",
    "MemoryPlans",
    "MemoryUploads",
]


class MemoryPlans:
    """The port ``Plans``."""

    def __init__(self) -> None:
        self._pins: dict[Slot, str] = {}
        self._skips: set[tuple[str, int, str]] = set()
        self._pauses: dict[str, dt.datetime] = {}
        self._quarantine: dict[str, Quarantined] = {}

    async def of(self, channel: str) -> Plan:
        return Plan(
            pins={slot: key for slot, key in self._pins.items() if slot.channel == channel},
            skips=frozenset((cycle, key) for name, cycle, key in self._skips if name == channel),
            paused_at=self._pauses.get(channel),
            quarantined=frozenset(self._quarantine),
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
        refuse_naive(now)
        self._pauses.setdefault(channel, now)

    async def resume(self, channel: str) -> None:
        self._pauses.pop(channel, None)

    async def quarantine(self, entry: Quarantined) -> None:
        refuse_naive(entry.since)
        self._quarantine[entry.key] = entry

    async def release(self, key: str) -> None:
        self._quarantine.pop(key, None)

    async def quarantined(self) -> list[Quarantined]:
        return [self._quarantine[key] for key in sorted(self._quarantine)]


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
        refuse_naive(now)
        self._saved[person].setdefault(key, now)

    async def unsave(self, person: int, key: str) -> None:
        self._saved[person].pop(key, None)

    async def keep_text(self, text: str, now: dt.datetime) -> str:
        refuse_naive(now)
        text_id = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()[:12]
        self._texts[text_id] = text, now
        return text_id

    async def kept_text(self, text_id: str) -> str | None:
        return self._texts[text_id][0] if text_id in self._texts else None

    async def forget_texts(self, before: dt.datetime) -> None:
        refuse_naive(before)
        self._texts = {text_id: kept for text_id, kept in self._texts.items() if kept[1] >= before}


class MemoryLeases:
    """The port ``Leases``."""

    def __init__(self) -> None:
        self._lease: Lease | None = None

    async def look(self) -> Lease | None:
        return self._lease

    async def take(self, holder: str, *, after: Lease | None) -> Lease | None:
        if self._lease != after:
            return None
        self._lease = Lease(holder=holder, beat=after.beat + 1 if after else 1)
        return self._lease

    async def renew(self, lease: Lease) -> Lease | None:
        if self._lease is None or self._lease.holder != lease.holder:
            return None
        self._lease = Lease(holder=lease.holder, beat=self._lease.beat + 1)
        return self._lease

    async def release(self, lease: Lease) -> None:
        if self._lease and self._lease.holder == lease.holder:
            self._lease = None


class MemoryUploads:
    """The port ``Uploads``."""

    def __init__(self) -> None:
        self._file_ids: dict[tuple[int, str], str] = {}

    async def file_id(self, bot: int, name: str) -> str | None:
        return self._file_ids.get((bot, name))

    async def of(self, bot: int) -> dict[str, str]:
        return {name: file_id for (whose, name), file_id in self._file_ids.items() if whose == bot}

    async def keep(self, bot: int, name: str, file_id: str) -> None:
        self._file_ids[bot, name] = file_id

    async def forget(self, bot: int, name: str) -> None:
        self._file_ids.pop((bot, name), None)


class MemoryNotices:
    """The port ``Notices``."""

    def __init__(self) -> None:
        self._standing: dict[str, str] = {}

    async def standing(self) -> dict[str, str]:
        return dict(self._standing)

    async def keep(self, topic: str, said: str) -> None:
        self._standing[topic] = said

    async def drop(self, topic: str) -> None:
        self._standing.pop(topic, None)


class MemoryHolds:
    """The port ``Holds``."""

    def __init__(self) -> None:
        self._holds: dict[str, dt.datetime] = {}

    async def holds(self) -> dict[str, dt.datetime]:
        return dict(self._holds)

    async def hold(self, place: str, until: dt.datetime) -> None:
        refuse_naive(until)
        self._holds[place] = max(self._holds.get(place, until), until)

    async def forget_holds(self, before: dt.datetime) -> None:
        refuse_naive(before)
        self._holds = {place: until for place, until in self._holds.items() if until >= before}
