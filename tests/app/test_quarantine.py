"""Entries come out of quarantine when somebody has changed them or they are gone, and the admins hear of it."""

import pytest
from jinja2 import Environment

from bot.adapters.phrases_yaml import Phrases
from bot.adapters.replies_jinja import Replies
from bot.app.admins import Admins
from bot.app.quarantine import release_changed, topic
from bot.domain.language import Language
from bot.domain.plan import Quarantined
from tests.app.conftest import ADMIN
from tests.fakes.memory import MemoryNotices, MemoryPeople, MemoryPlans
from tests.fakes.messenger import RecordingMessenger
from tests.worlds import a_catalog, an_entry, at

NOW = at("2026-11-22 12:00")
A, B = an_entry("a"), an_entry("b")


@pytest.fixture
def messenger() -> RecordingMessenger:
    return RecordingMessenger()


@pytest.fixture
def people() -> MemoryPeople:
    return MemoryPeople()


@pytest.fixture
def admins(words: tuple[Environment, Phrases], messenger: RecordingMessenger, people: MemoryPeople) -> Admins:
    return Admins(frozenset({ADMIN}), messenger, people, Replies(*words), MemoryNotices())


@pytest.fixture
async def plans(admins: Admins, messenger: RecordingMessenger) -> MemoryPlans:
    """Both entries are in quarantine, and the admins know."""
    plans = MemoryPlans()
    for entry in (A, B):
        await plans.quarantine(
            Quarantined(key=entry.key, edition=entry.edition, reason="ENTITY_BOUNDS_INVALID", since=NOW)
        )
        await admins.tell_once(topic(entry.key), "alert_catalog", faults=[])
    messenger.told.clear()
    return plans


def told(messenger: RecordingMessenger) -> list[str]:
    return [card.plain.replace("\u2060", "") for _, card in messenger.told]


async def test_what_nobody_has_touched_stays_in_quarantine(
    plans: MemoryPlans, admins: Admins, messenger: RecordingMessenger
) -> None:
    assert await release_changed(a_catalog(A, B), plans, admins) == []
    assert [each.key for each in await plans.quarantined()] == ["a", "b"]
    assert told(messenger) == []


async def test_a_changed_entry_is_let_out_and_the_admins_hear_that_it_is_over(
    plans: MemoryPlans, admins: Admins, messenger: RecordingMessenger
) -> None:
    mended = an_entry("a", title={"en": "Mended", "zh": "改好了"})
    assert await release_changed(a_catalog(mended, B), plans, admins) == ["a"]
    assert (await plans.of("daily")).quarantined == {"b"}
    assert told(messenger) == ["✓ Changed, and no longer held back: a."]
    assert not await admins.over(topic("a"))
    assert await release_changed(a_catalog(mended, B), plans, admins) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            Language.EN,
            "✓ Changed, and no longer held back: a.\n\n✓ No longer on the list, and no trouble any more: b.",
        ),
        (Language.ZH, "✓ 条目已改动，不再搁置：a。\n\n✓ 已不在清单中，不必再管：b。"),
    ],
)
async def test_of_all_that_are_let_out_one_message_tells(
    plans: MemoryPlans,
    admins: Admins,
    messenger: RecordingMessenger,
    people: MemoryPeople,
    language: Language,
    said: str,
) -> None:
    await people.choose_language(ADMIN, language)
    assert await release_changed(a_catalog(an_entry("a", status="draft")), plans, admins) == ["a", "b"]
    assert await plans.quarantined() == []
    assert told(messenger) == [said]
