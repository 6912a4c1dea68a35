"""A database that cannot be used: what is said, where and with which remedy."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.engine import Connection

from bot.adapters.database_sql import Database
from bot.adapters.faults_sql import store_error
from bot.adapters.ledger_sql import SqlLedger
from bot.adapters.migrations import upgrade
from bot.adapters.store_sql import open_store
from bot.domain.delivery import State
from bot.domain.errors import StoreError
from bot.domain.faults import FaultsError
from tests.adapters.copies import no_file_beyond, spoil
from tests.contracts.deliveries import NOON, a_delivery, a_slot


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "digestbot.sqlite3"


async def _open(url: str) -> None:
    async with open_store(url):
        pass


def _change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(statement)


async def _fault(url: str) -> str:
    with pytest.raises(StoreError) as caught:
        await _open(url)
    assert caught.value.__cause__ is None
    assert isinstance(caught.value, FaultsError)
    return str(caught.value)


def _read(file: Path) -> bytes:
    return file.read_bytes()


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(content)


async def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    fault = await _fault(f"sqlite:///{tmp_path}/nowhere/digestbot.sqlite3")
    assert fault == (
        f"{tmp_path}/nowhere/digestbot.sqlite3: the database cannot be opened, "
        f"make sure that the folder {tmp_path}/nowhere exists and that the bot's user may write in it"
    )


async def test_a_folder_is_not_a_database(tmp_path: Path) -> None:
    assert "cannot be opened" in await _fault(f"sqlite:///{tmp_path}")


async def test_a_file_of_something_else_is_not_a_database_and_is_left_alone(file: Path) -> None:
    _write(file, b"title: my reading list\n" * 200)
    assert "this is not a database" in await _fault(f"sqlite:///{file}")
    assert _read(file) == b"title: my reading list\n" * 200


async def test_a_damaged_database_is_called_damaged(file: Path) -> None:
    await _open(f"sqlite:///{file}")
    pages = _read(file)
    _write(file, pages[:100] + b"\xff" * (len(pages) - 100))  # the header is whole, the rest is not
    assert "damaged" in await _fault(f"sqlite:///{file}")


async def test_a_database_of_a_newer_version_is_not_touched(file: Path) -> None:
    await _open(f"sqlite:///{file}")
    _change(file, "UPDATE alembic_version SET version_num = '9999'")
    fault = await _fault(f"sqlite:///{file}")
    assert "newer digestbot (its schema is 9999), install that version" in fault


async def test_a_database_that_fails_later_says_so_in_the_same_words(file: Path) -> None:
    async with open_store(f"sqlite:///{file}") as store:
        _change(file, "DROP TABLE deliveries")
        with pytest.raises(StoreError, match=f"^{file}: .*no such table: deliveries.*"):
            await store.ledger.history("daily")
        assert await store.people.language(1001) is None


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite+aiosqlite:///file::memory:?uri=true"])
async def test_a_database_in_memory_is_refused(url: str) -> None:
    assert "would forget what has been posted" in await _fault(url)


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("hunter2 is no url", "not a database URL"),
        ("postgresql://bot:hunter2@host:port/digest", "not a database URL"),
        ("mysql://bot:hunter2@host/digest", "no database called mysql is known"),
        ("sqlite+pysqlcipher://:hunter2@/digest", "no database called sqlite+pysqlcipher is known"),
    ],
)
async def test_a_url_that_cannot_be_used_is_explained_without_its_password(url: str, what: str) -> None:
    fault = await _fault(url)
    assert fault.startswith("DIGEST_DATABASE: ")
    assert what in fault
    assert "sqlite:///path/to/file.sqlite3" in fault
    assert "hunter2" not in fault


async def test_a_postgresql_database_that_cannot_be_used_is_named_without_its_password() -> None:
    """Without the driver: not installed; with it: nothing listens on port 9."""
    fault = await _fault("postgresql://bot:hunter2@127.0.0.1:9/digest")
    assert "hunter2" not in fault
    assert "not installed" in fault or "bot:***@127.0.0.1:9/digest" in fault


@pytest.mark.parametrize("url", ["postgresql://bot:hunter2@host/digest", "postgresql://host/digest?password=hunter2"])
def test_a_database_that_repeats_the_password_is_not_quoted_with_it(url: str) -> None:
    fault = str(store_error(make_url(url), OSError('no entry for "hunter2"\nsecond line')))
    assert fault.endswith('/digest: the database answered “no entry for "***"”, check it and DIGEST_DATABASE')
    assert "hunter2" not in fault


# While running: what is refused is said, and what the row said before it says still.


@pytest.fixture
async def database(file: Path) -> AsyncIterator[Database]:
    opened = Database(make_url(f"sqlite+aiosqlite:///{file}"))
    await opened.probe()
    await upgrade(opened)
    yield opened
    await opened.close()


@pytest.fixture
def ledger(database: Database) -> SqlLedger:
    return SqlLedger(database)


@asynccontextmanager
async def a_full_disk(database: Database) -> AsyncIterator[None]:
    """As SQLite sees one: no page can be added."""
    await database.read(text("PRAGMA max_page_count = 1"))  # it takes what there is for the least
    yield
    await database.read(text("PRAGMA max_page_count = 1000000"))


def _size_of_log(file: Path) -> int:
    return Path(f"{file}-wal").stat().st_size


@asynccontextmanager
async def no_room_for_the_log(database: Database) -> AsyncIterator[None]:
    """Every commit fails at its last step: the system takes no more bytes."""
    with no_file_beyond(_size_of_log(Path(database.url.database or ""))):
        yield


@asynccontextmanager
async def a_read_only_file(database: Database) -> AsyncIterator[None]:
    """As SQLite answers to one; root, who runs the tests in a container, may write any file."""
    await database.read(text("PRAGMA query_only = ON"))
    yield
    await database.read(text("PRAGMA query_only = OFF"))


Trouble = Callable[[Database], AbstractAsyncContextManager[None]]
TROUBLES = [(no_room_for_the_log, "the disk "), (a_read_only_file, "the database cannot be written, ")]


@pytest.mark.parametrize(("trouble", "words"), TROUBLES)
async def test_a_claim_that_cannot_be_written_is_none(
    database: Database, ledger: SqlLedger, trouble: Trouble, words: str
) -> None:
    async with trouble(database):
        with pytest.raises(StoreError, match=words):
            await ledger.claim(a_delivery())
        assert await ledger.find(a_slot()) is None
    assert await ledger.claim(a_delivery())


@pytest.mark.parametrize(("trouble", "words"), TROUBLES)
async def test_a_begin_that_cannot_be_written_allows_no_send(
    database: Database, ledger: SqlLedger, trouble: Trouble, words: str
) -> None:
    await ledger.claim(a_delivery())
    async with trouble(database):
        with pytest.raises(StoreError, match=words):
            await ledger.begin(a_slot(), now=NOON)
    assert await ledger.find(a_slot()) == a_delivery()
    assert await ledger.begin(a_slot(), now=NOON)


async def _sent(ledger: SqlLedger) -> None:
    await ledger.settle_sent(a_slot(), attempt=1, message_id=18, now=NOON)


async def _refused(ledger: SqlLedger) -> None:
    await ledger.settle_refused(a_slot(), attempt=1, detail="no", now=NOON)


async def _unknown(ledger: SqlLedger) -> None:
    await ledger.settle_unknown(a_slot(), attempt=1, detail="cut", now=NOON, look_at=NOON)


async def _put_off(ledger: SqlLedger) -> None:
    await ledger.put_off(a_slot(), attempt=1, retry_at=NOON, detail="later")


@pytest.mark.parametrize(("trouble", "words"), TROUBLES)
@pytest.mark.parametrize(
    ("settle", "state"),
    [(_sent, State.SENT), (_refused, State.REFUSED), (_unknown, State.UNKNOWN), (_put_off, State.PLANNED)],
)
async def test_a_settle_that_cannot_be_written_leaves_the_row_sending_until_it_can(
    database: Database,
    ledger: SqlLedger,
    trouble: Trouble,
    words: str,
    settle: Callable[[SqlLedger], Awaitable[None]],
    state: State,
) -> None:
    await ledger.claim(a_delivery())
    begun = await ledger.begin(a_slot(), now=NOON)
    async with trouble(database):
        with pytest.raises(StoreError, match=words):
            await settle(ledger)
    assert await ledger.begin(a_slot(), now=NOON) is None  # nobody sends it again
    assert await ledger.find(a_slot()) == begun
    await settle(ledger)
    assert (found := await ledger.find(a_slot())) is not None
    assert found.state == state


async def test_a_full_disk_is_called_full_and_nothing_is_lost_by_it(database: Database, ledger: SqlLedger) -> None:
    await ledger.claim(a_delivery())
    large = a_delivery(a_slot(23), detail="x" * 100_000)
    async with a_full_disk(database):
        with pytest.raises(StoreError, match="the disk is full, free some space in /"):
            await ledger.claim(large)
        assert await ledger.history("daily") == [a_delivery()]
    assert await ledger.claim(large)


async def test_what_was_written_before_the_trouble_is_there_after_it(file: Path) -> None:
    async with open_store(f"sqlite:///{file}") as store:
        await store.ledger.claim(a_delivery())
        with no_file_beyond(_size_of_log(file)), pytest.raises(StoreError):
            await store.ledger.claim(a_delivery(a_slot(23)))
    async with open_store(f"sqlite:///{file}") as store:
        assert await store.ledger.history("daily") == [a_delivery()]


async def test_a_database_that_turns_out_to_be_damaged_names_the_remedy(file: Path) -> None:
    await _open(f"sqlite:///{file}")
    spoil(file)
    async with open_store(f"sqlite:///{file}") as store:
        with pytest.raises(StoreError, match="the database is damaged, .*`digestbot restore FILE`"):
            await store.ledger.claim(a_delivery())
        await store.people.show(1001, "lets-verify")  # another table, which is whole


async def test_a_thorough_probe_finds_the_damage_before_anything_is_posted(file: Path) -> None:
    await _open(f"sqlite:///{file}")
    database = Database(make_url(f"sqlite+aiosqlite:///{file}"))
    await database.probe(thorough=True)
    spoil(file)
    await database.probe()
    with pytest.raises(StoreError, match=f"^{file}: the database is damaged, .*`digestbot restore FILE`"):
        await database.probe(thorough=True)


async def test_a_change_once_begun_is_made_even_if_its_caller_is_cancelled(database: Database) -> None:
    def work(connection: Connection) -> None:
        changing.cancel()
        connection.execute(text("INSERT INTO languages VALUES (1001, 'zh')"))

    changing = asyncio.create_task(database.change(work))
    await asyncio.wait({changing})
    assert changing.cancelled()
    assert (await database.read(text("SELECT language FROM languages")))[0][0] == "zh"
