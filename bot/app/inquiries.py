"""Inline mode: who types ``@bot words`` in any chat gets cards to choose from."""

import asyncio
import datetime as dt
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from bot.app.commands.about import FROM_INLINE
from bot.app.commands.desk import Desk
from bot.app.commands.listing import page_number
from bot.app.commands.picturing import usual_look
from bot.app.commands.question import question_of
from bot.domain.card import Card
from bot.domain.catalog import Catalog
from bot.domain.conversation import Answers, Inquiry, Result
from bot.domain.entry import Entry
from bot.domain.fit import shorten
from bot.domain.inert import inert_line
from bot.domain.language import Language
from bot.domain.pace import Pace, Verdict
from bot.domain.person import Person
from bot.domain.picture import Picture
from bot.domain.query import Field, Query, Term
from bot.domain.query_values import FIRST_YEAR, LAST_YEAR, print_span
from bot.domain.search import Found

log = logging.getLogger(__name__)

AT_ONCE = 4  # inquiries; the others wait, and most are overtaken by the next letter
PAGE = 50  # (Bot API, answerInlineQuery)
LAST = 1000  # results of an inquiry: nobody scrolls further, and far ones are dear to find
RECENT = 200  # posts that are looked at for what came lately
DRAWN = 1000  # cards that are kept
LABEL_LIMIT = 30  # characters of a query on the button over the results

# Seconds for which Telegram may answer by itself. A new post shows in the empty inquiry.
CACHE, CACHE_RECENT = 300, 60

# Each letter is an inquiry, and so is each page: a fast typist makes eight a second for a word or two.
BURST, PER = 90, dt.timedelta(seconds=30)

PICTURES_FOR = dt.timedelta(minutes=1)  # between two looks at what was posted as a picture

_EVERY_YEAR = Query(groups=((Term(field=Field.YEAR, value=print_span((FIRST_YEAR, LAST_YEAR))),),))


@dataclass(frozen=True, kw_only=True)
class _Drawn:
    """What of a result is the same whatever was typed."""

    title: str
    about: str
    card: Card
    pictured: Card


class Inquiries:
    """Answers inquiries; anybody may make them. They are as many as letters, so their pace is one of their own."""

    def __init__(self, desk: Desk, pace: Pace | None = None) -> None:
        self._desk = desk
        self._services = desk.services
        self._pace = Pace(burst=BURST, per=PER) if pace is None else pace
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._last_typed: dict[int, Inquiry] = {}  # by person, of those that wait or are being answered
        self._catalog: Catalog | None = None  # that of the drawn
        self._drawn: dict[tuple[str, Language], _Drawn] = {}
        self._posted: dict[str, Picture] = {}  # by key, of the latest posts
        self._posted_at: dt.datetime | None = None

    @asynccontextmanager
    async def turn(self, inquiry: Inquiry) -> AsyncIterator[bool]:
        """Wait for a turn; False if the person has typed on meanwhile: nobody looks at the answer any more."""
        self._last_typed[inquiry.person_id] = inquiry
        try:
            async with self._turns:
                yield self._last_typed.get(inquiry.person_id) is inquiry
        finally:
            if self._last_typed.get(inquiry.person_id) is inquiry:
                del self._last_typed[inquiry.person_id]

    async def answer(self, inquiry: Inquiry, person: Person, now: dt.datetime) -> Answers:
        """A page of results in the person's language, or for no words what was posted lately."""
        verdict = self._pace.allow(person.id, now)
        if verdict is not Verdict.OK:
            if verdict is Verdict.SLOW_DOWN:
                log.info("person %s is slowed in inline mode", person.id)
            return Answers()
        await self._look_at_posts(now)
        if not inquiry.text.strip():
            return await self._recent(person.language)
        return await self._matching(inquiry.text, min(page_number(inquiry.offset), LAST - PAGE), person.language)

    async def _matching(self, text: str, offset: int, language: Language) -> Answers:
        question = await question_of(self._services, text)
        found = await self._services.shelf.search.find(
            question.query, language=language, limit=PAGE, offset=offset, posted=question.posted
        )
        results = tuple(self._result(hit.entry, language, after=hit.snippet.text) for hit in found.hits)
        end = offset + PAGE  # even where an entry has just gone, for offsets are those of the index
        more = bool(results) and end < LAST and (found.more or end < found.total)
        return Answers(
            results=results,
            next_offset=str(end) if more else "",
            cache=0 if found.progress else CACHE,
            button=self._label(found, language),
            start=FROM_INLINE,
        )

    async def _look_at_posts(self, now: dt.datetime) -> None:
        """Which entries have been posted as pictures: these Telegram has. Now and then is often enough."""
        if self._posted_at is None or not self._posted_at <= now < self._posted_at + PICTURES_FOR:
            self._posted_at = now
            latest = await self._services.ledger.latest(limit=RECENT)
            self._posted = {post.key: post.card.picture for post in reversed(latest) if post.card.picture}

    async def _recent(self, language: Language) -> Answers:
        """What was posted, newest first; before the first post the newest entries."""
        days: dict[str, dt.date] = {}
        for delivery in await self._services.ledger.latest(limit=RECENT):
            days.setdefault(delivery.key, delivery.slot.date)
        catalog = self._services.shelf.catalog
        posted = [entry for entry in map(catalog.get, days) if entry and entry.ready]
        entries = posted or await self._newest(language)
        results = (
            self._result(
                entry, language, before=self._services.replies.day(days[entry.key], language) if posted else ""
            )
            for entry in entries[:PAGE]
        )
        label = self._phrase("inline.open", language)
        return Answers(results=tuple(results), cache=CACHE_RECENT, button=label, start=FROM_INLINE)

    async def _newest(self, language: Language) -> list[Entry]:
        found = await self._services.shelf.search.find(_EVERY_YEAR, language=language, limit=PAGE)
        return [hit.entry for hit in found.hits] or list(self._services.shelf.catalog.ready[:PAGE])

    def _label(self, found: Found, language: Language) -> str:
        if found.progress:
            return self._phrase("inline.building", language, done=found.progress.done, total=found.progress.total)
        if found.near and found.hits:
            return self._phrase("inline.near", language)
        if found.instead:
            words = shorten(inert_line(found.instead), LABEL_LIMIT)
            return self._phrase("inline.corrected" if found.hits else "inline.instead", language, words=words)
        return self._phrase("inline.open" if found.hits else "inline.none", language)

    def _result(self, entry: Entry, language: Language, *, before: str = "", after: str = "") -> Result:
        drawn = self._draw(entry, language)
        first = " · ".join(filter(None, (before, drawn.about)))
        description = "\n".join(filter(None, (first, inert_line(after))))
        posted = self._posted.get(entry.key)
        pictured = (drawn.pictured, *([replace(drawn.pictured, picture=posted)] if posted else []))
        return Result(id=entry.key, title=drawn.title, description=description, card=drawn.card, pictured=pictured)

    def _draw(self, entry: Entry, language: Language) -> _Drawn:
        """Drawing takes ten times as long as finding: what was drawn is kept while the catalog stays as it is."""
        catalog = self._services.shelf.catalog
        if catalog is not self._catalog or len(self._drawn) >= DRAWN:
            self._catalog, self._drawn = catalog, {}
        key = entry.key, language
        if key not in self._drawn:
            about = Card(html=self._services.replies.render("inline", language, entry=entry)).plain
            card = self._services.cards.for_inline(entry, catalog, language)
            picture = self._services.cards.picture(entry, catalog, language, usual_look(self._desk))
            self._drawn[key] = _Drawn(
                title=inert_line(entry.title[language]) or entry.key,
                about=about,
                card=card,
                pictured=replace(picture, buttons=card.buttons, instead=None),
            )
        return self._drawn[key]

    def _phrase(self, key: str, language: Language, /, **values: object) -> str:
        return self._desk.phrase(key, language, **values)
