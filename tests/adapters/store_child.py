"""Another process on the same store: ``python -m tests.adapters.store_child DEED URL``."""

import asyncio
import datetime as dt
import json
import os
import signal
import sys

from bot.adapters.store_sql import open_store
from bot.domain.ledger import Ledger
from tests.contracts.deliveries import NOON, a_delivery, a_slot

SLOTS = 200


async def die_sending(ledger: Ledger) -> None:
    """Killed, as by a power cut, when ``begin`` has returned."""
    await ledger.claim(a_delivery())
    await ledger.begin(a_slot(), now=NOON)
    os.kill(os.getpid(), signal.SIGKILL)


async def race(ledger: Ledger) -> None:
    """Says that it is ready, waits for a line, then tries to win every slot; writes what it won."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    claimed, begun = [], []
    for number in range(SLOTS):
        slot = a_slot(label=f"demand:{number}")
        if await ledger.claim(a_delivery(slot)):
            claimed.append(number)
        if await ledger.begin(slot, now=NOON + dt.timedelta(seconds=1)):
            begun.append(number)
    sys.stdout.write(json.dumps({"claimed": claimed, "begun": begun}))


async def main(deed: str, url: str) -> None:
    async with open_store(url) as store:
        await {"die_sending": die_sending, "race": race}[deed](store.ledger)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
