"""Links from the shell: does what the catalog points at still answer, and what does arXiv know now?"""

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.app.clock import SystemClock
from bot.app.link_findings import asked_for, findings_about, papers_of
from bot.app.linking import LinkCheck, LinkMemory, nothing_answers
from bot.app.preprints import look_up_preprints
from bot.app.wiring.checking_links import Record, ask_arxiv, open_links, open_memory
from bot.app.wiring.library import Reading, check_catalog
from bot.cli.bars import a_bar
from bot.cli.console import complain, counted, out, print_json
from bot.cli.linking_says import Place, as_json, counts, table
from bot.cli.reading import configuration
from bot.domain.entry import Entry, Status
from bot.domain.linkcheck import Preprint
from bot.formats.nearest import did_you_mean, shown
from bot.intake.errors import SourceError

AGE = 7  # days


def links(
    keys: Annotated[list[str] | None, typer.Argument(metavar="KEY", help="Of these entries; default: all.")] = None,
    collection: Annotated[Path | None, typer.Option("--collection", help="Of the entries of this file alone.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show also what is fine.")] = False,
    age: Annotated[int, typer.Option("--age", min=0, help="Days for which what was well is not asked again.")] = AGE,
    json: Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")] = False,
) -> None:
    """Ask every link of the catalog whether it still answers, and arXiv for what is new about its papers.

    A site is asked once a second at most, and what was well not again for a week. Exit code 1 if there is something to
    mend, 2 if nothing could be asked.
    """
    config = configuration()
    reading = check_catalog(collection or config.data)
    records = _chosen(reading, keys or ())
    entries = [entry for entry, _ in records.values()]
    now, kept = SystemClock().now(), dt.timedelta(days=age)
    with open_memory(config) as memory:
        preprints, broken = _preprints(entries, memory, now, kept)
        check = asyncio.run(_asked(entries, memory, now, kept))
    if nothing_answers(check) and (broken or not preprints):
        complain("no site answers: look at your connection (links are asked directly, through no proxy)")
        raise typer.Exit(2)
    found = [(each, records[each.key][1](each.field)) for each in findings_about(entries, check.answers, preprints)]
    if json:
        print_json(as_json(found, broken))
    else:
        if rows := table(found, everything=everything):
            out().print(rows)
        out().print(*counts(found, asked=len(check.asked)), sep="\n")
    if reading.faults:
        faulty = counted(len(reading.faults), "fault", "faults")
        complain(f"{faulty} in the collections: see digestbot validate", style="yellow")
    if broken:
        complain(str(broken))
    if broken or any(each.verdict.mend for each, _ in found):
        raise typer.Exit(1)


def _chosen(reading: Reading, keys: Sequence[str]) -> dict[str, tuple[Entry, Callable[[str], Place]]]:
    """By key, in the collections' order, drafts too: the entry, and what knows the place of each of its fields."""
    known: list[str] = []
    chosen: dict[str, tuple[Entry, Callable[[str], Place]]] = {}
    for record in reading.records:
        if record.entry is None:
            continue
        known.append(record.entry.key)
        if record.entry.status is not Status.REJECTED and (not keys or record.entry.key in keys):
            chosen.setdefault(record.entry.key, (record.entry, partial(_place, record)))
    for key in keys:
        if key not in known:
            _unusable(f"there is no entry {shown(key)}, {did_you_mean(key, known, otherwise='see digestbot search')}")
    return chosen


def _place(record: Record, field: str) -> Place:
    """Where the field is written, or the entry that lacks it."""
    fault = record.fault(tuple(field.split(".")), "", "")
    return fault.place, fault.line


def _preprints(
    entries: Sequence[Entry], memory: LinkMemory, now: dt.datetime, age: dt.timedelta
) -> tuple[dict[str, Preprint], SourceError | None]:
    found: dict[str, Preprint] = {}
    papers = [paper for entry in entries for paper in papers_of(entry)]
    with a_bar("arXiv") as told:
        try:
            look_up_preprints(papers, ask_arxiv, memory, found, now=now, age=age, told=told)
        except SourceError as broken:
            return found, broken
    return found, None


async def _asked(entries: Sequence[Entry], memory: LinkMemory, now: dt.datetime, age: dt.timedelta) -> LinkCheck:
    urls = [url for entry in entries for url in asked_for(entry)]
    with a_bar("links") as told:
        async with open_links() as web:
            check = LinkCheck(web=web, memory=memory, now=now, age=age)
            await check.check(urls, told)
            return check


def _unusable(why: str) -> NoReturn:
    complain(why)
    raise typer.Exit(2)
