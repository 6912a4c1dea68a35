"""The contract of the port Suggestions."""

import datetime as dt

import pytest

from bot.domain.language import Language
from bot.domain.suggestions import Fate, Suggestion, Suggestions
from tests.contracts.deliveries import NOON, minutes
from tests.worlds import at

LIN, WEI, SAM = 1001, 8_000_000_004, 1003
PAPER, OTHER = "arXiv 2201.11903", "https://example.org/other"


async def suggest(
    suggestions: Suggestions,
    person: int = LIN,
    document: str = PAPER,
    now: dt.datetime = NOON,
    note: str = "",
    name: str = "Lin",
) -> Suggestion:
    return await suggestions.add(
        person=person, name=name, url=f"https://example.org/?{document}", document=document, note=note, now=now
    )


async def fates(suggestions: Suggestions, document: str = PAPER) -> list[tuple[int, Fate, str | None]]:
    return [(each.person, each.fate, each.key) for each in await suggestions.of_document(document)]


async def test_what_was_suggested_is_kept_as_it_was_said(suggestions: Suggestions) -> None:
    made = await suggestions.add(
        person=WEI,
        name="小伟 <b>",
        url="https://arxiv.org/abs/2201.11903",
        document=PAPER,
        note="值得一读 & 'short'",
        now=at("2026-11-22 20:00", "Asia/Shanghai"),
        language=Language.ZH,
    )
    assert made == Suggestion(
        id=made.id,
        person=WEI,
        name="小伟 <b>",
        url="https://arxiv.org/abs/2201.11903",
        document=PAPER,
        note="值得一读 & 'short'",
        at=NOON,
        language=Language.ZH,
    )
    assert await suggestions.open() == await suggestions.of_document(PAPER) == [made]
    assert await suggestions.of_document(OTHER) == []


async def test_the_oldest_comes_first_and_of_several_for_one_document_the_first_alone(suggestions: Suggestions) -> None:
    await suggest(suggestions, LIN, OTHER, NOON + minutes(1))
    await suggest(suggestions, WEI, PAPER, NOON + minutes(2))
    await suggest(suggestions, SAM, PAPER, NOON)
    assert [(each.person, each.document) for each in await suggestions.open()] == [(SAM, PAPER), (LIN, OTHER)]
    assert [each.person for each in await suggestions.of_document(PAPER)] == [SAM, WEI]


async def test_of_two_made_in_one_instant_the_earlier_noted_is_the_first(suggestions: Suggestions) -> None:
    await suggest(suggestions, WEI)
    await suggest(suggestions, LIN)
    assert [each.person for each in await suggestions.open()] == [WEI]


@pytest.mark.parametrize("fate", [Fate.OPEN, Fate.TAKEN])
async def test_the_same_person_is_noted_once_while_the_first_word_waits(suggestions: Suggestions, fate: Fate) -> None:
    await suggest(suggestions, note="first")
    await suggestions.settle(PAPER, fate, key="cot" if fate is Fate.TAKEN else None)
    again = await suggest(suggestions, note="second", now=NOON + minutes(5))
    assert (again.note, again.at, again.fate) == ("first", NOON, fate)
    assert [again] == await suggestions.of_document(PAPER)


@pytest.mark.parametrize("fate", [Fate.REFUSED, Fate.TOLD])
async def test_what_is_over_is_opened_anew_by_the_same_person(suggestions: Suggestions, fate: Fate) -> None:
    first = await suggest(suggestions, note="first")
    if fate is Fate.TOLD:
        await suggestions.settle(PAPER, Fate.TAKEN, key="cot")
        assert await suggestions.told(first.id)
    else:
        await suggestions.settle(PAPER, fate)
    again = await suggest(suggestions, note="second", now=NOON + minutes(5))
    assert (again.note, again.at, again.fate, again.key) == ("second", NOON + minutes(5), Fate.OPEN, None)
    assert [again] == await suggestions.of_document(PAPER) == await suggestions.open()


async def test_who_suggests_what_is_taken_waits_for_the_same_news(suggestions: Suggestions) -> None:
    await suggest(suggestions, LIN)
    await suggestions.settle(PAPER, Fate.TAKEN, key="cot")
    late = await suggest(suggestions, WEI, now=NOON + minutes(5))
    assert (late.fate, late.key) == (Fate.TAKEN, "cot")
    other = await suggest(suggestions, WEI, OTHER, now=NOON + minutes(6))
    assert (other.fate, other.key) == (Fate.OPEN, None)
    assert [each.person for each in await suggestions.awaiting_news()] == [LIN, WEI]


async def test_a_document_is_settled_for_all_who_suggested_it_and_no_other_is(suggestions: Suggestions) -> None:
    for person in (LIN, WEI):
        await suggest(suggestions, person)
    await suggest(suggestions, SAM, OTHER)
    await suggestions.settle(PAPER, Fate.TAKEN, key="cot")
    assert await fates(suggestions) == [(LIN, Fate.TAKEN, "cot"), (WEI, Fate.TAKEN, "cot")]
    assert [each.document for each in await suggestions.open()] == [OTHER]
    await suggestions.settle("arXiv 2222.22222", Fate.REFUSED)
    assert await fates(suggestions, OTHER) == [(SAM, Fate.OPEN, None)]


async def test_the_latest_word_on_a_document_counts(suggestions: Suggestions) -> None:
    await suggest(suggestions)
    await suggestions.settle(PAPER, Fate.TAKEN, key="cot")
    await suggestions.settle(PAPER, Fate.TAKEN, key="chain-of-thought")
    assert await fates(suggestions) == [(LIN, Fate.TAKEN, "chain-of-thought")]
    await suggestions.settle(PAPER, Fate.REFUSED)
    assert await fates(suggestions) == [(LIN, Fate.REFUSED, None)]
    assert await suggestions.open() == await suggestions.awaiting_news() == []


async def test_news_is_noted_once(suggestions: Suggestions) -> None:
    lin, wei = await suggest(suggestions, LIN), await suggest(suggestions, WEI)
    assert not await suggestions.told(lin.id)  # not taken yet
    await suggestions.settle(PAPER, Fate.TAKEN, key="cot")
    assert await suggestions.told(lin.id)
    assert not await suggestions.told(lin.id)
    assert [each.id for each in await suggestions.awaiting_news()] == [wei.id]


async def test_who_was_told_is_told_no_more_whatever_becomes_of_the_document(suggestions: Suggestions) -> None:
    lin = await suggest(suggestions, LIN)
    await suggestions.settle(PAPER, Fate.TAKEN, key="cot")
    await suggestions.told(lin.id)
    await suggestions.settle(PAPER, Fate.REFUSED)
    await suggestions.settle(PAPER, Fate.TAKEN, key="again")
    assert await fates(suggestions) == [(LIN, Fate.TOLD, "cot")]


async def test_news_that_did_not_arrive_waits_again(suggestions: Suggestions) -> None:
    lin = await suggest(suggestions, LIN)
    await suggestions.untold(lin.id)
    assert await fates(suggestions) == [(LIN, Fate.OPEN, None)]
    await suggestions.settle(PAPER, Fate.TAKEN, key="cot")
    await suggestions.told(lin.id)
    await suggestions.untold(lin.id)
    assert await fates(suggestions) == [(LIN, Fate.TAKEN, "cot")]
    assert await suggestions.told(lin.id)


async def test_when_a_person_made_them_is_known_whatever_their_fate(suggestions: Suggestions) -> None:
    for number, document in enumerate(("a", "b", "c")):
        await suggest(suggestions, LIN, document, NOON + minutes(number))
    await suggest(suggestions, WEI, "a", NOON + minutes(9))
    await suggestions.settle("c", Fate.REFUSED)
    assert await suggestions.made_since(LIN, NOON + minutes(1)) == [NOON + minutes(1), NOON + minutes(2)]
    assert await suggestions.made_since(SAM, NOON) == []


async def test_old_ones_are_forgotten_by_their_fate(suggestions: Suggestions) -> None:
    for person, document in ((LIN, "open"), (LIN, "refused"), (WEI, "refused"), (LIN, "told")):
        made = await suggest(suggestions, person, document, NOON if person == LIN else NOON + minutes(1))
    await suggestions.settle("refused", Fate.REFUSED)
    await suggestions.settle("told", Fate.TAKEN, key="cot")
    await suggestions.told(made.id)
    await suggestions.forget((Fate.REFUSED, Fate.TOLD), before=NOON)
    assert len(await fates(suggestions, "told")) == 1
    await suggestions.forget((Fate.REFUSED, Fate.TOLD), before=NOON + minutes(1))
    assert await fates(suggestions, "told") == []
    assert await fates(suggestions, "refused") == [(WEI, Fate.REFUSED, None)]
    assert await fates(suggestions, "open") == [(LIN, Fate.OPEN, None)]


async def test_a_naive_time_is_refused(suggestions: Suggestions) -> None:
    naive = NOON.replace(tzinfo=None)
    for act in (
        suggest(suggestions, now=naive),
        suggestions.made_since(LIN, naive),
        suggestions.forget((Fate.OPEN,), before=naive),
    ):
        with pytest.raises(ValueError, match="no time zone"):
            await act
    assert await suggestions.open() == []
