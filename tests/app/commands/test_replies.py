"""Every reply of the bot in both languages, for a catalog that is long and full of hostile texts."""

import datetime as dt
import html
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot import shipped
from bot.app.commands.ask import Ask
from bot.app.commands.kept import Offer, keep_offer
from bot.app.inquiries import Inquiries
from bot.domain.card import TEXT_LIMIT, Button, Card
from bot.domain.conversation import Inquiry, Reply
from bot.domain.delivery import State
from bot.domain.errors import OutcomeUnknown, Refused, Trouble, TryLater
from bot.domain.language import Language
from bot.domain.plan import Quarantined
from bot.domain.query import Query
from bot.domain.search import Progress
from bot.domain.selection import Nothing
from bot.domain.slot import Slot
from tests.app.commands.desks import ADMIN, ENVIRONMENT, NOW, Office, an_ask, an_office, received
from tests.app.commands.unasked import literals, unasked
from tests.worlds import a_catalog, a_channel, a_draft, an_entry

TITLE = {"en": "<b>{{ 7*7 }} & a very long title " + "of many words " * 20, "zh": "<i>很长的标题" + "推理与验证" * 55}
KINDS = ("paper", "post", "thread", "repo", "talk", "course", "book")
ENTRIES = tuple(
    an_entry(
        f"entry-{number:03}",
        kind=KINDS[number % 7],
        title={language: text[:300] for language, text in TITLE.items()},
        authors=["Name <script> & Co. " + "x" * 80] * 5,
        overview={"en": "Reason & verify. <b>" * 60, "zh": "推理与验证。" * 150},
    )
    for number in range(200)
)
BUSY = a_channel(name="busy", at=tuple(dt.time(hour) for hour in range(24)))
NEVER = a_channel(name="never", filter=Query.parse("kind:book -kind:book"))
TEMPLATES = sorted(path.name.removesuffix(".html.j2") for path in (shipped.templates() / "replies").glob("[!_]*.j2"))


def assert_good(reply: Reply) -> None:
    """Telegram takes it, nothing of it is left unfilled, and it looks as written by hand."""
    assert reply.card is not None
    text = received(reply).text
    assert 0 < len(text) <= TEXT_LIMIT
    assert "\n\n\n" not in reply.card.html
    assert not re.search(r"[ \t]\n", reply.card.html)
    assert reply.card.html == reply.card.html.strip()
    assert "{%" not in text
    assert "None" not in text
    assert "<script>" not in reply.card.html
    for line in text.splitlines():
        assert "Undefined" not in line


def button(reply: Reply, name: str, nth: int = 0) -> str:
    """Data of the nth button of an action."""
    buttons: list[Button] = [each for row in (reply.card.buttons if reply.card else ()) for each in row]
    return [b.callback for b in buttons if b.callback and b.callback.partition(":")[0] == name][nth]


async def journey(office: Office, ask: Ask) -> AsyncIterator[Reply]:
    """Everything an admin can see."""
    desk = office.desk
    for text in (
        "/start", "/start gone_abc", "/help", "/today", "/latest", "/random", "/random zzzz", "/search", "/search 推理",
        "/search zzzz <b>", "/topics", "/entry", "/entry entry-01", "/entry entry-001", "/saved", "/lang", "/lang en",
        "/lang zh", f"/lang {ask.language}", "/about", "/unknwn", "/post", "/preview",
        "/preview never", "/preview unfinished", "/post never", "/post unfinished",
        "/suggest", "/suggest https://localhost/<b>", "/suggest example.org/entry-001 <b>", "/suggest 2201.11903 <b>",
        "/queue", "/queue busy",
        "/queue never", "/queue nope", "/pause", "/status", "/resume", "/reload",
    ):  # fmt: skip
        yield await office.say(text, ask)
    await office.say("/resume", ask)
    pressed = an_ask(admin=True, language=ask.language, pressed=True)
    yield await desk.press("topic:verifiers:7", pressed)
    async for reply in searching(office, ask, pressed):
        yield reply
    for key in ("entry-003", "entry-004"):
        yield await desk.press(f"save:{key}", pressed)
    yield await office.say("/saved", ask)

    queue = await office.say("/queue busy", ask)
    row = await desk.press(button(queue, "row", 3), pressed)
    which = [await desk.press(button(row, name), pressed) for name in ("swap", "pin")]
    for reply in (row, *which, await desk.press(button(which[0], "swap", 4), pressed)):
        yield reply
    queue = await office.say("/queue busy", ask)
    for data in (button(await desk.press(button(queue, "row"), pressed), "skip"), "queue:busy", "queue:busy:undo"):
        yield await desk.press(data, pressed)

    for outcome in (
        None,
        Refused("no <b>"),
        TryLater("wait", after=dt.timedelta(days=2)),
        OutcomeUnknown("cut & gone"),
    ):
        office.messenger.sends_will(outcome)
        offer = await office.say("/post busy", ask)
        yield offer
        yield await desk.press(button(offer, "post"), pressed)
    yield await desk.press(button(offer, "cancel"), pressed)
    async for reply in taking_back(office, ask, pressed):
        yield reply
    for slot in range(9):
        await office.ledger.pass_over(
            Slot.at("busy", NOW.date(), dt.time(slot)), reason='{"code":"too_late","args":{}}', now=NOW
        )
    await office.plans.quarantine(Quarantined(key="entry-009", edition=ENTRIES[9].edition, reason="no <b>", since=NOW))
    for text in ("/today", "/latest", "/status"):
        yield await office.say(text, ask)


async def searching(office: Office, ask: Ask, pressed: Ask) -> AsyncIterator[Reply]:
    """All that a search says beside its results, and what it gives to other chats."""
    slips = "tag:verifeirs tag:zzzz kind:papr"
    for text in (slips, "kind:zzzz year:soon lang:<b>", "is:<b> tag: year:", f"kind:paper | {slips}"):
        yield await office.say(text, ask)
    search = office.search
    search.near = search.more = True
    search.instead, search.progress = "<b>{{ 7*7 }}", Progress(done=3, total=200)
    for text in ("kind:paper", "zzzz", "推理"):
        yield await office.say(text, ask)
    yield await office.desk.press(button(await office.say("kind:paper", ask), "find"), pressed)
    answers = await Inquiries(office.desk).answer(
        Inquiry(person_id=1, person_name="", language_code=None, text="kind:paper"), ask.person, NOW
    )
    for result in answers.results:
        yield Reply(card=result.card)
        yield Reply(card=Card(html=html.escape(result.description)))
    search.near = search.more = False
    search.instead, search.progress = "", None


async def taking_back(office: Office, ask: Ask, pressed: Ask) -> AsyncIterator[Reply]:
    """All that /undo says."""
    for text in ("/undo", "/undo nope", "/undo never"):
        yield await office.say(text, ask)
    question = await office.desk.press("undo:busy", pressed)
    yield question
    yield await office.desk.press(button(question, "keep"), pressed)
    office.messenger.deletes_will(Refused("Bad Request: <b> can't be deleted"))
    for _ in range(2):
        yield await office.desk.press(button(question, "delete"), pressed)


@pytest.mark.parametrize("language", Language)
async def test_every_reply_is_good_however_long_the_catalog_and_every_template_was_seen(language: Language) -> None:
    office = an_office(a_catalog(*ENTRIES, a_draft()), channels=(a_channel(), BUSY, NEVER))
    await office.people.choose_language(ADMIN, language)
    async for reply in journey(office, an_ask(admin=True, language=language, name="<b>" + "N" * 60)):
        assert_good(reply)
    for _, card in office.messenger.told:
        assert_good(Reply(card=card))

    for name, values in unasked(BUSY):
        assert_good(Reply(card=Card(html=office.words.render(name, language, **values))))
    seen = {name for name, spoken in office.words.asked if spoken is language and not name.startswith("_")}
    assert sorted(seen) == TEMPLATES


async def test_every_branch_of_what_the_admins_are_told_was_seen() -> None:
    office = an_office(a_catalog(*ENTRIES), channels=(BUSY,))
    for language in Language:
        for name, values in unasked(BUSY):
            office.words.render(name, language, **values)
    seen = html.unescape("\n".join(office.words.rendered))
    names = {name for name, _ in unasked(BUSY)}
    assert {(name, line) for name in names for line in literals(ENVIRONMENT, name) if line not in seen} == set()


@pytest.mark.parametrize("trouble", Trouble)
def test_a_channels_trouble_is_told_whatever_it_is(trouble: Trouble) -> None:
    office = an_office(a_catalog(*ENTRIES), channels=(BUSY,))
    for language in Language:
        said = office.words.render(
            "alert_channel", language, channel=BUSY, trouble=trouble, demand=False, detail="Bad Request: <b>"
        )
        assert_good(Reply(card=Card(html=said)))


async def test_a_post_of_which_only_an_admin_knows_has_no_link() -> None:
    office = an_office(a_catalog(*ENTRIES), channels=(BUSY,))
    slot = Slot.at("busy", NOW.date(), dt.time(8))
    await office.publisher.publish(BUSY, slot, NOW)
    office.ledger.rows[slot] = replace(office.ledger.rows[slot], message_id=None)
    for language in Language:
        for text in ("/today", "/latest", "/status", "/undo"):
            reply = await office.say(text, an_ask(admin=True, language=language))
            assert_good(reply)
            assert reply.card is not None
            assert "None" not in reply.card.html
            assert 'href=""' not in reply.card.html


@pytest.mark.parametrize("language", Language)
async def test_with_one_channel_and_with_none_to_show_the_replies_are_good_too(language: Language) -> None:
    for catalog in (a_catalog(), a_catalog(an_entry(status="draft"))):
        office = an_office(catalog)
        for text in ("/start", "/help", "/random", "/search", "/topics", "/saved", "/latest", "/today", "/post",
                     "/queue", "/status", "/about", "/reload"):  # fmt: skip
            assert_good(await office.say(text, an_ask(admin=True, language=language, name="")))


async def test_the_queue_of_a_channel_without_entries_says_why() -> None:
    office = an_office(a_catalog(), channels=(NEVER,))
    reply = await office.say("/queue", an_ask(admin=True))
    assert "none of the 1 ready entries passes this channel’s filter (kind:book -kind:book)" in received(reply).text
    assert reply.card
    assert not reply.card.buttons
    (ahead,) = {type(each) for each in await office.desk.services.queue.ahead(NEVER, NOW)}
    assert ahead is Nothing


async def test_an_entry_that_leaves_the_list_before_the_confirmation_is_not_posted() -> None:
    catalogs = [a_catalog(an_entry("gpt-f"), an_entry()), a_catalog(an_entry())]
    office = an_office(catalogs[0], later=catalogs[1])
    for language, said in (
        (Language.EN, "gpt-f was not posted: “gpt-f” is not in the catalog."),
        (Language.ZH, "《gpt-f》没有发布：目录中没有 gpt-f。"),
    ):
        ask = an_ask(admin=True, language=language)
        slot = Slot.on_demand("daily", NOW.date(), f"ab{language}")
        text_id = await keep_offer(office.people, NOW, Offer(slot=slot, key="gpt-f", posted=0))
        await office.say("/reload", ask)
        reply = await office.desk.press(f"post:{text_id}", ask)
        assert received(reply).text == said
    assert not office.messenger.attempts


async def test_a_refused_confirmation_says_so_and_posts_nothing() -> None:
    office = an_office(a_catalog())
    offer = await office.say("/post", an_ask(admin=True))
    office.messenger.sends_will(Refused("Forbidden: bot was kicked"))
    reply = await office.desk.press(button(offer, "post"), an_ask(admin=True, pressed=True))
    assert "was not posted: Forbidden: bot was kicked." in received(reply).text
    assert [row.state for row in office.ledger.rows.values()] == [State.REFUSED]
    assert not office.messenger.posts
