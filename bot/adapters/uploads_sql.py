"""Which pictures Telegram has already, in SQL."""

from sqlalchemy import ColumnElement, and_, delete, select

from bot.adapters.database_sql import Database
from bot.adapters.tables_sql import uploads


class SqlUploads:
    """Implements the port ``Uploads``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def file_id(self, bot: int, name: str) -> str | None:
        rows = await self._database.read(select(uploads.c.file_id).where(_this(bot, name)))
        return rows[0].file_id if rows else None

    async def of(self, bot: int) -> dict[str, str]:
        rows = await self._database.read(select(uploads.c.name, uploads.c.file_id).where(uploads.c.bot == bot))
        return {row.name: row.file_id for row in rows}

    async def keep(self, bot: int, name: str, file_id: str) -> None:
        kept = self._database.insert(uploads).values(bot=bot, name=name, file_id=file_id)
        await self._database.write(
            kept.on_conflict_do_update(index_elements=["bot", "name"], set_={"file_id": file_id})
        )

    async def forget(self, bot: int, name: str) -> None:
        await self._database.write(delete(uploads).where(_this(bot, name)))


def _this(bot: int, name: str) -> ColumnElement[bool]:
    return and_(uploads.c.bot == bot, uploads.c.name == name)
