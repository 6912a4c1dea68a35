"""A slot: one occasion to post. An identity, not an instant."""

import datetime as dt
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

ON_DEMAND = "demand:"
UNDONE = "undone:"


@dataclass(frozen=True, kw_only=True, order=True)
class Slot:
    """Channel + local date + time of day; unique in the ledger.

    A post on demand has a slot of its own whose ``label`` is ``demand:<nonce>``: the nonce is made when the preview is
    shown, so that a confirm button pressed twice still claims the same slot.
    """

    channel: str  # the channel's configured name
    date: dt.date  # local to the channel
    label: str  # "09:00", or "demand:<nonce>"; "undone:<token>" of a card that was taken back and gave its slot free

    @classmethod
    def at(cls, channel: str, date: dt.date, time: dt.time) -> "Slot":
        return cls(channel=channel, date=date, label=f"{time:%H:%M}")

    @classmethod
    def on_demand(cls, channel: str, date: dt.date, nonce: str) -> "Slot":
        return cls(channel=channel, date=date, label=ON_DEMAND + nonce)

    def undone(self, token: str) -> "Slot":
        """Where the delivery goes that gave this slot free."""
        return replace(self, label=UNDONE + token)

    @property
    def time(self) -> dt.time | None:
        """The time of day, or None for what is not of the schedule."""
        return None if self.label.startswith((ON_DEMAND, UNDONE)) else dt.time.fromisoformat(self.label)

    def instant(self, zone: ZoneInfo) -> dt.datetime:
        """In UTC (law 2), with ``fold=0``: a missing hour moves forward, a repeated one counts once."""
        if self.time is None:
            raise ValueError(f"{self} has no instant: it was not of the schedule")
        local = dt.datetime.combine(self.date, self.time, tzinfo=zone).replace(fold=0)
        return local.astimezone(dt.UTC)

    def __str__(self) -> str:
        return f"{self.channel}/{self.date.isoformat()}/{self.label}"
