"""What admins have changed about a channel's queue: pins, skips and the pause."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.slot import Slot


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Adjustments of one channel. Pins win over everything but quarantine; skips hold for one cycle."""

    pins: Mapping[Slot, str] = field(default_factory=dict)  # slot → key of the entry it must get
    skips: frozenset[tuple[int, str]] = frozenset()  # (cycle, key) put aside
    paused_at: dt.datetime | None = None
    quarantined: frozenset[str] = frozenset()  # keys of entries that Telegram does not take, in any channel
    posted: frozenset[str] = frozenset()  # keys of what was posted in any channel, where the filter asks for it


@dataclass(frozen=True, kw_only=True)
class Quarantined:
    """An entry whose card Telegram did not take; let out again when its edition changes."""

    key: str
    edition: str  # see Entry.edition
    reason: str  # Telegram's words
    since: dt.datetime
