"""The box for suggestions: what is filed, and what is kind to say where nothing is."""

import asyncio
import datetime as dt
from dataclasses import dataclass, field

import pytest

from bot.app.suggesting import DAILY, ROOM, WAITING, Answer, Filed, SuggestionBox
from bot.domain.entry import Entry
from bot.domain.language import Language
from bot.domain.person import Person
from bot.domain.pointers import Pointer
from bot.domain.suggestions import Fate
from tests.app.conftest import Press
from tests.fakes.suggestions import MemorySuggestions
from tests.worlds import a_draft, an_entry, at

NINE = at("2026-11-22 09:00")
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
LIN, WEI = Person(id=1001, name="Lin"), Person(id=1004, name="小伟", language=Language.ZH)
ADA, CORA = Person(id=1002, name="Ada", admin=True), Person(id=1005, name="Cora", curator=True)


@dataclass
class Office:
    """A box and what is in it."""

    press: Press
    suggestions: MemorySuggestions = field(default_factory=MemorySuggestions)

    def __post_init__(self) -> None:
        self.box = SuggestionBox(self.suggestions, self.press.admin_news)

    async def file(
        self, person: Person, name: str = "cot", now: dt.datetime = NINE, entry: Entry | None = None
    ) -> Filed:
        pointer = Pointer.read(f"https://example.org/{name} word for {name}")
        assert pointer is not None
        assert pointer.document is not None
        return await self.box.file(person, pointer, pointer.document, entry, now)

    async def fill(self, count: int) -> None:
        for number in range(count):
            await self.file(ADA, f"filler-{number}")


@pytest.fixture
def office(press: Press) -> Office:
    return Office(press)


async def test_what_nobody_has_suggested_is_filed_with_who_and_why(office: Office) -> None:
    filed = await office.file(WEI)
    assert filed.answer is Answer.THANKS
    (made,) = await office.suggestions.open()
    assert (made.person, made.name, made.url, made.note) == (1004, "小伟", "https://example.org/cot", "word for cot")
    assert (made.language, made.at, made.fate) == (Language.ZH, NINE, Fate.OPEN)


async def test_a_name_is_kept_without_what_nobody_sees_and_not_without_end(office: Office) -> None:
    await office.file(Person(id=7, name="\u202eL\x00in\n" + "x" * 500))
    (made,) = await office.suggestions.open()
    assert made.name == ("Lin " + "x" * 500)[:100]


async def test_another_reader_of_the_same_document_is_noted_and_the_curators_see_it_once(office: Office) -> None:
    await office.file(LIN)
    assert (await office.file(WEI)).answer is Answer.NOTED
    assert len(await office.suggestions.open()) == 1
    assert [each.person for each in await office.suggestions.of_document("https://example.org/cot")] == [1001, 1004]


async def test_the_same_reader_is_told_when_it_was(office: Office) -> None:
    await office.file(LIN)
    again = await office.file(LIN, now=NINE + DAY)
    assert again.answer is Answer.AGAIN
    assert again.made
    assert again.made.at == NINE


async def test_what_a_draft_is_of_waits_with_the_draft_and_not_in_the_queue(office: Office) -> None:
    assert (await office.file(LIN, entry=a_draft("cot"))).answer is Answer.NOTED
    assert await office.suggestions.open() == []
    (made,) = await office.suggestions.awaiting_news()
    assert (made.person, made.key) == (1001, "cot")


async def test_what_was_refused_is_not_filed_again_by_anybody(office: Office) -> None:
    await office.file(LIN)
    await office.suggestions.settle("https://example.org/cot", Fate.REFUSED)
    for person in (LIN, WEI, ADA):
        assert await office.file(person) == Filed(answer=Answer.REFUSED)
    assert await office.suggestions.open() == []


async def test_what_the_files_have_rejected_is_not_filed(office: Office) -> None:
    assert (await office.file(LIN, entry=an_entry("cot", status="rejected"))).answer is Answer.REFUSED
    assert await office.suggestions.of_document("https://example.org/cot") == []


async def test_a_draft_made_after_a_refusal_is_being_looked_at(office: Office) -> None:
    await office.file(LIN)
    await office.suggestions.settle("https://example.org/cot", Fate.REFUSED)
    assert (await office.file(WEI, entry=a_draft("cot"))).answer is Answer.NOTED
    assert {each.person for each in await office.suggestions.awaiting_news()} == {1001, 1004}


async def test_a_person_has_so_many_a_day_and_hears_when_there_is_room_again(office: Office) -> None:
    for number in range(DAILY):
        assert (await office.file(LIN, f"a-{number}", NINE + number * HOUR)).answer is Answer.THANKS
    late = NINE + 10 * HOUR
    assert await office.file(LIN, "more", late) == Filed(answer=Answer.PACED, again_at=NINE + DAY)
    assert (await office.file(LIN, "a-0", late)).answer is Answer.AGAIN
    assert (await office.file(WEI, "more", late)).answer is Answer.THANKS
    assert (await office.file(LIN, "more", NINE + DAY)).answer is Answer.PACED
    assert (await office.file(LIN, "more", NINE + DAY + dt.timedelta(seconds=1))).answer is Answer.NOTED


async def test_the_word_of_one_more_reader_counts_as_one_of_theirs(office: Office) -> None:
    await office.fill(DAILY + 1)
    for number in range(DAILY):
        assert (await office.file(LIN, f"filler-{number}")).answer is Answer.NOTED
    assert (await office.file(LIN, f"filler-{DAILY}")).answer is Answer.PACED


async def test_who_sends_many_at_once_gets_no_more(office: Office) -> None:
    filed = await asyncio.gather(*(office.file(LIN, f"a-{number}") for number in range(3 * DAILY)))
    assert [each.answer for each in filed].count(Answer.THANKS) == DAILY
    assert len(await office.suggestions.open()) == DAILY


@pytest.mark.parametrize("person", [ADA, CORA])
async def test_who_may_review_is_not_paced(office: Office, person: Person) -> None:
    answers = {(await office.file(person, f"a-{number}")).answer for number in range(2 * DAILY)}
    assert answers == {Answer.THANKS}


async def test_so_many_may_wait_and_then_only_who_may_review_adds_more(office: Office) -> None:
    await office.fill(ROOM)
    assert await office.file(LIN, "more") == Filed(answer=Answer.FULL)
    assert len(await office.suggestions.open()) == ROOM
    assert (await office.file(LIN, "filler-7")).answer is Answer.NOTED  # it waits anyway
    assert (await office.file(CORA, "more")).answer is Answer.THANKS
    await office.suggestions.settle("https://example.org/more", Fate.REFUSED)
    await office.suggestions.settle("https://example.org/filler-1", Fate.REFUSED)
    assert (await office.file(LIN, "room")).answer is Answer.THANKS


async def test_the_first_into_an_empty_queue_is_news_to_the_curators_again(office: Office) -> None:
    curators = office.press.admin_news
    await office.file(LIN, "a")
    await curators.tell_once(WAITING, "alert_suggestions", count=1)
    await office.file(LIN, "b")
    assert curators.stands(WAITING)
    for name in ("a", "b"):
        await office.suggestions.settle(f"https://example.org/{name}", Fate.REFUSED)
    await office.file(LIN, "c")
    assert not curators.stands(WAITING)
