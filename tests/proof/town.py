"""What the proofs post into, and what can be seen there afterwards."""

import asyncio
import copy
import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.adapters.store_sql import open_store
from bot.app.config import Config
from bot.domain.channel import ALWAYS, Channel
from bot.domain.delivery import Delivery
from bot.domain.reason import Reason
from bot.domain.slot import Slot
from bot.sandbox import Chat, Sandbox
from bot.sandbox.messages import Message
from tests.adapters.bots import ADMIN
from tests.app.houses import a_config
from tests.worlds import a_channel

OTHERS = "posted by a person"
UTC = ZoneInfo("UTC")
OPEN = "state IN ('planned', 'sending', 'unknown')"
ASKED = "state = 'unknown' AND look_at IS NULL"


def channels(count: int, times: Sequence[dt.time]) -> tuple[Channel, ...]:
    """``channel0`` …, with slots at these times of UTC. However long nothing ran, the newest slot gets its card.

    Each card is to be pinned, which the bot lacks the right for: with it, it could not tell its own posts from others'.
    """
    same: dict[str, Any] = {"at": tuple(times), "zone": UTC, "catch_up": ALWAYS, "pin": True}
    return tuple(a_channel(name=f"channel{number}", chat=f"@channel{number}_daily", **same) for number in range(count))


def a_town(posted_to: Iterable[Channel]) -> Sandbox:
    """An admin who has opened the chat with the bot, and the channels. The bot may post there, and no more."""
    sandbox = Sandbox()
    sandbox.add_person(ADMIN, "Ada", role="admin")
    for channel in posted_to:
        sandbox.add_channel(username=str(channel.chat)[1:])
    return sandbox


def settings(url: str, folder: Path, posted_to: tuple[Channel, ...]) -> Config:
    """As shipped, but for the pace of searching: a look each 10 ms instead of each second."""
    return a_config(url, folder, channels=posted_to, reconcile_pace=dt.timedelta(milliseconds=10))


def move_in(sandbox: Sandbox, past: Sandbox) -> None:
    """Put all posts of an earlier sandbox's channels into this one's."""
    for chat in past.world.chats.values():
        if chat.type == "channel":
            here = sandbox.channel(f"@{chat.username}")
            here.history, here.last_id = copy.deepcopy(chat.history), chat.last_id


class Books:
    """The bot's database as others see it while the bot runs."""

    def __init__(self, config: Config) -> None:
        self._file = config.state / "digestbot.sqlite3"

    def count(self, where: str) -> int:
        """Deliveries; 0 before there is a database."""
        try:
            with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True, timeout=10)) as connection:
                found: int = connection.execute(f"SELECT count(*) FROM deliveries WHERE {where}").fetchone()[0]
                return found
        except sqlite3.OperationalError:  # nobody has made it yet
            return 0

    def can_be_written(self) -> bool:
        try:
            with closing(sqlite3.connect(self._file, timeout=0.2, isolation_level=None)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
        except sqlite3.OperationalError:  # somebody writes
            return False
        return True

    async def until(self, where: str, count: int, patience: float) -> bool:
        """Wait until so many deliveries are so; False if that never comes."""
        for _ in range(int(patience / 0.02)):
            if self.count(where) == count:
                return True
            await asyncio.sleep(0.02)
        return False

    async def rows(self) -> list[Delivery]:
        async with open_store(f"sqlite:///{self._file}") as store:
            return await store.ledger.in_state("planned", "sending", "sent", "unknown", "refused", "withdrawn")

    async def find(self, slot: Slot) -> Delivery | None:
        async with open_store(f"sqlite:///{self._file}") as store:
            return await store.ledger.find(slot)

    async def passed(self, channel: Channel, since: dt.date) -> dict[Slot, str]:
        """The slots that lawfully have no card, and why."""
        async with open_store(f"sqlite:///{self._file}") as store:
            passed = await store.ledger.passed_over(channel.name, since=since)
            return {slot: Reason.parse(reason).code for slot, reason in passed}


def cards(chat: Chat) -> list[Message]:
    return [message for message in chat.messages if message.by_bot]


def token_of(card: Message) -> str:
    """The card's own: the tail of its button that opens the bot."""
    starts = [button["url"] for button in card.buttons if "?start=" in button.get("url", "")]
    return str(starts[0]).rpartition("_")[2]


def questions(sandbox: Sandbox) -> list[Message]:
    """What the admin was asked to decide."""
    asked = [message for message in cards(sandbox.chat(ADMIN)) if message.buttons]
    return [each for each in asked if each.buttons[0].get("callback_data", "").startswith(("arrived:", "absent:"))]


def changed_by_others(chat: Chat) -> list[str]:
    """Posts of people that are not as they were written."""
    theirs = [message for message in chat.messages if not message.by_bot]
    return [each.text for each in theirs if each.text != OTHERS or each.buttons or each.edited]


@dataclass(kw_only=True)
class Tally:
    """What a channel shows for its slots, beside what the ledger has decided."""

    cards: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    passed: int = 0  # lawfully: a later slot was due by the time

    def count(self, chat: Chat, slots: Iterable[Slot], rows: dict[Slot, Delivery], passed: dict[Slot, str]) -> None:
        shown = Counter(token_of(card) for card in cards(chat))
        self.cards += sum(shown.values())
        for slot in slots:
            row = rows.get(slot)
            copies = shown.pop(row.token, 0) if row else 0
            gave_way = passed.get(slot, "") if row is None else row.detail
            if copies > 1:
                self.doubled.append(f"{slot}: {copies} cards")
            elif not copies and gave_way == "later_slot":
                self.passed += 1
            elif not copies:
                self.lost.append(f"{slot}: {row.state if row else 'not in the ledger'} {gave_way}")
        self.doubled += [f"{chat.username}: a card of nobody's, {token}" for token in shown]
