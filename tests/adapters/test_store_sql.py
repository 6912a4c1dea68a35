"""Opening the store: how SQLite is set, and what the migrations make."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, make_url, text
from sqlalchemy.engine import Connection

from bot.adapters.database_sql import Database
from bot.adapters.ledger_sql import SqlLedger
from bot.adapters.migrations import HEAD, upgrade
from bot.adapters.store_sql import open_store
from bot.adapters.tables_sql import RESTORED, metadata
from bot.domain.card import Card
from bot.domain.errors import StoreError
from tests.contracts.deliveries import NOON, a_delivery, a_slot


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "digestbot.sqlite3"


async def _open(url: str) -> None:
    async with open_store(url):
        pass


@contextmanager
def _stranger(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None, timeout=0)) as connection:
        yield connection


# ── settings of SQLite ──


async def test_the_connection_is_durable_waits_for_others_and_keeps_references(file: Path) -> None:
    database = Database(make_url(f"sqlite+aiosqlite:///{file}"))
    try:
        settings = {
            name: (await database.read(text(f"PRAGMA {name}")))[0][0]
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        }
    finally:
        await database.close()
    full, on = 2, 1
    assert settings == {
        "journal_mode": "wal",
        "synchronous": full,
        "busy_timeout": 10_000,
        "foreign_keys": on,
    }


async def test_a_write_takes_the_write_lock_before_its_first_statement_and_a_read_never(file: Path) -> None:
    database = Database(make_url(f"sqlite+aiosqlite:///{file}"))
    try:
        with _stranger(file) as other:
            async with database.engine.begin():
                with pytest.raises(sqlite3.OperationalError, match="locked"):
                    other.execute("BEGIN IMMEDIATE")
            other.execute("BEGIN IMMEDIATE")
            assert (await database.read(text("SELECT 7")))[0][0] == 7
    finally:
        await database.close()


async def test_transactions_of_two_tasks_never_interleave(file: Path) -> None:
    database = Database(make_url(f"sqlite+aiosqlite:///{file}"))
    events: list[str] = []

    async def transaction(name: str) -> None:
        async with database.engine.begin() as connection:
            events.append(f"{name} begins")
            for _ in range(3):
                await connection.execute(text("SELECT 1"))
                await asyncio.sleep(0)
            events.append(f"{name} ends")

    try:
        await asyncio.gather(*(transaction(name) for name in "abc"))
    finally:
        await database.close()
    assert events == [f"{name} {what}" for name in "abc" for what in ("begins", "ends")]


async def test_a_closed_store_leaves_one_file_that_reopens_with_what_was_written(file: Path) -> None:
    async with open_store(f"sqlite:///{file}") as store:
        await store.ledger.claim(a_delivery())
    assert [path.name for path in file.parent.iterdir()] == [file.name]  # no -wal left: all is in the file
    async with open_store(f"sqlite+aiosqlite:///{file}") as store:
        assert await store.ledger.find(a_slot()) == a_delivery()


async def test_within_one_process_even_a_read_waits_for_the_write_before_it(file: Path) -> None:
    database = Database(make_url(f"sqlite+aiosqlite:///{file}"))
    try:
        async with database.engine.begin():
            read = asyncio.create_task(database.read(text("SELECT 7")))
            await asyncio.sleep(0.05)
            assert not read.done()
        assert (await read)[0][0] == 7
    finally:
        await database.close()


# ── migrations ──


async def test_a_database_of_an_older_version_climbs_and_keeps_what_it_holds(file: Path) -> None:
    """What later revisions add is taken away again, and the first one's card is of before there were pictures."""
    async with open_store(f"sqlite:///{file}") as store:
        await store.ledger.claim(a_delivery(a_slot()))
    with _stranger(file) as connection:
        connection.execute("DROP TABLE uploads")
        for later in ("suggestions", "put_off", "prompts"):
            connection.execute(f"DROP TABLE {later}")
        connection.execute("DROP INDEX ix_deliveries_key_state_settled_at_id")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        card = '{"buttons": [], "html": "old", "markup": true, "preview": null}'
        connection.execute("UPDATE deliveries SET card = ?", (card,))
    async with open_store(f"sqlite:///{file}") as store:
        (kept,) = await store.ledger.history("daily")
        assert kept.card == Card(html="old")
        await store.uploads.keep(42, "a", "AgAC")
        assert await store.uploads.of(42) == {"a": "AgAC"}
        assert await store.suggestions.open() == []
        assert await store.reviews.put_off_items() == []


def test_head_is_the_latest_revision() -> None:
    """Else a database at HEAD would never be upgraded again."""
    config = Config()
    config.set_main_option("script_location", "bot.adapters:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


async def test_the_migrations_make_the_tables_that_the_code_describes(file: Path) -> None:
    database = Database(make_url(f"sqlite+aiosqlite:///{file}"))
    differences: list[object] = []

    def compare(connection: Connection) -> None:
        differences.extend(compare_metadata(MigrationContext.configure(connection), metadata))

    try:
        await upgrade(database)
        await database.change(compare)
    finally:
        await database.close()
    assert differences == []


async def test_the_migrations_make_the_same_constraints_too(file: Path, tmp_path: Path) -> None:
    """``compare_metadata`` is blind to CHECKs and to the names of keys."""
    described = Database(make_url(f"sqlite+aiosqlite:///{tmp_path}/described.sqlite3"))
    try:
        await described.change(metadata.create_all)
    finally:
        await described.close()
    await _open(f"sqlite:///{file}")
    assert _constraints(file) == _constraints(tmp_path / "described.sqlite3")


def _constraints(file: Path) -> set[str]:
    with _stranger(file) as connection:
        tables = connection.execute("SELECT sql FROM sqlite_master WHERE sql != ''").fetchall()
        lines = {line.strip(" \t,") for (sql,) in tables for line in sql.splitlines()}
    return {line for line in lines if line.startswith("CONSTRAINT") and "alembic_version" not in line}


async def test_the_database_itself_refuses_a_state_that_does_not_exist(file: Path) -> None:
    async with open_store(f"sqlite:///{file}") as store:
        await store.ledger.claim(a_delivery())
    with _stranger(file) as connection, pytest.raises(sqlite3.IntegrityError, match="ck_deliveries_state"):
        connection.execute("UPDATE deliveries SET state = 'snt'")


async def test_the_database_itself_refuses_a_second_lease(file: Path) -> None:
    async with open_store(f"sqlite:///{file}") as store:
        await store.leases.take("a:1", after=None)
    with _stranger(file) as connection, pytest.raises(sqlite3.IntegrityError, match="ck_lease_single"):
        connection.execute("INSERT INTO lease (id, holder, beat) VALUES (2, 'b:2', 1)")


async def test_a_ledger_that_was_put_back_knows_when(file: Path) -> None:
    async with open_store(f"sqlite:///{file}") as store:
        with _stranger(file) as connection:
            connection.execute("INSERT INTO marks (name, at) VALUES (?, '2026-11-22 12:00:00.000000')", [RESTORED])
        assert await store.ledger.restored_at() == NOON


async def test_stores_opened_together_on_a_new_file_migrate_it_once(file: Path) -> None:
    await asyncio.gather(*(_open(f"sqlite:///{file}") for _ in range(6)))
    with _stranger(file) as connection:
        assert len(connection.execute("SELECT * FROM alembic_version").fetchall()) == 1


async def test_a_failed_migration_leaves_nothing_behind(file: Path) -> None:
    with _stranger(file) as connection:
        connection.execute("CREATE TABLE texts (id TEXT)")  # the last table that the first revision makes
    with pytest.raises(StoreError, match="texts"):
        await _open(f"sqlite:///{file}")
    with _stranger(file) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("texts",)]


async def test_the_daily_questions_are_answered_by_an_index_without_sorting(file: Path) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_others: Any) -> None:
        asked.append((statement, parameters))

    await _open(f"sqlite:///{file}")
    database = Database(make_url(f"sqlite+aiosqlite:///{file}"))
    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    ledger = SqlLedger(database)
    try:
        await ledger.find(a_slot())
        await ledger.history("daily")
        await ledger.latest()
        await ledger.latest(channel="daily")
        await ledger.first_planned("daily")
        await ledger.known_top(-1001)
        await ledger.messages_of(-1001, above=17)
        await ledger.to_look_at(NOON)
        await ledger.sent_since(NOON)
        await ledger.by_token("k3v9x0q2m4z7a1b")
    finally:
        await database.close()
    questions = [(statement, values) for statement, values in asked if statement.startswith("SELECT")]
    assert len(questions) == 11  # first_planned asks twice of a channel that is new
    with _stranger(file) as connection:
        for statement, values in questions:
            steps = [row[-1] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
            assert any(step.startswith("SEARCH deliveries USING") for step in steps), statement
            assert not any("TEMP B-TREE" in step or "SCAN deliveries" in step for step in steps), statement
