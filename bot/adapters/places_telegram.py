"""What the pace knows of the chats: how fast each may be written to, who waits in line, which names mean one chat."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from aiolimiter import AsyncLimiter
from telegram.constants import ChatType

EVERYWHERE = ""  # the name of all of Telegram
SWEEP_EVERY = 60.0  # seconds between two looks for chats to forget


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How fast messages go out; Telegram allows 30 a second overall, 1 a second in a chat, 20 a minute in a group.

    The trap: a leaky bucket of ``burst`` that runs out at ``rate`` lets burst + rate · t through in a time t, so both
    together have to stay below the limit. The group's has one to spare, for the message at the head of the line may
    have waited with its turn taken; the overall one two, for ways to Telegram of different lengths.
    """

    burst: int = 4
    per_second: float = 24.0  # 4 + 24 in any second
    apart: float = 1.02  # seconds in a chat, from one message's answer to the next message
    group_burst: int = 4
    group_per_minute: float = 15.0  # 4 + 15 in any minute

    def overall(self) -> AsyncLimiter:
        return AsyncLimiter(self.burst, self.burst / self.per_second)

    def group(self) -> AsyncLimiter:
        return AsyncLimiter(self.group_burst, self.group_burst / self.group_per_minute * 60)


class Place:
    """One chat; or all of Telegram; or a method with a limit of its own. All instants are the loop's."""

    def __init__(self, name: int | str) -> None:
        self.name = name
        self.messages, self.others = asyncio.Lock(), asyncio.Lock()  # the two lines: first come, first served
        self.bucket: AsyncLimiter | None = None  # a group's
        self.held_until = 0.0  # what Telegram has asked for; only ever later
        self.free_from = 0.0  # the next message
        self.calls = 0  # waiting or under way

    @property
    def is_chat(self) -> bool:
        return isinstance(self.name, int) or self.name.startswith("@")

    def __str__(self) -> str:
        return f"chat {self.name}" if self.is_chat else (f"{self.name}" or "all of Telegram")

    def takes_after(self, other: "Place") -> None:
        """What was known under another name."""
        self.held_until = max(self.held_until, other.held_until)
        self.free_from = max(self.free_from, other.free_from)


class Places:
    """The places by name. Those at rest are forgotten, so only the chats of the last minute are remembered.

    A positive id is a person's chat. A negative one is a group's, as long as it is not known for a channel's: they
    cannot be told apart by the number (-100… is both), and the stricter limit harms nobody. An @name is a channel's
    until an answer says whose it is. What is learned is kept, but there are only so many channels and public groups.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.everywhere = Place(EVERYWHERE)
        self._places: dict[int | str, Place] = {}
        self._channels: set[int] = set()
        self._ids: dict[str, int] = {}  # @name in lower case → id
        self._sweep_at = 0.0

    @property
    def remembered(self) -> int:
        return len(self._places)

    @contextmanager
    def at(self, name: int | str) -> Iterator[Place]:
        """The place, not forgotten inside the block."""
        now = asyncio.get_running_loop().time()
        if now >= self._sweep_at:
            self._sweep(now)
        place = self.place(name)
        place.calls += 1
        try:
            yield place
        finally:
            place.calls -= 1

    def place(self, name: int | str) -> Place:
        """By a chat's id, as a number or in digits, its @name in whatever case, or a method."""
        if name == EVERYWHERE:
            return self.everywhere
        key = self._key(name)
        if key not in self._places:
            self._places[key] = Place(key)
        return self._places[key]

    def names(self, place: Place) -> list[str]:
        """All by which somebody may ask for this place after a restart, when nothing is learned yet."""
        return [str(place.name), *(name for name, found in self._ids.items() if found == place.name)]

    def bucket(self, place: Place) -> AsyncLimiter | None:
        """The bucket of a group; None for a chat that is none."""
        if not isinstance(place.name, int) or place.name > 0 or place.name in self._channels:
            return None
        if place.bucket is None:
            place.bucket = self._limits.group()
        return place.bucket

    def channels(self, ids: Iterable[int]) -> None:
        """These are channels, not groups."""
        self._channels.update(ids)

    def learn(self, answer: Any) -> None:
        """From what Telegram answers: a message with its chat, several of them, or a chat."""
        for said in answer if isinstance(answer, list) else [answer]:
            if isinstance(said, dict):
                chat = said.get("chat", said)
                if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                    self._meet(chat["id"], chat.get("type"), chat.get("username"))

    def _meet(self, chat: int, kind: object, username: object) -> None:
        if kind == ChatType.CHANNEL:
            self._channels.add(chat)
        if kind in (ChatType.CHANNEL, ChatType.SUPERGROUP) and isinstance(username, str):
            self._ids[f"@{username}".lower()] = chat
            if (before := self._places.pop(f"@{username}".lower(), None)) is not None:
                before.name = chat  # with its lines, unless there are others already
                self._places.setdefault(chat, before).takes_after(before)

    def _key(self, name: int | str) -> int | str:
        if isinstance(name, int):
            return name
        if name.startswith("@"):
            return self._ids.get(name.lower(), name.lower())
        try:
            return int(name)
        except ValueError:
            return name

    def _sweep(self, now: float) -> None:
        self._sweep_at = now + SWEEP_EVERY
        self._places = {
            name: place
            for name, place in self._places.items()
            if place.calls or max(place.held_until, place.free_from) > now or not _empty(place.bucket)
        }


def _empty(bucket: AsyncLimiter | None) -> bool:
    return bucket is None or bucket.has_capacity(bucket.max_rate)
