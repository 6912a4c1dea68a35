"""The schema's history. Revisions are written by hand; a test compares the outcome with ``tables_sql``."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from bot.adapters.database_sql import Database
from bot.adapters.faults_sql import newer_schema


async def upgrade(database: Database) -> None:
    """Bring the schema up to date, in one transaction: of several processes that start together one does it.

    Raises StoreError if the database cannot be used, or is newer than this code.
    """

    def work(connection: Connection) -> None:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "bot.adapters:migrations")
        scripts = ScriptDirectory.from_config(config)
        current = MigrationContext.configure(connection).get_current_heads()
        if set(current) == set(scripts.get_heads()):
            return
        known = {script.revision for script in scripts.walk_revisions()}
        for revision in set(current) - known:
            raise newer_schema(database.url, revision)
        command.upgrade(config, "head")

    await database.change(work)
