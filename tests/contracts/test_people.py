"""The contract of the port People."""

import re

import pytest

from bot.domain.language import Language
from bot.domain.ports import People
from tests.contracts.deliveries import NOON, minutes

LIN, MAX = 2**40 + 7, 1002  # ids of people have more than 32 bits


async def test_nobody_has_chosen_a_language_at_first(people: People) -> None:
    assert await people.language(LIN) is None


async def test_the_last_chosen_language_holds_for_that_person(people: People) -> None:
    await people.choose_language(LIN, Language.EN)
    await people.choose_language(LIN, Language.ZH)
    assert await people.language(LIN) is Language.ZH
    assert await people.language(MAX) is None


async def test_what_was_shown_is_remembered_for_each_person_once(people: People) -> None:
    for key in ("star", "lets-verify", "star"):
        await people.show(LIN, key)
    assert await people.shown(LIN) == {"star", "lets-verify"}
    assert await people.shown(MAX) == frozenset()


async def test_forgetting_forgets_only_the_keys_named_and_only_for_that_person(people: People) -> None:
    for key in ("star", "lets-verify", "quiet-star"):
        await people.show(LIN, key)
    await people.show(MAX, "star")
    await people.forget_shown(LIN, frozenset({"star", "quiet-star", "never-shown"}))
    await people.forget_shown(LIN, frozenset())
    assert await people.shown(LIN) == {"lets-verify"}
    assert await people.shown(MAX) == {"star"}


async def test_more_keys_are_forgotten_than_a_statement_has_parameters(people: People) -> None:
    await people.show(LIN, "entry-39999")
    await people.forget_shown(LIN, frozenset(f"entry-{n}" for n in range(40_000)))
    assert await people.shown(LIN) == frozenset()


async def test_saved_entries_come_newest_first(people: People) -> None:
    await people.save(LIN, "star", NOON + minutes(9))
    await people.save(LIN, "lets-verify", NOON)
    await people.save(LIN, "quiet-star", NOON)
    await people.save(MAX, "other", NOON)
    assert await people.saved(LIN) == ["star", "quiet-star", "lets-verify"]


async def test_saving_again_changes_nothing(people: People) -> None:
    await people.save(LIN, "star", NOON)
    await people.save(LIN, "lets-verify", NOON + minutes(1))
    await people.save(LIN, "star", NOON + minutes(2))
    assert await people.saved(LIN) == ["lets-verify", "star"]


async def test_what_is_saved_anew_after_being_let_go_is_the_newest(people: People) -> None:
    await people.save(LIN, "star", NOON)
    await people.save(LIN, "lets-verify", NOON + minutes(1))
    await people.unsave(LIN, "star")
    await people.unsave(LIN, "star")
    assert await people.saved(LIN) == ["lets-verify"]
    await people.save(LIN, "star", NOON + minutes(2))
    assert await people.saved(LIN) == ["star", "lets-verify"]


async def test_letting_go_is_a_matter_of_one_person(people: People) -> None:
    await people.save(LIN, "star", NOON)
    await people.unsave(MAX, "star")
    assert await people.saved(LIN) == ["star"]


async def test_saving_at_a_naive_time_is_refused(people: People) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        await people.save(LIN, "star", NOON.replace(tzinfo=None))


async def test_a_long_text_is_found_again_by_its_short_id(people: People) -> None:
    text = "推理 reasoning " * 200 + "'; DROP TABLE texts; --"
    text_id = await people.keep_text(text, NOON)
    assert re.fullmatch(r"[A-Za-z0-9_-]{12}", text_id)
    assert await people.kept_text(text_id) == text


async def test_the_same_text_has_the_same_id_and_another_text_another(people: People) -> None:
    first = await people.keep_text("思维链", NOON)
    assert await people.keep_text("思维链", NOON + minutes(1)) == first
    assert await people.keep_text("思维", NOON) != first


async def test_an_id_that_was_never_given_has_no_text(people: People) -> None:
    assert await people.kept_text("AAAAAAAAAAAA") is None


async def test_texts_last_kept_before_a_moment_are_forgotten_and_later_ones_stay(people: People) -> None:
    old, fresh = await people.keep_text("old", NOON), await people.keep_text("fresh", NOON + minutes(5))
    await people.forget_texts(NOON + minutes(5))
    assert (await people.kept_text(old), await people.kept_text(fresh)) == (None, "fresh")
    assert await people.keep_text("old", NOON + minutes(6)) == old
    assert await people.kept_text(old) == "old"


async def test_a_text_kept_again_is_as_fresh_as_a_new_one(people: People) -> None:
    text_id = await people.keep_text("思维链", NOON)
    await people.keep_text("思维链", NOON + minutes(9))
    await people.forget_texts(NOON + minutes(5))
    assert await people.kept_text(text_id) == "思维链"


async def test_texts_are_neither_kept_nor_forgotten_at_a_naive_time(people: People) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(ValueError, match="no time zone"):
        await people.keep_text("思维链", naive)
    with pytest.raises(ValueError, match="no time zone"):
        await people.forget_texts(naive)
