"""The contracts of the ports Leases, Notices and Holds."""

import asyncio

import pytest

from bot.domain.upkeep import Holds, Lease, Leases, Notices
from tests.contracts.deliveries import NOON, minutes
from tests.worlds import at

# ── leases ──


async def _taken(leases: Leases, holder: str = "a:1") -> Lease:
    lease = await leases.take(holder, after=None)
    assert lease is not None
    return lease


async def test_a_lease_that_nobody_has_is_taken(leases: Leases) -> None:
    assert await leases.look() is None
    lease = await _taken(leases)
    assert lease.holder == "a:1"
    assert await leases.look() == lease


async def test_a_lease_that_somebody_has_is_not_taken_as_if_nobody_had_it(leases: Leases) -> None:
    lease = await _taken(leases)
    assert await leases.take("b:2", after=None) is None
    assert await leases.look() == lease


async def test_a_lease_that_stands_still_is_taken_over(leases: Leases) -> None:
    old = await _taken(leases)
    new = await leases.take("b:2", after=old)
    assert new is not None
    assert (new.holder, await leases.look()) == ("b:2", new)
    assert await leases.renew(old) is None
    assert await leases.look() == new


async def test_a_lease_that_has_beaten_since_is_not_taken_over(leases: Leases) -> None:
    seen = await _taken(leases)
    renewed = await leases.renew(seen)
    assert await leases.take("b:2", after=seen) is None
    assert await leases.look() == renewed


async def test_a_lease_given_back_since_is_not_taken_over_but_taken(leases: Leases) -> None:
    seen = await _taken(leases)
    await leases.release(seen)
    assert await leases.take("b:2", after=seen) is None
    assert await leases.take("b:2", after=None)


async def test_each_beat_is_one_more(leases: Leases) -> None:
    lease = await _taken(leases)
    for beat in (1, 2, 3):
        renewed = await leases.renew(lease)
        assert renewed == Lease(holder="a:1", beat=lease.beat + beat)  # even by who did not hear of the last beat
    assert await leases.look() == renewed


async def test_only_its_holder_gives_a_lease_back(leases: Leases) -> None:
    old = await _taken(leases)
    new = await leases.take("b:2", after=old)
    await leases.release(old)
    assert await leases.look() == new
    assert new is not None
    await leases.release(new)
    assert await leases.look() is None
    assert await leases.renew(new) is None


async def test_a_lease_is_given_back_by_who_did_not_hear_of_the_last_beat(leases: Leases) -> None:
    lease = await _taken(leases)
    await leases.renew(lease)
    await leases.release(lease)
    assert await leases.look() is None


async def test_of_many_who_take_a_free_lease_one_gets_it(leases: Leases) -> None:
    taken = await asyncio.gather(*(leases.take(f"host:{number}", after=None) for number in range(20)))
    assert [lease for lease in taken if lease] == [await leases.look()]


async def test_of_many_who_take_over_one_gets_it(leases: Leases) -> None:
    old = await _taken(leases)
    taken = await asyncio.gather(*(leases.take(f"host:{number}", after=old) for number in range(20)))
    assert [lease for lease in taken if lease] == [await leases.look()]


# ── notices ──


async def test_what_was_said_stands_until_it_is_dropped(notices: Notices) -> None:
    assert await notices.standing() == {}
    await notices.keep("chat daily", "The bot is not in the channel.")
    await notices.keep("token", "令牌已被撤销。")
    assert await notices.standing() == {"chat daily": "The bot is not in the channel.", "token": "令牌已被撤销。"}
    await notices.drop("chat daily")
    await notices.drop("chat daily")
    assert await notices.standing() == {"token": "令牌已被撤销。"}


async def test_what_was_said_last_of_a_topic_stands(notices: Notices) -> None:
    await notices.keep("token", "first")
    await notices.keep("token", "second")
    assert await notices.standing() == {"token": "second"}


# ── holds ──


async def test_places_are_on_hold_until_an_instant(holds: Holds) -> None:
    assert await holds.holds() == {}
    await holds.hold("", NOON + minutes(5))
    await holds.hold("-1001", at("2026-11-22 20:09", "Asia/Shanghai"))
    assert await holds.holds() == {"": NOON + minutes(5), "-1001": NOON + minutes(9)}


async def test_a_hold_is_made_longer_and_never_shorter(holds: Holds) -> None:
    await holds.hold("@daily_digest", NOON + minutes(5))
    await holds.hold("@daily_digest", NOON + minutes(3))
    assert await holds.holds() == {"@daily_digest": NOON + minutes(5)}
    await holds.hold("@daily_digest", NOON + minutes(9))
    assert await holds.holds() == {"@daily_digest": NOON + minutes(9)}


async def test_holds_that_ended_before_an_instant_are_forgotten(holds: Holds) -> None:
    await holds.hold("1", NOON - minutes(1))
    await holds.hold("2", NOON)
    await holds.hold("3", NOON + minutes(1))
    await holds.forget_holds(NOON)
    assert await holds.holds() == {"2": NOON, "3": NOON + minutes(1)}


async def test_a_naive_time_is_no_hold(holds: Holds) -> None:
    for act in (holds.hold("1", NOON.replace(tzinfo=None)), holds.forget_holds(NOON.replace(tzinfo=None))):
        with pytest.raises(ValueError, match="no time zone"):
            await act
    assert await holds.holds() == {}
