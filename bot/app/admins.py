"""Tells the admins what they must know, once, each in their language."""

import asyncio
import datetime as dt
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.domain.card import Card
from bot.domain.errors import OutcomeUnknown, TryLater
from bot.domain.language import Language
from bot.domain.ports import Messenger, People, Replies

log = logging.getLogger(__name__)

KEPT = 20  # messages that could not be told
SOON = dt.timedelta(seconds=20)


@dataclass(frozen=True, kw_only=True)
class _Untold:
    """A message that did not get through. ``due`` is set at the tick after, for nobody here reads a clock."""

    admin: int
    template: str
    values: Mapping[str, object]
    wait: dt.timedelta
    due: dt.datetime | None = None
    last: bool = False  # it may have got through: told once more at the most


class Admins:
    """The people who run the bot. An admin who never opened the chat with it cannot be told; the log says so."""

    def __init__(self, ids: frozenset[int], messenger: Messenger, people: People, replies: Replies) -> None:
        self.ids = ids
        self._messenger = messenger
        self._people = people
        self._replies = replies
        self._standing: dict[str, str] = {}  # topic → what was last said of it
        self._untold: list[_Untold] = []

    async def tell(self, template: str, /, **values: object) -> None:
        """Send the reply ``template`` to each admin; failures are logged, never raised.

        To all side by side: the channel's next card waits for this, and Telegram may be slow. What does not get through
        waits for ``tell_again``: when a card meets trouble, so does most often the news of it.
        """
        await asyncio.gather(*(self._tell(admin, template, values) for admin in sorted(self.ids)))

    async def _tell(self, admin: int, template: str, values: Mapping[str, object], *, last: bool = False) -> None:
        try:
            language = await self._people.language(admin) or Language.EN
            await self._messenger.tell(admin, Card(html=self._replies.render(template, language, **values)))
        except (TryLater, OutcomeUnknown) as failure:
            perhaps = isinstance(failure, OutcomeUnknown)
            if last and perhaps:
                log.warning("admin %s was perhaps told %r: %s", admin, template, failure)
                return
            log.warning("admin %s could not be told %r, will be later: %s", admin, template, failure)
            wait = failure.after if isinstance(failure, TryLater) else SOON
            untold = _Untold(admin=admin, template=template, values=values, wait=wait, last=last or perhaps)
            self._untold = [*self._untold, untold][-KEPT:]
        except Exception as failure:  # a broken template of the operator's as much as a blocked bot
            log.warning("admin %s could not be told %r: %s", admin, template, failure)

    async def tell_again(self, now: dt.datetime) -> None:
        """Try what could not be told, when its pause is over. Heard twice at the most: better than not at all."""
        waiting = [each if each.due else replace(each, due=now + each.wait) for each in self._untold]
        self._untold = [each for each in waiting if each.due and each.due > now]
        ready = [each for each in waiting if each.due and each.due <= now]
        await asyncio.gather(*(self._tell(each.admin, each.template, each.values, last=each.last) for each in ready))

    async def tell_once(self, topic: str, template: str, /, **values: object) -> None:
        """Like ``tell``, but silent while the same thing is still true of the topic."""
        said = f"{template}{values}"
        if self._standing.get(topic) != said:
            self._standing[topic] = said
            await self.tell(template, **values)

    def over(self, topic: str) -> bool:
        """The topic's trouble is over; True if the admins had been told of it."""
        return self._standing.pop(topic, None) is not None
