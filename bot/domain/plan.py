"""What admins have changed about a channel's queue: pins, skips and the pause."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.slot import Slot


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Adjustments of one channel. Pins win over everything; skips hold for one cycle."""

    pins: Mapping[Slot, str] = field(default_factory=dict)  # slot → key of the entry it must get
    skips: frozenset[tuple[int, str]] = frozenset()  # (cycle, key) put aside
    paused_at: dt.datetime | None = None
