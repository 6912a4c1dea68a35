"""The implementations under contract: SQL on a real SQLite file, and memory."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.store_sql import Store, open_store
from bot.domain.ledger import Ledger
from bot.domain.ports import People, Plans, Uploads
from bot.domain.reviews import Reviews
from bot.domain.suggestions import Suggestions
from bot.domain.upkeep import Holds, Leases, Notices
from tests.fakes.memory import (
    MemoryHolds,
    MemoryLeases,
    MemoryLedger,
    MemoryNotices,
    MemoryPeople,
    MemoryPlans,
    MemoryUploads,
)
from tests.fakes.reviews import MemoryReviews
from tests.fakes.suggestions import MemorySuggestions


@pytest.fixture(params=["sqlite", "memory"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store | None]:
    """The SQL store, or None where the fake is asked for."""
    if request.param == "memory":
        yield None
        return
    async with open_store(f"sqlite:///{tmp_path}/digestbot.sqlite3") as opened:
        yield opened


@pytest.fixture
def ledger(store: Store | None) -> Ledger:
    return store.ledger if store else MemoryLedger()


@pytest.fixture
def plans(store: Store | None) -> Plans:
    return store.plans if store else MemoryPlans()


@pytest.fixture
def people(store: Store | None) -> People:
    return store.people if store else MemoryPeople()


@pytest.fixture
def leases(store: Store | None) -> Leases:
    return store.leases if store else MemoryLeases()


@pytest.fixture
def notices(store: Store | None) -> Notices:
    return store.notices if store else MemoryNotices()


@pytest.fixture
def holds(store: Store | None) -> Holds:
    return store.holds if store else MemoryHolds()


@pytest.fixture
def uploads(store: Store | None) -> Uploads:
    return store.uploads if store else MemoryUploads()


@pytest.fixture
def suggestions(store: Store | None) -> Suggestions:
    return store.suggestions if store else MemorySuggestions()


@pytest.fixture
def reviews(store: Store | None) -> Reviews:
    return store.reviews if store else MemoryReviews()
