"""The admins are told what they must know: in their language, once, and whatever happens to one of them."""

import datetime as dt

import pytest

from bot.app.admins import KEPT, Admins
from bot.domain.errors import OutcomeUnknown, Refused, SendError, TryLater
from bot.domain.language import Language
from tests.app.conftest import Press
from tests.worlds import at

MINUTE = dt.timedelta(minutes=1)
NINE = at("2026-11-22 09:00")
FAULTS = ["data/entries/a.yaml:3: lets-verify: no title, write one"]


def of(press: Press, *ids: int) -> Admins:
    return Admins(frozenset(ids), press.messenger, press.people, press.replies)


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
    assert not admins.over("catalog")
    await admins.tell_once("catalog", "alert_catalog", faults=FAULTS)
    assert admins.over("catalog")
    assert not admins.over("catalog")
    await admins.tell_once("catalog", "alert_catalog", faults=FAULTS)
    assert len(press.messenger.told) == 2


async def test_without_admins_nobody_is_told(press: Press) -> None:
    await of(press).tell("alert_catalog", faults=FAULTS)
    assert press.messenger.told == []
