"""Tells the admins what they must know, once, each in their language."""

import logging

from bot.domain.card import Card
from bot.domain.errors import SendError
from bot.domain.language import Language
from bot.domain.ports import Messenger, People, Replies

log = logging.getLogger(__name__)


class Admins:
    """The people who run the bot. An admin who never opened the chat with it cannot be told; the log says so."""

    def __init__(self, ids: frozenset[int], messenger: Messenger, people: People, replies: Replies) -> None:
        self.ids = ids
        self._messenger = messenger
        self._people = people
        self._replies = replies
        self._standing: dict[str, str] = {}  # topic → what was last said of it

    async def tell(self, template: str, /, **values: object) -> None:
        """Send the reply ``template`` to each admin; failures are logged, never raised."""
        for admin in sorted(self.ids):
            language = await self._people.language(admin) or Language.EN
            card = Card(html=self._replies.render(template, language, **values))
            try:
                await self._messenger.tell(admin, card)
            except SendError as failure:
                log.warning("admin %s could not be told %r: %s", admin, template, failure)

    async def tell_once(self, topic: str, template: str, /, **values: object) -> None:
        """Like ``tell``, but silent while the same thing is still true of the topic."""
        said = f"{template}{values}"
        if self._standing.get(topic) != said:
            self._standing[topic] = said
            await self.tell(template, **values)

    def over(self, topic: str) -> bool:
        """The topic's trouble is over; True if the admins had been told of it."""
        return self._standing.pop(topic, None) is not None
