"""Tells the admins what they must know, once, each in their language."""

import asyncio
import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.domain.card import Card, Rows
from bot.domain.errors import OutcomeUnknown, StoreError, TryLater
from bot.domain.language import Language
from bot.domain.ports import Messenger, People, Replies
from bot.domain.upkeep import Notices

log = logging.getLogger(__name__)

KEPT = 20  # messages that could not be told
SOON = dt.timedelta(seconds=20)

Buttons = Callable[[Language], Rows]


@dataclass(frozen=True, kw_only=True)
class _Message:
    """What one admin is to be told. ``due`` is set at the tick after, for nobody here reads a clock."""

    admin: int
    template: str
    values: Mapping[str, object]
    buttons: Buttons | None
    wait: dt.timedelta = dt.timedelta()
    due: dt.datetime | None = None
    last: bool = False  # it may have got through: told once more at the most


class Admins:
    """The people who run the bot. An admin who never opened the chat with it cannot be told; the log says so."""

    def __init__(
        self, ids: frozenset[int], messenger: Messenger, people: People, replies: Replies, notices: Notices
    ) -> None:
        self.ids = ids
        self._messenger = messenger
        self._people = people
        self._replies = replies
        self._notices = notices
        self._standing: dict[str, str] = {}  # topic → what was last said of it
        self._untold: list[_Message] = []

    async def remember(self) -> None:
        """What an earlier run has told and is still so, or a restart would tell it again. Raises StoreError."""
        self._standing = await self._notices.standing()

    async def tell(self, template: str, /, *, buttons: Buttons | None = None, **values: object) -> bool:
        """Send the reply ``template`` to each admin; failures are logged, never raised. Whether anybody was reached.

        To all side by side: the channel's next card waits for this, and Telegram may be slow. What does not get through
        waits for ``tell_again``: when a card meets trouble, so does most often the news of it.
        """
        messages = [_Message(admin=each, template=template, values=values, buttons=buttons) for each in self.ids]
        return any(await asyncio.gather(*(self._tell(message) for message in messages)))

    async def _tell(self, message: _Message) -> bool:
        admin, template = message.admin, message.template
        try:
            language = await self._people.language(admin) or Language.EN
            html = self._replies.render(template, language, **message.values)
            await self._messenger.tell(
                admin, Card(html=html, buttons=message.buttons(language) if message.buttons else ())
            )
        except (TryLater, OutcomeUnknown) as failure:
            perhaps = isinstance(failure, OutcomeUnknown)
            if message.last and perhaps:
                log.warning("admin %s was perhaps told %r: %s", admin, template, failure)
                return True
            log.warning("admin %s could not be told %r, will be later: %s", admin, template, failure)
            wait = failure.after if isinstance(failure, TryLater) else SOON
            untold = replace(message, wait=wait, due=None, last=message.last or perhaps)
            self._untold = [*self._untold, untold][-KEPT:]
            return False
        except Exception as failure:  # a broken template of the operator's as much as a blocked bot
            log.warning("admin %s could not be told %r: %s", admin, template, failure)
            return False
        return True

    async def tell_again(self, now: dt.datetime) -> None:
        """Try what could not be told, when its pause is over. Heard twice at the most: better than not at all."""
        waiting = [each if each.due else replace(each, due=now + each.wait) for each in self._untold]
        self._untold = [each for each in waiting if each.due and each.due > now]
        await asyncio.gather(*(self._tell(each) for each in waiting if each.due and each.due <= now))

    async def tell_once(
        self, topic: str, template: str, /, *, buttons: Buttons | None = None, kept: bool = True, **values: object
    ) -> bool:
        """Like ``tell``, but silent while the same words are still true of the topic; a restart does not forget it.

        Of the values only texts count: the same trouble of another slot is no news. ``kept=False``, for what
        nobody will say is over: a restart forgets it. Whether it was news.
        """
        said = _signature(template, values)
        if self._standing.get(topic) == said:
            return False
        self._standing[topic] = said
        if await self.tell(template, buttons=buttons, **values) and kept:
            await self._noted(topic, said)
        return True

    async def of_conflict(self, conflict: bool) -> None:
        """Another program receives the bot's messages, or no longer does."""
        if conflict:
            await self.tell_once("conflict", "alert_conflict")
        elif await self.over("conflict"):
            await self.tell("alert_conflict_over")

    def stands(self, topic: str) -> bool:
        """Whether the admins have been told of the topic, and not yet that it is over."""
        return topic in self._standing

    async def over(self, topic: str) -> bool:
        """The topic's trouble is over; True if the admins had been told of it."""
        if self._standing.pop(topic, None) is None:
            return False
        await self._noted(topic, None)
        return True

    async def _noted(self, topic: str, said: str | None) -> None:
        try:
            await (self._notices.drop(topic) if said is None else self._notices.keep(topic, said))
        except StoreError as failure:  # the database's own trouble is one of the topics
            log.warning("after a restart the admins will hear of %r again: %s", topic, failure)


def _signature(template: str, values: Mapping[str, object]) -> str:
    texts = [f"{name}={value}" for name, value in sorted(values.items()) if isinstance(value, str | list | tuple)]
    return hashlib.sha256("\n".join((template, *texts)).encode()).hexdigest()[:16]
