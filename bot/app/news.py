"""News of suggestions: curators hear that some wait, and readers that what they suggested has been published."""

import asyncio
import datetime as dt
import logging
from collections.abc import Mapping

from bot.app.admins import Admins
from bot.app.documents import entry_of
from bot.app.status import post_link
from bot.app.suggesting import WAITING
from bot.domain.card import Button, Card
from bot.domain.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery
from bot.domain.entry import Status
from bot.domain.errors import OutcomeUnknown, Refused, SendError, Trouble, TryLater
from bot.domain.ledger import Ledger
from bot.domain.ports import Catalogs, Messenger, People, Replies
from bot.domain.suggestions import Fate, Suggestion, Suggestions

log = logging.getLogger(__name__)

ROUND = 100  # readers told in one go: a popular suggestion must not be in the cards' way
TROUBLES = 3  # in one go: then it is not the readers, and the rest is left for later
POSTS = 10  # of an entry, among which one is looked for that everybody can open


class News:
    """Looks once in a while, and then costs two small queries where nobody waits.

    That a reader knows is noted *before* the message goes out, as a card's claim is: who was perhaps told is not told
    again, so after a crash between the two a reader may miss the news and none hears it twice. What surely was not
    sent (no network, a flood wait) is taken back, and tried again; who has blocked the bot is passed over for good.
    """

    def __init__(
        self,
        *,
        suggestions: Suggestions,
        ledger: Ledger,
        catalogs: Catalogs,
        channels: Mapping[str, Channel],
        people: People,
        replies: Replies,
        messenger: Messenger,
        curators: Admins,
    ) -> None:
        self._suggestions = suggestions
        self._ledger = ledger
        self._catalogs = catalogs
        self._channels = channels
        self._people = people
        self._replies = replies
        self._messenger = messenger
        self._curators = curators
        self._one_at_a_time = asyncio.Lock()
        self._followed: Catalog | None = None  # with this catalog …
        self._compared: set[str] = set()  # … these documents have been compared
        self._newest: str | None = None  # the token of the newest post, when …
        self._unposted: set[str] = set()  # … these keys had none
        self._not_before: dict[int, dt.datetime] = {}  # by person: Telegram wants to be left alone
        self._undrawn: set[int] = set()  # ids: the template fails, and does so until a restart

    async def look(self, now: dt.datetime) -> None:
        """To be called every minute. Raises StoreError, never SendError."""
        async with self._one_at_a_time:
            await self._curators.tell_again(now)
            waiting = await self._suggestions.open()
            awaiting = await self._suggestions.awaiting_news()
            if await self._compare([*waiting, *awaiting]):
                waiting, awaiting = await self._suggestions.open(), await self._suggestions.awaiting_news()
            if waiting:
                await self._curators.tell_once(WAITING, "alert_suggestions", count=len(waiting))
            else:
                await self._curators.over(WAITING)
            await self._tell_readers(awaiting, now)

    async def _compare(self, suggestions: list[Suggestion]) -> bool:
        """Settle what somebody has written into the files by hand, or by an import. Whether there was any."""
        catalog = self._catalogs.catalog
        if self._followed is not catalog:
            self._followed, self._compared = catalog, set()
        settled = False
        for document, key in {each.document: each.key for each in suggestions}.items():
            if document in self._compared:
                continue
            entry = await entry_of(document, self._catalogs)
            rejected = entry is not None and entry.status is Status.REJECTED
            if entry and (rejected or entry.key != key):  # a key that has gone may come back
                fate = Fate.REFUSED if rejected else Fate.TAKEN
                await self._suggestions.settle(document, fate, key=None if rejected else entry.key)
                settled = True
            self._compared.add(document)
        return settled

    async def _tell_readers(self, awaiting: list[Suggestion], now: dt.datetime) -> None:
        self._not_before = {person: until for person, until in self._not_before.items() if until > now}
        posts = await self._posts({each.key for each in awaiting if each.key}) if awaiting else {}
        calls = troubles = 0
        for each in awaiting:
            post = posts.get(each.key or "")
            if post is None or each.person in self._not_before or each.id in self._undrawn:
                continue
            if calls == ROUND or troubles == TROUBLES:
                break
            calls += 1
            troubles += not await self._tell(each, post, now)

    async def _posts(self, keys: set[str]) -> dict[str, Delivery]:
        """The newest post of each key that has one, before others one in a channel that everybody can open."""
        latest = await self._ledger.latest(limit=1)
        newest = latest[0].token if latest else None
        if newest != self._newest:
            self._newest, self._unposted = newest, set()
        found: dict[str, Delivery] = {}
        for key in keys - self._unposted if latest else ():
            if posts := await self._ledger.latest(key=key, limit=POSTS):
                found[key] = min(posts, key=lambda post: isinstance(post.chat, int))
            else:
                self._unposted.add(key)
        return found

    async def _tell(self, suggestion: Suggestion, post: Delivery, now: dt.datetime) -> bool:
        """Whether Telegram is well, as far as this message tells."""
        person = suggestion.person
        try:
            card = await self._card(suggestion, post)
        except Exception as failure:  # a template of the operator's own
            log.warning("person %s cannot be told of %s: %s", person, post.key, failure)
            log.debug("%s", post.key, exc_info=failure)
            self._undrawn.add(suggestion.id)
            return True
        if not await self._suggestions.told(suggestion.id):
            return True
        try:
            await self._messenger.tell(person, card)
        except SendError as failure:
            return await self._not_told(suggestion, failure, now)
        log.info("person %s was told that %s has been published", person, post.key)
        return True

    async def _not_told(self, suggestion: Suggestion, failure: SendError, now: dt.datetime) -> bool:
        person = suggestion.person
        token_gone = isinstance(failure, Refused) and failure.trouble is Trouble.TOKEN
        if isinstance(failure, TryLater) or token_gone:
            await self._suggestions.untold(suggestion.id)
            if isinstance(failure, TryLater):
                self._not_before[person] = now + failure.after
            log.warning("person %s is told of %s later: %s", person, suggestion.key, failure)
            return False
        log.info("person %s is not told of %s: %s", person, suggestion.key, failure)
        return not isinstance(failure, OutcomeUnknown)

    async def _card(self, suggestion: Suggestion, post: Delivery) -> Card:
        language = await self._people.language(suggestion.person) or suggestion.language
        entry = self._catalogs.catalog.get(post.key)
        html = self._replies.render(
            "suggest_news",
            language,
            entry=entry,
            suggestion=suggestion,
            post=post,
            channel=self._channels.get(post.slot.channel),
            link=post_link(post.chat, post.message_id),
        )
        look = Button(text=self._replies.phrase("button.look", language), callback=f"entry:{post.key}")
        return Card(html=html, buttons=((look,),) if entry else ())
