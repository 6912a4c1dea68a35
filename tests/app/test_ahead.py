"""Pictures drawn before their slot."""

import datetime as dt

import pytest

from bot.app.ahead import AHEAD, Ahead
from bot.domain.channel import Channel, Style
from bot.domain.picture import PictureError
from bot.domain.slot import Slot
from tests.app.commands.desks import Office, an_office
from tests.worlds import a_catalog, a_channel, an_entry, at

NINE = at("2026-11-22 09:00", "Asia/Shanghai")
ENTRIES = [an_entry(f"entry-{number}") for number in range(3)]


def ahead_of(office: Office) -> Ahead:
    services = office.desk.services
    return Ahead(
        channels=services.channels,
        queue=services.queue,
        catalogs=services.shelf,
        cards=services.cards,
        pictures=office.pictures,
    )


def an_office_of(*channels: Channel) -> Office:
    return an_office(a_catalog(*ENTRIES), channels=channels)


@pytest.mark.parametrize("style", [Style.PICTURE, Style.BOTH])
async def test_the_picture_of_the_next_card_is_drawn_a_while_before_its_slot_and_once(style: Style) -> None:
    office = an_office_of(a_channel(style=style))
    ahead = ahead_of(office)
    await ahead.draw(NINE - AHEAD - dt.timedelta(seconds=1))
    assert office.pictures.drawn == []
    for minutes in (10, 5, 1):
        await ahead.draw(NINE - dt.timedelta(minutes=minutes))
    assert len(office.pictures.drawn) == 1


async def test_it_is_just_what_the_slot_then_wants() -> None:
    channel = a_channel(style=Style.PICTURE)
    office = an_office_of(channel)
    await ahead_of(office).draw(NINE - dt.timedelta(minutes=5))
    await office.publisher.publish(channel, Slot.at("daily", NINE.date(), dt.time(9)), NINE)
    first, second = office.pictures.drawn
    assert first == second


async def test_what_an_admin_pins_meanwhile_is_drawn_too() -> None:
    office = an_office_of(a_channel(style=Style.PICTURE))
    ahead = ahead_of(office)
    await ahead.draw(NINE - dt.timedelta(minutes=5))
    await office.plans.pin(Slot.at("daily", NINE.date(), dt.time(9)), "entry-2")
    await ahead.draw(NINE - dt.timedelta(minutes=4))
    assert [str(each.words["url"])[-7:] for each in office.pictures.drawn] == ["entry-0", "entry-2"]


async def test_nothing_is_drawn_for_channels_without_pictures() -> None:
    office = an_office_of(a_channel(), a_channel(name="rich", chat="@rich_digest", style=Style.RICH))
    await ahead_of(office).draw(NINE - dt.timedelta(minutes=5))
    assert office.pictures.drawn == []


async def test_what_cannot_be_drawn_is_tried_once_and_does_not_keep_others_waiting() -> None:
    first, second = a_channel(style=Style.PICTURE), a_channel(name="second", chat="@second_one", style=Style.PICTURE)
    office = an_office_of(first, second)
    ahead = ahead_of(office)
    office.pictures.trouble = PictureError("no font has ก", "add one")
    await ahead.draw(NINE - dt.timedelta(minutes=5))
    office.pictures.trouble = None
    await ahead.draw(NINE - dt.timedelta(minutes=4))
    assert office.pictures.drawn == []
    assert office.messenger.told == []


async def test_an_empty_queue_has_nothing_to_draw() -> None:
    office = an_office(a_catalog(an_entry(status="draft")), channels=(a_channel(style=Style.PICTURE),))
    await ahead_of(office).draw(NINE - dt.timedelta(minutes=5))
    assert office.pictures.drawn == []
