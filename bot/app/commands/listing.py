"""Lists of entries, a page at a time, each opened by the button with its number."""

from collections.abc import Sequence

from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk, rows_of
from bot.domain.card import Button
from bot.domain.conversation import Reply
from bot.domain.entry import Entry

PAGE = 5


async def entry_list(
    desk: Desk,
    ask: Ask,
    entries: Sequence[Entry],
    *,
    template: str,
    turn: str,
    page: int,
    replace: bool | None = None,
    **values: object,
) -> Reply:
    """One page of a list. ``turn`` is the callback that shows another page when ``:<page>`` is appended."""
    pages = max(1, -(-len(entries) // PAGE))
    page = min(max(page, 0), pages - 1)
    start = page * PAGE
    shown = entries[start : start + PAGE]
    numbers = [Button(text=str(n), callback=f"entry:{each.key}") for n, each in enumerate(shown, start + 1)]
    turns = []
    if page > 0:
        turns.append(desk.button("button.previous", ask, f"{turn}:{page - 1}"))
    if page < pages - 1:
        turns.append(desk.button("button.next", ask, f"{turn}:{page + 1}"))
    return desk.say(
        template,
        ask,
        entries=shown,
        start=start,
        total=len(entries),
        page=page + 1,
        pages=pages,
        buttons=rows_of(numbers, PAGE) + rows_of(turns, 2),
        replace=ask.pressed if replace is None else replace,
        **values,
    )
