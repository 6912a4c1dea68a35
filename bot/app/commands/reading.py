"""Reading: today's card, the latest, a random one, one by key, and the saved ones."""

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
from bot.domain.schedule import next_slot
from bot.formats.nearest import near_keys

RELATED = 3  # entries that a card leads on to
CHANCES = 1000  # of the entries that match, chance chooses among the best
NEAR = 3  # entries offered for a key that nobody has
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
    ready = desk.services.shelf.catalog.ready
    if not key:
        return desk.say("entry_usage", ask, example=ready[0].key if ready else "")
    found = readable(desk, key)
    if found:
        return await card_of(desk, ask, found)
    near = near_keys(key[:KEY_LIMIT], [each.key for each in ready], most=NEAR)
    titles = {each.key: each.title[ask.language] for each in ready}
    buttons = [Button(text=shorten(titles[each], LABEL_LIMIT), callback=f"entry:{each}") for each in near]
    return desk.say("entry_unknown", ask, key=shorten(key, KEY_LIMIT), near=near, buttons=rows_of(buttons, 1))


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
    question = await question_of(services, ask.words)
    if question.query.groups:
        matching = await services.shelf.search.keys(question.query, most=CHANCES, posted=question.posted)
        keys = [key for key in matching if readable(desk, key)]
    else:
        keys = [each.key for each in services.shelf.catalog.ready]
    if not keys:
        return desk.say(
            "random_none",
            ask,
            words=question.text,
            narrowings=narrowings(services.shelf.catalog),
        )
    shown = await services.people.shown(ask.person.id)
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
