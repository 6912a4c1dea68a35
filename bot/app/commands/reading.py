"""Reading: today's card, the latest, a random one, one by key, and the saved ones."""

from collections.abc import Sequence

from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk, rows_of
from bot.app.commands.examples import narrowings
from bot.app.commands.listing import PAGE, entry_list, page_number
from bot.app.commands.question import question_of
from bot.app.status import post_link
from bot.domain.card import Button
from bot.domain.conversation import Reply
from bot.domain.entry import Entry
from bot.domain.fit import shorten
from bot.domain.query import Query
from bot.domain.schedule import next_slot
from bot.formats.nearest import near_keys

RELATED = 3  # entries that a card leads on to
CHANCES = 1000  # of the entries that match, chance chooses among the best
NEAR = 3  # entries offered for a key that nobody has
COMPARED = 2000  # keys; more would hold up everybody else
LABEL_LIMIT = 40  # characters of a title on a button: about what a phone shows
KEY_LIMIT = 48  # characters of a key (bot.domain.entry.KEY); the rest of what was typed is no use


async def card_of(desk: Desk, ask: Ask, entry: Entry, *, replace: bool = False, toast: str = "") -> Reply:
    """The entry's card in the asker's language."""
    services = desk.services
    saved = entry.key in await services.people.saved(ask.person.id)
    related = await related_to(desk, entry)
    card = services.cards.for_chat(entry, services.shelf.catalog, ask.language, saved=saved, related=related)
    return Reply(card=card, replace=replace, toast=toast)


async def related_to(desk: Desk, entry: Entry) -> list[Entry]:
    """Those its curator named, then those that are most like it."""
    named = [readable(desk, key) for key in entry.related]
    found = {each.key: each for each in named if each and each.key != entry.key}
    if len(found) < RELATED:
        like = await desk.services.shelf.search.similar(entry, most=RELATED + len(found))
        found |= {each.key: each for each in like if each.key not in found and each.key != entry.key}
    return list(found.values())[:RELATED]


def readable(desk: Desk, key: str) -> Entry | None:
    """The entry, if readers may see it: what a channel may post, its readers may open."""
    found = desk.services.shelf.catalog.get(key)
    if found is None or found.ready:
        return found
    return found if any(channel.may_post(found) for channel in desk.services.channels.values()) else None


async def entry(desk: Desk, ask: Ask) -> Reply:
    """Open an entry by its key; what else may be meant is offered by title."""
    key = ask.words.strip().lower()
    if not key:
        ready = desk.services.shelf.catalog.ready
        return desk.say("entry_usage", ask, example=ready[0].key if ready else "")
    found = readable(desk, key)
    if found:
        return await card_of(desk, ask, found)
    near = await _near(desk, ask, key[:KEY_LIMIT])
    buttons = [
        Button(text=shorten(each.title[ask.language], LABEL_LIMIT), callback=f"entry:{each.key}") for each in near
    ]
    keys = [each.key for each in near]
    return desk.say("entry_unknown", ask, key=shorten(key, KEY_LIMIT), near=keys, buttons=rows_of(buttons, 1))


async def _near(desk: Desk, ask: Ask, typed: str) -> list[Entry]:
    """The ready entries that somebody may mean who has typed this for a key.

    To compare it with very many keys takes minutes: then the index is asked, which forgives slips of the hand too.
    """
    services = desk.services
    catalog = services.shelf.catalog
    if len(catalog.ready) <= COMPARED:
        keys = near_keys(typed, catalog.columns.all_keys(catalog.columns.ready), most=NEAR)
        return [catalog.entries[key] for key in keys]
    found = await services.shelf.search.find(Query.parse(typed.replace("-", " ")), language=ask.language, limit=NEAR)
    return [hit.entry for hit in found.hits]


async def today(desk: Desk, ask: Ask) -> Reply:
    """The card posted today; several channels give the newest, none says when the next one comes."""
    services = desk.services
    for delivery in await services.ledger.latest(limit=10):
        channel = services.channels.get(delivery.slot.channel)
        posted_today = channel and delivery.slot.date == ask.now.astimezone(channel.zone).date()
        if posted_today and (found := readable(desk, delivery.key)):
            return await card_of(desk, ask, found)
    channels = services.channels.values()
    instants = [(next_slot(channel, ask.now).instant(channel.zone), channel) for channel in channels]
    upcoming = [
        (instant.astimezone(channel.zone), channel) for instant, channel in sorted(instants, key=lambda pair: pair[0])
    ]
    buttons = ((desk.button("button.random", ask, "random"), desk.button("button.latest", ask, "latest")),)
    return desk.say("today_none", ask, upcoming=upcoming, buttons=buttons)


async def latest(desk: Desk, ask: Ask) -> Reply:
    """Posted cards, newest first, a page at a time."""
    start = page_number(ask.words)
    ledger = desk.services.ledger
    deliveries = await ledger.latest(limit=PAGE + 1, offset=start)
    posts = [
        (delivery, readable(desk, delivery.key), post_link(delivery.chat, delivery.message_id))
        for delivery in deliveries[:PAGE]
    ]
    buttons = [
        Button(text=str(number), callback=f"entry:{found.key}")
        for number, (_, found, _) in enumerate(posts, start + 1)
        if found  # an entry that has left the list was posted all the same
    ]
    turns = []
    if start > 0:
        turns.append(desk.button("button.previous", ask, f"latest:{max(0, start - PAGE)}"))
    if len(deliveries) > PAGE:
        turns.append(desk.button("button.next", ask, f"latest:{start + PAGE}"))
    rows = rows_of(buttons, PAGE) + rows_of(turns, 2)
    return desk.say("latest", ask, posts=posts, start=start, buttons=rows, replace=ask.pressed and bool(ask.words))


async def random(desk: Desk, ask: Ask) -> Reply:
    """A random entry; not the same again to the same person until all (that match) were seen."""
    services = desk.services
    columns = services.shelf.catalog.columns
    question = await question_of(services, ask.words)
    keys: Sequence[str] = columns.keys(columns.ready)
    if question.query.groups:
        matching = await services.shelf.search.keys(question.query, most=CHANCES, posted=question.posted)
        keys = [key for key in matching if readable(desk, key)]
    if not keys:
        return desk.say(
            "random_none",
            ask,
            words=question.text,
            narrowings=narrowings(services.shelf.catalog),
        )
    shown = await services.people.shown(ask.person.id)
    fresh: Sequence[str] = columns.keys(columns.ready.without(columns.positions(shown)))
    if question.query.groups:
        fresh = [key for key in keys if key not in shown]
    if not fresh:
        await services.people.forget_shown(ask.person.id, frozenset(keys))
        fresh = keys
    key = services.pick(fresh)
    await services.people.show(ask.person.id, key)
    return await card_of(desk, ask, services.shelf.catalog.entries[key])


async def saved(desk: Desk, ask: Ask) -> Reply:
    """The person's own list, newest first."""
    keys = await desk.services.people.saved(ask.person.id)
    entries = [found for key in keys if (found := readable(desk, key))]
    return await entry_list(desk, ask, entries, template="saved", turn="saved", page=page_number(ask.words))


async def save(desk: Desk, ask: Ask) -> Reply:
    return await _keep(desk, ask, keep=True)


async def unsave(desk: Desk, ask: Ask) -> Reply:
    return await _keep(desk, ask, keep=False)


async def _keep(desk: Desk, ask: Ask, *, keep: bool) -> Reply:
    people = desk.services.people
    found = readable(desk, ask.words)
    if found is None:
        return Reply(toast=desk.phrase("entry_gone", ask.language))
    if keep:
        await people.save(ask.person.id, found.key, ask.now)
    else:
        await people.unsave(ask.person.id, found.key)
    toast = desk.phrase("saved.yes" if keep else "saved.no", ask.language)
    if not ask.private:  # the card in a group is everybody's, its button shows nobody's list
        return Reply(toast=toast)
    return await card_of(desk, ask, found, replace=True, toast=toast)
