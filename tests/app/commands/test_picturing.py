"""Pictures on demand."""

import datetime as dt

import pytest

from bot.app.commands.picturing import picture
from bot.domain.card import CALLBACK_LIMIT
from bot.domain.channel import Style
from bot.domain.conversation import Reply
from bot.domain.language import Language
from bot.domain.picture import Format, Look, PictureError
from bot.domain.slot import Slot
from tests.app.commands.desks import ADMIN, NOW, Office, an_ask, an_office
from tests.worlds import a_catalog, a_channel, a_draft, an_entry

ENTRIES = (an_entry(), an_entry("self-consistency"), an_entry("night"))


@pytest.fixture
def office() -> Office:
    return an_office(a_catalog(*ENTRIES, a_draft()))


def drawn(office: Office) -> tuple[str, Look]:
    """The key of the last picture's entry and its look."""
    last = office.pictures.drawn[-1]
    return str(last.words["url"]).rpartition("/")[2], last.look


def labels(reply: Reply) -> list[list[str]]:
    assert reply.card
    return [[button.text for button in row] for row in reply.card.buttons]


def callback(reply: Reply, label: str) -> str:
    assert reply.card
    return next(b.callback or "" for row in reply.card.buttons for b in row if b.text == label)


async def test_a_picture_comes_with_its_links_the_themes_and_the_formats(office: Office) -> None:
    reply = await office.say("/picture self-consistency", an_ask())
    assert reply.card
    assert reply.card.picture
    assert drawn(office) == ("self-consistency", Look())
    assert labels(reply) == [
        ["Read"], ["As text", "Share"], ["✓ Paper", "Night"], ["✓ 4:5", "Square", "Long"],
    ]  # fmt: skip
    assert not reply.replace


@pytest.mark.parametrize("words", ["lets-verify night square", "square lets-verify night", "NIGHT Square lets-verify"])
async def test_theme_and_format_may_stand_in_any_order(office: Office, words: str) -> None:
    await office.say(f"/picture {words}", an_ask())
    assert drawn(office) == ("lets-verify", Look(theme="night", format=Format.SQUARE))


async def test_an_entry_that_is_called_like_a_theme_is_an_entry(office: Office) -> None:
    await office.say("/picture night", an_ask())
    assert drawn(office)[0] == "night"


async def test_without_a_key_it_is_the_latest_card(office: Office) -> None:
    await office.publisher.publish(a_channel(), Slot.at("daily", NOW.date(), dt.time(9)), NOW, key="self-consistency")
    await office.say("/picture", an_ask())
    assert drawn(office)[0] == "self-consistency"


async def test_before_the_first_post_it_is_the_first_entry(office: Office) -> None:
    await office.say("/picture", an_ask())
    assert drawn(office)[0] == "lets-verify"


async def test_a_picture_looks_like_those_of_the_first_channel() -> None:
    look = Look(theme="night", format=Format.LONG)
    office = an_office(a_catalog(*ENTRIES), channels=(a_channel(look=look),))
    await office.say("/picture lets-verify", an_ask())
    assert drawn(office)[1] == look


async def test_the_button_under_a_card_brings_a_picture_of_its_own(office: Office) -> None:
    card = await office.say("/entry lets-verify", an_ask())
    reply = await office.desk.press(callback(card, "Picture"), an_ask(pressed=True))
    assert reply.card
    assert reply.card.picture
    assert not reply.replace


async def test_a_picture_changes_its_theme_and_its_format_in_place(office: Office) -> None:
    first = await office.say("/picture lets-verify", an_ask())
    second = await office.desk.press(callback(first, "Night"), an_ask(pressed=True))
    assert second.replace
    assert drawn(office) == ("lets-verify", Look(theme="night"))
    assert labels(second)[2:] == [["Paper", "✓ Night"], ["✓ 4:5", "Square", "Long"]]
    third = await office.desk.press(callback(second, "Long"), an_ask(pressed=True))
    assert third.replace
    assert drawn(office) == ("lets-verify", Look(theme="night", format=Format.LONG))


async def test_the_readers_language_comes_first(office: Office) -> None:
    reply = await office.say("/picture lets-verify", an_ask(language=Language.ZH))
    assert office.pictures.drawn[-1].words["languages"] == ["zh", "en"]
    assert labels(reply)[2:] == [["✓ 宣纸", "夜航"], ["✓ 4:5", "方图", "长图"]]


@pytest.mark.parametrize("words", ["lets-verfy", "unfinished", "lets-verify nigth"])
async def test_what_is_no_entry_is_said_and_nothing_is_drawn(office: Office, words: str) -> None:
    reply = await office.say(f"/picture {words}", an_ask())
    assert reply.card
    assert words.split()[-1] in reply.card.plain
    assert office.pictures.drawn == []


async def test_a_picture_that_cannot_be_drawn_is_apologised_for_and_the_admins_hear(office: Office) -> None:
    office.pictures.trouble = PictureError("no font has ก", "put one into DIGEST_FONTS")
    reply = await office.say("/picture lets-verify", an_ask())
    assert reply.card
    assert reply.card.picture is None
    assert "Let's Verify Step by Step" in reply.card.plain
    assert reply.card.plain.endswith("The picture cannot be drawn at the moment. The admins have been told.")
    pressed = await office.desk.press("picture:lets-verify", an_ask(pressed=True))
    assert pressed == Reply(toast="The picture cannot be drawn at the moment. The admins have been told.", alert=True)
    ((person, told),) = office.messenger.told
    assert person == ADMIN
    assert "no font has ก; put one into DIGEST_FONTS" in told.plain


async def test_readers_who_ask_for_two_that_cannot_be_drawn_do_not_fill_the_admins_chat(office: Office) -> None:
    for _ in range(3):
        for key in ("lets-verify", "self-consistency"):
            office.pictures.trouble = PictureError(f"a sign of {key} is missing", "add a font")
            await office.say(f"/picture {key}", an_ask())
    assert len(office.messenger.told) == 2


@pytest.mark.parametrize("data", ["", ":", "lets-verify:nosuch:theme", "no:such", "unfinished:night", "x" * 60])
async def test_forged_buttons_draw_nothing(office: Office, data: str) -> None:
    await office.desk.press(f"picture:{data}", an_ask(pressed=True))
    assert {drawn(office)[0] for _ in office.pictures.drawn} <= {"lets-verify"}  # the latest, for no words at all


async def test_a_button_that_would_not_fit_is_left_out() -> None:
    long = an_entry("k" * 48)
    reply = await an_office(a_catalog(long)).say(f"/picture {long.key}", an_ask())
    assert reply.card
    for row in reply.card.buttons:
        assert all(len((button.callback or "").encode()) <= CALLBACK_LIMIT for button in row)


# What admins see


async def test_a_preview_shows_the_picture_as_the_channel_would_get_it() -> None:
    office = an_office(a_catalog(*ENTRIES), channels=(a_channel(style=Style.PICTURE),))
    reply = await office.say("/preview lets-verify", an_ask(admin=True))
    assert reply.card
    assert reply.card.picture


async def test_a_preview_of_a_picture_that_cannot_be_drawn_says_why() -> None:
    office = an_office(a_catalog(*ENTRIES), channels=(a_channel(style=Style.BOTH),))
    office.pictures.trouble = PictureError("no font has ก", "put one into DIGEST_FONTS")
    reply = await office.say("/preview lets-verify", an_ask(admin=True))
    assert reply.card
    assert reply.card.picture is None
    assert reply.card.plain.endswith("✎ The picture cannot be drawn: no font has ก; put one into DIGEST_FONTS")


@pytest.mark.parametrize("style", Style)
async def test_a_draft_is_said_to_be_one_in_every_style(style: Style) -> None:
    office = an_office(a_catalog(*ENTRIES, a_draft()), channels=(a_channel(style=style),))
    reply = await office.say("/preview unfinished", an_ask(admin=True))
    assert reply.card
    assert "This is a draft" in reply.card.plain
    assert reply.card.length <= reply.card.limit


async def test_an_offer_keeps_its_buttons_where_the_picture_fails_later() -> None:
    office = an_office(a_catalog(*ENTRIES), channels=(a_channel(style=Style.PICTURE),))
    reply = await office.say("/post lets-verify", an_ask(admin=True))
    assert reply.card
    assert reply.card.instead
    assert reply.card.instead.buttons == reply.card.buttons
    assert [button.text for button in reply.card.buttons[-1]] == ["Post to daily", "Cancel"]


def test_the_command_is_the_buttons_too() -> None:
    office = an_office(a_catalog(*ENTRIES))
    assert office.desk.commands["picture"].handler is picture
