"""One running bot for the tests of a module, and no error in its log unless the test is about one."""

import logging
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.journeys.town import Town, a_town


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Shared, because a bot takes longer to start than to answer a hundred questions: each test has its own people."""
    async with a_town(tmp_path_factory.mktemp("town")) as running:
        yield running


@pytest.fixture
def troubles(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """For a test that expects errors in the log; without it they fail the test."""
    return caplog


@pytest.fixture(autouse=True)
def _no_errors(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    if "troubles" not in request.fixturenames:
        errors = [each.getMessage() for each in caplog.get_records("call") if each.levelno >= logging.ERROR]
        assert not errors
