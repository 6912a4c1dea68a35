"""The implementations under contract: SQL on a real SQLite file, and memory."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.store_sql import Store, open_store
from bot.domain.ports import Ledger, People, Plans
from tests.fakes.memory import MemoryLedger, MemoryPeople, MemoryPlans


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
