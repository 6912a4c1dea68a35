"""Cards follow their entries: what is edited, when, and what becomes of an edit that fails."""

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from jinja2 import Environment

from bot.adapters.cards_jinja import JinjaCards
from bot.adapters.phrases_yaml import Phrases
from bot.adapters.replies_jinja import Replies
from bot.app.admins import Admins
from bot.app.edit import ROUND, TRIES, Editor
from bot.app.queue import Queue
from bot.domain.channel import Channel, Style
from bot.domain.delivery import Delivery, State
from bot.domain.entry import Entry
from bot.domain.errors import OutcomeUnknown, Refused, Trouble, TryLater
from tests.app.conftest import ADMIN, Brush, Shelf
from tests.contracts.deliveries import a_delivery, a_slot
from tests.fakes.memory import MemoryNotices, MemoryPeople, MemoryPlans
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.messenger import Arrives, Post, RecordingMessenger
from tests.worlds import a_catalog, a_channel, an_entry, at

NOW = at("2026-11-22 12:00")
HOUR = dt.timedelta(hours=1)
DAILY, NEWS = a_channel(), a_channel(name="news", chat="@news")
NEW_TITLE = {"en": "A better title", "zh": "更好的标题"}


@dataclass(kw_only=True)
class Studio:
    """An editor over cards that were posted yesterday and today, and all that stands around it."""

    cards: Brush
    replies: Replies
    channels: dict[str, Channel] = field(default_factory=lambda: {"daily": DAILY, "news": NEWS})
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    messenger: RecordingMessenger = field(default_factory=RecordingMessenger)
    shelf: Shelf = field(default_factory=lambda: Shelf(a_catalog(*(an_entry(f"entry-{n}") for n in range(9)))))
    window: dt.timedelta | None = dt.timedelta(days=7)
    slept: list[float] = field(default_factory=list)
    sleeping: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.admins = Admins(frozenset({ADMIN}), self.messenger, MemoryPeople(), self.replies, MemoryNotices())
        self.editor = Editor(
            ledger=self.ledger,
            catalogs=self.shelf,
            cards=self.cards,
            messenger=self.messenger,
            admins=self.admins,
            channels=self.channels,
            window=self.window,
            sleep=self.sleep,
        )

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.sleeping.set()
        await asyncio.sleep(0)

    def posted(self, number: int, *, ago: dt.timedelta = HOUR, channel: Channel = DAILY, **changes: Any) -> Delivery:
        """The card of entry-<number> is in the channel, as message 100 + number."""
        entry = self.entry(number)
        token = f"token{number:010}"
        card = self.cards.real.for_channel(entry, self.shelf.catalog, channel, token=token)
        fields = {
            "key": entry.key,
            "token": token,
            "chat": channel.chat,
            "card": card,
            "edition": entry.edition,
            "state": State.SENT,
            "message_id": 100 + number,
            "planned_at": NOW - ago,
            "settled_at": NOW - ago,
        }
        delivery = a_delivery(a_slot(label=f"{number:02}:00", channel=channel.name), **fields | changes)
        self.ledger.rows[delivery.slot] = delivery
        self.messenger.posts.append(
            Post(channel=channel.name, chat=channel.chat, card=delivery.card, message_id=100 + number)
        )
        return delivery

    def entry(self, number: int) -> Entry:
        return self.shelf.catalog.entries[f"entry-{number}"]

    def change(self, *numbers: int, **changes: Any) -> None:
        """A reload that brings other entries in the place of these."""
        keys = [f"entry-{number}" for number in numbers]
        entries = (
            an_entry(key, **changes or {"title": NEW_TITLE}) if key in keys else entry
            for key, entry in self.shelf.catalog.entries.items()
        )
        self.shelf.catalog = a_catalog(*entries)

    def row(self, delivery: Delivery) -> Delivery:
        return self.ledger.rows[delivery.slot]

    @property
    def edited(self) -> list[int]:
        """The messages that were edited, by the number of their entries."""
        return [message_id - 100 for message_id, _ in self.messenger.edited]

    @property
    def told(self) -> list[str]:
        return [card.plain.replace("\u2060", "") for _, card in self.messenger.told]


MakeStudio = Callable[..., Studio]


@pytest.fixture
def make_studio(words: tuple[Environment, Phrases]) -> MakeStudio:
    environment, phrases = words

    def make(**parts: Any) -> Studio:
        cards = Brush(JinjaCards(environment, phrases, "digest_bot"))
        return Studio(cards=cards, replies=Replies(environment, phrases), **parts)

    return make


@pytest.fixture
def studio(make_studio: MakeStudio) -> Studio:
    return make_studio()


# What is edited


async def test_the_card_of_a_changed_entry_is_edited_and_keeps_its_token(studio: Studio) -> None:
    before = studio.posted(1)
    studio.change(1)
    assert await studio.editor.edit(NOW) == 1
    ((message_id, card),) = studio.messenger.edited
    assert (message_id, studio.messenger.posts[0].card) == (101, card)
    assert "更好的标题" in card.plain
    assert any(before.token in (button.url or "") for row in card.buttons for button in row)
    assert studio.row(before) == replace(before, card=card, edition=studio.entry(1).edition)
    assert await studio.editor.edit(NOW) == 0
    assert studio.editor.due_again is None


@pytest.mark.parametrize(
    ("posted", "now", "edited"),
    [
        (Style.PICTURE, Style.PICTURE, Style.PICTURE),
        (Style.PICTURE, Style.BOTH, Style.BOTH),
        (Style.BOTH, Style.TEXT, Style.PICTURE),  # a photo cannot become a text
        (Style.TEXT, Style.PICTURE, Style.TEXT),
        (Style.RICH, Style.TEXT, Style.RICH),
        (Style.TEXT, Style.RICH, Style.TEXT),
    ],
)
async def test_a_card_stays_what_it_was_posted_as(
    make_studio: MakeStudio, posted: Style, now: Style, edited: Style
) -> None:
    studio = make_studio(channels={"daily": replace(DAILY, style=now)})
    before = studio.posted(1, channel=replace(DAILY, style=posted))
    studio.change(1)
    assert await studio.editor.edit(NOW) == 1
    ((_, card),) = studio.messenger.edited
    wanted = studio.cards.real.for_channel(
        studio.entry(1), studio.shelf.catalog, replace(DAILY, style=edited), token=before.token
    )
    assert card == wanted


async def test_what_has_not_changed_is_left_alone(studio: Studio) -> None:
    studio.posted(1)
    studio.change(2)
    assert await studio.editor.edit(NOW) == 0
    assert studio.edited == []


async def test_the_newest_cards_of_all_channels_come_first_and_one_a_second(studio: Studio) -> None:
    studio.posted(1, ago=3 * HOUR)
    studio.posted(2, ago=1 * HOUR, channel=NEWS)
    studio.posted(3, ago=2 * HOUR)
    studio.change(1, 2, 3)
    assert await studio.editor.edit(NOW) == 3
    assert studio.edited == [2, 3, 1]
    assert studio.slept == [1.0, 1.0]


async def test_a_card_posted_before_the_window_stays_as_it_is(make_studio: MakeStudio) -> None:
    studio = make_studio(window=2 * HOUR)
    studio.posted(1, ago=HOUR)
    studio.posted(2, ago=3 * HOUR)
    studio.change(1, 2)
    await studio.editor.edit(NOW)
    assert studio.edited == [1]


async def test_without_a_window_nothing_is_edited(make_studio: MakeStudio) -> None:
    studio = make_studio(window=None)
    studio.posted(1)
    studio.change(1)
    assert await studio.editor.edit(NOW) == 0
    assert studio.edited == []


async def test_a_change_that_the_card_does_not_show_is_noted_without_an_edit(studio: Studio) -> None:
    before = studio.posted(1)
    studio.change(1, related=["entry-2"])
    assert await studio.editor.edit(NOW) == 0
    assert studio.edited == []
    assert studio.row(before) == replace(before, edition=studio.entry(1).edition)


async def test_other_templates_alone_edit_nothing(studio: Studio) -> None:
    studio.posted(1, card=a_delivery().card)
    await studio.editor.edit(NOW)
    assert studio.edited == []


async def test_a_row_that_does_not_know_its_edition_learns_it_and_follows_from_then_on(studio: Studio) -> None:
    old = studio.posted(1, edition="", card=a_delivery().card)
    await studio.editor.edit(NOW)
    assert studio.edited == []
    assert studio.row(old) == replace(old, edition=studio.entry(1).edition)
    studio.change(1)
    await studio.editor.edit(NOW)
    assert studio.edited == [1]


async def test_a_card_sent_as_plain_text_becomes_a_proper_one(studio: Studio) -> None:
    before = studio.posted(1)
    plain = studio.posted(1, card=before.card.as_plain())
    await studio.editor.edit(NOW)
    assert studio.edited == []
    studio.change(1)
    await studio.editor.edit(NOW)
    assert studio.row(plain).card.markup
    assert studio.messenger.posts[0].card == studio.row(plain).card


async def test_drafts_what_has_gone_and_channels_no_longer_configured_are_left_alone(studio: Studio) -> None:
    for number in range(1, 4):
        studio.posted(number)
    studio.posted(4, message_id=None)
    studio.posted(5, channel=a_channel(name="former"))
    studio.change(1, status="draft")
    studio.change(2, overview={"en": "Only in English."})
    studio.change(4, 5)
    studio.shelf.catalog = a_catalog(*(each for each in studio.shelf.catalog.entries.values() if each.key != "entry-3"))
    assert await studio.editor.edit(NOW) == 0
    assert studio.edited == []


async def test_an_edit_changes_neither_the_order_nor_the_history(studio: Studio) -> None:
    for number in range(1, 4):
        studio.posted(number)
    queue = Queue(catalogs=studio.shelf, ledger=studio.ledger, plans=MemoryPlans())
    studio.change(2)
    before = await queue.ahead(DAILY, NOW), [past.slot for past in await studio.ledger.history("daily")]
    assert await studio.editor.edit(NOW) == 1
    assert (await queue.ahead(DAILY, NOW), [past.slot for past in await studio.ledger.history("daily")]) == before


async def test_an_entry_that_cannot_be_drawn_holds_up_no_other(
    studio: Studio, caplog: pytest.LogCaptureFixture
) -> None:
    studio.posted(1, ago=2 * HOUR)
    broken = studio.posted(2)
    studio.change(1, 2)
    studio.cards.broken, studio.cards.broken_keys = ValueError("no such phrase"), {"entry-2"}
    assert await studio.editor.edit(NOW) == 1
    assert studio.edited == [1]
    assert studio.row(broken) == broken
    assert "the card of entry-2 cannot be drawn: no such phrase" in caplog.text


# What fails


async def test_when_telegram_says_wait_the_rest_is_left_for_later(studio: Studio) -> None:
    for number in (1, 2, 3):
        studio.posted(number, ago=number * HOUR)
    studio.change(1, 2, 3)
    studio.messenger.edits_will(None, TryLater("Too Many Requests: retry after 40", after=dt.timedelta(seconds=40)))
    assert await studio.editor.edit(NOW) == 1
    assert studio.edited == [1]
    assert studio.editor.due_again is not None
    assert studio.editor.due_again >= NOW + dt.timedelta(seconds=40)
    assert await studio.editor.edit(studio.editor.due_again) == 2
    assert studio.edited == [1, 2, 3]
    assert studio.editor.due_again is None


async def test_an_edit_of_unknown_outcome_is_done_again(studio: Studio) -> None:
    delivery = studio.posted(1)
    studio.posted(2, ago=2 * HOUR)
    studio.change(1, 2)
    studio.messenger.edits_will(Arrives(OutcomeUnknown("Timed out")))
    await studio.editor.edit(NOW)
    assert studio.row(delivery) == delivery
    assert studio.editor.due_again is not None
    await studio.editor.edit(studio.editor.due_again)
    assert studio.edited == [1, 1, 2]
    assert studio.row(delivery).edition == studio.entry(1).edition


async def test_an_edit_that_never_gets_an_answer_is_given_up_until_the_next_reload(studio: Studio) -> None:
    delivery = studio.posted(1)
    studio.posted(2, ago=2 * HOUR)
    studio.change(1, 2)
    studio.messenger.edits_will(*[OutcomeUnknown("Bad Gateway")] * TRIES)
    rounds = 0
    now: dt.datetime | None = NOW
    while now:
        await studio.editor.edit(now)
        now, rounds = studio.editor.due_again, rounds + 1
    assert rounds == TRIES
    assert studio.edited == [2]
    assert studio.row(delivery) == delivery
    await studio.editor.edit(NOW)
    assert studio.edited == [2, 1]


async def test_a_message_that_somebody_deleted_is_not_tried_again_and_is_no_news(studio: Studio) -> None:
    delivery = studio.posted(1)
    studio.messenger.posts.clear()
    studio.change(1)
    assert await studio.editor.edit(NOW) == 0
    assert studio.row(delivery) == replace(delivery, edition=studio.entry(1).edition)
    assert studio.told == []


async def test_a_card_that_telegram_does_not_take_is_told_once_until_its_next_change_is_taken(studio: Studio) -> None:
    delivery = studio.posted(1)
    studio.change(1)
    studio.messenger.edits_will(Refused("ENTITY_BOUNDS_INVALID", trouble=Trouble.ENTITIES))
    assert await studio.editor.edit(NOW) == 0
    assert await studio.editor.edit(NOW) == 0
    assert studio.edited == []
    assert studio.row(delivery).card == delivery.card
    (alert,) = studio.told
    assert alert == (
        "⚠ entry-1 has changed, but its card in daily of Sun 22 Nov cannot be edited. Telegram said:\n"
        "ENTITY_BOUNDS_INVALID\nThe card stays as it is. Please look at the entry’s texts and links; its next change "
        "is tried again."
    )
    studio.change(1, title={"en": "Better still", "zh": "再好一些"})
    assert await studio.editor.edit(NOW) == 1
    assert studio.told[1:] == [
        "✓ The card of entry-1 in daily has been edited: it shows the entry as it is now.",
    ]


async def test_a_channel_that_cannot_be_edited_is_told_once_holds_up_no_other_and_is_tried_at_the_next_reload(
    studio: Studio,
) -> None:
    for number in (1, 2):
        studio.posted(number, ago=number * HOUR)
    studio.posted(3, ago=3 * HOUR, channel=NEWS)
    studio.change(1, 2, 3)
    no_right = Refused("not enough rights", trouble=Trouble.RIGHT)
    studio.messenger.edits_will(no_right, None, no_right)
    assert await studio.editor.edit(NOW) == 1
    assert studio.edited == [3]
    assert studio.editor.due_again is None
    await studio.editor.edit(NOW)
    (alert,) = studio.told
    assert "then /reload tries again" in alert
    assert await studio.editor.edit(NOW) == 2
    assert studio.edited == [3, 1, 2]
    assert len(studio.told) == 2


async def test_after_a_round_of_edits_the_rest_is_left_for_the_next(make_studio: MakeStudio) -> None:
    studio = make_studio(shelf=Shelf(a_catalog(*(an_entry(f"entry-{n}") for n in range(13)))))
    for number in range(13):
        studio.posted(number, ago=number * HOUR)
    studio.change(*range(13))
    assert await studio.editor.edit(NOW) == ROUND
    assert studio.editor.due_again is not None
    assert await studio.editor.edit(studio.editor.due_again) == 3
    assert studio.edited == list(range(13))
    assert studio.editor.due_again is None


@pytest.mark.parametrize(
    "failure",
    [Refused("upgraded", trouble=Trouble.MIGRATED, moved_to=-100), Refused("kicked", trouble=Trouble.REMOVED)],
    ids=lambda failure: failure.trouble,
)
async def test_cards_in_a_chat_that_the_channel_has_left_are_no_news(studio: Studio, failure: Refused) -> None:
    delivery = studio.posted(1, chat=-4711)
    studio.change(1)
    studio.messenger.edits_will(failure)
    assert await studio.editor.edit(NOW) == 0
    assert studio.row(delivery).edition == studio.entry(1).edition
    assert studio.told == []


# When


async def test_it_follows_at_the_start_after_a_reload_and_when_something_is_left(studio: Studio) -> None:
    before = studio.posted(1)
    studio.change(1)
    studio.messenger.edits_will(TryLater("later", after=dt.timedelta(minutes=5)))
    await studio.editor.follow(NOW)
    assert studio.edited == []
    await studio.editor.follow(NOW + dt.timedelta(minutes=4))
    assert studio.edited == []
    await studio.editor.follow(NOW + dt.timedelta(minutes=6))
    assert studio.edited == [1]
    studio.ledger.rows[before.slot] = before
    await studio.editor.follow(NOW + HOUR)  # nothing has been reloaded: it does not even look
    assert studio.edited == [1]
    studio.change(1, title={"en": "Better still", "zh": "再好一些"})
    await studio.editor.follow(NOW + HOUR)
    assert studio.edited == [1, 1]


async def test_a_call_during_a_round_does_not_wait_for_its_end(studio: Studio) -> None:
    for number in (1, 2):
        studio.posted(number, ago=number * HOUR)
    studio.change(1, 2)
    following = asyncio.create_task(studio.editor.follow(NOW))
    await studio.sleeping.wait()
    await studio.editor.follow(NOW)
    assert studio.edited == [1]
    await following
    assert studio.edited == [1, 2]


# Side by side


async def test_two_rounds_at_once_edit_each_card_once(studio: Studio) -> None:
    for number in (1, 2, 3):
        studio.posted(number, ago=number * HOUR)
    studio.change(1, 2, 3)
    assert sorted(await asyncio.gather(studio.editor.edit(NOW), studio.editor.edit(NOW))) == [0, 3]
    assert studio.edited == [1, 2, 3]


async def test_a_card_that_is_taken_back_during_a_round_is_passed_by(studio: Studio) -> None:
    studio.posted(1)
    second = studio.posted(2, ago=2 * HOUR)
    studio.posted(3, ago=3 * HOUR)
    studio.change(1, 2, 3)
    editing = asyncio.create_task(studio.editor.edit(NOW))
    await studio.sleeping.wait()
    await studio.messenger.delete(second.chat, 102)
    await studio.ledger.withdraw(second.slot, message_id=102, now=NOW, free=False)
    assert await editing == 2
    assert studio.edited == [1, 3]
    assert studio.row(second).state is State.WITHDRAWN
    assert studio.told == []
