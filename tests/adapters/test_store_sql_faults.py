"""A database that cannot be used: what is said, where and with which remedy."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.adapters.faults_sql import store_error
from bot.adapters.store_sql import open_store
from bot.domain.errors import StoreError
from bot.domain.faults import FaultsError


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
