"""What a channel's filter asks of the ledger, and only if it asks."""

from bot.app.planning import plan_for
from bot.app.queue import Queue
from bot.app.status import status_of
from bot.domain.query import Query
from bot.domain.selection import Selection
from bot.domain.slot import Slot
from tests.app.conftest import MakePress
from tests.fakes.memory import MemoryPlans
from tests.fakes.memory_ledger import MemoryLedger
from tests.worlds import a_channel, at

NOW = at("2026-11-22 09:00", "Asia/Shanghai")


class CountedLedger(MemoryLedger):
    asked = 0

    async def posted(self) -> frozenset[str]:
        self.asked += 1
        return frozenset({"entry-7"})


async def test_what_was_posted_is_fetched_only_for_a_filter_that_asks_for_it() -> None:
    """Every tick plans hundreds of channels."""
    plans, ledger = MemoryPlans(), CountedLedger()
    plain = await plan_for(a_channel(filter=Query.parse("kind:paper posted")), plans=plans, ledger=ledger)
    assert (plain.posted, ledger.asked) == (frozenset[str](), 0)
    asking = await plan_for(a_channel(filter=Query.parse("x | -is:posted")), plans=plans, ledger=ledger)
    assert (asking.posted, ledger.asked) == (frozenset({"entry-7"}), 1)


async def test_a_channel_of_what_others_have_posted_follows_them(make_press: MakePress) -> None:
    follower = a_channel(name="again", chat="@again", filter=Query.parse("is:posted"))
    press = make_press()
    press.restart(press.channel, follower)
    queue = Queue(catalogs=press.shelf, ledger=press.ledger, plans=press.plans)
    slot = Slot(channel="again", date=NOW.date(), label="09:00")

    empty = await press.publisher.publish(follower, slot, NOW)
    assert empty.nothing
    assert empty.nothing.reason.code == "nothing_admitted"
    await press.publish(Slot.on_demand("daily", NOW.date(), "7f3a"), NOW, key="entry-7")

    head = await queue.head(follower, NOW)
    assert isinstance(head, Selection)
    assert head.entry.key == "entry-7"
    status = await status_of(follower, NOW, catalog=press.shelf.catalog, ledger=press.ledger, plans=press.plans)
    assert (status.posted, status.left) == (0, 1)
    outcome = await press.publisher.publish(follower, slot, NOW)
    assert outcome.delivery
    assert outcome.delivery.key == "entry-7"
