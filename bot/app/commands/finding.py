"""Finding: search by words, a page at a time."""

from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk, rows_of
from bot.app.commands.examples import examples, narrowings
from bot.app.commands.kept import Kind, keep, kept
from bot.app.commands.listing import LAST, PAGE, list_buttons, page_number, pages_of
from bot.app.commands.question import Question, question_of
from bot.app.grammar import mended
from bot.domain.card import Button, Rows
from bot.domain.conversation import Reply
from bot.domain.fit import shorten
from bot.domain.inert import inert_line
from bot.domain.search import Found

LABEL_LIMIT = 40  # characters of a query on a button: about what a phone shows


async def search(desk: Desk, ask: Ask) -> Reply:
    """The first page of what matches; without words, an explanation with examples."""
    question = await question_of(desk.services, ask.words)
    if question.text:
        return await _results(desk, ask, question, page=0, replace=False)
    shelf = desk.services.shelf
    return desk.say(
        "search_usage",
        ask,
        examples=await examples(shelf.search, shelf.catalog),
        narrowings=narrowings(shelf.catalog),
        bot=desk.inline_name,
    )


async def page(desk: Desk, ask: Ask) -> Reply:
    """Another page of a search: ``<text id>:<page>``."""
    text_id, _, number = ask.words.partition(":")
    match await kept(desk.services.people, Kind.SEARCH, text_id):
        case [text]:
            question = await question_of(desk.services, text)
            return await _results(desk, ask, question, page=min(page_number(number), LAST - 1), replace=True)
    return Reply(toast=desk.phrase("button_unknown", ask.language))


async def _results(desk: Desk, ask: Ask, question: Question, *, page: int, replace: bool) -> Reply:
    found = await _found(desk, ask, question, page)
    if found.total and not found.hits:  # fewer than when the button was made
        page = min(page, pages_of(found.total) - 1)
        found = await _found(desk, ask, question, page)
    instead = found.instead or mended(question.text, question.slips, desk.services.shelf.catalog)
    buttons = (*await _list(desk, ask, question, found, page), *await _instead(desk, ask, instead))
    if not found.hits:
        buttons += ((desk.button("button.topics", ask, "topics"), desk.button("button.random", ask, "random")),)
    return desk.say(
        "search" if found.hits else "search_none",
        ask,
        words=question.text,
        slips=question.told,
        instead=instead,
        found=found,
        start=page * PAGE,
        page=page + 1,
        pages=pages_of(found.total),
        buttons=buttons,
        replace=replace,
    )


async def _found(desk: Desk, ask: Ask, question: Question, page: int) -> Found:
    return await desk.services.shelf.search.find(
        question.query, language=ask.language, limit=PAGE, offset=page * PAGE, posted=question.posted
    )


async def _list(desk: Desk, ask: Ask, question: Question, found: Found, page: int) -> Rows:
    if not found.hits:
        return ()
    text_id = await keep(desk.services.people, ask.now, Kind.SEARCH, question.text)
    shown = [hit.entry for hit in found.hits]
    pages = min(LAST, pages_of(found.total) + found.more)  # where nobody has counted to the end, the way leads on
    return list_buttons(desk, ask, shown, turn=f"find:{text_id}", page=page, pages=pages)


async def _instead(desk: Desk, ask: Ask, text: str) -> Rows:
    """The button that searches for what was perhaps meant."""
    if not text:
        return ()
    text_id = await keep(desk.services.people, ask.now, Kind.SEARCH, text)
    label = desk.phrase("button.instead", ask.language, words=shorten(inert_line(text), LABEL_LIMIT))
    return rows_of([Button(text=label, callback=f"find:{text_id}:0")], 1)
