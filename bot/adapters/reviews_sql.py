"""What was put off in review and what curators were asked for, in SQL."""

import datetime as dt

from sqlalchemy import ColumnElement, and_, delete, select

from bot.adapters.database_sql import Database
from bot.adapters.tables_sql import prompts, put_off
from bot.domain.reviews import Prompt


class SqlReviews:
    """Implements the port ``Reviews``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put_off(self, item: str, now: dt.datetime) -> None:
        kept = self._database.insert(put_off).values(item=item, at=now)
        await self._database.write(kept.on_conflict_do_update(index_elements=["item"], set_={"at": now}))

    async def put_off_items(self) -> list[str]:
        rows = await self._database.read(select(put_off.c.item).order_by(put_off.c.at, put_off.c.item))
        return [row.item for row in rows]

    async def take_up(self, item: str) -> None:
        await self._database.write(delete(put_off).where(put_off.c.item == item))

    async def ask(self, prompt: Prompt) -> None:
        values = {name: getattr(prompt, name) for name in prompts.c.keys()}  # noqa: SIM118 - columns, no mapping
        asked = self._database.insert(prompts).values(values)
        await self._database.write(asked.on_conflict_do_update(index_elements=["chat", "message_id"], set_=values))

    async def asked(self, chat: int, message_id: int) -> Prompt | None:
        rows = await self._database.read(select(prompts).where(_this(chat, message_id)))
        return Prompt(**rows[0]._mapping) if rows else None

    async def close(self, chat: int, message_id: int) -> None:
        await self._database.write(delete(prompts).where(_this(chat, message_id)))

    async def forget_prompts(self, before: dt.datetime) -> None:
        await self._database.write(delete(prompts).where(prompts.c.at < before))


def _this(chat: int, message_id: int) -> ColumnElement[bool]:
    return and_(prompts.c.chat == chat, prompts.c.message_id == message_id)
