"""Whatever people write and whatever a button says: there is an answer, and never an error."""

import asyncio
import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app.commands.ask import Access, Ask
from bot.app.commands.command import Action
from bot.app.commands.table import ACTIONS, COMMANDS
from bot.domain.card import TEXT_LIMIT
from bot.domain.language import Language
from tests.app.commands.desks import ADMIN, NOW, Office, an_ask, an_office, received
from tests.worlds import a_catalog, a_channel, a_draft, an_entry

QUICK = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])

CATALOG = a_catalog(*(an_entry(key) for key in ("lets-verify", "gpt-f", "o1-mini")), a_draft())
names = st.sampled_from([action.name for action in ACTIONS])
words = st.one_of(
    st.text(max_size=64),
    st.sampled_from(["", "o1-mini", "unfinished", "daily", "reasoning:1", "en", "zh", "0", "99999", ":", "::", "²:³"]),
)
data = st.one_of(st.text(max_size=64), st.builds("{}:{}".format, names, words))
parts: st.SearchStrategy[object] = st.sampled_from(
    ["daily", "2026-11-22", "09:00", "demand:ab", "o1-mini", "unfinished", "0", "", "x", 1, None, []]
)
kept_texts = st.one_of(
    st.text(),
    st.lists(
        st.one_of(st.sampled_from(["search", "choice", "offer", "row", "draft", "suggestion"]), parts), max_size=6
    ).map(json.dumps),
)
askers = st.builds(
    an_ask, admin=st.booleans(), language=st.sampled_from(Language), name=st.text(max_size=20), private=st.booleans()
)


@pytest.fixture(scope="module")
def office() -> Office:
    return an_office(CATALOG, channels=(a_channel(), a_channel(name="news")))


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as made:
        yield made


@QUICK
@given(ask=askers, pressed=data)
def test_any_data_of_a_button_is_answered(office: Office, runner: asyncio.Runner, ask: Ask, pressed: str) -> None:
    reply = runner.run(office.desk.press(pressed, ask))
    assert reply.card or reply.toast
    if reply.card:
        assert len(received(reply).text) <= TEXT_LIMIT


@QUICK
@given(text=st.one_of(st.text(), st.builds("/{} {}".format, st.sampled_from([c.name for c in COMMANDS]), st.text())))
def test_any_words_are_answered(office: Office, runner: asyncio.Runner, text: str) -> None:
    for admin in (False, True):
        for language in Language:
            reply = runner.run(office.say(text, an_ask(admin=admin, language=language)))
            assert 0 < len(received(reply).text) <= TEXT_LIMIT


@QUICK
@given(text=kept_texts, name=names, more=st.sampled_from(["", ":1", ":daily"]))
def test_no_kept_text_makes_a_button_fail(
    office: Office, runner: asyncio.Runner, text: str, name: str, more: str
) -> None:
    async def pressed() -> None:
        text_id = await office.people.keep_text(text, NOW)
        reply = await office.desk.press(f"{name}:{text_id}{more}", an_ask(admin=True, pressed=True))
        assert reply.card or reply.toast

    runner.run(pressed())


@QUICK
@given(pressed=data)
def test_nothing_a_reader_presses_posts_or_plans(runner: asyncio.Runner, pressed: str) -> None:
    office = an_office(CATALOG)

    async def press() -> None:
        await office.desk.press(pressed, an_ask(pressed=True))
        plan = await office.plans.of("daily")
        assert (plan.pins, plan.skips, plan.paused_at) == ({}, frozenset(), None)

    runner.run(press())
    assert not office.messenger.attempts
    assert not office.ledger.rows


@pytest.mark.parametrize(
    "action", [action for action in ACTIONS if action.access is Access.ADMIN], ids=lambda a: a.name
)
async def test_a_reader_gets_the_same_toast_as_for_a_button_that_does_not_exist(office: Office, action: Action) -> None:
    for language in Language:
        ask = an_ask(language=language, pressed=True)
        assert await office.desk.press(f"{action.name}:o1-mini", ask) == await office.desk.press("nonsense", ask)


async def test_an_admins_search_for_the_text_of_an_offer_keeps_no_offer(office: Office) -> None:
    text = '["offer", "daily", "2026-11-22", "demand:ab", "o1-mini", "0"] verify'
    await office.say(text, an_ask())
    for kept in (json.dumps(["search", text]), text):
        text_id = await office.people.keep_text(kept, NOW)
        before = len(office.messenger.attempts)
        reply = await office.desk.press(f"post:{text_id}", an_ask(admin=True, pressed=True))
        assert reply.card is None
        assert len(office.messenger.attempts) == before
    assert ADMIN not in {person for person, _ in office.messenger.told}
