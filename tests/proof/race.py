"""Two bots that tick on one database at the same instants, without the lease: only the ledger decides who sends."""

import asyncio
import datetime as dt
from multiprocessing.synchronize import Barrier

from bot.app.wiring.house import open_house
from tests.proof.child import Executioner, Life, keep_a_log

MINUTE = dt.timedelta(minutes=1)
PATIENCE = 60.0


def race(life: Life, rounds: int, together: Barrier) -> None:
    """One of the processes: a tick a minute from the clock's start on, each begun when the other begins its own."""
    keep_a_log(life)
    asyncio.run(_race(life, rounds, together))


async def _race(life: Life, rounds: int, together: Barrier) -> None:
    async with open_house(life.config, life.clock, passing=Executioner(life), limits=life.limits) as house:
        for number in range(rounds):
            await asyncio.to_thread(together.wait, PATIENCE)
            await house.ticker.tick(life.clock.start + number * MINUTE)
