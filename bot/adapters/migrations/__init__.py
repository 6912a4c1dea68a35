"""The schema's history. Revisions are written by hand; a test compares the outcome with ``tables_sql``."""

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from bot.adapters.database_sql import Database

HEAD = "0004"  # the latest revision; a test compares it with Alembic's own idea


async def upgrade(database: Database) -> None:
    """Bring the schema up to date, in one transaction: of several processes that start together one does it.

    Raises StoreError if the database cannot be used, or is newer than this code.
    """

    def work(connection: Connection) -> None:
        if not _up_to_date(connection):
            # Here, because most starts find nothing to do, and Alembic costs 0.4 s and 12 MB.
            from bot.adapters.migrations.climb import climb

            climb(connection, database.url)

    await database.change(work)


def _up_to_date(connection: Connection) -> bool:
    if not inspect(connection).has_table("alembic_version"):
        return False
    return list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars()) == [HEAD]
