"""Editing a draft in the conversation: choose a field, and answer with its new text or by a button."""

import datetime as dt
from dataclasses import replace

from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk, rows_of
from bot.app.commands.kept import Kind, keep, kept
from bot.app.commands.refusals import refusal
from bot.app.commands.reviewing import shown
from bot.app.fields import (
    BY_NAME,
    FIELDS,
    NUMBERS,
    EntryField,
    Form,
    kind_label,
    meant,
    numbered,
    shortened,
    stamp,
    tag_of,
    written,
)
from bot.app.reviewing import Changed, Gone
from bot.domain.card import Button, Card
from bot.domain.conversation import Reply
from bot.domain.entry import Entry
from bot.domain.entry import Kind as EntryKind
from bot.domain.faults import FaultsError
from bot.domain.reviews import Prompt

PROMPT_HOLDS = dt.timedelta(days=1)
LEAVE = ("", "-", "–", "—", "－")  # said instead of a new text
TAGS_SHOWN = 90  # Telegram shows at most 100 buttons of a message


async def edit(desk: Desk, ask: Ask) -> Reply:
    """``<text id>``: which field?"""
    entry = await _entry(desk, ask.words)
    return await _fields(desk, ask, entry) if entry else _gone(desk, ask)


async def _entry(desk: Desk, text_id: str) -> Entry | None:
    match await kept(desk.services.people, Kind.DRAFT, text_id):
        case [key, _]:
            entry = desk.services.shelf.catalog.get(key)
            return None if entry is None or entry.ready else entry
    return None


def _gone(desk: Desk, ask: Ask) -> Reply:
    return Reply(toast=desk.phrase("review.no_draft", ask.language), alert=True)


async def _kept(desk: Desk, ask: Ask, entry: Entry) -> str:
    return await keep(desk.services.people, ask.now, Kind.DRAFT, entry.key, entry.edition)


async def _fields(desk: Desk, ask: Ask, entry: Entry, *, toast: str = "") -> Reply:
    text_id = await _kept(desk, ask, entry)
    buttons = [
        Button(
            text=("✓ " if written(entry, field) else "＋ ") + desk.phrase(field.label, ask.language),
            callback=f"field:{text_id}:{NUMBERS[field.name]}",
        )
        for field in FIELDS
    ]
    back = desk.button("button.back_to_draft", ask, f"review:{entry.key}")
    rows = (*rows_of(buttons, 2), (back,))
    said = desk.say("review_fields", ask, entry=entry, field=None, more=0, buttons=rows, replace=True)
    return replace(said, toast=toast)


async def field(desk: Desk, ask: Ask) -> Reply:
    """``<text id>:<number>``: ask for the field's new text, or offer what can be chosen."""
    text_id, _, number = ask.words.partition(":")
    entry, chosen = await _entry(desk, text_id), numbered(number)
    if entry is None or chosen is None:
        return _gone(desk, ask)
    if chosen.form is Form.TAGS:
        return await _tags(desk, ask, entry)
    if chosen.form is Form.KIND:
        return await _kinds(desk, ask, entry)
    return await _asking(desk, ask, entry, chosen)


async def _asking(desk: Desk, ask: Ask, entry: Entry, field: EntryField) -> Reply:
    """The buttons stay with the message before: one that opens an answer cannot have any."""
    text_id = await _kept(desk, ask, entry)
    buttons = [desk.button("button.back", ask, f"edit:{text_id}")]
    if written(entry, field):
        buttons.insert(0, desk.button("button.clear", ask, f"clear:{text_id}:{NUMBERS[field.name]}"))
    rows = (tuple(buttons),)
    above = desk.say("review_fields", ask, entry=entry, field=field, more=0, buttons=rows, replace=True)
    return replace(above, then=question(desk, ask, entry, field))


def question(desk: Desk, ask: Ask, entry: Entry, field: EntryField) -> Reply:
    """The message whose answer is the field's new text."""

    async def remember(message_id: int) -> None:
        await desk.services.reviewing.reviews.ask(
            Prompt(
                chat=ask.chat,
                message_id=message_id,
                person=ask.person.id,
                key=entry.key,
                field=field.name,
                before=stamp(entry, field),
                at=ask.now,
            )
        )

    said = desk.say("review_question", ask, entry=entry, field=field, value=written(entry, field))
    return replace(said, asked=remember)


async def answered(desk: Desk, ask: Ask) -> Reply:
    """The reply to a question is the new text, ``-`` leaves the old one. What is refused may be answered once more."""
    reviews = desk.services.reviewing.reviews
    prompt = await reviews.asked(ask.chat, ask.answers or 0)
    chosen = BY_NAME.get(prompt.field) if prompt else None
    entry = desk.services.shelf.catalog.get(prompt.key) if prompt else None
    if prompt is None or chosen is None or prompt.person != ask.person.id or entry is None or entry.ready:
        return _over(desk, ask)
    if ask.now - prompt.at > PROMPT_HOLDS:
        again = desk.button("button.edit", ask, f"edit:{await _kept(desk, ask, entry)}")
        return Reply(card=Card(html=desk.phrase("review.over_old", ask.language), buttons=((again,),)))
    if ask.words.strip() in LEAVE:
        await reviews.close(prompt.chat, prompt.message_id)
        return await shown(desk, ask, entry, done=desk.phrase("review.left", ask.language))
    refused = await _write(desk, ask, entry, chosen, prompt.before, meant(chosen, ask.words))
    if refused is None or refused.toast:
        await reviews.close(prompt.chat, prompt.message_id)
    if refused is None:
        return await _after(desk, ask, entry.key, chosen)
    return refused if not refused.toast else await _overtaken(desk, ask, entry.key, chosen)


async def _after(desk: Desk, ask: Ask, key: str, field: EntryField) -> Reply:
    entry = desk.services.shelf.catalog.get(key)
    label = desk.phrase(field.label, ask.language)
    done = desk.phrase("review.saved", ask.language, field=label)
    return await shown(desk, ask, entry, done=done) if entry else _over(desk, ask)


def _over(desk: Desk, ask: Ask) -> Reply:
    return Reply(card=Card(html=desk.phrase("review.over", ask.language)))


async def _overtaken(desk: Desk, ask: Ask, key: str, field: EntryField) -> Reply:
    """Somebody else has changed the same field meanwhile: it is shown as it is now, and asked for anew."""
    entry = desk.services.shelf.catalog.get(key)
    if entry is None or entry.ready:
        return _over(desk, ask)
    label = desk.phrase(field.label, ask.language)
    said = Card(html=desk.phrase("review.overtaken", ask.language, field=label))
    return Reply(card=said, then=question(desk, ask, entry, field))


async def _write(
    desk: Desk, ask: Ask, entry: Entry, field: EntryField, before: str, value: str | list[str] | None
) -> Reply | None:
    """None where it is done; a toast where somebody else was faster, else why it cannot be written."""
    try:
        await desk.services.reviewing.change(
            entry.key, {field.path: value}, unchanged=lambda now: stamp(now, field) == before and not now.ready
        )
    except (Changed, Gone):
        return Reply(toast=desk.phrase("review.changed", ask.language), alert=True)
    except (FaultsError, OSError) as failure:
        return refusal(desk, ask, failure, ask_again=True)
    return None


async def clear(desk: Desk, ask: Ask) -> Reply:
    """``<text id>:<number>``: nothing is to stand in this field."""
    text_id, _, number = ask.words.partition(":")
    entry, chosen = await _entry(desk, text_id), numbered(number)
    if entry is None or chosen is None or chosen.chosen:
        return _gone(desk, ask)
    return await _pressed(desk, ask, entry, chosen, None)


async def _pressed(desk: Desk, ask: Ask, entry: Entry, field: EntryField, value: str | list[str] | None) -> Reply:
    """Written by a button; the fields again."""
    if refused := await _write(desk, ask, entry, field, stamp(entry, field), value):
        return refused
    now = desk.services.shelf.catalog.get(entry.key)
    label = desk.phrase(field.label, ask.language)
    toast = desk.phrase("review.saved", ask.language, field=label)
    return await _fields(desk, ask, now, toast=toast) if now else _gone(desk, ask)


async def _kinds(desk: Desk, ask: Ask, entry: Entry) -> Reply:
    text_id = await _kept(desk, ask, entry)
    buttons = [
        Button(
            text=("● " if kind is entry.kind else "") + desk.phrase(kind_label(kind), ask.language),
            callback=f"kind:{text_id}:{kind}",
        )
        for kind in EntryKind
    ]
    back = desk.button("button.back", ask, f"edit:{text_id}")
    rows = (*rows_of(buttons, 2), (back,))
    return desk.say("review_fields", ask, entry=entry, field=BY_NAME["kind"], more=0, buttons=rows, replace=True)


async def kind(desk: Desk, ask: Ask) -> Reply:
    """``<text id>:<kind>``."""
    text_id, _, name = ask.words.partition(":")
    entry = await _entry(desk, text_id)
    if entry is None or name not in list(EntryKind):
        return _gone(desk, ask)
    return await _pressed(desk, ask, entry, BY_NAME["kind"], name)


async def _tags(desk: Desk, ask: Ask, entry: Entry) -> Reply:
    """Those that the entry has come first, and each press puts one on or takes it off."""
    tags = desk.services.shelf.catalog.tags
    text_id = await _kept(desk, ask, entry)
    names = sorted(tags, key=lambda key: key not in entry.tags)
    buttons = [
        Button(
            text=("✓ " if key in entry.tags else "") + tags[key].names[ask.language],
            callback=f"tick:{text_id}:{shortened(key)}",
        )
        for key in names[:TAGS_SHOWN]
    ]
    back = desk.button("button.back", ask, f"edit:{text_id}")
    more, rows = len(names[TAGS_SHOWN:]), (*rows_of(buttons, 2), (back,))
    return desk.say("review_fields", ask, entry=entry, field=BY_NAME["tags"], more=more, buttons=rows, replace=True)


async def tick(desk: Desk, ask: Ask) -> Reply:
    """``<text id>:<short name of a tag>``: put it on, or take it off."""
    text_id, _, short = ask.words.partition(":")
    entry, tag = await _entry(desk, text_id), tag_of(desk.services.shelf.catalog, short)
    if entry is None or tag is None:
        return _gone(desk, ask)
    tags = [key for key in entry.tags if key != tag] if tag in entry.tags else [*entry.tags, tag]
    if refused := await _write(desk, ask, entry, BY_NAME["tags"], stamp(entry, BY_NAME["tags"]), tags or None):
        return refused
    now = desk.services.shelf.catalog.get(entry.key)
    return await _tags(desk, ask, now) if now else _gone(desk, ask)
