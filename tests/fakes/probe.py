"""A probe that looks at what a recording messenger has posted."""

import datetime as dt
from dataclasses import replace

from bot.domain.card import Card
from bot.domain.errors import SendError
from bot.domain.ports import Copy, Sight
from tests.fakes.messenger import RecordingMessenger


class FakeProbe:
    """The port ``Probe``. Troubles are used up in order, one by each call; after the last one every call succeeds.

    Ids that are neither the messenger's posts nor others' are absent, those in ``unclear`` get strange answers, and
    those in ``service`` cannot be forwarded. Where ``apart`` is False, others' posts look like own ones; those whose
    buttons were changed are in ``spoiled``. ``seen`` are the ids that were looked at, ``copied`` those that were
    forwarded. All was sent at ``sent_at``.
    """

    def __init__(self, messenger: RecordingMessenger) -> None:
        self.messenger = messenger
        self.apart = True
        self.unclear: set[int] = set()
        self.service: set[int] = set()
        self.spoiled: list[int] = []
        self.seen: list[int] = []
        self.copied: list[int] = []
        self.sent_at = dt.datetime(2026, 11, 22, 1, tzinfo=dt.UTC)
        self._troubles: list[SendError | None] = []

    def probes_will(self, *outcomes: SendError | None) -> None:
        """What the next calls end in; None: it succeeds."""
        self._troubles.extend(outcomes)

    async def tells_apart(self, chat: int | str) -> bool:
        self._begin()
        return self.apart

    async def sight(self, chat: int | str, message_id: int) -> Sight:
        self._begin()
        self.seen.append(message_id)
        if message_id in self.unclear:
            return Sight.UNCLEAR
        if message_id in self.service:
            return Sight.FOREIGN
        if message_id in self.messenger.others:
            return Sight.FOREIGN if self.apart else Sight.OURS
        return Sight.OURS if self.messenger.find(chat, message_id) else Sight.ABSENT

    async def carries(self, chat: int | str, message_id: int, card: Card) -> str | None:
        self._begin()
        if message_id in self.messenger.others and not self.apart:
            self.spoiled.append(message_id)
            return self.messenger.others[message_id]
        post = self.messenger.find(chat, message_id)
        if post is None:
            return ""
        if post.card.buttons == card.buttons:
            return None
        self.messenger.put(post, replace(post.card, buttons=card.buttons))
        return post.card.plain.strip()

    async def copy(self, chat: int | str, message_id: int, *, into: int | str) -> Copy | Sight:
        self._begin()
        post = self.messenger.find(chat, message_id)
        text = post.card.plain if post else self.messenger.others.get(message_id)
        if text is None:
            return Sight.FOREIGN if message_id in self.service else Sight.ABSENT
        self.copied.append(message_id)
        return Copy(text=text.strip(), sent_at=self.sent_at)

    def _begin(self) -> None:
        trouble = self._troubles.pop(0) if self._troubles else None
        if trouble is not None:
            raise trouble
