"""What becomes of unknown deliveries: found, sent again, given up or left to the admins; and copies are taken away."""

import asyncio
import datetime as dt
from dataclasses import replace

import pytest

from bot.app.reconcile import ATTEMPTS
from bot.app.steps import Step
from bot.domain.delivery import Delivery, State
from bot.domain.errors import OutcomeUnknown, Refused, SendError, Trouble, TryLater
from bot.domain.ports import Sight
from bot.domain.slot import Slot
from tests.app.conftest import MakePress, Press, StubbornLedger
from tests.fakes.memory import MemoryLedger
from tests.fakes.messenger import Arrives
from tests.fakes.probe import FakeProbe
from tests.worlds import a_channel, at

NOW = at("2026-11-22 09:00:00", "Asia/Shanghai")
SECOND, MINUTE, HOUR, DAY = (dt.timedelta(seconds=seconds) for seconds in (1, 60, 3600, 86400))
YESTERDAY, SLOT, TOMORROW = (Slot(channel="daily", date=dt.date(2026, 11, day), label="09:00") for day in (21, 22, 23))
CUT = OutcomeUnknown("cut")
ARRIVED = Arrives(CUT)
QUIET = 91 * SECOND  # a little more than the quiet period
KICKED = Refused("bot was kicked", trouble=Trouble.REMOVED)


async def doubted(press: Press, outcome: SendError | Arrives, slot: Slot = SLOT, now: dt.datetime = NOW) -> Delivery:
    """A card of which nobody knows whether it is in the channel."""
    press.messenger.sends_will(outcome)
    await press.publish(slot, now)
    return await press.row(slot)


async def walk(press: Press, start: dt.datetime, end: dt.datetime, step: dt.timedelta = 20 * SECOND) -> None:
    """Tick and reconcile, as the alarms do."""
    now = start
    while now <= end:
        await press.the_ticker.tick(now)
        await press.reconciler.reconcile(now)
        now += step


@pytest.fixture
async def known(press: Press) -> Press:
    """A press whose channel has yesterday's card, as message 1."""
    await press.publish(YESTERDAY, NOW - DAY)
    press.steps.clear()
    return press


# Found, or not


async def test_nothing_is_searched_for_before_the_quiet_period_is_over(known: Press) -> None:
    await doubted(known, ARRIVED)
    await known.reconciler.reconcile(NOW + 89 * SECOND)
    assert known.probe.seen == []
    await known.reconciler.reconcile(NOW + QUIET)
    assert await known.state(SLOT) is State.SENT


async def test_a_card_that_is_found_is_sent_with_its_message_and_nobody_is_told(known: Press) -> None:
    await doubted(known, ARRIVED)
    await known.reconciler.reconcile(NOW + QUIET)
    row = await known.row(SLOT)
    assert (row.state, row.message_id, row.attempt, row.look_at) == (State.SENT, 2, 1, None)
    assert known.told == []
    assert [step for step in known.steps if step in (Step.RECOGNISED, Step.RESOLVED)] == [
        Step.RECOGNISED,
        Step.RESOLVED,
    ]


async def test_a_card_that_is_absent_twice_is_planned_again_and_sent(known: Press) -> None:
    await doubted(known, CUT)
    await known.reconciler.reconcile(NOW + QUIET)
    row = await known.row(SLOT)
    assert (row.state, row.looks) == (State.UNKNOWN, 1)
    await known.reconciler.reconcile(NOW + QUIET + 60 * SECOND)
    assert (await known.row(SLOT)).looks == 1
    await known.reconciler.reconcile(NOW + 2 * QUIET)
    row = await known.row(SLOT)
    assert (row.state, row.attempt, row.base_id) == (State.PLANNED, 1, 1)
    await known.the_ticker.tick(NOW + 2 * QUIET)
    assert (await known.row(SLOT)).attempt == 2
    assert len(known.posted) == 2


async def test_a_card_that_arrives_between_two_searches_is_found_by_the_second(known: Press) -> None:
    row = await doubted(known, CUT)
    await known.reconciler.reconcile(NOW + QUIET)
    await known.messenger.send(known.channel, row.card)
    await known.reconciler.reconcile(NOW + 2 * QUIET)
    assert await known.state(SLOT) is State.SENT


async def test_the_second_search_may_follow_a_restart(known: Press) -> None:
    await doubted(known, CUT)
    await known.reconciler.reconcile(NOW + QUIET)
    known.restart()
    await known.reconciler.recover(NOW + QUIET)
    await known.reconciler.reconcile(NOW + 2 * QUIET)
    assert await known.state(SLOT) is State.PLANNED


async def test_a_slot_whose_answers_get_lost_has_one_card_in_the_end(known: Press) -> None:
    known.messenger.sends_will(CUT, CUT, ARRIVED)
    await walk(known, NOW, NOW + 14 * MINUTE)
    row = await known.row(SLOT)
    assert (row.state, row.attempt) == (State.SENT, 3)
    assert len(known.posted) == 2
    assert known.told == []


async def test_after_many_attempts_it_is_given_up_and_told(known: Press) -> None:
    known.messenger.sends_will(*ATTEMPTS * [CUT])
    await walk(known, NOW, NOW + 60 * MINUTE)
    row = await known.row(SLOT)
    assert (row.state, row.detail) == (State.REFUSED, "never_arrived")
    assert len(known.messenger.attempts) == 1 + ATTEMPTS  # yesterday's among them
    assert len(known.told) == 1
    assert "never arrived" in known.told[0]


async def test_what_was_claimed_in_time_is_sent_again_though_nothing_else_is_caught_up_with(
    make_press: MakePress,
) -> None:
    press = make_press(channel=a_channel(catch_up=2 * MINUTE))
    await press.publish(YESTERDAY, NOW - DAY)
    press.messenger.sends_will(CUT, CUT)
    await walk(press, NOW, NOW + 14 * MINUTE)
    assert await press.state(SLOT) is State.SENT


async def test_what_waited_for_an_earlier_card_is_posted_right_after(known: Press) -> None:
    demand = Slot.on_demand("daily", SLOT.date, "7f3a")
    await doubted(known, ARRIVED)
    await known.publish(demand, NOW + SECOND, key="entry-7")
    assert (await known.row(demand)).detail == "earlier"
    await walk(known, NOW + 20 * SECOND, NOW + 2 * MINUTE)
    assert [await known.state(slot) for slot in (SLOT, demand)] == [State.SENT, State.SENT]
    assert [post.message_id for post in known.messenger.posts] == [1, 2, 3]


# At the start


async def test_what_a_crash_left_sending_is_unknown_and_searched_for(known: Press) -> None:
    await crash_in_send(known, SLOT)
    await known.reconciler.recover(NOW + MINUTE)
    row = await known.row(SLOT)
    assert (row.state, row.detail, row.look_at) == (State.UNKNOWN, "stopped", NOW + MINUTE + 90 * SECOND)
    await known.reconciler.reconcile(NOW + MINUTE + QUIET)
    assert await known.state(SLOT) is State.SENT
    assert known.told == []


async def crash_in_send(press: Press, slot: Slot, now: dt.datetime = NOW) -> None:
    """The card arrives, and the process is killed before it can say so."""
    await press.dies_at(Step.ANSWERED, press.publish(slot, now))
    assert await press.state(slot) is State.SENDING


async def test_what_a_crash_left_sending_is_unknown_though_the_clock_was_set_back(known: Press) -> None:
    await crash_in_send(known, SLOT)
    await known.reconciler.recover(NOW - HOUR)
    assert await known.state(SLOT) is State.UNKNOWN


async def test_what_is_found_at_the_start_and_settled_at_once_by_its_sender_is_no_trouble(
    make_press: MakePress,
) -> None:
    """`digestbot post` runs in a process of its own."""

    class Settled(MemoryLedger):
        async def in_state(self, *states: str, channel: str | None = None) -> list[Delivery]:
            found = await super().in_state(*states, channel=channel)
            for row in found:
                if row.state is State.SENDING and not channel:
                    await self.settle_sent(row.slot, attempt=1, message_id=7, now=NOW)
            return found

    press = make_press(ledger=Settled())
    await crash_in_send(press, SLOT)
    await press.reconciler.recover(NOW + MINUTE)
    assert await press.state(SLOT) is State.SENT


async def test_a_send_of_another_process_that_has_died_is_searched_for_without_a_restart(known: Press) -> None:
    await crash_in_send(known, SLOT)
    await known.reconciler.reconcile(NOW + 4 * MINUTE)
    assert await known.state(SLOT) is State.SENDING
    await known.reconciler.reconcile(NOW + 6 * MINUTE)
    assert await known.state(SLOT) is State.UNKNOWN


async def test_a_send_under_way_here_is_nobodys_doubt_however_long_it_takes(known: Press) -> None:
    async def long() -> None:
        known.messenger.during = None
        await known.reconciler.reconcile(NOW + HOUR)
        assert await known.state(SLOT) is State.SENDING

    known.messenger.during = long
    await known.publish(SLOT, NOW)
    assert await known.state(SLOT) is State.SENT


async def test_what_is_known_of_a_message_is_not_forgotten_while_the_database_takes_nothing(
    make_press: MakePress,
) -> None:
    """The row says SENDING for longer than any send takes; but it is known here what became of it."""
    ledger = StubbornLedger()
    press = make_press(ledger=ledger)
    await press.publish(YESTERDAY, NOW - DAY)
    ledger.refuses = True
    await press.publish(SLOT, NOW)
    await walk(press, NOW + MINUTE, NOW + 7 * MINUTE)
    ledger.refuses = False
    await press.the_ticker.tick(NOW + 8 * MINUTE)
    row = await press.row(SLOT)
    assert (row.state, row.message_id) == (State.SENT, 2)


# Channels


async def test_channels_that_are_not_configured_are_left_alone_and_named_in_the_log(
    known: Press, caplog: pytest.LogCaptureFixture
) -> None:
    await crash_in_send(known, SLOT)
    known.restart(a_channel(name="other", chat="@other"))
    await known.reconciler.recover(NOW + MINUTE)
    await walk(known, NOW + HOUR, NOW + HOUR + 5 * MINUTE)
    assert "no longer configured" in caplog.text
    assert await known.state(SLOT) is State.UNKNOWN
    assert known.probe.seen == []


class Slow(FakeProbe):
    """Stands still in one chat until ``go_on`` is set."""

    def __init__(self, press: Press, chat: str) -> None:
        super().__init__(press.messenger)
        self._chat = chat
        self.waiting, self.go_on = asyncio.Event(), asyncio.Event()

    async def tells_apart(self, chat: int | str) -> bool:
        if chat == self._chat:
            self.waiting.set()
            await self.go_on.wait()
        return await super().tells_apart(chat)


async def test_a_long_search_in_one_chat_holds_up_no_other_and_is_not_begun_twice(known: Press) -> None:
    other = a_channel(name="other", chat="@other")
    elsewhere = replace(SLOT, channel="other")
    slow = known.probe = Slow(known, "@other")
    known.restart(known.channel, other)
    known.messenger.sends_will(ARRIVED)
    await known.publisher.publish(other, elsewhere, NOW)
    first = asyncio.create_task(known.reconciler.reconcile(NOW + QUIET))
    await slow.waiting.wait()
    await doubted(known, ARRIVED)
    await known.reconciler.reconcile(NOW + 2 * QUIET)
    assert [await known.state(slot) for slot in (SLOT, elsewhere)] == [State.SENT, State.UNKNOWN]
    slow.go_on.set()
    await first
    assert await known.state(elsewhere) is State.SENT


async def test_a_search_that_breaks_holds_up_no_other_of_the_same_chat(known: Press) -> None:
    class Broken(FakeProbe):
        async def sight(self, chat: int | str, message_id: int) -> Sight:
            if message_id == 2:
                raise ZeroDivisionError("our own")
            return await super().sight(chat, message_id)

    known.probe = Broken(known.messenger)
    evening = a_channel(name="evening")
    known.restart(known.channel, evening)
    await doubted(known, ARRIVED)
    await known.ledger.saw(known.channel.chat, 2)
    known.messenger.sends_will(ARRIVED)
    await known.publisher.publish(evening, replace(SLOT, channel="evening"), NOW + SECOND)
    for minute in range(2, 6):
        await known.reconciler.reconcile(NOW + minute * MINUTE)
    assert await known.state(replace(SLOT, channel="evening")) is State.SENT


# A search that cannot be finished


@pytest.mark.parametrize(
    ("trouble", "pause"),
    [(TryLater("flood", after=7 * MINUTE), 7 * MINUTE), (KICKED, 10 * MINUTE), (CUT, MINUTE)],
    ids=["flood", "refused", "no answer"],
)
async def test_a_search_that_telegram_does_not_allow_is_put_off(
    known: Press, trouble: SendError, pause: dt.timedelta
) -> None:
    await doubted(known, ARRIVED)
    known.probe.probes_will(trouble)
    await known.reconciler.reconcile(NOW + QUIET)
    row = await known.row(SLOT)
    assert (row.state, row.looks) == (State.UNKNOWN, 0)
    assert row.look_at is not None
    assert about(row.look_at - (NOW + QUIET), pause)
    await known.reconciler.reconcile(NOW + QUIET + pause + MINUTE)
    assert await known.state(SLOT) is State.SENT


def about(one: dt.timedelta, other: dt.timedelta) -> bool:
    """The time of the search itself is added: a second at most here."""
    return other <= one < other + MINUTE


async def test_a_chat_that_is_closed_to_us_is_told_once(known: Press) -> None:
    await doubted(known, ARRIVED)
    known.probe.probes_will(*[KICKED] * 5)
    await walk(known, NOW + QUIET, NOW + 41 * MINUTE, 10 * MINUTE)
    assert len(known.told) == 1


class Flooded(FakeProbe):
    """As Telegram does in a group: twenty calls, and then none for a minute."""

    calls = 0

    def _begin(self) -> None:
        self.calls += 1
        if self.calls % 20 == 0:
            raise TryLater("flood", after=MINUTE)
        super()._begin()


async def test_a_search_that_is_stopped_again_and_again_gets_to_its_end_nevertheless(known: Press) -> None:
    known.probe = Flooded(known.messenger)
    known.restart()
    for _ in range(50):
        known.messenger.someone_posts()
    await doubted(known, ARRIVED)
    await walk(known, NOW + QUIET, NOW + 30 * MINUTE)
    assert await known.state(SLOT) is State.SENT


async def test_a_card_whose_chat_was_changed_in_the_configuration_holds_up_no_other_for_ever(known: Press) -> None:
    """The old chat cannot be searched any more, and nobody else can tell than the admins."""
    await doubted(known, CUT)
    known.restart(replace(known.channel, chat="@elsewhere"))
    known.probe.probes_will(*[KICKED] * 1000)
    await walk(known, NOW + MINUTE, NOW + DAY + HOUR, 10 * MINUTE)
    assert await known.state(TOMORROW) is State.SENT


async def test_a_card_whose_group_has_become_a_supergroup_holds_up_no_other_for_ever(make_press: MakePress) -> None:
    press = make_press(channel=a_channel(chat=-42))
    await press.publish(YESTERDAY, NOW - DAY)
    await doubted(press, CUT)
    moved = Refused("group chat was upgraded", trouble=Trouble.MIGRATED, moved_to=-100_42)
    press.probe.probes_will(*[moved] * 1000)
    press.messenger.sends_will(moved)
    await walk(press, NOW + MINUTE, NOW + DAY + HOUR, 10 * MINUTE)
    assert await press.state(TOMORROW) is State.SENT


async def test_trouble_that_is_said_in_two_ways_is_told_once(known: Press) -> None:
    """The search and the send meet the same trouble with different words."""
    await second_attempt(known)
    known.messenger.sends_will(*[Refused("need administrator rights", trouble=Trouble.RIGHT)] * 200)
    known.probe.probes_will(*[KICKED] * 200)
    await walk(known, NOW + DAY, NOW + DAY + 5 * HOUR, 5 * MINUTE)
    assert len(known.told) <= 2


# Copies


async def second_attempt(press: Press, *, arrives_late: bool = False) -> Delivery:
    """A card that was sent twice; with ``arrives_late`` the first one came in the end."""
    row = await doubted(press, CUT)
    await press.reconciler.reconcile(NOW + QUIET)
    await press.reconciler.reconcile(NOW + 2 * QUIET)
    if arrives_late:
        await press.messenger.send(press.channel, row.card)
    await press.the_ticker.tick(NOW + 2 * QUIET)
    row = await press.row(SLOT)
    assert (row.state, row.attempt) == (State.SENT, 2)
    return row


async def test_an_hour_later_a_second_copy_is_deleted_and_the_card_stays(known: Press) -> None:
    row = await second_attempt(known, arrives_late=True)
    others = known.messenger.someone_posts(row.card.plain)
    await known.reconciler.reconcile(NOW + HOUR)
    assert known.messenger.deleted == []
    await known.reconciler.reconcile(NOW + HOUR + 5 * MINUTE)
    assert known.messenger.deleted == [2]
    assert row.message_id == 3
    assert others in known.messenger.others
    assert (await known.row(SLOT)).look_at is None
    assert known.steps[-3:] == [Step.COPY_FOUND, Step.COPY_DELETED, Step.LOOKED_OVER]


async def test_where_there_is_no_copy_the_channel_is_searched_once(known: Press) -> None:
    await second_attempt(known)
    for _ in range(2):
        known.probe.seen.clear()
        await known.reconciler.reconcile(NOW + 2 * HOUR)
    assert known.probe.seen == []
    assert (known.messenger.deleted, len(known.posted)) == ([], 2)


async def test_what_somebody_else_has_posted_with_the_same_words_is_never_deleted(make_press: MakePress) -> None:
    """In the log chat it looks like the card."""
    press = make_press()
    press.ways = replace(press.ways, log_chat=-9)
    press.restart()
    await press.publish(YESTERDAY, NOW - DAY)
    press.probe.sent_at = NOW + 5 * MINUTE
    row = await second_attempt(press)
    press.messenger.someone_posts(row.card.plain)
    press.steps.clear()
    await press.reconciler.reconcile(NOW + 2 * HOUR)
    assert Step.COPY_DELETED not in press.steps


async def test_a_copy_that_cannot_be_deleted_is_told_and_no_trouble_of_the_channel(known: Press) -> None:
    await second_attempt(known, arrives_late=True)
    known.messenger.deletes_will(*[Refused("message can't be deleted", trouble=Trouble.OTHER)] * 50)
    await walk(known, NOW + 2 * HOUR, NOW + 5 * HOUR, 10 * MINUTE)
    assert (await known.row(SLOT)).look_at is None
    assert len(known.told) == 1
    assert "Until then I go on trying" not in known.told[0]


# The admins are asked


@pytest.fixture
async def asked(press: Press) -> Press:
    """The first card of a channel of which nothing is known."""
    await doubted(press, CUT)
    await walk(press, NOW + QUIET, NOW + 5 * MINUTE)
    return press


async def test_where_nobody_can_tell_the_admins_are_asked_once_with_two_buttons(asked: Press) -> None:
    row = await asked.row(SLOT)
    assert (row.state, row.asked, row.detail) == (State.UNKNOWN, True, "no_base")
    await walk(asked, NOW + 5 * MINUTE, NOW + HOUR, MINUTE)
    ((_, card),) = asked.messenger.told
    assert "too little is known of the channel" in card.plain
    assert [button.callback for line in card.buttons for button in line] == [
        f"arrived:{row.token}:{row.attempt}",
        f"absent:{row.token}:{row.attempt}",
    ]
    assert len(asked.messenger.attempts) == 1


async def test_a_restart_does_not_ask_again_what_reached_somebody(asked: Press) -> None:
    for _ in range(2):
        asked.restart()
        await asked.admin_news.remember()
        await asked.reconciler.recover(NOW + HOUR)
    assert len(asked.told) == 1


async def test_a_restart_asks_again_what_reached_nobody(press: Press) -> None:
    press.messenger.tells_will(Refused("bot was blocked by the user"))
    await doubted(press, CUT)
    await walk(press, NOW + QUIET, NOW + 5 * MINUTE)
    assert press.told == []
    press.restart()
    await press.admin_news.remember()
    await press.reconciler.recover(NOW + HOUR)
    assert len(press.told) == 1


async def test_a_kill_between_the_ledger_and_the_question_asks_at_the_next_start(press: Press) -> None:
    await doubted(press, CUT)
    await press.ledger.leave_to_admins(SLOT, attempt=1, detail="no_base")
    press.restart()
    await press.reconciler.recover(NOW + HOUR)
    assert len(press.told) == 1


async def test_a_doubt_that_lasts_is_asked_at_once_without_a_second_search(known: Press) -> None:
    known.probe.apart = False
    await doubted(known, ARRIVED)
    await known.reconciler.reconcile(NOW + QUIET)
    assert (await known.row(SLOT)).asked
    assert len(known.told) == 1


# Others settle it meanwhile


async def test_a_sender_that_hears_of_its_card_at_last_is_believed(known: Press) -> None:
    class Answered(FakeProbe):
        async def tells_apart(self, chat: int | str) -> bool:
            await known.ledger.settle_sent(SLOT, attempt=1, message_id=2, now=NOW)
            return await super().tells_apart(chat)

    known.probe = Answered(known.messenger)
    known.restart()
    await doubted(known, ARRIVED)
    await known.reconciler.reconcile(NOW + QUIET)
    row = await known.row(SLOT)
    assert (row.state, row.message_id) == (State.SENT, 2)


async def test_an_admin_may_be_faster_than_a_search_that_fails(known: Press, caplog: pytest.LogCaptureFixture) -> None:
    class Interrupted(FakeProbe):
        async def tells_apart(self, chat: int | str) -> bool:
            await known.ledger.settle_refused(SLOT, attempt=1, detail="absent", now=NOW)
            raise KICKED

    known.probe = Interrupted(known.messenger)
    known.restart()
    await doubted(known, CUT)
    await known.reconciler.reconcile(NOW + QUIET)
    assert await known.state(SLOT) is State.REFUSED
    assert not [record for record in caplog.records if record.exc_info]
