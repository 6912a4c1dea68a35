"""The sandbox as tests and the demo hold it: build a world, serve it, act in it, look at it."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import TypeVar

from starlette.applications import Starlette

from bot.sandbox import people, rules, standing
from bot.sandbox.api import BotApi
from bot.sandbox.chats import Chat, Person, Rights
from bot.sandbox.control import Control
from bot.sandbox.faults import Faults
from bot.sandbox.files import Files
from bot.sandbox.inline import Inline, InlineAnswer
from bot.sandbox.messages import Message
from bot.sandbox.rates import Rates
from bot.sandbox.rules import ApiError
from bot.sandbox.serving import Connections, serving
from bot.sandbox.state import BotUser, Call, Toast, World
from bot.sandbox.updates import Updates
from bot.sandbox.view import ClockControl
from bot.sandbox.webhook import delivering

T = TypeVar("T")

TEST_TOKEN = "42:TEST-token-of-the-sandbox"  # noqa: S105 - opens nothing but a sandbox
_FIRST_CHANNEL = -1_001_000_000_001


class Sandbox:
    """A stand-in for Telegram with one bot.

    ``async with sandbox.serve() as url`` and then ``Bot(token, base_url=f"{url}/bot",
    base_file_url=f"{url}/file/bot")``.
    """

    def __init__(
        self,
        *,
        token: str = TEST_TOKEN,
        bot_username: str = "demo_digest_bot",
        bot_name: str = "Daily Digest",
        clock: Callable[[], datetime] | None = None,
        knows_rich: bool = True,
    ) -> None:
        self.token = token
        bot = BotUser(id=int(token.split(":")[0]), username=bot_username, name=bot_name)
        self.world = World(bot=bot, clock=clock)
        self.knows_rich = knows_rich
        self.clock_control: ClockControl | None = None
        self._channel_ids = itertools.count(_FIRST_CHANNEL, -1)

    # Building the world.

    def add_person(
        self, id: int, name: str, role: str = "reader", language: str = "en", started: bool = True
    ) -> Person:
        """Somebody with an account and a private chat with the bot."""
        person = Person(id=id, name=name, role=role, language=language, started=started)
        self.world.people[id] = person
        self.world.chats[id] = Chat(id=id, type="private", title=name)
        self._join(person)
        self.world.changed()
        return person

    def add_channel(
        self,
        id: int | None = None,
        username: str | None = None,
        title: str = "Channel",
        bot_rights: Rights | None = None,
    ) -> Chat:
        """A channel, public with a ``username`` (without @). Everybody known reads it."""
        number = next(self._channel_ids) if id is None else id
        chat = Chat(id=number, type="channel", title=title, username=username, rights=bot_rights or Rights())
        return self._add_chat(chat)

    def add_group(self, id: int, title: str, bot_rights: Rights | None = None) -> Chat:
        """A group (a supergroup from -100… on) in which the bot is a plain member by default."""
        rights = bot_rights or Rights(status="member")
        chat = Chat(id=id, type="group", title=title, rights=rights)
        if str(id).startswith("-100"):
            chat.type = "supergroup"
        return self._add_chat(chat)

    def _add_chat(self, chat: Chat) -> Chat:
        self.world.chats[chat.id] = chat
        chat.members = set(self.world.people)
        self.world.changed()
        return chat

    def _join(self, person: Person) -> None:
        for chat in self.world.chats.values():
            if chat.type != "private":
                chat.members.add(person.id)

    # Looking at it.

    def channel(self, name: str | int) -> Chat:
        """A channel or group by ``@name`` or id."""
        return self.world.find_chat(name)

    def chat(self, person_or_chat: int) -> Chat:
        """A private chat by its person's id, or any chat by its own."""
        return self.world.chats[person_or_chat]

    @property
    def calls(self) -> list[Call]:
        """Answered Bot API calls, oldest first, without getUpdates that returned nothing."""
        return self.world.calls

    @property
    def toasts(self) -> list[Toast]:
        """Answers to presses, newest last."""
        return self.world.toasts

    @property
    def faults(self) -> Faults:
        return self.world.faults

    @property
    def files(self) -> Files:
        return self.world.files

    @property
    def rates(self) -> Rates:
        """``rates.enforced = True`` makes Telegram's pace binding; its limits and windows can be scaled."""
        return self.world.rates

    @property
    def inline(self) -> Inline:
        """Inline mode; ``inline.feedback = True`` lets the bot hear which results were chosen."""
        return self.world.inline

    @property
    def updates(self) -> Updates:
        return self.world.updates

    @property
    def knows_rich(self) -> bool:
        """Whether the server is new enough for rich messages (Bot API 10.1); may be changed at any time."""
        return self.world.knows_rich

    @knows_rich.setter
    def knows_rich(self, knows: bool) -> None:
        self.world.knows_rich = knows
        self.world.changed()

    # Acting in it.

    async def say(self, person: int, text: str, chat: int | None = None, *, reply_to: int | None = None) -> Message:
        """A person writes, in the private chat unless another is named."""
        return people.say(self.world, person, text, chat, reply_to)

    async def start(self, person: int, payload: str = "") -> Message:
        """What a tap on ``https://t.me/BOT?start=payload`` does."""
        return people.start(self.world, person, payload)

    async def press(self, person: int, chat: int, message_id: int, data: str) -> str:
        """A person presses a callback button; the query's id."""
        return people.press(self.world, person, chat, message_id, data)

    async def type_inline(self, person: int, text: str, offset: str = "", chat: int | None = None) -> str:
        """A person types ``@bot text``, in the private chat unless another is named; the query's id.

        The answer is there at once where Telegram has an earlier one that still holds, otherwise
        ``await sandbox.wait_for(lambda: sandbox.inline_answer(query_id))``.
        """
        return people.type_inline(self.world, person, text, offset, chat)

    def inline_answer(self, query_id: str) -> InlineAnswer | None:
        """The answer to an inline query, None until there is one."""
        return self.world.inline_answers.get(query_id)

    async def choose_inline(self, person: int, chat: int, query_id: str, result_id: str) -> Message:
        """A person sends a result of an inline query to a chat."""
        return people.choose_inline(self.world, person, chat, query_id, result_id)

    async def post(self, chat: int, text: str) -> Message:
        """Another admin posts in a channel."""
        return people.post(self.world, chat, text)

    def block(self, person: int, *, blocked: bool = True) -> None:
        """A person blocks or unblocks the bot."""
        people.block(self.world, person, blocked=blocked)

    def delete(self, chat: int, message_id: int) -> None:
        """Somebody else deletes a message."""
        self.world.delete(self.world.chats[chat], message_id)

    def upgrade(self, group: int, to: int) -> Chat:
        """A basic group becomes a supergroup with a new id, in which the ids of messages begin anew."""
        old = self.world.chats[group]
        new = self.add_group(to, old.title, old.rights)
        standing.upgrade(self.world, old, new)
        return new

    def set_rights(self, chat: int | str, rights: Rights) -> None:
        """An admin changes what the bot may do, and it hears of that (assigning ``chat.rights`` is silent)."""
        standing.set_rights(self.world, self.channel(chat), rights)

    def allow_posting(self, chat: int | str, *, allowed: bool = True) -> None:
        """An admin gives the bot the right to post, or takes it away; it hears of that."""
        standing.allow_posting(self.world, self.channel(chat), allowed=allowed)

    def remove_bot(self, chat: int | str, *, kicked: bool = False) -> None:
        """The bot is put out of a channel or group, and banned from it if ``kicked``; it hears of that."""
        self.set_rights(chat, Rights(status="kicked" if kicked else "left"))

    def restore_bot(self, chat: int | str) -> None:
        """The bot is taken in again with the rights it had before; it hears of that."""
        self.set_rights(chat, self.channel(chat).former_rights)

    def delete_chat(self, chat: int | str) -> None:
        """A channel or group ceases to exist: "chat not found" from now on."""
        del self.world.chats[self.channel(chat).id]
        self.world.changed()

    def revoke_token(self) -> None:
        """Every call is answered 401, a waiting getUpdates too, until the token is given back."""
        self.world.token_revoked = True
        self.updates.terminate(ApiError(401, rules.UNAUTHORIZED))

    def restore_token(self) -> None:
        self.world.token_revoked = False

    async def wait_for(self, predicate: Callable[[], T], timeout: float = 20) -> T:  # noqa: ASYNC109
        """The first truthy value of the predicate, asked again after each change.

        Raises TimeoutError after ``timeout`` seconds, naming the last calls.
        """
        try:
            async with asyncio.timeout(timeout):
                while not (found := predicate()):
                    await self.world.change()
                return found
        except TimeoutError:
            last = ", ".join(f"{call.method} {call.status} {call.error or ''}" for call in self.calls[-5:])
            raise TimeoutError(f"nothing became true in {timeout} s; last calls: {last or 'none'}") from None

    # Serving it.

    @contextlib.asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[str]:
        """Serves on 127.0.0.1 in the running loop; the root URL. Port 0 takes a free one.

        Ends at once: waiting getUpdates are answered, event streams and hanging calls are cut, late calls are
        forgotten. Can be served again. Raises OSError for a port in use.
        """
        self.world.start()
        connections = Connections()
        api = BotApi(self.world, token=self.token, abort=connections.abort)
        control = Control(self.world, lambda: self.clock_control)
        app = Starlette(routes=[*api.routes(), *control.routes()])

        def end() -> None:
            api.close()
            self.world.close()

        async with serving(app, port, connections=connections, on_end=end) as url, delivering(self.world):
            yield url
