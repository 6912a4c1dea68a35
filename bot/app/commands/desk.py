"""The desk: whoever asks comes here, and is answered according to who they are."""

import datetime as dt
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol

from bot.app.admins import Admins
from bot.app.commands.ask import SILENCE, Access, Ask
from bot.app.commands.command import Action, Command
from bot.app.publish import Publisher
from bot.app.queue import Queue
from bot.app.reviewing import Reviewing
from bot.app.suggesting import SuggestionBox
from bot.domain.card import Button, Card, Rows
from bot.domain.channel import Channel
from bot.domain.conversation import Reply
from bot.domain.faults import Fault
from bot.domain.language import Language
from bot.domain.ledger import Ledger
from bot.domain.pace import Pace, Verdict
from bot.domain.person import Person
from bot.domain.ports import Cards, Catalogs, Messenger, People, Pictures, Plans, Replies

log = logging.getLogger(__name__)

CANCEL = "cancel"  # the one command that may answer a question of the bot


class Shelf(Catalogs, Protocol):
    """The catalogs port with what admins may do to it."""

    @property
    def faults(self) -> Sequence[Fault]:
        """Why the last reload was refused; empty while all is well."""

    async def reload(self) -> Sequence[Fault]:
        """Read the collections again; keeps the last good snapshot if they have faults, and returns these."""


def pick(keys: Sequence[str]) -> str:
    """One at random; chance, not secrecy."""
    return random.choice(keys)  # noqa: S311


@dataclass(frozen=True, kw_only=True)
class Services:
    """What handlers work with."""

    shelf: Shelf
    cards: Cards
    pictures: Pictures
    replies: Replies
    ledger: Ledger
    plans: Plans
    people: People
    publisher: Publisher
    queue: Queue
    box: SuggestionBox
    reviewing: Reviewing
    channels: Mapping[str, Channel]
    admins: frozenset[int]
    curators: frozenset[int] = frozenset()
    alerts: Admins
    messenger: Messenger
    bot_username: str
    inline: bool = True  # whether inline mode is switched on, with @BotFather
    pick: Callable[[Sequence[str]], str] = pick


class Desk:
    """Dispatches commands, plain text and presses. Access is checked here, at the moment of the act (law 6)."""

    def __init__(
        self,
        services: Services,
        commands: Sequence[Command],
        actions: Sequence[Action],
        pace: Pace,
        answering: Action | None = None,
    ) -> None:
        """``answering`` hears the answers to what the bot has asked for."""
        self.services = services
        self._answering = answering
        self.commands = {command.name: command for command in commands}
        self._actions = {action.name: action for action in actions}
        self._pace = pace

    async def person(self, *, id: int, name: str, language_code: str | None) -> Person:
        """Who acts: the language chosen with /lang, else Telegram's."""
        chosen = await self.services.people.language(id)
        admin = id in self.services.admins
        return Person(
            id=id,
            name=name,
            language=chosen or Language.of(language_code),
            admin=admin,
            curator=admin or id in self.services.curators,
        )

    async def command(self, name: str, ask: Ask) -> Reply:
        """Answer ``/name words``. What a person may not do is as unknown to them as what does not exist."""
        command = self.commands.get(name)
        if command and not _may(ask.person, command.access):
            command = None
        if command is None and not ask.private:
            return SILENCE  # in a group it was perhaps meant for another bot, and is not counted either
        if slowed := self._slow_down(ask):
            return slowed
        return await command.handler(self, ask) if command else self._unknown(name, ask)

    async def text(self, ask: Ask) -> Reply:
        """Plain text is a search."""
        return await self.command("search", ask)

    async def answer(self, name: str | None, ask: Ask) -> Reply | None:
        """A reply to a question of the bot's own; None for any other, which then means what it means by itself."""
        if self._answering is None or ask.answers is None or name not in (None, CANCEL):
            return None
        if not _may(ask.person, self._answering.access) or not ask.private:
            return None
        if await self.services.reviewing.reviews.asked(ask.chat, ask.answers) is None:
            return None
        return self._slow_down(ask) or await self._answering.handler(self, ask.with_words("") if name else ask)

    async def press(self, data: str, ask: Ask) -> Reply:
        """Answer a button. The data came from the network: anything may stand in it."""
        if slowed := self._slow_down(ask):
            return slowed if not slowed.card else Reply(toast=self.phrase("slow_down", ask.language), alert=True)
        name, _, words = data.partition(":")
        action = self._actions.get(name)
        if action is None or not _may(ask.person, action.access):
            return Reply(toast=self.phrase("button_unknown", ask.language))
        return await action.handler(self, ask.with_words(words))

    def _slow_down(self, ask: Ask) -> Reply | None:
        match self._pace.allow(ask.person.id, ask.now):
            case Verdict.OK:
                return None
            case Verdict.SLOW_DOWN:
                log.info("person %s is slowed", ask.person.id)
                return Reply(card=Card(html=self.phrase("slow_down", ask.language)))
            case Verdict.SILENT:
                return SILENCE

    def _unknown(self, name: str, ask: Ask) -> Reply:
        known = [command.name for command in self.commands.values() if _may(ask.person, command.access)]
        return self.say("unknown", ask, name=name, near=get_close_matches(name, known, n=1, cutoff=0.6))

    def visible_commands(self, person: Person) -> list[Command]:
        return [command for command in self.commands.values() if _may(person, command.access)]

    # Words

    def phrase(self, key: str, language: Language, /, **values: object) -> str:
        return self.services.replies.phrase(key, language, **values)

    def say(self, template: str, ask: Ask, /, *, buttons: Rows = (), replace: bool = False, **values: object) -> Reply:
        """A reply from ``templates/replies/<template>.html.j2`` in the asker's language."""
        html = self.services.replies.render(template, ask.language, **values)
        return Reply(card=Card(html=html, buttons=buttons), replace=replace)

    def button(self, key: str, ask: Ask, callback: str, /, **values: object) -> Button:
        return Button(text=self.phrase(key, ask.language, **values), callback=callback)

    @property
    def inline_name(self) -> str:
        """The name to type in any chat, without the @; empty where inline mode is off."""
        return self.services.bot_username if self.services.inline else ""

    def local(self, now: dt.datetime) -> dt.datetime:
        """``now`` in the first channel's zone: what readers of the bot call today."""
        return now.astimezone(next(iter(self.services.channels.values())).zone)


def _may(person: Person, access: Access) -> bool:
    match access:
        case Access.EVERYONE:
            return True
        case Access.CURATOR:
            return person.curator or person.admin
        case Access.ADMIN:
            return person.admin


def rows_of(buttons: Sequence[Button], width: int) -> Rows:
    """Lay buttons out in rows of ``width``."""
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))
