"""Review: the next draft as it would look, with all there is to know of it."""

from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk
from bot.app.commands.kept import Kind, keep
from bot.app.commands.posting import draw, noted
from bot.app.commands.refusals import refusals
from bot.app.fields import fields_at
from bot.app.reviewing import MOST, Waiting
from bot.domain.card import Button, Rows
from bot.domain.channel import Channel
from bot.domain.conversation import Reply
from bot.domain.entry import Entry, Status
from bot.domain.faults import FaultsError
from bot.domain.fit import shorten
from bot.domain.incoming import Unfit
from bot.domain.pages import PageError
from bot.domain.suggestions import Suggestion
from bot.domain.suspicion import Ground, suspicions

LABEL_LIMIT = 40  # characters of a title on a button
SAID_ANYWAY = (Ground.MACHINE, Ground.NOBODY, Ground.NO_DATE)  # by the words for who drafted it and what it lacks


async def review(desk: Desk, ask: Ask) -> Reply:
    """``[key]``: that entry, or the next in the queue. A button says so too."""
    key = ask.words.strip().lower()
    if not key:
        return await following(desk, ask)
    entry = desk.services.shelf.catalog.get(key)
    if entry is None:
        return desk.say("entry_unknown", ask, key=shorten(key, LABEL_LIMIT), near=[])
    if entry.ready:
        return desk.say("review_ready", ask, entry=entry, buttons=_opening(entry, ask))
    return await shown(desk, ask, entry)


def _opening(entry: Entry, ask: Ask) -> Rows:
    return ((Button(text=shorten(entry.title[ask.language], LABEL_LIMIT), callback=f"entry:{entry.key}"),),)


async def following(desk: Desk, ask: Ask) -> Reply:
    """The first of the queue; a suggestion is looked up before it is shown."""
    queue = await desk.services.reviewing.queue()
    if not queue:
        return desk.say("review_none", ask, total=len(desk.services.shelf.catalog.ready))
    if first := queue[0].suggestion:
        return await _suggested(desk, ask, first, queue)
    entry = desk.services.shelf.catalog.get(queue[0].key)
    return await shown(desk, ask, entry) if entry else desk.say("review_none", ask, total=0)


async def shown(desk: Desk, ask: Ask, entry: Entry, *, done: str = "") -> Reply:
    """The card as its channel would get it, and below it what there is to know; ``done`` is what has just been done."""
    services = desk.services
    reviewing = services.reviewing
    text_id = await keep(services.people, ask.now, Kind.DRAFT, entry.key, entry.edition)
    queue = await reviewing.queue()
    position = next((number for number, each in enumerate(queue, 1) if each.key == entry.key), None)
    lacks = reviewing.lacking(entry)
    notes = desk.say(
        "review",
        ask,
        entry=entry,
        done=done,
        position=position,
        total=len(queue),
        more=len(queue) >= MOST,
        suggested=await reviewing.suggested(entry.key),
        missing=[field.name for lack in lacks for field in fields_at(lack.path)],
        lacks=[lack.says for lack in lacks if not fields_at(lack.path)],
        suspicions=[
            (each.field, f"ground.{each.code.replace('-', '_')}")
            for each in suspicions(entry, ask.now.date())
            if each.code not in SAID_ANYWAY
        ],
        buttons=_choices(desk, ask, entry, text_id),
    )
    card = await draw(desk, ask, entry.key, _channel(desk, entry))
    return Reply(card=noted(card, desk.phrase("preview.draft", ask.language)), then=notes)


def _channel(desk: Desk, entry: Entry) -> Channel:
    """The first that the entry would come to."""
    channels = list(desk.services.channels.values())
    return next((channel for channel in channels if channel.filter.admits(entry)), channels[0])


def _choices(desk: Desk, ask: Ask, entry: Entry, text_id: str) -> Rows:
    approve = desk.button("button.approve", ask, f"approve:{text_id}")
    edit = desk.button("button.edit", ask, f"edit:{text_id}")
    if entry.status is Status.REJECTED:
        return ((approve, edit),)
    return (approve, edit), _putting_away(desk, ask, text_id)


def _putting_away(desk: Desk, ask: Ask, text_id: str) -> tuple[Button, ...]:
    return (
        desk.button("button.reject", ask, f"reject:{text_id}"),
        desk.button("button.later", ask, f"later:{text_id}"),
    )


async def _suggested(desk: Desk, ask: Ask, suggestion: Suggestion, queue: list[Waiting]) -> Reply:
    """Its page is read, and a draft made of it; where that fails, why, and what can be done."""
    trouble, detail, refused = "", "", list[str]()
    try:
        taken = await desk.services.reviewing.take_suggested(suggestion)
    except PageError as failure:
        trouble, detail = failure.trouble.value, failure.detail
    except (Unfit, FaultsError, OSError) as failure:
        refused = refusals(failure)
    else:
        return await taken_in(desk, ask, taken.key, known=taken.by)
    text_id = await keep(desk.services.people, ask.now, Kind.SUGGESTION, suggestion.document)
    return desk.say(
        "review_suggestion",
        ask,
        suggestion=suggestion,
        total=len(queue),
        trouble=trouble,
        detail=detail,
        refused=refused,
        buttons=((desk.button("button.again", ask, "review"),), _putting_away(desk, ask, text_id)),
    )


async def taken_in(desk: Desk, ask: Ask, key: str, *, known: str = "") -> Reply:
    """The entry that an address has led to: a draft to review, or one that was there already."""
    entry = desk.services.shelf.catalog.get(key)
    if entry is None:  # written, and not in use because another file has faults
        faults = [str(fault) for fault in desk.services.shelf.faults]
        return desk.say("review_unused", ask, key=key, faults=faults)
    if not known:
        return await shown(desk, ask, entry)
    buttons = _opening(entry, ask) if entry.ready else ((desk.button("button.review", ask, f"review:{key}"),),)
    next_one = desk.button("button.next_draft", ask, "review")
    return desk.say("review_known", ask, entry=entry, by=known, buttons=(*buttons, (next_one,)))
