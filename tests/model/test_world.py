"""The world keeps the contracts of the ports that it stands for."""

from collections.abc import Iterator

import pytest

from tests.contracts.test_messenger import (
    Recorded,
    test_a_change_that_fails_says_what_that_means_and_can_be_repeated,
    test_a_post_is_deleted_and_deleting_it_again_is_well,
    test_a_post_that_is_gone_cannot_be_edited,
    test_what_is_sent_is_in_the_channel_under_the_id_that_is_returned,
)
from tests.contracts.test_probe import (
    Faked,
    test_a_post_carries_its_own_token_and_stays_as_it_is,
    test_a_post_that_was_deleted_is_absent,
    test_neither_others_posts_nor_absent_ones_carry_the_token,
    test_own_posts_others_posts_and_none_are_told_apart_and_stay_as_they_are,
)
from tests.model.world import World, WorldLoop, WorldProbe

__all__ = [
    "test_a_change_that_fails_says_what_that_means_and_can_be_repeated",
    "test_a_post_carries_its_own_token_and_stays_as_it_is",
    "test_a_post_is_deleted_and_deleting_it_again_is_well",
    "test_a_post_that_is_gone_cannot_be_edited",
    "test_a_post_that_was_deleted_is_absent",
    "test_neither_others_posts_nor_absent_ones_carry_the_token",
    "test_own_posts_others_posts_and_none_are_told_apart_and_stay_as_they_are",
    "test_what_is_sent_is_in_the_channel_under_the_id_that_is_returned",
]


class Stage(Recorded, Faked):
    """Both at once: what one sends the other finds."""

    def trouble(self, kind: str) -> None:
        Recorded.trouble(self, kind)


@pytest.fixture
def stage() -> Iterator[Stage]:
    loop = WorldLoop()
    world = World(loop)
    stage = Stage.__new__(Stage)
    stage.messenger, stage.probe = world, WorldProbe(world)
    yield stage
    loop.close()
