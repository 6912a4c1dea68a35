"""Run by Alembic, on the connection and in the transaction that ``upgrade`` opened."""

from alembic import context

from bot.adapters.tables_sql import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
