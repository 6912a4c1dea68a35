"""What /status knows of a channel."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bot.app.status import ChannelStatus, post_link, status_of
from bot.domain.delivery import State
from bot.domain.errors import OutcomeUnknown, Refused
from bot.domain.slot import Slot
from tests.app.conftest import MakePress, Press
from tests.worlds import a_channel, at

NINE = at("2026-11-22 09:00", "Asia/Shanghai")
DAY = dt.timedelta(days=1)


def slot(day: int) -> Slot:
    return Slot(channel="daily", date=dt.date(2026, 11, day), label="09:00")


async def status(press: Press, now: dt.datetime = NINE) -> ChannelStatus:
    return await status_of(press.channel, now, catalog=press.shelf.catalog, ledger=press.ledger, plans=press.plans)


async def test_a_channel_that_never_posted_has_all_before_it(press: Press) -> None:
    found = await status(press)
    assert (found.last, found.left, found.paused_at, found.passed_over, found.troubled) == (None, 40, None, (), ())
    assert not found.matters


async def test_the_last_post_the_next_slot_and_what_is_left(press: Press) -> None:
    await press.ticker().tick(NINE)
    found = await status(press)
    assert found.last == await press.row(slot(22))
    assert found.last_entry == press.shelf.catalog.get(found.last.key)
    assert (found.next, found.posted, found.left) == (slot(23), 1, 39)
    assert found.next_utc == at("2026-11-23 01:00")
    assert f"{found.next_local:%H:%M %Z}" == "09:00 CST"


async def test_a_pause_and_what_it_passed_over_are_told_with_the_reason(press: Press) -> None:
    await press.plans.pause("daily", NINE - DAY)
    await press.ticker().tick(NINE)
    found = await status(press)
    assert found.paused_at == NINE - DAY
    assert found.matters
    assert [(passed, reason.code) for passed, reason in found.passed_over] == [(slot(22), "paused")]


async def test_what_is_open_or_was_lately_refused_is_trouble(press: Press) -> None:
    """A scheduled card is refused when its window closes, one that an admin wants at once."""
    for day in (15, 20):
        press.messenger.sends_will(Refused("kicked"))
        demand = Slot.on_demand("daily", slot(day).date, "7f3a")
        await press.publish(demand, slot(day).instant(press.channel.zone), key="entry-7")
    press.messenger.sends_will(OutcomeUnknown("cut"))
    await press.publish(slot(21), slot(21).instant(press.channel.zone))
    await press.publish(slot(22), NINE)  # waits until that is found out
    found = await status(press)
    assert [(row.slot.date.day, row.state) for row in found.troubled] == [
        (22, State.PLANNED),
        (21, State.UNKNOWN),
        (20, State.REFUSED),
    ]
    assert found.matters


async def test_what_is_on_its_way_is_told(press: Press) -> None:
    async def look() -> None:
        (row,) = (await status(press)).troubled
        assert (row.slot, row.state) == (slot(22), State.SENDING)

    press.messenger.during = look
    await press.publish(slot(22), NINE)
    assert (await press.state(slot(22)), (await status(press)).troubled) == (State.SENT, ())


async def test_posted_put_aside_and_left_add_up_to_what_the_filter_admits(press: Press) -> None:
    await press.ticker().tick(NINE)
    for key in ("entry-8", "entry-9", "gone"):
        await press.plans.skip("daily", 1, key)
    await press.publish(Slot.on_demand("daily", NINE.date(), "ab"), NINE, key="entry-9")
    found = await status(press)
    assert (found.posted, [entry.key for entry in found.put_aside], found.left) == (2, ["entry-8"], 37)


@pytest.mark.parametrize(("zone", "told_once"), [("UTC", True), ("Etc/UTC", True), ("Europe/London", False)])
async def test_a_channel_in_utc_is_known(make_press: MakePress, zone: str, told_once: bool) -> None:
    found = await status(make_press(channel=a_channel(zone=ZoneInfo(zone))))
    assert found.in_utc is told_once


@pytest.mark.parametrize(
    ("chat", "message_id", "link"),
    [
        ("@daily_digest", 7, "https://t.me/daily_digest/7"),
        (-1001234567890, 7, "https://t.me/c/1234567890/7"),
        ("@daily_digest", None, None),
    ],
)
def test_a_post_has_an_address(chat: int | str, message_id: int | None, link: str | None) -> None:
    assert post_link(chat, message_id) == link
