"""The world the sandbox holds: people, chats, messages, menus, queries, calls; and what happens in it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.sandbox import rules
from bot.sandbox.chats import Chat, Person
from bot.sandbox.faults import Faults
from bot.sandbox.files import Files
from bot.sandbox.inline import Inline, InlineAnswer
from bot.sandbox.menus import Menus, Profile
from bot.sandbox.messages import Message
from bot.sandbox.rates import Rates
from bot.sandbox.rules import bad_request, forbidden
from bot.sandbox.updates import Updates


@dataclass(frozen=True, kw_only=True)
class BotUser:
    """The bot's account."""

    id: int
    username: str
    name: str

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}


@dataclass(frozen=True, kw_only=True)
class Call:
    """One answered Bot API call. ``reply`` is the whole envelope, None where the connection was cut.

    ``uploaded`` counts the bytes of the files that came with it, ``ms`` is how long it took.
    """

    n: int
    at: datetime
    method: str
    params: dict[str, Any]
    reply: dict[str, Any] | None
    status: int
    ms: int
    uploaded: int = 0

    @property
    def ok(self) -> bool:
        return bool(self.reply and self.reply.get("ok"))

    @property
    def error(self) -> str | None:
        if self.reply is None:
            return "connection cut"
        return None if self.ok else self.reply.get("description")


@dataclass(kw_only=True)
class Query:
    """A press on a button or an inline query, until it is answered."""

    id: str
    person: int
    at: datetime
    kind: str
    answered: bool = False


@dataclass(frozen=True, kw_only=True)
class Toast:
    """What a person saw after a press."""

    id: str
    person: int
    text: str
    alert: bool
    url: str | None


class World:
    """Everything the sandbox knows. ``changed`` is called after each change and wakes those who wait.

    Without ``knows_rich`` it is a server from before Bot API 10.1: sendRichMessage is no method of it, and
    editMessageText does not see a ``rich_message``.
    """

    def __init__(self, *, bot: BotUser, clock: Callable[[], datetime] | None) -> None:
        self.bot = bot
        self.clock = clock or (lambda: datetime.now(UTC))
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.updates = Updates()
        self.files = Files(bot=bot.id)
        self.faults = Faults()
        self.menus = Menus()
        self.profile = Profile(name=bot.name)
        self.rates = Rates()
        self.queries: dict[str, Query] = {}
        self.inline = Inline()
        self.toasts: list[Toast] = []
        self.calls: list[Call] = []
        self.actions: list[tuple[int, str]] = []
        self.revision = 0
        self.token_revoked = False
        self.knows_rich = True
        self.open = False
        self.ended = asyncio.Event()
        self._waiters: set[asyncio.Future[None]] = set()

    @property
    def inline_answers(self) -> dict[str, InlineAnswer]:
        """Answers to inline queries, by query id."""
        return self.inline.answers

    def now(self) -> datetime:
        return self.clock()

    def changed(self) -> None:
        self.revision += 1
        self.wake()

    def wake(self) -> None:
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    def start(self) -> None:
        """The beginning of serving, perhaps again and in another loop."""
        self.open, self.updates.closed = True, False
        self.ended = asyncio.Event()

    def close(self) -> None:
        """The end of serving: waiting calls and streams come home."""
        self.open = False
        self.ended.set()
        self.updates.close()
        self.wake()

    async def change(self) -> None:
        """Waits for the next change, or for the end."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await waiter
        finally:
            self._waiters.discard(waiter)

    def find_chat(self, key: int | str) -> Chat:
        """A chat by id, ``@name`` or person. Raises ApiError 400 as Telegram words it."""
        if isinstance(key, str) and key.startswith("@"):
            name = key[1:].lower()
            found = next((c for c in self.chats.values() if (c.username or "").lower() == name), None)
        else:
            try:
                found = self.chats.get(int(key))
            except ValueError:
                found = None
        if found is None:
            raise bad_request("chat not found" if str(key) else "chat_id is empty")
        return found

    def chat_to_write(self, key: int | str) -> Chat:
        """A chat the bot may send to. Raises ApiError."""
        chat = self.reachable(key)
        if chat.type == "channel" and not (chat.rights.administrator and chat.rights.post):
            raise bad_request("need administrator rights in the channel chat")
        if chat.type in ("group", "supergroup") and not chat.rights.post:
            raise bad_request("not enough rights to send text messages to the chat")
        return chat

    def reachable(self, key: int | str) -> Chat:
        """A chat the bot takes part in. Raises ApiError 403 where it is blocked, left out or uninvited."""
        chat = self.find_chat(key)
        if chat.migrated_to is not None:
            raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
        if chat.type == "private":
            person = self.people[chat.id]
            if person.deactivated:
                raise forbidden("user is deactivated")
            if person.blocked:
                raise forbidden("bot was blocked by the user")
            if not person.started:
                raise forbidden("bot can't initiate conversation with a user")
        elif chat.rights.status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.kind} chat")
        elif not chat.rights.inside:
            raise forbidden(f"bot is not a member of the {chat.kind} chat")
        return chat

    def store(self, message: Message) -> Message:
        self.chats[message.chat_id].history[message.id] = message
        self.changed()
        return message

    def delete(self, chat: Chat, message_id: int) -> None:
        chat.history.pop(message_id, None)
        if message_id in chat.pinned:
            chat.pinned.remove(message_id)
        self.changed()

    def notify(self, kind: str, content: dict[str, Any]) -> None:
        """Tells the bot about something."""
        self.updates.add(kind, content, now=self.now())
        self.changed()

    def ask(self, person: Person, kind: str) -> Query:
        """A new query that wants an answer."""
        number = 7_000_000_000 + len(self.queries)
        query = Query(id=str(number), person=person.id, at=self.now(), kind=kind)
        self.queries[query.id] = query
        return query

    def take_query(self, query_id: str, kind: str) -> Query:
        """A query that can still be answered, marked as answered. Raises ApiError 400."""
        query = self.queries.get(query_id)
        late = query is not None and self.now() - query.at > rules.QUERY_LIFETIME
        if query is None or query.kind != kind or query.answered or late:
            raise bad_request(rules.QUERY_TOO_OLD)
        query.answered = True
        return query
