"""The conversation port: what the bot hears, and what it replies, free of Telegram's types."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from bot.domain.card import Card


@dataclass(frozen=True, kw_only=True)
class Heard:
    """Who said or pressed what, where; ``name`` is set for a command, ``data`` for a button.

    ``answers`` is the id of the message that this is a reply to.
    """

    person_id: int
    person_name: str
    language_code: str | None
    chat: int
    private: bool
    text: str = ""
    name: str | None = None
    data: str | None = None
    answers: int | None = None


Asked = Callable[[int], Awaitable[object]]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A message, or a toast over the pressed button, or both. Empty: silence.

    With ``asked``, the message is a question that the person's app opens an answer to; it is told the message's id, so
    that the answer can be known. Such a message has no buttons. ``then`` is another message after this one.
    """

    card: Card | None = None
    toast: str = ""
    alert: bool = False  # the toast must be dismissed
    replace: bool = False  # the card takes the place of the message whose button was pressed
    asked: Asked | None = None
    then: "Reply | None" = None


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """What somebody has typed so far after ``@bot`` in whatever chat; ``offset``: from where on they want results."""

    person_id: int
    person_name: str
    language_code: str | None
    text: str
    offset: str = ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """One thing to choose, as plain text; choosing it sends the card into the chat. ``id``: 1–64 bytes.

    ``pictured`` are cards with pictures. The first of them whose picture Telegram has already goes in the card's place.
    """

    id: str
    title: str
    description: str
    card: Card
    pictured: tuple[Card, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The answers to an inquiry, at most 50. Without arguments: none, and nobody is to remember that."""

    results: tuple[Result, ...] = ()
    next_offset: str = ""  # that of the next inquiry on scrolling; empty: there is no more
    cache: int = 0  # seconds for which Telegram may give the same answers to the same text
    personal: bool = True  # … to the same person alone
    button: str = ""  # over the results: leads to the bot, and says ``/start <start>`` there
    start: str = ""  # 1–64 characters ``[A-Za-z0-9_-]``


class Listener(Protocol):
    """Whoever answers; the app's desk behind a thin door."""

    async def hear(self, heard: Heard) -> Reply: ...

    async def inquire(self, inquiry: Inquiry) -> Answers: ...

    async def saw_post(self, chat: int, username: str | None, message_id: int) -> None:
        """A post of somebody else appeared in a channel."""

    async def failed(self, what: str) -> Reply:
        """An apology for an update whose handling failed, and how: ``KeyError: 'x' at about.py:12``."""
