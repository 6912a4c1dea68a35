"""Where the commands print: results to standard output, complaints to standard error."""

import json
import sys
from collections.abc import Iterable
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from bot.app.finding import Finding
from bot.domain.secrecy import without_tokens


def out() -> Console:
    # Without emoji=False rich turns the `:100:` of `file.yaml:100: key: …` into 💯.
    return Console(highlight=False, soft_wrap=True, emoji=False)


def complain(*lines: str, style: str = "red") -> None:
    """One complaint a line, on standard error; a token that slipped into one is hidden."""
    console = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)
    for line in lines:
        console.print(without_tokens(line), style=style, markup=False)


def remark(line: str) -> None:
    """What is good to know, where standard output is somebody else's: on standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True, emoji=False).print(line, markup=False)


def a_table(*columns: Column, title: str = "") -> Table:
    """Without frames, which take room; cells are Text, so that nothing in an entry is markup (law 4)."""
    return Table(
        *columns,
        title=Text(title, "bold") if title else None,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
    )


def print_findings(findings: Iterable[Finding]) -> None:
    """One line each, with a sign for good, bad or worth a thought."""
    for finding in findings:
        sign = ("✗ ", "red") if not finding.good else ("! ", "yellow") if finding.hint else ("✓ ", "green")
        out().print(Text.assemble(sign, (finding.what, "bold"), f": {without_tokens(finding.says)}"))


def print_json(value: Any) -> None:
    """Nothing but JSON, in characters a person can read where the terminal has them."""
    readable = "utf" in (sys.stdout.encoding or "").lower()
    print(json.dumps(value, ensure_ascii=not readable, indent=2))


def counted(number: int, one: str, many: str) -> str:
    """``1 entry``, ``2 entries``."""
    return f"{number} {one if number == 1 else many}"
