"""What the bot remembers of the people who talk to it, in SQL."""

import base64
import datetime as dt
import hashlib

from sqlalchemy import bindparam, delete, select

from bot.adapters.database_sql import Database
from bot.adapters.tables_sql import languages, saved, shown, texts
from bot.domain.language import Language

ID_LENGTH = 12  # 72 bits of the hash: a million texts collide with a chance of 1 in 10 billion


class SqlPeople:
    """Implements the port ``People``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def language(self, person: int) -> Language | None:
        rows = await self._database.read(select(languages.c.language).where(languages.c.person == person))
        return Language(rows[0].language) if rows else None

    async def choose_language(self, person: int, language: Language) -> None:
        chosen = self._database.insert(languages).values(person=person, language=language.value)
        await self._database.write(
            chosen.on_conflict_do_update(index_elements=["person"], set_={"language": language.value})
        )

    async def shown(self, person: int) -> frozenset[str]:
        rows = await self._database.read(select(shown.c.key).where(shown.c.person == person))
        return frozenset(row.key for row in rows)

    async def show(self, person: int, key: str) -> None:
        seen = self._database.insert(shown).values(person=person, key=key)
        await self._database.write(seen.on_conflict_do_nothing())

    async def forget_shown(self, person: int, keys: frozenset[str]) -> None:
        if not keys:
            return
        # One key at a time: a catalog may have more keys than a statement may have parameters.
        one = delete(shown).where(shown.c.person == person, shown.c.key == bindparam("one"))
        await self._database.write(one, [{"one": key} for key in keys])

    async def saved(self, person: int) -> list[str]:
        newest = (saved.c.saved_at.desc(), saved.c.id.desc())
        rows = await self._database.read(select(saved.c.key).where(saved.c.person == person).order_by(*newest))
        return [row.key for row in rows]

    async def save(self, person: int, key: str, now: dt.datetime) -> None:
        kept = self._database.insert(saved).values(person=person, key=key, saved_at=now)
        await self._database.write(kept.on_conflict_do_nothing(index_elements=["person", "key"]))

    async def unsave(self, person: int, key: str) -> None:
        await self._database.write(delete(saved).where(saved.c.person == person, saved.c.key == key))

    async def keep_text(self, text: str, now: dt.datetime) -> str:
        text_id = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()[:ID_LENGTH]
        kept = self._database.insert(texts).values(id=text_id, text=text, kept_at=now)
        await self._database.write(kept.on_conflict_do_update(index_elements=["id"], set_={"kept_at": now}))
        return text_id

    async def kept_text(self, text_id: str) -> str | None:
        rows = await self._database.read(select(texts.c.text).where(texts.c.id == text_id))
        return rows[0].text if rows else None

    async def forget_texts(self, before: dt.datetime) -> None:
        await self._database.write(delete(texts).where(texts.c.kept_at < before))
