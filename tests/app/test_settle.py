"""What the database refuses is kept and written later; and what the admins hear of it."""

import asyncio
import datetime as dt

import pytest

from bot.domain.delivery import State
from bot.domain.errors import Refused, Trouble, TryLater
from bot.domain.slot import Slot
from tests.app.conftest import MakePress, Press, StubbornLedger
from tests.worlds import a_channel, at

NOW = at("2026-11-22 09:00:05", "Asia/Shanghai")
SLOT = Slot(channel="daily", date=dt.date(2026, 11, 22), label="09:00")
MINUTE = dt.timedelta(minutes=1)
BUSY = TryLater("Flood control exceeded", after=5 * MINUTE)


@pytest.fixture
def ledger() -> StubbornLedger:
    ledger = StubbornLedger()
    ledger.refuses = True
    return ledger


@pytest.fixture
def stuck(make_press: MakePress, ledger: StubbornLedger) -> Press:
    return make_press(ledger=ledger)


async def test_what_the_database_refuses_is_written_at_a_later_tick(stuck: Press, ledger: StubbornLedger) -> None:
    await stuck.publish(SLOT, NOW)
    assert await stuck.state(SLOT) is State.SENDING
    assert len(stuck.told) == 1
    await stuck.publisher.settlement.tidy_up(NOW + MINUTE)
    assert await stuck.state(SLOT) is State.SENDING
    ledger.refuses = False
    await stuck.publisher.settlement.tidy_up(NOW + MINUTE)
    assert await stuck.state(SLOT) is State.SENT
    assert len(stuck.messenger.posts) == 1
    assert len(stuck.told) == 2
    assert stuck.admin_news.stands("store") is False


async def test_a_tick_settles_and_then_sends_what_was_put_off(stuck: Press, ledger: StubbornLedger) -> None:
    stuck.messenger.sends_will(BUSY)
    await stuck.publish(SLOT, NOW)
    ledger.refuses = False
    await stuck.the_ticker.tick(NOW + 6 * MINUTE)
    assert await stuck.state(SLOT) is State.SENT


async def test_two_ticks_at_once_settle_what_was_left(stuck: Press, ledger: StubbornLedger) -> None:
    await stuck.publish(SLOT, NOW)
    ledger.refuses = False
    settlement = stuck.publisher.settlement
    await asyncio.gather(settlement.tidy_up(NOW + MINUTE), settlement.tidy_up(NOW + MINUTE))
    assert await stuck.state(SLOT) is State.SENT


async def test_what_has_gone_on_meanwhile_is_let_go(stuck: Press, ledger: StubbornLedger) -> None:
    await stuck.publish(SLOT, NOW)
    ledger.refuses = False
    await ledger.settle_refused(SLOT, attempt=1, detail="by another", now=NOW)
    await stuck.publisher.settlement.tidy_up(NOW + MINUTE)
    assert await stuck.state(SLOT) is State.REFUSED
    assert not stuck.admin_news.stands("store")


async def test_a_group_that_moves_while_the_database_takes_nothing_gets_its_card_in_the_end(
    make_press: MakePress, ledger: StubbornLedger
) -> None:
    press = make_press(ledger=ledger, channel=a_channel(chat=-42))
    press.messenger.sends_will(Refused("upgraded", trouble=Trouble.MIGRATED, moved_to=-1_002_000_000_042))
    await press.publish(SLOT, NOW)
    ledger.refuses = False
    for minute in range(1, 10):
        await press.the_ticker.tick(NOW + minute * MINUTE)
    assert await press.state(SLOT) is State.SENT


async def test_a_row_that_cannot_be_read_is_told_once(press: Press) -> None:
    press.ledger.unreadable["daily/2026-11-21/09:00"] = "the card is no JSON"
    for _ in range(3):
        await press.publisher.settlement.tidy_up(NOW)
    assert len(press.told) == 1
    assert "daily/2026-11-21/09:00" in press.told[0]


async def test_a_card_given_up_says_so(press: Press) -> None:
    press.messenger.sends_will(BUSY)
    await press.publish(SLOT, NOW)
    await press.publisher.settlement.given_up(press.channel, await press.row(SLOT), NOW + 5 * MINUTE)
    row = await press.row(SLOT)
    assert (row.state, row.detail) == (State.REFUSED, "Flood control exceeded")
    assert "Flood control exceeded" in press.told[0]


async def test_a_card_given_up_of_a_channel_in_trouble_is_no_further_news(press: Press) -> None:
    press.messenger.sends_will(Refused("bot was kicked", trouble=Trouble.REMOVED))
    await press.publish(SLOT, NOW)
    await press.publisher.settlement.given_up(press.channel, await press.row(SLOT), NOW + 5 * MINUTE)
    assert len(press.told) == 1
