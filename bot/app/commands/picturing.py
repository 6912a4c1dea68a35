"""Pictures for whoever asks: of an entry, in a theme and a format, which buttons change in place."""

import logging

from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk, rows_of
from bot.app.commands.posting import noted
from bot.app.commands.reading import entry as entry_by_key
from bot.app.commands.reading import readable
from bot.domain.card import CALLBACK_LIMIT, Button, Card, Rows
from bot.domain.conversation import Reply
from bot.domain.entry import Entry
from bot.domain.picture import Format, Look, PictureError

log = logging.getLogger(__name__)

THEMES_IN_ROW = 3
LATEST = 20  # posts among which the newest is looked for that readers may see


async def picture(desk: Desk, ask: Ask) -> Reply:
    """``[key] [theme] [format]``, in any order; without a key that of the latest card. Also what its buttons ask."""
    words = ask.words.replace(":", " ").lower().split()
    look = _look(desk, words)
    keys = [word for word in words if word not in (look.theme, look.format)] or [
        word
        for word in words
        if desk.services.shelf.catalog.get(word)  # an entry that is called like a theme
    ]
    found = readable(desk, keys[0]) if keys else await _latest(desk)
    if found is None or len(keys) > 1:
        return await entry_by_key(desk, ask.with_words(keys[-1] if keys else ""))
    card = desk.services.cards.picture(found, desk.services.shelf.catalog, ask.language, look)
    if not await _drawn(desk, found, card):
        said = desk.phrase("picture.none", ask.language)
        return Reply(toast=said, alert=True) if ask.pressed else Reply(card=noted(card.instead or card, said))
    again = ask.pressed and len(words) > 1  # a button of the picture itself
    return Reply(card=card.with_buttons((*card.buttons, *_looks(desk, ask, found, look))), replace=again)


async def _drawn(desk: Desk, entry: Entry, card: Card) -> bool:
    """Whether there is a picture to send; the admins hear if there is none."""
    try:
        if card.picture:
            await desk.services.pictures.draw(card.picture)
    except PictureError as failure:
        log.error("the picture of %s cannot be drawn: %s", entry.key, failure)
        alerts, why = desk.services.alerts, str(failure)
        # By entry: a reader who asks for two in turn would make news of each every time.
        topic = f"picture of {entry.key}, asked for"
        await alerts.tell_once(topic, "alert_no_picture", kept=False, channel=None, entry=entry, detail=why)
        return False
    return True


def usual_look(desk: Desk) -> Look:
    """That of the first channel's pictures."""
    return next(iter(desk.services.channels.values())).look


def _look(desk: Desk, words: list[str]) -> Look:
    """What the words say of it; else as the first channel's pictures look."""
    usual = usual_look(desk)
    theme = next((word for word in words if word in desk.services.pictures.themes), usual.theme)
    shape = next((word for word in words if word in list(Format)), usual.format)
    return Look(theme=theme, format=Format(shape))


async def _latest(desk: Desk) -> Entry | None:
    posts = await desk.services.ledger.latest(limit=LATEST)
    return next((found for post in posts if (found := readable(desk, post.key))), None) or next(
        iter(desk.services.shelf.catalog.ready), None
    )


def _looks(desk: Desk, ask: Ask, entry: Entry, look: Look) -> Rows:
    """Buttons for the other themes and formats; the present ones are ticked, and pressing them changes nothing."""
    pictures, phrase = desk.services.pictures, desk.phrase

    def button(label: str, other: Look) -> Button:
        tick = "✓ " if other == look else ""
        return Button(text=tick + label, callback=f"picture:{entry.key}:{other.theme}:{other.format}")

    themes = [
        button(pictures.theme_name(theme)[ask.language], Look(theme=theme, format=look.format))
        for theme in pictures.themes
    ]
    formats = [button(phrase(f"format.{each}", ask.language), Look(theme=look.theme, format=each)) for each in Format]
    rows = (*rows_of(themes, THEMES_IN_ROW), tuple(formats))
    fitting = (tuple(each for each in row if len((each.callback or "").encode()) <= CALLBACK_LIMIT) for row in rows)
    return tuple(row for row in fitting if row)
