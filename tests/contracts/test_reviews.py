"""The contract of the port Reviews."""

from dataclasses import replace

import pytest

from bot.domain.reviews import Prompt, Reviews
from tests.contracts.deliveries import NOON, minutes

ADA, WEI = 2**40 + 7, 1004  # ids of people have more than 32 bits
PROMPT = Prompt(chat=ADA, message_id=7, person=ADA, key="star", field="title.zh", before="0" * 16, at=NOON)


async def test_nothing_is_put_off_at_first(reviews: Reviews) -> None:
    assert await reviews.put_off_items() == []


async def test_what_was_put_off_first_comes_first(reviews: Reviews) -> None:
    await reviews.put_off("entry b", NOON + minutes(1))
    await reviews.put_off("document https://example.org/推理'; --", NOON + minutes(2))
    await reviews.put_off("entry a", NOON)
    assert await reviews.put_off_items() == ["entry a", "entry b", "document https://example.org/推理'; --"]


async def test_put_off_again_it_comes_last(reviews: Reviews) -> None:
    for number, item in enumerate(("entry a", "entry b", "entry a")):
        await reviews.put_off(item, NOON + minutes(number))
    assert await reviews.put_off_items() == ["entry b", "entry a"]


async def test_what_is_taken_up_is_put_off_no_more(reviews: Reviews) -> None:
    await reviews.put_off("entry a", NOON)
    await reviews.put_off("entry b", NOON)
    await reviews.take_up("entry a")
    await reviews.take_up("entry a")
    assert await reviews.put_off_items() == ["entry b"]


async def test_a_prompt_is_known_by_its_message_in_its_chat(reviews: Reviews) -> None:
    await reviews.ask(PROMPT)
    assert await reviews.asked(ADA, 7) == PROMPT
    assert await reviews.asked(ADA, 8) is None
    assert await reviews.asked(WEI, 7) is None


async def test_the_same_message_number_in_another_chat_is_another_prompt(reviews: Reviews) -> None:
    other = replace(PROMPT, chat=WEI, person=WEI, field="url")
    await reviews.ask(PROMPT)
    await reviews.ask(other)
    await reviews.close(ADA, 7)
    await reviews.close(ADA, 7)
    assert await reviews.asked(ADA, 7) is None
    assert await reviews.asked(WEI, 7) == other


async def test_a_message_that_asks_anew_asks_for_the_latest(reviews: Reviews) -> None:
    """A chat that was deleted and begun anew counts from 1 again."""
    await reviews.ask(PROMPT)
    await reviews.ask(replace(PROMPT, field="title.en", at=NOON + minutes(1)))
    asked = await reviews.asked(ADA, 7)
    assert asked
    assert (asked.field, asked.at) == ("title.en", NOON + minutes(1))


async def test_prompts_from_before_a_moment_are_forgotten_and_later_ones_stay(reviews: Reviews) -> None:
    await reviews.ask(PROMPT)
    await reviews.ask(replace(PROMPT, message_id=8, at=NOON + minutes(5)))
    await reviews.forget_prompts(NOON + minutes(5))
    assert await reviews.asked(ADA, 7) is None
    assert await reviews.asked(ADA, 8)


async def test_naive_times_are_refused(reviews: Reviews) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(ValueError, match="no time zone"):
        await reviews.put_off("entry a", naive)
    with pytest.raises(ValueError, match="no time zone"):
        await reviews.ask(replace(PROMPT, at=naive))
    with pytest.raises(ValueError, match="no time zone"):
        await reviews.forget_prompts(naive)
