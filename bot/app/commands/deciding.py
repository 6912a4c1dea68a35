"""What a curator says of a draft: approve, reject, later; each shows the next one."""

from collections.abc import Sequence
from dataclasses import replace

from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk, rows_of
from bot.app.commands.kept import Kind, kept
from bot.app.commands.refusals import refusal
from bot.app.commands.reviewing import following, shown
from bot.app.fields import NUMBERS, fields_at
from bot.app.place import Place, place_of, will_post
from bot.app.reviewing import Changed, Gone, Incomplete, Waiting
from bot.domain.card import Button
from bot.domain.channel import Channel
from bot.domain.conversation import Reply
from bot.domain.entry import NAME_LIMIT, Entry, Status
from bot.domain.faults import Fault, FaultsError
from bot.domain.fit import shorten
from bot.domain.person import Person
from bot.domain.suggestions import Suggestion

PLACES_TOLD = 10  # of a thousand channels nobody reads the places, nor would one message hold them


async def approve(desk: Desk, ask: Ask) -> Reply:
    """``<text id>``: publish the entry as it was shown, and say where it stands in the queues."""
    return await _decided(desk, ask, approved=True)


async def reject(desk: Desk, ask: Ask) -> Reply:
    """``<text id>`` of a draft or of a suggestion: it is not wanted."""
    if suggestion := await _meant_suggestion(desk, ask):
        await desk.services.reviewing.refuse(suggestion)
        said = desk.say("review_put_away", ask, title=suggestion.url, rejected=True, replace=True)
        return replace(said, then=await following(desk, ask))
    return await _decided(desk, ask, approved=False)


async def later(desk: Desk, ask: Ask) -> Reply:
    """``<text id>`` of a draft or of a suggestion: it comes again after all others."""
    waiting, title = Waiting(), ""
    if suggestion := await _meant_suggestion(desk, ask):
        waiting, title = Waiting(suggestion=suggestion), suggestion.url
    elif entry := await _meant_entry(desk, ask):
        waiting, title = Waiting(key=entry.key), entry.title[ask.language]
    else:
        return Reply(toast=desk.phrase("button_unknown", ask.language))
    await desk.services.reviewing.reviews.put_off(waiting.item, ask.now)
    said = desk.say("review_put_away", ask, title=title, rejected=False, replace=True)
    return replace(said, then=await following(desk, ask))


async def _meant_suggestion(desk: Desk, ask: Ask) -> Suggestion | None:
    match await kept(desk.services.people, Kind.SUGGESTION, ask.words):
        case [document]:
            waiting = await desk.services.reviewing.suggestions.open()
            return next((each for each in waiting if each.document == document), None)
    return None


async def _meant_entry(desk: Desk, ask: Ask) -> Entry | None:
    match await kept(desk.services.people, Kind.DRAFT, ask.words):
        case [key, _]:
            return desk.services.shelf.catalog.get(key)
    return None


async def _decided(desk: Desk, ask: Ask, *, approved: bool) -> Reply:
    match await kept(desk.services.people, Kind.DRAFT, ask.words):
        case [key, edition]:
            decide = desk.services.reviewing.approve if approved else desk.services.reviewing.reject
        case _:
            return Reply(toast=desk.phrase("button_unknown", ask.language))
    try:
        faults = await decide(key, edition, by=signature(ask.person), on=ask.now.date())
    except Gone:
        return Reply(toast=desk.phrase("entry_gone", ask.language), alert=True)
    except Changed as changed:
        return await _overtaken(desk, ask, changed.entry)
    except Incomplete as incomplete:
        return _incomplete(desk, ask, incomplete)
    except (FaultsError, OSError) as failure:
        return refusal(desk, ask, failure)
    said = await _said(desk, ask, key, faults, approved=approved)
    return replace(said, then=await following(desk, ask))


async def _said(desk: Desk, ask: Ask, key: str, faults: Sequence[Fault], *, approved: bool) -> Reply:
    entry = desk.services.shelf.catalog.get(key)
    told = approved and entry is not None and not faults
    channels = [each for each in desk.services.channels.values() if told and entry and will_post(each, entry)]
    return desk.say(
        "review_decided",
        ask,
        title=entry.title[ask.language] if entry else key,
        approved=approved,
        places=await _places(desk, ask, key, channels[:PLACES_TOLD]),
        more=len(channels[PLACES_TOLD:]),
        faults=[str(fault) for fault in faults],
        buttons=() if approved else ((desk.button("button.take_back", ask, f"review:{key}"),),),
        replace=True,
    )


async def _places(desk: Desk, ask: Ask, key: str, channels: Sequence[Channel]) -> list[Place]:
    """Where it stands in these channels."""
    services = desk.services
    found = [
        await place_of(
            key,
            channel,
            ask.now,
            queue=services.queue,
            catalog=services.shelf.catalog,
            ledger=services.ledger,
            plans=services.plans,
        )
        for channel in channels
    ]
    return [place for place in found if place]


async def _overtaken(desk: Desk, ask: Ask, entry: Entry) -> Reply:
    """Somebody has changed the entry since it was shown: nothing is done, and it is shown again."""
    if entry.ready or entry.status is Status.REJECTED:
        by = entry.reviewed.by if entry.reviewed else "?"
        key = "review.approved_meanwhile" if entry.ready else "review.rejected_meanwhile"
        return Reply(toast=desk.phrase(key, ask.language, by=by), alert=True)
    again = await shown(desk, ask, entry)
    return replace(again, toast=desk.phrase("review.changed", ask.language), alert=True)


def _incomplete(desk: Desk, ask: Ask, incomplete: Incomplete) -> Reply:
    """Each missing field by name, with a button that asks for it."""
    fields = list(dict.fromkeys(field for lack in incomplete.lacks for field in fields_at(lack.path)))
    buttons = [
        Button(text=desk.phrase(field.label, ask.language), callback=f"field:{ask.words}:{NUMBERS[field.name]}")
        for field in fields
    ]
    others = [lack.says for lack in incomplete.lacks if not fields_at(lack.path)]
    return desk.say(
        "review_incomplete", ask, missing=[field.name for field in fields], others=others, buttons=rows_of(buttons, 2)
    )


def signature(person: Person) -> str:
    """The curator's name as it goes into the file: on one line, with nothing that nobody sees."""
    name = " ".join("".join(char if char.isprintable() else " " for char in person.name).split())
    return shorten(name, NAME_LIMIT) or str(person.id)
