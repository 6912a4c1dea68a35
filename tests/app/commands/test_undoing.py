"""Taking back the last post: what is asked, what the buttons do, and that no button does it twice."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.app.tick import Ticker
from bot.domain.card import Button
from bot.domain.channel import Channel
from bot.domain.conversation import Reply
from bot.domain.delivery import Delivery, State
from bot.domain.errors import OutcomeUnknown, Refused, SendError, Trouble, TryLater
from bot.domain.language import Language
from bot.domain.selection import Selection
from bot.domain.slot import Slot
from tests.app.commands.desks import NOW, Office, an_ask, an_office, received
from tests.fakes.messenger import Arrives
from tests.worlds import a_catalog, a_channel, an_entry

CATALOG = a_catalog(
    *(an_entry(key, title={"en": f"On {key}", "zh": f"谈 {key}"}) for key in ("gpt-f", "star", "o1-mini"))
)
NINE = Slot(channel="daily", date=dt.date(2026, 11, 22), label="09:00")
LATER = NOW + dt.timedelta(hours=1)  # 09:30 in Shanghai
ANOTHER, EMPTY = "Delete; another takes its place", "Delete; the slot stays empty"


def an_office_of(*channels: Channel) -> Office:
    return an_office(CATALOG, channels=channels or (a_channel(),))


async def posted(office: Office, slot: Slot = NINE, key: str | None = None, now: dt.datetime = LATER) -> Delivery:
    """The slot has its card."""
    channel = office.desk.services.channels[slot.channel]
    outcome = await office.publisher.publish(channel, slot, now, key=key)
    assert outcome.delivery is not None
    assert outcome.delivery.state is State.SENT
    return outcome.delivery


async def asked(
    office: Office, text: str = "/undo", now: dt.datetime = LATER, language: Language = Language.EN
) -> Reply:
    ask = an_ask(admin=True, language=language)
    return await office.desk.command("undo", replace(ask, words=text.removeprefix("/undo").strip(), now=now))


async def pressed(office: Office, data: str, now: dt.datetime = LATER, language: Language = Language.EN) -> Reply:
    return await office.desk.press(data, replace(an_ask(admin=True, language=language, pressed=True), now=now))


def buttons(reply: Reply) -> list[Button]:
    return [button for row in (reply.card.buttons if reply.card else ()) for button in row]


def labels(reply: Reply) -> list[str]:
    return [button.text for button in buttons(reply)]


def data(reply: Reply, label: str) -> str:
    return next(button.callback or "" for button in buttons(reply) if button.text == label)


def lines(reply: Reply) -> list[str]:
    return received(reply).text.replace("\u2060", "").splitlines()


async def keys_ahead(office: Office, now: dt.datetime = LATER) -> list[str]:
    channel = office.desk.services.channels["daily"]
    ahead = await office.desk.services.queue.ahead(channel, now)
    return [planned.entry.key for planned in ahead if isinstance(planned, Selection)]


async def tick(office: Office, now: dt.datetime = LATER) -> list[Delivery]:
    """What the alarm's next ring posts."""
    services = office.desk.services
    outcomes = await Ticker(services.channels, office.ledger, office.plans, office.publisher).tick(now)
    return [outcome.delivery for outcome in outcomes if outcome.delivery]


# What is asked


async def test_the_last_post_is_shown_with_its_link_and_time_and_what_can_be_done() -> None:
    office = an_office_of()
    await posted(office)
    reply = await asked(office)
    assert lines(reply) == [
        "The last post of daily",
        "On gpt-f · Sun 22 Nov 09:30",
        "",
        "Delete it from the channel?",
    ]
    assert [entity.url for entity in received(reply).entities if entity.url] == ["https://t.me/daily_digest/1"]
    assert labels(reply) == [ANOTHER, EMPTY, "Cancel"]
    chinese = await asked(office, language=Language.ZH)
    assert lines(chinese)[:2] == ["daily 最近发布的卡片", "谈 gpt-f · 11 月 22 日 周日 09:30"]
    assert labels(chinese) == ["删除，换一篇补上", "删除，时段留空", "取消"]
    assert office.messenger.deleted == []


async def test_where_nothing_was_posted_there_is_nothing_to_take_back() -> None:
    reply = await asked(an_office_of())
    assert lines(reply) == ["Nothing has been posted to daily yet; there is nothing to take back."]
    assert buttons(reply) == []


async def test_of_several_channels_one_is_chosen_first_or_named() -> None:
    office = an_office_of(a_channel(), a_channel(name="news"))
    await posted(office)
    which = await asked(office)
    assert labels(which) == ["daily", "news"]
    chosen = await pressed(office, data(which, "daily"))
    assert chosen.replace
    assert (lines(chosen), labels(chosen)) == (lines(await asked(office, "/undo daily")), [ANOTHER, EMPTY, "Cancel"])
    assert lines(await asked(office, "/undo nope")) == ["There is no channel nope. Known: daily, news."]


async def test_a_post_whose_message_nobody_knows_cannot_be_taken_back() -> None:
    office = an_office_of()
    delivery = await posted(office)
    office.ledger.rows[NINE] = replace(delivery, message_id=None)
    reply = await asked(office)
    assert buttons(reply) == []
    assert lines(reply)[-1].endswith("so I cannot take it back; please delete it by hand.")
    late = await pressed(office, f"delete:{delivery.token}")
    assert late.card is None
    assert (await office.ledger.find(NINE)) == office.ledger.rows[NINE]


@pytest.mark.parametrize(
    ("key", "hours", "paused", "shown"),
    [
        (None, 1, False, [ANOTHER, EMPTY, "Cancel"]),
        (None, 8, False, [EMPTY, "Cancel"]),  # the catch-up window has closed
        (None, 1, True, [EMPTY, "Cancel"]),
        ("star", 1, False, ["Delete it", "Cancel"]),  # on demand: there is no slot to fill
    ],
)
async def test_another_card_is_only_promised_where_one_will_come(
    key: str | None, hours: int, paused: bool, shown: list[str]
) -> None:
    office = an_office_of()
    await posted(office, Slot.on_demand("daily", NINE.date, "ab") if key else NINE, key)
    if paused:
        await office.plans.pause("daily", NOW)
    assert labels(await asked(office, now=NOW + dt.timedelta(hours=hours))) == shown


# What the buttons do


async def test_deleted_with_the_slot_left_empty_the_entry_is_back_in_the_queue() -> None:
    office = an_office_of()
    await posted(office, Slot.on_demand("daily", NINE.date, "ab"), "star")
    delivery = await posted(office)
    assert delivery.key not in (await keys_ahead(office))[:1]
    reply = await pressed(office, data(await asked(office), EMPTY))
    assert reply.replace
    assert lines(reply) == [
        f"✓ Deleted from daily: On {delivery.key}",
        "The slot stays empty; the entry is back in the queue.",
    ]
    assert office.messenger.deleted == [delivery.message_id]
    row = await office.ledger.find(NINE)
    assert row is not None
    assert row.state is State.WITHDRAWN
    assert (await keys_ahead(office))[0] == delivery.key
    assert (await office.plans.of("daily")).skips == frozenset()
    assert (await tick(office)) == []


async def test_deleted_with_another_in_its_place_the_next_tick_posts_one_and_not_the_same() -> None:
    office = an_office_of()
    first = await posted(office)
    reply = await pressed(office, data(await asked(office), ANOTHER))
    assert lines(reply) == [
        "✓ Deleted from daily: On gpt-f",
        "Another card takes its place in a moment. This entry is put aside for this round; /queue takes that back.",
    ]
    (second,) = await tick(office)
    assert (second.slot, second.state) == (NINE, State.SENT)
    assert second.key != first.key
    assert [post.message_id for post in office.messenger.posts] == [second.message_id]
    assert first.key not in (await keys_ahead(office))[:1]
    channel = office.desk.services.channels["daily"]
    await office.desk.services.queue.undo(channel)
    assert first.key in (await keys_ahead(office))[:2]


async def test_a_pin_of_the_slot_does_not_bring_the_same_card_again() -> None:
    office = an_office_of()
    await office.plans.pin(NINE, "star")
    assert (await posted(office)).key == "star"
    await pressed(office, data(await asked(office), ANOTHER))
    (second,) = await tick(office)
    assert second.key != "star"


async def test_a_post_on_demand_is_taken_back_into_the_queue() -> None:
    office = an_office_of()
    on_demand = Slot.on_demand("daily", NINE.date, "ab")
    await posted(office, on_demand, "gpt-f")
    reply = await pressed(office, data(await asked(office), "Delete it"))
    assert lines(reply)[-1] == "The entry is back in the queue."
    assert "gpt-f" in (await keys_ahead(office))[:1]
    assert await office.ledger.history("daily") == []


async def test_cancel_deletes_nothing() -> None:
    office = an_office_of()
    before = await posted(office)
    reply = await pressed(office, data(await asked(office), "Cancel"))
    assert (lines(reply), buttons(reply), reply.replace) == (["Cancelled. Nothing was deleted."], [], True)
    assert await office.ledger.find(NINE) == before


# What does not work


async def test_a_button_pressed_again_does_nothing_more() -> None:
    office = an_office_of()
    await posted(office)
    question = await asked(office)
    await pressed(office, data(question, ANOTHER))
    (second,) = await tick(office)
    for label in (ANOTHER, EMPTY):
        again = await pressed(office, data(question, label))
        assert (again.card, again.toast) == (None, "It has been deleted already.")
    assert await office.ledger.find(NINE) == second
    assert len(office.messenger.deleted) == 1


async def test_after_another_post_an_old_button_deletes_nothing() -> None:
    office = an_office_of()
    before = await posted(office)
    question = await asked(office)
    await posted(office, Slot.on_demand("daily", NINE.date, "ab"), "star", LATER + dt.timedelta(minutes=1))
    late = await pressed(office, data(question, EMPTY), LATER + dt.timedelta(minutes=2))
    assert (late.card, late.alert) == (None, True)
    assert (late.toast or "").startswith("Another card has been posted since. Nothing was deleted;")
    assert await office.ledger.find(NINE) == before
    assert office.messenger.deleted == []


async def test_once_the_window_has_closed_no_other_card_is_promised_and_nothing_deleted() -> None:
    office = an_office_of()
    before = await posted(office)
    question = await asked(office)
    late = await pressed(office, data(question, ANOTHER), NOW + dt.timedelta(hours=8))
    assert (late.toast or "").startswith("No other card can take its place any more. Nothing was deleted;")
    assert await office.ledger.find(NINE) == before
    assert office.messenger.deleted == []


@pytest.mark.parametrize(
    "failure",
    [
        TryLater("Too Many Requests", after=dt.timedelta(seconds=3)),
        OutcomeUnknown("Bad Gateway"),
        Arrives(OutcomeUnknown("Timed out")),
    ],
    ids=["later", "unknown", "deleted, and the answer lost"],
)
async def test_when_telegram_does_not_answer_the_button_can_be_pressed_again(failure: SendError | Arrives) -> None:
    office = an_office_of()
    before = await posted(office)
    question = await asked(office)
    office.messenger.deletes_will(failure)
    first = await pressed(office, data(question, ANOTHER))
    assert (first.card, first.alert) == (None, True)
    assert (first.toast or "").startswith("Telegram could not be asked just now. Press again in a moment;")
    assert await office.ledger.find(NINE) == before
    assert (await office.plans.of("daily")).skips == frozenset()
    assert lines(await pressed(office, data(question, ANOTHER)))[0] == "✓ Deleted from daily: On gpt-f"
    assert office.messenger.posts == []


async def test_what_telegram_refuses_to_delete_stays_and_can_be_deleted_by_hand() -> None:
    office = an_office_of()
    before = await posted(office)
    question = await asked(office)
    office.messenger.deletes_will(Refused("Bad Request: message can't be deleted", trouble=Trouble.OTHER))
    reply = await pressed(office, data(question, EMPTY))
    assert not reply.replace  # the buttons are still there
    assert lines(reply)[:2] == [
        "The card of daily (gpt-f) was not deleted. Telegram said:",
        "Bad Request: message can't be deleted",
    ]
    assert await office.ledger.find(NINE) == before
    office.messenger.posts.clear()
    assert lines(await pressed(office, data(question, EMPTY)))[0] == "✓ Deleted from daily: On gpt-f"


@pytest.mark.parametrize("words", ["", ":", "gone", "0" * 15, "0" * 15 + ":free", "\x00" * 15, "x" * 50])
async def test_forged_data_deletes_nothing(words: str) -> None:
    office = an_office_of()
    before = await posted(office)
    reply = await pressed(office, f"delete:{words}")
    assert (reply.card, reply.toast) == (None, "This button no longer works.")
    assert await office.ledger.find(NINE) == before


async def test_the_post_button_of_a_post_that_was_taken_back_posts_nothing_and_says_so() -> None:
    office = an_office_of()
    offer = await office.say("/post star", an_ask(admin=True))
    confirm = data(offer, "Post to daily")
    await pressed(office, confirm)
    await pressed(office, data(await asked(office), "Delete it"))
    reply = await pressed(office, confirm)
    assert lines(reply) == ["On star was posted, and has been taken back since with /undo."]
    assert office.messenger.posts == []
