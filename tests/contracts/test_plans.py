"""The contract of the port Plans."""

import pytest

from bot.domain.plan import Plan, Quarantined
from bot.domain.ports import Plans
from tests.contracts.deliveries import NOON, a_slot, minutes

STAR = Quarantined(key="star", edition="5f1c", reason="can't parse entities: …", since=NOON)


async def test_a_channel_nobody_changed_has_an_empty_plan(plans: Plans) -> None:
    assert await plans.of("daily") == Plan()


async def test_a_pinned_slot_gets_its_entry(plans: Plans) -> None:
    await plans.pin(a_slot(23), "lets-verify")
    await plans.pin(a_slot(24, label="demand:7f"), "star")
    assert (await plans.of("daily")).pins == {
        a_slot(23): "lets-verify",
        a_slot(24, label="demand:7f"): "star",
    }


async def test_a_later_pin_replaces_the_earlier(plans: Plans) -> None:
    await plans.pin(a_slot(), "lets-verify")
    await plans.pin(a_slot(), "star")
    assert (await plans.of("daily")).pins == {a_slot(): "star"}


async def test_an_unpinned_slot_is_free_again_and_unpinning_twice_is_fine(plans: Plans) -> None:
    await plans.pin(a_slot(), "lets-verify")
    await plans.pin(a_slot(23), "star")
    await plans.unpin(a_slot())
    await plans.unpin(a_slot())
    assert (await plans.of("daily")).pins == {a_slot(23): "star"}


async def test_skips_hold_for_their_cycle_and_skipping_twice_is_once(plans: Plans) -> None:
    await plans.skip("daily", 1, "lets-verify")
    await plans.skip("daily", 1, "lets-verify")
    await plans.skip("daily", 2, "lets-verify")
    assert (await plans.of("daily")).skips == {(1, "lets-verify"), (2, "lets-verify")}


async def test_clearing_takes_back_all_pins_and_the_skips_of_that_cycle(plans: Plans) -> None:
    await plans.pin(a_slot(23), "star")
    await plans.pin(a_slot(24, label="demand:7f"), "lets-verify")
    await plans.skip("daily", 1, "lets-verify")
    await plans.skip("daily", 2, "star")
    await plans.clear("daily", cycle=2)
    assert await plans.of("daily") == Plan(skips=frozenset({(1, "lets-verify")}))


async def test_clearing_leaves_the_pause_and_other_channels_alone(plans: Plans) -> None:
    await plans.pause("daily", NOON)
    await plans.pin(a_slot(channel="weekly"), "star")
    await plans.skip("weekly", 1, "star")
    await plans.clear("daily", cycle=1)
    assert await plans.of("daily") == Plan(paused_at=NOON)
    weekly = await plans.of("weekly")
    assert weekly == Plan(pins={a_slot(channel="weekly"): "star"}, skips=frozenset({(1, "star")}))


async def test_what_was_cleared_can_be_pinned_and_skipped_anew(plans: Plans) -> None:
    for _ in range(2):
        await plans.pin(a_slot(), "star")
        await plans.skip("daily", 1, "star")
        assert await plans.of("daily") == Plan(pins={a_slot(): "star"}, skips=frozenset({(1, "star")}))
        await plans.clear("daily", cycle=1)
        assert await plans.of("daily") == Plan()


async def test_a_paused_channel_says_since_when_even_if_paused_again(plans: Plans) -> None:
    await plans.pause("daily", NOON)
    await plans.pause("daily", NOON + minutes(5))
    assert (await plans.of("daily")).paused_at == NOON


async def test_a_resumed_channel_is_not_paused_and_can_be_paused_anew(plans: Plans) -> None:
    await plans.pause("daily", NOON)
    await plans.resume("daily")
    assert (await plans.of("daily")).paused_at is None
    await plans.resume("daily")
    await plans.pause("daily", NOON + minutes(5))
    assert (await plans.of("daily")).paused_at == NOON + minutes(5)


async def test_a_pause_at_a_naive_time_is_refused(plans: Plans) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        await plans.pause("daily", NOON.replace(tzinfo=None))


async def test_channels_have_plans_of_their_own(plans: Plans) -> None:
    await plans.pin(a_slot(channel="weekly"), "star")
    await plans.skip("weekly", 1, "star")
    await plans.pause("weekly", NOON)
    assert await plans.of("daily") == Plan()
    await plans.resume("daily")
    assert (await plans.of("weekly")).paused_at == NOON


async def test_an_entry_in_quarantine_is_out_of_every_channels_plan_until_released(plans: Plans) -> None:
    await plans.quarantine(STAR)
    for channel in ("daily", "weekly"):
        assert await plans.of(channel) == Plan(quarantined=frozenset({"star"}))
    await plans.release("star")
    await plans.release("star")
    assert await plans.of("daily") == Plan()
    assert await plans.quarantined() == []


async def test_entries_in_quarantine_are_listed_by_key_with_the_reason(plans: Plans) -> None:
    other = Quarantined(key="lets-verify", edition="", reason="消息太长", since=NOON + minutes(5))
    await plans.quarantine(STAR)
    await plans.quarantine(other)
    assert await plans.quarantined() == [other, STAR]


async def test_what_is_said_last_of_an_entry_in_quarantine_holds(plans: Plans) -> None:
    await plans.quarantine(STAR)
    again = Quarantined(key="star", edition="77aa", reason="message is too long", since=NOON + minutes(5))
    await plans.quarantine(again)
    assert await plans.quarantined() == [again]


async def test_clearing_a_queue_releases_no_entry(plans: Plans) -> None:
    await plans.quarantine(STAR)
    await plans.clear("daily", cycle=1)
    assert await plans.quarantined() == [STAR]


async def test_a_quarantine_at_a_naive_time_is_refused(plans: Plans) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        await plans.quarantine(Quarantined(key="star", edition="", reason="", since=NOON.replace(tzinfo=None)))
    assert await plans.quarantined() == []
