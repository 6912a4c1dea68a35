"""What readers suggest, in SQL: every change is one statement."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, select, update

from bot.adapters.database_sql import Database
from bot.adapters.tables_sql import suggestions
from bot.domain.language import Language
from bot.domain.suggestions import Fate, Suggestion

_ONE = ("person", "document")  # a person's word for a document is kept once
_ANEW = ("name", "url", "note", "at", "language", "fate", "key")
_OVER = (Fate.REFUSED, Fate.TOLD)
_OLDEST_FIRST = select(suggestions).order_by(suggestions.c.at, suggestions.c.id)


class SqlSuggestions:
    """Implements the port ``Suggestions``."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
        new = self._database.insert(suggestions).values(
            person=person,
            name=name,
            url=url,
            document=document,
            note=note,
            at=now,
            language=language,
            # Looked up by the statement itself, or the document could be taken between a look and the insert.
            fate=func.coalesce(_of_the_taken(document, suggestions.c.fate), Fate.OPEN),
            key=_of_the_taken(document, suggestions.c.key),
        )
        anew = {name: new.excluded[name] for name in _ANEW}
        if_over = new.on_conflict_do_update(index_elements=_ONE, set_=anew, where=suggestions.c.fate.in_(_OVER))
        rows = await self._database.write(if_over.returning(suggestions))
        if not rows:
            rows = await self._database.read(
                _OLDEST_FIRST.where(suggestions.c.person == person, suggestions.c.document == document)
            )
        return _suggestion(rows[0])

    async def open(self) -> list[Suggestion]:
        waiting = await self._all(_OLDEST_FIRST.where(suggestions.c.fate == Fate.OPEN))
        first: dict[str, Suggestion] = {}
        for each in waiting:
            first.setdefault(each.document, each)
        return list(first.values())

    async def of_document(self, document: str) -> list[Suggestion]:
        return await self._all(_OLDEST_FIRST.where(suggestions.c.document == document))

    async def made_since(self, person: int, since: dt.datetime) -> list[dt.datetime]:
        theirs = select(suggestions.c.at).where(suggestions.c.person == person, suggestions.c.at >= since)
        return [row.at for row in await self._database.read(theirs.order_by(suggestions.c.at))]

    async def settle(self, document: str, fate: Fate, *, key: str | None = None) -> None:
        untold = and_(suggestions.c.document == document, suggestions.c.fate != Fate.TOLD)
        await self._database.write(update(suggestions).where(untold).values(fate=fate, key=key))

    async def awaiting_news(self) -> list[Suggestion]:
        return await self._all(_OLDEST_FIRST.where(suggestions.c.fate == Fate.TAKEN))

    async def told(self, id: int) -> bool:
        return await self._turned(id, Fate.TAKEN, Fate.TOLD)

    async def untold(self, id: int) -> None:
        await self._turned(id, Fate.TOLD, Fate.TAKEN)

    async def forget(self, fates: Collection[Fate], *, before: dt.datetime) -> None:
        await self._database.write(
            delete(suggestions).where(suggestions.c.fate.in_(list(fates)), suggestions.c.at < before)
        )

    async def _turned(self, id: int, before: Fate, after: Fate) -> bool:
        if_so = update(suggestions).where(suggestions.c.id == id, suggestions.c.fate == before)
        return bool(await self._database.write(if_so.values(fate=after).returning(suggestions.c.id)))

    async def _all(self, wanted: Select[Any]) -> list[Suggestion]:
        return [_suggestion(row) for row in await self._database.read(wanted)]


def _of_the_taken(document: str, column: ColumnElement[Any]) -> Any:
    taken = select(column).where(suggestions.c.document == document, suggestions.c.fate == Fate.TAKEN)
    # Not correlated: it asks the table into which the row is going.
    return taken.order_by(suggestions.c.id).limit(1).correlate(None).scalar_subquery()


def _suggestion(row: Row[Any]) -> Suggestion:
    return Suggestion(**dict(row._mapping) | {"fate": Fate(row.fate), "language": Language(row.language)})
