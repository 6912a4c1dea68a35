"""Of a large catalog a command reads the entries that it shows, and hardly any other; search is not asked here."""

import pytest

from bot.app.aside import LARGE
from bot.app.commands.reading import COMPARED
from bot.domain.query import Query
from tests.app.commands.desks import READER, Office, an_ask, an_office, received
from tests.bench.selection_catalog import MadeUpEntries, made_up
from tests.worlds import a_catalog, a_channel

SIZE = LARGE + 1000
FEW = 60  # a page, some examples, two weeks of a queue; not a hundredth of all
CHANNEL = a_channel(filter=Query.parse("kind:paper -tag:topic-00"))


@pytest.fixture
def office() -> Office:
    office = an_office(made_up(SIZE, seed=7), [CHANNEL])
    office.search.catalog = a_catalog()  # the plain search of these tests would go through all
    return office


def entries_of(office: Office) -> MadeUpEntries:
    entries = office.desk.services.shelf.catalog.entries
    assert isinstance(entries, MadeUpEntries)
    return entries


@pytest.mark.parametrize(
    "text",
    [
        "/start",
        "/help",
        "/topics",
        "/random",
        "/search",
        "/queue",
        "/status",
        "/preview",
        "/entry",
        "/about",
        "/latest",
    ],
)
async def test_a_command_reads_few_entries(office: Office, text: str) -> None:
    assert received(await office.say(text, an_ask(admin=True))).text
    assert entries_of(office).made <= FEW


async def test_a_topic_of_thousands_is_turned_page_by_page(office: Office) -> None:
    catalog = office.desk.services.shelf.catalog
    having = [key for key in catalog.entries if (e := catalog.entries[key]).ready and "topic-00" in e.tags]
    made = entries_of(office).made
    page = await office.desk.press("topic:topic-00:100", an_ask(pressed=True))
    assert page.card is not None
    assert [button.callback for button in page.card.buttons[0]] == [f"entry:{key}" for key in having[500:505]]
    assert f"{len(having)}" in received(page).text.replace(",", "")
    assert entries_of(office).made - made <= FEW


async def test_chance_leaves_out_what_was_shown_and_begins_again_when_all_were() -> None:
    office = an_office(made_up(8, seed=1), [CHANNEL])
    ready = [entry.key for entry in office.desk.services.shelf.catalog.ready]
    for key in ready:
        await office.say("/random", an_ask())
        assert await office.people.shown(READER) == frozenset(ready[: ready.index(key) + 1])
    await office.people.show(READER, "gone")
    await office.say("/random", an_ask())
    assert await office.people.shown(READER) == {"gone", ready[0]}


async def test_of_very_many_keys_the_search_says_which_may_be_meant() -> None:
    office = an_office(made_up(COMPARED * 2, seed=7), [CHANNEL])
    miss = await office.say("/entry models-1234", an_ask())
    assert miss.card is not None
    assert [button.callback for row in miss.card.buttons for button in row] == ["entry:made-up-0001234"]
