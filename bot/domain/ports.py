"""The ports: what the app asks of the outside. Each has a contract suite in ``tests/contracts`` that fakes pass too."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from bot.domain.card import Card
from bot.domain.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.entry import Entry
from bot.domain.language import BothNames, Language
from bot.domain.picture import Look, Picture
from bot.domain.plan import Plan, Quarantined
from bot.domain.reason import Reason
from bot.domain.search import Search
from bot.domain.slot import Slot


class Clock(Protocol):
    """Read by ``run.py`` and the alarm only; everything below receives ``now``."""

    def now(self) -> dt.datetime:
        """The present, aware, in UTC."""


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

    async def quarantine(self, entry: Quarantined) -> None:
        """No channel gets the entry until it is released. Replaces what was said of the same key before."""

    async def release(self, key: str) -> None: ...

    async def quarantined(self) -> list[Quarantined]:
        """By key. The keys alone are in every channel's plan."""


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
    """Telegram's messages. One call each, no automatic retry; all raise TryLater, Refused or OutcomeUnknown alone."""

    async def ready(self, chat: int | str) -> None:
        """Wait until the pace lets one more message into the chat; it is then counted.

        Raises TryLater where that would take longer than some seconds: the chat, or all of Telegram, is on hold.
        """

    async def send(self, channel: Channel, card: Card) -> int:
        """The new message's id. The caller has waited for ``ready``."""

    async def edit(self, chat: int | str, message_id: int, card: Card) -> None:
        """Make the message look like the card; well if it does already. Refused with ``missing`` if it is gone."""

    async def delete(self, chat: int | str, message_id: int) -> None:
        """Delete an own message; well if it is gone already."""

    async def pin(self, channel: Channel, message_id: int) -> None:
        """Pin without a notification."""

    async def tell(self, person: int, card: Card) -> None:
        """A private message."""


class Sight(Enum):
    """What the id of a message turns out to be."""

    ABSENT = auto()
    FOREIGN = auto()  # somebody else's, or a service message
    OURS = auto()
    UNCLEAR = auto()  # Telegram answered with words that are not known


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A channel's message as its forwarded copy shows it."""

    text: str  # without markup, the ends stripped
    sent_at: dt.datetime


class Probe(Protocol):
    """Looks for a card in a chat whose messages a bot cannot read (DESIGN: posting protocol, step 5).

    Every call raises TryLater, Refused or OutcomeUnknown alone; none changes what somebody else has posted.
    """

    async def tells_apart(self, chat: int | str) -> bool:
        """Whether cards can be told from other messages there, without a log chat.

        A bot that may edit others' posts sees them as its own, and in a group it also answers people.
        """

    async def sight(self, chat: int | str, message_id: int) -> Sight:
        """Changes nothing, whoever's the message is."""

    async def carries(self, chat: int | str, message_id: int, card: Card) -> str | None:
        """None if an own message carries just this card's buttons, the token among them.

        Only for a message that is ``OURS`` and no known card's: one that carries others has these now instead, and its
        text comes back (plain, the ends stripped; empty if it has gone), so that its own can be given back to it.
        """

    async def copy(self, chat: int | str, message_id: int, *, into: int | str) -> Copy | Sight:
        """Forward the message into the log chat, read it there and take the copy away.

        ``ABSENT`` if there is none, ``FOREIGN`` for what cannot be forwarded: a service message, or any message of a
        chat that forbids it.
        """


class Cards(Protocol):
    """Makes cards of entries. The pictures of cards are described, and drawn by ``Pictures``."""

    def for_channel(self, entry: Entry, catalog: Catalog, channel: Channel, *, token: str) -> Card:
        """The digest card in the channel's style, one with a picture or rich with the text that may go ``instead``.

        ``token`` (15 characters ``[a-z0-9]``) goes into the deep link of its button.
        """

    def picture(self, entry: Entry, catalog: Catalog, language: Language, look: Look) -> Card:
        """A picture for a reader who asked for it, the other language beneath theirs; with links as buttons."""

    def for_chat(
        self, entry: Entry, catalog: Catalog, language: Language, *, saved: bool, related: Sequence[Entry] = ()
    ) -> Card:
        """The card in a conversation: the reader's language first, with the conversation's buttons.

        ``related`` are the entries that buttons lead on to; of drafts, the entry itself and doubles none is made.
        """

    def for_inline(self, entry: Entry, catalog: Catalog, language: Language) -> Card:
        """The same text for a chat that the bot may not be in: its buttons are links alone."""


class Pictures(Protocol):
    """Draws pictures, and remembers them in the state folder."""

    @property
    def themes(self) -> Sequence[str]:
        """Their names, in the order in which people are offered them."""

    def theme_name(self, theme: str) -> BothNames:
        """What people call it."""

    @property
    def installed(self) -> bool:
        """Whether what draws is there at all; if not, nobody is offered a picture."""

    def name(self, picture: Picture) -> str:
        """Of what comes out: 64 hexadecimal digits. Another one whenever words, look, template or fonts are others."""

    async def draw(self, picture: Picture) -> bytes:
        """The PNG, within Telegram's rules for photos. Raises PictureError; the event loop goes on meanwhile."""


class Uploads(Protocol):
    """Which pictures Telegram has already: sent by its id, a picture need not be uploaded.

    An id is good for one bot alone.
    """

    async def file_id(self, bot: int, name: str) -> str | None:
        """By the ``Pictures.name`` of what was sent."""

    async def of(self, bot: int) -> dict[str, str]:
        """All ids by name."""

    async def keep(self, bot: int, name: str, file_id: str) -> None: ...

    async def forget(self, bot: int, name: str) -> None:
        """Telegram does not know the id any more."""


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


class Catalogs(Protocol):
    """Holds the current snapshot of the catalog and its search index, replaced whole by a reload."""

    @property
    def catalog(self) -> Catalog: ...

    @property
    def search(self) -> Search: ...
