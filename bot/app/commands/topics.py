"""Topics: what the list is about, and the entries under each."""

from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk, rows_of
from bot.app.commands.listing import entry_list, page_number
from bot.domain.card import Button
from bot.domain.catalog import Catalog, Tag
from bot.domain.conversation import Reply


def topics_of(catalog: Catalog) -> list[tuple[Tag, int]]:
    """The tags that have ready entries, with how many; most used first."""
    columns = catalog.columns
    by_tag = columns.likes.by_tag(columns.ready.counts)
    counts = {key: int(by_tag[number]) for key, number in columns.likes.tags.items() if key in catalog.tags}
    used = sorted((key for key, count in counts.items() if count), key=lambda key: (-counts[key], key))
    return [(catalog.tags[key], counts[key]) for key in used]


async def topics(desk: Desk, ask: Ask) -> Reply:
    """All tags that have entries, most used first, each a button."""
    used = topics_of(desk.services.shelf.catalog)
    buttons = [
        Button(text=f"{tag.names[ask.language]} · {count}", callback=f"topic:{tag.key}")
        for tag, count in used[:90]  # Telegram shows at most 100 buttons of a message
    ]
    return desk.say("topics", ask, total=len(used), buttons=rows_of(buttons, 2), replace=ask.pressed)


async def topic(desk: Desk, ask: Ask) -> Reply:
    """The entries under one tag: ``<tag>`` or ``<tag>:<page>``."""
    key, _, number = ask.words.partition(":")
    catalog = desk.services.shelf.catalog
    tag = catalog.tags.get(key)
    if tag is None:
        return Reply(toast=desk.phrase("button_unknown", ask.language))
    entries = catalog.columns.entries(catalog.columns.tagged(key))
    return await entry_list(
        desk, ask, entries, template="topic", turn=f"topic:{key}", page=page_number(number), tag=tag
    )
