"""One search of a chat for a card: what it finds, what it may believe, and that it leaves everything as it was."""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.app.look import FARTHEST, GAP, Absent, Found, Look, Unsure
from bot.app.recognise import Recogniser
from bot.app.steps import Step
from bot.domain.card import Button, Card
from bot.domain.delivery import Delivery
from bot.domain.errors import OutcomeUnknown, Refused, SendError, Trouble, TryLater
from bot.domain.ports import Copy, Sight
from bot.domain.slot import Slot
from tests.app.conftest import MakePress, Press
from tests.fakes.messenger import Arrives, RecordingMessenger
from tests.fakes.probe import FakeProbe
from tests.worlds import a_channel, at

NOW = at("2026-11-22 09:00:05", "Asia/Shanghai")
DAY = dt.timedelta(days=1)
YESTERDAY, SLOT, TOMORROW = (Slot(channel="daily", date=dt.date(2026, 11, day), label="09:00") for day in (21, 22, 23))
CUT = OutcomeUnknown("cut")
LOST, ARRIVED = CUT, Arrives(CUT)
FLOOD = TryLater("flood", after=dt.timedelta(seconds=7))
LOG_CHAT = -1_002_000_000_009


def a_look(press: Press, log_chat: int | str | None = None) -> Look:
    return Look(
        ledger=press.ledger,
        probe=press.probe,
        recogniser=Recogniser(press.ledger, press.probe, log_chat=log_chat),
        pace=1.0,
        passing=press.steps.append,
        sleep=press.sleep,
    )


async def doubted(press: Press, outcome: OutcomeUnknown | Arrives, slot: Slot = SLOT) -> Delivery:
    """A card of which nobody knows whether it is in the channel."""
    press.messenger.sends_will(outcome)
    await press.publish(slot, NOW)
    return await press.row(slot)


@pytest.fixture
async def known(press: Press) -> Press:
    """A press whose channel has yesterday's card, as message 1."""
    await press.publish(YESTERDAY, NOW - DAY)
    press.steps.clear()
    return press


# What it finds


async def test_a_card_is_found_right_after_what_was_known(known: Press) -> None:
    row = await doubted(known, ARRIVED)
    assert await a_look(known).search(row) == Found(message_ids=(2,))
    assert known.probe.seen == [1, 2]  # the first to try the classifier on


async def test_a_card_is_found_behind_others_posts_which_stay_as_they_are(known: Press) -> None:
    others = [known.messenger.someone_posts() for _ in range(3)]
    row = await doubted(known, ARRIVED)
    assert await a_look(known).search(row) == Found(message_ids=(5,))
    assert known.probe.seen == [1, *others, 5]
    assert known.messenger.edited == []


async def test_after_25_absent_ids_in_a_row_the_card_is_absent(known: Press) -> None:
    row = await doubted(known, LOST)
    assert await a_look(known).search(row) == Absent()
    assert known.probe.seen == [1, *range(2, 2 + GAP)]


async def test_a_gap_begins_anew_after_each_message(known: Press) -> None:
    deleted = [known.messenger.someone_posts() for _ in range(GAP - 1)]
    stays = known.messenger.someone_posts()
    deleted += [known.messenger.someone_posts() for _ in range(GAP - 1)]
    for message_id in deleted:
        del known.messenger.others[message_id]
    row = await doubted(known, ARRIVED)
    assert await a_look(known).search(row) == Found(message_ids=(stays + GAP,))


async def test_posts_that_were_purged_hide_no_card_before_an_id_that_is_known(known: Press) -> None:
    for message_id in [known.messenger.someone_posts() for _ in range(GAP)]:
        del known.messenger.others[message_id]
    row = await doubted(known, ARRIVED)
    await known.ledger.saw(row.chat, known.messenger.someone_posts())
    assert await a_look(known).search(row) == Found(message_ids=(2 + GAP,))


async def test_own_posts_that_the_ledger_knows_are_not_looked_at(known: Press) -> None:
    row = await doubted(known, LOST)
    await known.ledger.leave_to_admins(SLOT, attempt=1, detail="unclear")
    await known.publish(TOMORROW, NOW + DAY)
    assert await a_look(known).search(row) == Absent()
    assert known.probe.seen == [2, *range(3, 3 + GAP)]  # 2, the known one, is the control and then passed over


async def test_it_goes_on_for_copies(known: Press) -> None:
    row = await doubted(known, ARRIVED)
    known.messenger.someone_posts()
    await known.messenger.send(known.channel, row.card)
    assert await a_look(known).search(row, copies=True) == Found(message_ids=(2, 4))


async def test_each_id_is_looked_at_at_the_pace_and_is_a_step(known: Press) -> None:
    known.messenger.someone_posts()
    await a_look(known).search(await doubted(known, ARRIVED))
    assert known.slept == [1.0, 1.0]
    assert known.steps[-3:] == [Step.TRUSTED, Step.LOOKED, Step.LOOKED]


# What may be believed


async def test_where_nothing_is_known_of_the_chats_ids_absence_proves_nothing(press: Press) -> None:
    row = await doubted(press, LOST)
    assert row.base_id == 0
    assert await a_look(press).search(row) == Unsure(why="no_base", absent=True)


async def test_where_nothing_is_known_of_the_chats_ids_a_find_is_believed(press: Press) -> None:
    assert await a_look(press).search(await doubted(press, ARRIVED)) == Found(message_ids=(1,))


@pytest.mark.parametrize(("outcome", "found"), [(LOST, Unsure(why="no_control", absent=True)), (ARRIVED, None)])
async def test_without_an_own_post_to_try_the_classifier_on_a_find_alone_is_believed(
    make_press: MakePress, outcome: OutcomeUnknown | Arrives, found: Unsure | None
) -> None:
    press = make_press(messenger=RecordingMessenger(last_id=41))
    await press.ledger.saw("@daily_digest", 41)
    row = await doubted(press, outcome)
    assert await a_look(press).search(row) == (found or Found(message_ids=(42,)))


async def test_of_own_posts_that_were_deleted_the_next_one_is_tried(known: Press) -> None:
    await known.publish(replace(SLOT, label="08:00"), NOW)
    await known.messenger.delete("@daily_digest", 2)
    row = await doubted(known, LOST)
    assert await a_look(known).search(row) == Absent()
    assert known.probe.seen[:3] == [2, 1, 3]


async def test_a_channel_without_posts_is_judged_by_a_post_of_another_channel(press: Press) -> None:
    other = a_channel(name="other", chat="@other")
    await press.publisher.publish(other, replace(SLOT, channel="other"), NOW)
    await press.ledger.saw("@daily_digest", 1)
    assert await a_look(press).search(await doubted(press, LOST)) == Absent()


async def test_a_chat_that_is_closed_to_us_is_no_reason_not_to_search_another(press: Press) -> None:
    other = a_channel(name="other", chat="@other")
    await press.publisher.publish(other, replace(SLOT, channel="other"), NOW)
    await press.ledger.saw("@daily_digest", 1)
    press.probe.probes_will(None, Refused("bot was kicked", trouble=Trouble.REMOVED))  # tells_apart, and the control
    row = await doubted(press, ARRIVED)
    assert await a_look(press).search(row) == Found(message_ids=(2,))


async def test_a_classifier_that_takes_an_own_post_for_anothers_proves_nothing(known: Press) -> None:
    known.messenger.others[1] = "as Telegram has it now"
    assert await a_look(known).search(await doubted(known, LOST)) == Unsure(why="not_trusted")


async def test_where_own_posts_look_like_others_nothing_is_looked_at(known: Press) -> None:
    known.probe.apart = False
    assert await a_look(known).search(await doubted(known, ARRIVED)) == Unsure(why="not_apart")
    assert known.probe.seen == []


async def test_what_was_planned_before_a_restore_is_not_searched_for(known: Press) -> None:
    row = await doubted(known, ARRIVED)
    known.ledger.restored = NOW  # type: ignore[attr-defined]
    assert await a_look(known).search(row) == Unsure(why="restored")


async def test_an_answer_that_is_not_known_ends_the_search(known: Press) -> None:
    known.probe.unclear = {2}
    assert await a_look(known).search(await doubted(known, ARRIVED)) == Unsure(why="unclear")


async def test_people_may_be_faster_than_the_search(known: Press) -> None:
    row = await doubted(known, LOST)
    for _ in range(FARTHEST + 1):
        known.messenger.someone_posts()
    assert await a_look(known).search(row) == Unsure(why="too_far")


# Troubles of the search itself


async def test_a_probe_without_an_answer_is_made_again(known: Press) -> None:
    known.probe.probes_will(None, None, CUT, CUT)  # tells_apart, the control, and then the id
    assert await a_look(known).search(await doubted(known, ARRIVED)) == Found(message_ids=(2,))


@pytest.mark.parametrize("trouble", [[CUT] * 3, [FLOOD], [Refused("bot was kicked")]])
async def test_a_chat_that_does_not_answer_is_said(known: Press, trouble: list[SendError]) -> None:
    known.probe.probes_will(None, None, *trouble)
    row = await doubted(known, ARRIVED)
    with pytest.raises(type(trouble[0])):
        await a_look(known).search(row)


# Cards that are taken for each other


class Hurt(FakeProbe):
    """Breaks off right after the ``at``-th change of buttons: it is made, and its answer is lost."""

    def __init__(self, messenger: RecordingMessenger, failure: SendError, at: int = 1) -> None:
        super().__init__(messenger)
        self._failure = failure
        self._left = at

    async def carries(self, chat: int | str, message_id: int, card: Card) -> str | None:
        answer = await super().carries(chat, message_id, card)
        if answer is not None:
            self._left -= 1
            if self._left == 0:
                raise self._failure
        return answer


async def two_doubted(known: Press) -> tuple[Delivery, Delivery]:
    """The first one is in the channel as message 2, the second is not."""
    first = await doubted(known, ARRIVED)
    await known.ledger.leave_to_admins(SLOT, attempt=1, detail="unclear")
    return first, await doubted(known, LOST, TOMORROW)


async def test_of_two_unknown_cards_in_a_chat_each_keeps_its_buttons(known: Press) -> None:
    first, second = await two_doubted(known)
    assert await a_look(known).search(second) == Absent()
    assert known.messenger.posts[-1].card == first.card
    assert await a_look(known).search(first) == Found(message_ids=(2,))


async def test_the_second_search_for_a_lost_card_does_not_take_another_for_it(known: Press) -> None:
    _, second = await two_doubted(known)
    assert [await a_look(known).search(second) for _ in range(2)] == [Absent(), Absent()]


@pytest.mark.parametrize("failure", [CUT, FLOOD], ids=["no answer", "flood"])
async def test_a_search_that_breaks_off_after_it_changed_buttons_never_finds_them_as_the_card(
    known: Press, failure: SendError
) -> None:
    """So does a kill at that moment: the other card bears the buttons of the one that is searched for."""
    known.probe = Hurt(known.messenger, failure)
    _, second = await two_doubted(known)
    for _ in range(3):
        try:
            assert not isinstance(await a_look(known).search(second), Found)
        except SendError:
            continue


async def never_found(press: Press, row: Delivery, before: list[Card]) -> None:
    for _ in range(2):
        assert not isinstance(await a_look(press).search(row), Found)
    assert [post.card for post in press.messenger.posts] == before


async def test_a_card_whose_arrival_an_admin_confirmed_is_never_taken_for_the_next_one(known: Press) -> None:
    """Its message's id is not known, so the search comes by it."""
    first = await doubted(known, ARRIVED)
    await known.ledger.leave_to_admins(SLOT, attempt=1, detail="unclear")
    await known.ledger.settle_sent(SLOT, attempt=1, message_id=None, now=NOW)
    row = await doubted(known, LOST, TOMORROW)
    await never_found(known, row, [known.messenger.posts[0].card, first.card])


async def test_what_was_posted_between_a_backup_and_its_restore_is_never_taken_for_a_new_card(known: Press) -> None:
    """The ledger does not know it, and its known ids end before it."""
    unknown_to_it = Card(html="posted after the backup", buttons=((Button(text="Read", url="https://t.me/a"),),))
    await known.messenger.send(known.channel, unknown_to_it)
    known.ledger.restored = NOW - dt.timedelta(hours=1)  # type: ignore[attr-defined]
    row = await doubted(known, LOST)
    await never_found(known, row, [known.messenger.posts[0].card, unknown_to_it])


class During(FakeProbe):
    """Lets something happen before the id ``at`` is looked at."""

    def __init__(self, messenger: RecordingMessenger, at: int, happens: Callable[[], Awaitable[object]]) -> None:
        super().__init__(messenger)
        self._at = at
        self._happens = happens

    async def sight(self, chat: int | str, message_id: int) -> Sight:
        if message_id == self._at:
            self._at = 0
            await self._happens()
        return await super().sight(chat, message_id)


async def test_a_card_posted_during_the_search_keeps_its_buttons(known: Press) -> None:
    """Another channel of the configuration may post into the same chat."""
    evening = a_channel(name="evening")
    known.probe = During(
        known.messenger, 2, lambda: known.publisher.publish(evening, replace(SLOT, channel="evening"), NOW)
    )
    row = await doubted(known, LOST)
    assert await a_look(known).search(row) == Absent()
    assert known.messenger.posts[-1].card == (await known.row(replace(SLOT, channel="evening"))).card


# With a log chat


async def test_with_a_log_chat_a_card_is_known_by_its_text_and_time_and_no_buttons_are_touched(known: Press) -> None:
    known.messenger.someone_posts("news")
    row = await doubted(known, ARRIVED)
    known.probe.sent_at = NOW
    assert await a_look(known, LOG_CHAT).search(row) == Found(message_ids=(3,))
    assert (known.probe.seen, known.probe.copied) == ([1, 2, 3], [1, 3])  # the first to try the way on


async def test_with_a_log_chat_it_does_not_matter_that_own_posts_look_like_others(known: Press) -> None:
    known.probe.apart = False
    row = await doubted(known, LOST)
    known.messenger.someone_posts("news")
    assert await a_look(known, LOG_CHAT).search(row) == Absent()
    assert known.probe.spoiled == []


async def test_with_a_log_chat_service_messages_are_passed_over(known: Press) -> None:
    row = await doubted(known, LOST)
    known.probe.service = {2, 3}
    assert await a_look(known, LOG_CHAT).search(row) == Absent()


async def test_where_nothing_can_be_forwarded_the_log_chat_proves_nothing(known: Press) -> None:
    class Forbidden(FakeProbe):
        async def copy(self, chat: int | str, message_id: int, *, into: int | str) -> Copy | Sight:
            found = await super().copy(chat, message_id, into=into)
            return found if found is Sight.ABSENT else Sight.FOREIGN

    known.probe = Forbidden(known.messenger)
    assert await a_look(known, LOG_CHAT).search(await doubted(known, ARRIVED)) == Unsure(why="not_trusted")


async def test_with_a_log_chat_the_same_text_of_an_earlier_round_is_not_the_card(press: Press) -> None:
    row = await doubted(press, ARRIVED)
    press.probe.sent_at = NOW - DAY
    assert await a_look(press, LOG_CHAT).search(row) == Unsure(why="no_base", absent=True)


async def test_with_a_log_chat_a_clock_that_is_ahead_does_not_make_the_card_absent(known: Press) -> None:
    """Telegram's clock is right: ours was some minutes fast when the card was sent."""
    row = await doubted(known, ARRIVED)
    known.probe.sent_at = NOW - dt.timedelta(minutes=3)
    assert await a_look(known, LOG_CHAT).search(row) == Found(message_ids=(2,))
