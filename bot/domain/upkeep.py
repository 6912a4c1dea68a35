"""Ports for what keeps the bot itself in order: one writer, news told once, and chats on hold."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Lease:
    """Who runs the bot on this database. Alive as long as ``beat`` grows.

    It holds no time: who waits for it counts the seconds in which it stands still by a clock that nobody can set.
    """

    holder: str  # for people: host and process; unique
    beat: int


class Leases(Protocol):
    """The one lease of a database. Every write is one conditional statement: of two callers one wins."""

    async def look(self) -> Lease | None: ...

    async def take(self, holder: str, *, after: Lease | None) -> Lease | None:
        """Take the lease where it is still as ``after`` says (None: nobody has it); None if somebody was faster."""

    async def renew(self, lease: Lease) -> Lease | None:
        """One beat on; None if it is no longer ours."""

    async def release(self, lease: Lease) -> None:
        """Give it back, if it is ours still."""


class Notices(Protocol):
    """What the admins have been told and is still so, by topic; kept, so that a restart does not tell it again."""

    async def standing(self) -> dict[str, str]:
        """All topics with what was said."""

    async def keep(self, topic: str, said: str) -> None: ...

    async def drop(self, topic: str) -> None: ...


class Holds(Protocol):
    """Chats that Telegram wants left alone for a while, by the pace's own names for them ("" is all of Telegram)."""

    async def holds(self) -> dict[str, dt.datetime]: ...

    async def hold(self, place: str, until: dt.datetime) -> None:
        """Replaces an earlier one if it ends later; never shortens it."""

    async def forget_holds(self, before: dt.datetime) -> None:
        """Those that ended before then."""
