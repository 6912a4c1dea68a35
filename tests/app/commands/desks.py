"""Desks to ask at: the real handlers and templates over an in-memory store and a recording messenger."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot import shipped
from bot.adapters.cards_jinja import JinjaCards
from bot.adapters.phrases_yaml import Phrases
from bot.adapters.replies_jinja import Replies
from bot.adapters.templates_jinja import templates
from bot.app.admins import Admins
from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk, Services
from bot.app.commands.table import ACTIONS, ANSWERING, COMMANDS
from bot.app.publish import Publisher
from bot.app.queue import Queue
from bot.app.reviewing import Files, Reviewing
from bot.app.shelf import CatalogShelf
from bot.app.suggesting import SuggestionBox
from bot.app.wiring.reviewing import lacking
from bot.app.workshop import Ways, Workshop
from bot.domain.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.conversation import Reply
from bot.domain.faults import Fault, FaultsError
from bot.domain.language import Language
from bot.domain.pace import Pace
from bot.domain.person import Person
from bot.domain.reason import Reason
from bot.sandbox.entities import Formatted
from bot.sandbox.formatting import read_text
from bot.sandbox.keyboards import read_keyboard
from tests.fakes.memory import MemoryNotices, MemoryPeople, MemoryPlans
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.messenger import RecordingMessenger
from tests.fakes.pages import MemoryPages
from tests.fakes.pictures import MemoryPictures
from tests.fakes.probe import FakeProbe
from tests.fakes.reviews import MemoryReviews
from tests.fakes.search import MemorySearch
from tests.fakes.suggestions import MemorySuggestions
from tests.worlds import a_channel, at

PHRASES = Phrases.load(shipped.templates())
ENVIRONMENT = templates(PHRASES, shipped.templates())

NOW = at("2026-11-22 00:30")
READER, ADMIN = 1001, 1002


@dataclass(frozen=True, kw_only=True)
class Words:
    """The real replies; notes which templates were asked for, and what came of them."""

    asked: set[tuple[str, Language]] = field(default_factory=set)
    rendered: list[str] = field(default_factory=list)
    replies: Replies = field(default_factory=lambda: Replies(ENVIRONMENT, PHRASES))

    def render(self, name: str, language: Language, /, **values: object) -> str:
        self.asked.add((name, language))
        self.rendered.append(self.replies.render(name, language, **values))
        return self.rendered[-1]

    def phrase(self, key: str, language: Language, /, **values: object) -> str:
        return self.replies.phrase(key, language, **values)

    def why(self, reason: Reason, language: Language) -> str:
        return self.replies.why(reason, language)

    def day(self, date: dt.date, language: Language) -> str:
        return self.replies.day(date, language)


@dataclass(frozen=True, kw_only=True)
class Office:
    """A desk with what stands behind it."""

    desk: Desk
    words: Words
    people: MemoryPeople
    plans: MemoryPlans
    ledger: MemoryLedger
    search: MemorySearch
    suggestions: MemorySuggestions
    pages: MemoryPages
    messenger: RecordingMessenger
    publisher: Publisher
    admins: Admins
    pictures: MemoryPictures

    async def say(self, text: str, ask: Ask) -> Reply:
        """As the door does it: a command if it begins with a slash, else plain text."""
        name, _, words = text.removeprefix("/").partition(" ")
        if text.startswith("/"):
            return await self.desk.command(name, ask.with_words(words))
        return await self.desk.text(ask.with_words(text))


def an_office(
    catalog: Catalog, channels: Iterable[Channel] = (a_channel(),), *, later: Catalog | None = None
) -> Office:
    """Nobody is slowed here. ``later`` is what a reload finds."""
    words, people, plans, ledger = Words(), MemoryPeople(), MemoryPlans(), MemoryLedger()
    suggestions, pages, messenger = MemorySuggestions(), MemoryPages(), RecordingMessenger()
    found = [catalog]
    search = MemorySearch(catalog)
    shelf = CatalogShelf(lambda: found.pop() if found else later or catalog, search)
    cards, pictures = JinjaCards(ENVIRONMENT, PHRASES, "digest_bot"), MemoryPictures()
    admins = Admins(frozenset({ADMIN}), messenger, people, words, MemoryNotices())
    by_name = {channel.name: channel for channel in channels}
    publisher = Workshop.of(
        channels=by_name,
        ledger=ledger,
        plans=plans,
        catalogs=shelf,
        cards=cards,
        pictures=pictures,
        replies=words,
        messenger=messenger,
        probe=FakeProbe(messenger),
        admins=admins,
        ways=Ways(),
    ).publisher
    services = Services(
        shelf=shelf,
        cards=cards,
        pictures=pictures,
        replies=words,
        ledger=ledger,
        plans=plans,
        people=people,
        publisher=publisher,
        queue=Queue(catalogs=shelf, ledger=ledger, plans=plans),
        box=SuggestionBox(suggestions, admins),
        reviewing=Reviewing(
            catalogs=shelf,
            reload=shelf.reload,
            reviews=MemoryReviews(),
            suggestions=suggestions,
            files=_nobodys,
            lacking=lacking,
            pages=pages,
        ),
        channels=by_name,
        admins=frozenset({ADMIN}),
        alerts=admins,
        messenger=messenger,
        bot_username="digest_bot",
        pick=lambda keys: keys[0],
    )
    desk = Desk(services, COMMANDS, ACTIONS, Pace(burst=1_000_000, per=dt.timedelta(seconds=1)), ANSWERING)
    return Office(
        desk=desk,
        words=words,
        people=people,
        plans=plans,
        ledger=ledger,
        search=search,
        suggestions=suggestions,
        pages=pages,
        messenger=messenger,
        publisher=publisher,
        admins=admins,
        pictures=pictures,
    )


def _nobodys() -> Files:
    """There are no files here: what is written in journeys is written to real ones."""
    raise FaultsError([Fault(place="data <b>", what="came with the bot", remedy="make a copy")])


def an_ask(
    *,
    admin: bool = False,
    language: Language = Language.EN,
    name: str = "Lin",
    private: bool = True,
    pressed: bool = False,
) -> Ask:
    person = Person(id=ADMIN if admin else READER, name=name, language=language, admin=admin, curator=admin)
    return Ask(person=person, chat=person.id, private=private, words="", now=NOW, pressed=pressed)


def received(reply: Reply) -> Formatted:
    """What Telegram keeps of the reply's card; ApiError if it refuses the text or a button."""
    assert reply.card is not None
    rows: Sequence[Sequence[dict[str, str]]] = [
        [{"text": b.text, **({"url": b.url} if b.url else {"callback_data": b.callback or ""})} for b in row]
        for row in reply.card.buttons
    ]
    read_keyboard([list(row) for row in rows], channel=False)
    return read_text(reply.card.html, parse_mode="HTML", entities=None)
