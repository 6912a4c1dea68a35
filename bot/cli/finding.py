"""Finding from the shell: search as readers do, and the index that is searched."""

import asyncio
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from rich.cells import cell_len
from rich.table import Column
from rich.text import Text

from bot.app.config import Config
from bot.app.grammar import mended, read
from bot.app.wiring.finding import IndexAbout, open_finder
from bot.cli.bars import a_bar
from bot.cli.console import a_table, complain, out, print_json
from bot.cli.reading import configuration, library
from bot.domain.catalog import Catalog
from bot.domain.language import Language
from bot.domain.query import Query, QueryError
from bot.domain.search import Found, Hit, Marked, Match

MATCH = "bold yellow"


def search(
    text: Annotated[
        list[str], typer.Argument(help="Words in either language; tag: kind: year: author: org: lang: is:.")
    ],
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 10,
    json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Search as readers do; exit code 1 if nothing matches, though what comes near is printed."""
    config, shelves = library()
    catalog = shelves.shelf.catalog
    words = " ".join(" ".join(text).split())
    query, slips = read(words, catalog)
    _point_out(words, slips)
    found = asyncio.run(_found(config, catalog, query, limit))
    if found[Language.EN].near and found[Language.EN].hits:
        complain("nothing has all of it; these come near")
    if instead := found[Language.EN].instead or mended(words, slips, catalog):
        complain(f"did you mean: {_printable(instead)}")
    if json:
        print_json(_as_json(found))
    elif found[Language.EN].hits:
        out().print(_table(found))
    else:
        complain("nothing matches")
    if found[Language.EN].near or not found[Language.EN].hits:
        raise typer.Exit(1)


async def _found(config: Config, catalog: Catalog, query: Query, limit: int) -> dict[Language, Found]:
    """The same hits for a reader of each language: what matched in a title is known of the reader's alone."""
    posted = await _posted(config) if query.asks_posted else frozenset()
    async with open_finder(config, catalog, leave_nothing=True) as finder:
        with a_bar("indexing") as told:
            await finder.whole(lambda built: told(built.done, built.total))
        return {
            language: await finder.find(query, language=language, limit=limit, posted=posted, explained=True)
            for language in Language
        }


async def _posted(config: Config) -> frozenset[str]:
    """The libraries of the database and of Telegram take a second to import, and few searches need them."""
    house = import_module("bot.app.wiring.house")
    async with house.open_records(config) as store:
        keys: frozenset[str] = await store.ledger.posted()
        return keys


def _point_out(words: str, slips: Sequence[QueryError]) -> None:
    """The query, and below it what is wrong, each under its place."""
    if not slips:
        return
    shown = _printable(words)
    complain(shown)
    for slip in slips:
        end = slip.position + slip.length
        before, place = cell_len(shown[: slip.position]), cell_len(shown[slip.position : end])
        complain(f"{' ' * before}{'^' * max(place, 1)} {_printable(str(slip))}")


def _printable(text: str) -> str:
    """Nothing that a terminal obeys; as many characters as before."""
    return "".join(char if char.isprintable() else "?" for char in text)


def _pairs(found: dict[Language, Found]) -> list[tuple[Hit, Hit]]:
    """Each hit as readers of English and of Chinese get it."""
    chinese = {hit.entry.key: hit for hit in found[Language.ZH].hits}
    return [(hit, chinese.get(hit.entry.key, hit)) for hit in found[Language.EN].hits]


def _as_json(found: dict[Language, Found]) -> list[dict[str, Any]]:
    """Spans are [start, end) in characters."""
    return [
        {
            "key": hit.entry.key,
            "score": round(hit.score, 3),
            "near": found[Language.EN].near,
            "title": hit.entry.title.model_dump(),
            "highlights": {
                "title": {"en": hit.title.spans, "zh": chinese.title.spans},
                "snippet": {"language": hit.language, "text": hit.snippet.text, "spans": hit.snippet.spans},
            },
            "why": [{"word": m.word, "how": m.how, "field": m.field, "language": m.language} for m in hit.why],
        }
        for hit, chinese in _pairs(found)
    ]


def _table(found: dict[Language, Found]) -> Any:
    pairs = _pairs(found)
    widest = max(len(hit.entry.key) for hit, _ in pairs)
    # The key has its whole width, for one cut short cannot be typed; Chinese has no spaces to break a line at.
    table = a_table(Column("entry", width=max(widest, 19)), Column("title", overflow="fold"))
    for hit, chinese in pairs:
        entry = hit.entry
        about = " · ".join(filter(None, [entry.kind, str(entry.published or "")]))
        titles = [_marked(title) for title in (hit.title, chinese.title) if title.text]
        why = [Text(_why(match), "dim") for match in hit.why]
        table.add_row(Text.assemble((entry.key, "bold"), (f"\n{about}", "dim")), Text("\n").join([*titles, *why]))
    return table


def _marked(marked: Marked) -> Text:
    text = Text(marked.text)
    for start, end in marked.spans:
        text.stylize(MATCH, start, end)
    return text


def _why(match: Match) -> str:
    language = f" ({match.language})" if match.language else ""
    return f"{match.word}: {match.how}, {match.field}{language}"


def index(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make it anew, whatever is there.")] = False,
) -> None:
    """Bring the search index up to date, as the bot does by itself, and say what it is."""
    config, catalog = configuration(), library()[1].shelf.catalog
    about = asyncio.run(_indexed(config, catalog, rebuild=rebuild))
    console = out()
    for name, value in (
        ("folder", str(about.folder)),
        ("entries", f"{about.entries:,}"),
        ("size", _size(about.size)),
        ("edition", about.edition),
    ):
        console.print(Text.assemble((f"{name:<9}", "dim"), value))


async def _indexed(config: Config, catalog: Catalog, *, rebuild: bool) -> IndexAbout:
    async with open_finder(config, catalog, rebuild=rebuild) as finder:
        with a_bar("indexing") as told:
            await finder.whole(lambda built: told(built.done, built.total))
        return finder.about()


def _size(count: int) -> str:
    for unit in ("B", "kB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count //= 1000
    return f"{count:,} MB"
