"""Another process on the same database: ``python -m tests.adapters.backup_child DEED FILE …``."""

import asyncio
import itertools
import sys
from pathlib import Path

from bot.adapters.restore_sqlite import prepared, put_back
from bot.adapters.store_sql import open_store
from tests.contracts.deliveries import NOON, a_delivery, a_slot


def say(words: object) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


async def write(file: str) -> None:
    """As a busy bot: claims one slot after the other, and says each when it is committed."""
    async with open_store(f"sqlite:///{file}") as store:
        for number in itertools.count():
            await store.ledger.claim(a_delivery(a_slot(label=f"demand:{number}")))
            say(number)


async def hold(file: str) -> None:
    """As an idle bot: has the database open, and says so."""
    async with open_store(f"sqlite:///{file}"):
        say("open")
        await asyncio.to_thread(sys.stdin.read)


def restore(copy: str, file: str, before: str) -> None:
    """Says when it begins to change the database, and when it is done."""
    with prepared(Path(copy), Path(file), NOON) as (scratch, _):
        say("begun")
        put_back(scratch, Path(file), Path(before))
        say("done")


if __name__ == "__main__":
    deed, *arguments = sys.argv[1:]
    if deed == "restore":
        restore(*arguments)
    else:
        asyncio.run({"write": write, "hold": hold}[deed](*arguments))
