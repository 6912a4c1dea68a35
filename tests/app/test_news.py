"""News: curators hear that something waits, and readers that what they suggested is published; each once."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot import shipped
from bot.adapters.phrases_yaml import Phrases
from bot.adapters.replies_jinja import Replies
from bot.adapters.templates_jinja import templates
from bot.app.news import ROUND, TROUBLES, News
from bot.domain.card import Card
from bot.domain.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.delivery import Delivery
from bot.domain.entries import ListedEntries
from bot.domain.entry import Entry
from bot.domain.errors import OutcomeUnknown, Refused, Trouble, TryLater
from bot.domain.language import Language
from bot.domain.suggestions import Fate, Suggestion
from tests.app.conftest import ADMIN, Killed, MakePress, Press
from tests.contracts.deliveries import a_slot, sent
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.messenger import RecordingMessenger
from tests.fakes.suggestions import MemorySuggestions
from tests.worlds import a_catalog, a_channel, a_draft, an_entry, at

NINE = at("2026-11-22 09:00")
MINUTE = dt.timedelta(minutes=1)
LIN, WEI, SAM = 1001, 1004, 1003
URL, DOCUMENT = "https://example.org/cot", "https://example.org/cot"
COT = an_entry("cot", title={"en": "Chain of <thought>", "zh": "思维链"})


class CountingLedger(MemoryLedger):
    """Writes down for which keys it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str | None] = []

    async def latest(
        self, *, channel: str | None = None, key: str | None = None, limit: int = 10, offset: int = 0
    ) -> list[Delivery]:
        self.asked.append(key)
        return await super().latest(channel=channel, key=key, limit=limit, offset=offset)


class ClosedEntries(ListedEntries):
    """Nobody is to look into them."""

    def of_document(self, document: str) -> Iterator[Entry]:
        raise AssertionError("nobody waits for that")


@dataclass
class Bureau:
    """Everything around the news, open to the eye."""

    press: Press
    suggestions: MemorySuggestions = field(default_factory=MemorySuggestions)
    now: dt.datetime = NINE

    def __post_init__(self) -> None:
        self.press.shelf.catalog = a_catalog(an_entry("other"), COT)
        self.channels: dict[str, Channel] = {"daily": a_channel()}
        self.restart()

    def restart(self, **parts: object) -> None:
        """As after the process has died."""
        self.press.restart()
        given: dict[str, object] = {
            "suggestions": self.suggestions,
            "ledger": self.press.ledger,
            "catalogs": self.press.shelf,
            "channels": self.channels,
            "people": self.press.people,
            "replies": self.press.replies,
            "messenger": self.press.messenger,
            "curators": self.press.admin_news,
        }
        self.news = News(**given | parts)  # type: ignore[arg-type]

    async def suggest(self, person: int = LIN, url: str = URL, **changes: object) -> Suggestion:
        given: dict[str, object] = {"person": person, "name": "Lin", "url": url, "document": url, "note": ""}
        return await self.suggestions.add(**given | {"now": NINE} | changes)  # type: ignore[arg-type]

    async def taken(self, person: int = LIN, language: Language = Language.EN) -> Suggestion:
        made = await self.suggest(person, language=language)
        await self.suggestions.settle(made.document, Fate.TAKEN, key="cot")
        return made

    async def post(self, key: str = "cot", day: int = 22, message_id: int | None = 7, **changes: object) -> None:
        slot = a_slot(day, channel=str(changes.pop("channel", "daily")))
        given = {"chat": "@daily_digest", "token": f"token of {slot}"} | changes
        await sent(self.press.ledger, slot, message_id, key=key, **given)  # type: ignore[arg-type]

    async def look(self, times: int = 1) -> list[int]:
        """Whom it told in so many minutes."""
        before = len(self.press.messenger.told)
        for _ in range(times):
            self.now += MINUTE
            await self.news.look(self.now)
        return [person for person, _ in self.press.messenger.told[before:]]

    def follow(self, *entries: Entry) -> None:
        """The files have changed."""
        self.press.shelf.catalog = a_catalog(*entries)

    @property
    def last(self) -> str:
        return self.press.messenger.told[-1][1].plain


@pytest.fixture
def bureau(press: Press) -> Bureau:
    return Bureau(press)


# ── readers ──


async def test_a_reader_is_told_once_when_the_card_is_out(bureau: Bureau) -> None:
    await bureau.taken()
    assert await bureau.look() == []
    await bureau.post(key="other")
    assert await bureau.look() == []
    await bureau.post(day=23)
    assert await bureau.look(3) == [LIN]
    bureau.restart()
    assert await bureau.look(3) == []


async def test_the_news_has_the_title_the_post_and_a_way_to_the_card(bureau: Bureau) -> None:
    await bureau.taken()
    await bureau.post()
    await bureau.look()
    (_, card) = bureau.press.messenger.told[-1]
    assert '<a href="https://t.me/daily_digest/7">Chain of &lt;thought&gt;</a>' in card.html
    assert card.plain.splitlines()[:2] == ["What you suggested has been published:", "Chain of <thought>"]
    assert [(button.text, button.callback) for row in card.buttons for button in row] == [("See the card", "entry:cot")]


@pytest.mark.parametrize("chosen", [None, Language.EN, Language.ZH])
async def test_it_is_in_the_language_that_was_chosen_or_else_in_that_of_the_suggestion(
    bureau: Bureau, chosen: Language | None
) -> None:
    await bureau.taken(language=Language.ZH)
    if chosen:
        await bureau.press.people.choose_language(LIN, chosen)
    await bureau.post()
    await bureau.look()
    assert ("思维链" in bureau.last) is (chosen is not Language.EN)


async def test_all_who_suggested_it_are_told_and_nobody_of_another_document(bureau: Bureau) -> None:
    await bureau.suggest(SAM, "https://example.org/unknown")
    for person in (WEI, LIN):
        await bureau.suggest(person)
    await bureau.taken(SAM)
    await bureau.post()
    assert sorted(person for person in await bureau.look(3) if person != ADMIN) == [LIN, SAM, WEI]


async def test_a_post_in_a_channel_that_everybody_can_open_is_shown_before_one_in_a_private_one(
    bureau: Bureau,
) -> None:
    await bureau.taken()
    await bureau.post(message_id=7)
    await bureau.post(message_id=8, channel="club", chat=-1001234567890, now=NINE + MINUTE)
    await bureau.look()
    assert "t.me/daily_digest/7" in bureau.press.messenger.told[-1][1].html


async def test_a_post_whose_message_nobody_knows_is_told_without_a_link(bureau: Bureau) -> None:
    await bureau.taken()
    await bureau.post(message_id=None)
    assert await bureau.look() == [LIN]
    assert "href" not in bureau.press.messenger.told[-1][1].html


async def test_an_entry_that_has_left_the_list_is_called_by_its_address(bureau: Bureau) -> None:
    await bureau.taken()
    await bureau.post()
    bureau.follow(an_entry("other"))
    assert await bureau.look() == [LIN]
    assert URL in bureau.last
    assert not bureau.press.messenger.told[-1][1].buttons


async def test_a_post_that_was_taken_back_is_no_publication(bureau: Bureau) -> None:
    await bureau.taken()
    await bureau.post()
    await bureau.press.ledger.withdraw(a_slot(22), message_id=7, now=NINE, free=False)
    assert await bureau.look() == []
    await bureau.post(day=23, message_id=8)
    assert await bureau.look() == [LIN]


async def test_one_who_has_blocked_the_bot_is_passed_over_for_good(bureau: Bureau) -> None:
    await bureau.taken(LIN)
    await bureau.taken(WEI)
    await bureau.post()
    bureau.press.messenger.tells_will(Refused("Forbidden: bot was blocked by the user", trouble=Trouble.REMOVED))
    assert await bureau.look(3) == [WEI]
    bureau.restart()
    assert await bureau.look() == []


async def test_who_was_perhaps_told_is_not_told_again(bureau: Bureau) -> None:
    await bureau.taken()
    await bureau.post()
    bureau.press.messenger.tells_will(OutcomeUnknown("cut"))
    assert await bureau.look(3) == []
    bureau.restart()
    assert await bureau.look(3) == []


class DyingMessenger(RecordingMessenger):
    """The process is killed in the middle of the first message."""

    async def tell(self, person: int, card: Card) -> None:
        raise Killed


async def test_a_crash_at_the_message_tells_nobody_twice(bureau: Bureau) -> None:
    await bureau.taken(LIN)
    await bureau.taken(WEI)
    await bureau.post()
    bureau.restart(messenger=DyingMessenger())
    with pytest.raises(Killed):
        await bureau.look()
    bureau.restart()
    assert await bureau.look(3) == [WEI]


async def test_an_outage_is_waited_for_and_a_restart_does_not_forget(bureau: Bureau) -> None:
    await bureau.taken()
    await bureau.post()
    bureau.press.messenger.tells_will(*[TryLater("no route", after=dt.timedelta(seconds=5))] * 3)
    assert await bureau.look(2) == []
    bureau.restart()
    assert await bureau.look(5) == [LIN]


async def test_a_wait_that_telegram_asked_for_is_kept_and_others_are_told_meanwhile(bureau: Bureau) -> None:
    await bureau.taken(LIN)
    await bureau.taken(WEI)
    await bureau.post()
    bureau.press.messenger.tells_will(TryLater("flood", after=3 * MINUTE))
    assert await bureau.look(3) == [WEI]
    assert await bureau.look() == [LIN]


async def test_where_telegram_is_away_not_everybody_is_tried(bureau: Bureau) -> None:
    for person in range(10):
        await bureau.taken(2000 + person)
    await bureau.post()
    bureau.press.messenger.tells_will(*[TryLater("no route", after=dt.timedelta(seconds=5))] * TROUBLES)
    assert await bureau.look() == []
    assert len(await bureau.look()) == 10


async def test_a_revoked_token_is_no_readers_fault(bureau: Bureau) -> None:
    await bureau.taken()
    await bureau.post()
    bureau.press.messenger.tells_will(Refused("Unauthorized", trouble=Trouble.TOKEN))
    assert await bureau.look() == []
    assert await bureau.look() == [LIN]


async def test_a_crowd_is_told_in_rounds(bureau: Bureau) -> None:
    for person in range(ROUND + 20):
        await bureau.taken(2000 + person)
    await bureau.post()
    assert (len(await bureau.look()), len(await bureau.look()), len(await bureau.look())) == (ROUND, 20, 0)


async def test_a_template_that_fails_keeps_the_news_for_the_next_start(
    bureau: Bureau, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await bureau.taken()
    await bureau.post()
    (tmp_path / "replies").mkdir()
    (tmp_path / "replies" / "suggest_news.html.j2").write_text("{{ no.such.thing }}", encoding="utf-8")
    phrases = Phrases.load(shipped.templates())
    bureau.restart(replies=Replies(templates(phrases, tmp_path, shipped.templates()), phrases))
    assert await bureau.look(3) == []
    assert caplog.text.count("cannot be told") == 1
    bureau.restart()
    assert await bureau.look() == [LIN]


# ── what somebody has written into the files ──


async def test_a_document_that_somebody_has_made_an_entry_of_by_hand_counts_as_taken(bureau: Bureau) -> None:
    bureau.follow(an_entry("other"))
    await bureau.suggest()
    await bureau.look()
    bureau.follow(an_entry("other"), COT)
    await bureau.look()
    assert [each.key for each in await bureau.suggestions.awaiting_news()] == ["cot"]
    await bureau.post()
    assert await bureau.look() == [LIN]


async def test_a_draft_that_an_import_has_brought_takes_the_suggestion_out_of_the_queue(bureau: Bureau) -> None:
    bureau.follow(a_draft("cot"))
    await bureau.suggest()
    assert await bureau.look() == []
    assert await bureau.suggestions.open() == []


async def test_an_entry_that_was_given_another_key_is_followed(bureau: Bureau) -> None:
    await bureau.taken()
    bureau.follow(an_entry("chain-of-thought", url=URL))
    await bureau.post(key="chain-of-thought")
    assert await bureau.look() == [LIN]


async def test_what_was_rejected_by_hand_is_refused(bureau: Bureau) -> None:
    await bureau.taken()
    bureau.follow(an_entry("cot", status="rejected"))
    await bureau.look()
    assert [each.fate for each in await bureau.suggestions.of_document(DOCUMENT)] == [Fate.REFUSED]


# ── curators ──


async def test_curators_hear_of_what_waits_once_and_again_when_none_had_waited(bureau: Bureau) -> None:
    bureau.follow(an_entry("other"))
    assert await bureau.look() == []
    await bureau.suggest(LIN)
    await bureau.suggest(WEI, "https://example.org/second")
    assert await bureau.look(2) == [ADMIN]
    assert bureau.last == "✉ 2 suggestions of readers wait: /review"
    await bureau.suggest(SAM, "https://example.org/third")
    bureau.restart()
    await bureau.press.admin_news.remember()
    assert await bureau.look() == []
    for each in await bureau.suggestions.open():
        await bureau.suggestions.settle(each.document, Fate.REFUSED)
    assert await bureau.look() == []
    await bureau.suggest(LIN, "https://example.org/fourth")
    assert await bureau.look() == [ADMIN]
    assert bureau.last == "✉ 1 suggestion of a reader waits: /review"


# ── cost ──


async def test_where_nobody_waits_the_ledger_is_not_asked_and_the_catalog_not_read(make_press: MakePress) -> None:
    ledger = CountingLedger()
    bureau = Bureau(make_press(ledger=ledger))
    bureau.press.shelf.catalog = Catalog.of(ClosedEntries([COT]), ())
    await bureau.suggest()
    await bureau.suggestions.settle(DOCUMENT, Fate.REFUSED)
    await bureau.look(3)
    assert ledger.asked == []


async def test_for_keys_without_a_post_the_ledger_is_asked_again_only_after_another_post(
    make_press: MakePress,
) -> None:
    ledger = CountingLedger()
    bureau = Bureau(make_press(ledger=ledger))
    await bureau.taken()
    await bureau.post(key="other")
    await bureau.look(3)
    assert ledger.asked == [None, "cot", None, None]
    await bureau.post(day=23)
    assert await bureau.look() == [LIN]
