"""The port ``Suggestions`` in memory: as strict as the real one, gone with the object."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import replace

from bot.domain.language import Language
from bot.domain.suggestions import Fate, Suggestion
from tests.fakes.memory_ledger import refuse_naive


class MemorySuggestions:
    """The port ``Suggestions``."""

    def __init__(self) -> None:
        self._rows: dict[tuple[int, str], Suggestion] = {}
        self._next = 1

    async def add(
        self,
        *,
        person: int,
        name: str,
        url: str,
        document: str,
        note: str,
        now: dt.datetime,
        language: Language = Language.EN,
    ) -> Suggestion:
        refuse_naive(now)
        earlier = self._rows.get((person, document))
        if earlier and earlier.fate in (Fate.OPEN, Fate.TAKEN):
            return earlier
        taken = self._all(lambda each: (each.document, each.fate) == (document, Fate.TAKEN))
        made = Suggestion(
            id=earlier.id if earlier else self._next,
            person=person,
            name=name,
            url=url,
            document=document,
            note=note,
            at=now.astimezone(dt.UTC),
            language=language,
            fate=Fate.TAKEN if taken else Fate.OPEN,
            key=min(taken, key=lambda each: each.id).key if taken else None,
        )
        self._next += earlier is None
        self._rows[person, document] = made
        return made

    async def open(self) -> list[Suggestion]:
        first: dict[str, Suggestion] = {}
        for each in self._all(lambda each: each.fate is Fate.OPEN):
            first.setdefault(each.document, each)
        return list(first.values())

    async def of_document(self, document: str) -> list[Suggestion]:
        return self._all(lambda each: each.document == document)

    async def made_since(self, person: int, since: dt.datetime) -> list[dt.datetime]:
        refuse_naive(since)
        return [each.at for each in self._all(lambda each: each.person == person and each.at >= since)]

    async def settle(self, document: str, fate: Fate, *, key: str | None = None) -> None:
        for each in self._all(lambda each: each.document == document and each.fate is not Fate.TOLD):
            self._put(replace(each, fate=fate, key=key))

    async def awaiting_news(self) -> list[Suggestion]:
        return self._all(lambda each: each.fate is Fate.TAKEN)

    async def told(self, id: int) -> bool:
        return self._turned(id, Fate.TAKEN, Fate.TOLD)

    async def untold(self, id: int) -> None:
        self._turned(id, Fate.TOLD, Fate.TAKEN)

    async def forget(self, fates: Collection[Fate], *, before: dt.datetime) -> None:
        refuse_naive(before)
        for each in self._all(lambda each: each.fate in fates and each.at < before):
            del self._rows[each.person, each.document]

    def _turned(self, id: int, before: Fate, after: Fate) -> bool:
        found = self._all(lambda each: (each.id, each.fate) == (id, before))
        for each in found:
            self._put(replace(each, fate=after))
        return bool(found)

    def _put(self, suggestion: Suggestion) -> None:
        self._rows[suggestion.person, suggestion.document] = suggestion

    def _all(self, wanted: Callable[[Suggestion], bool]) -> list[Suggestion]:
        """Oldest first."""
        return sorted(filter(wanted, self._rows.values()), key=lambda each: (each.at, each.id))
