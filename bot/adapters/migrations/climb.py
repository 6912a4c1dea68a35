"""Climbs from whatever revision a database is at to the latest. Imported only where there is something to climb."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL
from sqlalchemy.engine import Connection

from bot.adapters.faults_sql import newer_schema


def climb(connection: Connection, url: URL) -> None:
    """Upgrade on this connection, in its transaction. StoreError if the database is newer than this code."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "bot.adapters:migrations")
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    for revision in set(MigrationContext.configure(connection).get_current_heads()) - known:
        raise newer_schema(url, revision)
    command.upgrade(config, "head")
