"""A messenger that writes down what it was asked and answers as it was told."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.domain.card import Card
from bot.domain.channel import Channel
from bot.domain.errors import OutcomeUnknown, SendError


@dataclass(frozen=True, kw_only=True)
class Post:
    """A message that is in the channel."""

    channel: str
    chat: int | str
    card: Card
    message_id: int


@dataclass(frozen=True)
class Arrives:
    """An outcome: the card gets into the channel, but the answer is lost on its way back."""

    error: OutcomeUnknown


Outcome = SendError | Arrives | None  # None: it succeeds


class RecordingMessenger:
    """The port ``Messenger``. Outcomes are used up in order; after the last one every call succeeds.

    ``attempts`` are all cards it was given to send, ``posts`` what is in the channels, ``pinned`` pairs of a
    channel's name and a message id, ``told`` pairs of a person and a card. ``during`` runs in a send.
    """

    def __init__(self, *sends: Outcome, last_id: int = 0) -> None:
        self.attempts: list[Card] = []
        self.posts: list[Post] = []
        self.pinned: list[tuple[str, int]] = []
        self.told: list[tuple[int, Card]] = []
        self.during: Callable[[], Awaitable[object]] | None = None
        self._sends = list(sends)
        self._pins: list[SendError | None] = []
        self._tells: list[SendError | None] = []
        self._last_id = last_id

    def sends_will(self, *outcomes: Outcome) -> None:
        self._sends.extend(outcomes)

    def pins_will(self, *outcomes: SendError | None) -> None:
        self._pins.extend(outcomes)

    def tells_will(self, *outcomes: SendError | None) -> None:
        self._tells.extend(outcomes)

    async def send(self, channel: Channel, card: Card) -> int:
        self.attempts.append(card)
        if self.during is not None:
            await self.during()
        outcome = self._sends.pop(0) if self._sends else None
        if isinstance(outcome, SendError):
            raise outcome
        self._last_id += 1
        self.posts.append(Post(channel=channel.name, chat=channel.chat, card=card, message_id=self._last_id))
        if outcome is not None:
            raise outcome.error
        return self._last_id

    async def pin(self, channel: Channel, message_id: int) -> None:
        _raise_next(self._pins)
        self.pinned.append((channel.name, message_id))

    async def tell(self, person: int, card: Card) -> None:
        _raise_next(self._tells)
        self.told.append((person, card))


def _raise_next(outcomes: list[SendError | None]) -> None:
    outcome = outcomes.pop(0) if outcomes else None
    if outcome is not None:
        raise outcome
