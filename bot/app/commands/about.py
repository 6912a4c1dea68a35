"""The bot about itself: hello, help, language, about."""

import re

from bot.app.commands.ask import Access, Ask
from bot.app.commands.desk import Desk, rows_of
from bot.app.commands.examples import beginnings, narrowings
from bot.app.commands.reading import card_of, readable
from bot.domain.card import Button, Card
from bot.domain.conversation import Reply
from bot.domain.language import Language

LABELS = {Language.EN: "English", Language.ZH: "中文"}  # each in itself, so that its speakers find it
SPOKEN = dict.fromkeys(("en", "english", "英文", "英语"), Language.EN) | dict.fromkeys(
    ("zh", "cn", "zh-cn", "zh-hans", "chinese", "中文", "汉语", "简体中文"), Language.ZH
)
FROM_INLINE = "inline"  # the payload of the button over inline results; it leads to hello
DEEP_LINK = re.compile(r"([a-z0-9-]{1,48})(?:_[a-z0-9]+)?")  # <key>, or <key>_<token of the delivery>


async def start(desk: Desk, ask: Ask) -> Reply:
    """Hello; or, with the payload of a card's button, that card."""
    link = DEEP_LINK.fullmatch(ask.words.strip())
    if link and (found := readable(desk, link[1])):
        return await card_of(desk, ask, found)
    buttons = (
        (desk.button("button.today", ask, "today"), desk.button("button.random", ask, "random")),
        (desk.button("button.topics", ask, "topics"), desk.button("button.latest", ask, "latest")),
    )
    return desk.say(
        "start",
        ask,
        name=ask.person.name,
        total=len(desk.services.shelf.catalog.ready),
        channels=_public_channels(desk),
        gone=link is not None and ask.words.strip() != FROM_INLINE,
        examples=beginnings(desk.services.shelf.catalog),
        buttons=buttons,
    )


async def help_(desk: Desk, ask: Ask) -> Reply:
    """What this person may ask, from the table."""
    commands = desk.visible_commands(ask.person)
    return desk.say(
        "help",
        ask,
        everyone=[command for command in commands if command.access is Access.EVERYONE],
        curator=[command for command in commands if command.access is Access.CURATOR],
        admin=[command for command in commands if command.access is Access.ADMIN],
        narrowings=narrowings(desk.services.shelf.catalog),
        bot=desk.inline_name,
    )


async def lang(desk: Desk, ask: Ask) -> Reply:
    """Choose a language, or show the two."""
    chosen = SPOKEN.get(ask.words.strip().lower())
    if chosen is None:
        languages = [Button(text=label, callback=f"lang:{code}") for code, label in LABELS.items()]
        return desk.say("lang", ask, buttons=rows_of(languages, 2))
    await desk.services.people.choose_language(ask.person.id, chosen)
    html = desk.services.replies.render("lang_chosen", chosen)
    return Reply(card=Card(html=html), replace=ask.pressed)


async def about(desk: Desk, ask: Ask) -> Reply:
    """What the product is, what the collections are and whom they credit."""
    catalog = desk.services.shelf.catalog
    return desk.say(
        "about",
        ask,
        collections=list(catalog.collections.values()),
        total=len(catalog.ready),
        channels=_public_channels(desk),
    )


def _public_channels(desk: Desk) -> list[str]:
    """Names without the @, which the template writes: it makes them links."""
    chats = [channel.chat for channel in desk.services.channels.values()]
    return [chat.removeprefix("@") for chat in chats if isinstance(chat, str)]
