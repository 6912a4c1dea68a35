"""Opens the store: URL, database, migrations, and the ports upon it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.adapters.database_sql import Database
from bot.adapters.faults_sql import bad_url
from bot.adapters.ledger_sql import SqlLedger
from bot.adapters.migrations import upgrade
from bot.adapters.people_sql import SqlPeople
from bot.adapters.plans_sql import SqlPlans
from bot.adapters.reviews_sql import SqlReviews
from bot.adapters.suggestions_sql import SqlSuggestions
from bot.adapters.upkeep_sql import SqlHolds, SqlLeases, SqlNotices
from bot.adapters.uploads_sql import SqlUploads

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


@dataclass(frozen=True, kw_only=True)
class Store:
    """What the bot remembers, in one database."""

    ledger: SqlLedger
    plans: SqlPlans
    people: SqlPeople
    leases: SqlLeases
    notices: SqlNotices
    holds: SqlHolds
    uploads: SqlUploads
    suggestions: SqlSuggestions
    reviews: SqlReviews


@asynccontextmanager
async def open_store(url: str, *, thorough: bool = False) -> AsyncIterator[Store]:
    """Open the database at a SQLAlchemy URL, bring its schema up to date, and close it in the end.

    SQLite makes the file, not its folder. Raises StoreError if the database cannot be used.
    """
    database = _database(url)
    try:
        await database.probe(thorough=thorough)
        await upgrade(database)
        yield Store(
            ledger=SqlLedger(database),
            plans=SqlPlans(database),
            people=SqlPeople(database),
            leases=SqlLeases(database),
            notices=SqlNotices(database),
            holds=SqlHolds(database),
            uploads=SqlUploads(database),
            suggestions=SqlSuggestions(database),
            reviews=SqlReviews(database),
        )
    finally:
        await database.close()


def _database(text: str) -> Database:
    url = _url(text)
    try:
        return Database(url)
    except ImportError:
        raise bad_url(f"the driver for {url.get_backend_name()} is not installed") from None


def _url(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise bad_url("this is not a database URL") from None
    driver = _DRIVERS.get(url.drivername)
    if driver is None:
        raise bad_url(f"no database called {url.drivername} is known")
    if url.get_backend_name() == "sqlite" and (url.database or ":memory:").startswith((":memory:", "file:")):
        raise bad_url("a database in memory would forget what has been posted")
    return url.set(drivername=driver)
