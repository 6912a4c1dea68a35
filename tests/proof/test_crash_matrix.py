"""Killed at every step, under every reply: each slot has exactly one card in its channel.

CI plays every step and every reply, and each time another twentieth of all pairs (DIGEST_TEST_SEED says which). All of
them, on a machine that does nothing else: ``DIGEST_TEST_WHOLE=1 uv run pytest -m slow tests/proof``.
"""

import asyncio
import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.app.steps import Step
from tests.proof.cases import NINE, PAST, Case, a_past, matrix, play, sample
from tests.proof.kills import a_seed
from tests.proof.town import channels
from tests.whole import WHOLE

TWENTIETH = 20
AT_ONCE = 8  # bots; they mostly wait


async def _play(cases: Iterable[Case], folder: Path, again: str) -> None:
    past = await a_past(folder / "past", channels(PAST, [NINE.time()]), NINE - dt.timedelta(hours=12))
    places = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, case: Case) -> tuple[str, set[Step]]:
        async with places:
            return await play(case, folder / str(number), past, folder / "past" / "state")

    results = await asyncio.gather(*(one(number, case) for number, case in enumerate(cases)))
    wrong = [report for report, _ in results if report]
    assert not wrong, f"{len(wrong)} of {len(results)} cases, {again}:\n" + "\n".join(wrong)
    assert set().union(*(steps for _, steps in results)) == set(Step)


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_killed_at_every_step_the_bot_still_posts_one_card_a_slot(tmp_path: Path) -> None:
    cases, seed = list(matrix()), a_seed()
    if not WHOLE:
        cases = [*sample(), *cases[seed % TWENTIETH :: TWENTIETH]]
    await _play(cases, tmp_path, f"DIGEST_TEST_SEED={seed}")
