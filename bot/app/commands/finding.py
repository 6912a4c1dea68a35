"""Finding: search by words, and topics."""

from collections import Counter

from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk, rows_of
from bot.app.commands.kept import Kind, keep, kept
from bot.app.commands.listing import entry_list
from bot.domain.card import Button
from bot.domain.catalog import Catalog, Tag
from bot.domain.conversation import Reply
from bot.domain.query import Query

QUERY_LIMIT = 200  # characters of a query that are looked at; nobody types more


async def search(desk: Desk, ask: Ask) -> Reply:
    """The first page of what matches; without words, an explanation with examples."""
    text = " ".join(ask.words.split())[:QUERY_LIMIT]
    if not text:
        return desk.say("search_usage", ask, examples=examples(desk.services.shelf.catalog))
    return await _results(desk, ask, text, page=0, replace=False)


async def page(desk: Desk, ask: Ask) -> Reply:
    """Another page of a search: ``<text id>:<page>``."""
    text_id, _, number = ask.words.partition(":")
    match await kept(desk.services.people, Kind.SEARCH, text_id):
        case [text]:
            return await _results(desk, ask, text, page=_number(number), replace=True)
    return Reply(toast=desk.phrase("button_unknown", ask.language))


async def _results(desk: Desk, ask: Ask, text: str, *, page: int, replace: bool) -> Reply:
    query = Query.parse(text)
    entries = [hit.entry for hit in desk.services.shelf.search.find(query)]
    if not entries:
        buttons = ((desk.button("button.topics", ask, "topics"), desk.button("button.random", ask, "random")),)
        return desk.say("search_none", ask, words=text, buttons=buttons, replace=replace)
    text_id = await keep(desk.services.people, ask.now, Kind.SEARCH, text)
    return await entry_list(
        desk,
        ask,
        entries,
        template="search",
        turn=f"find:{text_id}",
        page=page,
        replace=replace,
        words=text,
        snippet=lambda entry: desk.services.shelf.search.snippet(entry, query, ask.language),
    )


def examples(catalog: Catalog) -> list[str]:
    """Searches that find something in this very catalog: in Chinese, in English, and by fields."""
    used = topics_of(catalog)
    if not used:
        return []
    first, second = used[0][0], used[min(1, len(used) - 1)][0]
    entry = next(entry for entry in catalog.ready if first.key in entry.tags)
    year = [f"year:{entry.published.year} {first.en.lower()}"] if entry.published else []
    return [first.zh, second.en.lower(), f"tag:{first.key} kind:{entry.kind}", *year]


def narrowings(catalog: Catalog) -> list[str]:
    """One example of each field, which finds something in this very catalog; none where nothing is ready."""
    ready = catalog.ready
    kinds = Counter(entry.kind for entry in ready)
    years = [entry.published.year for entry in ready if entry.published]
    people = [name for entry in ready for name in entry.authors if name not in entry.organizations]
    organizations = [name for entry in ready for name in entry.organizations]
    spans = [(min(years), max(years))] if years else []
    queries = [
        *(Query(tags=(tag.key,)) for tag, _ in topics_of(catalog)[:1]),
        *(Query(kinds=(kind,)) for kind, _ in kinds.most_common(1)),
        *(Query(years=span) for span in spans),
        *(Query(authors=(name.split()[-1],)) for name in people[:1]),
        *(Query(orgs=(name,)) for name in organizations[:1]),
    ]
    return [str(query) for query in queries]


def topics_of(catalog: Catalog) -> list[tuple[Tag, int]]:
    """The tags that have ready entries, with how many; most used first."""
    counts = Counter(key for entry in catalog.ready for key in entry.tags if key in catalog.tags)
    return [(catalog.tags[key], counts[key]) for key in sorted(counts, key=lambda key: (-counts[key], key))]


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
    entries = [entry for entry in catalog.ready if key in entry.tags]
    return await entry_list(desk, ask, entries, template="topic", turn=f"topic:{key}", page=_number(number), tag=tag)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
