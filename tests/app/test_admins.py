"""The admins are told what they must know: in their language, once, and whatever happens to one of them."""

import datetime as dt

import pytest

from bot.app.admins import KEPT, Admins
from bot.domain.card import Button, Rows
from bot.domain.errors import OutcomeUnknown, Refused, SendError, StoreError, TryLater
from bot.domain.faults import Fault
from bot.domain.language import Language
from tests.app.conftest import MakePress, Press
from tests.fakes.memory import MemoryNotices
from tests.worlds import at

MINUTE = dt.timedelta(minutes=1)
NINE = at("2026-11-22 09:00")
FAULTS = ["data/entries/a.yaml:3: lets-verify: no title, write one"]


def of(press: Press, *ids: int) -> Admins:
    return Admins(frozenset(ids), press.messenger, press.people, press.replies, press.notices)


async def test_each_is_told_in_the_language_of_choice_and_in_english_without_one(press: Press) -> None:
    await press.people.choose_language(2, Language.ZH)
    await of(press, 1, 2).tell("alert_catalog", faults=FAULTS)
    told = {person: card.plain for person, card in press.messenger.told}
    assert "Faults in the collections" in told[1]
    assert "条目文件有误" in told[2]
    assert all("lets-verify: no title" in text for text in told.values())


@pytest.mark.parametrize("failure", [Refused("blocked"), OutcomeUnknown("cut"), TryLater("flood", after=MINUTE)])
async def test_one_who_cannot_be_told_is_named_in_the_log_and_the_others_are_told(
    press: Press, caplog: pytest.LogCaptureFixture, failure: SendError
) -> None:
    press.messenger.tells_will(failure)
    await of(press, 1, 2).tell("alert_catalog", faults=FAULTS)
    assert [person for person, _ in press.messenger.told] == [2]
    assert "admin 1 could not be told" in caplog.text


@pytest.mark.parametrize(
    ("failure", "again"), [(OutcomeUnknown("cut"), 1), (TryLater("flood", after=MINUTE), 1), (Refused("blocked"), 0)]
)
async def test_what_did_not_get_through_is_told_again_unless_it_was_refused(
    press: Press, failure: SendError, again: int
) -> None:
    admins = of(press, 1)
    press.messenger.tells_will(failure)
    await admins.tell("alert_catalog", faults=FAULTS)
    for minute in range(6):
        await admins.tell_again(NINE + minute * MINUTE)
    assert len(press.messenger.told) == again


async def test_a_pause_that_telegram_asked_for_is_kept(press: Press) -> None:
    admins = of(press, 1)
    press.messenger.tells_will(TryLater("flood", after=10 * MINUTE))
    await admins.tell("alert_catalog", faults=FAULTS)
    for minute in range(10):
        await admins.tell_again(NINE + minute * MINUTE)
    assert press.messenger.told == []
    await admins.tell_again(NINE + 10 * MINUTE)
    assert len(press.messenger.told) == 1


async def test_news_whose_arrival_stays_unknown_is_repeated_once_at_the_most(press: Press) -> None:
    admins = of(press, 1)
    press.messenger.tells_will(OutcomeUnknown("cut"), OutcomeUnknown("cut"))  # a third call would get through
    await admins.tell("alert_catalog", faults=FAULTS)
    for minute in range(10):
        await admins.tell_again(NINE + minute * MINUTE)
    assert press.messenger.told == []


async def test_of_much_that_did_not_get_through_the_latest_is_kept(press: Press) -> None:
    admins = of(press, 1)
    press.messenger.tells_will(*[OutcomeUnknown("cut")] * 100)
    for number in range(100):
        await admins.tell("alert_catalog", faults=[f"fault {number}"])
    await admins.tell_again(NINE)
    await admins.tell_again(NINE + MINUTE)
    assert len(press.told) == KEPT
    assert "fault 99" in press.told[-1]


async def test_a_broken_reply_of_the_operators_breaks_nothing_else(
    press: Press, caplog: pytest.LogCaptureFixture
) -> None:
    await of(press, 1).tell("no_such_reply")
    assert "could not be told" in caplog.text


async def test_the_same_trouble_is_told_once_and_other_trouble_again(press: Press) -> None:
    admins = of(press, 1)
    await admins.tell_once("catalog", "alert_catalog", faults=FAULTS)
    await admins.tell_once("catalog", "alert_catalog", faults=FAULTS)
    assert len(press.messenger.told) == 1
    await admins.tell_once("catalog", "alert_catalog", faults=["another"])
    assert len(press.messenger.told) == 2


async def test_what_is_over_is_over_once_and_can_come_again(press: Press) -> None:
    admins = of(press, 1)
    assert not await admins.over("catalog")
    await admins.tell_once("catalog", "alert_catalog", faults=FAULTS)
    assert await admins.over("catalog")
    assert not await admins.over("catalog")
    await admins.tell_once("catalog", "alert_catalog", faults=FAULTS)
    assert len(press.messenger.told) == 2


async def test_without_admins_nobody_is_told(press: Press) -> None:
    await of(press).tell("alert_catalog", faults=FAULTS)
    assert press.messenger.told == []


# Buttons, and what outlives a restart


def yes_and_no(language: Language) -> Rows:
    words = {Language.EN: ("Yes", "No"), Language.ZH: ("是", "否")}[language]
    return (tuple(Button(text=word, callback=f"answer:{n}") for n, word in enumerate(words)),)


async def test_each_gets_the_buttons_in_the_language_of_choice(press: Press) -> None:
    await press.people.choose_language(2, Language.ZH)
    await of(press, 1, 2).tell_once("question", "alert_catalog", buttons=yes_and_no, faults=FAULTS)
    assert {person: [button.text for button in card.buttons[0]] for person, card in press.messenger.told} == {
        1: ["Yes", "No"],
        2: ["是", "否"],
    }


async def test_a_question_that_did_not_get_through_keeps_its_buttons(press: Press) -> None:
    admins = of(press, 1)
    press.messenger.tells_will(OutcomeUnknown("cut"))
    await admins.tell("alert_catalog", buttons=yes_and_no, faults=FAULTS)
    await admins.tell_again(NINE)
    await admins.tell_again(NINE + MINUTE)
    ((_, card),) = press.messenger.told
    assert len(card.buttons[0]) == 2


async def restarted(press: Press, *ids: int) -> Admins:
    admins = of(press, *ids)
    await admins.remember()
    return admins


async def test_a_restart_does_not_tell_again_what_is_still_so(press: Press) -> None:
    await of(press, 1).tell_once("catalog", "alert_catalog", faults=FAULTS)
    later = await restarted(press, 1)
    assert later.stands("catalog")
    assert not await later.tell_once("catalog", "alert_catalog", faults=FAULTS)
    assert await later.tell_once("catalog", "alert_catalog", faults=["another"])
    assert len(press.messenger.told) == 2


async def test_what_is_over_is_over_for_a_restart_too(press: Press) -> None:
    admins = of(press, 1)
    await admins.tell_once("catalog", "alert_catalog", faults=FAULTS)
    await admins.over("catalog")
    assert not (await restarted(press, 1)).stands("catalog")


async def test_after_a_restart_it_can_be_said_that_something_is_over(press: Press) -> None:
    await of(press, 1).tell_once("catalog", "alert_catalog", faults=FAULTS)
    later = await restarted(press, 1)
    assert await later.over("catalog")
    assert not (await restarted(press, 1)).stands("catalog")


async def test_what_is_not_to_be_kept_is_told_again_after_a_restart(press: Press) -> None:
    await of(press, 1).tell_once("update", "alert_catalog", kept=False, faults=FAULTS)
    await (await restarted(press, 1)).tell_once("update", "alert_catalog", kept=False, faults=FAULTS)
    assert len(press.messenger.told) == 2


async def test_what_reached_nobody_is_told_again_after_a_restart(press: Press) -> None:
    press.messenger.tells_will(Refused("blocked"))
    await of(press, 1).tell_once("catalog", "alert_catalog", faults=FAULTS)
    await (await restarted(press, 1)).tell_once("catalog", "alert_catalog", faults=FAULTS)
    assert len(press.messenger.told) == 1


class Full(MemoryNotices):
    async def keep(self, topic: str, said: str) -> None:
        raise StoreError([Fault(place="the database", what="the disk is full", remedy="make room")])

    async def drop(self, topic: str) -> None:
        await self.keep(topic, "")


async def test_a_database_that_keeps_nothing_stops_no_news(make_press: MakePress) -> None:
    press = make_press(notices=Full())
    admins = of(press, 1)
    assert await admins.tell_once("catalog", "alert_catalog", faults=FAULTS)
    assert not await admins.tell_once("catalog", "alert_catalog", faults=FAULTS)
    assert await admins.over("catalog")
    assert len(press.messenger.told) == 1
