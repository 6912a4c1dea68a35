"""The pace at which people may talk to the bot, so that nobody floods it: a bucket of tokens for each."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum, auto


class Verdict(Enum):
    """What to do with one more message of a person."""

    OK = auto()
    SLOW_DOWN = auto()  # the first over the limit: say so, politely
    SILENT = auto()  # said already: say nothing until the person has been calm


@dataclass(frozen=True, kw_only=True)
class _Bucket:
    level: float  # tokens at ``at``
    at: dt.datetime
    warned: bool


class Pace:
    """``burst`` messages at once, and as many again in every ``per``.

    Calm is a bucket that is full again. Who is calm is forgotten, so only those who wrote lately are
    remembered, and never more than ``most``: above that the longest silent go first.
    """

    def __init__(self, *, burst: int, per: dt.timedelta, most: int = 10_000) -> None:
        if burst < 1 or per <= dt.timedelta() or most < 1:
            raise ValueError("a pace needs at least one message, some time and room for one person")
        self._burst = burst
        self._per = per
        self._most = most
        self._buckets: dict[int, _Bucket] = {}  # longest silent first
        self._swept_at: dt.datetime | None = None

    def allow(self, person: int, now: dt.datetime) -> Verdict:
        """Count one message. A clock that goes back adds nothing."""
        self._sweep(now)
        bucket = self._buckets.pop(person, None)
        level = self._level(bucket, now) if bucket else float(self._burst)
        warned = bool(bucket and bucket.warned and level < self._burst)
        allowed = level >= 1
        if allowed:
            level -= 1
        self._buckets[person] = _Bucket(level=level, at=now, warned=warned or not allowed)
        if len(self._buckets) > self._most:
            del self._buckets[next(iter(self._buckets))]
        if allowed:
            return Verdict.OK
        return Verdict.SILENT if warned else Verdict.SLOW_DOWN

    def __len__(self) -> int:
        """How many people are remembered."""
        return len(self._buckets)

    def _level(self, bucket: _Bucket, now: dt.datetime) -> float:
        passed = max(now - bucket.at, dt.timedelta())
        return min(float(self._burst), bucket.level + self._burst * (passed / self._per))

    def _sweep(self, now: dt.datetime) -> None:
        """Forget the calm, once in a while: an empty bucket is full after ``per``."""
        if self._swept_at is not None and abs(now - self._swept_at) < self._per:
            return
        self._swept_at = now
        self._buckets = {
            person: bucket for person, bucket in self._buckets.items() if self._level(bucket, now) < self._burst
        }
