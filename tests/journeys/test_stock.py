"""The admins hear when the new cards run out, and readers never do."""

import datetime as dt
from pathlib import Path

from tests.journeys.town import ADA, LIN, a_town


async def test_a_low_queue_is_told_to_the_admin_and_not_again_after_a_restart(tmp_path: Path) -> None:
    low = dt.timedelta(days=30)
    async with a_town(tmp_path, low_queue=low) as town:
        told = await town.first(lambda: next(iter(town.said_in(ADA)), None))
        assert told.text.splitlines()[0] == "📭 o1 has new cards for 14 days only (14)"
        sandbox, clock = town.sandbox, town.clock
    async with a_town(tmp_path, low_queue=low, sandbox=sandbox, clock=clock) as town:
        assert (await town.say(ADA, "/about")).text.startswith("About")
        assert (await town.say(LIN, "/about")).text.startswith("About")
        assert sum("📭" in each.text for person in (ADA, LIN) for each in town.said_in(person)) == 1
