"""A channel in which others post and delete, behind a Telegram that answers, is silent, or takes its time."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.domain.card import Card
from bot.domain.channel import Channel
from bot.domain.errors import OutcomeUnknown, Refused, SendError, Trouble, TryLater
from bot.domain.ports import Sight
from tests.fakes.messenger import Arrives, Post, RecordingMessenger
from tests.fakes.probe import FakeProbe
from tests.worlds import at

START = at("2026-11-22 08:59:30", "Asia/Shanghai")


class WorldLoop(asyncio.SelectorEventLoop):
    """Its time stands still but where the world lets it go on: what is awaited for real (a database) takes none."""

    def __init__(self) -> None:
        self.elapsed = 0.0
        super().__init__()

    def time(self) -> float:
        return self.elapsed


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What becomes of one send. Seconds after it began; ``arrives`` None: the card never gets into the channel."""

    name: str
    arrives: float | None = None
    answers: float = 0.2
    error: Exception | None = None  # None: the message's id is answered
    stands_still: bool = False  # the process is stopped meanwhile, and another one has taken over when it goes on

    @property
    def doubtful(self) -> bool:
        return self.error is not None and not isinstance(self.error, Refused | TryLater)

    def __repr__(self) -> str:
        return self.name


def _refused(trouble: Trouble) -> Fate:
    return Fate(name=f"refused:{trouble}", error=Refused(f"not that: {trouble}", trouble=trouble))


CUT = OutcomeUnknown("cut")
FINE = Fate(name="fine", arrives=0.1)
FATES = {
    fate.name: fate
    for fate in (
        FINE,
        Fate(name="answer_lost", arrives=0.1, answers=20, error=CUT),
        Fate(name="lost", answers=20, error=CUT),
        Fate(name="late", arrives=60, answers=20, error=CUT),
        Fate(name="slow", arrives=15, answers=19),
        Fate(name="try_later", error=TryLater("flood", after=dt.timedelta(seconds=30))),
        Fate(name="try_much_later", error=TryLater("flood", after=dt.timedelta(hours=1))),
        Fate(name="our_fault_before", error=RuntimeError("a fault of our own")),
        Fate(name="our_fault_after", arrives=0.1, error=RuntimeError("a fault of our own")),
        Fate(name="still_then_fine", arrives=0.1, answers=1, stands_still=True),
        Fate(name="still_then_late", arrives=60, answers=1, stands_still=True),
        Fate(name="still_then_cut", arrives=0.1, answers=1, error=CUT, stands_still=True),
        Fate(name="still_then_lost", answers=1, error=CUT, stands_still=True),
        Fate(name="still_then_flood", error=TryLater("flood", after=dt.timedelta(seconds=30)), stands_still=True),
        _refused(Trouble.REMOVED),
        _refused(Trouble.ENTITIES),
        _refused(Trouble.PICTURE),
        _refused(Trouble.CONTENT),
    )
}


@dataclass(kw_only=True)
class Sent:
    """A card on its way, or long there."""

    token: str
    card: Card
    began: float
    due: float | None
    message_id: int | None = None


def key_of(card: Card) -> str:
    """The entry's key, from the link of the card's button."""
    return _start(card)[0]


def token_of(card: Card) -> str:
    """The delivery's token, from the same."""
    return _start(card)[2]


def _start(card: Card) -> tuple[str, str, str]:
    links = [button.url for row in card.buttons for button in row if button.url and "start=" in button.url]
    return links[0].partition("start=")[2].rpartition("_") if links else ("", "", "")


class World(RecordingMessenger):
    """The port Messenger over one channel; its message ids are in order of arrival. ``fates`` are of the next sends."""

    def __init__(self, loop: WorldLoop) -> None:
        super().__init__()
        self._loop = loop
        self.fates: list[Fate] = []
        self.sent: list[Sent] = []
        self.offset = dt.timedelta()
        self.holds: list[TryLater] = []
        self.before_send: Callable[[Card, Fate], Awaitable[object]] | None = None
        self.on_tell: Callable[[Card], Awaitable[object]] | None = None
        self.meanwhile: Callable[[], Awaitable[object]] | None = None
        self.wronged: list[str] = []  # what was done to others' posts
        self._channel = "daily"
        self._chat: int | str = "@daily_digest"

    # Time

    @property
    def clock(self) -> dt.datetime:
        """As the bot reads it."""
        return START + self.offset + dt.timedelta(seconds=self._loop.elapsed)

    def goes_on(self, seconds: float) -> None:
        """Time goes on by so much; what is on its way arrives."""
        self._loop.elapsed += seconds
        self._arrive()

    async def sleep(self, seconds: float) -> None:
        self.goes_on(seconds)
        await asyncio.sleep(0)

    # The channel

    def someone_posts(self, text: str = "somebody’s post") -> int:
        self._arrive()
        return super().someone_posts(text)

    def someone_deletes(self, message_id: int) -> None:
        """Anybody's post."""
        self.others.pop(message_id, None)
        self.posts = [post for post in self.posts if post.message_id != message_id]

    @property
    def under_way(self) -> list[Sent]:
        return [each for each in self.sent if each.due is not None and each.message_id is None]

    def present(self, *tokens: str) -> list[int]:
        """Ids of the messages that were sent with one of the tokens and are in the channel."""
        ids = {each.message_id for each in self.sent if each.token in tokens}
        return [post.message_id for post in self.posts if post.message_id in ids]

    def _arrive(self) -> None:
        now = self._loop.elapsed
        for each in sorted(self.under_way, key=lambda each: each.due or 0.0):
            if each.due is not None and each.due <= now:
                self._last_id += 1
                each.message_id = self._last_id
                self.posts.append(
                    Post(channel=self._channel, chat=self._chat, card=each.card, message_id=each.message_id)
                )

    # The port

    async def ready(self, chat: int | str) -> None:
        if self.holds:
            raise self.holds.pop(0)
        await super().ready(chat)

    async def send(self, channel: Channel, card: Card) -> int:
        fate = self.fates.pop(0) if self.fates else FINE
        if self.before_send is not None:
            await self.before_send(card, fate)
        self.attempts.append(card)
        self._channel, self._chat = channel.name, channel.chat
        began = self._loop.elapsed
        due = None if fate.arrives is None else began + fate.arrives
        sent = Sent(token=token_of(card), card=card, began=began, due=due)
        self.sent.append(sent)
        if fate.stands_still and self.meanwhile is not None:
            await self.meanwhile()
        self.goes_on(max(0.0, began + fate.answers - self._loop.elapsed))
        if fate.error is None and due is not None:
            self.goes_on(max(0.0, due - self._loop.elapsed))
        if fate.error is not None:
            raise fate.error
        if sent.message_id is None:
            raise AssertionError("a send that succeeds has arrived")
        return sent.message_id

    async def tell(self, person: int, card: Card) -> None:
        await super().tell(person, card)
        if self.on_tell is not None:
            await self.on_tell(card)

    async def delete(self, chat: int | str, message_id: int) -> None:
        if message_id in self.others:
            self.wronged.append(f"message {message_id} was to be deleted")
        await super().delete(chat, message_id)

    async def edit(self, chat: int | str, message_id: int, card: Card) -> None:
        if message_id in self.others:
            self.wronged.append(f"message {message_id} was to be edited")
        await super().edit(chat, message_id, card)


class WorldProbe(FakeProbe):
    """The port Probe over the world; an answer may also get lost after what was asked for is done (``Arrives``)."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.trouble: list[SendError | Arrives | None] = []
        self.unclear_answers = 0  # so many of the next sights get words that are not known
        self.was_unclear = False

    async def sight(self, chat: int | str, message_id: int) -> Sight:
        lost = self._pop()
        if self.unclear_answers:
            self.unclear_answers -= 1
            self.was_unclear = True
            return Sight.UNCLEAR
        seen = await super().sight(chat, message_id)
        if lost:
            raise lost.error
        return seen

    async def carries(self, chat: int | str, message_id: int, card: Card) -> str | None:
        lost = self._pop()
        found = await super().carries(chat, message_id, card)
        if lost:
            raise lost.error
        return found

    async def tells_apart(self, chat: int | str) -> bool:
        lost = self._pop()
        if lost:
            raise lost.error
        return await super().tells_apart(chat)

    def _pop(self) -> Arrives | None:
        trouble = self.trouble.pop(0) if self.trouble else None
        if isinstance(trouble, SendError):
            raise trouble
        return trouble
