"""Suggesting: readers name what should be on the list."""

from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk
from bot.app.commands.reading import readable
from bot.app.documents import entry_of
from bot.app.status import post_link
from bot.app.suggesting import Answer
from bot.domain.card import Button, Rows
from bot.domain.conversation import Reply
from bot.domain.entry import Entry
from bot.domain.pointers import NOTE_LIMIT, Pointer

POSTS = 3  # of an entry that are named
SHOWN = 100  # characters of an address that is no use


async def suggest(desk: Desk, ask: Ask) -> Reply:
    """``address [note]``: filed for the curators, unless it is there already. Nothing is fetched here."""
    pointer = Pointer.read(ask.words)
    if pointer is None:
        return desk.say("suggest_usage", ask, private=ask.private)
    if pointer.document is None:
        return desk.say("suggest_address", ask, url=pointer.url[:SHOWN], cut=len(pointer.url) > SHOWN)
    services = desk.services
    entry = await entry_of(pointer.document, services.shelf)
    if entry and readable(desk, entry.key):
        return await _known(desk, ask, entry)
    filed = await services.box.file(ask.person, pointer, pointer.document, entry, ask.now)
    return desk.say(
        "suggested",
        ask,
        answer=filed.answer,
        made=filed.made,
        on=desk.local(filed.made.at) if filed.made else None,
        again_at=desk.local(filed.again_at) if filed.again_at else None,
        cut=NOTE_LIMIT if pointer.cut else 0,
        private=ask.private,
        buttons=() if ask.private or filed.answer not in (Answer.THANKS, Answer.NOTED) else _into_private(desk, ask),
    )


async def _known(desk: Desk, ask: Ask, entry: Entry) -> Reply:
    """Where it can be read, and where it was posted."""
    deliveries = await desk.services.ledger.latest(key=entry.key, limit=POSTS)
    posts = [(each, post_link(each.chat, each.message_id)) for each in deliveries]
    look = desk.button("button.look", ask, f"entry:{entry.key}")
    return desk.say("suggest_known", ask, entry=entry, posts=posts, buttons=((look,),))


def _into_private(desk: Desk, ask: Ask) -> Rows:
    """A bot may write only to those who have written to it."""
    address = f"https://t.me/{desk.services.bot_username}"
    return ((Button(text=desk.phrase("button.open", ask.language), url=address),),)
