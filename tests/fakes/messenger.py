"""A messenger that writes down what it was asked and answers as it was told."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.domain.card import Card
from bot.domain.channel import Channel
from bot.domain.errors import OutcomeUnknown, Refused, SendError


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

    ``attempts`` are all cards it was given to send, ``posts`` what is in the channels, ``others`` the texts of what
    somebody else has posted there, by id; ``readied`` the chats it was asked to wait for, ``edited`` and ``deleted``
    what became of posts, ``pinned`` pairs of a channel's name and a message id, ``told`` pairs of a person and a card.
    Ids count up over all chats, and others’ posts are in every chat. ``during`` runs in a send.
    """

    def __init__(self, *sends: Outcome, last_id: int = 0) -> None:
        self.attempts: list[Card] = []
        self.posts: list[Post] = []
        self.others: dict[int, str] = {}
        self.readied: list[int | str] = []
        self.edited: list[tuple[int, Card]] = []
        self.deleted: list[int] = []
        self.pinned: list[tuple[str, int]] = []
        self.told: list[tuple[int, Card]] = []
        self.during: Callable[[], Awaitable[object]] | None = None
        self._sends = list(sends)
        self._readies: list[Outcome] = []
        self._edits: list[Outcome] = []
        self._deletes: list[Outcome] = []
        self._pins: list[Outcome] = []
        self._tells: list[Outcome] = []
        self._last_id = last_id

    def sends_will(self, *outcomes: Outcome) -> None:
        self._sends.extend(outcomes)

    def readies_will(self, *outcomes: SendError | None) -> None:
        self._readies.extend(outcomes)

    def edits_will(self, *outcomes: Outcome) -> None:
        self._edits.extend(outcomes)

    def deletes_will(self, *outcomes: Outcome) -> None:
        self._deletes.extend(outcomes)

    def pins_will(self, *outcomes: SendError | None) -> None:
        self._pins.extend(outcomes)

    def tells_will(self, *outcomes: SendError | None) -> None:
        self._tells.extend(outcomes)

    def someone_posts(self, text: str = "somebody’s post") -> int:
        """Another admin posts; the new message's id."""
        self._last_id += 1
        self.others[self._last_id] = text
        return self._last_id

    def find(self, chat: int | str, message_id: int) -> Post | None:
        """An own post, under the name of the chat that it was sent to."""
        return next((post for post in self.posts if (post.chat, post.message_id) == (chat, message_id)), None)

    def put(self, post: Post, card: Card) -> None:
        """Change what the post shows."""
        self.posts[self.posts.index(post)] = replace(post, card=card)

    async def ready(self, chat: int | str) -> None:
        _begin(self._readies)
        self.readied.append(chat)

    async def send(self, channel: Channel, card: Card) -> int:
        self.attempts.append(card)
        if self.during is not None:
            await self.during()
        outcome = _begin(self._sends)
        self._last_id += 1
        self.posts.append(Post(channel=channel.name, chat=channel.chat, card=card, message_id=self._last_id))
        _answer(outcome)
        return self._last_id

    async def edit(self, chat: int | str, message_id: int, card: Card) -> None:
        outcome = _begin(self._edits)
        post = self.find(chat, message_id)
        if post is None:
            raise Refused("Message to edit not found", missing=True)
        self.put(post, card)
        self.edited.append((message_id, card))
        _answer(outcome)

    async def delete(self, chat: int | str, message_id: int) -> None:
        outcome = _begin(self._deletes)
        post = self.find(chat, message_id)
        if post is not None:
            self.posts.remove(post)
            self.deleted.append(message_id)
        _answer(outcome)

    async def pin(self, channel: Channel, message_id: int) -> None:
        _begin(self._pins)
        self.pinned.append((channel.name, message_id))

    async def tell(self, person: int, card: Card) -> None:
        _begin(self._tells)
        self.told.append((person, card))


def _begin(outcomes: list[Outcome]) -> Arrives | None:
    outcome = outcomes.pop(0) if outcomes else None
    if isinstance(outcome, SendError):
        raise outcome
    return outcome


def _answer(outcome: Arrives | None) -> None:
    if outcome is not None:
        raise outcome.error
