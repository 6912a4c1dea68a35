"""What people do: write, press, start, block, post; and what the bot hears of it."""

from bot.sandbox import standing
from bot.sandbox.chats import Chat, Person
from bot.sandbox.formatting import read_text
from bot.sandbox.messages import Message
from bot.sandbox.render import message_json
from bot.sandbox.rules import START_PAYLOAD
from bot.sandbox.state import World


def say(world: World, person_id: int, text: str, chat_id: int | None = None, reply_to: int | None = None) -> Message:
    """A person writes; in private (the default) that starts or unblocks the bot, as in the app.

    Raises LookupError for an unknown person or chat, ValueError for a text Telegram would not take.
    """
    person = _person(world, person_id)
    chat = _chat(world, person_id if chat_id is None else chat_id)
    if chat.type == "channel":
        return post(world, chat.id, text, author=person_id)
    if chat.type == "private":
        person.started = True
        if person.blocked:
            standing.block(world, person, blocked=False)
    message = _write(world, chat, text, author=person_id, reply_to=reply_to)
    if chat.type == "private" or _reaches_bot(world, chat, message):
        world.notify("message", message_json(world, message))
    return message


def start(world: World, person_id: int, payload: str = "") -> Message:
    """A person opens ``https://t.me/BOT?start=payload``. Raises ValueError for an unusable payload."""
    if payload and not START_PAYLOAD.fullmatch(payload):
        raise ValueError(f"a start payload is 1-64 of A-Z a-z 0-9 _ -, not {payload!r}")
    return say(world, person_id, f"/start {payload}".strip())


def post(world: World, chat_id: int, text: str, *, author: int | None = None) -> Message:
    """Another admin posts in a channel (or somebody in a group the bot cannot read)."""
    chat = _chat(world, chat_id)
    message = _write(world, chat, text, author=author)
    if chat.type == "channel" and chat.rights.administrator:
        world.notify("channel_post", message_json(world, message))
    return message


def _write(world: World, chat: Chat, text: str, *, author: int | None, reply_to: int | None = None) -> Message:
    body = read_text(text, parse_mode=None, entities=None)
    return world.store(
        Message(
            id=chat.next_id(),
            chat_id=chat.id,
            date=world.now(),
            author=author,
            by_bot=False,
            body=body,
            reply_to=reply_to,
        )
    )


def _reaches_bot(world: World, chat: Chat, message: Message) -> bool:
    """Privacy mode: a bot in a group hears commands that may be its own and replies to itself.

    https://core.telegram.org/bots/features#privacy-mode; an administrator hears everything.
    """
    if not chat.rights.inside:
        return False
    if chat.rights.administrator:
        return True
    replied = chat.history.get(message.reply_to) if message.reply_to is not None else None
    if replied is not None and replied.by_bot:
        return True
    first = message.text.split()[0]
    if not first.startswith("/") or not any(e.type == "bot_command" and e.offset == 0 for e in message.entities):
        return False
    _, _, addressed = first.partition("@")
    return not addressed or addressed.lower() == world.bot.username.lower()


def press(world: World, person_id: int, chat_id: int, message_id: int, data: str) -> str:
    """A person presses a callback button; the id of the query. Raises LookupError for no such message.

    The data is not compared with the keyboard, because Telegram does not promise that either.
    """
    person, chat = _person(world, person_id), _chat(world, chat_id)
    message = chat.history.get(message_id)
    if message is None:
        raise LookupError(f"there is no message {message_id} in chat {chat_id}")
    query = world.ask(person, "callback")
    world.notify(
        "callback_query",
        {
            "id": query.id,
            "from": person.as_json(),
            "message": message_json(world, message),
            "chat_instance": str(-(3_000_000_000 + abs(chat.id))),
            "data": data,
        },
    )
    return query.id


def type_inline(world: World, person_id: int, text: str, offset: str = "") -> str:
    """A person types ``@bot text`` in some chat; the id of the query."""
    person = _person(world, person_id)
    query = world.ask(person, "inline")
    content = {
        "id": query.id,
        "from": person.as_json(),
        "query": text,
        "offset": offset,
        "chat_type": "sender",
    }
    world.notify("inline_query", content)
    return query.id


def block(world: World, person_id: int, *, blocked: bool = True) -> None:
    """A person blocks (or unblocks) the bot, which hears of it."""
    standing.block(world, _person(world, person_id), blocked=blocked)


def _person(world: World, person_id: int) -> Person:
    if person_id not in world.people:
        raise LookupError(f"there is no person {person_id}")
    return world.people[person_id]


def _chat(world: World, chat_id: int) -> Chat:
    if chat_id not in world.chats:
        raise LookupError(f"there is no chat {chat_id}")
    return world.chats[chat_id]
