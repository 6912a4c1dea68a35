"""The pace's rules, in virtual time: an hour of holds takes no time here."""

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import error

from bot.adapters.messenger_telegram import ADMITTED, ONCE
from bot.adapters.pace_telegram import PATIENCE, Pace
from bot.domain.errors import TryLater
from tests.fakes.memory import MemoryHolds
from tests.virtual_time import in_virtual_time
from tests.worlds import at

ADA, BOB, EVE = 1002, 1003, 1004
CHANNEL, GROUP = "@daily_digest", -77
CHANNEL_ID = -1_001_000_000_001
START = at("2026-11-22 09:00")


@pytest.fixture(autouse=True, scope="module")
def _durations() -> Iterator[None]:
    """As ``TelegramConversation.connect`` has it, or every 429 would warn of a change to come."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PTB_TIMEDELTA", "1")
        yield


def now() -> float:
    return asyncio.get_running_loop().time()


def clock() -> dt.datetime:
    """A clock on the wall, beside the loop's time."""
    return START + dt.timedelta(seconds=now())


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A call that has got to Telegram."""

    chat: int | str | None
    name: object
    left: float
    arrived: float
    held: tuple[float, float] | None = None  # where it is refused: from the answer until that long after

    @property
    def ok(self) -> bool:
        return self.held is None


@dataclass
class Telegram:
    """The other end of the calls. ``refusals`` are seconds by chat, None for calls without one; each is used once."""

    pace: Pace = field(default_factory=Pace)
    visits: list[Visit] = field(default_factory=list)
    refusals: dict[int | str | None, list[float]] = field(default_factory=lambda: defaultdict(list))
    answer: Callable[[Any], object] = lambda _: True

    async def call(
        self,
        chat: int | str | None = None,
        name: object = "",
        *,
        endpoint: str = "sendMessage",
        marked: str | None = None,
        there: float = 0.0,
        back: float = 0.0,
    ) -> Any:
        async def callback(*_: object) -> Any:
            left = now()
            await asyncio.sleep(there)
            seconds = self.refusals[chat].pop(0) if self.refusals[chat] else None
            answered = now() + back
            held = None if seconds is None else (answered, answered + seconds)
            self.visits.append(Visit(chat=chat, name=name, left=left, arrived=now(), held=held))
            await asyncio.sleep(back)
            if seconds is not None:
                raise error.RetryAfter(dt.timedelta(seconds=seconds))
            return self.answer(chat)

        given: dict[str, Any] = {} if chat is None else {"chat_id": chat}
        return await self.pace.process_request(callback, (), {}, endpoint, given, marked)

    async def card(self, chat: int | str, name: object = "") -> None:
        await self.pace.ready(chat)
        await self.call(chat, name, marked=ADMITTED)

    def times(self, chat: int | str | None) -> list[float]:
        return [visit.arrived for visit in self.visits if visit.chat == chat]


def a_message(chat: int, kind: str, username: str | None = None) -> dict[str, Any]:
    return {"message_id": 1, "chat": {"id": chat, "type": kind, "username": username}}


def most_in(window: float, times: list[float]) -> int:
    """The most of these instants in any window of so many seconds, its end not counted."""
    times = sorted(times)
    return max((sum(start <= each < start + window for each in times) for start in times), default=0)


def run(story: Callable[[Telegram], Coroutine[Any, Any, None]]) -> Telegram:
    async def told() -> Telegram:
        telegram = Telegram()
        await story(telegram)
        return telegram

    return in_virtual_time(told())


# The limits


@dataclass(frozen=True, kw_only=True)
class Asked:
    chat: int | str
    kind: str
    after: float
    there: float
    back: float
    refused: float | None


CALLS = st.lists(
    st.builds(
        Asked,
        chat=st.sampled_from([ADA, BOB, CHANNEL, GROUP, CHANNEL_ID]),
        kind=st.sampled_from(["sendMessage", "sendMessage", "editMessageText", "card"]),
        after=st.sampled_from([0.0, 0.0, 0.0, 0.3, 5.0]),
        there=st.floats(0, 2),
        back=st.floats(0, 2),
        refused=st.none() | st.none() | st.none() | st.sampled_from([1.0, 2.0, 40.0]),
    ),
    min_size=1,
    max_size=60,
)


@settings(max_examples=150)
@given(CALLS)
def test_limits_are_kept_order_is_kept_and_nothing_is_lost(calls: list[Asked]) -> None:
    ends: dict[int, str] = {}

    async def one(telegram: Telegram, n: int, asked: Asked) -> None:
        if asked.refused is not None:
            telegram.refusals[asked.chat].append(asked.refused)
        try:
            if asked.kind == "card":
                await telegram.card(asked.chat, n)
            else:
                await telegram.call(asked.chat, n, endpoint=asked.kind, there=asked.there, back=asked.back)
            ends[n] = "sent"
        except (TryLater, error.RetryAfter):
            ends[n] = "for the ledger"

    async def story(telegram: Telegram) -> None:
        async with asyncio.TaskGroup() as group:
            for n, asked in enumerate(calls):
                await asyncio.sleep(asked.after)
                group.create_task(one(telegram, n, asked))

    telegram = run(story)
    sent = [n for n, end in ends.items() if end == "sent"]
    accepted = [visit.name for visit in telegram.visits if visit.ok]
    assert sorted(accepted, key=str) == sorted(sent, key=str)  # each once
    assert all(end == "sent" or calls[n].kind == "card" for n, end in ends.items())
    assert len(ends) == len(calls)
    assert most_in(1, [visit.left for visit in telegram.visits]) <= 30
    for chat in {asked.chat for asked in calls}:
        visits = [visit for visit in telegram.visits if visit.chat == chat]
        messages = [visit for visit in visits if calls[_number(visit)].kind != "editMessageText"]
        assert most_in(1, [visit.arrived for visit in messages]) <= 1
        for start, end in [visit.held for visit in visits if visit.held]:
            assert [visit for visit in visits if start < visit.left < end] == []
        if chat in (GROUP, CHANNEL_ID):
            assert most_in(60, [visit.arrived for visit in messages]) <= 20
        for kind in ("sendMessage", "editMessageText"):
            names = [_number(visit) for visit in visits if visit.ok and calls[_number(visit)].kind == kind]
            assert names == sorted(names)


def _number(visit: Visit) -> int:
    assert isinstance(visit.name, int)
    return visit.name


def test_a_flood_in_a_group_keeps_to_twenty_a_minute_however_long_the_ways() -> None:
    async def story(telegram: Telegram) -> None:
        ways = [(n * 7 % 10) / 5 for n in range(80)]
        await asyncio.gather(*(telegram.call(GROUP, n, there=way) for n, way in enumerate(ways)))

    telegram = run(story)
    assert 15 <= most_in(60, telegram.times(GROUP)) <= 20
    assert [visit.name for visit in telegram.visits] == list(range(80))


def test_many_chats_at_once_keep_to_thirty_a_second() -> None:
    async def story(telegram: Telegram) -> None:
        await asyncio.gather(*(telegram.call(1000 + n, n) for n in range(300)))

    arrived = [visit.arrived for visit in run(story).visits]
    assert len(arrived) == 300
    assert most_in(1, arrived) <= 30
    assert max(arrived) < 15  # and it does not dawdle


def test_edits_and_calls_without_a_chat_need_no_turn_in_the_chat() -> None:
    async def story(telegram: Telegram) -> None:
        sends = asyncio.gather(*(telegram.call(ADA, "send") for _ in range(20)))
        await telegram.call(ADA, "edit", endpoint="editMessageText")
        await telegram.call(None, "toast", endpoint="answerCallbackQuery")
        assert now() < 1
        await sends

    run(story)


@pytest.mark.parametrize("told", [False, True])
def test_a_supergroups_kind_of_id_is_held_to_the_groups_limit_until_it_is_known_for_a_channels(told: bool) -> None:
    async def story(telegram: Telegram) -> None:
        if told:
            telegram.pace.channels([CHANNEL_ID])
        await asyncio.gather(*(telegram.call(CHANNEL_ID, n) for n in range(30)))

    assert (most_in(60, run(story).times(CHANNEL_ID)) <= 20) is not told


def test_an_answer_tells_that_a_chat_is_a_channel() -> None:
    async def story(telegram: Telegram) -> None:
        telegram.answer = lambda _: a_message(CHANNEL_ID, "channel")
        await asyncio.gather(*(telegram.call(CHANNEL_ID, n) for n in range(30)))

    assert max(run(story).times(CHANNEL_ID)) < 40


def test_a_name_and_its_id_are_one_chat_once_an_answer_has_told() -> None:
    async def story(telegram: Telegram) -> None:
        telegram.answer = lambda _: a_message(CHANNEL_ID, "channel", "Daily_Digest")
        await telegram.call(CHANNEL)
        names: list[int | str] = [CHANNEL, CHANNEL_ID, "@DAILY_digest", str(CHANNEL_ID)]
        await asyncio.gather(*(telegram.call(name, n) for n in range(3) for name in names))

    visits = run(story).visits
    assert len(visits) == 13
    assert most_in(1, [visit.arrived for visit in visits]) == 1


def test_a_hold_goes_with_a_name_to_its_id() -> None:
    async def story(telegram: Telegram) -> None:
        telegram.refusals[CHANNEL].append(50)
        waiting = asyncio.create_task(telegram.call(CHANNEL, "card"))
        await asyncio.sleep(1)
        telegram.answer = lambda _: {"id": CHANNEL_ID, "type": "channel", "username": "daily_digest"}
        await telegram.call(ADA, endpoint="getChat")
        with pytest.raises(TryLater):
            await telegram.pace.ready(CHANNEL_ID)
        await waiting

    run(story)


def test_chats_at_rest_are_forgotten() -> None:
    async def story(telegram: Telegram) -> None:
        for n in range(1, 4001):
            await telegram.call(-n if n % 10 == 0 else n)
        assert 0 < telegram.pace.remembered < 2000  # of two minutes and more
        await asyncio.sleep(120)
        await telegram.call(ADA)
        assert telegram.pace.remembered == 1

    run(story)


def test_a_chat_is_not_forgotten_while_a_call_is_under_way() -> None:
    async def story(telegram: Telegram) -> None:
        slow = asyncio.create_task(telegram.call(ADA, "slow", there=100))
        await asyncio.sleep(90)
        await asyncio.gather(slow, telegram.call(ADA, "next"))

    assert [visit.name for visit in run(story).visits] == ["slow", "next"]


def test_a_group_is_not_forgotten_before_its_minute_is_over() -> None:
    async def story(telegram: Telegram) -> None:
        await telegram.call(BOB)  # looks for chats to forget, and again a minute later
        await asyncio.sleep(24)
        await asyncio.gather(*(telegram.call(GROUP) for _ in range(12)))
        await asyncio.sleep(60.1 - now())
        await telegram.call(BOB)
        await asyncio.gather(*(telegram.call(GROUP) for _ in range(20)))

    assert most_in(60, run(story).times(GROUP)) <= 20


# Holds


def test_a_refused_call_is_repeated_when_telegram_allows_and_holds_only_its_own_chat() -> None:
    async def story(telegram: Telegram) -> None:
        telegram.refusals[ADA].append(40)
        await asyncio.gather(telegram.call(ADA, 1), telegram.call(ADA, 2), telegram.call(BOB), telegram.card(CHANNEL))

    telegram = run(story)
    assert max(*telegram.times(BOB), *telegram.times(CHANNEL)) < 1
    assert [(visit.name, visit.arrived >= 40) for visit in telegram.visits if visit.chat == ADA] == [
        (1, False),
        (1, True),
        (2, True),
    ]


def test_neither_a_success_nor_a_shorter_refusal_ends_a_hold_early() -> None:
    async def story(telegram: Telegram) -> None:
        async with asyncio.TaskGroup() as group:
            telegram.refusals[ADA] += [40, 1]
            group.create_task(telegram.call(ADA, "send"))
            group.create_task(telegram.call(ADA, "edit", endpoint="editMessageText"))
            for n in range(30):
                await asyncio.sleep(1)
                await telegram.call(BOB, n)
            await telegram.call(ADA, "another edit", endpoint="editMessageText")

    times = run(story).times(ADA)
    assert len(times) == 5
    assert [each >= 40 for each in times] == [False, False, True, True, True]


def test_a_hold_that_comes_while_a_call_waits_for_its_turn_is_kept() -> None:
    async def story(telegram: Telegram) -> None:
        telegram.refusals[ADA].append(40)
        edit = asyncio.create_task(telegram.call(ADA, endpoint="editMessageText", there=0.5))
        await asyncio.sleep(0.1)
        others = [telegram.call(2000 + n) for n in range(100)]
        await asyncio.gather(edit, *others, telegram.call(ADA, "last in the line of all"))

    assert [each >= 40 for each in run(story).times(ADA)] == [False, True, True]


def test_a_call_without_a_chat_holds_everything() -> None:
    async def story(telegram: Telegram) -> None:
        telegram.refusals[None].append(20)
        toast = asyncio.create_task(telegram.call(None, endpoint="answerCallbackQuery"))
        await asyncio.sleep(0.1)
        await asyncio.gather(toast, telegram.call(ADA), telegram.call(GROUP, endpoint="getChat"))

    telegram = run(story)
    assert min(*telegram.times(ADA), *telegram.times(GROUP), telegram.times(None)[1]) >= 20


def test_the_limit_of_the_menus_holds_the_menus_alone() -> None:
    async def story(telegram: Telegram) -> None:
        telegram.refusals[None].append(3600)
        menus = asyncio.create_task(telegram.call(None, "menus", endpoint="setMyCommands"))
        await asyncio.sleep(0.1)
        await telegram.call(ADA)
        await telegram.call(None, endpoint="answerCallbackQuery")
        assert now() < 1
        await menus
        assert now() >= 3600

    run(story)


@pytest.mark.parametrize("accepted_between", [False, True])
def test_three_refused_chats_in_a_row_mean_all_of_telegram(accepted_between: bool) -> None:
    async def story(telegram: Telegram) -> None:
        refused = []
        for chat in (ADA, BOB, EVE):
            telegram.refusals[chat].append(30)
            refused.append(asyncio.create_task(telegram.call(chat)))
            await asyncio.sleep(0.1)
            if accepted_between and chat == BOB:
                await telegram.call(GROUP)
        await telegram.call(2000)
        assert (now() >= 30) is not accepted_between
        await asyncio.gather(*refused)

    run(story)


def test_a_chat_that_is_refused_again_and_again_means_only_itself() -> None:
    async def story(telegram: Telegram) -> None:
        telegram.refusals[ADA] += [1, 1, 1, 60]
        waiting = asyncio.create_task(telegram.call(ADA))
        await asyncio.sleep(10)
        await telegram.call(BOB)
        assert now() < 11
        await waiting

    run(story)


def test_a_long_wait_is_told_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def story(telegram: Telegram) -> None:
        telegram.refusals[ADA].append(40)
        await telegram.call(ADA)

    run(story)
    assert "Telegram wants chat 1002 left alone for 40 s" in caplog.text
    assert "a call waited 40 s until chat 1002 was free for it" in caplog.text


# Cards, and other calls that are not repeated


def test_a_card_for_a_chat_on_hold_is_to_be_tried_later() -> None:
    async def story(telegram: Telegram) -> None:
        telegram.refusals[CHANNEL].append(40)
        await telegram.pace.ready(CHANNEL)
        with pytest.raises(error.RetryAfter):
            await telegram.call(CHANNEL, marked=ADMITTED)
        await telegram.card(GROUP)
        with pytest.raises(TryLater) as raised:
            await telegram.pace.ready(CHANNEL)
        assert 39 < raised.value.after.total_seconds() < 41
        assert now() < 1
        await asyncio.sleep(40)
        await telegram.card(CHANNEL)

    telegram = run(story)
    assert [visit.ok for visit in telegram.visits if visit.chat == CHANNEL] == [False, True]


def test_a_card_that_waits_for_its_turn_learns_at_once_of_a_long_hold() -> None:
    async def story(telegram: Telegram) -> None:
        telegram.refusals[CHANNEL].append(40)
        reply = asyncio.create_task(telegram.call(CHANNEL, there=0.5))  # at the head of the line, and stays there
        await asyncio.sleep(0.1)
        with pytest.raises(TryLater):
            await telegram.pace.ready(CHANNEL)
        assert now() < 1
        await reply

    run(story)


def test_a_card_waits_for_a_short_hold() -> None:
    async def story(telegram: Telegram) -> None:
        telegram.refusals[CHANNEL].append(2)
        with pytest.raises(error.RetryAfter):
            await telegram.call(CHANNEL, marked=ADMITTED)
        await telegram.card(CHANNEL)

    times = run(story).times(CHANNEL)
    assert 2 <= times[1] - times[0] < PATIENCE


def test_an_admitted_card_goes_at_once_and_the_next_message_keeps_its_distance() -> None:
    async def story(telegram: Telegram) -> None:
        await telegram.pace.ready(CHANNEL)
        await asyncio.sleep(5)  # the ledger takes its time
        before = now()
        await telegram.call(CHANNEL, marked=ADMITTED, there=0.5, back=0.5)
        assert now() < before + 1.1
        await telegram.call(CHANNEL)

    times = run(story).times(CHANNEL)
    assert times[1] - times[0] >= 1


def test_a_call_marked_once_is_not_repeated_and_does_not_wait_out_a_long_hold() -> None:
    async def story(telegram: Telegram) -> None:
        telegram.refusals[ADA].append(40)
        for _ in range(2):
            with pytest.raises(error.RetryAfter):
                await telegram.call(ADA, marked=ONCE)
        assert now() < 1

    assert len(run(story).visits) == 1


def test_a_call_given_up_leaves_the_line_to_the_others() -> None:
    async def story(telegram: Telegram) -> None:
        waiting = [asyncio.create_task(telegram.call(GROUP, n)) for n in range(8)]
        await asyncio.sleep(1.5)
        for each in waiting[2:6]:
            each.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    assert [visit.name for visit in run(story).visits] == [0, 1, 6, 7]


@pytest.mark.parametrize("failure", [error.TimedOut(), error.BadRequest("no")])
def test_any_other_failure_is_the_callers(failure: error.TelegramError) -> None:
    async def story(telegram: Telegram) -> None:
        def fails(_: object) -> object:
            raise failure

        telegram.answer = fails
        with pytest.raises(type(failure)):
            await telegram.call(ADA)

    assert len(run(story).visits) == 1


# The end, and a new beginning


def test_at_the_end_only_what_would_wait_long_is_given_up() -> None:
    async def story(telegram: Telegram) -> None:
        telegram.refusals[ADA].append(3600)
        tasks = [asyncio.create_task(telegram.call(chat)) for chat in (ADA, ADA, BOB, BOB, BOB)]
        await asyncio.sleep(0.1)
        telegram.pace.end()
        outcomes = await asyncio.gather(*tasks, telegram.call(EVE), telegram.call(ADA), return_exceptions=True)
        assert [isinstance(each, error.RetryAfter) for each in outcomes] == [True, True, *[False] * 4, True]
        assert now() < PATIENCE + 1
        await asyncio.sleep(10)
        await telegram.call(BOB)  # needs no waiting

    run(story)


def test_a_long_hold_survives_a_restart_by_either_name() -> None:
    holds = MemoryHolds()

    async def story(telegram: Telegram) -> None:
        await telegram.pace.remember(holds, clock)
        telegram.answer = lambda _: a_message(CHANNEL_ID, "channel", "daily_digest")
        await telegram.call(CHANNEL)
        await asyncio.sleep(2)
        for chat, seconds in ((CHANNEL_ID, 3600), (BOB, 60), (EVE, 20)):
            telegram.refusals[chat].append(seconds)
            with pytest.raises(error.RetryAfter):
                await telegram.call(chat, marked=ONCE)
            await telegram.call(2000)

        restarted = Telegram()
        await asyncio.sleep(300)
        await restarted.pace.remember(holds, clock)
        for name in (CHANNEL, CHANNEL_ID):
            with pytest.raises(TryLater) as raised:
                await restarted.pace.ready(name)
            assert 3200 < raised.value.after.total_seconds() < 3310
        await restarted.card(BOB)  # long over
        await restarted.card(EVE)  # never worth keeping
        assert sorted(await holds.holds()) == [str(CHANNEL_ID), CHANNEL]
        await asyncio.sleep(3400)
        await restarted.card(CHANNEL)

    run(story)


def test_a_long_hold_on_everything_survives_a_restart() -> None:
    holds = MemoryHolds()

    async def story(telegram: Telegram) -> None:
        await telegram.pace.remember(holds, clock)
        telegram.refusals[None].append(100)
        with pytest.raises(error.RetryAfter):
            await telegram.call(None, marked=ONCE, endpoint="getMe")
        restarted = Telegram()
        await restarted.pace.remember(holds, clock)
        await restarted.call(ADA)
        assert now() >= 100

    run(story)


def test_a_store_that_fails_is_told_in_the_log_and_the_hold_stands(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(MemoryHolds):
        async def hold(self, place: str, until: dt.datetime) -> None:
            raise OSError("disk full")

    async def story(telegram: Telegram) -> None:
        await telegram.pace.remember(Broken(), clock)
        telegram.refusals[ADA].append(40)
        await telegram.call(ADA)
        assert now() >= 40

    run(story)
    assert "could not be stored: disk full" in caplog.text
