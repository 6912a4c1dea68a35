"""What a check of links says: a table for people, JSON for programs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from rich.table import Column, Table
from rich.text import Text

from bot.app.link_findings import LinkFinding
from bot.cli.console import a_table, counted
from bot.domain.linkcheck import NOTES, Result
from bot.intake.errors import SourceError

Place = tuple[str, int]  # file and line
Found = Sequence[tuple[LinkFinding, Place]]


def table(found: Found, *, everything: bool) -> Table | None:
    """What is to be mended first, then what to look at; None where there is nothing."""
    ranked = sorted(found, key=lambda each: _rank(each[0].verdict.result))
    shown = [(each, at) for each, at in ranked if everything or each.verdict.result is not Result.FINE]
    if not shown:
        return None
    laid = a_table(Column("result", no_wrap=True), Column("link", overflow="fold"))
    for each, at in shown:
        laid.add_row(Text(each.verdict.result, _style(each.verdict.result)), _about(each, at))
    return laid


def _about(found: LinkFinding, at: Place) -> Text:
    place, line = at
    where = f"{place}:{line}" if line else place
    said = ", ".join(filter(None, (f"{found.field} {found.verdict.says}", found.verdict.remedy)))
    head = Text.assemble((found.key, "bold"), (f"  {where}", "dim"))
    return Text("\n").join([head, Text(_printable(found.url)), Text(_printable(said), "dim")])


def counts(found: Found, *, asked: int) -> Iterator[Text]:
    """The last line."""
    results = Counter(each.verdict.result for each, _ in found)
    mend = any(each.verdict.mend for each, _ in found)
    parts = [f"{results[Result.FINE]} fine", *(f"{results[result]} {result}" for result in _ORDER if results[result])]
    sign = ("✗ ", "red") if mend else ("✓ ", "green")
    yield Text.assemble(sign, f"{'; '.join(parts)} ({counted(asked, 'link was asked', 'links were asked')})")


def as_json(found: Found, broken: SourceError | None) -> dict[str, Any]:
    """Everything, in the collections' order."""
    return {"links": [_plain(each, at) for each, at in found], "broken": str(broken) if broken else None}


def _plain(found: LinkFinding, at: Place) -> dict[str, Any]:
    place, line = at
    return {
        "place": place,
        "line": line,
        "key": found.key,
        "field": found.field,
        "url": found.url,
        "result": found.verdict.result,
        "mend": found.verdict.mend,
        "says": found.verdict.says,
        "remedy": found.verdict.remedy,
        "there": found.verdict.there,
    }


_ORDER = [result for result in Result if result is not Result.FINE and result not in NOTES] + list(NOTES)


def _rank(result: Result) -> int:
    return _ORDER.index(result) if result in _ORDER else len(_ORDER)


def _style(result: Result) -> str:
    return "green" if result is Result.FINE else "yellow" if result in NOTES else "red"


def _printable(text: str) -> str:
    """Nothing that a terminal obeys."""
    return "".join(char if char.isprintable() else " " for char in text)
