"""Lists of entries, a page at a time, each opened by the button with its number."""

from collections.abc import Sequence

from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk, rows_of
from bot.domain.card import Button, Rows
from bot.domain.conversation import Reply
from bot.domain.entry import Entry

PAGE = 5
LAST = 200  # pages of a search: nobody turns to more, and far ones are dear to find


def pages_of(total: int) -> int:
    return max(1, -(-total // PAGE))


def page_number(text: str) -> int:
    """The page that a button names; the first for whatever else it says."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def list_buttons(desk: Desk, ask: Ask, shown: Sequence[Entry], *, turn: str, page: int, pages: int) -> Rows:
    """The numbers, and below them the ways to the other pages: ``turn`` with ``:<page>`` after it."""
    numbers = [Button(text=str(n), callback=f"entry:{each.key}") for n, each in enumerate(shown, page * PAGE + 1)]
    turns = []
    if page > 0:
        turns.append(desk.button("button.previous", ask, f"{turn}:{page - 1}"))
    if page < pages - 1:
        turns.append(desk.button("button.next", ask, f"{turn}:{page + 1}"))
    return rows_of(numbers, PAGE) + rows_of(turns, 2)


async def entry_list(
    desk: Desk,
    ask: Ask,
    entries: Sequence[Entry],
    *,
    template: str,
    turn: str,
    page: int,
    **values: object,
) -> Reply:
    """One page of a list. ``turn`` is the callback that shows another page when ``:<page>`` is appended."""
    pages = pages_of(len(entries))
    page = min(max(page, 0), pages - 1)
    start = page * PAGE
    shown = entries[start : start + PAGE]
    return desk.say(
        template,
        ask,
        entries=shown,
        start=start,
        total=len(entries),
        page=page + 1,
        pages=pages,
        buttons=list_buttons(desk, ask, shown, turn=turn, page=page, pages=pages),
        replace=ask.pressed,
        **values,
    )
