"""What people do: write, press, start, block, post; and what the bot hears of it."""

from bot.sandbox import rules, standing
from bot.sandbox.chats import Chat, Person
from bot.sandbox.formatting import read_text
from bot.sandbox.inline import InlineQuestion
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
        _enter(world, person)
    message = _write(world, chat, text, author=person_id, reply_to=reply_to)
    if chat.type == "private" or _reaches_bot(world, chat, message):
        world.notify("message", message_json(world, message))
    return message


def _enter(world: World, person: Person) -> None:
    person.started = True
    if person.blocked:
        standing.block(world, person, blocked=False)


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
    # Of a message sent via the bot it learns the id alone: the chat may be none of its business.
    where = {"inline_message_id": message.inline_id} if message.inline_id else {"message": message_json(world, message)}
    instance = str(-(3_000_000_000 + abs(chat.id)))
    content = {"id": query.id, "from": person.as_json(), **where, "chat_instance": instance, "data": data}
    world.notify("callback_query", content)
    return query.id


def type_inline(world: World, person_id: int, text: str, offset: str = "", chat_id: int | None = None) -> str:
    """A person types ``@bot text`` in a chat, the private one by default; the id of the query.

    Where an earlier answer still holds, this query has it at once and the bot hears nothing.
    """
    person = _person(world, person_id)
    chat = _chat(world, person_id if chat_id is None else chat_id)
    query, text = world.ask(person, "inline"), text[: rules.INLINE_QUERY_LIMIT]
    question = InlineQuestion(id=query.id, person=person.id, text=text, offset=offset)
    if world.inline.ask(question, world.now()) is not None:
        query.answered = True
        world.changed()
        return query.id
    content = {"id": query.id, "from": person.as_json(), "query": text, "offset": offset}
    world.notify("inline_query", content | {"chat_type": "sender" if chat.type == "private" else chat.type})
    return query.id


def choose_inline(world: World, person_id: int, chat_id: int, query_id: str, result_id: str) -> Message:
    """A person sends one of a query's results to a chat.

    The bot hears of the message wherever it takes part: messages sent via it are exempt from privacy mode
    (https://core.telegram.org/bots/features#privacy-mode). Raises LookupError for no such result, ValueError for a
    picture elsewhere, which the sandbox does not fetch.
    """
    person, chat = _person(world, person_id), _chat(world, chat_id)
    answer = world.inline.answers.get(query_id)
    if answer is None or result_id not in answer.contents:
        raise LookupError(f"query {query_id} has no result {result_id}")
    content = answer.contents[result_id]
    if content.unfetched is not None:
        raise ValueError(f"the sandbox fetches no pictures, and this result is one: {content.unfetched}")
    if chat.type == "private":
        _enter(world, person)
    inline_id = world.inline.new_message_id() if content.keyboard else None
    message = world.store(
        Message(
            id=chat.next_id(),
            chat_id=chat.id,
            date=world.now(),
            author=person.id,
            by_bot=False,
            body=content.body,
            photo=content.photo,
            keyboard=content.keyboard,
            preview=content.preview,
            preview_disabled=content.preview_disabled,
            caption_above=content.caption_above,
            via_bot=True,
            inline_id=inline_id,
        )
    )
    if inline_id is not None:
        world.inline.sent(inline_id, chat.id, message.id)
    if chat.type == "private" or chat.rights.inside:
        world.notify("channel_post" if chat.type == "channel" else "message", message_json(world, message))
    if world.inline.feedback:
        chosen = {"result_id": result_id, "from": person.as_json(), "query": world.inline.questions[query_id].text}
        world.notify("chosen_inline_result", chosen | ({"inline_message_id": inline_id} if inline_id else {}))
    return message


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
