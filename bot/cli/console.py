"""Where the commands print: results to standard output, complaints to standard error."""

import json
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.markup import escape

from bot.app.finding import Finding
from bot.domain.secrecy import without_tokens


def out() -> Console:
    return Console(highlight=False, soft_wrap=True)


def complain(*lines: str) -> None:
    """One complaint a line, on standard error; a token that slipped into one is hidden."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for line in lines:
        console.print(without_tokens(line), style="red", markup=False)


def print_findings(findings: Iterable[Finding]) -> None:
    """One line each, with a sign for good or bad."""
    for finding in findings:
        sign = "[green]✓[/green]" if finding.good else "[red]✗[/red]"
        out().print(f"{sign} [bold]{finding.what}[/bold]: {escape(finding.says)}")


def print_json(value: Any) -> None:
    """Nothing but JSON, in characters a person can read."""
    print(json.dumps(value, ensure_ascii=False, indent=2))
