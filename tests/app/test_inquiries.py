"""Inline mode as the app answers it: pages, what may be remembered and for how long, and its pace."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.app.commands.desk import Desk
from bot.app.commands.table import ACTIONS, COMMANDS
from bot.app.door import Door
from bot.app.inquiries import AT_ONCE, BURST, LAST, PAGE, PER, Inquiries
from bot.domain.catalog import Catalog
from bot.domain.conversation import Answers, Inquiry
from bot.domain.entry import Entry
from bot.domain.faults import Fault
from bot.domain.language import Language
from bot.domain.pace import Pace
from bot.domain.person import Person
from bot.domain.query import Query
from bot.domain.search import Found, Hit, Marked, Progress
from bot.domain.slot import Slot
from tests.app.commands.desks import NOW, Office, an_office
from tests.worlds import a_catalog, a_channel, a_draft, an_entry

ENTRIES = tuple(an_entry(f"entry-{number:03}") for number in range(120))
CATALOG = a_catalog(*ENTRIES, a_draft())


@dataclass(kw_only=True)
class Finds:
    """The Search port with a given answer, of which it gives the part that is asked for."""

    found: Found
    held: asyncio.Event | None = None  # no answer until it is set
    asked: list[tuple[Query, dict[str, Any]]] = field(default_factory=list)

    async def find(
        self,
        query: Query,
        *,
        language: Language,
        limit: int,
        offset: int = 0,
        posted: frozenset[str] = frozenset(),
        explained: bool = False,
    ) -> Found:
        if self.held:
            await self.held.wait()
        self.asked.append((query, {"language": language, "limit": limit, "offset": offset, "posted": posted}))
        return replace(self.found, hits=self.found.hits[offset : offset + limit])

    async def keys(self, query: Query, *, most: int, posted: frozenset[str] = frozenset()) -> list[str]:
        return [hit.entry.key for hit in self.found.hits[:most]]

    async def similar(self, entry: Entry, *, most: int) -> list[Entry]:
        return []


@dataclass(kw_only=True)
class Shelf:
    """A shelf of a catalog and of somebody else's search."""

    catalog: Catalog
    search: Finds
    faults: Sequence[Fault] = ()

    async def reload(self) -> Sequence[Fault]:
        return ()


@dataclass(frozen=True, kw_only=True)
class Booth:
    """Where inquiries are answered, and what stands behind."""

    desk: Desk
    inquiries: Inquiries
    shelf: Shelf
    office: Office

    @property
    def asked(self) -> list[tuple[Query, dict[str, Any]]]:
        return self.shelf.search.asked

    async def type(
        self,
        text: str,
        offset: str = "",
        *,
        now: dt.datetime = NOW,
        language: Language = Language.EN,
        person: int = 1,
    ) -> Answers:
        who = Person(id=person, name="Lin", language=language)
        inquiry = Inquiry(person_id=person, person_name="Lin", language_code=None, text=text, offset=offset)
        return await self.inquiries.answer(inquiry, who, now)


def hit(entry: Entry) -> Hit:
    snippet = Marked(text="…trains better verifiers", spans=((15, 24),))
    return Hit(entry=entry, score=1.0, title=Marked(text=entry.title.en or ""), snippet=snippet, language=Language.EN)


def a_booth(found: Found | None = None, *, catalog: Catalog = CATALOG) -> Booth:
    everything = Found(hits=tuple(map(hit, catalog.ready)), total=len(catalog.ready))
    office = an_office(catalog, channels=(a_channel(),))
    shelf = Shelf(catalog=catalog, search=Finds(found=found or everything))
    services = replace(office.desk.services, shelf=shelf)
    desk = Desk(services, COMMANDS, ACTIONS, Pace(burst=1, per=dt.timedelta(days=1)))
    return Booth(desk=desk, inquiries=Inquiries(desk), shelf=shelf, office=office)


async def post(booth: Booth, day: int, key: str) -> None:
    """The card of that day of November."""
    slot = Slot.at("daily", dt.date(2026, 11, day), dt.time(9))
    await booth.office.publisher.publish(a_channel(), slot, NOW + dt.timedelta(days=day), key=key)


async def test_pages_follow_each_other_until_all_has_been_seen() -> None:
    booth, seen, offset, pages = a_booth(), list[str](), "", 0
    while offset or not pages:
        page = await booth.type("verify", offset)
        assert len(page.results) <= PAGE
        seen += [result.id for result in page.results]
        offset, pages = page.next_offset, pages + 1
    assert seen == [entry.key for entry in ENTRIES]
    assert pages == 3


async def test_where_nobody_has_counted_to_the_end_there_is_a_next_page() -> None:
    found = Found(hits=tuple(map(hit, ENTRIES[:PAGE])), total=PAGE, more=True)
    assert (await a_booth(found).type("verify")).next_offset == str(PAGE)


async def test_the_pages_end_at_a_thousand() -> None:
    booth = a_booth(Found(hits=tuple(map(hit, ENTRIES)) * 10, total=10_000, more=True))
    assert (await booth.type("verify", str(LAST - PAGE))).next_offset == ""
    await booth.type("verify", "99999")
    assert booth.asked[-1][1]["offset"] == LAST - PAGE


@pytest.mark.parametrize("offset", ["x", "-1", "²", "1e3", "9" * 64, "\0", " 50"])
async def test_a_malformed_offset_is_the_beginning(offset: str) -> None:
    booth = a_booth()
    assert (await booth.type("verify", offset)).results[0].id == "entry-000"
    assert booth.asked[-1][1]["offset"] == 0


async def test_a_result_says_what_it_is_and_carries_its_card() -> None:
    booth = a_booth()
    english = (await booth.type("verify", language=Language.EN)).results[0]
    chinese = (await booth.type("verify", language=Language.ZH)).results[0]
    assert english.title == "Let's Verify Step by Step"
    assert english.description == "Paper · 2023 · Hunter Lightman et al.\n…trains better verifiers"
    assert chinese.title == "让我们逐步验证"
    assert chinese.description.startswith("论文 · 2023 · Hunter Lightman 等\n")
    cards = booth.office.desk.services.cards
    assert english.card == cards.for_inline(ENTRIES[0], CATALOG, Language.EN)
    assert chinese.card == cards.for_inline(ENTRIES[0], CATALOG, Language.ZH)


async def test_a_changed_catalog_is_drawn_anew() -> None:
    booth = a_booth()
    before = (await booth.type("verify")).results[0]
    changed = an_entry("entry-000", title={"en": "Another title", "zh": "另一个标题"})
    booth.shelf.catalog = a_catalog(changed)
    booth.shelf.search.found = Found(hits=(hit(changed),), total=1)
    after = (await booth.type("verify")).results[0]
    assert (before.title, after.title) == ("Let's Verify Step by Step", "Another title")
    assert "Another title" in after.card.plain


async def test_answers_are_personal_and_remembered_for_minutes() -> None:
    answers = await a_booth().type("verify")
    assert (answers.personal, answers.cache, answers.button, answers.start) == (True, 300, "Open the bot", "inline")


async def test_while_the_index_is_built_nothing_is_remembered_and_it_says_how_far_it_is() -> None:
    found = Found(hits=(hit(ENTRIES[0]),), total=1, progress=Progress(done=40, total=120))
    answers = await a_booth(found).type("verify")
    assert len(answers.results) == 1
    assert (answers.cache, answers.button) == (0, "The index is being built: 40 of 120")


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (Found(), "Nothing found. Open the bot"),
        (Found(instead="verifier"), "Nothing found. Did you mean “verifier”?"),
        (Found(hits=(hit(ENTRIES[0]),), total=1, instead="verifier"), "Results for “verifier”"),
        (Found(hits=(hit(ENTRIES[0]),), total=1, near=True), "Nothing has all of it; these come near"),
    ],
)
async def test_the_button_says_how_the_search_went(found: Found, says: str) -> None:
    assert (await a_booth(found).type("verifer")).button == says


async def test_no_words_show_what_was_posted_newest_first_and_each_once() -> None:
    booth = a_booth()
    for day, key in enumerate(("entry-007", "entry-003", "entry-007"), 20):
        await post(booth, day, key)
    answers = await booth.type("  ")
    assert [result.id for result in answers.results] == ["entry-007", "entry-003"]
    assert answers.results[0].description.startswith("Sun 22 Nov · Paper · 2023 · ")
    assert (answers.next_offset, answers.cache, answers.button) == ("", 60, "Open the bot")
    assert booth.asked == []


async def test_no_words_show_nothing_that_has_left_the_list() -> None:
    booth = a_booth()
    await post(booth, 20, "entry-007")
    booth.shelf.catalog = a_catalog(ENTRIES[1], an_entry("entry-007", status="draft"))
    booth.shelf.search.found = Found()
    assert [result.id for result in (await booth.type("")).results] == ["entry-001"]


async def test_before_the_first_post_no_words_show_the_newest_entries() -> None:
    booth = a_booth()
    answers = await booth.type("")
    assert len(answers.results) == PAGE
    ((query, _),) = booth.asked
    assert query.admits(ENTRIES[0])


async def test_what_was_posted_is_known_to_a_query_that_asks_for_it() -> None:
    booth = a_booth()
    await post(booth, 20, "entry-007")
    await booth.type("is:posted")
    await booth.type("verify")
    assert [more["posted"] for _, more in booth.asked] == [frozenset({"entry-007"}), frozenset()]


async def test_the_pace_can_be_another_one() -> None:
    booth = a_booth()
    strict = Inquiries(booth.desk, Pace(burst=1, per=PER))
    who = Person(id=1)
    inquiry = Inquiry(person_id=1, person_name="", language_code=None, text="verify")
    assert [bool((await strict.answer(inquiry, who, NOW)).results) for _ in range(2)] == [True, False]


async def test_typing_fast_is_no_flood_but_a_flood_gets_empty_answers_until_it_ends() -> None:
    booth = a_booth()
    typed = [await booth.type("verify") for _ in range(BURST)]
    assert all(answers.results for answers in typed)
    slowed = await booth.type("verify")
    assert (slowed.results, slowed.cache, slowed.next_offset) == ((), 0, "")
    assert (await booth.type("verify", person=2)).results
    assert (await booth.type("verify", now=NOW + PER)).results


async def test_what_takes_too_long_is_answered_empty_and_no_error(caplog: pytest.LogCaptureFixture) -> None:
    booth = a_booth()
    door = Door(booth.desk, booth.office.ledger, booth.office.admins, lambda: NOW, (), in_time=0.01)
    inquiry = Inquiry(person_id=1, person_name="Lin", language_code="zh-hans", text="verify")
    assert (await door.inquire(inquiry)).results[0].title == "让我们逐步验证"
    booth.shelf.search.held = asyncio.Event()
    assert await door.inquire(inquiry) == Answers()
    assert [record.levelname for record in caplog.records] == ["WARNING"]


async def test_who_has_typed_on_while_waiting_is_answered_once_and_holds_up_nobody() -> None:
    booth = a_booth()
    wanted: dict[str, bool] = {}
    free = asyncio.Event()

    async def ask(person: int, text: str) -> None:
        inquiry = Inquiry(person_id=person, person_name="Lin", language_code=None, text=text)
        async with booth.inquiries.turn(inquiry) as still_wanted:
            wanted[text] = still_wanted
            await free.wait()

    async with asyncio.TaskGroup() as people:
        for person in range(AT_ONCE):
            people.create_task(ask(person, f"busy {person}"))
        for text in ("v", "ve", "ver"):
            people.create_task(ask(77, text))
        people.create_task(ask(78, "somebody else"))
        await asyncio.sleep(0)  # until all of them wait
        free.set()
    assert [text for text, still_wanted in wanted.items() if not still_wanted] == ["v", "ve"]
    assert len(wanted) == AT_ONCE + 4
