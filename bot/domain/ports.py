"""The ports: what the app asks of the outside. Each has a contract suite in ``tests/contracts`` that fakes pass too."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.card import Card
from bot.domain.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery
from bot.domain.entry import Entry
from bot.domain.language import Language
from bot.domain.plan import Plan
from bot.domain.query import Query
from bot.domain.reason import Reason
from bot.domain.slot import Slot


class Clock(Protocol):
    """Read by ``run.py`` and the alarm only; everything below receives ``now``."""

    def now(self) -> dt.datetime:
        """The present, aware, in UTC."""


class Ledger(Protocol):
    """All deliveries, unique per slot. Every write is durable when the call returns."""

    async def claim(self, delivery: Delivery) -> bool:
        """Store the intent (state PLANNED). False if the slot already has a delivery: somebody else's, do nothing."""

    async def begin(self, slot: Slot, *, now: dt.datetime) -> Delivery | None:
        """PLANNED and due (``retry_at`` is None or ≤ now) → SENDING with ``attempt`` + 1, and return it; else None.

        A conditional update that must change exactly one row: of two callers one gets the delivery.
        """

    async def settle_sent(self, slot: Slot, *, message_id: int, now: dt.datetime) -> None: ...

    async def settle_refused(self, slot: Slot, *, detail: str, now: dt.datetime) -> None: ...

    async def settle_unknown(self, slot: Slot, *, detail: str, now: dt.datetime) -> None: ...

    async def give_up(self, slot: Slot, *, detail: str, now: dt.datetime) -> None:
        """PLANNED → REFUSED: its window closed before it could be sent."""

    async def put_off(self, slot: Slot, *, retry_at: dt.datetime, detail: str) -> None:
        """SENDING → PLANNED again: surely not sent. The attempt is given back, ``base_id`` stays."""

    async def find(self, slot: Slot) -> Delivery | None: ...

    async def history(self, channel: str) -> list[Delivery]:
        """All deliveries of a channel but the REFUSED ones, in the order in which they were planned.

        Intents count as posted for selection: what may be in the channel is not chosen again.
        """

    async def latest(self, *, channel: str | None = None, limit: int = 10, offset: int = 0) -> list[Delivery]:
        """SENT deliveries, newest first."""

    async def in_state(self, *states: str, channel: str | None = None) -> list[Delivery]: ...

    async def pass_over(self, slot: Slot, *, reason: str, now: dt.datetime, keep: bool = False) -> None:
        """Note why a slot got no card (law 7). Replaces an earlier reason unless ``keep``; a later claim is fine."""

    async def passed_over(self, channel: str, *, since: dt.date) -> list[tuple[Slot, str]]:
        """Slots noted by ``pass_over`` on or after ``since`` that have no delivery, newest first, with the reason."""

    async def first_planned(self, channel: str) -> dt.datetime | None:
        """When the channel's first delivery was planned; None before that."""

    async def known_top(self, chat: int | str) -> int:
        """Highest message id known in the chat, from our own posts and ``saw``; 0 if none."""

    async def saw(self, chat: int | str, message_id: int) -> None:
        """Somebody's post was seen in a channel (message ids are shared with other people's posts)."""


class Plans(Protocol):
    """What admins changed, per channel."""

    async def of(self, channel: str) -> Plan: ...

    async def pin(self, slot: Slot, key: str) -> None:
        """Give the slot this entry; replaces an earlier pin of the slot."""

    async def unpin(self, slot: Slot) -> None: ...

    async def skip(self, channel: str, cycle: int, key: str) -> None: ...

    async def clear(self, channel: str, *, cycle: int) -> None:
        """Take back all pins of the channel, and the skips of that cycle. A pause stays."""

    async def pause(self, channel: str, now: dt.datetime) -> None: ...

    async def resume(self, channel: str) -> None: ...


class People(Protocol):
    """What the bot remembers of the people who talk to it."""

    async def language(self, person: int) -> Language | None:
        """The language chosen with /lang, or None."""

    async def choose_language(self, person: int, language: Language) -> None: ...

    async def shown(self, person: int) -> frozenset[str]:
        """Keys that /random has shown to this person since all were last seen."""

    async def show(self, person: int, key: str) -> None: ...

    async def forget_shown(self, person: int, keys: frozenset[str]) -> None: ...

    async def saved(self, person: int) -> list[str]:
        """Keys the person saved, newest first."""

    async def save(self, person: int, key: str, now: dt.datetime) -> None: ...

    async def unsave(self, person: int, key: str) -> None: ...

    async def keep_text(self, text: str, now: dt.datetime) -> str:
        """Remember a text too long for a button's 64 bytes; returns its id of 12 characters ``[A-Za-z0-9_-]``.

        Keeping it again makes it as fresh as a new one.
        """

    async def kept_text(self, text_id: str) -> str | None: ...

    async def forget_texts(self, before: dt.datetime) -> None:
        """Forget the texts that were last kept before then: nobody presses their buttons any more."""


class Messenger(Protocol):
    """Sends a card to a channel. One call, no automatic retry."""

    async def send(self, channel: Channel, card: Card) -> int:
        """The new message's id. Raises TryLater, Refused or OutcomeUnknown (bot.domain.errors), nothing else."""

    async def pin(self, channel: Channel, message_id: int) -> None:
        """Pin without a notification. Raises SendError."""

    async def tell(self, person: int, card: Card) -> None:
        """A private message. Raises SendError."""


class Cards(Protocol):
    """Draws entries as text cards."""

    def for_channel(self, entry: Entry, catalog: Catalog, channel: Channel, *, token: str) -> Card:
        """The digest card; ``token`` (15 characters ``[a-z0-9]``) goes into the deep link of its button."""

    def for_chat(self, entry: Entry, catalog: Catalog, language: Language, *, saved: bool) -> Card:
        """The card in a conversation: the reader's language first, with the conversation's buttons."""


class Replies(Protocol):
    """Words of the bot in a reader's language, from templates."""

    def render(self, name: str, language: Language, /, **values: object) -> str:
        """Telegram HTML of ``templates/replies/<name>.html.j2``, at most 4096 visible characters."""

    def phrase(self, key: str, language: Language, /, **values: object) -> str:
        """Plain text (for buttons and toasts) of one phrase."""

    def why(self, reason: Reason, language: Language) -> str:
        """Plain text of a selection's reason."""

    def day(self, date: dt.date, language: Language) -> str:
        """Plain text of a date nearby: Mon 23 Nov, 11 月 23 日 周一."""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One search result, with how well it matched."""

    entry: Entry
    score: float
    field: str  # the best matching field: title, tag, author, organization, key, venue, overview
    language: Language | None = None  # of the text that matched, where it has one


class Search(Protocol):
    """Finds entries in both languages. Never raises on any text."""

    def find(self, query: Query) -> Sequence[Hit]:
        """All ready entries that match, best first; ties by date, newest first."""

    def snippet(self, entry: Entry, query: Query, language: Language) -> str:
        """Plain text of at most 80 characters around the first match, in ``language`` where it matched there."""


class Catalogs(Protocol):
    """Holds the current snapshot of the catalog and its search index, replaced whole by a reload."""

    @property
    def catalog(self) -> Catalog: ...

    @property
    def search(self) -> Search: ...
