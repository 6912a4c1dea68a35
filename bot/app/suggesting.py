"""The box for suggestions: what is filed of what readers suggest, and what is kind to say where nothing is."""

import asyncio
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from bot.app.admins import Admins
from bot.domain.entry import Entry, Status
from bot.domain.person import Person
from bot.domain.pointers import Pointer, plain_line
from bot.domain.suggestions import Fate, Suggestion, Suggestions

A_DAY = dt.timedelta(days=1)
DAILY = 5  # suggestions of one person in a day, whatever becomes of them
ROOM = 200  # documents that may wait for review: more would bury the curators
NAME_LIMIT = 100

WAITING = "suggestions"  # the topic under which curators hear that there are some
UNDER_WAY = (Fate.OPEN, Fate.TAKEN)


class Answer(StrEnum):
    """What a reader hears; each is a part of the reply ``suggested``."""

    THANKS = "thanks"  # filed, nobody had suggested it before
    NOTED = "noted"  # filed: it is being looked at already, and this reader will hear of it too
    AGAIN = "again"  # the same person has suggested it before
    REFUSED = "refused"  # a curator has decided against it
    PACED = "paced"  # too many of this person lately
    FULL = "full"  # too many of everybody


@dataclass(frozen=True, kw_only=True)
class Filed:
    """``made``: the person's own suggestion, new or earlier. ``again_at``: when one more of theirs is welcome."""

    answer: Answer
    made: Suggestion | None = None
    again_at: dt.datetime | None = None


class SuggestionBox:
    """Takes one at a time: who sends many at once must not get past the limits."""

    def __init__(self, suggestions: Suggestions, curators: Admins) -> None:
        self._suggestions = suggestions
        self._curators = curators
        self._one_at_a_time = asyncio.Lock()

    async def file(
        self, person: Person, pointer: Pointer, document: str, entry: Entry | None, now: dt.datetime
    ) -> Filed:
        """``entry`` is the document's, where the catalog has one that readers do not see yet. Raises StoreError."""
        async with self._one_at_a_time:
            known = await self._suggestions.of_document(document)
            if _is_refused(entry, known):
                return Filed(answer=Answer.REFUSED)
            mine = next((each for each in known if each.person == person.id and each.fate in UNDER_WAY), None)
            if mine:
                return Filed(answer=Answer.AGAIN, made=mine)
            trusted = person.admin or person.curator
            if not trusted and (again_at := await self._again_at(person, now)):
                return Filed(answer=Answer.PACED, again_at=again_at)
            if entry or any(each.fate in UNDER_WAY for each in known):
                return Filed(answer=Answer.NOTED, made=await self._note(person, pointer, document, entry, now))
            waiting = await self._suggestions.open()
            if len(waiting) >= ROOM and not trusted:
                return Filed(answer=Answer.FULL)
            if not waiting:
                await self._curators.over(WAITING)  # the next word to them is news again
            return Filed(answer=Answer.THANKS, made=await self._note(person, pointer, document, entry, now))

    async def _again_at(self, person: Person, now: dt.datetime) -> dt.datetime | None:
        made = await self._suggestions.made_since(person.id, now - A_DAY)
        return made[-DAILY] + A_DAY if len(made) >= DAILY else None

    async def _note(
        self, person: Person, pointer: Pointer, document: str, entry: Entry | None, now: dt.datetime
    ) -> Suggestion:
        made = await self._suggestions.add(
            person=person.id,
            name=plain_line(person.name)[:NAME_LIMIT],
            url=pointer.url,
            document=document,
            note=pointer.note,
            now=now,
            language=person.language,
        )
        if entry:  # the draft is what curators look at, not the word of one more reader
            await self._suggestions.settle(document, Fate.TAKEN, key=entry.key)
        return made


def _is_refused(entry: Entry | None, known: list[Suggestion]) -> bool:
    """The catalog's word goes before that of the suggestions: a file may have been changed by hand."""
    if entry:
        return entry.status is Status.REJECTED
    fates = {each.fate for each in known}
    return Fate.REFUSED in fates and not fates.intersection(UNDER_WAY)
