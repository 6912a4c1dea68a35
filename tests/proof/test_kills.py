"""Kills at random moments: nothing is lost, nothing doubled, nobody asked. ``kills.py`` has the long run."""

from pathlib import Path

import pytest

from tests.proof.kills import a_seed, kills


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_killed_at_random_moments_the_bot_loses_doubles_and_asks_nothing(tmp_path: Path) -> None:
    report = await kills(posts=100, count=50, seed=a_seed(), folder=tmp_path)
    assert not report.wrong, str(report)
